"""What became of the cameras of an upload, in words for whoever sent it."""

from collections import Counter
from collections.abc import Iterable

from app_pages import reader
from languages.kept import kept
from languages.text import tr
from mapping.storage.outcomes import Fate, Outcome

__all__ = ["describe", "summarise"]

_ICONS = {
    Fate.WAITING: ":material/hourglass_top:",
    Fate.ACCEPTED: ":material/check_circle:",
    Fate.KNOWN: ":material/content_copy:",
    Fate.REJECTED: ":material/cancel:",
}
_SENTENCES = {
    Fate.WAITING: kept("Waits for a reviewer"),
    Fate.ACCEPTED: kept("Accepted: it is on the map"),
    Fate.KNOWN: kept("Known already: somebody found this camera before"),
    Fate.REJECTED: kept("Not on the map"),
}
_COUNTED = {
    Fate.ACCEPTED: kept("{number} on the map"),
    Fate.KNOWN: kept("{number} known already"),
    Fate.REJECTED: kept("{number} not on the map"),
    Fate.WAITING: kept("{number} waiting for a reviewer"),
}


def describe(outcome: Outcome) -> str:
    """What became of one camera, in a line, with the reason where there is one."""
    sentence = tr(_SENTENCES[outcome.fate])
    if outcome.fate is Fate.REJECTED and outcome.reason:
        sentence = f"{sentence}. {tr(outcome.reason.label)}"
    elif outcome.fate is Fate.ACCEPTED:
        sentence = tr(
            "{sentence} ([its page](dataset?camera={camera}{language}))",
            sentence=sentence,
            camera=outcome.camera,
            language=reader.in_link(),
        )
    return f"{_ICONS[outcome.fate]} {sentence}"


def summarise(outcomes: Iterable[Outcome]) -> str:
    """`2 on the map, 1 waiting for a reviewer`: each camera once, however many photos show it."""
    cameras = {each.camera: each.fate for each in outcomes}
    counts = Counter(cameras.values())
    told = [tr(words, number=counts[fate]) for fate, words in _COUNTED.items() if counts[fate]]
    return ", ".join(told)
