"""OpenStreetMap tags of a camera, from its housing and what a person added.

Keys and values follow the wiki page "Tag:man_made=surveillance". What only a person or a
document can know (mount, height, operator, model) is never made up here: see `detail`.
"""

from enum import StrEnum

from detection.record import Housing
from mapping.review.detail import DETAIL_KEYS

__all__ = ["CAMERA_TYPES", "HOUSING_KEYS", "TAG_KEYS", "CameraType", "osm_tags"]


class CameraType(StrEnum):
    """Values of `camera:type`: how the lens can turn."""

    FIXED = "fixed"
    DOME = "dome"
    PANNING = "panning"


CAMERA_TYPES: dict[Housing, tuple[CameraType, ...]] = {
    Housing.BULLET: (CameraType.FIXED,),
    Housing.BOX: (CameraType.FIXED,),
    Housing.TURRET: (CameraType.FIXED,),
    Housing.DOME: (CameraType.DOME,),
    Housing.PTZ: (CameraType.DOME, CameraType.PANNING),
    Housing.ALPR: (CameraType.FIXED,),
    Housing.UNKNOWN: (),
}
"""The camera types a housing may have; the first is proposed, the others a reviewer's choice."""

HOUSING_KEYS = (
    "man_made",
    "surveillance",
    "surveillance:type",
    "camera:type",
    "camera:direction",
)
"""Every key that `osm_tags` may give, in its order."""

TAG_KEYS = (*HOUSING_KEYS, *DETAIL_KEYS)
"""The usual keys of a camera: those, and what people and documents add."""


def osm_tags(
    housing: Housing,
    *,
    camera_type: CameraType | None = None,
    direction_deg: float | None = None,
) -> dict[str, str]:
    """Give the tags of one camera, keys in the order of `HOUSING_KEYS`.

    `camera_type` is a reviewer's choice among `CAMERA_TYPES[housing]` (raises ValueError for
    another one); `direction_deg` is set only by a person, degrees clockwise from true north.
    """
    allowed = CAMERA_TYPES[housing]
    if camera_type is not None and camera_type not in allowed:
        raise ValueError(f"A {housing} camera cannot have camera:type={camera_type}.")
    chosen = camera_type or (allowed[0] if allowed else None)
    tags = {
        "man_made": "surveillance",
        "surveillance": "public",
        "surveillance:type": "ALPR" if housing is Housing.ALPR else "camera",
    }
    if chosen is not None:
        tags["camera:type"] = chosen.value
    if direction_deg is not None:
        tags["camera:direction"] = str(round(direction_deg) % 360)
    return tags
