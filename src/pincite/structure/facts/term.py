"""When a document ends, or how long it lasts."""

import re
from collections.abc import Iterator, Sequence

from pincite.documents.document import Fact
from pincite.structure.facts.anchors import anchors
from pincite.structure.facts.dates import Dated

_EXPIRES = re.compile(
    r"\b(?:expir(?:es?|ing|ation\s+date|ation)|terminat(?:es?|ing|ion\s+date)|end(?:s|ing)?|conclud(?:es?|ing)|until|through|"
    r"up\s+to)\b(?:\s+and\s+including)?[^.;,()\d]{0,50}$",
    re.IGNORECASE,
)
"""Before a date, up to it: something ends then."""

_THE_TERM = (
    r"\b(?:Term|TERM)\b|\bterm\s+(?:of|shall|will|is|begins|commences)\b|"
    r"\b(?:[Ii]nitial|[Oo]riginal)\s+(?:term|period)\b"
)
_THE_AGREEMENT_LASTS = (
    r"\b(?:[Tt]his|THIS|[Tt]he|THE)\s+(?:\w+\s+){0,2}?(?:[Aa]greement|AGREEMENT|[Ll]ease|LEASE|[Cc]ontract|CONTRACT)\s+"
    r"(?:\([^()]{0,40}\)\s+)?"
    r"(?i:shall|will|is|commences|expires|continues|terminates|remains|began|became)\b"
)
_NAMED_DATE_OR_PERIOD = (
    r"\b(?:Expiration|Termination)\s+Date\b|\b(?:Contract|Cooperation|Endorsement|Lease|License)\s+(?:Period|Term)\b"
)
_SPAN_OF_TERM = re.compile(f"{_THE_TERM}|{_THE_AGREEMENT_LASTS}|{_NAMED_DATE_OR_PERIOD}")
"""What ends is the document's own term."""

_NOT_THE_END = re.compile(
    r"\b(?:fiscal|financial|calendar|quarter|notice|renew\w*|extend\w*|option|invoice|payments?|paid|report\w*|audited|statements?|"
    r"balance|warrant\w*|interest|deliver\w*|amended|filing|sales?|royalt\w+|fees?|months?\s+end\w*|years?\s+end\w*|"
    r"periods?\s+end\w*|season|exclusiv\w+|later\s+of|earlier\s+of|earliest|latest|third\s+part\w+|compet\w+|case)\b",
    re.IGNORECASE,
)
"""Words of sentences in which something else ends: a year of accounts, an option, a payment."""

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
_IN_WORDS = rf"(?P<word>{_WORDS})\s*(?:\(\s*(?P<inside>\d{{1,3}})\s*\))?"
_IN_FIGURES = r"\(?(?P<figure>\d{1,3})\)?(?!\s*%)"
_DURATION = re.compile(
    rf"\b(?:{_IN_WORDS}|{_IN_FIGURES})\s*[- ]?\s*"
    r"(?:full\s+|consecutive\s+|calendar\s+|contract\s+|successive\s+)?(?P<unit>years?|months?|weeks?|days?)\b(?P<poss>['’]s?)?",
    re.IGNORECASE,
)
"""A length of time: "three (3) years", "36 months"."""

# The subjects of sentences that say how long a document lasts.

_TERM_OF_THIS = (
    r"(?:[Tt]erm|TERM)\s+(?:of|OF)\s+(?i:(?:this|the)\s+(?:\w+\s+){0,3}?"
    r"(?:agreement|lease|contract|addendum|licen[cs]e|engagement))\b|(?:[Tt]erm|TERM)\s+of\s+this\s+[A-Z]{2,6}\b"
)
_INITIAL_TERM = (
    r"(?:(?<=[Ii]nitial\s)|(?<=INITIAL\s)|(?<=[Oo]riginal\s)|(?<=[Pp]rimary\s)|(?<=[Ee]ffective\s)|(?<=Contract\s)|"
    r"(?<=Cooperation\s)|(?<=Lease\s))(?:[Tt]erm|TERM)\b"
)
_TERM_ALONE = r"(?<=[\"“])Term[\"”]|(?<=The\s)Term(?=\s+(?:shall|will|is|begins|commences)\b)"
_TERM_IS = re.compile(f"{_TERM_OF_THIS}|{_INITIAL_TERM}|{_TERM_ALONE}")
"""The term, at its own word."""

_THIS_AGREEMENT = (
    r"(?:[Tt]his|[Tt]he)\s+(?:(?!(?:of|under|this|to|in|and|or)\b)\w+\s+){0,3}?"
    r"(?:[Aa]greement|AGREEMENT|[Ll]ease|LEASE|[Cc]ontract|CONTRACT|[Aa]ddendum|Joint\s+Venture)"
)
_AGREEMENT = re.compile(
    rf"\b(?:{_THIS_AGREEMENT}|(?<=\.\s)It)\b"
    r"(?:\s*\([^()]{0,60}\))?\s*,?\s*(?:(?:shall|will|is|has|hereby|and|automatically|"
    r"initially|first|also|then)\s+)*"
    r"(?:be|become\w*|takes?|comes?|enters?|has|have|commences?|begins?|starts?|continues?|remains?|expires?|terminates?|ends?|"
    r"effective)\b"
)
"""The document itself, with the verb that says that it begins, goes on or ends."""

_DURING = re.compile(
    r"\b(?:during|throughout|for|of|within|in|extend|while|as|until|unless|when|where|if|after|before|since|that|under|to|"
    r"by|beyond)\s+(?:(?:the|any|such|this|said)\s+(?:\w+\s+)?)?(?:current\s+|entire\s+)?$",
    re.IGNORECASE,
)
"""Before such a subject, up to it: it is none, but a time within which something else is so."""

# What stands between the subject and the length.

_ASIDE = re.compile(
    r"\([^()]{0,120}\)|,?\s*\b(?:unless|except|subject\s+to|if\s+not|notwithstanding|provided)\b[^,;]{0,200},",
    re.IGNORECASE,
)
"""Words that may be left out."""

_FOR = re.compile(r"\b(?:for|of|is|be|after|until|in|expires?|ends?|terminates?|on)\b[^.;]{0,45}$|:\s*$", re.IGNORECASE)
"""Up to the length: it says how long."""

_LASTS = re.compile(
    r"\b(?:shall|will|is|be|has|have|continues?|commences?|remains?|begins?|means|lasts?|effect|force|term|expires?|ends?)\b|:",
    re.IGNORECASE,
)
"""Somewhere: something lasts."""

_NOT_THE_TERM = re.compile(
    r"\b(?:renew\w*|extend(?:s|ed|ing)|(?<!shall\s)(?<!will\s)extend|extension|additional|successive|notice|prior|"
    r"preceding|following\s+(?:the\s+)?(?:termination|expiration)|after\s+(?:the\s+)?(?:termination|expiration)|"
    r"surviv\w*|cure|breach|confidential\w*|sooner\s+of|earlier\s+of|later\s+of|longer|least|(?:more|less|later)\s+than|exceed\w*|maximum|audit|records|(?-i:may)|if|within|either|neither)\b",
    re.IGNORECASE,
)
"""Somewhere: the length is that of something else, such as a renewal or a notice."""

_NOT_BEHIND = re.compile(
    r"^[^.;,]{0,25}?\b(?:notice|prior|preceding|renew\w*|extension|after\s+(?:the\s+)?(?:termination|expiration)|"
    r"following\s+(?:the\s+)?(?:termination|expiration)|surviv\w*|cure|breach)\b",
    re.IGNORECASE,
)
"""Behind the length: the same."""

_LONGEST = 400
"""Characters from the subject of a sentence to the length of the term."""


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
