"""The page on roles says what the table of permissions says."""

from pathlib import Path

from mapping.access.permission import PERMITTED, Permission
from mapping.access.role import Role

PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]


def test_the_documented_table_is_the_one_that_is_asked() -> None:
    head = ["may", *Role]
    assert head in rows()
    told = {cells[0]: cells[1:] for cells in rows()}
    for permission in Permission:
        held = ["yes" if role in PERMITTED[permission] else "" for role in Role]
        assert told[permission.value] == held
    assert len(told) == len(Permission) + len(Role) + 3, "nothing is told twice or left over"


def test_every_role_is_explained_as_in_the_app() -> None:
    told = {cells[0]: cells[1] for cells in rows() if len(cells) == 2}
    assert {role.value: role.purpose for role in Role}.items() <= told.items()
