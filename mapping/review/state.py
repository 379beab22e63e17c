"""The states of a proposal."""

from enum import StrEnum

__all__ = ["State"]


class State(StrEnum):
    """How far a proposal has come."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
