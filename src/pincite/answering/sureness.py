"""How sure an answer is, in words: what a person reads beside it."""

SURE_FROM, LIKELY_FROM = 0.85, 0.7
"""Chances from which an answer is called sure, and likely. Below, it is to be checked before anybody relies on it."""


def how_sure(chance: float) -> str:
    """How sure an answer is, by its chance of being right, 0 to 1; none is called certain.

    >>> how_sure(1.0), how_sure(0.74), how_sure(0.62)
    ('sure (99%)', 'likely (74%)', 'check it (62%)')
    """
    word = "sure" if chance >= SURE_FROM else "likely" if chance >= LIKELY_FROM else "check it"
    return f"{word} ({min(99, round(100 * chance))}%)"


def is_to_be_checked(chance: float) -> bool:
    """True for an answer that nobody should rely on before they have checked it."""
    return chance < LIKELY_FROM
