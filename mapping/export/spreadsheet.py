"""The spreadsheet of a mapping group in Serbia, for people: it opens by a double click.

Column names and words are Serbian, cells are separated by semicolons, numbers have a decimal
comma (as programs set to Serbian expect), and a byte order mark tells Excel that the text is
UTF-8. The columns follow what the public table of the Belgrade campaign needs to check a
camera: what and where it is, how sure that is, and on what it rests. docs/exports.md lists them.
"""

import re
from collections.abc import Iterable, Iterator

from detection.record import Housing
from mapping.export.camera import ExportedCamera, released
from mapping.export.cells import Number, guarded, line
from mapping.export.licence import Licence
from mapping.export.table import other_tags
from mapping.review.claim import Claim, ClaimKind, Evidence
from mapping.review.proposal import Proposal, State

__all__ = ["BYTE_ORDER_MARK", "SPREADSHEET_COLUMNS", "spreadsheet"]

BYTE_ORDER_MARK = "\ufeff"

SPREADSHEET_COLUMNS = (
    "Oznaka",
    "Status",
    "Kućište",
    "Geografska širina",
    "Geografska dužina",
    "Tačnost (m)",
    "Vrsta nadzora",
    "Tip kamere",
    "Smer (°)",
    "Nosač",
    "Visina (m)",
    "Operater",
    "Proizvođač",
    "Model",
    "Ostale oznake",
    "Dokazi",
    "Dokumentovano",
    "Mapa",
    "Licenca",
    "Autorstvo",
    "Poreklo",
)

_PROVENANCE = (
    "Pronađeno na fotografijama ulica programom Osmatrač, koji samo predlaže."
    " O svakoj prihvaćenoj kameri odlučila je osoba."
)
_STATES = {
    State.PROPOSED: "predloženo",
    State.ACCEPTED: "prihvaćeno",
    State.REJECTED: "odbijeno",
}
_HOUSINGS = {
    Housing.BULLET: "cilindrična",
    Housing.BOX: "kutijasta",
    Housing.DOME: "kupola",
    Housing.TURRET: "kuglasta",
    Housing.PTZ: "pokretna (PTZ)",
    Housing.ALPR: "čitač tablica",
    Housing.UNKNOWN: "nepoznato",
}
_CLAIMS: dict[str, str] = {
    ClaimKind.EXISTS: "postoji",
    ClaimKind.PLACE: "mesto",
    ClaimKind.HOUSING: "kućište",
    ClaimKind.CAMERA_TYPE: "tip kamere",
    ClaimKind.DIRECTION: "smer",
    ClaimKind.MOUNT: "nosač",
    ClaimKind.HEIGHT: "visina",
    ClaimKind.OPERATOR: "operater",
    ClaimKind.MANUFACTURER: "proizvođač",
    ClaimKind.MODEL: "model",
    ClaimKind.CAPABILITY: "mogućnost",
    ClaimKind.TAG: "oznaka",
}
_EVIDENCE = {
    Evidence.SUGGESTED: "predložio program",
    Evidence.SEEN: "videla osoba",
    Evidence.DOCUMENTED: "dokumentovano",
}


def spreadsheet(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write line by line, the column names first; no text runs as a formula (see `cells`)."""
    terms = licence or Licence()
    yield BYTE_ORDER_MARK + line(SPREADSHEET_COLUMNS, delimiter=";")
    for camera in released(cameras):
        cells = [*_cells(camera), terms.identifier, terms.attribution, _PROVENANCE]
        yield line(map(guarded, cells), delimiter=";")


def _cells(camera: ExportedCamera) -> list[object]:
    place, tags = camera.place, camera.tags
    evidence = (
        f"{_about(subject)}: {_EVIDENCE[held]}" for subject, held in camera.evidence.items()
    )
    return [
        camera.id,
        _STATES.get(camera.status, camera.status.value),
        _HOUSINGS.get(camera.housing, camera.housing.value),
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
    return f"{_CLAIMS.get(kind, kind)} {key}".rstrip()


def _height(tag: str | None) -> object:
    return _decimal(tag) if tag and re.fullmatch(r"[0-9]+(\.[0-9]+)?", tag) else tag


def _decimal(digits: str) -> Number:
    return Number(digits.replace(".", ","))


def _documented(claim: Claim) -> str:
    return f"{_CLAIMS.get(claim.kind, claim.kind)}: {claim.value} ({claim.source})"
