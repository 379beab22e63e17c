"""How far two rounds of labels of the same photos agree: `python -m training.agreement A B`.

Both folders hold one YOLO text file a photo, `class cx cy w h` in fractions of the photo's
sides, an empty file for a photo without cameras. The intersection over union (IoU) of two boxes
doesn't change when an axis is stretched, so that the photos themselves are not needed.
"""

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from detection.boxes import iou
from detection.record import Box, Housing

__all__ = ["CLASSES", "Agreement", "Label", "LabelError", "compare", "describe", "read_labels"]

CLASSES: tuple[Housing, ...] = (
    Housing.DOME,
    Housing.TURRET,
    Housing.BULLET,
    Housing.PTZ,
    Housing.BOX,
    Housing.ALPR,
    Housing.UNKNOWN,
)
"""The housings in the order of the class numbers of the label files."""


class LabelError(ValueError):
    """A label file that can't be read; the message names the file and the line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """One camera: its housing and its box in fractions of the photo's sides."""

    housing: Housing
    box: Box


Labels = Mapping[str, tuple[Label, ...]]
"""The labels of each photo, by the file's path inside its folder without `.txt`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """What two rounds have in common. Photos that only one round looked at don't count."""

    photos: int
    in_one_round_only: tuple[str, ...]
    matched_ious: tuple[float, ...]
    only_first: tuple[str, ...]
    """The photo of each box that has no partner in the second round."""
    only_second: tuple[str, ...]
    housing_pairs: Mapping[tuple[Housing, Housing], int]
    """How often a matched box was given each pair of housings, first round first."""

    @property
    def mean_iou(self) -> float | None:
        """The mean IoU of the matched boxes, None without any."""
        return statistics.fmean(self.matched_ious) if self.matched_ious else None

    @property
    def housing_differences(self) -> int:
        """How many matched boxes got different housings."""
        return sum(n for (first, second), n in self.housing_pairs.items() if first != second)


def read_labels(folder: Path) -> dict[str, tuple[Label, ...]]:
    """Read every label file below a folder; a README or a classes.txt is not one.

    Raises LabelError for a folder without label files and for a line that is no box.
    """
    files = [path for path in sorted(folder.rglob("*.txt")) if path.name != "classes.txt"]
    if not files:
        raise LabelError(f"{folder}: no label files")
    return {path.relative_to(folder).with_suffix("").as_posix(): _read_file(path) for path in files}


def compare(first: Labels, second: Labels, *, min_iou: float = 0.5) -> Agreement:
    """Match the boxes of two rounds photo by photo, best overlap first, whatever the housing."""
    ious: list[float] = []
    only_first: list[str] = []
    only_second: list[str] = []
    pairs: Counter[tuple[Housing, Housing]] = Counter()
    both = sorted(first.keys() & second.keys())
    for photo in both:
        matches = _match(first[photo], second[photo], min_iou)
        ious += [iou for iou, _, _ in matches]
        pairs.update((first[photo][i].housing, second[photo][j].housing) for _, i, j in matches)
        only_first += [photo] * (len(first[photo]) - len(matches))
        only_second += [photo] * (len(second[photo]) - len(matches))
    return Agreement(
        photos=len(both),
        in_one_round_only=tuple(sorted(first.keys() ^ second.keys())),
        matched_ious=tuple(ious),
        only_first=tuple(only_first),
        only_second=tuple(only_second),
        housing_pairs=dict(pairs),
    )


def describe(agreement: Agreement) -> str:
    """The figures as lines of text."""
    mean = "none" if agreement.mean_iou is None else f"{agreement.mean_iou:.3f}"
    lowest = f", lowest {min(agreement.matched_ious):.3f}" if agreement.matched_ious else ""
    lines = [
        f"photos in both rounds: {agreement.photos}",
        f"boxes matched: {len(agreement.matched_ious)} (mean IoU {mean}{lowest})",
        _missing("only in the first round", agreement.only_first),
        _missing("only in the second round", agreement.only_second),
        f"housing differs: {agreement.housing_differences}",
    ]
    lines += [
        f"  {first} / {second}: {count}"
        for (first, second), count in sorted(agreement.housing_pairs.items())
        if first != second
    ]
    if agreement.in_one_round_only:
        lines.append(_missing("photos in one round only", agreement.in_one_round_only))
    return "\n".join(lines)


def main(
    first: Annotated[Path, typer.Argument(help="Folder with the labels of one round.")],
    second: Annotated[Path, typer.Argument(help="Folder with the labels of the other.")],
    min_iou: Annotated[
        float, typer.Option(min=0.01, max=1, help="Overlap from which two boxes are one camera.")
    ] = 0.5,
) -> None:
    """Say how far two rounds of labels of the same photos agree."""
    try:
        agreement = compare(read_labels(first), read_labels(second), min_iou=min_iou)
    except LabelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(describe(agreement))


def _missing(what: str, photos: tuple[str, ...]) -> str:
    return f"{what}: {len(photos)}" + (f" ({', '.join(photos)})" if photos else "")


def _read_file(path: Path) -> tuple[Label, ...]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path}: {error}") from error
    return tuple(
        _parse(line, f"{path} line {number}")
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    )


def _parse(line: str, where: str) -> Label:
    try:
        number, x, y, width, height = line.split()
        housing = CLASSES[int(number)] if int(number) >= 0 else None
        centre_x, centre_y, half_width, half_height = (
            float(x),
            float(y),
            float(width) / 2,
            float(height) / 2,
        )
    except (ValueError, IndexError) as error:
        raise LabelError(f"{where}: expected 'class cx cy w h', got {line!r}") from error
    # Written so that a NaN fails it too.
    inside = 0 <= centre_x <= 1 and 0 <= centre_y <= 1
    if housing is None or not (inside and 0 < half_width <= 0.5 and 0 < half_height <= 0.5):
        raise LabelError(f"{where}: class or box out of range: {line!r}")
    return Label(
        housing=housing,
        box=(
            centre_x - half_width,
            centre_y - half_height,
            centre_x + half_width,
            centre_y + half_height,
        ),
    )


def _match(
    first: tuple[Label, ...], second: tuple[Label, ...], min_iou: float
) -> list[tuple[float, int, int]]:
    candidates = sorted(
        (
            (iou(one.box, other.box), i, j)
            for i, one in enumerate(first)
            for j, other in enumerate(second)
        ),
        reverse=True,
    )
    used_first: set[int] = set()
    used_second: set[int] = set()
    matches = []
    for overlap, i, j in candidates:
        if overlap >= min_iou and i not in used_first and j not in used_second:
            used_first.add(i)
            used_second.add(j)
            matches.append((overlap, i, j))
    return matches


if __name__ == "__main__":
    typer.run(main)
