"""When a document was made, and from when it is in effect."""

import re
from collections.abc import Iterator

from pincite.documents.document import Fact
from pincite.structure.facts.anchors import anchors
from pincite.structure.facts.dates import Dated, dates_in
from pincite.structure.facts.opening import Opening

SIGNATURES = 12_000
"""Characters at the end within which the parties sign; exhibits may follow."""

HEAD = 3_000
"""Characters from the start within which a letter, a policy or a cover page gives its date."""

# What stands before a date, up to it.

_MADE = re.compile(
    r"\b(?:made|entered|dated|executed|signed|concluded|as\s+of|this|date\s*:?)\b[^.;]{0,90}$", re.IGNORECASE
)
"""The document was made then."""

_EFFECTIVE = re.compile(r"\b(?:effective|in\s+effect|commencing|takes?\s+effect)\b[^.;,]{0,50}$", re.IGNORECASE)
"""It is in effect from then on."""

_OTHER_AGREEMENT = re.compile(
    r"\b(?:that\s+certain|certain|amended|the|original|pursuant\s+to|under|existing|prior|previous(?:ly)?)\b[^.;()]{0,120}\b"
    r"(?:agreement|contract|lease|amendment|letter|plan|indenture|act|order)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""The date may be another document's: "under the lease dated ..."."""

_TO_AGREEMENT = re.compile(
    r"\bto\s+(?:the|that|its|their)\b[^.;]{0,120}\b(?:agreement|contract|lease|plan|indenture)\b[^.;\"]{0,30}$",
    re.IGNORECASE,
)
"""The date is that of an agreement to which this document belongs: "Amendment No. 2 to the lease dated ..."."""

# What stands behind a date.

_NAMED_EFFECTIVE = re.compile(
    r"\s*,?\s*\(?\s*(?:the\s+|hereinafter\s+(?:referred\s+to\s+as\s+)?(?:the\s+)?|this\s+)?[\"“”'‘’(]*"
    r"(?:[A-Z]\w+\s+)?(?:Effective|EFFECTIVE)\s+(?:Date|DATE)",
)
"""The date is called so: (the "Effective Date")."""

_ENDS_WITH_DATE = re.compile(r"[ \t*_|.,]*(?:\(|$|\r?\n|for\b)", re.IGNORECASE)
"""A line ends with the date."""

# Sentences that say from when a document has effect.

_INSTRUMENT = (
    r"\b(?:this|the)\s+(?:[\w-]+\s+){0,3}?(?:agreement|amendment|lease|addendum|contract|joint\s+venture|terms?)\b"
    r"(?:\s+of\s+this\s+agreement)?(?:\s+for\s+[^.;,]{1,40}?)?(?:\s*\([^()]{0,40}\))?"
)
"""What a document calls itself."""

_EFFECTIVE_DATE_IS = (
    r"[\"“”]?\bEffective\s+Date\b[\"“”]?(?:\s+of\s+this\s+\w+)?\s*"
    r"(?:\bmeans\b|\bshall\s+mean\b|\bshall\s+be\b|\bis\b|:|\|)\s*(?:as\s+of\s+)?(?:the\s+)?(?:date\s+of\s+)?"
)
_IS_EFFECTIVE_AS_OF = (
    r"\bth(?:is|ese)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:agreement|amendment|lease|addendum|contract|policy|statement|notice|terms)\s+"
    r"(?:(?:is|are|was|shall\s+be(?:come)?|becomes?|will\s+be(?:come)?|made|dated)\s+)?"
    r"(?:and\s+)?effective\s*(?:as\s+of|on|from)?\s*,?\s*(?:the\s+)?(?:date\s+of\s+)?"
)
_EFFECTIVE_STATED = re.compile(f"{_EFFECTIVE_DATE_IS}|{_IS_EFFECTIVE_AS_OF}", re.IGNORECASE)
"""The words up to the date of a sentence that calls a day the effective date, or the document effective from it."""

_TAKES_EFFECT = (
    rf"(?:{_INSTRUMENT}|(?<=[.;]\s)it)\s+(?:(?:shall|will|is|does|automatically|hereby|to)\s+){{0,3}}"
    r"(?:be(?:come)?\s+effective|commences?|begins?|starts?|takes?\s+effect|comes?\s+into\s+(?:force|effect)|"
    r"enters?\s+into\s+(?:force|effect))\s*,?\s*(?:(?:on|upon|as\s+of|from|in|beginning)\s+){0,2}(?:the\s+)?"
)
_AND_EFFECTIVE = r",\s+(?:to\s+be|and)\s+effective\s+(?:as\s+of\s+|on\s+|from\s+)?(?:the\s+)?"
_COMMENCEMENT_DATE_IS = (
    r"\b(?:commencement|start)\s+date\b[^.;:,]{0,30}?"
    r"(?:\bmeans\b|\bis\b|\bwill\s+be\b|\bshall\s+be\b|:)\s*:?\s*(?:the\s+)?"
)
_BEGINS = re.compile(f"{_TAKES_EFFECT}|{_AND_EFFECTIVE}|{_COMMENCEMENT_DATE_IS}", re.IGNORECASE)
"""The words up to the date of a sentence that says when the document begins to count."""

_BEGINS_ON_THE_DATE_ABOVE = (
    rf"(?:{_INSTRUMENT}|(?<=[.;]\s)it|\bterm\b[^.;]{{0,60}})\s*,?\s+(?:(?:shall|will|is|and|be(?:come)?|may)\s+){{0,3}}"
    r"(?:effective|commenc\w+|begin\w*)\s+(?:on\s+|upon\s+|as\s+of\s+|from\s+)?(?:the\s+)?(?:"
    r"(?:date|day)(?:\s+and\s+year)?\s+(?:first\s+)?"
    r"(?:above\s+written|written\s+above|set\s+forth\s+above|first\s+above\s+written)|"
    r"date\s+of\s+this\s+agreement|date\s+hereof)"
)
_EFFECTIVE_DATE_IS_ABOVE = (
    r"\bEffective\s+Date\b[\"“”]?\s*(?:means|shall\s+mean|is)\s+"
    r"the\s+date\s+(?:first\s+)?(?:above\s+written|written\s+above)"
)
_AS_MADE = re.compile(f"{_BEGINS_ON_THE_DATE_ABOVE}|{_EFFECTIVE_DATE_IS_ABOVE}", re.IGNORECASE)
"""The document has effect from the day on which it is made: "effective as of the date first above written"."""

_EFFECTIVE_WORDS = ("effective", "Effective", "EFFECTIVE")
_BEGINNING_WORDS = ("ommence", "begin", "start", "Start", "into force", "into effect", "effect on", "effect as")

# Lines and clauses that give a date.

_LABELS = (
    r"Dated?(?:[ \t]+(?:as[ \t]+of|of[ \t]+(?:this[ \t]+)?(?:letter|agreement|opinion|filing)|filed|signed))?|"
    r"Filed|Decided|Issued|Entered|Last[ \t]+(?:updated|revised|modified)|"
    r"Effective(?:[ \t]+date)?(?:[ \t]+as[ \t]+of)?|"
    r"Date[ \t]+of[ \t]+(?:agreement|contract)|(?:This|Our)[^.\n]{0,50}(?:effective|updated)"
)
_LABELLED = re.compile(
    rf"^[ \t>*_#|]*+(?P<label>{_LABELS})?[ \t*_]*+[:|]?[ \t*_]*+(?=\d|[A-Za-z]{{3,9}}\.?[ \t]+[\d_\[]|the[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
"""The beginning of a line up to a date, with the word that says what the date is of, if any."""

_DATE_OF_SIGNATURE = re.compile(r"^[^\n]{0,80}?\bDated?[ \t]*:[ \t_]*", re.IGNORECASE | re.MULTILINE)
_SIGNED_BY = re.compile(r"^[ \t]*By[ \t]*:", re.IGNORECASE | re.MULTILINE)
_WITNESS = re.compile(r"(?:IN\s+WITNESS|In\s+[Ww]itness|IN\s+EVIDENCE|In\s+evidence)\s+(?:WHEREOF|[Ww]hereof)")


def made(text: str, opening: Opening | None) -> Iterator[Fact]:
    """The date of a document and the date of its effect, from its preamble or else from a line at its beginning."""
    date = effective = None
    if opening is not None:
        for dated in dates_in(text, opening.start, min(opening.end, opening.parties + 1_500)):
            before = text[max(opening.start, dated.start - 160) : dated.start]
            if _TO_AGREEMENT.search(before):
                continue
            if _OTHER_AGREEMENT.search(before) and not re.search(r"\bthis\b[^.;]*$", before[-160:], re.IGNORECASE):
                continue
            is_named = _NAMED_EFFECTIVE.match(text, dated.end) is not None
            is_effective = _EFFECTIVE.search(before) is not None
            if (is_named or is_effective) and effective is None:
                effective = dated
            if (
                date is None
                and _MADE.search(before)
                and not (is_effective and not _MADE.search(before.split("ffective")[0]))
            ):
                date = dated
    if date is None and effective is None:
        for label, dated in (*_labelled(text), *_witnessed(text), *_signed(text)):
            if "ffective" in label.lower():
                effective = effective or dated
            else:
                date = date or dated
    if effective is None:
        effective = _stated(text) or (date if date is not None and _is_effective_as_made(text) else None)
    if (
        date is None
        and effective is not None
        and opening is not None
        and opening.start <= effective.start < opening.end
    ):
        date = effective
    if date is not None:
        yield Fact("date", date.value, date.start, date.end)
    if effective is not None:
        yield Fact("effective_date", effective.value, effective.start, effective.end)


def _labelled(text: str) -> Iterator[tuple[str, Dated]]:
    """Dates that fill a line near the beginning of a text, with the word before them ("Filed:"), if any."""
    for match in _LABELLED.finditer(text, 0, min(len(text), HEAD)):
        dated = next(dates_in(text, match.end(), min(len(text), match.end() + 60)), None)
        if dated is None or text[match.end() : dated.start].strip().lower() not in ("", "the", "this"):
            continue
        if _ENDS_WITH_DATE.match(text, dated.end) and not _SIGNED_BY.search(
            text, max(0, match.start() - 200), match.start()
        ):
            yield match["label"] or "", dated


def _witnessed(text: str) -> Iterator[tuple[str, Dated]]:
    """The date in the clause above the signatures."""
    for match in _WITNESS.finditer(text, max(0, len(text) - SIGNATURES)):
        for dated in dates_in(text, match.end(), min(len(text), match.end() + 300)):
            if len(dated.value) == len("2019-05-03") and _MADE.search(text, match.start(), dated.start):
                yield "", dated


def _signed(text: str) -> Iterator[tuple[str, Dated]]:
    """The date beside the signatures, where all who signed gave the same date."""
    start = max(0, len(text) - SIGNATURES)
    found = [
        dated
        for line in _DATE_OF_SIGNATURE.finditer(text, start)
        for dated in dates_in(text, line.end(), min(len(text), line.end() + 40))
        if dated.start == line.end()
    ]
    if len({dated.value for dated in found}) == 1:
        yield "", found[0]


def _is_effective_as_made(text: str) -> bool:
    """True where a sentence says that the document takes effect on the day on which it is made."""
    return any(
        (match := _AS_MADE.search(text, max(0, at - 140), at + 100)) is not None and match.start() <= at < match.end()
        for at in anchors(text, ("effective", "Effective", "commenc", "begin"))
    )


def _stated(text: str) -> Dated | None:
    """The date from which the document has effect according to a sentence."""
    for pattern, words in ((_EFFECTIVE_STATED, _EFFECTIVE_WORDS), (_BEGINS, (*_EFFECTIVE_WORDS, *_BEGINNING_WORDS))):
        for at in anchors(text, words):
            match = pattern.search(text, max(0, at - 120), at + 90)
            if match is None or not match.start() <= at < match.end():
                continue
            dated = next(dates_in(text, match.end(), min(len(text), match.end() + 40)), None)
            if dated is not None and dated.start - match.end() < 3:
                return dated
    return None
