"""A COCO folder: every decided box as an annotation.

    images/NAME.jpg   annotations/instances.json   README.txt

Look-alikes have the category `not_camera`, and what they are as an attribute. What was rejected
without saying that it is no camera (a duplicate, a private interior, too unclear) is a region to
ignore (`iscrowd`): finding something there is neither right nor wrong.
"""

import json
from pathlib import Path
from typing import Any

from detection.record import Housing
from mapping.export.labelled_picture import DecidedBox, Finding, LabelledPicture, notes
from mapping.export.licence import CONSENT, PROVENANCE, Licence

__all__ = ["NOT_CAMERA", "CocoFolder"]

NOT_CAMERA = "not_camera"
_CATEGORIES = {
    name: number for number, name in enumerate([*(h.value for h in Housing), NOT_CAMERA], start=1)
}

_LAYOUT = """annotations/instances.json holds every box that was decided; attributes.finding says how:
  accepted    a camera, as the program proposed it
  corrected   a camera, of which a person set the box or the type
  look_alike  no camera: category not_camera, with what it is in attributes.reason. Leave the
              category out of training unless you want look-alikes to be found as such.
  set_aside   rejected as a duplicate, as inside a private building, or as too unclear: it may well
              show a camera, so it is a region to ignore (iscrowd 1).
"""  # noqa: E501 - lines of a text file


class CocoFolder:
    """Writes a new dataset into a folder; raises OSError."""

    def __init__(self, folder: Path, licence: Licence) -> None:
        self._folder, self._licence = folder, licence
        for name in ("images", "annotations"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "README.txt").write_text(notes(licence, _LAYOUT), encoding="utf-8")
        self._images: list[dict[str, Any]] = []
        self._annotations: list[dict[str, Any]] = []

    def add(self, picture: LabelledPicture) -> None:
        """Write a picture, and keep its boxes for the end."""
        name = f"{picture.name}.jpg"
        (self._folder / "images" / name).write_bytes(picture.jpeg)
        number = len(self._images) + 1
        self._images.append(
            {
                "id": number,
                "file_name": f"images/{name}",
                "width": picture.width,
                "height": picture.height,
                "license": 1,
            }
        )
        for decided in picture.boxes:
            own = {"id": len(self._annotations) + 1, "image_id": number}
            self._annotations.append(own | _annotation(decided))

    def finish(self) -> None:
        """Write the annotations."""
        terms = self._licence
        content = {
            "info": {
                "description": PROVENANCE,
                "contributor": terms.attribution,
                "consent": CONSENT,
            },
            "licenses": [
                {
                    "id": 1,
                    "name": terms.identifier,
                    "url": f"https://spdx.org/licenses/{terms.identifier}.html",
                }
            ],
            "categories": [
                {"id": number, "name": name, "supercategory": "camera"}
                if name != NOT_CAMERA
                else {"id": number, "name": name, "supercategory": "look-alike"}
                for name, number in _CATEGORIES.items()
            ],
            "images": self._images,
            "annotations": self._annotations,
        }
        (self._folder / "annotations" / "instances.json").write_text(
            json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def _annotation(decided: DecidedBox) -> dict[str, Any]:
    x1, y1, x2, y2 = decided.box
    finding = decided.finding
    attributes = {"finding": finding.value}
    if decided.reason:
        attributes["reason"] = decided.reason.value
    sides = [round(side, 2) for side in (x1, y1, x2 - x1, y2 - y1)]
    return {
        "category_id": _CATEGORIES[_category(decided)],
        "bbox": sides,
        "area": round(sides[2] * sides[3], 2),
        "iscrowd": int(finding is Finding.SET_ASIDE),
        "attributes": attributes,
    }


def _category(decided: DecidedBox) -> str:
    if decided.finding is Finding.LOOK_ALIKE:
        return NOT_CAMERA
    return (decided.housing if decided.is_camera else Housing.UNKNOWN).value
