"""Numbers of clauses that a word processor or a browser computes: a reader sees them, and the text has none of them."""

import re
from collections.abc import Iterator

from pincite.documents.document import Clause, Document, Format

COMPUTING: tuple[Format, ...] = ("docx", "html", "email")
"""Formats whose programs count clauses themselves."""

_KEYWORD = r"(?:(?:article|section|clause|paragraph|schedule|exhibit|annex|appendix|part|title|chapter)s?\b)?"
"""What may stand before a number that is typed."""

_FARTHEST = 40
"""Characters within which a typed number begins."""


def computed_numbers(document: Document, start: int, end: int) -> dict[int, str]:
    """The numbers that a reader sees before the words of clauses, by where clauses of `[start, end)` begin.

    Numbers that are typed are part of the text and not among them. `7.2(b)` is seen as `(b)`. Clauses that begin at one
    place have their numbers there one after another.
    """
    found: dict[int, str] = {}
    if document.format not in COMPUTING:
        return found
    for clause, above in _with_holders(document):
        if start <= clause.start < end and clause.number and not _is_typed(document.text, clause, above):
            own = own_number(clause.number, above)
            found[clause.start] = f"{found[clause.start]} {own}" if clause.start in found else own
    return found


def own_number(number: str, above: str) -> str:
    """What a clause's number adds to that of the clause around it, if it only adds to it.

    >>> own_number("7.2(b)(ii)", "7.2(b)"), own_number("7.2", "7"), own_number("SCHEDULE 1 3", "SCHEDULE 1")
    ('(ii)', '7.2', '3')
    """
    if number.endswith(")") and "(" in number:
        return number[number.rindex("(") :]
    rest = number.removeprefix(f"{above} ") if above else number
    return rest.strip() or number


def _with_holders(document: Document) -> Iterator[tuple[Clause, str]]:
    """Each clause with the number of the nearest numbered clause that holds it, empty where none does."""
    around: list[Clause] = []
    for clause in document.clauses:
        while around and around[-1].level >= clause.level:
            around.pop()
        yield clause, next((one.number for one in reversed(around) if one.number), "")
        around.append(clause)


def _is_typed(text: str, clause: Clause, above: str) -> bool:
    """True if the words of a clause begin with its number, alone or with what it adds to."""
    begins = text[clause.start : clause.start + len(clause.number) + _FARTHEST]
    own = own_number(clause.number, above).strip("()")
    before = rf"(?:{_spaced(above)}\W*)?" if above else ""
    after = r"\s*[.):\]]" if own.isalpha() else r"(?!\w)"  # "A tenant" has no letter before its words
    typed = rf"[\W_]*{_KEYWORD}\W*(?:{_spaced(clause.number)}|{before}{_spaced(own)}){after}"
    return re.match(typed, begins, re.I) is not None


def _spaced(number: str) -> str:
    """A pattern for a number with any white space between its parts."""
    return r"\s+".join(map(re.escape, number.split()))
