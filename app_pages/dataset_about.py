"""What stands beside the dataset where it is printed: how it came about, limits, citation."""

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from app_pages import words
from app_pages.camera_facts import spoken
from app_pages.public_dataset import PublicDataset
from app_pages.settings import settings
from languages.figures import day, metres, number
from languages.kept import kept
from languages.text import ntr, tr
from mapping.review.proposal import Proposal

__all__ = ["cite", "explain", "lead"]

HOW = kept(
    "Volunteers hand in photos that they took in the street. A program marks what looks like a "
    "camera and works out where it stands. A person looks at each one in its photo, and accepts "
    "it or not. Only what a person accepted is here."
)
SOURCES = kept(
    "The photos of the volunteers, and for some cameras documents, which the page of the camera "
    "links. Nothing was taken over from OpenStreetMap or from an official list."
)
LIMITS = kept(
    "Nobody has looked everywhere: a street without cameras here may be full of them. A photo does "
    "not show whether a camera is switched on, who watches, or what is kept. What a housing looks "
    "like says nothing of what the camera can do. A camera may have been taken down since."
)


def lead(dataset: PublicDataset) -> None:
    """Say in a paragraph how many there are, as of when, and what the places are."""
    count = len(dataset.cameras)
    st.write(
        ntr(
            "{count} camera, each accepted by a person.",
            "{count} cameras, each accepted by a person.",
            count,
        )
        + " "
        + tr(
            "The positions are those of the cameras; nothing here tells who took a photo, where "
            "or when."
        )
    )
    st.caption(f"{_as_of(dataset)} · {words.terms(settings().licence)}")


def explain(cameras: Sequence[Proposal]) -> None:
    """Show method, sources, accuracy and limits, each with its heading."""
    st.subheader(tr("How this came about, and what it does not say"))
    parts = {
        tr("Method"): tr(HOW),
        tr("Sources"): tr(SOURCES),
        tr("How exact the places are"): _accuracy(cameras),
        tr("Limits"): tr(LIMITS),
    }
    told = [f"**{title}**  \n{text}" for title, text in parts.items() if text]
    left, right = st.columns(2, gap="medium")
    left.markdown("\n\n".join(told[:2]))
    right.markdown("\n\n".join(told[2:]))


def cite(count: int, address: str) -> None:
    """Give the line that a newspaper prints below a map or a table."""
    st.code(
        ntr(
            "{attribution}: {count} surveillance camera, as of {day}. {licence}. {address}",
            "{attribution}: {count} surveillance cameras, as of {day}. {licence}. {address}",
            count,
            attribution=settings().licence.attribution,
            day=day(_today()),
            licence=settings().licence.identifier,
            address=address,
        ),
        language=None,
        wrap_lines=True,
    )


def _as_of(dataset: PublicDataset) -> str:
    months = sorted(set(dataset.months.values()))
    if not months:
        return tr("As of {day}", day=day(_today()))
    if len(months) == 1:
        return tr(
            "As of {day}, all accepted in {month}", day=day(_today()), month=spoken(months[0])
        )
    return tr(
        "As of {day}, accepted from {first} to {last}",
        day=day(_today()),
        first=spoken(months[0]),
        last=spoken(months[-1]),
    )


def _accuracy(cameras: Sequence[Proposal]) -> str:
    """What the 95% radii of the cameras are, and how many places a person set."""
    places = [(each, each.standing.camera_position) for each in cameras]
    placed = [(each, place) for each, place in places if place is not None]
    if not placed:
        return ""
    pinned = sum(each.standing.pinned for each, _ in placed)
    told = tr(
        "Each camera stands within its stated distance with 95%. That is {middle} for the one in "
        "the middle of the list, and {worst} for the least exact.",
        middle=metres(statistics.median(place.semi_major_m for _, place in placed)),
        worst=metres(max(place.semi_major_m for _, place in placed)),
    )
    by_hand = tr(
        "A person set {pinned} of {all} places on the map; the others are worked out from photos.",
        pinned=number(pinned),
        all=number(len(placed)),
    )
    return f"{told} {by_hand}"


def _today() -> datetime:
    return datetime.now(UTC)
