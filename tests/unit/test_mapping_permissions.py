"""Every action of the store, by every role: done or refused as the table of permissions says."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from mapping.access.permission import Permission
from mapping.access.person import LOCAL, SIGNED_OUT, Forbidden, Person
from mapping.access.role import Role
from mapping.review.proposal import State
from mapping.review.review import Conflict, Refused
from mapping.review.verdict import Reason, Reject
from mapping.storage import ledger
from mapping.storage.adoption import adopt
from mapping.storage.failures import failures, retry
from mapping.storage.forgetting import forget
from mapping.storage.intake import Intake
from mapping.storage.known_store import KnownSource, import_known, known_cameras, known_sources
from mapping.storage.labelled_photos import write_labelled_photos
from mapping.storage.people import grant, members, role_changes
from mapping.storage.progress import progress
from mapping.storage.sample_photos import remove_samples
from mapping.storage.selection import Selection
from mapping.storage.store import Store
from mapping.storage.stored_matches import known_index, match_stored
from tests.mapping_builders import ANA, PHOTO, a_record, sha256

SOURCE = KnownSource(name="sheet", origin="a group", licence="CC0-1.0")
ACCEPTED = Selection(states=(State.ACCEPTED,))
REJECT = Reject(reason=Reason.LAMP)


def undo(store: Store, who: Person) -> None:
    """Undo, with something of one's own to take back."""
    store.decide(store.proposal(only(store), who=LOCAL), REJECT, who=LOCAL.named(who.name))
    store.undo_last(who)


def forget_own(store: Store, who: Person) -> None:
    """Forget an upload by its receipt."""
    receipt = Intake(store).receive([b"to be forgotten"]).receipt
    assert receipt is not None
    forget(store, receipt, who=who)


def only(store: Store) -> str:
    (proposal,) = store.proposals(Selection(states=()), who=LOCAL)
    return proposal.id


ACTIONS: list[tuple[Permission, Callable[[Store, Person], object]]] = [
    (Permission.UPLOAD, lambda store, who: Intake(store).receive([b"another"], who=who)),
    (Permission.FOLLOW_UPLOAD, lambda store, who: store.upload("ABCD", who=who)),
    (Permission.DELETE_UPLOAD, forget_own),
    (Permission.EXPORT_CAMERAS, lambda store, who: store.exported(ACCEPTED, who=who)),
    (Permission.SEE_PROPOSALS, lambda store, who: store.proposals(who=who)),
    (Permission.SEE_PROPOSALS, lambda store, who: store.next(who=who)),
    (Permission.SEE_PROPOSALS, lambda store, who: store.proposal(only(store), who=who)),
    (Permission.SEE_PROPOSALS, lambda store, who: store.first(count=2, who=who)),
    (Permission.SEE_PROPOSALS, lambda store, who: progress(store, who=who)),
    (Permission.SEE_ORIGINAL, lambda store, who: store.original(sha256(PHOTO), who=who)),
    (Permission.SEE_ORIGINAL, lambda store, who: store.shown(sha256(PHOTO), who=who)),
    (Permission.SEE_PHOTOGRAPHER, lambda store, who: store.photo(sha256(PHOTO), who=who)),
    (Permission.SEE_REVIEWERS, lambda store, who: store.history(only(store), who=who)),
    (
        Permission.DECIDE,
        lambda store, who: store.decide(store.proposal(only(store), who=LOCAL), REJECT, who=who),
    ),
    (
        Permission.DECIDE,
        lambda store, who: store.redraw(
            store.proposal(only(store), who=LOCAL), (10.0, 10.0, 50.0, 50.0), who=who
        ),
    ),
    (Permission.UNDO, undo),
    (
        Permission.PLACE_PHOTO,
        lambda store, who: store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=who),
    ),
    (Permission.MATCH, lambda store, who: match_stored(store, who=who)),
    (Permission.SEE_KNOWN, lambda store, who: known_index(store, who=who)),
    (Permission.SEE_KNOWN, lambda store, who: known_cameras(store, who=who)),
    (Permission.SEE_KNOWN, lambda store, who: known_sources(store, who=who)),
    (Permission.IMPORT_KNOWN, lambda store, who: import_known(store, SOURCE, [], who=who)),
    (Permission.ADOPT_SCANS, lambda store, who: adopt(store, [], who=who)),
    (Permission.EXPORT_PROPOSALS, lambda store, who: store.exported(Selection(), who=who)),
    (
        Permission.EXPORT_PROPOSALS,
        lambda store, who: store.exported(Selection(states=()), who=who),
    ),
    (
        Permission.EXPORT_LABELS,
        lambda store, who: write_labelled_photos(
            store, store.originals.folder.parent / "out", who=who
        ),
    ),
    (Permission.SEE_OPERATIONS, lambda store, who: failures(store, who=who)),
    (Permission.RETRY_SCANS, lambda store, who: retry(store, [sha256(PHOTO)], who=who)),
    (
        Permission.REMOVE_SAMPLES,
        lambda store, who: remove_samples(store, [sha256(PHOTO)], who=who),
    ),
    (Permission.EDIT_ROLES, lambda store, who: members(store, who=who)),
    (Permission.EDIT_ROLES, lambda store, who: role_changes(store, who=who)),
    (
        Permission.EDIT_ROLES,
        lambda store, who: grant(store, "b@example.org", Role.REVIEWER, name="B", who=who),
    ),
]
ELSEWHERE = {
    Permission.SEE_DATASET,  # store.cameras(): for everybody, so it asks nobody
    Permission.COMPARE_LIST,  # works on a list that the person brings and on public cameras
    Permission.EVALUATE,  # the rooms of the evaluation know no people:
    Permission.UPLOAD_MODEL,  # tests/pages/test_roles.py
    Permission.UPLOAD_DATASET,
    Permission.ANNOTATE,
}


def test_no_permission_is_left_out() -> None:
    assert {permission for permission, _ in ACTIONS} == set(Permission) - ELSEWHERE


@pytest.fixture
def store(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(migrated_sqlite, tmp_path / "osmatrac.db")
    store = Store.open(tmp_path)
    Intake(store).receive([PHOTO])
    adopt(store, [a_record()], who=LOCAL)
    yield store
    store.close()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("permission", "action"), ACTIONS)
def test_actions_ask_for_their_permission(
    store: Store,
    permission: Permission,
    action: Callable[[Store, Person], object],
    role: Role,
) -> None:
    person = Person(name="Ana", roles=frozenset({role}))
    if person.may(permission):
        action(store, person)
    else:
        with pytest.raises(Forbidden, match=f"You may not {permission}"):
            action(store, person)


def test_a_refused_action_changes_nothing(store: Store) -> None:
    before = store.proposal(only(store), who=LOCAL)
    nobody = Person(name="nobody", roles=frozenset())
    for _, action in ACTIONS:
        if action in {undo, forget_own}:  # these do something as somebody else first
            continue
        with pytest.raises(Forbidden):
            action(store, nobody)
    assert store.proposal(only(store), who=LOCAL) == before
    assert store.history(before.id, who=LOCAL) == ()
    assert store.photo(before.photo, who=LOCAL).placement is None
    assert not known_sources(store, who=LOCAL)


def test_a_receipt_opens_the_photos_of_its_upload_and_no_others(store: Store) -> None:
    mine = store.photo(sha256(PHOTO), who=LOCAL).receipt
    other = Intake(store).receive([b"another"]).receipt
    assert store.original(sha256(PHOTO), who=SIGNED_OUT, receipt=mine.lower()) == PHOTO
    for receipt in (other, "", "AAAA-AAAA-AAAA-AAAA"):
        with pytest.raises(Forbidden):
            store.original(sha256(PHOTO), who=SIGNED_OUT, receipt=receipt)
        with pytest.raises(Forbidden):
            store.place(
                sha256(PHOTO), latitude=44.8, longitude=20.4, who=SIGNED_OUT, receipt=receipt
            )
    placed = store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=SIGNED_OUT, receipt=mine)
    assert placed.placement is not None


def test_who_placed_a_photo_is_told_to_reviewers_only(store: Store) -> None:
    photo = store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=ANA)
    for who, name in ((SIGNED_OUT, ""), (ANA, "Ana")):
        upload = store.upload(photo.receipt, who=who)
        assert upload is not None
        (seen,) = upload.photos
        assert seen.placement is not None
        assert seen.placement.who == name


def test_a_conflict_names_reviewers_to_reviewers_only(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = store.photo(sha256(PHOTO), who=LOCAL).receipt

    def conflict(*_: object, **__: object) -> NoReturn:
        raise Conflict("Ana has changed this proposal meanwhile.")

    monkeypatch.setattr(ledger, "decide", conflict)
    for who, told in ((SIGNED_OUT, "Somebody reviews"), (ANA, "Ana has changed")):
        with pytest.raises(Conflict, match=told):
            store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=who, receipt=receipt)


def test_without_a_person_the_store_serves_a_volunteer(store: Store) -> None:
    assert store.upload("ABCD") is None
    assert Intake(store).receive([b"more"]).receipt
    with pytest.raises(TypeError, match="who"):
        store.next()  # type: ignore[call-arg]


def test_a_name_is_needed_beside_the_role(store: Store) -> None:
    proposal = store.proposal(only(store), who=LOCAL)
    with pytest.raises(Refused, match="who you are"):
        store.decide(proposal, REJECT, who=LOCAL.named(" "))
