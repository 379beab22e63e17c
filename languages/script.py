"""From Cyrillic to Latin, which in Serbian is a matter of letters alone."""

import cyrtranslit

__all__ = ["to_latin"]


def to_latin(text: str) -> str:
    """Serbian in Latin letters. A whole word in capitals keeps them: `ЊЕГОШ` is `NJEGOŠ`."""
    words = text.split(" ")
    return " ".join(
        _capitals(word) if _shouts(word) else cyrtranslit.to_latin(word, "sr") for word in words
    )


def _shouts(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _capitals(word: str) -> str:
    return str(cyrtranslit.to_latin(word, "sr")).upper()
