"""Licence and provenance: what every export says of itself."""

from dataclasses import dataclass

from languages.kept import kept

__all__ = ["CONSENT", "PROVENANCE", "Licence"]

PROVENANCE = (
    "Found in street photos by Osmatrač, a program that proposes."
    " Those with the status accepted were decided on by a person, one by one."
)
"""How the data came about."""

CONSENT = kept(
    "By handing in photos I agree that the cameras in them go on the public map, each with a small"
    " picture of it, and that the photos, with faces and number plates blurred and without place"
    " and time, may be passed on with their boxes to train and measure detectors, all under the"
    " licence that the dataset states."
)
"""What the Upload page tells whoever hands in photos, word for word; exports repeat it.

Who changes it changes what people agreed to: earlier photos were handed in under earlier words.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """Under which terms the data is given away: an SPDX identifier, and whom to name."""

    identifier: str = "ODbL-1.0"
    attribution: str = "Osmatrač contributors"
