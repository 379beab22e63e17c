"""Details: what only a person or a document can know of a camera, as OpenStreetMap tags.

Mount, height, operator, manufacturer, model and any further tag. None of them is ever taken
from pixels: a detail is `seen` by a person or `documented` by a source with its link.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from languages.kept import kept
from mapping.review.claim import Claim, ClaimKind, Evidence

__all__ = [
    "DETAIL_KEYS",
    "MAX_HEIGHT_M",
    "MOUNTS",
    "Detail",
    "DetailError",
    "in_order",
    "parse_detail",
]

DETAIL_KEYS = ("camera:mount", "height", "operator", "manufacturer", "model")
"""The details that have a claim, and a column in tables, of their own."""

MOUNTS = ("wall", "pole", "street_lamp", "traffic_signals", "ceiling", "tree")
"""The usual values of `camera:mount`; OpenStreetMap leaves the list open."""

MAX_HEIGHT_M = 150.0
_MAX_LENGTH = 255  # what OpenStreetMap takes in a key or a value
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(:[A-Za-z0-9_-]+)*")
_WORD = re.compile(r"[a-z][a-z0-9_]*(;[a-z][a-z0-9_]*)*")
_RESERVED = {
    "man_made": kept("It is always surveillance."),
    "surveillance:type": kept("It follows from the type of the housing."),
    "camera:type": kept("It follows from the type of the housing."),
    "camera:direction": kept("Set it on the dial."),
    "direction": kept("Set it on the dial."),
}
_KINDS = dict(
    zip(
        DETAIL_KEYS,
        (
            ClaimKind.MOUNT,
            ClaimKind.HEIGHT,
            ClaimKind.OPERATOR,
            ClaimKind.MANUFACTURER,
            ClaimKind.MODEL,
        ),
        strict=True,
    )
)


class DetailError(ValueError):
    """A detail that cannot be kept; the message is for the person who gave it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """One tag with what it rests on; `source` is the link of a documented one."""

    key: str
    value: str
    evidence: Evidence = Evidence.SEEN
    source: str | None = None

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or len(self.key) > _MAX_LENGTH:
            raise DetailError(
                kept(
                    "{key} is no key of a tag, such as addr:street.",
                    key=self.key or kept("Nothing"),
                )
            )
        if self.key in _RESERVED:
            raise DetailError(
                kept(
                    "{key} cannot be set here. {instead}",
                    key=self.key,
                    instead=_RESERVED[self.key],
                )
            )
        if not 0 < len(self.value.strip()) <= len(self.value) <= _MAX_LENGTH:
            raise DetailError(
                kept(
                    "{key}: give a value of at most {number} characters.",
                    key=self.key,
                    number=_MAX_LENGTH,
                )
            )
        if self.evidence is Evidence.SUGGESTED:
            raise DetailError(
                kept("{key}: only a person or a document can know this.", key=self.key)
            )
        if (self.evidence is Evidence.DOCUMENTED) != (self.source is not None):
            raise DetailError(
                kept("{key}: a link is given for what a document says, and only so.", key=self.key)
            )
        if self.source is not None and not re.fullmatch(r"https?://[^\s/]\S*", self.source):
            raise DetailError(kept("{key}: the source must be a link (https://…).", key=self.key))

    @property
    def claim(self) -> Claim:
        """The detail as a statement; a further tag is stated as `key=value`."""
        kind = _KINDS.get(self.key, ClaimKind.TAG)
        value = f"{self.key}={self.value}" if kind is ClaimKind.TAG else self.value
        return Claim(kind=kind, value=value, evidence=self.evidence, source=self.source)

    def to_json(self) -> dict[str, str | None]:
        """Give the detail as a JSON object."""
        return {
            "key": self.key,
            "value": self.value,
            "evidence": self.evidence.value,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Parse what `to_json` made; raises ValueError or KeyError."""
        return cls(
            key=value["key"],
            value=value["value"],
            evidence=Evidence(value["evidence"]),
            source=value["source"],
        )


def parse_detail(key: str, value: str, *, source: str | None = None) -> Detail:
    """Read what a person typed, tidied up; a link makes it documented. Raises DetailError."""
    name, text = key.strip(), " ".join(value.split())
    if name == "height":
        text = _metres(text)
    elif name == "camera:mount":
        text = text.casefold().replace(" ", "_")
        if not _WORD.fullmatch(text):
            raise DetailError(kept("The mount is one word of small letters, such as street_lamp."))
    elif name == "surveillance" and text not in {"public", "outdoor", "indoor"}:
        raise DetailError(kept("surveillance is public, outdoor or indoor."))
    link = (source or "").strip() or None
    evidence = Evidence.DOCUMENTED if link else Evidence.SEEN
    return Detail(key=name, value=text, evidence=evidence, source=link)


def in_order(details: Iterable[Detail]) -> tuple[Detail, ...]:
    """Sort details, the usual keys first; raises DetailError where a key is there twice."""
    by_key: dict[str, Detail] = {}
    for detail in details:
        if detail.key in by_key:
            raise DetailError(kept("{key} is given twice.", key=detail.key))
        by_key[detail.key] = detail
    further = sorted(by_key.keys() - set(DETAIL_KEYS))
    return tuple(by_key[key] for key in (*DETAIL_KEYS, *further) if key in by_key)


def _metres(text: str) -> str:
    written = text.removesuffix("m").strip().replace(",", ".")
    try:
        height_m = float(written)
    except ValueError:
        raise DetailError(
            kept("{text} is no height in metres, such as 4.5.", text=text or kept("Nothing"))
        ) from None
    if not 0 < height_m <= MAX_HEIGHT_M:  # also refuses NaN
        raise DetailError(kept("A camera does not hang {height} m high.", height=text))
    return f"{round(height_m, 2):g}"
