"""Are photos of one upload joined rightly? Uploads of three photos from a simulated city.

Each upload shows one site: a camera alone, twins on a pole, cameras around a corner or along a
front. Each photo is aimed at any camera of it. Of the pairs of detections in different photos,
those joined are right or wrong, and those of one camera that were not joined are missed.

    python -m evaluation.simulation.grouping_simulation [--uploads N] [--seed N]
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Annotated

import numpy as np
import typer

from evaluation.simulation.matching_simulation import observe
from evaluation.simulation.simulated_city import City, draw_city, draw_photo
from mapping.geometry.sighting import Sighting, sight
from mapping.matching.gathering import gathered
from mapping.matching.likelihood import Observation

__all__ = ["simulate"]

_PHOTOS = 3
_CITY_CAMERAS = 2_000


def simulate(uploads: int, seed: int) -> Counter[str]:
    """Count pairs that are right, wrong and missed."""
    rng = np.random.default_rng(seed)
    city = draw_city(rng, _CITY_CAMERAS)
    tally = Counter[str]()
    for _ in range(uploads):
        site = city.sites[int(rng.integers(len(city.sites)))]
        tally += _count(*_upload(rng, replace(city, sites=(site,))))
    return tally


def main(
    uploads: Annotated[int, typer.Option(help="Of three photos each.")] = 1_000,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 8,
) -> None:
    """Print precision and recall of the pairs joined."""
    tally = simulate(uploads, seed)
    joined, of_one = tally["right"] + tally["wrong"], tally["right"] + tally["missed"]
    typer.echo(
        f"pairs joined rightly {tally['right']}, wrongly {tally['wrong']}, missed "
        f"{tally['missed']}: precision {tally['right'] / joined:.1%}, "
        f"recall {tally['right'] / of_one:.1%}"
    )


def _upload(
    rng: np.random.Generator, site: City
) -> tuple[list[Observation], list[Sighting], list[int]]:
    """Draw the photos of a site: what they show, and the true number of each camera."""
    seen: list[Observation] = []
    sightings: list[Sighting] = []
    numbers: list[int] = []
    for number in range(_PHOTOS):
        photo = draw_photo(rng, site)
        seen += observe(photo, number)
        numbers += photo.numbers
        for view in photo.views:
            sighting = sight(view.record, view.detection)
            assert sighting is not None
            sightings.append(sighting)
    return seen, sightings, numbers


def _count(
    seen: Sequence[Observation], sightings: Sequence[Sighting], numbers: Sequence[int]
) -> Counter[str]:
    joined = {
        pair
        for camera in gathered(seen, sightings)
        for pair in combinations(sorted(camera.members), 2)
    }
    tally = Counter[str]()
    for one, other in combinations(range(len(seen)), 2):
        together, same = (one, other) in joined, numbers[one] == numbers[other]
        tally["right"] += together and same
        tally["wrong"] += together and not same
        tally["missed"] += same and not together
    return tally


if __name__ == "__main__":
    typer.run(main)
