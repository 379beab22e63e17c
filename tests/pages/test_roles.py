"""Pages by role: who may open which, and what a page does for somebody who lost the role."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import research, sign_in
from app_pages import visitor as visitors
from app_pages.navigation import PAGES
from app_pages.services import services
from app_pages.session import Session
from mapping.access.permission import PERMITTED, Permission
from mapping.access.person import LOCAL, SIGNED_OUT, Forbidden, Person
from mapping.access.role import Role
from mapping.storage.people import grant, members
from tests.pages.messages import message

Open = Callable[..., AppTest]
Become = Callable[[Person], None]


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Become:
    """Be somebody else from now on, also in sessions that are open."""

    def be(person: Person) -> None:
        monkeypatch.setattr(LOCAL.__class__, "named", lambda _, __: person)

    return be


@pytest.fixture
def become_outside(become: Become, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Become:
    """Be somebody where no page runs, so that there is no browser session."""
    assert data_folder.is_dir()
    monkeypatch.setattr(visitors, "session", Session)
    return become


def a(*roles: Role) -> Person:
    return Person(name="Ana", roles=frozenset(roles))


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_for_their_roles_alone(open_app: Open, become: Become, role: Role) -> None:
    become(a(role))
    for entry in PAGES:
        app = open_app(entry.name) if role in PERMITTED[entry.permission] else None
        if app is not None:
            assert not app.exception, entry.name
            assert not app.error, entry.name


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("permission", "opened"),
    [
        (Permission.EVALUATE, research.evaluations),
        (Permission.EVALUATE, lambda: research.datasets(Permission.EVALUATE)),
        (Permission.EVALUATE, lambda: research.uploaded_models(Permission.EVALUATE)),
        (Permission.UPLOAD_MODEL, lambda: research.uploaded_models(Permission.UPLOAD_MODEL)),
        (Permission.UPLOAD_DATASET, lambda: research.datasets(Permission.UPLOAD_DATASET)),
        (Permission.ANNOTATE, lambda: research.datasets(Permission.ANNOTATE)),
        (Permission.ANNOTATE, research.require_annotator),
    ],
)
def test_research_opens_for_its_roles_alone(
    become_outside: Become,
    permission: Permission,
    opened: Callable[[], object],
    role: Role,
) -> None:
    become_outside(a(role))
    if role in PERMITTED[permission]:
        opened()
    else:
        with pytest.raises(Forbidden, match=f"You may not {permission}"):
            opened()


def test_a_click_after_the_role_is_gone_does_nothing(
    open_app: Open, become: Become, data_folder: Path
) -> None:
    become(a(Role.RESEARCHER))
    app = open_app("annotate")
    app.text_input[0].input("kept")
    become(SIGNED_OUT)
    press(app, "Create")
    assert not (data_folder / "datasets" / "kept").exists()
    become(a(Role.RESEARCHER))
    app = open_app("annotate")
    app.text_input[0].input("kept")
    press(app, "Create")
    assert (data_folder / "datasets" / "kept").exists()


def test_an_operator_gives_and_takes_roles(open_app: Open, become: Become) -> None:
    become(a(Role.OPERATOR))
    app = open_app("people")
    app.text_input(key="role-identity").input("Boris@example.org")
    app.text_input(key="role-name").input("Boris")
    press(app, "Give this role")
    assert not app.exception
    (member,) = members(services().store, who=LOCAL)
    assert (member.identity, member.roles) == ("boris@example.org", frozenset({Role.REVIEWER}))
    assert "Boris is reviewer now" in message(app)
    press(app, "Take reviewer away")
    assert members(services().store, who=LOCAL)[0].roles == frozenset()
    app.text_input(key="role-identity").input("nonsense")
    press(app, "Give this role")
    assert "by issuer and subject" in message(app)


def test_the_people_page_acts_for_operators_alone(open_app: Open, become: Become) -> None:
    become(a(Role.OPERATOR))
    app = open_app("people")
    app.text_input(key="role-identity").input("ana@example.org")
    app.text_input(key="role-name").input("Ana")
    become(a(Role.COORDINATOR))
    press(app, "Give this role")
    assert members(services().store, who=LOCAL) == ()
    grant(services().store, "b@example.org", Role.REVIEWER, name="B", who=LOCAL)
    become(a(Role.OPERATOR))
    app = open_app("people")
    become(a(Role.COORDINATOR))
    press(app, "Take reviewer away")
    assert members(services().store, who=LOCAL)[0].roles == {Role.REVIEWER}


def test_where_sign_in_is_set_up_wrongly_nobody_gets_in(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "is_set_up", lambda: True)
    monkeypatch.setattr(sign_in, "problem", lambda: "No provider is set up.")
    app = open_app("account")
    assert "Nobody can sign in at the moment" in app.error[0].value
    with pytest.raises(Forbidden):
        services().store.next(who=SIGNED_OUT)
