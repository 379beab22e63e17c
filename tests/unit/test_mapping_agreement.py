"""Two reviewers have to agree, a third settles what they disagree on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.record import Housing
from mapping.access.person import LOCAL, Person
from mapping.review.proposal import Proposal, Standing, State
from mapping.review.review import Refused, judge
from mapping.review.verdict import Accept, Action, Correct, Pin, Reason, Reject, Reopen, Verdict
from mapping.review.vote import Opinion, Vote
from mapping.storage.adoption import adopt
from mapping.storage.database import DatabaseError
from mapping.storage.selection import Selection
from mapping.storage.store import Store
from tests.mapping_builders import ANA, BORIS, PHOTO, a_record, a_standing, sha256
from tests.postgresql import NewDatabase

VESNA = LOCAL.named("Vesna")
LAMP = Reject(reason=Reason.LAMP)
HERE = Pin(latitude=44.81, longitude=20.46)
PEOPLE = ("Ana", "Boris", "Vesna", "Goran")


def after(*steps: tuple[str, Verdict], start: Standing | None = None) -> Standing:
    """The standing after verdicts where two people have to agree."""
    standing = start or a_standing()
    for who, verdict in steps:
        standing = judge(standing, verdict, who=who, agreement=2)
    return standing


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([("Ana", Accept())], State.PROPOSED),
        ([("Ana", Accept()), ("Boris", Accept())], State.ACCEPTED),
        ([("Ana", LAMP), ("Boris", Reject(reason=Reason.BOX))], State.REJECTED),
        ([("Ana", Accept()), ("Boris", LAMP)], State.PROPOSED),
        ([("Ana", Accept()), ("Boris", LAMP), ("Vesna", Accept())], State.ACCEPTED),
        ([("Ana", Accept()), ("Boris", LAMP), ("Vesna", LAMP)], State.REJECTED),
        ([("Ana", Accept()), ("Boris", HERE), ("Boris", Accept())], State.PROPOSED),
        ([("Ana", LAMP), ("Boris", HERE), ("Boris", LAMP)], State.REJECTED),
    ],
)
def test_two_decide_and_a_third_settles(steps: list[tuple[str, Verdict]], state: State) -> None:
    assert after(*steps).state is state


def test_a_vote_changes_nothing_but_the_votes() -> None:
    once = after(("Ana", Accept()))
    assert once == replace(a_standing(), votes=(Vote(who="Ana", opinion=Opinion.ACCEPT),))
    assert not once.disputed
    assert after(("Boris", LAMP), start=once).disputed


def test_an_agreed_proposal_is_as_if_one_had_decided_and_names_nobody() -> None:
    assert after(("Ana", Accept()), ("Boris", Accept())) == judge(a_standing(), Accept(), who="Ana")


def test_nobody_agrees_with_themselves() -> None:
    for first in (Accept(), LAMP):
        for second in (Accept(), LAMP):
            with pytest.raises(Refused, match="somebody else has to"):
                after(("Ana", first), ("Ana", second))


def test_who_changes_what_was_accepted_takes_the_votes_for_it_back() -> None:
    disputed = after(("Ana", Accept()), ("Boris", LAMP))
    changed = after(("Vesna", Correct(housing=Housing.DOME)), start=disputed)
    assert [vote.who for vote in changed.votes] == ["Boris"]
    unchanged = after(("Vesna", Correct()), start=disputed)
    assert unchanged == disputed


def test_one_alone_does_not_change_what_two_accepted() -> None:
    accepted = after(("Ana", Accept()), ("Boris", Accept()))
    for change in (HERE, Correct(housing=Housing.DOME)):
        with pytest.raises(Refused, match="Reopen it first"):
            after(("Ana", change), start=accepted)
        assert judge(accepted, change, who="Ana").state is State.ACCEPTED
    reopened = after(("Ana", Reopen()), start=accepted)
    assert (reopened.state, reopened.votes) == (State.PROPOSED, ())


def test_a_camera_without_a_place_gets_no_vote() -> None:
    with pytest.raises(Refused, match="Place it on the map first"):
        after(("Ana", Accept()), start=a_standing(position=None))


def test_votes_read_back_and_older_standings_have_none() -> None:
    disputed = after(("Ana", Accept()), ("Boris", LAMP))
    assert Standing.from_json(disputed.to_json()) == disputed
    older = {key: value for key, value in disputed.to_json().items() if key != "votes"}
    assert Standing.from_json(older).votes == ()


VERDICTS: list[Verdict] = [
    Accept(),
    LAMP,
    Reopen(),
    HERE,
    Pin(latitude=44.8, longitude=20.4),
    Correct(housing=Housing.DOME),
    Correct(direction_deg=10),
]


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(VERDICTS)), max_size=30))
def test_no_sequence_decides_without_two_people(steps: list[tuple[str, Verdict]]) -> None:
    """Held against a model that only counts who has said what of the present content."""
    standing = a_standing(position=None)
    said: dict[str, Opinion] = {}
    for who, verdict in steps:
        before = standing
        try:
            standing = judge(before, verdict, who=who, agreement=2)
        except Refused:
            continue
        if isinstance(verdict, Accept | Reject):
            assert who not in said
            said[who] = Opinion.ACCEPT if isinstance(verdict, Accept) else Opinion.REJECT
        elif isinstance(verdict, Reopen):
            said.clear()
        elif standing != before:
            said = {name: what for name, what in said.items() if what is Opinion.REJECT}
        counts = {opinion: list(said.values()).count(opinion) for opinion in Opinion}
        assert standing.state is (
            State.ACCEPTED
            if counts[Opinion.ACCEPT] == 2
            else State.REJECTED
            if counts[Opinion.REJECT] == 2
            else State.PROPOSED
        )
        if standing.state is State.PROPOSED:
            assert {vote.who: vote.opinion for vote in standing.votes} == said
        else:
            assert standing.votes == ()
        if standing.state is State.ACCEPTED:
            assert standing.camera_position is not None


@pytest.fixture
def store(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    monkeypatch.setenv("OSMATRAC_REVIEWERS", "2")
    store = Store.open(tmp_path, database=new_database())
    adopt(store, [a_record()], who=LOCAL)
    yield store
    store.close()


def vote(store: Store, who: Person, verdict: Verdict) -> Proposal:
    (proposal,) = store.proposals(Selection(states=()), who=LOCAL)
    return store.decide(proposal, verdict, who=who)


def test_a_proposal_is_not_shown_again_to_who_has_voted(store: Store) -> None:
    odd = LOCAL.named('Šana "100%_" \\ O\'Neill')
    vote(store, ANA, HERE)
    vote(store, odd, Accept())
    assert store.next(who=odd) is None
    assert store.next(who=LOCAL.named("Šana")) is not None
    assert store.next(who=BORIS) is not None
    vote(store, BORIS, LAMP)
    assert store.next(who=BORIS) is None
    assert vote(store, VESNA, Accept()).state is State.ACCEPTED
    assert store.next(who=ANA) is None


def test_undo_takes_back_a_vote_exactly(store: Store) -> None:
    placed = vote(store, VESNA, HERE)
    one = vote(store, ANA, Accept())
    two = vote(store, BORIS, Accept())
    assert two.state is State.ACCEPTED
    assert store.undo_last(BORIS).standing == one.standing
    assert store.undo_last(ANA).standing == placed.standing
    actions = [(line.who, line.action) for line in store.history(one.id, who=LOCAL)]
    assert actions[1:] == [
        ("Ana", Action.ACCEPT),
        ("Boris", Action.ACCEPT),
        ("Boris", Action.UNDO),
        ("Ana", Action.UNDO),
    ]


def test_a_photo_placed_anew_takes_the_votes_for_the_old_place_back(store: Store) -> None:
    (proposal,) = store.proposals(who=LOCAL)
    assert proposal.standing.camera_position is None
    vote(store, ANA, LAMP)
    store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=BORIS)
    (moved,) = store.proposals(who=LOCAL)
    assert moved.position != proposal.position
    assert [each.opinion for each in moved.standing.votes] == [Opinion.REJECT]


def test_votes_of_reviewers_are_not_told_to_the_holder_of_the_receipt(store: Store) -> None:
    voted = vote(store, ANA, LAMP)
    upload = store.upload(store.photo(voted.photo, who=LOCAL).receipt)
    assert upload is not None
    assert "Ana" not in repr(upload)


def test_a_senseless_number_of_reviewers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stated in ("0", "3", "two"):
        monkeypatch.setenv("OSMATRAC_REVIEWERS", stated)
        with pytest.raises(DatabaseError, match="1 or 2"):
            Store.open(tmp_path)
