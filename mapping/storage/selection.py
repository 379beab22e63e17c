"""Selections: which proposals to show, and in which order."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from detection.record import Housing
from mapping.geometry.geodesy import move_by
from mapping.review.proposal import Proposal, State
from mapping.storage.database import few_or_streamed
from mapping.storage.rows import proposal_of
from mapping.storage.schema import PhotoRow, ProposalRow, UploadRow

__all__ = ["Area", "Order", "Selection"]


class Order(StrEnum):
    """What comes first. Equals follow in the order of their ids, so every order is stable."""

    ARRIVAL = "arrival"
    NEWEST = "newest"
    TYPE = "type"
    UNCERTAIN = "uncertain"
    CONFIDENT = "confident"
    ID = "id"


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A rectangle on the map, in WGS 84 degrees; `west` > `east` crosses the 180th meridian."""

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not (-90 <= self.south <= self.north <= 90):
            raise ValueError("An area lies between two latitudes, the southern one first.")
        if not (-180 <= self.west <= 180 and -180 <= self.east <= 180):
            raise ValueError("An area lies between two longitudes from -180 to 180.")

    @classmethod
    def around(cls, latitude: float, longitude: float, half_m: float) -> Self:
        """Give the rectangle that reaches `half_m` metres in each direction of the compass."""
        north, _ = move_by(latitude, longitude, east_m=0, north_m=half_m)
        south, _ = move_by(latitude, longitude, east_m=0, north_m=-half_m)
        _, east = move_by(latitude, longitude, east_m=half_m, north_m=0)
        _, west = move_by(latitude, longitude, east_m=-half_m, north_m=0)
        return cls(south=south, west=west, north=north, east=east)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Say whether a place lies in it."""
        if self.west <= self.east:
            across = self.west <= longitude <= self.east
        else:
            across = longitude >= self.west or longitude <= self.east
        return across and self.south <= latitude <= self.north


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """A filter on proposals; empty `states` or `housings` mean all of them.

    `min_confidence` is that of the detector. `area` holds the places that are taken, so a
    proposal without a place is in none. `only` names the proposals to choose from, None all;
    `without` those to pass over (that a reviewer skipped), `not_voted_by` passes over those
    that a reviewer has voted on. `with_views` brings the other views of cameras too, which
    else stand behind the proposal of their camera.
    """

    states: Collection[State] = (State.PROPOSED,)
    housings: Collection[Housing] = ()
    min_confidence: float = 0.0
    receipt: str | None = None
    area: Area | None = None
    only: Collection[str] | None = None
    without: Collection[str] = ()
    not_voted_by: str | None = None
    order: Order = Order.ARRIVAL
    with_views: bool = False


def chosen(selection: Selection) -> Select[ProposalRow, str]:
    """Give the statement that reads the rows of a selection with the SHA-256 of their photos."""
    statement = select(ProposalRow, PhotoRow.sha256).join(ProposalRow.photo)
    order = (*_ORDERS[selection.order], ProposalRow.id)
    return statement.where(*_conditions(selection)).order_by(*order)


def read_chosen(session: Session, selection: Selection) -> Iterator[Proposal]:
    """Read the proposals of a selection one by one, however many there are."""
    for row, sha256 in few_or_streamed(session, chosen(selection)):
        yield proposal_of(row, sha256)


def counted(selection: Selection) -> Select[int]:
    """Give the statement that counts a selection."""
    return select(func.count()).select_from(ProposalRow).where(*_conditions(selection))


_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.ARRIVAL: (ProposalRow.photo_id.asc(), ProposalRow.ordinal.asc()),
    Order.NEWEST: (ProposalRow.photo_id.desc(), ProposalRow.ordinal.asc()),
    Order.TYPE: (ProposalRow.housing.asc(), ProposalRow.confidence.desc()),
    Order.UNCERTAIN: (ProposalRow.confidence.asc(),),
    Order.CONFIDENT: (ProposalRow.confidence.desc(),),
    Order.ID: (),
}


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if selection.min_confidence > 0:  # else an index alone tells how many there are
        conditions.append(ProposalRow.confidence >= selection.min_confidence)
    if selection.states:
        conditions.append(ProposalRow.state.in_([state.value for state in selection.states]))
    if selection.housings:
        conditions.append(ProposalRow.housing.in_([kind.value for kind in selection.housings]))
    if selection.receipt is not None:
        conditions.append(ProposalRow.photo_id.in_(_photos_of(selection.receipt)))
    if not selection.with_views:
        conditions.append(ProposalRow.view_of.is_(None))
    if selection.area is not None:
        conditions += within(selection.area, ProposalRow.latitude, ProposalRow.longitude)
    if selection.only is not None:
        conditions.append(ProposalRow.id.in_(list(selection.only)))
    if selection.without:
        conditions.append(ProposalRow.id.not_in(list(selection.without)))
    if selection.not_voted_by is not None:
        conditions.append(~_voted_by(selection.not_voted_by))
    return conditions


def _photos_of(receipt: str) -> Select[int]:
    """Name the photos of an upload: joined, SQLite would rather go through all that wait."""
    return select(PhotoRow.id).join(PhotoRow.upload).where(UploadRow.receipt == receipt)


def within(
    area: Area,
    latitude: InstrumentedAttribute[Any],
    longitude: InstrumentedAttribute[Any],
) -> list[ColumnElement[bool]]:
    """Give the conditions that columns of a place lie in an area."""
    between = latitude.between(area.south, area.north)
    if area.west <= area.east:
        return [between, longitude.between(area.west, area.east)]
    return [between, or_(longitude >= area.west, longitude <= area.east)]


def _voted_by(name: str) -> ColumnElement[bool]:
    """Look for a vote in the text of the list, which both databases keep as it was written."""
    vote = f'"who": {json.dumps(name)}, '
    return cast(ProposalRow.votes, Text).contains(vote, autoescape=True)
