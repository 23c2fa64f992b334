"""How sure an answer is, in words: what a person reads beside it."""

SURE_FROM, LIKELY_FROM = 0.85, 0.7
"""Chances from which an answer is called sure, and likely. Below, it is to be checked before anybody relies on it."""


def how_sure(chance: float) -> str:
    """How sure an answer is, by its chance of being right, 0 to 1; none is called certain.

    >>> how_sure(1.0), how_sure(0.74), how_sure(0.62), how_sure(0.8496)
    ('sure (99%)', 'likely (74%)', 'check it (62%)', 'sure (85%)')
    """
    percent = min(99, _percent(chance))
    word = "sure" if percent >= 100 * SURE_FROM else "likely" if percent >= 100 * LIKELY_FROM else "check it"
    return f"{word} ({percent}%)"


def is_to_be_checked(chance: float) -> bool:
    """True for an answer that nobody should rely on before they have checked it."""
    return _percent(chance) < 100 * LIKELY_FROM


def _percent(chance: float) -> int:
    """A chance in whole percent, as it is shown: the word beside it follows from this."""
    return round(100 * chance)
