"""Does a statement repeat its pins word for word? Then the pins bear it out, and no model is asked.

A small model reads a long sentence badly, and at times does worse with a sentence given twice than once. It is asked
whether different words say the same; if the words are the same, there is nothing to ask.
"""

import re
from collections.abc import Sequence

from pincite.answering.leaning import leans_on_before
from pincite.verification.checks.numerals import in_figures
from pincite.verification.checks.plain import plain

FEWEST = 4
"""The fewest words of a sentence that is recognised: a heading of two words says nothing."""

_ALIAS = re.compile(
    r"\s*\((?:(?:collectively|individually|together|each|the|an?|or|and|hereinafter|hereafter),?\s)*"
    r"[\"'][^\"'()]{1,60}[\"'](?:\s(?:or|and)\s(?:the\s)?[\"'][^\"'()]{1,60}[\"'])?\)"
)
"""The brackets in which a document defines a term in passing: they are not part of what the sentence says."""

_NUMBER = re.compile(
    r"(?:(?:section|article|clause)\s+)?(?:\(\w{1,5}\)|\d{1,3}(?:\.\d{1,3})*[.)]?|(?:[a-z]|[ivx]{1,5})[.)])\s+", re.I
)
"""The number of a clause or an item before its words; a statement need not repeat it."""

_TWICE = re.compile(r"\(\s*[\d.,%]+\s*\)|\d\s?\([a-z -]+\)", re.I)
"""A number both in words and in figures, which could differ."""

_END = re.compile(r"[\s;,:]+(?:and)?[\s;,:]*$")
_WORD = re.compile(r"(?<!\w)[-+]?\.?\d+(?:[.,/-]?[^\W_]+)*|[^\W_]+(?:[.,/&'-][^\W_]+)*|[%$€£§#@*+=<>≤≥≠±×÷°]")
_THIS = re.compile(
    r"\bthis (?=(?:agreement|lease|contract|deed|licen[cs]e|policy|amendment|letter|undertaking)\b)", re.I
)
_PERCENT = re.compile(r"(?<=\d)\s?(?:percent|per cent)\b", re.I)
_ALIKE = {"must": "shall", "will": "shall"}
"""Words of duty that contracts use with one meaning; the checks treat them as one too."""

Words = tuple[str, ...]


def words_in(text: str, *, in_one_writing: bool = True) -> Words:
    """The words of a text as they are compared: without "the", and if `in_one_writing`, with numbers in figures.

    >>> words_in("The Customer shall pay within thirty days.") == words_in("Customer must pay within 30 days")
    True
    >>> words_in("at .5%") == words_in("at 5%")
    False
    """
    simplified = plain(text)
    if in_one_writing:
        simplified = _PERCENT.sub("%", in_figures(simplified))
    found = map(str.lower, _WORD.findall(_THIS.sub("", simplified)))
    return tuple(_ALIKE.get(word, word) for word in found if word != "the")


def is_said(statement: str, sayings: Sequence[Sequence[str]]) -> bool:
    """True if a statement is only sentences of `sayings`, word for word, one after another or joined by "and".

    `sayings` are the whole sentences of each pin, in order. A sentence that leans on the one before it ("It ends …")
    may follow only that one: after another it would say something else.

    >>> is_said("The Tenant must pay, and the Landlord shall repair the roof.",
    ...         [["The Tenant shall pay monthly."], ["The Landlord shall repair the roof."]])
    False
    """
    # A statement that gives a number both ways could give two numbers: it must be written as the document writes it.
    writings = (False,) if _TWICE.search(statement) else (False, True)
    return any(_is_made_of(words_in(statement, in_one_writing=one), sayings, in_one_writing=one) for one in writings)


def _is_made_of(wanted: Words, sayings: Sequence[Sequence[str]], *, in_one_writing: bool) -> bool:
    """True if `wanted` are the words of one sentence after another."""
    if len(wanted) < FEWEST:
        return False
    known = [
        (pin, at, form, leans_on_before(_bare(text)))
        for pin, texts in enumerate(sayings)
        for at, text in enumerate(texts)
        for form in _forms(text, in_one_writing=in_one_writing)
    ]
    ends: dict[int, set[tuple[int, int]]] = {0: {(-1, -1)}}  # end of a stretch -> sentences that may have ended there
    for start in range(len(wanted)):
        for before in ends.get(start, ()):
            begins = [start, *([start + 1] if start and wanted[start] == "and" else [])]
            for pin, at, form, leans in known:
                if start and leans and before != (pin, at - 1):
                    continue
                for begin in begins:
                    if wanted[begin : begin + len(form)] == form:
                        ends.setdefault(begin + len(form), set()).add((pin, at))
    return len(wanted) in ends


def _forms(text: str, *, in_one_writing: bool) -> list[Words]:
    """The words of a document's sentence, with and without its leading number and its definitions in passing."""
    whole = _END.sub("", text.strip())
    texts = [whole, _bare(whole)]
    texts += [_ALIAS.sub("", plain(one)) for one in texts]
    forms = dict.fromkeys(words_in(one, in_one_writing=in_one_writing) for one in texts)
    return [form for form in forms if len(form) >= FEWEST]


def _bare(text: str) -> str:
    """A sentence without its leading number."""
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text
