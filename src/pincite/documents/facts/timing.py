"""When a document was made, from when it binds, and when and after how long it ends."""

import re
from collections.abc import Iterator, Sequence

from pincite.documents.document import Fact
from pincite.documents.facts.anchors import anchors
from pincite.documents.facts.dates import Dated, dates_in
from pincite.documents.facts.opening import Opening

SIGNATURES = 12_000
"""Characters at the end in which the parties sign; exhibits may come after."""

HEAD = 3_000
"""Characters from the start in which a letter, a policy or a cover page gives its date."""

_MADE = re.compile(
    r"\b(?:made|entered|dated|executed|signed|concluded|as\s+of|this|date\s*:?)\b[^.;]{0,90}$", re.IGNORECASE
)
_EFFECTIVE = re.compile(r"\b(?:effective|in\s+effect|commencing|takes?\s+effect)\b[^.;,]{0,50}$", re.IGNORECASE)
_OTHER_AGREEMENT = re.compile(
    r"\b(?:that\s+certain|certain|amended|the|original|pursuant\s+to|under|existing|prior|previous(?:ly)?)\b[^.;()]{0,120}\b"
    r"(?:agreement|contract|lease|amendment|letter|plan|indenture|act|order)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_TO_AGREEMENT = re.compile(
    r"\bto\s+(?:the|that|its|their)\b[^.;]{0,120}\b(?:agreement|contract|lease|plan|indenture)\b[^.;\"]{0,30}$",
    re.IGNORECASE,
)
_NAMED_EFFECTIVE = re.compile(
    r"\s*,?\s*\(?\s*(?:the\s+|hereinafter\s+(?:referred\s+to\s+as\s+)?(?:the\s+)?|this\s+)?[\"“”'‘’(]*"
    r"(?:[A-Z]\w+\s+)?(?:Effective|EFFECTIVE)\s+(?:Date|DATE)",
)
_EFFECTIVE_STATED = re.compile(
    r"[\"“”]?\bEffective\s+Date\b[\"“”]?(?:\s+of\s+this\s+\w+)?\s*(?:\bmeans\b|\bshall\s+mean\b|\bshall\s+be\b|\bis\b|:|\|)\s*"
    r"(?:as\s+of\s+)?(?:the\s+)?(?:date\s+of\s+)?|"
    r"\bth(?:is|ese)\s+(?:[\w-]+\s+){0,3}?(?:agreement|amendment|lease|addendum|contract|policy|statement|notice|terms)\s+(?:(?:is|are|was|shall\s+be(?:come)?|"
    r"becomes?|will\s+be(?:come)?|made|dated)\s+)?(?:and\s+)?effective\s*(?:as\s+of|on|from)?\s*,?\s*(?:the\s+)?(?:date\s+of\s+)?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^[ \t>*_#|]*(?P<label>Dated?(?:[ \t]+(?:as[ \t]+of|of[ \t]+(?:this[ \t]+)?(?:letter|agreement|opinion|filing)|"
    r"filed|signed))?|Filed|Decided|Issued|Entered|Last[ \t]+(?:updated|revised|modified)|"
    r"Effective(?:[ \t]+date)?(?:[ \t]+as[ \t]+of)?|"
    r"Date[ \t]+of[ \t]+(?:agreement|contract)|(?:This|Our)[^.\n]{0,50}(?:effective|updated))?"
    r"[ \t*_]*[:|]?[ \t*_]*(?=\d|[A-Za-z]{3,9}\.?[ \t]+[\d_\[]|the[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
_WITNESS = re.compile(r"(?:IN\s+WITNESS|In\s+[Ww]itness|IN\s+EVIDENCE|In\s+evidence)\s+(?:WHEREOF|[Ww]hereof)")
_ENDS_WITH_DATE = re.compile(r"[ \t*_|.,]*(?:\(|$|\r?\n|for\b)", re.IGNORECASE)

_EXPIRES = re.compile(
    r"\b(?:expir(?:es?|ing|ation\s+date|ation)|terminat(?:es?|ing|ion\s+date)|end(?:s|ing)?|conclud(?:es?|ing)|until|through|"
    r"up\s+to)\b(?:\s+and\s+including)?[^.;,()\d]{0,50}$",
    re.IGNORECASE,
)
_SPAN_OF_TERM = re.compile(
    r"\b(?:Term|TERM)\b|\bterm\s+(?:of|shall|will|is|begins|commences)\b|\b(?:[Ii]nitial|[Oo]riginal)\s+(?:term|period)\b|"
    r"\b(?:[Tt]his|THIS|[Tt]he|THE)\s+(?:\w+\s+){0,2}?(?:[Aa]greement|AGREEMENT|[Ll]ease|LEASE|[Cc]ontract|CONTRACT)\s+"
    r"(?:\([^()]{0,40}\)\s+)?(?i:shall|will|is|commences|expires|continues|terminates|remains|began|became)\b|"
    r"\b(?:Expiration|Termination)\s+Date\b|\b(?:Contract|Cooperation|Endorsement|Lease|License)\s+(?:Period|Term)\b"
)
_NOT_THE_END = re.compile(
    r"\b(?:fiscal|financial|calendar|quarter|notice|renew\w*|extend\w*|option|invoice|payments?|paid|report\w*|audited|statements?|"
    r"balance|warrant\w*|interest|deliver\w*|amended|filing|sales?|royalt\w+|fees?|months?\s+end\w*|years?\s+end\w*|"
    r"periods?\s+end\w*|season|exclusiv\w+|later\s+of|earlier\s+of|earliest|latest|third\s+part\w+|compet\w+|case)\b",
    re.IGNORECASE,
)
_SENTENCE = 350
"""Characters before the day in which a sentence says what ends on it."""

_STOP = re.compile(r"\.(?=\s+[A-Z(])|;|\n\s*\n")

_NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
    """.split()  # noqa: SIM905 - words read best as words
_TENS = {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "twenty-five": 25,
    "twenty-four": 24,
    "thirty-six": 36,
    "forty-eight": 48,
    "ninety-nine": 99,
    "twenty five": 25,
    "thirty six": 36,
}
_COUNT = {word: number for number, word in enumerate(_NUMBERS, start=1)} | _TENS
_WORDS = "|".join(sorted(_COUNT, key=len, reverse=True))
_DURATION = re.compile(
    rf"\b(?:(?P<word>{_WORDS})\s*(?:\(\s*(?P<inside>\d{{1,3}})\s*\))?|\(?(?P<figure>\d{{1,3}})\)?(?!\s*%))\s*[- ]?\s*"
    r"(?:full\s+|consecutive\s+|calendar\s+|contract\s+|successive\s+)?(?P<unit>years?|months?|weeks?|days?)\b(?P<poss>['’]s?)?",
    re.IGNORECASE,
)
_TERM_IS = re.compile(
    r"(?:[Tt]erm|TERM)\s+(?:of|OF)\s+(?i:(?:this|the)\s+(?:\w+\s+){0,3}?(?:agreement|lease|contract|addendum|licen[cs]e|"
    r"engagement))\b|(?:(?<=[Ii]nitial\s)|(?<=INITIAL\s)|(?<=[Oo]riginal\s)|(?<=[Pp]rimary\s))(?:[Tt]erm|TERM)\b|"
    r"(?<=[\"“])Term[\"”]"
)
_AGREEMENT_LASTS = re.compile(
    r"\b[Tt]his\s+(?:\w+\s+)?(?:[Aa]greement|[Ll]ease|[Cc]ontract)\s+(?:shall|will)\s+(?:\w+\s+){0,8}?"
    r"(?:remain|continue|commence)\b"
)
_FOR = re.compile(r"\b(?:for|of|is|be|period\s+of|term\s+of|after|until)\b[^.;]{0,45}$|:\s*$", re.IGNORECASE)
_DURING = re.compile(
    r"\b(?:during|throughout|for|of|within|in|extend)\s+(?:the\s+|any\s+|such\s+)?(?:current\s+|entire\s+)?$",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\b(?:shall|will|is|be|has|have|continues?|commences?|remains?|begins?|means|lasts?|effect|force)\b|:",
    re.IGNORECASE,
)
_NOT_THE_TERM = re.compile(
    r"\b(?:renew\w*|extend\w*|extension|additional|successive|notice|prior|preceding|following\s+(?:the\s+)?(?:termination|"
    r"expiration)|after\s+(?:the\s+)?(?:termination|expiration)|surviv\w*|thereafter|cure|breach|unless|confidential\w*|sooner|"
    r"longer|earlier|later|least|maximum|audit|records)\b",
    re.IGNORECASE,
)


def made(text: str, opening: Opening | None) -> Iterator[Fact]:
    """The date of a document, and that from which it has effect, from its preamble, else from a line at its head."""
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
        for label, dated in (*_labelled(text), *_witnessed(text)):
            if "ffective" in label.lower():
                effective = effective or dated
            else:
                date = date or dated
    if effective is None:
        effective = _stated(text)
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
    """Dates that are a line by themselves at the head of a text, with the word before them ("Filed:"), if any."""
    for match in _LABELLED.finditer(text, 0, min(len(text), HEAD)):
        dated = next(dates_in(text, match.end(), min(len(text), match.end() + 60)), None)
        if dated is None or text[match.end() : dated.start].strip().lower() not in ("", "the", "this"):
            continue
        if _ENDS_WITH_DATE.match(text, dated.end):
            yield match["label"] or "", dated


def _witnessed(text: str) -> Iterator[tuple[str, Dated]]:
    """The date that the clause above the signatures gives."""
    for match in _WITNESS.finditer(text, max(0, len(text) - SIGNATURES)):
        for dated in dates_in(text, match.end(), min(len(text), match.end() + 300)):
            if len(dated.value) == len("2019-05-03") and _MADE.search(text, match.start(), dated.start):
                yield "", dated


def _stated(text: str) -> Dated | None:
    """The date that a sentence gives as the one from which the document has effect."""
    for at in anchors(text, ("effective", "Effective", "EFFECTIVE")):
        match = _EFFECTIVE_STATED.search(text, max(0, at - 60), at + 90)
        if match is None or not match.start() <= at < match.end():
            continue
        dated = next(dates_in(text, match.end(), min(len(text), match.end() + 40)), None)
        if dated is not None and dated.start - match.end() < 3:
            return dated
    return None


def expires(text: str, dates: Sequence[Dated]) -> Iterator[Fact]:
    """The date on which a document says that its term ends, of all its dates."""
    for dated in dates:
        start = max(0, dated.start - _SENTENCE)
        for stop in _STOP.finditer(text, start, dated.start):
            start = stop.end()
        found = _EXPIRES.search(text, max(start, dated.start - 90), dated.start)
        if found is None or len(dated.value) < len("2019-05-03"):
            continue
        subject = _SPAN_OF_TERM.search(text, start, dated.start)
        if subject is not None and not _NOT_THE_END.search(text, start, dated.start):
            yield Fact("expiration_date", dated.value, dated.start, dated.end)
            return


def _subjects(text: str) -> Iterator[re.Match[str]]:
    """Where a sentence begins to say how long the term is, or the agreement lasts, in order."""
    for at in anchors(text, ("term", "Term", "TERM", "remain", "continue", "commence")):
        match = _TERM_IS.match(text, at)
        if match is None and text[at] in "rc":
            match = _AGREEMENT_LASTS.search(text, max(0, at - 90), at + 9)
        if match is not None:
            yield match


def term(text: str) -> Iterator[Fact]:
    """How long a document says that its term is, as an ISO 8601 duration."""
    for match in _subjects(text):
        if _DURING.search(text, max(0, match.start() - 30), match.start()):
            continue
        end = min(len(text), match.end() + 300)
        stop = re.search(r"\.(?=\s+[A-Z(])|;", text[match.end() : end])
        if stop is not None:
            end = match.end() + stop.start()
        for found in _DURATION.finditer(text, match.end(), end):
            before = text[match.end() : found.start()]
            if _NOT_THE_TERM.search(before) or _NOT_THE_TERM.search(text, found.end(), found.end() + 25):
                break
            if not _FOR.search(before) or not _LASTS.search(before) or found["poss"]:
                continue
            count = int(found["inside"] or found["figure"] or 0) or _COUNT[" ".join(found["word"].lower().split())]
            unit = found["unit"][0].upper()
            yield Fact("term", f"P{count}{unit}", *found.span())
            return
