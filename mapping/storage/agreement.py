"""How many reviewers have to say the same: the operator's choice."""

import os

from mapping.storage.database import DatabaseError

__all__ = ["reviewers_needed"]


def reviewers_needed() -> int:
    """Give how many reviewers have to agree: `OSMATRAC_REVIEWERS`, else 1.

    Raises DatabaseError for anything but 1 and 2, so that a slip of the pen turns nothing off.
    """
    stated = os.environ.get("OSMATRAC_REVIEWERS") or "1"
    if stated not in {"1", "2"}:
        raise DatabaseError(f"OSMATRAC_REVIEWERS is 1 or 2, the reviewers needed; not {stated}.")
    return int(stated)
