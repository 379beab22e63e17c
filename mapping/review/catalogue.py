"""The device catalogue: known cameras and systems, and what documents say of them.

Catalogue
└── Device       a camera, or a system behind cameras
    └── Capability   what it can do, in our own words
        └── Source       who says so, where, and when it was read

What a camera can do is never taken from its housing. `Device.capability_claims` turns an entry
into claims whose evidence is `documented`, each with its link; a person decides that a camera
is such a device (`description.identified`). What a system can do is no claim about a camera.
`catalogue_file` reads the one that comes with the program.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from detection.record import Housing
from mapping.review.claim import Claim, ClaimKind, Evidence

__all__ = ["Capability", "Catalogue", "Device", "DeviceKind", "Reach", "Source"]


class DeviceKind(StrEnum):
    """A camera hangs on the street; a system stands behind many of them."""

    CAMERA = "camera"
    SYSTEM = "system"


class Reach(StrEnum):
    """What a source speaks of when it names a capability."""

    MODEL = "model"
    SERIES = "series"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A document with its link. `caveat` is what the reader of any claim from it should know."""

    id: str
    title: str
    publisher: str
    url: str
    read_on: date
    published: date | None = None
    caveat: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Capability:
    """What a device can do, as its source says."""

    name: str
    said_of: Reach
    paraphrase: str
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A camera model with its housing, or a system; `identified_by` says who found it in use."""

    manufacturer: str
    model: str
    kind: DeviceKind
    description: str
    identified_by: Source
    housing: Housing | None = None
    series: str | None = None
    capabilities: tuple[Capability, ...] = ()

    @property
    def name(self) -> str:
        """Manufacturer and model."""
        return f"{self.manufacturer} {self.model}"

    @property
    def capability_claims(self) -> tuple[Claim, ...]:
        """What documents say that a camera of this model can do; nothing for a system."""
        if self.kind is DeviceKind.SYSTEM:
            return ()
        return tuple(
            Claim(
                kind=ClaimKind.CAPABILITY,
                value=self._stated(capability),
                evidence=Evidence.DOCUMENTED,
                source=capability.source.url,
            )
            for capability in self.capabilities
        )

    def _stated(self, capability: Capability) -> str:
        if capability.said_of is Reach.SERIES:
            return f"{capability.name} (said of the {self.series} series)"
        return capability.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All known devices, in the order of the file."""

    devices: tuple[Device, ...]
    sources: tuple[Source, ...]

    def find(self, model: str) -> Device | None:
        """Find a device by its model or full name, whatever the case; None if it is unknown."""
        wanted = model.strip().casefold()
        named = (d for d in self.devices if wanted in (d.model.casefold(), d.name.casefold()))
        return next(named, None)

    def cameras(self, housing: Housing | None = None) -> tuple[Device, ...]:
        """Give the known cameras, or those with this housing."""
        return tuple(
            device
            for device in self.devices
            if device.kind is DeviceKind.CAMERA and housing in (None, device.housing)
        )
