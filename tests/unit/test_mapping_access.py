"""Who may do what: the whole table, written out here by hand a second time."""

import pytest

from mapping.access.permission import PERMITTED, Permission
from mapping.access.person import LOCAL, SIGNED_OUT, Forbidden, Person, require
from mapping.access.role import Role

EXPECTED = """
                   volunteer reviewer coordinator researcher operator
UPLOAD                 x        x          x          x         x
FOLLOW_UPLOAD          x        x          x          x         x
DELETE_UPLOAD          x        x          x          x         x
SEE_DATASET            x        x          x          x         x
EXPORT_CAMERAS         x        x          x          x         x
COMPARE_LIST           x        x          x          x         x
SEE_PROPOSALS          -        x          x          -         -
SEE_ORIGINAL           -        x          x          -         -
SEE_PHOTOGRAPHER       -        x          x          -         -
SEE_REVIEWERS          -        x          x          -         -
DECIDE                 -        x          x          -         -
UNDO                   -        x          x          -         -
PLACE_PHOTO            -        x          x          -         -
MATCH                  -        x          x          -         -
SEE_KNOWN              -        x          x          -         -
IMPORT_KNOWN           -        -          x          -         -
ADOPT_SCANS            -        -          x          -         -
EXPORT_PROPOSALS       -        -          x          -         -
EXPORT_LABELS          -        -          x          x         -
EVALUATE               -        -          -          x         -
UPLOAD_MODEL           -        -          -          x         -
UPLOAD_DATASET         -        -          -          x         -
ANNOTATE               -        -          -          x         -
SEE_OPERATIONS         -        -          -          -         x
RETRY_SCANS            -        -          -          -         x
EDIT_ROLES             -        -          -          -         x
REMOVE_SAMPLES         -        -          x          -         x
"""


def cells() -> list[tuple[Permission, Role, bool]]:
    head, *lines = EXPECTED.strip().splitlines()
    roles = [Role(name) for name in head.split()]
    return [
        (Permission[line.split()[0]], role, mark == "x")
        for line in lines
        for role, mark in zip(roles, line.split()[1:], strict=True)
    ]


@pytest.mark.parametrize(("permission", "role", "allowed"), cells())
def test_every_permission_for_every_role(permission: Permission, role: Role, allowed: bool) -> None:
    person = Person(name="Ana", roles=frozenset({role}))
    assert person.may(permission) is allowed
    if allowed:
        require(person, permission)
    else:
        with pytest.raises(Forbidden, match=f"You may not {permission}"):
            require(person, permission)


def test_the_table_is_complete() -> None:
    assert set(PERMITTED) == set(Permission)
    assert {permission for permission, _, _ in cells()} == set(Permission)
    assert all(PERMITTED.values()), "what nobody may do is no action"


def test_somebody_without_a_role_may_nothing() -> None:
    nobody = Person(name="x", roles=frozenset())
    assert not any(nobody.may(permission) for permission in Permission)


def test_several_roles_add_up() -> None:
    both = Person(name="x", roles=frozenset({Role.VOLUNTEER, Role.RESEARCHER}))
    assert both.may(Permission.EVALUATE)
    assert both.may(Permission.UPLOAD)
    assert not both.may(Permission.DECIDE)


def test_who_is_not_known_is_a_volunteer_and_the_machine_itself_may_all() -> None:
    assert SIGNED_OUT.roles == {Role.VOLUNTEER}
    assert all(LOCAL.may(permission) for permission in Permission)
    assert LOCAL.named("Ana").roles == LOCAL.roles


def test_a_refusal_names_who_may() -> None:
    with pytest.raises(Forbidden) as refusal:
        require(SIGNED_OUT, Permission.DECIDE)
    assert (
        str(refusal.value)
        == "You may not decide on proposals: that is for reviewers or coordinators."
    )


def test_every_role_says_what_it_is_for() -> None:
    assert all(role.purpose.endswith(".") for role in Role)
