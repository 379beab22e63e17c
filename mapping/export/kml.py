"""KML 2.2 (OGC 07-147r2), for globes and map apps.

All that the data says stands in ExtendedData, as names and values. A description would be
shown as HTML, so there the only text is our own.
"""

import json
from collections.abc import Iterable, Iterator

from mapping.export.camera import ExportedCamera, Place, released
from mapping.export.geojson import terms_of
from mapping.export.licence import Licence
from mapping.export.markup import attribute, text
from mapping.review.proposal import Proposal

__all__ = ["kml"]


def kml(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write a document piece by piece, a placemark a camera; without a place, no point."""
    terms = terms_of(licence)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n<name>Osmatrač</name>\n'
        f"<description>{text(terms['provenance'])}</description>\n{_data(terms)}\n"
    )
    for camera in released(cameras):
        yield _placemark(camera)
    yield "</Document>\n</kml>\n"


def _placemark(camera: ExportedCamera) -> str:
    # an XML id may not start with a digit
    return (
        f'<Placemark id="camera-{text(camera.id)}">'
        f"<name>{text(camera.housing.value)} camera</name>"
        f"{_data(_values(camera))}{_point(camera.place)}</Placemark>\n"
    )


def _values(camera: ExportedCamera) -> dict[str, str]:
    values = {
        "id": camera.id,
        "status": camera.status.value,
        "housing": camera.housing.value,
        **({"accuracy_m": f"{camera.place.accuracy_m:.1f}"} if camera.place else {}),
        **camera.tags,
        "evidence": "; ".join(f"{kind}={value}" for kind, value in camera.evidence.items()),
    }
    if camera.documented:
        documented = [claim.to_json() for claim in camera.documented]
        values["documented"] = json.dumps(documented, ensure_ascii=False)
    return values


def _data(values: dict[str, str]) -> str:
    pairs = (
        f"<Data name={attribute(name)}><value>{text(value)}</value></Data>"
        for name, value in values.items()
    )
    return f"<ExtendedData>{''.join(pairs)}</ExtendedData>"


def _point(place: Place | None) -> str:
    if place is None:
        return ""
    return f"<Point><coordinates>{place.longitude_text},{place.latitude_text}</coordinates></Point>"
