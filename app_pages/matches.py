"""What the map knows already of what waits, remembered until something changes."""

import streamlit as st

from app_pages import reader, words
from app_pages.services import services
from app_pages.visitor import visitor
from languages.figures import percent
from languages.kept import kept
from languages.text import ntr, tr
from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.matching.known import KnownCamera
from mapping.matching.matching import MatchKind
from mapping.review.proposal import Proposal
from mapping.storage.known_store import known_cameras, known_revision
from mapping.storage.selection import Area
from mapping.storage.stored_matches import OWN_SOURCE, StoredMatch, known_index, match_stored

__all__ = [
    "VERDICT_WORDS",
    "all_waiting",
    "imported",
    "imported_candidates",
    "of",
    "show",
    "waiting_ids",
]

NEAR_M = 150.0
"""How far around a proposal others can matter to it: several times the errors of phones."""

VERDICT_WORDS = {
    MatchKind.NEW: kept("New"),
    MatchKind.UPDATE: kept("Known, with other tags"),
    MatchKind.SAME: kept("Known already"),
    MatchKind.AMBIGUOUS: kept("Not clear"),
}


def imported() -> tuple[KnownCamera, ...]:
    """The known cameras of all sources."""
    who = visitor()
    require(who, Permission.SEE_KNOWN)  # before the cache, which everybody shares
    with st.spinner(tr("Reading the known cameras …")):
        return _imported(known_revision(services().store).imports, who)


def all_waiting() -> list[StoredMatch]:
    """The verdicts on all that waits for review."""
    store, who = services().store, visitor()
    return list(match_stored(store, known_index(store, imported(), who=who), who=who))


def of(proposal: Proposal, receipt: str) -> StoredMatch | None:
    """The verdict on a waiting proposal together with its upload; None without a place."""
    who, place = visitor(), proposal.position
    require(who, Permission.MATCH)  # as above
    if place is None:
        return None
    revision = known_revision(services().store)
    found = _near(
        receipt, (place.latitude, place.longitude), revision.imports, revision.decisions, who
    )
    return next((each for each in found if proposal.id in each.proposals), None)


def waiting_ids(kind: MatchKind) -> tuple[str, ...]:
    """The proposals with such a verdict, as matched within the last minutes.

    Matching all that waits takes too long to do it again after each decision.
    """
    who = visitor()
    require(who, Permission.MATCH)
    imports = known_revision(services().store).imports
    with st.spinner(tr("Holding what waits against the map …")):
        return _waiting_kinds(imports, who).get(kind, ())


def imported_candidates(found: StoredMatch | None) -> list[KnownCamera]:
    """The known cameras of other sources that a camera may be."""
    candidates = found.match.candidates if found else ()
    return [each.camera for each in candidates if each.camera.source != OWN_SOURCE]


def _named(camera: KnownCamera) -> str:
    """Name a known camera as its source does; one that was accepted here by its page."""
    if camera.source == OWN_SOURCE:
        return tr(
            "[a camera accepted here](dataset?camera={camera}{language})",
            camera=camera.source_id,
            language=reader.in_link(),
        )
    return words.plain(f"{camera.source} {camera.source_id}")


def show(found: StoredMatch | None) -> None:
    """Say what the map knows of a camera; a person judges it."""
    if found is None:
        return
    match = found.match
    sure = percent(match.probability)
    if match.kind is MatchKind.SAME and match.camera:
        known = _named(match.camera)
        st.info(
            tr("The map has this camera already: {known} ({sure}).", known=known, sure=sure),
            icon=":material/map:",
        )
    elif match.kind is MatchKind.UPDATE and match.camera:
        tags = words.plain(", ".join(f"{key}={new}" for key, (_, new) in match.changes.items()))
        known = _named(match.camera)
        st.info(
            tr(
                "The map has it as {known} ({sure}), without {tags}.",
                known=known,
                sure=sure,
                tags=tags,
            ),
            icon=":material/edit:",
        )
    elif match.kind is MatchKind.AMBIGUOUS:
        st.info(
            ntr(
                "It may be {count} known camera near here: compare on the map.",
                "It may be one of {count} known cameras near here: compare on the map.",
                len(match.candidates),
            ),
            icon=":material/help:",
        )
    if found.rejected:
        st.warning(tr("A proposal at this place was rejected before."), icon=":material/history:")


@st.cache_resource(max_entries=1, show_spinner=False)
def _imported(revision: str, _who: Person) -> tuple[KnownCamera, ...]:
    del revision  # only tells the cache that something changed
    return tuple(known_cameras(services().store, who=_who))


@st.cache_resource(max_entries=16, show_spinner=False)
def _near(
    receipt: str, place: tuple[float, float], imports: str, decisions: int, _who: Person
) -> list[StoredMatch]:
    """Match an upload's proposals around a place: all of a city would take a second a key."""
    del imports, decisions  # as above
    store = services().store
    area = Area.around(*place, NEAR_M)
    index = known_index(store, who=_who, area=area)
    return list(match_stored(store, index, who=_who, receipt=receipt, area=area))


@st.cache_data(max_entries=1, ttl=600, show_spinner=False)
def _waiting_kinds(imports: str, _who: Person) -> dict[MatchKind, tuple[str, ...]]:
    del imports  # as above
    kinds: dict[MatchKind, tuple[str, ...]] = {}
    for found in all_waiting():
        kinds[found.match.kind] = kinds.get(found.match.kind, ()) + found.proposals
    return kinds
