"""Roles: the parts that people have in a mapping project."""

from enum import StrEnum

from languages.kept import kept

__all__ = ["Role"]


class Role(StrEnum):
    """What a person is here; one person may have several roles."""

    VOLUNTEER = kept("volunteer")
    REVIEWER = kept("reviewer")
    COORDINATOR = kept("coordinator")
    RESEARCHER = kept("researcher")
    OPERATOR = kept("operator")

    @property
    def word(self) -> str:
        """The role in a word."""
        return _WORDS[self]

    @property
    def purpose(self) -> str:
        """What the role is for, in one line."""
        return _PURPOSES[self]

    @property
    def members(self) -> str:
        """Those who have the role, in a word."""
        return _MEMBERS[self]


_WORDS = {
    Role.VOLUNTEER: kept("Volunteer"),
    Role.REVIEWER: kept("Reviewer"),
    Role.COORDINATOR: kept("Coordinator"),
    Role.RESEARCHER: kept("Researcher"),
    Role.OPERATOR: kept("Operator"),
}

_PURPOSES = {
    Role.VOLUNTEER: kept("Everybody, without an account: hands in photos, looks at the map."),
    Role.REVIEWER: kept("Decides on proposals."),
    Role.COORDINATOR: kept("Reviews, brings in what is mapped already, and gives data away."),
    Role.RESEARCHER: kept("Labels photos and measures models."),
    Role.OPERATOR: kept("Runs the machine and says who has which role."),
}

_MEMBERS = {
    Role.VOLUNTEER: kept("volunteers"),
    Role.REVIEWER: kept("reviewers"),
    Role.COORDINATOR: kept("coordinators"),
    Role.RESEARCHER: kept("researchers"),
    Role.OPERATOR: kept("operators"),
}
