"""Sentences that are kept in English: raised, stored, logged, or named once for many readers.

A sentence has named places for its values, such as `{count} of {total}`. Calling one of these
functions is also what brings it into the catalogue, so it stands there literally and whole.
"""

__all__ = ["kept", "nkept"]


def kept(sentence: str, /, **values: object) -> str:
    """A sentence in English, with its values in their places."""
    return sentence.format(**values) if values else sentence


def nkept(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence in English for a number of things, which is its value `count`."""
    return (one if count == 1 else many).format(count=count, **values)
