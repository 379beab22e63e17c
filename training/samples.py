"""The plan of the sample photos: which cameras hang where, and who photographed them from where.

One street is modelled once; all photos show it, so that a camera seen in several of them
stands at one true place. Distances are metres of the street frame (`training.ground`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from detection.record import Housing
from training.street import Post, Wall

__all__ = ["PLANNED_CAMERAS", "PLANNED_PHOTOS", "PlannedCamera", "PlannedPhoto"]

_SUMMER_TIME = timezone(timedelta(hours=2))


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedCamera:
    """One camera of the street and where it looks."""

    name: str
    housing: Housing
    spot: Wall | Post
    yaw_deg: float
    tilt_deg: float
    seed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPhoto:
    """One photo: standpoint, lens, weather, and what its EXIF lacks."""

    name: str
    eye: tuple[float, float]
    target: tuple[float, float, float]
    taken_at: datetime
    focal_length_35mm: float = 26.0
    portrait: bool = False
    cloudy: bool = False
    accuracy_m: float = 4.0
    has_position: bool = True
    has_heading: bool = True
    magnetic: bool = False
    roll_deg: float = 0.0


def _north(house: int, pier: int, height_m: float, aside_m: float = 0.0) -> Wall:
    return Wall(row="north", house=house, pier=pier, height_m=height_m, aside_m=aside_m)


def _south(house: int, pier: int, height_m: float, aside_m: float = 0.0) -> Wall:
    return Wall(row="south", house=house, pier=pier, height_m=height_m, aside_m=aside_m)


def _camera(
    name: str, housing: Housing, spot: Wall | Post, look_deg: tuple[float, float], seed: int
) -> PlannedCamera:
    yaw_deg, tilt_deg = look_deg
    return PlannedCamera(
        name=name, housing=housing, spot=spot, yaw_deg=yaw_deg, tilt_deg=tilt_deg, seed=seed
    )


PLANNED_CAMERAS: tuple[PlannedCamera, ...] = (
    _camera("A1", Housing.BULLET, _north(0, 4, 3.45), (40, 18), 3),
    _camera("A2", Housing.DOME, _north(0, 5, 2.95), (0, 40), 5),
    _camera("A3", Housing.TURRET, _north(1, 1, 2.85), (-20, 30), 7),
    _camera("A4", Housing.BULLET, _north(1, 2, 3.5), (-50, 22), 12),
    _camera("B1", Housing.PTZ, Post(x_m=30, y_m=3.95, height_m=5.0, facing_deg=-90), (60, 25), 2),
    _camera("B2", Housing.ALPR, Post(x_m=30, y_m=3.95, height_m=4.0, facing_deg=-120), (20, 15), 4),
    _camera("B3", Housing.BOX, Post(x_m=30, y_m=3.95, height_m=4.5, facing_deg=-170), (25, 14), 9),
    _camera("C1", Housing.BOX, _south(2, 2, 3.4), (35, 15), 21),
    _camera("C2", Housing.TURRET, _south(2, 3, 2.9), (15, 35), 10),
    _camera("C3", Housing.DOME, _south(2, 4, 3.0), (0, 30), 30),
    _camera("C4", Housing.PTZ, _south(2, 5, 5.0), (-30, 20), 24),
    _camera(
        "D1", Housing.ALPR, Post(x_m=52, y_m=3.95, height_m=3.6, facing_deg=-60), (-20, 10), 31
    ),
    _camera("D2", Housing.BULLET, _north(3, 2, 3.4), (30, 20), 38),
    _camera("D3", Housing.BOX, _north(3, 3, 4.9), (-30, 18), 33),
    _camera("D4", Housing.PTZ, _north(3, 4, 5.0), (20, 25), 34),
    _camera("E1", Housing.DOME, _north(4, 2, 2.9), (0, 30), 41),
    _camera("E2", Housing.TURRET, _north(4, 3, 2.8), (20, 30), 11),
    _camera("E3", Housing.BULLET, _north(4, 4, 3.5), (10, 25), 43),
    _camera(
        "E4", Housing.ALPR, Post(x_m=70, y_m=3.95, height_m=3.5, facing_deg=-100), (10, 12), 44
    ),
)


def _at(hour: int, minute: int, day: int = 14) -> datetime:
    return datetime(2026, 5, day, hour, minute, 12, tzinfo=_SUMMER_TIME)


PLANNED_PHOTOS: tuple[PlannedPhoto, ...] = (
    PlannedPhoto(
        name="street-01.jpg", eye=(11.2, 1.0), target=(13.4, 6.5, 3.2), taken_at=_at(11, 20)
    ),
    PlannedPhoto(
        name="street-02.jpg",
        eye=(21.8, 0.4),
        target=(17.2, 6.5, 3.3),
        taken_at=_at(11, 24),
        roll_deg=-1.0,
    ),
    PlannedPhoto(
        name="street-03.jpg",
        eye=(19.6, 1.2),
        target=(19.9, 6.5, 3.3),
        taken_at=_at(11, 31),
        portrait=True,
        accuracy_m=3.5,
    ),
    PlannedPhoto(
        name="street-04.jpg",
        eye=(26.3, -0.6),
        target=(30.2, 4, 4.2),
        taken_at=_at(11, 40),
        accuracy_m=5.0,
    ),
    PlannedPhoto(
        name="street-05.jpg",
        eye=(35.5, -1.0),
        target=(30, 4, 4.5),
        taken_at=_at(11, 44),
        focal_length_35mm=52.0,
        magnetic=True,
    ),
    PlannedPhoto(
        name="street-06.jpg",
        eye=(35.3, -0.6),
        target=(38.2, -6.5, 3.5),
        taken_at=_at(14, 5, 16),
        cloudy=True,
        accuracy_m=6.5,
    ),
    PlannedPhoto(
        name="street-07.jpg",
        eye=(43, -0.4),
        target=(39.2, -6.5, 3.4),
        taken_at=_at(14, 9, 16),
        cloudy=True,
        magnetic=True,
        roll_deg=1.5,
    ),
    PlannedPhoto(
        name="street-08.jpg",
        eye=(50.2, -0.6),
        target=(54.5, 6.5, 4.0),
        taken_at=_at(12, 50),
        accuracy_m=4.5,
    ),
    PlannedPhoto(
        name="street-09.heic",
        eye=(58.8, 0.6),
        target=(55.6, 6.5, 4.0),
        taken_at=_at(12, 56),
        accuracy_m=3.0,
    ),
    PlannedPhoto(
        name="street-10.jpg",
        eye=(68, 1.2),
        target=(71.3, 6.5, 3.2),
        taken_at=_at(16, 30),
        has_position=False,
    ),
    PlannedPhoto(
        name="street-11.jpg",
        eye=(75.0, 1.6),
        target=(71.1, 6.5, 3.2),
        taken_at=_at(16, 36),
        has_heading=False,
        accuracy_m=8.0,
    ),
    PlannedPhoto(
        name="street-12.jpg",
        eye=(76, 3.0),
        target=(81, -6.5, 3.0),
        taken_at=_at(16, 44),
        accuracy_m=5.5,
    ),
    PlannedPhoto(
        name="street-13.jpg",
        eye=(41.4, -1.9),
        target=(41.3, -6.5, 3.2),
        taken_at=_at(14, 15, 16),
        cloudy=True,
        focal_length_35mm=52.0,
    ),
)
