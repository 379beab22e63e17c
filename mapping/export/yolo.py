"""A YOLO folder: accepted boxes as labels, all decisions in a table beside them.

    images/NAME.jpg   labels/NAME.txt   data.yaml   decisions.csv   README.txt

A class `not_camera` would teach a network to look for lamps, so rejected boxes are in
`decisions.csv` alone, which programs that train never open. Their photos stay: what looks like a
camera and has no label is what a network learns most from.
"""

from pathlib import Path

import yaml

from detection.record import Housing
from mapping.export.cells import line
from mapping.export.labelled_picture import DecidedBox, LabelledPicture, notes
from mapping.export.licence import CONSENT, Licence

__all__ = ["DECISION_COLUMNS", "YoloFolder"]

DECISION_COLUMNS = ("photo", "finding", "housing", "reason", "x1", "y1", "x2", "y2")
"""Of decisions.csv; the corners are pixels of the picture."""

_LAYOUT = """labels/ holds the accepted and the corrected boxes. decisions.csv holds every box that was decided:
  accepted    a camera, as the program proposed it
  corrected   a camera, of which a person set the box or the type
  look_alike  no camera, with what it is instead; it has no label, so it trains as background
  set_aside   rejected as a duplicate, as inside a private building, or as too unclear: it may well
              show a camera, and it has no label. Leave such photos out, or mask these boxes.
"""  # noqa: E501 - lines of a text file


class YoloFolder:
    """Writes a new dataset into a folder; raises OSError."""

    def __init__(self, folder: Path, licence: Licence) -> None:
        self._folder = folder
        for name in ("images", "labels"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        described = {
            "names": {number: housing.value for number, housing in enumerate(Housing)},
            "licence": licence.identifier,
            "attribution": licence.attribution,
            "consent": CONSENT,
        }
        text = yaml.safe_dump(described, allow_unicode=True, sort_keys=False)
        (folder / "data.yaml").write_text(text, encoding="utf-8")
        (folder / "README.txt").write_text(notes(licence, _LAYOUT), encoding="utf-8")
        self._rows = [line(DECISION_COLUMNS)]

    def add(self, picture: LabelledPicture) -> None:
        """Write a picture with its boxes."""
        (self._folder / "images" / f"{picture.name}.jpg").write_bytes(picture.jpeg)
        labels = "".join(_label(each, picture) for each in picture.boxes if each.is_camera)
        (self._folder / "labels" / f"{picture.name}.txt").write_text(labels, encoding="utf-8")
        self._rows += [line(_row(each, picture.name)) for each in picture.boxes]

    def finish(self) -> None:
        """Write the table of decisions."""
        (self._folder / "decisions.csv").write_text(
            "".join(self._rows), encoding="utf-8", newline=""
        )


def _label(decided: DecidedBox, picture: LabelledPicture) -> str:
    """Class, centre and size in fractions of the picture's sides."""
    x1, y1, x2, y2 = decided.box
    width, height = picture.width, picture.height
    parts = ((x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height)
    number = list(Housing).index(decided.housing)
    return f"{number} {' '.join(f'{part:.6f}' for part in parts)}\n"


def _row(decided: DecidedBox, name: str) -> list[str]:
    reason = decided.reason.value if decided.reason else ""
    housing = decided.housing.value if decided.is_camera else ""
    return [name, decided.finding.value, housing, reason, *(f"{s:.1f}" for s in decided.box)]
