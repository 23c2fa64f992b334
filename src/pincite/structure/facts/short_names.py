"""What a document calls its parties: "Acme Inc. (the “Licensor”)"."""

import re
from collections.abc import Sequence

from pincite.documents.document import Fact

REACH = 420
"""The most characters between a party's name and its short name: its form, its seat and its address."""

_BRACKETS = re.compile(r"\(([^()]{1,160})\)|\b(?:hereinafter|hereafter)\b[^.;()]{0,60}")
_QUOTED = re.compile(r"[\"“”'‘’]\s*(?:[Tt]he\s+)?([A-Z][^\"“”'‘’()]{1,40}?)\s*,?[\"“”'‘’]")
_OF_ALL = re.compile(r"\b(?:part(?:y|ies)|agreements?|contracts?|lease|date)\b", re.IGNORECASE)


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
            names = tuple(one for one in _QUOTED.findall(brackets[0]) if not _OF_ALL.search(one))
            if names:
                found[party.value] = names
                break
    return found
