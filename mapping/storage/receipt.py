"""Receipt codes: the only key that a volunteer gets to an upload, so nobody may guess one."""

import secrets

__all__ = ["new_receipt", "normalise_receipt"]

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0/O, 1/I/L
_GROUPS, _GROUP_SIZE = 4, 4


def new_receipt() -> str:
    """Draw a code such as `7KQ2-M9TX-AB4R-Z2NE`: 31**16 possibilities, about 79 bits."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_SIZE)) for _ in range(_GROUPS)
    )


def normalise_receipt(typed: str) -> str:
    """Bring what a person typed (small letters, blanks, no dashes) into the form of a code."""
    letters = [letter for letter in typed.upper() if letter.isalnum()]
    return "-".join(
        "".join(letters[start : start + _GROUP_SIZE])
        for start in range(0, len(letters), _GROUP_SIZE)
    )
