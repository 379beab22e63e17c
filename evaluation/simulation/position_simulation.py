"""Do the error ellipses tell the truth? A simulation with known places.

Cameras of all types, 3 to 60 m away, are photographed with compass errors of 5 to 25 degrees
(1 sigma, unknown to the estimator), GPS accuracies of 3 to 12 m (68%, known) and phone
lenses; `simulated_views` draws them. Coverage is the share of cameras inside their 95%
ellipse; the baseline takes the photo point for the camera. The interval of a ratio of medians
holds 95%: the cameras are drawn again 1,000 times (bootstrap).

    python -m evaluation.simulation.position_simulation [--draws 10000] [--seed 4]
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import typer

from detection.record import Location
from evaluation.simulation.simulated_views import CITY, View, draw_camera, draw_view
from mapping.geometry.combination import combine
from mapping.geometry.ellipse import CHI_SQUARE_95, to_covariance
from mapping.geometry.geodesy import offset_m
from mapping.geometry.position import Position, estimate
from mapping.geometry.sighting import sight

__all__ = ["BANDS_M", "Band", "Outcome", "simulate_one_view", "simulate_views", "summarize"]

_RESAMPLES = 1000
_RESAMPLING_SEED = 1

BANDS_M = ((3, 10), (10, 20), (20, 40), (40, 60), (15, 60), (3, 60))


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One draw: true distance, error of the estimate, error it is compared with, in metres."""

    distance_m: float
    error_m: float
    compared_m: float
    covered: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """What came out between two distances; `ratio` is median error over median compared.

    `ratio_low` and `ratio_high` are its 95% interval over other cameras.
    """

    near_m: float
    far_m: float
    draws: int
    coverage: float
    median_error_m: float
    median_compared_m: float
    ratio_low: float
    ratio_high: float

    @property
    def ratio(self) -> float:
        """Give the median error as a share of the one it is compared with."""
        return self.median_error_m / self.median_compared_m


def simulate_one_view(
    draws: int, seed: int, change: Callable[[View], View] = lambda view: view
) -> list[Outcome]:
    """Photograph cameras once each; compare with taking the photo point for the camera.

    `change` may take something from a view, as a phone that knows no heading does.
    """
    rng = np.random.default_rng(seed)
    outcomes = []
    for distance_m in rng.uniform(3, 60, draws):
        camera = draw_camera(rng)
        bearing_deg = float(rng.uniform(0, 360))
        view = change(draw_view(rng, camera, bearing_deg=bearing_deg, distance_m=float(distance_m)))
        position = estimate(view.record, view.detection)
        location = _location(view)
        assert position is not None
        baseline_m = float(np.hypot(*offset_m(CITY, (location.latitude, location.longitude))))
        outcomes.append(_outcome(position, float(distance_m), baseline_m))
    return outcomes


def simulate_views(draws: int, seed: int, views: int = 3) -> list[Outcome]:
    """Photograph cameras from several sides; compare with the first photo alone.

    The photos are taken at distances of their own, up to 90 degrees to either side of the
    first: a camera on a wall is seen from half of the directions.
    """
    rng = np.random.default_rng(seed)
    outcomes = []
    for distances_m in rng.uniform(3, 60, (draws, views)):
        camera = draw_camera(rng)
        facing_deg = float(rng.uniform(0, 360))
        turns_deg = np.concatenate([[0.0], rng.uniform(-90, 90, views - 1)])
        taken = [
            draw_view(
                rng, camera, bearing_deg=facing_deg + float(turn), distance_m=float(distance_m)
            )
            for turn, distance_m in zip(turns_deg, distances_m, strict=True)
        ]
        sightings = [
            sighting
            for view in taken
            if (sighting := sight(view.record, view.detection)) is not None
        ]
        alone = estimate(taken[0].record, taken[0].detection)
        assert alone is not None
        alone_m = float(np.hypot(*offset_m(CITY, (alone.latitude, alone.longitude))))
        outcomes.append(_outcome(combine(sightings).position, float(distances_m[0]), alone_m))
    return outcomes


def without_heading(view: View) -> View:
    """Take the heading from a view."""
    return _moved(view, replace(_location(view), heading_deg=None, heading_reference=None))


def without_focal_length(view: View) -> View:
    """Take the focal length from a view."""
    return _moved(view, replace(_location(view), focal_length_35mm=None))


def summarize(outcomes: Sequence[Outcome], near_m: float, far_m: float) -> Band:
    """Give coverage and median errors of the draws between two distances."""
    inside = [outcome for outcome in outcomes if near_m <= outcome.distance_m <= far_m]
    error_m = np.array([outcome.error_m for outcome in inside])
    compared_m = np.array([outcome.compared_m for outcome in inside])
    rng = np.random.default_rng(_RESAMPLING_SEED)
    ratios = [
        np.median(error_m[again]) / np.median(compared_m[again])
        for again in (rng.integers(len(inside), size=len(inside)) for _ in range(_RESAMPLES))
    ]
    low, high = np.quantile(ratios, (0.025, 0.975))
    return Band(
        near_m=near_m,
        far_m=far_m,
        draws=len(inside),
        coverage=float(np.mean([outcome.covered for outcome in inside])),
        median_error_m=float(np.median(error_m)),
        median_compared_m=float(np.median(compared_m)),
        ratio_low=float(low),
        ratio_high=float(high),
    )


def main(
    draws: Annotated[int, typer.Option(help="Cameras a table.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 4,
) -> None:
    """Print coverage and errors by distance."""
    _print_table("One view; compared with the photo point", simulate_one_view(draws, seed))
    _print_table(
        "One view without heading: a ring", simulate_one_view(draws, seed, without_heading)
    )
    _print_table(
        "One view without focal length", simulate_one_view(draws, seed, without_focal_length)
    )
    _print_table("Three views; compared with the first alone", simulate_views(draws, seed))


def _print_table(title: str, outcomes: Sequence[Outcome]) -> None:
    rows = (summarize(outcomes, near_m, far_m) for near_m, far_m in BANDS_M)
    typer.echo("\n".join([title, *_lines(rows), ""]))


def _lines(bands: Iterable[Band]) -> list[str]:
    return [
        "  distance   draws  covered  median error  compared  ratio (95% interval)",
        *(
            f"{band.near_m:4}-{band.far_m} m{band.draws:9}{band.coverage:9.1%}"
            f"{band.median_error_m:12.1f} m{band.median_compared_m:8.1f} m{band.ratio:7.3f}"
            f" ({band.ratio_low:.3f} to {band.ratio_high:.3f})"
            for band in bands
        ),
    ]


def _outcome(position: Position, distance_m: float, compared_m: float) -> Outcome:
    gap = np.array(offset_m((position.latitude, position.longitude), CITY))
    covariance = to_covariance(
        position.semi_major_m, position.semi_minor_m, position.orientation_deg
    )
    square = float(gap @ np.linalg.solve(covariance, gap))
    return Outcome(
        distance_m=distance_m,
        error_m=float(np.hypot(*gap)),
        compared_m=compared_m,
        covered=square <= CHI_SQUARE_95,
    )


def _location(view: View) -> Location:
    assert view.record.location is not None
    return view.record.location


def _moved(view: View, location: Location) -> View:
    return replace(view, record=replace(view.record, location=location))


if __name__ == "__main__":
    typer.run(main)
