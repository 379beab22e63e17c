"""Clusters: nothing is lost, near is together, and ten thousand take no time."""

import time

import numpy as np

from app_pages.dataset_map import cluster_layers
from app_pages.map_clusters import clusters


def test_each_point_counts_in_one_cluster_that_holds_it() -> None:
    points = [(44.8, 20.4), (44.80001, 20.40001), (44.9, 20.5)]
    found = sorted(clusters(points, 16_000.0), key=lambda group: group.count)
    assert [group.count for group in found] == [1, 2]
    single, pair = found
    assert single.middle == (44.9, 20.5)
    assert all(pair.area.holds(*point) for point in points[:2])
    assert not pair.area.holds(*points[2])


def test_no_points_are_no_clusters() -> None:
    assert clusters([], 1000.0) == []


def test_a_group_can_be_taken_apart_again() -> None:
    random = np.random.default_rng(7)
    points = [(float(a), float(b)) for a, b in random.uniform((44.7, 20.3), (44.9, 20.6), (999, 2))]
    largest = max(clusters(points, 25_000.0), key=lambda group: group.count)
    inside = [point for point in points if largest.area.holds(*point)]
    assert len(inside) == largest.count > 2
    assert len(clusters(inside, 1_500.0)) > 1


def test_ten_thousand_cameras_become_few_discs_quickly() -> None:
    random = np.random.default_rng(7)
    points = [(float(a), float(b)) for a, b in random.normal((44.8, 20.45), 0.05, (10_000, 2))]
    begun = time.process_time()
    found = clusters(points, 40_000.0)
    layers = cluster_layers(found)
    assert time.process_time() - begun < 2
    assert sum(group.count for group in found) == 10_000
    assert len(layers[0].data) == len(found) < 1_000
    assert sum(int(row["text"]) for row in layers[1].data) == 10_000
