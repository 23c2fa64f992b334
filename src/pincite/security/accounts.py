"""Numbers of accounts in a text: where money would go if somebody did what the text says.

A changed account number in an answer is the attack that costs a law firm's client money. So what stands beside words of
payment, and what is an account by its form alone, must be the document's own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = r"[ \u00a0\u2010-\u2015./-]?"
_IBAN = re.compile(
    rf"(?<![A-Z0-9])[A-Z]{{2}}\d{{2}}(?:{_GAP}[A-Z0-9]{{4}}){{2,7}}(?:{_GAP}[A-Z0-9]{{1,4}})?(?![A-Z0-9])", re.I
)
_WALLET = re.compile(
    r"(?<!\w)(?:bc1[a-z0-9]{20,60}|0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}|"
    r"[48][1-9A-HJ-NP-Za-km-z]{94})(?!\w)"
)
_PAYING = (
    r"accounts?|acct|a/c|iban|sort code|routing|transit|aba|swift|bic|bsb|clabe|ifsc|micr|chaps|sepa|ach|wires?|wired|"
    r"wiring|remit\w*|transfer(?:red|s)?|beneficiary|payees?|wallet|deposit(?:ed|s)?|iolta|escrow|kontonummer|konto|blz|compte|"
    r"cuenta|conto"
)
_BESIDE = re.compile(
    rf"\b(?P<paying>{_PAYING})\b(?:[^.;\n]|(?<=acct)\.|(?<=\bno)\.|(?<=\bnr)\.){{0,60}}?(?<![\w$€£¥,./-])"
    r"(?P<number>\d(?:[ \u2010-\u2015-]?\d){4,33})(?![\w/-]|[.,]\d)",
    re.I,
)
_CODE = re.compile(
    r"\b(?i:swift|bic|ifsc)\b[\s/:.-]{0,3}(?:(?i:code|bic|swift|number|no|is|of|:)[\s/:.-]{0,3}){0,3}"
    r"(?P<number>(?=[A-Z0-9 -]{8,14})[A-Z]{4}[ -]?[A-Z0-9]{2}[ -]?[A-Z0-9]{2,5}(?:[ -]?[A-Z0-9]{3})?)\b"
)
_DATE = re.compile(
    r"\d{4}[-\u2010-\u2015 ]\d{1,2}[-\u2010-\u2015 ]\d{1,2}|\d{1,2}[-\u2010-\u2015 ]\d{1,2}[-\u2010-\u2015 ]\d{2,4}"
)
_NO_DATE = frozenset(
    ("sort code", "routing", "transit", "aba", "bsb", "iban", "swift", "bic", "ifsc", "clabe", "micr", "blz")
)
"""Words behind which a number is no date, whatever it looks like."""

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[ ,.\u00a0\u2010-\u2015/-][A-Za-z0-9]+)*")
_NOT_LETTERS = re.compile(r"[\W_]+")

FEWEST_FIGURES = 8
"""Figures of what is an account by its form alone: words of a sentence have fewer."""

MOST_PARTS = 9
"""Parts in which a number of an account is written at the most: an IBAN in groups of four has nine."""


@dataclass(frozen=True, slots=True)
class Account:
    """A number as it is written, and without what parts it."""

    written: str
    key: str


def accounts(text: str) -> Iterator[Account]:
    """The numbers of accounts in a text, some twice.

    >>> [one.written for one in accounts("Wire the balance of $5,000,000 to account 1234-5678 by 2029-09-30.")]
    ['1234-5678']
    >>> list(accounts("The account was opened on 12 May 2020 with 250 shares."))
    []
    """
    for form in (_IBAN, _WALLET):
        for match in form.finditer(text):
            if form is _WALLET or sum(map(str.isdigit, match[0])) >= FEWEST_FIGURES:
                yield _account(match[0])
    for match in _BESIDE.finditer(text):
        said = match[0].casefold()
        if any(word in said for word in _NO_DATE) or not _DATE.fullmatch(match["number"]):
            yield _account(match["number"])
    for match in _CODE.finditer(text):
        yield _account(match["number"])


def number_tokens(text: str) -> set[str]:
    """The words and numbers of a document without what parts them, alone and with those beside them in one number."""
    found: set[str] = set()
    for match in _TOKEN.finditer(text):
        parts = [part.casefold() for part in _NOT_LETTERS.split(match[0]) if part]
        for first in range(len(parts)):
            if any(map(str.isdigit, parts[first])) or len(parts[first]) in range(4, 12):
                whole = ""
                for part in parts[first : first + MOST_PARTS]:
                    whole += part
                    found.add(whole)
    return found


def _account(written: str) -> Account:
    return Account(written, _NOT_LETTERS.sub("", written).casefold())
