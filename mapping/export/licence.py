"""Licence and provenance: what every export says of itself."""

from dataclasses import dataclass

__all__ = ["PROVENANCE", "Licence"]

PROVENANCE = (
    "Found in street photos by Osmatrač, a program that proposes."
    " Those with the status accepted were decided on by a person, one by one."
)
"""How the data came about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """Under which terms the data is given away: an SPDX identifier, and whom to name."""

    identifier: str = "ODbL-1.0"
    attribution: str = "Osmatrač contributors"
