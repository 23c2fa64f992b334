"""Words numbers of things for people, on every surface and in the record."""


def counted(count: int, noun: str) -> str:
    """A count with its noun, in the plural where needed: "1 problem", "2,000 problems"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


SURE_FROM, LIKELY_FROM = 0.85, 0.7
"""Chances from which an answer is called sure, and likely. Below, it is to be checked before anybody relies on it."""


def how_sure(chance: float) -> str:
    """How sure an answer is, by its chance of being right, 0 to 1; none is called certain.

    >>> how_sure(1.0), how_sure(0.74), how_sure(0.62)
    ('sure (99%)', 'likely (74%)', 'check it (62%)')
    """
    word = "sure" if chance >= SURE_FROM else "likely" if chance >= LIKELY_FROM else "check it"
    return f"{word} ({min(99, round(100 * chance))}%)"


CLOSEST = "Not an answer, only the closest passages that were found:"
"""What stands above the sentences that a refusal shows, on every surface: they look like an answer, and are none."""

OPENING, CLOSING = '“"', '”"'


def as_quoted(words: str) -> str:
    """Words between quotation marks, with no mark doubled.

    A clause that stands in quotation marks itself keeps its own. Where words begin or end with a mark, those within the
    quote become single ones, as is usual for a quote in a quote.

    >>> as_quoted("The rent is $4,200."), as_quoted("“5.2 Rent is due.”")
    ('“The rent is $4,200.”', '“5.2 Rent is due.”')
    >>> as_quoted("“Premises” means Unit 4."), as_quoted("He said “no”.")
    ('“‘Premises’ means Unit 4.”', '“He said “no”.”')
    """
    begins, ends = words[:1] in OPENING and bool(words), words[-1:] in CLOSING and bool(words)
    if begins and ends and not any(mark in words[1:-1] for mark in '“”"'):
        return words
    if begins or ends:
        words = _single(words)
    return f"“{words}”"


def _single(words: str) -> str:
    parts = words.replace("“", "‘").replace("”", "’").split('"')
    return "".join(part + ("" if place == len(parts) - 1 else "‘’"[place % 2]) for place, part in enumerate(parts))
