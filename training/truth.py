"""truth.json: what is really in the sample photos, and where."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from detection.record import Box, Housing
from training.device import Device
from training.ground import Ground
from training.meshes import corners

__all__ = ["SeenCamera", "TrueCamera", "TruePhoto", "read_photos", "true_camera", "write_truth"]

_ABOUT = (
    "Rendered photos of a street that does not exist. Boxes hold the visible pixels of the housing "
    "with its sunshield, without bracket, junction box and pole, in pixels of the upright photo "
    "(x1, y1, x2, y2); cameras less than 30% visible or under 10 px are left out. Latitude, "
    "longitude (WGS 84), heading (true north) and heights here are exact; the EXIF of the photos "
    "carries the errors of a phone."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueCamera:
    """Where one camera really hangs: WGS 84, and metres above the pavement."""

    camera: str
    housing: Housing
    latitude: float
    longitude: float
    height_m: float


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenCamera:
    """One camera in one photo."""

    camera: str
    housing: Housing
    box: Box

    def to_json(self) -> dict[str, Any]:
        """Give the entry of `boxes`."""
        return {"camera": self.camera, "housing": self.housing.value, "box": list(self.box)}


@dataclass(frozen=True, kw_only=True, slots=True)
class TruePhoto:
    """Where one photo was really taken, its upright size and its cameras."""

    photo: str
    latitude: float
    longitude: float
    heading_deg: float
    width: int
    height: int
    boxes: tuple[SeenCamera, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the entry of `photos`."""
        return {
            "photo": self.photo,
            "latitude": round(self.latitude, 8),
            "longitude": round(self.longitude, 8),
            "heading_deg": round(self.heading_deg, 2),
            "width": self.width,
            "height": self.height,
            "boxes": [seen.to_json() for seen in self.boxes],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Parse what `to_json` made; raises KeyError or ValueError."""
        boxes = tuple(
            SeenCamera(
                camera=seen["camera"],
                housing=Housing(seen["housing"]),
                box=(seen["box"][0], seen["box"][1], seen["box"][2], seen["box"][3]),
            )
            for seen in value["boxes"]
        )
        return cls(**{**value, "boxes": boxes})


def true_camera(name: str, housing: Housing, device: Device, ground: Ground) -> TrueCamera:
    """Give the place of a camera: the middle of its housing."""
    points = corners(device.housing)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    latitude, longitude = ground.position(float(middle[0]), float(middle[1]))
    return TrueCamera(
        camera=name,
        housing=housing,
        latitude=latitude,
        longitude=longitude,
        height_m=float(middle[2]),
    )


def read_photos(path: Path) -> dict[str, TruePhoto]:
    """Read the photos of a truth.json by name; none where there is no file."""
    if not path.exists():
        return {}
    photos = json.loads(path.read_text(encoding="utf-8"))["photos"]
    return {photo["photo"]: TruePhoto.from_json(photo) for photo in photos}


def write_truth(path: Path, cameras: Iterable[TrueCamera], photos: Iterable[TruePhoto]) -> None:
    """Write truth.json."""
    value = {
        "about": _ABOUT,
        "licence": "CC0-1.0",
        "cameras": [
            {
                "camera": camera.camera,
                "housing": camera.housing.value,
                "latitude": round(camera.latitude, 8),
                "longitude": round(camera.longitude, 8),
                "height_m": round(camera.height_m, 2),
            }
            for camera in cameras
        ],
        "photos": [photo.to_json() for photo in sorted(photos, key=lambda one: one.photo)],
    }
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
