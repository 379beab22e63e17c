"""Descriptions: a camera's details as a person changes them, turned into one verdict."""

from collections.abc import Iterable

from mapping.review.catalogue import Catalogue, Device
from mapping.review.detail import Detail, in_order, parse_detail
from mapping.review.proposal import Standing
from mapping.review.verdict import Describe

__all__ = ["IDENTITY_KEYS", "described", "device_of", "identified", "with_detail"]

IDENTITY_KEYS = ("manufacturer", "model")
"""What a known device says of itself."""


def described(standing: Standing, details: Iterable[Detail]) -> Describe:
    """Set all details but those of the device; raises DetailError for a key given twice."""
    own = [detail for detail in standing.details if detail.key in IDENTITY_KEYS]
    return Describe(details=in_order([*own, *details]), documented=standing.documented)


def with_detail(standing: Standing, key: str, value: str, *, source: str | None = None) -> Describe:
    """Set one detail and leave the others; an empty value takes it away. Raises DetailError."""
    others = [detail for detail in standing.details if detail.key != key]
    given = [parse_detail(key, value, source=source)] if value.strip() else []
    return Describe(details=in_order([*others, *given]), documented=standing.documented)


def identified(standing: Standing, device: Device | None, source: str | None = None) -> Describe:
    """Say which known device it is, None for none of them.

    With a link a document says so, without one a person saw it. What the device can do is
    documented either way. Raises DetailError for something that is no link.
    """
    others = [detail for detail in standing.details if detail.key not in IDENTITY_KEYS]
    if device is None:
        return Describe(details=in_order(others))
    named = [
        parse_detail("manufacturer", device.manufacturer, source=source),
        parse_detail("model", device.model, source=source),
    ]
    return Describe(details=in_order([*others, *named]), documented=device.capability_claims)


def device_of(standing: Standing, catalogue: Catalogue) -> Device | None:
    """Find the known device that a camera was said to be."""
    named = {detail.key: detail.value for detail in standing.details}
    wanted = " ".join(named.get(key, "") for key in IDENTITY_KEYS)
    return catalogue.find(wanted)
