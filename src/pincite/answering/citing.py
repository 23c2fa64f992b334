"""Pin cites: the form in which a lawyer names the exact place."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from pincite.documents.document import Fact

FILING_NUMBER = re.compile(r"[A-Z]{2,6}[- ]?\d{2,8}(?:-\d{1,4})?[A-Za-z]?(?=$|[^A-Za-z0-9])")
"""A firm's own number at the start of a file's name (`MSA-0031 Halvorsen.pdf`): how its lawyers name the document."""

CHANGING = re.compile(
    r"\b(?:amendment|addendum|supplement|side letter|waiver|consent|novation|joinder|termination|restated)\b"
    r"[^(\[{,;]{0,30}",
    re.I,
)
"""A document that changes an agreement is filed under the agreement's number, and has a section 1.1 of its own."""

FEWEST_PARTIES = 2
"""A contract that states so many parties, and its date, is called by them; its file's name adds nothing then."""

MOST_PARTIES = 2
"""Parties in a name; of more, the name says how many there are."""

_VERSION = re.compile(
    r"(?:^|[\W_])(?:v\d{1,3}|ver|version|draft|final|redlined?|clean|copy|rev(?:ision)?|executed|signed|unsigned|blank|"
    r"form|turn)(?=$|[\W_]|\d)",
    re.I,
)
"""What a file's name says of its version: documents of one title, parties and date are told apart by it."""

_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "between", "by", "for", "from", "in", "into", "of", "on", "or", "per", "the", "to")
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


def short_name(path: str, title: str, facts: Sequence[Fact] = ()) -> str:
    """The name of a document in a cite, whole: its filing number, else its title.

    With the title go the parties and the date that the document states (`facts`), and the file's name where these do
    not tell documents of one title apart.

    >>> short_name("/f/MSA-0031 Halvorsen.pdf", "Master Services Agreement")
    'MSA-0031'
    >>> short_name("/f/lease.docx", "Lease of Unit 4")
    'Lease of Unit 4 (lease.docx)'
    >>> short_name("/f/MSA-0031 Amendment No. 2 (liability cap).pdf", "")
    'MSA-0031 Amendment No. 2'
    >>> stated = ("party", "Acme Inc."), ("party", "Beta LLC"), ("date", "2020-10-20")
    >>> facts = [Fact(kind, value, 0, 9) for kind, value in stated]
    >>> short_name("/f/ACMEINC_10_20_2020-EX-10.1-SERVICES.txt", "SERVICES AGREEMENT", facts)
    'Services Agreement, Acme Inc. / Beta LLC (20 Oct 2020)'
    """
    file = PurePath(path)
    if number := FILING_NUMBER.match(file.stem):
        change = CHANGING.search(file.stem, number.end())
        return number.group() + (f" {change.group().strip(' -_.')}" if change else "")
    own = " ".join(title.split())
    name = own or " ".join(file.stem.split())
    parties = list(dict.fromkeys(" ".join(fact.value.split()) for fact in facts if fact.kind == "party"))
    if not own or not parties:
        return name if name == file.stem else f"{name} ({file.name})"
    more = f" and {len(parties) - MOST_PARTIES} more" if len(parties) > MOST_PARTIES else ""
    called = f"{_in_small_letters(name)}, {' / '.join(parties[:MOST_PARTIES])}{more}"
    day = _day(facts)
    if day and len(parties) >= FEWEST_PARTIES and not _VERSION.search(file.stem):
        return f"{called} ({day})"
    known = [part for part in (day, "" if name == file.stem else file.name) if part]
    return f"{called} ({', '.join(known)})" if known else called


def _in_small_letters(title: str) -> str:
    """A title that is all in capitals, as it is written in a sentence; any other as it is.

    >>> _in_small_letters("LICENSE AND SUPPLY AGREEMENT (WQHT HD2)"), _in_small_letters("Lease of Unit 4")
    ('License and Supply Agreement (WQHT HD2)', 'Lease of Unit 4')
    """
    if not title.isupper():
        return title
    words = title.split(" ")
    small = [word.lower() if word.lower() in _SMALL and at else _capital(word) for at, word in enumerate(words)]
    return " ".join(small)


def _capital(word: str) -> str:
    """A word with a capital at its beginning and after each hyphen; one with figures, or in brackets, as it is."""
    if any(map(str.isdigit, word)) or word[:1] == "(" or word[-1:] == ")" or "." in word or "&" in word:
        return word
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))


def _day(facts: Sequence[Fact]) -> str:
    """The date that a document bears, else that from which it has effect; empty if it states neither."""
    for kind in ("date", "effective_date"):
        for fact in facts:
            found = _DATE.fullmatch(fact.value) if fact.kind == kind else None
            if found is not None and 0 < int(found[2]) <= len(_MONTHS):
                return f"{f'{int(found[3])} ' if found[3] else ''}{_MONTHS[int(found[2]) - 1]} {found[1]}"
    return ""


def is_around(section: str, inner: str) -> bool:
    """True for the number of a clause that holds another one: the pin of the inner one names it too.

    >>> is_around("10.2", "10.2(b)(8)"), is_around("10.2", "10.21"), is_around("", "10.2")
    (True, False, False)
    """
    return bool(section) and (inner == section or inner.startswith((f"{section}(", f"{section}.")))


def pin_cite(
    path: str,
    title: str,
    section: str,
    page: int | None,
    page_label: str = "",
    facts: Sequence[Fact] = (),
) -> str:
    """The document, the section and the page, as far as the document has them.

    `page_label` is the document's own name for the page, if that is not its place in the file. `facts` are what the
    document states of itself, by which `short_name` calls it.

    >>> pin_cite("/f/MSA-0031 Halvorsen.pdf", "", "7.2(b)", 4)
    'MSA-0031 § 7.2(b), p. 4'
    >>> pin_cite("/f/lease.docx", "Lease of Unit 4", "SCHEDULE 1", None)
    'Lease of Unit 4 (lease.docx), SCHEDULE 1'
    >>> pin_cite("/f/MSA-0031 Halvorsen.pdf", "", "3", 9, "A-3")
    'MSA-0031 § 3, p. A-3 (page 9 of the file)'
    """
    cite = short_name(path, title, facts)
    if section[:1].isdigit() or section[:1] == "(":
        cite += f" § {section}"
    elif section:
        cite += f", {section}"
    if page is None:
        return cite
    return cite + (f", p. {page_label} (page {page} of the file)" if page_label else f", p. {page}")
