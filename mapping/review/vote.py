"""Votes: what single reviewers said of a proposal where more than one has to agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from mapping.review.verdict import Reason

__all__ = ["Opinion", "Vote"]


class Opinion(StrEnum):
    """Whether it goes on the map."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """What one reviewer said; `reason` is that of a rejection."""

    who: str
    opinion: Opinion
    reason: Reason | None = None

    def to_json(self) -> dict[str, str | None]:
        """Give the vote as a JSON object."""
        return {
            "who": self.who,
            "opinion": self.opinion.value,
            "reason": self.reason.value if self.reason else None,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Parse what `to_json` made; raises ValueError or KeyError."""
        reason = value["reason"]
        return cls(
            who=value["who"],
            opinion=Opinion(value["opinion"]),
            reason=Reason(reason) if reason else None,
        )
