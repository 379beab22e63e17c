"""Who has which role: given, taken, kept as history, and looked up by what a provider says."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from mapping.__main__ import app
from mapping.access.identity import Identity, identity_of, parse_key
from mapping.access.permission import Permission
from mapping.access.person import LOCAL, SIGNED_OUT, Forbidden, Person
from mapping.access.role import Role
from mapping.commands import roles as roles_command
from mapping.review.review import Refused
from mapping.storage.people import grant, members, person_of, revoke, role_changes
from mapping.storage.store import Store

ISSUER = "https://login.example.org/realms/map"
CLAIMS = {"iss": ISSUER, "sub": "42", "email": "Ana@Example.org", "email_verified": True}
KEY = f"{ISSUER} 42"
SUBJECT = Identity(issuer=ISSUER, subject="42")


def test_a_sign_in_is_known_by_its_subject_and_its_verified_address() -> None:
    identity = identity_of(CLAIMS)
    assert identity is not None
    assert identity.keys == (KEY, "ana@example.org")


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_does_not_count(verified: object) -> None:
    identity = identity_of({**CLAIMS, "email_verified": verified})
    assert identity is not None
    assert identity.keys == (KEY,)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"sub": "42"},
        {"iss": ISSUER},
        {"iss": ISSUER, "sub": 42},
        {"iss": ISSUER, "sub": ""},
        {"iss": "ana@example.org", "sub": "42"},
    ],
)
def test_claims_without_issuer_and_subject_are_nobody(claims: dict[str, object]) -> None:
    assert identity_of(claims) is None


def test_an_operator_may_name_people_either_way() -> None:
    assert parse_key(f" {ISSUER}   42 ") == KEY
    assert parse_key(" Ana@Example.org") == "ana@example.org"
    for wrong in ("Ana", "", ISSUER, "42", "a b@c"):
        with pytest.raises(Refused, match="e-mail address"):
            parse_key(wrong)


def test_roles_are_given_and_taken_and_count_at_once(store: Store) -> None:
    assert person_of(store, SUBJECT) == SIGNED_OUT
    grant(store, KEY, Role.REVIEWER, name="Ana", who=LOCAL)
    grant(store, KEY, Role.RESEARCHER, who=LOCAL)
    ana = person_of(store, SUBJECT)
    assert ana == Person(
        name="Ana", roles=frozenset({Role.REVIEWER, Role.RESEARCHER, Role.VOLUNTEER})
    )
    revoke(store, KEY, Role.REVIEWER, who=LOCAL)
    assert not person_of(store, SUBJECT).may(Permission.DECIDE)
    revoke(store, KEY, Role.RESEARCHER, who=LOCAL)
    assert person_of(store, SUBJECT) == SIGNED_OUT


def test_roles_of_the_address_and_of_the_subject_add_up(store: Store) -> None:
    grant(store, "ana@example.org", Role.REVIEWER, name="Ana", who=LOCAL)
    identity = identity_of(CLAIMS)
    assert identity is not None
    assert Role.REVIEWER in person_of(store, identity).roles
    assert person_of(store, SUBJECT) == SIGNED_OUT, "the address was not verified here"
    other = Identity(issuer="https://evil.example.org", subject="42")
    assert person_of(store, other) == SIGNED_OUT


def test_the_history_says_who_gave_what(store: Store) -> None:
    grant(store, KEY, Role.REVIEWER, name="Ana", who=LOCAL.named("Olga"))
    revoke(store, KEY, Role.REVIEWER, who=LOCAL)
    assert [(line.who, line.role, line.granted) for line in role_changes(store, who=LOCAL)] == [
        ("Olga", Role.REVIEWER, True),
        ("local", Role.REVIEWER, False),
    ]
    (member,) = members(store, who=LOCAL)
    assert (member.name, member.roles) == ("Ana", frozenset())


@pytest.mark.parametrize("statement", ["DELETE FROM role_change", "UPDATE role_change SET who='x'"])
def test_the_history_cannot_be_changed(store: Store, statement: str) -> None:
    grant(store, KEY, Role.REVIEWER, name="Ana", who=LOCAL)
    with pytest.raises(IntegrityError, match="append-only"), store.database.write() as session:
        session.execute(text(statement))


def test_two_people_have_two_names(store: Store) -> None:
    grant(store, KEY, Role.REVIEWER, name="Ana", who=LOCAL)
    for taken in ("ana", "Volunteer", "uploader"):
        with pytest.raises(Refused, match="give another name"):
            grant(store, "b@example.org", Role.REVIEWER, name=taken, who=LOCAL)
    with pytest.raises(Refused, match="Give a name"):
        grant(store, "b@example.org", Role.REVIEWER, who=LOCAL)
    assert grant(store, KEY, Role.REVIEWER, name="Ana K.", who=LOCAL).name == "Ana K."


def test_what_makes_no_sense_is_refused(store: Store) -> None:
    grant(store, KEY, Role.OPERATOR, name="Olga", who=LOCAL)
    with pytest.raises(Refused, match="last operator"):
        revoke(store, KEY, Role.OPERATOR, who=LOCAL)
    with pytest.raises(Refused, match="is no reviewer"):
        revoke(store, KEY, Role.REVIEWER, who=LOCAL)
    with pytest.raises(Refused, match="Everybody is a volunteer"):
        grant(store, KEY, Role.VOLUNTEER, who=LOCAL)
    grant(store, "b@example.org", Role.OPERATOR, name="Boris", who=LOCAL)
    assert revoke(store, KEY, Role.OPERATOR, who=LOCAL).roles == frozenset()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_only_operators_edit_or_see_roles(store: Store, role: Role) -> None:
    person = Person(name="Ana", roles=frozenset({role}))
    for action in (
        lambda: grant(store, KEY, Role.OPERATOR, name="Ana", who=person),
        lambda: revoke(store, KEY, Role.OPERATOR, who=person),
        lambda: members(store, who=person),
        lambda: role_changes(store, who=person),
    ):
        with pytest.raises(Forbidden, match="operators"):
            action()
    assert members(store, who=Person(name="Olga", roles=frozenset({Role.OPERATOR}))) == ()


def test_the_command_line_names_the_first_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(app, ["roles", *arguments])
        assert result.exit_code == status, result.output
        return result.output

    given = run("grant", "Olga@example.org", "operator", "--name", "Olga", "--who", "Boris")
    assert given == "Olga (olga@example.org): operator\n"
    assert run("list") == "Olga\tolga@example.org\toperator\n"
    assert run("list", "--history").endswith("\toperator\tgiven\tby Boris\n")
    assert "last operator" in run("revoke", "olga@example.org", "operator", status=2)
    run("grant", KEY, "reviewer", "--name", "Ana")
    assert "no role any more" in run("revoke", KEY, "reviewer")
    assert "e-mail address" in run("grant", "Ana", "reviewer", "--name", "A", status=2)
    run("grant", KEY, "volunteer", status=2)


def test_the_choices_of_the_command_are_the_roles() -> None:
    given = [role.value for role in roles_command._Role]
    assert given == [role.value for role in Role if role is not Role.VOLUNTEER]
