"""When a document was made, from when it is in effect, and when it ends or how long it lasts."""

import re
from collections.abc import Iterator, Sequence

from pincite.documents.document import Fact
from pincite.structure.facts.anchors import anchors
from pincite.structure.facts.dates import Dated, dates_in
from pincite.structure.facts.opening import Opening

SIGNATURES = 12_000
"""Characters at the end within which the parties sign; exhibits may follow."""

HEAD = 3_000
"""Characters from the start within which a letter, a policy or a cover page gives its date."""

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
_INSTRUMENT = (
    r"\b(?:this|the)\s+(?:[\w-]+\s+){0,3}?(?:agreement|amendment|lease|addendum|contract|joint\s+venture|terms?)\b"
    r"(?:\s+of\s+this\s+agreement)?(?:\s+for\s+[^.;,]{1,40}?)?(?:\s*\([^()]{0,40}\))?"
)
_BEGINS = re.compile(
    rf"(?:{_INSTRUMENT}|(?<=[.;]\s)it)\s+(?:(?:shall|will|is|does|automatically|hereby|to)\s+){{0,3}}"
    r"(?:be(?:come)?\s+effective|commences?|begins?|starts?|takes?\s+effect|comes?\s+into\s+(?:force|effect)|"
    r"enters?\s+into\s+(?:force|effect))\s*,?\s*(?:(?:on|upon|as\s+of|from|in|beginning)\s+){0,2}(?:the\s+)?|"
    r",\s+(?:to\s+be|and)\s+effective\s+(?:as\s+of\s+|on\s+|from\s+)?(?:the\s+)?|"
    r"\b(?:commencement|start)\s+date\b[^.;:,]{0,30}?(?:\bmeans\b|\bis\b|\bwill\s+be\b|\bshall\s+be\b|:)\s*:?\s*(?:the\s+)?",
    re.IGNORECASE,
)
_AS_MADE = re.compile(
    rf"(?:{_INSTRUMENT}|(?<=[.;]\s)it|\bterm\b[^.;]{{0,60}})\s*,?\s+(?:(?:shall|will|is|and|be(?:come)?|may)\s+){{0,3}}"
    r"(?:effective|commenc\w+|begin\w*)\s+(?:on\s+|upon\s+|as\s+of\s+|from\s+)?(?:the\s+)?(?:"
    r"(?:date|day)(?:\s+and\s+year)?\s+(?:first\s+)?(?:above\s+written|written\s+above|set\s+forth\s+above|first\s+above\s+"
    r"written)|date\s+of\s+this\s+agreement|date\s+hereof)|"
    r"\bEffective\s+Date\b[\"“”]?\s*(?:means|shall\s+mean|is)\s+the\s+date\s+(?:first\s+)?(?:above\s+written|written\s+above)",
    re.IGNORECASE,
)
_EFFECTIVE_WORDS = ("effective", "Effective", "EFFECTIVE")
_BEGINNING_WORDS = ("ommence", "begin", "start", "Start", "into force", "into effect", "effect on", "effect as")
_DATE_OF_SIGNATURE = re.compile(r"^[^\n]{0,80}?\bDated?[ \t]*:[ \t_]*", re.IGNORECASE | re.MULTILINE)
_SIGNED_BY = re.compile(r"^[ \t]*By[ \t]*:", re.IGNORECASE | re.MULTILINE)
_LABELLED = re.compile(
    r"^[ \t>*_#|]*+(?P<label>Dated?(?:[ \t]+(?:as[ \t]+of|of[ \t]+(?:this[ \t]+)?(?:letter|agreement|opinion|filing)|"
    r"filed|signed))?|Filed|Decided|Issued|Entered|Last[ \t]+(?:updated|revised|modified)|"
    r"Effective(?:[ \t]+date)?(?:[ \t]+as[ \t]+of)?|"
    r"Date[ \t]+of[ \t]+(?:agreement|contract)|(?:This|Our)[^.\n]{0,50}(?:effective|updated))?"
    r"[ \t*_]*+[:|]?[ \t*_]*+(?=\d|[A-Za-z]{3,9}\.?[ \t]+[\d_\[]|the[ \t])",
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
"""Characters before a date within which its sentence says what ends on it."""

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
    r"engagement))\b|(?:[Tt]erm|TERM)\s+of\s+this\s+[A-Z]{2,6}\b|"
    r"(?:(?<=[Ii]nitial\s)|(?<=INITIAL\s)|(?<=[Oo]riginal\s)|(?<=[Pp]rimary\s)|(?<=[Ee]ffective\s)|(?<=Contract\s)|"
    r"(?<=Cooperation\s)|(?<=Lease\s))(?:[Tt]erm|TERM)\b|(?<=[\"“])Term[\"”]|"
    r"(?<=The\s)Term(?=\s+(?:shall|will|is|begins|commences)\b)"
)
_AGREEMENT = re.compile(
    r"\b(?:(?:[Tt]his|[Tt]he)\s+(?:(?!(?:of|under|this|to|in|and|or)\b)\w+\s+){0,3}?"
    r"(?:[Aa]greement|AGREEMENT|[Ll]ease|LEASE|[Cc]ontract|CONTRACT|[Aa]ddendum|Joint\s+Venture)|(?<=\.\s)It)\b"
    r"(?:\s*\([^()]{0,60}\))?\s*,?\s*(?:(?:shall|will|is|has|hereby|and|automatically|"
    r"initially|first|also|then)\s+)*"
    r"(?:be|become\w*|takes?|comes?|enters?|has|have|commences?|begins?|starts?|continues?|remains?|expires?|terminates?|ends?|"
    r"effective)\b"
)
_ASIDE = re.compile(
    r"\([^()]{0,120}\)|,?\s*\b(?:unless|except|subject\s+to|if\s+not|notwithstanding|provided)\b[^,;]{0,200},",
    re.IGNORECASE,
)
_FOR = re.compile(r"\b(?:for|of|is|be|after|until|in|expires?|ends?|terminates?|on)\b[^.;]{0,45}$|:\s*$", re.IGNORECASE)
_DURING = re.compile(
    r"\b(?:during|throughout|for|of|within|in|extend|while|as|until|unless|when|where|if|after|before|since|that|under|to|"
    r"by|beyond)\s+(?:(?:the|any|such|this|said)\s+(?:\w+\s+)?)?(?:current\s+|entire\s+)?$",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\b(?:shall|will|is|be|has|have|continues?|commences?|remains?|begins?|means|lasts?|effect|force|term|expires?|ends?)\b|:",
    re.IGNORECASE,
)
_NOT_THE_TERM = re.compile(
    r"\b(?:renew\w*|extend(?:s|ed|ing)|(?<!shall\s)(?<!will\s)extend|extension|additional|successive|notice|prior|"
    r"preceding|following\s+(?:the\s+)?(?:termination|expiration)|after\s+(?:the\s+)?(?:termination|expiration)|"
    r"surviv\w*|cure|breach|confidential\w*|sooner\s+of|earlier\s+of|later\s+of|longer|least|(?:more|less|later)\s+than|exceed\w*|maximum|audit|records|(?-i:may)|if|within|either|neither)\b",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(
    r"^[^.;,]{0,25}?\b(?:notice|prior|preceding|renew\w*|extension|after\s+(?:the\s+)?(?:termination|expiration)|"
    r"following\s+(?:the\s+)?(?:termination|expiration)|surviv\w*|cure|breach)\b",
    re.IGNORECASE,
)
_LONGEST = 400
"""Characters from the subject of a sentence to the length of the term."""


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


def expires(text: str, dates: Sequence[Dated]) -> Iterator[Fact]:
    """The date on which a document's term ends according to its words, from all its dates."""
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


def _subjects(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences begin to say how long the term or the agreement lasts, in order: start and end of the subject."""
    for at in anchors(
        text, ("term", "Term", "TERM", "greement", "GREEMENT", "ease ", "ontract", "ddendum", "enture", "It ")
    ):
        match = _TERM_IS.match(text, at)
        if match is None and text[at] in "gGeodI":
            start = max(0, at - 45)
            match = next(
                (one for one in _AGREEMENT.finditer(text, start, at + 120) if one.start() <= at < one.end()), None
            )
        if match is not None:
            yield match.span()


def term(text: str) -> Iterator[Fact]:
    """The length of the term that a document states, as an ISO 8601 duration."""
    for start, until in _subjects(text):
        if _DURING.search(text, max(0, start - 30), start):
            continue
        end = min(len(text), until + _LONGEST)
        stop = re.search(r"\.(?=\s+[A-Z(])|;", text[until:end])
        if stop is not None:
            end = until + stop.start()
        for found in _DURATION.finditer(text, until, end):
            before = _ASIDE.sub(" ", text[until : found.start()])
            if _NOT_THE_TERM.search(before) or _NOT_BEHIND.match(text[found.end() : found.end() + 45]):
                break
            if found["unit"][0] in "dDwW" and _AGREEMENT.match(text, start):
                break
            if (
                before.rstrip().endswith(", or")
                or not _FOR.search(before)
                or not _LASTS.search(text[start:until] + before)
                or found["poss"]
            ):
                continue
            yield Fact("term", _iso(found), *found.span())
            return


def durations(text: str) -> list[str]:
    """The lengths of time that a text states, as ISO 8601 durations, in order.

    >>> durations("for three (3) years, and then for twelve months")
    ['P3Y', 'P12M']
    """
    return [_iso(found) for found in _DURATION.finditer(text)]


def _iso(found: re.Match[str]) -> str:
    count = int(found["inside"] or found["figure"] or 0) or _COUNT[" ".join(found["word"].lower().split())]
    return f"P{count}{found['unit'][0].upper()}"
