"""The file of the device catalogue: reads mapping/catalogue.toml and checks every field."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from detection.record import Housing
from mapping.review.catalogue import Capability, Catalogue, Device, DeviceKind, Reach, Source

__all__ = ["CATALOGUE_FILE", "CatalogueError", "catalogue", "read_catalogue"]

CATALOGUE_FILE = Path(__file__).with_name("catalogue.toml")

_Choice = TypeVar("_Choice", bound=StrEnum)


class CatalogueError(ValueError):
    """The catalogue is not as it should be; the message names file, entry and field."""


@cache
def catalogue() -> Catalogue:
    """Give the catalogue that comes with the program; raises CatalogueError."""
    return read_catalogue(CATALOGUE_FILE)


def read_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue; raises CatalogueError with the file, entry and field."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    try:
        return _catalogue(_Entry("", content))
    except CatalogueError as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _catalogue(entry: "_Entry") -> Catalogue:
    sources = tuple(map(_source, entry.tables("source")))
    _require_unique("source", [source.id for source in sources])
    by_id = {source.id: source for source in sources}
    devices = tuple(_device(table, by_id) for table in entry.tables("device"))
    _require_unique("device", [device.name.casefold() for device in devices])
    entry.finish()
    return Catalogue(devices=devices, sources=sources)


def _require_unique(what: str, names: list[str]) -> None:
    doubled = [name for name, number in Counter(names).items() if number > 1]
    if doubled:
        raise CatalogueError(f"{what}: {doubled[0]} stands there twice")


def _source(entry: "_Entry") -> Source:
    source = Source(
        id=entry.text("id"),
        title=entry.text("title"),
        publisher=entry.text("publisher"),
        url=entry.text("url"),
        read_on=entry.day("read_on"),
        published=entry.day("published") if "published" in entry else None,
        caveat=entry.text("caveat") if "caveat" in entry else None,
    )
    if not source.url.startswith("https://"):
        raise entry.error("url", f"expected an https link, found {source.url}")
    if source.published and source.published > source.read_on:
        raise entry.error("read_on", "read before it was published")
    entry.finish()
    return source


def _device(entry: "_Entry", sources: Mapping[str, Source]) -> Device:
    capabilities = tuple(_capability(table, sources) for table in entry.tables("capability"))
    device = Device(
        manufacturer=entry.text("manufacturer"),
        model=entry.text("model"),
        kind=entry.choice("kind", DeviceKind),
        description=entry.text("description"),
        identified_by=entry.source("identified_by", sources),
        housing=entry.choice("housing", Housing) if "housing" in entry else None,
        series=entry.text("series") if "series" in entry else None,
        capabilities=capabilities,
    )
    is_system = device.kind is DeviceKind.SYSTEM
    if is_system == (device.housing is not None):
        raise entry.error("housing", "a camera has one, a system has none")
    for capability in capabilities:
        if is_system != (capability.said_of is Reach.SYSTEM):
            raise entry.error(capability.name, f"said of a {capability.said_of}, not {device.kind}")
        if capability.said_of is Reach.SERIES and device.series is None:
            raise entry.error("series", f"{capability.name} is said of it, so it needs a name")
    _require_unique(f"{entry.where}.capability", [capability.name for capability in capabilities])
    entry.finish()
    return device


def _capability(entry: "_Entry", sources: Mapping[str, Source]) -> Capability:
    capability = Capability(
        name=entry.text("name"),
        said_of=entry.choice("said_of", Reach),
        paraphrase=entry.text("paraphrase"),
        source=entry.source("source", sources),
    )
    entry.finish()
    return capability


class _Entry:
    """A table of the file that knows where it stands and which fields were read."""

    def __init__(self, where: str, fields: Mapping[str, Any]) -> None:
        self.where = where
        self._fields = dict(fields)
        self._read: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def error(self, name: str, message: str) -> CatalogueError:
        return CatalogueError(f"{self._at(name)}: {message}")

    def text(self, name: str) -> str:
        value = self._value(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, f"expected text, found {value!r}")
        return value

    def day(self, name: str) -> date:
        value = self._value(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(name, f"expected a day such as 2026-11-24, found {value!r}")
        return value

    def choice(self, name: str, choices: type[_Choice]) -> _Choice:
        value = self.text(name)
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(choices)
            raise self.error(name, f"expected one of {known}, found {value}") from None

    def source(self, name: str, sources: Mapping[str, Source]) -> Source:
        value = self.text(name)
        if value not in sources:
            raise self.error(name, f"there is no source {value}")
        return sources[value]

    def tables(self, name: str) -> list["_Entry"]:
        value = self._value(name)
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise self.error(name, "expected tables in double brackets")
        at = self._at(name)
        return [_Entry(f"{at}[{number}]", table) for number, table in enumerate(value, 1)]

    def finish(self) -> None:
        """Refuse fields that nobody asked for: they are misspelt."""
        unknown = sorted(self._fields.keys() - self._read)
        if unknown:
            raise self.error(unknown[0], "unknown field")

    def _at(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _value(self, name: str) -> Any:  # noqa: ANN401 - TOML may hold anything
        self._read.add(name)
        if name not in self._fields:
            raise self.error(name, "missing")
        return self._fields[name]
