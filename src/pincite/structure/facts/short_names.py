"""What a document calls its parties: "Acme Inc. (the “Licensor”)"."""

import re
from collections.abc import Iterator, Sequence

from pincite.documents.document import Fact

REACH = 420
"""The most characters between a party's name and its short name: its form, its seat and its address."""

_MARKS = "\"“”'‘’ʺ?"
"""Quotation marks, and what stands for them in texts that were converted."""

_BRACKETS = re.compile(
    r"\((?P<inside>[^()]{1,160})\)"
    r"|\b(?:hereinafter|hereafter|referred\s+to\s+(?:herein|in\s+this\s+\w+|below|as))\b[^.;()]{0,60}",
    re.IGNORECASE,
)
_QUOTED = re.compile(rf"(?<!\w)[{_MARKS}]{{1,2}}\s*(?:[Tt]he\s+)?(\w[^\"“”ʺ?()]{{1,40}}?)\s*,?[{_MARKS}](?!\w)")
_HALF_QUOTED = re.compile(rf"\A[{_MARKS}]{{0,2}}(?:[Tt]he\s+)?(\w[^{_MARKS}()]{{1,40}}?)\s*,?[{_MARKS}]?\Z")
_CALLED = re.compile(
    r"\A(?:hereinafter|hereafter)(?:\s+(?:be\s+)?(?:called|known\s+as|referred\s+to\s+as|:))?\s+(?:[Tt]he\s+)?"
    r"([A-Z][\w&.-]+)\Z"
)
_OF_ALL = re.compile(r"\b(?:part(?:y|ies)|agreements?|contracts?|lease|date)\b|\A(?:llc|inc|ltd|co)\Z", re.IGNORECASE)
_ALL_OF_THEM = re.compile(
    r"\b(?:together|collectively|jointly)\b(?!,?\s+with\s+(?:its|their|his|her|any|all|the)\b)", re.IGNORECASE
)
"""Behind it stands what several parties are called at once: "“Bolt” and, together with Acme, the “Borrowers”"."""

_TRADING_AS = re.compile(r"\b(?:d/?b/?a|doing\sbusiness\sas|trading\sas|t/a)\b", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:sub-?)?(?:[Ll]icens|[Ff]ranchis|[Ll]ess|[Aa]ssign|[Gg]uarant|[Mm]ortgag|[Gg]rant)(?:or|ee)"
    r"|(?:[A-Z][a-z]+\s)?(?i:company|customer|client|supplier|vendor|developer|distributor|consultant|buyer|seller|"
    r"purchaser|reseller|landlord|tenant|agent|manufacturer|contractor|provider|sponsor|investor|lender|borrower|"
    r"employee|employer|owner|operator|manager|publisher|artist|athlete|celebrity|carrier|shipper|bank|trust|fund|"
    r"executive|talent|adviser|advisor|service\sprovider|principal|representative|producer|promoter|marketer|retailer)"
)
"""What a party is to the others, which needs no quotation marks: "Bioeq AG (Licensor)"."""


def short_names(text: str, facts: Sequence[Fact]) -> dict[str, tuple[str, ...]]:
    """The short names and roles that a text gives its parties, by the party's name; a party without any is left out.

    >>> text = 'This Lease is between Acme Inc., a Texas corporation (the "Lessor"), and Finch LLC ("Lessee").'
    >>> short_names(text, [Fact("party", "Acme Inc.", 22, 31), Fact("party", "Finch LLC", 74, 83)])
    {'Acme Inc.': ('Lessor',), 'Finch LLC': ('Lessee',)}
    """
    parties = sorted((fact for fact in facts if fact.kind == "party"), key=lambda fact: fact.start)
    found: dict[str, tuple[str, ...]] = {}
    for at, party in enumerate(parties):
        after = parties[at + 1].start if at + 1 < len(parties) else len(text)
        for brackets in _BRACKETS.finditer(text, party.end, min(after, party.end + REACH)):
            names = tuple(_names(brackets, text[party.end : brackets.start()], party.value))
            if names:
                found[party.value] = names
                break
    return found


def _names(brackets: re.Match[str], before: str, party: str) -> Iterator[str]:
    """The names that stand in brackets, or behind "hereinafter", for a party; `before` is what is between the two."""
    inside = " ".join((brackets["inside"] or brackets[0]).split())
    quoted = _QUOTED.findall(_ALL_OF_THEM.split(inside)[0])
    if not quoted and (bare := _CALLED.match(inside)):
        quoted = [bare[1]]
    if not quoted and (bare := _HALF_QUOTED.match(inside)) and (_ROLE.fullmatch(bare[1]) or _is_of(bare[1], party)):
        quoted = [bare[1]]
    for name in quoted:
        if not _OF_ALL.search(name) and (name[0].isupper() or _is_of(name, party)) and not _ends_with(before, name):
            yield name


def _is_of(name: str, party: str) -> bool:
    """True if a name is a part of the party's own."""
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", party.casefold()) is not None


def _ends_with(before: str, name: str) -> bool:
    """True if a short name is that of something else, which stands right before: "the Chase Program (“Program”)"."""
    words = " ".join(before.split())
    return words.endswith(f" {name}") and _ROLE.fullmatch(name) is None and _TRADING_AS.search(words) is None
