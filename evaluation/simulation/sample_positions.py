"""Ellipses held against the true places of the cameras in the sample photos.

    python -m detection scan samples --output scan.jsonl
    python -m mapping locate scan.jsonl --output located.jsonl
    python -m evaluation.simulation.sample_positions samples located.jsonl

Found is a camera that a detection overlaps by IoU 0.3. Without the located records the true
boxes and types stand in for the detector, so that only the positions are judged.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Annotated, Any

import numpy as np
import typer

from detection import photo as photos
from detection.boxes import iou
from detection.record import Detection, Housing, ScanRecord
from mapping.geometry.ellipse import CHI_SQUARE_95, to_covariance
from mapping.geometry.geodesy import offset_m
from mapping.geometry.located import located_record
from mapping.geometry.position import Position

__all__ = ["Found", "judge", "true_records"]

_LEAST_IOU = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A camera found in a photo: how far its estimate is off, and whether its ellipse holds it."""

    photo: str
    camera: str
    error_m: float
    semi_major_m: float
    covered: bool


def true_records(samples: Path, truth: Mapping[str, Any]) -> list[ScanRecord]:
    """Give scan records of the photos that are there, with the true boxes as detections."""
    records = []
    for entry in truth["photos"]:
        file = samples / entry["photo"]
        if not file.exists():
            continue
        taken = photos.read(file.read_bytes())
        records.append(
            ScanRecord(
                photo=str(file),
                sha256=None,
                width=taken.width,
                height=taken.height,
                taken_at=taken.metadata.taken_at,
                location=taken.metadata.location,
                detections=tuple(
                    Detection(
                        housing=Housing(box["housing"]),
                        housing_confidence=1.0,
                        confidence=1.0,
                        box=tuple(box["box"]),
                    )
                    for box in entry["boxes"]
                ),
            )
        )
    return records


def judge(located: Iterable[Mapping[str, Any]], truth: Mapping[str, Any]) -> list[Found]:
    """Compare the positions of located records (JSON objects) with the truth."""
    places = {camera["camera"]: camera for camera in truth["cameras"]}
    boxes = {entry["photo"]: entry["boxes"] for entry in truth["photos"]}
    found = []
    for record in located:
        name = PurePath(record["photo"]).name
        for true in boxes.get(name, ()):
            best = max(
                record["detections"], key=lambda each: iou(each["box"], true["box"]), default=None
            )
            if best is None or iou(best["box"], true["box"]) < _LEAST_IOU:
                continue
            if best["position"] is not None:
                position = Position.from_json(best["position"])
                found.append(_found(name, true["camera"], position, places[true["camera"]]))
    return found


def main(
    samples: Annotated[Path, typer.Argument(help="Folder with the photos and truth.json.")],
    located: Annotated[
        Path | None, typer.Argument(help="Made by: python -m mapping locate")
    ] = None,
) -> None:
    """Print error and coverage for each camera found."""
    truth = json.loads((samples / "truth.json").read_text(encoding="utf-8"))
    if located is None:
        records = [located_record(record) for record in true_records(samples, truth)]
    else:
        records = [json.loads(line) for line in located.read_text(encoding="utf-8").splitlines()]
    found = judge(records, truth)
    for each in found:
        held = "held" if each.covered else "MISSED"
        typer.echo(
            f"{each.photo:16}{each.camera:4}{each.error_m:7.1f} m off, "
            f"ellipse {each.semi_major_m:5.1f} m: {held}"
        )
    held_count = sum(each.covered for each in found)
    typer.echo(f"{held_count} of {len(found)} found cameras lie in their ellipse.")


def _found(photo: str, camera: str, position: Position, place: Mapping[str, Any]) -> Found:
    gap = np.array(
        offset_m((position.latitude, position.longitude), (place["latitude"], place["longitude"]))
    )
    spread = to_covariance(position.semi_major_m, position.semi_minor_m, position.orientation_deg)
    return Found(
        photo=photo,
        camera=camera,
        error_m=float(np.hypot(*gap)),
        semi_major_m=position.semi_major_m,
        covered=float(gap @ np.linalg.solve(spread, gap)) <= CHI_SQUARE_95,
    )


if __name__ == "__main__":
    typer.run(main)
