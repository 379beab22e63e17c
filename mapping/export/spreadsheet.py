"""The spreadsheet of a mapping group, for people: it opens by a double click.

Its words are those of a reader, by default Serbian in Latin script. For Serbian readers cells
are separated by semicolons and numbers have a decimal comma, as programs set to Serbian expect;
for English ones it is comma and point. A byte order mark tells Excel that the text is UTF-8. The
columns follow what the public table of the Belgrade campaign needs to check a camera: what and
where it is, how sure that is, and on what it rests. docs/exports.md lists them.
"""

import re
from collections.abc import Iterable, Iterator

from languages.kept import kept
from languages.language import Language
from languages.reader import reader_language, speaking
from languages.text import tr
from mapping.export.camera import ExportedCamera, released
from mapping.export.cells import Number, guarded, line
from mapping.export.licence import Licence
from mapping.export.table import other_tags
from mapping.review.claim import EVIDENCE_WORDS, HOUSING_WORDS, Claim, ClaimKind
from mapping.review.proposal import Proposal, State

__all__ = ["BYTE_ORDER_MARK", "SPREADSHEET_COLUMNS", "spreadsheet"]

BYTE_ORDER_MARK = "\ufeff"

SPREADSHEET_COLUMNS = (
    kept("Id"),
    kept("Status"),
    kept("Housing"),
    kept("Latitude"),
    kept("Longitude"),
    kept("Accuracy (m)"),
    kept("Kind of surveillance"),
    kept("Camera type"),
    kept("Direction (°)"),
    kept("Hangs on"),
    kept("Height (m)"),
    kept("Run by"),
    kept("Manufacturer"),
    kept("Model"),
    kept("Other tags"),
    kept("Evidence"),
    kept("Documented"),
    kept("Map"),
    kept("Licence"),
    kept("Attribution"),
    kept("Provenance"),
)

_PROVENANCE = kept(
    "Found in street photos with the program Osmatrač, which only proposes. A person decided on "
    "each accepted camera."
)
_STATES = {
    State.PROPOSED: kept("proposed"),
    State.ACCEPTED: kept("accepted"),
    State.REJECTED: kept("rejected"),
}
_CLAIMS: dict[str, str] = {
    ClaimKind.EXISTS: kept("exists"),
    ClaimKind.PLACE: kept("place"),
    ClaimKind.HOUSING: kept("housing"),
    ClaimKind.CAMERA_TYPE: kept("camera type"),
    ClaimKind.DIRECTION: kept("direction"),
    ClaimKind.MOUNT: kept("what it hangs on"),
    ClaimKind.HEIGHT: kept("height"),
    ClaimKind.OPERATOR: kept("run by"),
    ClaimKind.MANUFACTURER: kept("manufacturer"),
    ClaimKind.MODEL: kept("model"),
    ClaimKind.CAPABILITY: kept("capability"),
    ClaimKind.TAG: kept("tag"),
}


def spreadsheet(
    cameras: Iterable[Proposal],
    licence: Licence | None = None,
    language: Language = Language.SERBIAN_LATIN,
) -> Iterator[str]:
    """Write line by line, the column names first; no text runs as a formula (see `cells`)."""
    terms = licence or Licence()
    delimiter = "," if language is Language.ENGLISH else ";"
    with speaking(language):
        names = [tr(name) for name in SPREADSHEET_COLUMNS]
        provenance = tr(_PROVENANCE)
    yield BYTE_ORDER_MARK + line(names, delimiter=delimiter)
    for camera in released(cameras):
        with speaking(language):  # ends before the line is given away, as others then speak
            cells = [*_cells(camera), terms.identifier, terms.attribution, provenance]
        yield line(map(guarded, cells), delimiter=delimiter)


def _cells(camera: ExportedCamera) -> list[object]:
    place, tags = camera.place, camera.tags
    evidence = (
        _told(_about(subject), EVIDENCE_WORDS[held]) for subject, held in camera.evidence.items()
    )
    return [
        camera.id,
        tr(_STATES[camera.status]),
        tr(HOUSING_WORDS[camera.housing]),
        _decimal(place.latitude_text) if place else None,
        _decimal(place.longitude_text) if place else None,
        _decimal(f"{place.accuracy_m:.1f}") if place else None,
        tags.get("surveillance:type"),
        tags.get("camera:type"),
        tags.get("camera:direction"),
        tags.get("camera:mount"),
        _height(tags.get("height")),
        tags.get("operator"),
        tags.get("manufacturer"),
        tags.get("model"),
        "; ".join(f"{key}={value}" for key, value in other_tags(camera).items()),
        "; ".join(evidence),
        "; ".join(map(_documented, camera.documented)),
        place.openstreetmap_link if place else None,
    ]


def _about(subject: str) -> str:
    kind, _, key = subject.partition(":")
    return f"{tr(_CLAIMS[kind])} {key}".rstrip()


def _told(about: str, evidence: str) -> str:
    return f"{about}: {tr(evidence)}"


def _height(tag: str | None) -> object:
    return _decimal(tag) if tag and re.fullmatch(r"[0-9]+(\.[0-9]+)?", tag) else tag


def _decimal(digits: str) -> Number:
    comma = reader_language() is not Language.ENGLISH
    return Number(digits.replace(".", ",") if comma else digits)


def _documented(claim: Claim) -> str:
    return f"{_about(claim.kind)}: {claim.value} ({claim.source})"
