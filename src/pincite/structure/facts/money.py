"""The sums of money that matter in a document."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pincite.documents.document import Fact
from pincite.structure.facts.anchors import anchors

MOST_AMOUNTS = 10
"""Most sums given for one document; a price list has hundreds."""

LEAST = Decimal(100)
"""Smaller sums are par values, copies and postage, unless a sentence calls them a price or a fee."""

_SYMBOLS = {"£": "GBP", "€": "EUR", "₹": "INR", "₩": "KRW", "₪": "ILS"}
_PREFIXES = {
    "US": "USD",
    "U.S.": "USD",
    "C": "CAD",
    "CA": "CAD",
    "CAN": "CAD",
    "CDN": "CAD",
    "A": "AUD",
    "AU": "AUD",
    "HK": "HKD",
    "NZ": "NZD",
    "S": "SGD",
    "SG": "SGD",
    "NT": "TWD",
    "R": "BRL",
    "MX": "MXN",
}
_CODES = "USD|EUR|GBP|CAD|AUD|CHF|JPY|CNY|RMB|HKD|SGD|NZD|INR|SEK|NOK|DKK|PLN|ILS|KRW|BRL|MXN|ZAR|AED"
_NUMBER = r"(?P<number>\d{1,3}(?:[,  ]\d{3})+(?:\.\d{1,2})?(?!\d)|\d{1,9}(?:\.\d{1,4})?)"
_SCALE = r"(?:[  -]?(?P<scale>[Tt]housand|[Mm]illion|MILLION|[Bb]illion|BILLION|[Mm]{1,2}|[Bb]n|[KkMB])(?![\w’']))?"
_AMOUNT = re.compile(
    rf"(?:(?<![\w$])(?P<prefix>{'|'.join(map(re.escape, sorted(_PREFIXES, key=len, reverse=True)))})?(?P<dollar>\$)|"
    rf"(?P<symbol>[£€₹₩₪])|(?<![\w.])(?P<code>{_CODES}))[  ]?\$?{_NUMBER}{_SCALE}"
    rf"|(?<![\w.,$£€]){_NUMBER.replace('number', 'before')}{_SCALE.replace('scale', 'after')}[  ]"
    r"(?P<name>USD|EUR|GBP|CHF|CAD|AUD|[Ee]uros?|U\.?S\.?\s[Dd]ollars|[Pp]ounds\s[Ss]terling|United\sStates\s[Dd]ollars|"
    r"Canadian\s[Dd]ollars|Swiss\s[Ff]rancs)\b"
)
_SIGNS = (*"$£€₹₩₪", *_CODES.split("|"), "ollars", "uro", "terling", "rancs")
LONGEST = 40
"""Characters of a sum on either side of its currency's sign or name."""

_NAMES = {
    "euro": "EUR",
    "euros": "EUR",
    "us dollars": "USD",
    "united states dollars": "USD",
    "pounds sterling": "GBP",
    "canadian dollars": "CAD",
    "swiss francs": "CHF",
}
_SCALES = {"t": 3, "k": 3, "m": 6, "b": 9}
_OTHER_DOLLARS = re.compile(
    r"\b(?:Canadian|Australian|Hong\s+Kong|Singapore|New\s+Zealand)\s+[Dd]ollars?\b|\bCDN\b|\bCAD\b|\bAUD\b"
)
_WEIGHTY = re.compile(
    r"\b(?:price|purchase|fees?|rent|salary|compensation|consideration|cap|limit\w*|exceed|liabilit\w+|deposit|loan|"
    r"principal|damages|insurance|coverage|royalt\w+|minimum|payment|pay|advance|milestone|penalt\w+|escrow|retainer|"
    r"settlement|bonus|commitment|invest\w*|aggregate|budget|fine|award|judgment)\b",
    re.IGNORECASE,
)
_PAR_VALUE = re.compile(r"\bpar\s+value\b", re.IGNORECASE)
CONTEXT = 150
"""Characters before a sum that may say what the sum is."""


def amounts(text: str) -> Iterator[Fact]:
    """The most important sums of money in the order of the text, each value once, where it first stands.

    A sum that is called a price, fee, cap or the like comes before others, a repeated sum before one that is not, and a
    larger before a smaller. A bare "$" means US dollars unless the document also speaks of other dollars.
    """
    has_other_dollars = _OTHER_DOLLARS.search(text) is not None
    first: dict[str, Fact] = {}
    times: Counter[str] = Counter()
    weighty: set[str] = set()
    for match in _matches(text):
        value, currency = _value(match), _currency(match, has_other_dollars)
        if value is None or not currency:
            continue
        if _PAR_VALUE.search(text, max(0, match.start() - 40), min(len(text), match.end() + 40)):
            continue
        is_weighty = _WEIGHTY.search(text, max(0, match.start() - CONTEXT), match.start()) is not None
        if (value < LEAST and not is_weighty) or value < 1:
            continue
        named = f"{currency} {value:f}"
        first.setdefault(named, Fact("amount", named, *match.span()))
        times[named] += 1
        if is_weighty:
            weighty.add(named)

    def weight(named: str) -> tuple[bool, int, Decimal]:
        return named in weighty, min(times[named], 3), Decimal(named.split()[1])

    chosen = sorted(first, key=weight, reverse=True)[:MOST_AMOUNTS]
    yield from sorted((first[named] for named in chosen), key=lambda fact: fact.start)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Every sum of money, in order."""
    reached = 0
    for sign in anchors(text, _SIGNS):
        if sign < reached:
            continue
        match = _AMOUNT.search(text, max(reached, sign - LONGEST), min(len(text), sign + LONGEST))
        if match is not None and match.start() <= sign < match.end():
            reached = match.end()
            yield match


def _value(match: re.Match[str]) -> Decimal | None:
    """The full amount: "1.5 million" is 1500000."""
    figures = re.sub(r"[,\s]", "", match["number"] or match["before"])
    scale = match["scale"] or match["after"]
    try:
        value = Decimal(figures).scaleb(_SCALES[scale[0].lower()] if scale else 0)
    except InvalidOperation:
        return None
    whole = value.to_integral_value()
    return whole if value == whole else value


def _currency(match: re.Match[str], has_other_dollars: bool) -> str:
    """The ISO 4217 code; empty where the sign may mean several currencies."""
    if match["dollar"] is not None:
        if match["prefix"] is not None:
            return _PREFIXES[match["prefix"]]
        return "" if has_other_dollars else "USD"
    if match["symbol"] is not None:
        return _SYMBOLS[match["symbol"]]
    if match["code"] is not None:
        return "CNY" if match["code"] == "RMB" else match["code"]
    name = " ".join(match["name"].replace(".", "").lower().split())
    return _NAMES.get(name, name.upper())
