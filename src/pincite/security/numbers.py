"""Finds numbers to pay to or to call, each whole and with its role: an account number is not a sort code.

A number is a run of figures, whatever separates them. A run in the form of an amount, a date, a time or a clause number
does not count, unless a word beside it says that money goes there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.security.accounts import IBAN

_ROLES = {
    "account": r"accounts?|acct|accnt|acount|a/c|acc|konto\w{0,8}|compte|cuenta|conto|nostro",
    "sort code": r"sort[ -]?codes?",
    "routing number": r"routing|aba|transit",
    "IBAN": r"iban",
    "bank code": r"swift|bic|bsb|blz|clabe|ifsc",
    "telephone": (
        r"tel|telephones?|phones?|mobile|cell|call|calls|calling|dial|ring|helpline|hotline|sms|short code|text"
    ),
    "fax": r"fax|telefax|facsimile|telecopier|telecopy",
    "card": r"(?:credit |debit )?cards?",
    "extension": r"ext|extension",
}
_ROLE = re.compile(
    "(?<![\\w$])(?:" + "|".join(f"(?P<r{at}>{words})" for at, words in enumerate(_ROLES.values())) + r")(?![\w-])", re.I
)
_NAMES = tuple(_ROLES)

_RUN = re.compile(
    r"(?<![\w.,])(?<![A-Za-z][-/])[+(]{0,2}\d+"
    r"(?:(?:\) ?[-/.]?|[ ]?[-\u2010-\u2015/] ?|[ ]?\(|\.|,? then | |[*_~:;|\u00b7\u2022=,])\d+)*"
)
_OH = re.compile(r"(?<=\d)[oO]{1,3}(?![A-Za-z])|(?<![A-Za-z])[oO]{1,2}(?=\d)")
"""A letter in place of a zero: "9OO-555-O123"."""

_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}\.\d{1,4}")
_NOT_CALLED = re.compile(
    r"(?:\d{4}[-\u2010-\u2015./ ]\d{1,2}[-\u2010-\u2015./ ]\d{1,2}"
    r"|\d{1,2}[-\u2010-\u2015./ ]\d{1,2}[-\u2010-\u2015./ ]\d{2,4}"
    r"|\d{1,2}:\d{2}(?::\d{2})?|(?:19|20)\d{2} ?[-\u2010-\u2015/ ] ?(?:\d{2}|(?:19|20)\d{2})"
    r"|\d{1,3}(?:[.(]\d{1,3}\)?){1,6})"
)
"""A date, a time, a range of years, or a clause number."""

_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|CAD|US|Rs\.?|dollars|euros?))\s?$", re.I)
_MONEY_BEHIND = re.compile(
    r"\s?(?:%|percent\b|per cent\b|dollars\b|euros?\b|pounds\b|USD\b|EUR\b|GBP\b|shares\b)", re.I
)
_STOP = re.compile(r"[;\n]|(?<!\bno)(?<!acct)(?<!\bacc)(?<!\btel)(?<!\bnr)(?<!\bext)\.\s", re.I)
_JOINS = re.compile(r"[\W_]*(?:(?:numbers?|nos?|codes?|and|or)[\W_]*){0,4}", re.I)
_AND = re.compile(r"\b(?:and|or)\b|[/&]", re.I)
_NEXT = re.compile(r"[\W_]*(?:(?:and|or|respectively)[\W_]*){0,2}", re.I)
_RIGHT_BEFORE = re.compile(
    r"[\W_]*(?:(?:numbers?|no|nr|is|are|of|to|on|ending|ends|in|with|at|the|code|last|three|four|digits|figures)[\W_]*){0,6}",
    re.I,
)
_RIGHT_BEHIND = re.compile(r"[\W_]*(?:(?:is|are|as|the|our|its|bank|your)[\W_]*){0,3}$", re.I)

FEWEST_FIGURES, FEWEST_BESIDE = 6, 3
"""The fewest figures of a number that counts by its length, and of one that counts by the word right before it."""

MOST_FIGURES = 19
"""The most figures of a number, a card's; a longer run is a row of a table."""

CALLED = frozenset({"telephone", "fax"})
"""The roles of a number that begins with a plus, if no word says which."""

WHOLE_GROUP, LONG_GROUP = 6, 8
"""The fewest figures of a group that is a number of its own when only a space separates it from another such group, and
of one that is a number whatever stands beside it."""

BEFORE = 60
"""Characters before a number that are searched for the word that gives its role."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its figures, and its roles according to the words beside it; empty if they give none."""

    written: str
    figures: str
    roles: frozenset[str]
    is_called: bool
    """True if money or a call goes to it, by its form or the word beside it, and it is not an amount or a date."""


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text in order. Takes linear time.

    >>> found = numbers_in("To account 1234-5678, sort code 20-00-00, or +44 20 7946 0000.")
    >>> [(one.figures, *sorted(one.roles)) for one in found]
    [('12345678', 'account'), ('200000', 'sort code'), ('442079460000', 'fax', 'telephone')]
    >>> any(one.is_called for one in numbers_in("It pays $1,250,000 for 12,500 sq ft by 2029-09-30 under 12.3.1(2)."))
    False
    """
    text = _OH.sub(lambda match: "0" * len(match[0]), IBAN.sub(lambda match: "x" * len(match[0]), text))
    found: list[Number] = []
    end, behind, roles = 0, False, frozenset[str]()
    for start, stop in _pieces(text):
        before = text[max(end, start - BEFORE) : start]
        stops = [match.end() for match in _STOP.finditer(before)]
        before = before[stops[-1] :] if stops else before
        named = [] if behind and end > start - BEFORE and not stops else [*_ROLE.finditer(before)]
        near = bool(named) and _RIGHT_BEFORE.fullmatch(before, named[-1].end()) is not None
        if found and not stops and _NEXT.fullmatch(text, end, start):
            near = True
        elif named:
            roles = _joined(before, named)
        else:
            roles = frozenset()
        behind = False
        if text[start] == "+" and not named:
            roles = CALLED
        if not roles:
            follows = _ROLE.search(text, stop, stop + 40)
            if follows is not None and _RIGHT_BEHIND.match(text[stop : follows.start()]):
                roles, near, behind = frozenset({_name(follows)}), True, True
        written = text[start:stop]
        figures = re.sub(r"\D", "", written)
        is_long = FEWEST_FIGURES <= len(figures) <= MOST_FIGURES
        is_beside = bool(roles) and near and len(figures) >= FEWEST_BESIDE - ("extension" in roles)
        is_money = bool(_MONEY_BEFORE.search(text, max(0, start - 8), start) or _MONEY_BEHIND.match(text, stop))
        is_none = _AMOUNT.fullmatch(written) or (_NOT_CALLED.fullmatch(written) and not (roles and near))
        found.append(Number(written, figures, roles, (is_long or is_beside) and not is_money and not is_none))
        end = stop
    return found


def foreign_numbers(text: str, texts: Sequence[str]) -> list[str]:
    """The numbers to pay to or to call that none of `texts` has whole and in the same role.

    >>> passage = ["Rent is paid to account 12345678, sort code 20-00-00."]
    >>> foreign_numbers("Pay to account 1234 5678, sort code 200000.", passage)
    []
    >>> foreign_numbers("Pay to account 1234, sort code 12345678.", passage)
    ['1234', '12345678']
    """
    called = [one for one in numbers_in(text) if one.is_called]
    if not called:
        return []
    own: dict[str, list[frozenset[str]]] = {}
    for each in texts:
        for number in numbers_in(" ".join(each.split())):
            for figures in _whole(number):
                own.setdefault(figures, []).append(number.roles)
    for each in texts:
        for line in each.splitlines():  # the next cell or line may have another number
            for number in numbers_in(line):
                own.setdefault(number.figures, [frozenset()])
    return [
        one.written
        for one in called
        if not any(not one.roles or not roles or roles & one.roles for roles in own.get(one.figures, ()))
    ]


def _whole(number: Number) -> Iterator[str]:
    """The parts of a document's number that are numbers themselves: all of it, and each long group between spaces."""
    yield number.figures
    if number.written[0] not in "+(" and not number.written.startswith("00"):
        groups = number.written.split(" ")
        if len(groups) > 1:
            yield from (group for group in groups if group.isdigit() and len(group) >= LONG_GROUP)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of numbers: runs of figures, split at a space if each side is complete in itself."""
    for run in _RUN.finditer(text):
        start = at = run.start()
        groups = run[0].split(" ")
        for left, right in pairwise(groups):
            at += len(left) + 1
            if _is_whole(left) and _is_whole(right):
                yield start, at - 1
                start = at
        yield start, run.end()


def _is_whole(group: str) -> bool:
    return len(re.sub(r"\D", "", group)) >= WHOLE_GROUP or _AMOUNT.fullmatch(group) is not None


def _joined(before: str, named: Sequence["re.Match[str]"]) -> frozenset[str]:
    """The role of the last word and of those joined to it: "sort code and account"."""
    roles = {_name(named[-1])}
    for left, right in zip(reversed(named[:-1]), reversed(named[1:]), strict=True):
        between = before[left.end() : right.start()]
        if not _AND.search(between) or _JOINS.fullmatch(between) is None:
            break
        roles.add(_name(left))
    return frozenset(roles)


def _name(match: "re.Match[str]") -> str:
    return _NAMES[int((match.lastgroup or "r0")[1:])]
