"""What became of the cameras of an upload, in words for whoever sent it."""

from collections import Counter
from collections.abc import Iterable

from mapping.storage.outcomes import Fate, Outcome

__all__ = ["describe", "summarise"]

_ICONS = {
    Fate.WAITING: ":material/hourglass_top:",
    Fate.ACCEPTED: ":material/check_circle:",
    Fate.KNOWN: ":material/content_copy:",
    Fate.REJECTED: ":material/cancel:",
}
_SENTENCES = {
    Fate.WAITING: "Waits for a reviewer",
    Fate.ACCEPTED: "Accepted: it is on the map",
    Fate.KNOWN: "Known already: somebody found this camera before",
    Fate.REJECTED: "Not on the map",
}
_COUNTED = {
    Fate.ACCEPTED: "on the map",
    Fate.KNOWN: "known already",
    Fate.REJECTED: "not on the map",
    Fate.WAITING: "waiting for a reviewer",
}


def describe(outcome: Outcome) -> str:
    """What became of one camera, in a line, with the reason where there is one."""
    sentence = _SENTENCES[outcome.fate]
    if outcome.fate is Fate.REJECTED and outcome.reason:
        sentence = f"{sentence}. {outcome.reason.label}"
    elif outcome.fate is Fate.ACCEPTED:
        sentence = f"{sentence} ([its page](dataset?camera={outcome.camera}))"
    return f"{_ICONS[outcome.fate]} {sentence}"


def summarise(outcomes: Iterable[Outcome]) -> str:
    """`2 on the map, 1 waiting for a reviewer`: each camera once, however many photos show it."""
    cameras = {each.camera: each.fate for each in outcomes}
    counts = Counter(cameras.values())
    return ", ".join(f"{counts[fate]} {word}" for fate, word in _COUNTED.items() if counts[fate])
