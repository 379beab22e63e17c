"""Roles: the parts that people have in a mapping project."""

from enum import StrEnum

__all__ = ["Role"]


class Role(StrEnum):
    """What a person is here; one person may have several roles."""

    VOLUNTEER = "volunteer"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    RESEARCHER = "researcher"
    OPERATOR = "operator"

    @property
    def purpose(self) -> str:
        """What the role is for, in one line."""
        return _PURPOSES[self]


_PURPOSES = {
    Role.VOLUNTEER: "Everybody, without an account: hands in photos, looks at the map.",
    Role.REVIEWER: "Decides on proposals.",
    Role.COORDINATOR: "Reviews, brings in what is mapped already, and gives data away.",
    Role.RESEARCHER: "Labels photos and measures models.",
    Role.OPERATOR: "Runs the machine and says who has which role.",
}
