"""MapRoulette: a challenge of cooperative tasks, one a camera.

Each line is a record of a JSON text sequence (RFC 7464): a FeatureCollection with the camera
and, as MapRoulette documents it, a `cooperativeWork` of version 2 and type 2 with the OsmChange
file that JOSM opens for the mapper. The task's id is in the property `osmatrac_id`, since one
named `id` would be taken for an OpenStreetMap id.
https://learn.maproulette.org/documentation/creating-cooperative-challenges/
"""

import base64
from collections.abc import Iterable, Iterator
from typing import Any

from mapping.export.camera import ExportedCamera, Place, released
from mapping.export.geojson import feature, json_text, terms_of
from mapping.export.licence import Licence
from mapping.export.osmchange import change_of
from mapping.review.proposal import Proposal

__all__ = ["ID_PROPERTY", "RECORD_SEPARATOR", "maproulette"]

RECORD_SEPARATOR = "\x1e"
ID_PROPERTY = "osmatrac_id"
_FORMAT_VERSION = 2
_CHANGE_FILE = 2


def maproulette(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write a task a line; a camera without a place is left out, since a task is on the map.

    The tasks' nodes are numbered on, so that JOSM keeps apart those of one layer.
    """
    number = 0
    for camera in released(cameras):
        if camera.place is not None:
            number += 1
            task = _task(number, camera, camera.place, licence)
            yield f"{RECORD_SEPARATOR}{json_text(task)}\n"


def _task(
    number: int, camera: ExportedCamera, place: Place, licence: Licence | None
) -> dict[str, Any]:
    change = change_of(number, place, camera.tags, licence)
    shown = feature(camera)
    del shown["id"]
    shown["properties"] = {ID_PROPERTY: camera.id} | camera.tags
    return {
        "type": "FeatureCollection",
        **terms_of(licence),
        "features": [shown],
        "cooperativeWork": {
            "meta": {"version": _FORMAT_VERSION, "type": _CHANGE_FILE},
            "file": {
                "type": "xml",
                "format": "osc",
                "encoding": "base64",
                "content": base64.b64encode(change.encode()).decode("ascii"),
            },
        },
    }
