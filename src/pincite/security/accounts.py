"""Finds account numbers in a text: where money would go if somebody followed the text.

A changed account number in an answer is the attack that costs a law firm's client money. So a number beside words of
payment, and a number in the form of an account, must be the document's own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = r"[ \u00a0\u2010-\u2015./-]?"
IBAN = re.compile(
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
_MIXED = re.compile(
    r"\b(?i:accounts?|acct|accnt|acc|a/c|iban|card|wallet)\b[\s.:#-]{0,3}(?:(?i:numbers?|no|nr|is|of)[\s.:#-]{1,3}){0,2}"
    r"(?P<number>(?=[A-Za-z-]{0,6}\d)(?=[\d-]{0,12}[A-Za-z])[A-Za-z0-9-]{5,34})(?![\w-])"
)
"""Letters and figures right after a word for an account."""

_DATE = re.compile(
    r"\d{4}[-\u2010-\u2015 ]\d{1,2}[-\u2010-\u2015 ]\d{1,2}|\d{1,2}[-\u2010-\u2015 ]\d{1,2}[-\u2010-\u2015 ]\d{2,4}"
)
_NO_DATE = frozenset(
    ("sort code", "routing", "transit", "aba", "bsb", "iban", "swift", "bic", "ifsc", "clabe", "micr", "blz")
)
"""Words after which a number is not a date, whatever it looks like."""

_WORD = re.compile(r"[A-Za-z0-9]+")
_WORDS_BEHIND = re.compile(r"(?<=[A-Za-z0-9]{4} [A-Za-z0-9]{4})(?<=\d)(?: [A-Za-z]{1,4})+$|(?<=\d)(?: [a-z]{1,4})+$")
"""Words after an account number in groups, which look like one more group."""

_NOT_LETTERS = re.compile(r"[\W_]+")

FEWEST_OF_IBAN = 6
"""The fewest figures of a text in capitals that begins like an IBAN."""

FEWEST_FIGURES = 8
"""The fewest figures of a number that counts as an account by its form alone; words of a sentence have fewer."""


@dataclass(frozen=True, slots=True)
class Account:
    """A number as it is written, and without separators."""

    written: str
    key: str


def accounts(text: str) -> Iterator[Account]:
    """The account numbers in a text, some twice.

    >>> [one.written for one in accounts("Wire the balance of $5,000,000 to account 1234-5678 by 2029-09-30.")]
    ['1234-5678']
    >>> list(accounts("The account was opened on 12 May 2020 with 250 shares."))
    []
    """
    for form in (IBAN, _WALLET):
        for match in form.finditer(text):
            if form is _WALLET or sum(map(str.isdigit, match[0])) >= (
                FEWEST_OF_IBAN if match[0][:4].isupper() else FEWEST_FIGURES
            ):
                yield _account(match[0])
    for match in _BESIDE.finditer(text):
        said = match[0].casefold()
        if any(word in said for word in _NO_DATE) or not _DATE.fullmatch(match["number"]):
            yield _account(match["number"])
    for form in (_CODE, _MIXED):
        for match in form.finditer(text):
            yield _account(match["number"])


def account_keys(text: str) -> set[str]:
    """The accounts of a document without separators, and its words that could be accounts by themselves.

    >>> sorted(account_keys("GB29 NWBK 6016 1331 9268 19, see CD34EF56GH."))
    ['cd34ef56gh', 'gb29nwbk60161331926819']
    """
    words = (word.casefold() for word in _WORD.findall(text))
    return {one.key for one in accounts(text)} | {word for word in words if len(word) >= FEWEST_FIGURES}


def _account(written: str) -> Account:
    return Account(written, _NOT_LETTERS.sub("", _WORDS_BEHIND.sub("", written)).casefold())
