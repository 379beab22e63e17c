"""Who reads: the language that sentences are said in just now.

A process speaks English, as the command line and the workers do. The app tells how to find the
language of a reader by `ask`, once; it is asked at each sentence, because pages, callbacks and
fragments of many readers run in threads that come and go.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from languages.language import Language

__all__ = ["ask", "reader_language", "speaking"]

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)
_asked: list[Callable[[], Language | None]] = []


def ask(find: Callable[[], Language | None]) -> None:
    """Tell how to find the language of whoever reads in this thread; None for nobody."""
    _asked[:] = [find]


def reader_language() -> Language:
    """The language to say something in: that of `speaking`, else the reader's, else English."""
    chosen = _chosen.get()
    for find in _asked:
        chosen = chosen or find()
    return chosen or Language.ENGLISH


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything inside in one language."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)
