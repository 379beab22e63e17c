"""Many proposals, one verdict: each is a decision of its own, and one failing stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from mapping.access.person import Person
from mapping.review.proposal import Proposal
from mapping.review.review import ReviewError
from mapping.review.verdict import Verdict
from mapping.storage.database import UnavailableError
from mapping.storage.store import Store

__all__ = ["Bulk", "decide_each", "undo_each"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bulk:
    """What became of them: those decided, and those not, each with the sentence why."""

    decided: tuple[Proposal, ...]
    failed: tuple[tuple[Proposal, str], ...]


def decide_each(
    store: Store, proposals: Iterable[Proposal], verdict: Verdict, *, who: Person
) -> Bulk:
    """Give a verdict on each proposal as its reviewer saw it, in their order."""
    decided: list[Proposal] = []
    failed: list[tuple[Proposal, str]] = []
    remaining = iter(proposals)
    for proposal in remaining:
        try:
            decided.append(store.decide(proposal, verdict, who=who))
        except UnavailableError as error:  # asking again for each would be a long wait each time
            failed += [(each, str(error)) for each in (proposal, *remaining)]
        except ReviewError as error:
            failed.append((proposal, str(error)))
    return Bulk(decided=tuple(decided), failed=tuple(failed))


def undo_each(store: Store, count: int, *, who: Person) -> tuple[Proposal, ...]:
    """Take back a person's last `count` decisions, as far as nobody has built upon them."""
    undone = []
    for _ in range(count):
        try:
            undone.append(store.undo_last(who))
        except ReviewError:  # what stands before it is older than the lot, or cannot be reached
            break
    return tuple(undone)
