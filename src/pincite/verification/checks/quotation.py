"""Quotation marks: the passage must have what a claim quotes, word for word and in one piece."""

import re
from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.plain import folded
from pincite.verification.checks.reading import FUNCTION_WORDS

_MARK = re.compile(r'"')
_SINGLE = re.compile(
    r"(?<![\w\"'])'(?=[A-Za-z])([^\"']{1,400}(?:'(?:s|t|re|ve|ll|d|m)? [^\"']{0,400}){0,4})(?<! )'(?![\w\"'])"
)
_SUPPOSED = re.compile(
    r"\b(?:statement|option|answer|assumption|sentence|question|conclusion|principle|argument|reasoning)s?"
    r"(?: that)?,?:? ?$",
    re.IGNORECASE,
)
"""Words before quotation marks that do not quote anybody."""

_OMISSION = re.compile(r"\s*(?:\[\s*\.\.\.\s*\]|\(\s*\.\.\.\s*\)|\.\.\.|\[sic\])\s*")
_CHANGED_CAPITAL = re.compile(r"\[([A-Za-z])\](?=\w)")
_WORD = re.compile(r"\w+(?:'\w+)?")
_SENTENCE_END = re.compile(r"[.!?] +(?=[A-Z])")
_END = " .,;:!?-"

FEWEST = 3
"""The fewest words of a quote; one or two in quotation marks are a title, a term or a way of speaking."""

LONGEST_TITLE = 6
"""The most words of a title or a term with capitals, for which capitals are not compared."""

LONGEST_SHOWN = 120
"""The most characters of a quote that a message repeats."""


def quotation(comparison: Comparison) -> Iterator[str]:
    """Quotes of the claim that are not the passage's own words.

    White space, the shape of quotation marks and hyphens, hyphenation and ligatures are not compared; nor are the
    punctuation at a quote's end and the capital of a letter in square brackets. If a quote leaves words out ("..."),
    the passage must have its pieces in order and within one sentence.
    """
    quotes = [quote for quote in quotes_in(comparison.claim.text) if len(_WORD.findall(quote)) >= FEWEST]
    if not quotes:
        return
    premise = folded(comparison.premise.text)
    words = frozenset(_WORD.findall(premise.lower()))
    for quote in quotes:
        is_title = len(quote.split()) <= LONGEST_TITLE and all(
            word[0].isupper() or word in FUNCTION_WORDS for word in _WORD.findall(quote)
        )
        if not (stands_in(quote.lower(), premise.lower()) if is_title else stands_in(quote, premise)):
            is_spliced = words.issuperset(_WORD.findall(folded(quote).lower()))
            how = "only in pieces or in another order" if is_spliced else "in other words or not at all"
            shown = quote if len(quote) <= LONGEST_SHOWN else f"{quote[: LONGEST_SHOWN - 3]}..."
            yield f'the claim quotes "{shown}"; this stands in the passage {how}'


def quotes_in(text: str) -> list[str]:
    """The words in quotation marks in a plain text; a quote within a quote is part of the outer one.

    >>> quotes_in('It says "the "Rent" is due".')
    ['the "Rent" is due']
    """
    found: list[str] = []
    opened: list[int] = []
    outside = 0
    for mark in _MARK.finditer(text):
        at = mark.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        opens = bool(after.strip()) and not before.isalnum() and (not before.strip() or before in "([-'\"/")
        if opens:
            if not opened:
                found += _single(text[outside:at])
            opened.append(at)
        elif opened and before.strip():
            start = opened.pop()
            if not opened:
                if not _is_supposed(text, start):
                    found.append(text[start + 1 : at])
                outside = at + 1
    return found + _single(text[outside:])


def _single(text: str) -> list[str]:
    """The words in single quotation marks."""
    return [match[1] for match in _SINGLE.finditer(text) if not _is_supposed(text, match.start())]


def _is_supposed(text: str, at: int) -> bool:
    """Whether a quotation mark opens words that nobody said, but that are only discussed."""
    return _SUPPOSED.search(text, max(0, at - 20), at) is not None


def stands_in(quote: str, premise: str) -> bool:
    """Whether a folded text has the words of a quote, with its pieces in order and in one sentence.

    >>> stands_in("[T]he fee ... is due", folded("Then the fee, if any, is due. It is $5."))
    True
    """
    is_recased = _CHANGED_CAPITAL.search(quote) is not None
    pieces = [folded(_CHANGED_CAPITAL.sub(r"\1", piece)) for piece in _OMISSION.split(quote)]
    pieces = [piece for piece in pieces if _WORD.search(piece) is not None]
    text = premise.lower() if is_recased else premise
    at = 0
    for number, piece in enumerate(pieces):
        start, length = _find(text, piece.lower() if is_recased else piece, at)
        if start < 0 or (number > 0 and _SENTENCE_END.search(premise, at, start + 1) is not None):
            return False
        at = start + length
    return bool(pieces)


def _find(text: str, piece: str, start: int) -> tuple[int, int]:
    """The first place of a piece as whole words from `start` on, and its length; the place is -1 if there is none."""
    for wanted in dict.fromkeys((piece.strip(), piece.strip(_END))):
        at = text.find(wanted, start) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            begins = at == 0 or not (text[at - 1].isalnum() and wanted[0].isalnum())
            ends = end == len(text) or not (text[end].isalnum() and wanted[-1].isalnum())
            if begins and ends:
                return at, len(wanted)
            at = text.find(wanted, at + 1)
    return -1, 0
