"""A comparison with an official list as a table: a line for each place and each other camera."""

from collections.abc import Iterable, Iterator

from languages.kept import kept
from mapping.export.camera import ExportedCamera
from mapping.export.cells import Number, guarded, line
from mapping.matching.official_list import Comparison

__all__ = ["COMPARISON_COLUMNS", "FINDINGS", "comparison_table"]

COMPARISON_COLUMNS = (
    "finding",
    "name",
    "latitude",
    "longitude",
    "listed",
    "counted",
    "distance_m",
    "cameras",
)
FINDINGS = (kept("on both"), kept("only on the list"), kept("only on the street"))


def comparison_table(found: Comparison, cameras: Iterable[ExportedCamera]) -> Iterator[str]:
    """Write CSV line by line, the column names first; no text runs as a formula.

    `cameras` are those that were compared. `listed` is how many cameras the list states,
    `counted` how many stand nearer to this place than to any other, `distance_m` how far away
    the nearest is, and `cameras` the ids of all within the radius.
    """
    yield line(COMPARISON_COLUMNS)
    on_both, only_listed, only_street = FINDINGS
    for finding in found.findings:
        place = finding.place
        cells = (
            on_both if finding.cameras else only_listed,
            place.name,
            Number(f"{place.latitude:.7f}"),
            Number(f"{place.longitude:.7f}"),
            place.count,
            finding.counted,
            None if finding.distance_m is None else Number(f"{finding.distance_m:.1f}"),
            " ".join(finding.cameras),
        )
        yield line(map(guarded, cells))
    others = set(found.only_on_street)
    for camera in cameras:
        if camera.id in others and camera.place is not None:
            at = camera.place
            numbers = (Number(at.latitude_text), Number(at.longitude_text))
            yield line([only_street, None, *numbers, None, 1, None, guarded(camera.id)])
