"""How much may be handed in: by one browser session in a minute, and under one receipt."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from detection.record import Problem
from languages.kept import kept, nkept

__all__ = ["MEGABYTE", "Allowance", "Limits", "receipt_problem"]

MEGABYTE = 1024 * 1024
_MINUTE_S = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many photos and bytes are taken in. Bytes are those of the files as sent."""

    photos_per_minute: int = 120
    bytes_per_minute: int = 1000 * MEGABYTE
    photos_per_receipt: int = 300
    bytes_per_receipt: int = 3000 * MEGABYTE


class Allowance:
    """What one browser session may still hand in; belongs to one thread at a time."""

    def __init__(
        self, limits: Limits | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._taken: deque[tuple[float, int]] = deque()

    def take(self, size: int) -> Problem | None:
        """Count a photo of `size` bytes, or say why it must wait."""
        now = self._clock()
        while self._taken and self._taken[0][0] <= now - _MINUTE_S:
            self._taken.popleft()
        limits = self._limits
        if len(self._taken) >= limits.photos_per_minute:
            return Problem(
                code="too_fast",
                message=nkept(
                    "That is more than {count} photo in a minute. "
                    "Please send it again in a minute.",
                    "That is more than {count} photos in a minute. "
                    "Please send it again in a minute.",
                    limits.photos_per_minute,
                ),
            )
        if sum(each for _, each in self._taken) + size > limits.bytes_per_minute:
            return Problem(
                code="too_fast",
                message=kept(
                    "That is more than {megabytes} MB in a minute. "
                    "Please send it again in a minute.",
                    megabytes=limits.bytes_per_minute // MEGABYTE,
                ),
            )
        self._taken.append((now, size))
        return None


def receipt_problem(photos: int, size: int, limits: Limits) -> Problem | None:
    """Say why a receipt that would hold so many photos and bytes takes no more."""
    if photos > limits.photos_per_receipt:
        message = nkept(
            "One receipt holds at most {count} photo. Please send the rest as a new upload.",
            "One receipt holds at most {count} photos. Please send the rest as a new upload.",
            limits.photos_per_receipt,
        )
    elif size > limits.bytes_per_receipt:
        message = kept(
            "One receipt holds at most {megabytes} MB. Please send the rest as a new upload.",
            megabytes=limits.bytes_per_receipt // MEGABYTE,
        )
    else:
        return None
    return Problem(code="receipt_full", message=message)
