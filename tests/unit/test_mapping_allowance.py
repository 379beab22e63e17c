"""How much a session may send in a minute, and how much one receipt holds."""

import pytest

from detection.record import Problem
from mapping.storage.allowance import Allowance, Limits, receipt_problem
from mapping.storage.intake import Intake, Kept
from mapping.storage.reception import Receiver
from mapping.storage.store import Store


def test_photos_in_a_minute_are_bounded_and_the_minute_passes() -> None:
    now = [0.0]
    allowance = Allowance(Limits(photos_per_minute=2), clock=lambda: now[0])
    assert [allowance.take(1), allowance.take(1)] == [None, None]
    problem = allowance.take(1)
    assert problem is not None
    assert problem.code == "too_fast"
    assert problem.message == (
        "That is more than 2 photos in a minute. Please send it again in a minute."
    )
    now[0] = 60.0
    assert allowance.take(1) is None


def test_bytes_in_a_minute_are_bounded() -> None:
    allowance = Allowance(Limits(bytes_per_minute=3 * 2**20), clock=lambda: 0.0)
    assert allowance.take(2 * 2**20) is None
    problem = allowance.take(2 * 2**20)
    assert problem is not None
    assert "more than 3 MB in a minute" in problem.message
    assert allowance.take(2**20) is None, "a smaller one still fits"


@pytest.mark.parametrize(
    ("photos", "size", "most"),
    [(4, 1, "3 photos"), (1, 6 * 2**20, "5 MB")],
)
def test_a_receipt_that_is_full_says_how_much_it_holds(photos: int, size: int, most: str) -> None:
    limits = Limits(photos_per_receipt=3, bytes_per_receipt=5 * 2**20)
    assert receipt_problem(3, 5 * 2**20, limits) is None
    problem = receipt_problem(photos, size, limits)
    assert problem is not None
    assert problem.message.startswith(f"One receipt holds at most {most}.")


def test_the_intake_refuses_the_rest_and_keeps_what_was_within(store: Store) -> None:
    intake = Intake(store, receiver=Receiver(store, limits=Limits(photos_per_receipt=2)))
    reception = intake.receive([b"a", b"b", b"c"])
    assert [type(file) for file in reception.files] == [Kept, Kept, Problem]
    again = intake.receive([b"d"], receipt=reception.receipt)
    assert isinstance(again.files[0], Problem), "what it holds already counts"
    assert again.files[0].code == "receipt_full"
    assert intake.pending() == 2


def test_what_a_session_may_send_counts_over_its_uploads(store: Store) -> None:
    intake, allowance = Intake(store), Allowance(Limits(photos_per_minute=2), clock=lambda: 0.0)
    assert isinstance(intake.receive([b"a"], allowance=allowance).files[0], Kept)
    _, third = intake.receive([b"b", b"c"], allowance=allowance).files
    assert isinstance(third, Problem)
    assert isinstance(intake.receive([b"c"], allowance=Allowance()).files[0], Kept)
