"""Which agreement an amendment changes."""

import re
from collections.abc import Iterator

from pincite.documents.document import Fact
from pincite.structure.facts.dates import dates_in

WITHIN = 8_000
"""Characters from the start within which an amendment says what it amends."""

_NAME = (
    r"(?P<name>(?:[A-Z][\w’'&/®-]*,?\s+|and\s+|of\s+|for\s+|to\s+|No\.\s*\d+\s+){0,12}?"
    r"(?:Agreement|AGREEMENT|Lease|LEASE|Contract|CONTRACT|Indenture|Plan|License|Note|Deed|Charter|Addendum)"
    r"(?:\s+(?:Agreement|AGREEMENT))?)\b"
)
_AMENDS = re.compile(
    r"(?:(?:Amendment|AMENDMENT|Addendum|ADDENDUM)(?:\s+(?:No\.?|NO\.?|Number|NUMBER|#)?\s*#?[\w]{1,6})?\s*(?:\([^()]{1,60}\)\s*)?,?\s*"
    r"(?:to|To|TO|of|OF)|amends|amend(?:ed|ing|ment\s+of)?|AMENDS|supplements|modifies|[Rr]eference\s+is\s+(?:hereby\s+)?made\s+to|"
    r"parties\s+to|entered\s+into)\s+"
    r"(?:(?:the|The|THE|that|a|an|certain|THAT|CERTAIN|fully|executed|its|existing|original)\s+){0,4}" + _NAME
)
_DATED = re.compile(
    r"(?:,?\s*(?:Number|No\.)\s*[\w-]{1,20})?,?\s*(?:\([^()]{1,80}\)\s*,?\s*)?(?:(?:dated|effective|made|entered\s+into|executed|"
    r"with\s+an\s+effective\s+date)\s*(?:and\s+effective\s*)?(?:as\s+of|of|on)?|as\s+of|,)\s*(?:the\s+)?",
    re.IGNORECASE,
)
_OWN = re.compile(r"\s*,?\s*\(\s*(?:this\b|the\s*[“\"'][^“”\"'()]{0,40}(?:amendment|addendum|date)\b)", re.IGNORECASE)
"""Follows a date and gives the amendment its short name: the date is then the amendment's own."""

_ITSELF = re.compile(r"(?:This|THIS|Amendment|AMENDMENT|Addendum|ADDENDUM)\b")
_TITLE = re.compile(r"(?i)(?:amendment|addendum)\b")
_BARE = re.compile(r"(?:the\s+)?(?:Agreement|AGREEMENT|Lease|LEASE|Contract|CONTRACT|Plan|Note|License|Addendum)")


def amends(text: str) -> Iterator[Fact]:
    """The title of the agreement that an amendment changes, with its date in brackets where the date follows.

    Only amendments have this fact. A bare "the Lease" counts only with a date, and if no other title is named.
    """
    first: Fact | None = None
    bare: Fact | None = None
    for match in _AMENDS.finditer(text, 0, min(len(text), WITHIN)):
        name = " ".join(match["name"].split())
        if _ITSELF.match(name):
            continue
        start, end = match.span("name")
        lead = _DATED.match(text, end, min(len(text), end + 140))
        dated = next(dates_in(text, lead.end(), min(len(text), lead.end() + 60)), None) if lead is not None else None
        is_dated = dated is not None and lead is not None and dated.start - lead.end() < 3
        if dated is not None and is_dated and not _OWN.match(text, dated.end):
            fact = Fact("amends", f"{name} ({dated.value})", start, dated.end)
            if not _BARE.fullmatch(name):
                yield fact
                return
            if not _TITLE.match(match[0]):  # the date after the amendment's title is its own
                bare = bare or fact
        if not _BARE.fullmatch(name):
            first = first or Fact("amends", name, start, end)
    found = first or bare
    if found is not None:
        yield found
