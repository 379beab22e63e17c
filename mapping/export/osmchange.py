"""OsmChange 0.6: new nodes for an OpenStreetMap editor, one a camera.

Ids are negative, as of things that the server has not seen. There is no timestamp: when a
camera was photographed stays in the review room. A camera without a place is left out, since
a node is a place.

A changeset's tags, `review_requested=yes` among them, have no element in this format: the
OpenStreetMap server refuses everything but create, modify and delete. They are told in a
comment at the top for the person who uploads. See docs/exports.md.
"""

from collections.abc import Iterable, Iterator, Mapping

from mapping.export.camera import Place, released
from mapping.export.licence import Licence
from mapping.export.markup import attribute
from mapping.review.proposal import Proposal

__all__ = ["CHANGESET_TAGS", "change_of", "osmchange"]

CHANGESET_TAGS = {
    "comment": "Add surveillance cameras, each checked by a person",
    "source": "survey; street photos",
    "review_requested": "yes",
}
"""What the person who uploads should set on the changeset."""


def osmchange(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write a change file piece by piece, a node a line."""
    yield _head(licence or Licence())
    number = 0
    for camera in released(cameras):
        if camera.place is not None:
            number += 1
            yield _node(number, camera.place, camera.tags)
    yield "</create>\n</osmChange>\n"


def change_of(number: int, place: Place, tags: Mapping[str, str], licence: Licence | None) -> str:
    """Give a change file that creates a single camera, with the id `-number`."""
    return _head(licence or Licence()) + _node(number, place, tags) + "</create>\n</osmChange>\n"


def _head(licence: Licence) -> str:
    tags = "".join(f"  {key}={value}\n" for key, value in CHANGESET_TAGS.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<!-- Look at every camera before you upload, and set these tags on the changeset:\n"
        f"{tags}-->\n"
        '<osmChange version="0.6" generator="Osmatrač"'
        f" license={attribute(licence.identifier)} attribution={attribute(licence.attribution)}>\n"
        "<create>\n"
    )


def _node(number: int, place: Place, tags: Mapping[str, str]) -> str:
    own = "".join(f"<tag k={attribute(k)} v={attribute(v)}/>" for k, v in tags.items())
    return (
        f'<node id="-{number}" version="0" lat="{place.latitude_text}"'
        f' lon="{place.longitude_text}">{own}</node>\n'
    )
