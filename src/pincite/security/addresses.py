"""Addresses in a text: of pages, domains, mailboxes, machines and telephones, in plain and in disguised spelling.

What a reader could be led to. "clause 7.2", "U.S.C." and "$1,000,000.00" are none.
"""

import re
from collections.abc import Iterator, Sequence

from pincite.security.plain import plain

_DOT = r"(?:\.| ?[\[({] ?(?:\.|dot) ?[\])}] ?| dot )"
_AT = r"(?:@| ?[\[({] ?(?:@|at) ?[\])}] ?)"
_NAME = r"[A-Za-z0-9][A-Za-z0-9_%+-]{0,62}"

_FORMS = (
    re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}:/{1,3}\S{1,400}"),
    re.compile(r"\b(?:www\d?\.|mailto:|javascript:|data:|tel:|sms:|file:|ftp\.)\S{1,400}", re.I),
    re.compile(r"\\\\[A-Za-z0-9._-]{2,80}\\\S{1,200}"),
    re.compile(rf"\b{_NAME}(?:{_DOT}{_NAME}){{0,6}}{_AT}{_NAME}(?:{_DOT}{_NAME}){{1,6}}", re.I),
    re.compile(r"[^\s@]{1,80}@[^\s@]{1,80}"),
    re.compile(rf"(?<![\w@.])(?:{_NAME}{_DOT}){{1,6}}(?-i:[a-z]{{2,18}})(?![\w(])(?:[:/?#]\S{{0,300}})?"),
    re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S{1,200})"),
    re.compile(r"(?<![\w.])(?=[\d.]{0,12}[12]\d\d)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"),
)
_PHONE = re.compile(r"(?<![\w.,$€£/-])(?:\+ ?|00)?\(?\d{1,5}\)?(?:[ .\u2010-\u2015()/-]{1,3}\d{1,8}){1,7}(?![\w,/-])")
_PLUS = re.compile(r"\+\d{7,15}\b")
_VANITY = re.compile(r"\b1?[ .-]?8(?:00|33|44|55|66|77|88)[ .-][A-Z][A-Z0-9-]{3,12}\b")
_SOLID_NUMBER = re.compile(r"(?<![\w.,$€£/-])\d{10,11}(?![\w,/-])")
_SPELLED = re.compile(
    r"\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)"
    r"(?:[ ,.-]{1,2}(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)\b){6,}",
    re.I,
)
_DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4})")
_ABBREVIATED = re.compile(r"(?:[A-Za-z]\.){1,6}[A-Za-z]{0,3}")
_EDGES = ".,;:!?()[]{}<>\"'“”‘’"
_SQUEEZED = re.compile(r"[\s()\[\]{}.\u2010-\u2015-]+|\bdot\b|\bat\b")


def addresses(text: str) -> Iterator[str]:
    """The addresses in a text as they are written, some twice. The time is linear.

    >>> list(addresses("Pay $1,000,000.00 under clause 7.2.1 (15 U.S.C. § 78j), e.g. by 2024-05-01."))
    []
    >>> list(addresses("Visit evil[.]com or call 1-800-555-0199."))
    ['evil[.]com', '1-800-555-0199']
    """
    seen = plain(text).text
    for form in _FORMS:
        for match in form.finditer(seen):
            found = match[0].strip(_EDGES)
            if found and not _ABBREVIATED.fullmatch(found) and not _is_end_of_sentence(found):
                yield match[0].strip(_EDGES) or match[0]
    for match in _PHONE.finditer(seen):
        figures = sum(map(str.isdigit, match[0]))
        if 7 <= figures <= 15 and not _DATE.fullmatch(match[0].strip()) and not _is_clause(match[0].strip()):
            yield match[0].strip()
    for form in (_PLUS, _VANITY, _SPELLED, _SOLID_NUMBER):
        for match in form.finditer(seen):
            yield match[0]


def is_given(address: str, texts: Sequence[str]) -> bool:
    """True when an address stands whole in one of the texts: as it is, or in other spelling of the same signs.

    >>> is_given("evil.com", ["write to notevil.com"]), is_given("ACME.com", ["see acme.com."])
    (False, True)
    """
    wanted = plain(address).text.casefold().strip(_EDGES)
    if not wanted:
        return True
    figures = re.sub(r"\D", "", wanted)
    is_number = len(figures) >= 7 and not re.search(r"[a-z]{2}", wanted)
    whole = re.compile(rf"(?<![\w@.-]){re.escape(wanted)}(?![\w@-]|\.\w|[:/?#]\w)")
    return any(
        whole.search(plain(text).text.casefold()) is not None
        or (is_number and figures in {re.sub(r"\D", "", number) for number in _numbers(text)})
        for text in texts
    )


def _numbers(text: str) -> Iterator[str]:
    seen = plain(text).text
    for form in (_PHONE, _PLUS, _SOLID_NUMBER):
        yield from (match[0] for match in form.finditer(seen))


def _is_clause(found: str) -> bool:
    """True for the number of a clause ("12.3.10.1") and for figures that are only parted by single stops."""
    return re.fullmatch(r"\d{1,3}(?:\.\d{1,3})+", found) is not None


def _is_end_of_sentence(found: str) -> bool:
    """True where a space is missing behind a stop, and for two words joined by one ("and/or" has none)."""
    return re.fullmatch(r"\d[\d.]*\.[a-z]{2,3}|[A-Za-z]\.[a-z]{1,2}", found) is not None
