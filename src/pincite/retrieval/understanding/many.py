"""Questions that are asked of many documents at once: "Which contracts are governed by New York law?".

They say of which documents they ask ("contracts", "all the NDAs") and what each of them must say ("are governed by New
York law"). The second is put to every document by itself. What asks about one document, also where it names a plural
("Which documents must the tenant deliver?"), is not among them.
"""

import re
from dataclasses import dataclass

_KINDS = (
    r"contracts?|agreements?|deals?|ndas?|guides?|documents?|docs?|papers?|polic(?:y|ies)|leases?|licen[cs]es?|files?|"
    r"letters?|opinions?|memos?|memorand(?:um|a)|statutes?|amendments?|templates?|forms?|deeds?|msas?|sows?|dpas?|slas?|"
    r"spas?|judgments?|decisions?|engagements?|transactions?|arrangements?|matters?|purchase\sorders?|guarantees?|"
    r"guaranties|indentures?|mortgages?|side\sletters?|term\ssheets?|settlements?|commitments?|manuals?|handbooks?"
)
"""What documents are called when many are asked about."""

_LOOSE = frozenset(
    """
    documents docs papers files letters forms opinions notices decisions arrangements matters transactions commitments
    settlements guarantees amendments deeds statutes policies licenses licences leases
    """.split()  # noqa: SIM905 - words read best as words
)
"""Kinds that a clause may speak of as well: "which papers must be handed over?" asks what a clause says."""

_ALL = (
    r"(?:all|every|each|any|the|these|those|our|my|their|your|both|of|other|various|single|existing|current|signed)\s"
)
_HERE = (
    r"(?:\s(?:here|in\s(?:here|this|the|our|my)(?:\s\w+){0,2}?\s?(?:file|files|matter|folder|room|firm|set|collection|"
    r"workspace|bundle|stack|pile|binder|portfolio|system|database)|on\s(?:file|record)|of\sours|"
    r"(?:that\s)?(?:we|i|you)(?:['’]ve|\shave)(?:\s(?:here|signed|got|on\sfile|read|seen))?(?=\s)))"
)
_DESCRIBED = (
    r"(?:(?!(?:that|which|who|where|is|are|was|were|do|does|has|have|must|shall|may|can|will)\b)"
    r"[\w&'’/-]{1,20}\s){0,3}?"
)

_LEAD = re.compile(
    r"^(?:please\s|pls\s|kindly\s|(?:can|could|would|will)\syou\s(?:please\s)?|(?:i|we)\s(?:need|want)\s(?:you\sto\s|to\s(?:know|see)\s)?|"
    r"(?:tell|show)\s(?:me|us)\s(?=(?:in\s|under\s)?(?:which|what)\b))+",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"^(?:in|under|on|by|for|to|from|with)\s(?:which|what|how\smany)\s(?:{_ALL}){{0,3}}{_DESCRIBED}"
    rf"(?P<kind>{_KINDS}|them|these|those|ours){_HERE}?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"^(?:which|what|how\smany)(?:\s(?:of|among))?\s(?:{_ALL}){{0,3}}{_DESCRIBED}"
    rf"(?P<kind>{_KINDS}|them|these|those|ours|ones){_HERE}?,?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^(?:list|find|show|give|get|pull|name|identify|locate|flag|collect|enumerate|itemi[sz]e|tabulate|count|extract)\s"
    rf"(?:(?:me|us|up|out)\s)?(?:{_ALL}){{0,3}}{_DESCRIBED}(?P<kind>{_KINDS}|those|them|ones){_HERE}?,?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_ALL_THAT = re.compile(
    r"^(?:list|find|show|give|name|identify|flag)\s(?:(?:me|us)\s)?(?:all|everything|every\sone|any)(?:\sof\s(?:them|these|those))?"
    r"\s(?=that|which|whose|where|with|under)(?P<rest>.+)$",
    re.IGNORECASE,
)
_PLURALS = re.compile(
    rf"^(?:(?:{_ALL}){{1,3}})?{_DESCRIBED}(?P<kind>(?!(?:is|has|does|was)\b)(?:{_KINDS})(?<=[sa])){_HERE}?,?\s"
    r"(?P<rest>(?:that|which|whose|where|in\swhich|under\swhich|with|without|under|governed|subject|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_DO_ANY = re.compile(
    rf"^(?P<verb>do|does|did|is|are|has|have|can|could|will|would|must|may)\s(?:any|all|each|every|some|either|most)\s(?:one\s)?(?:of\s)?"
    rf"(?:{_ALL}){{0,2}}{_DESCRIBED}(?P<kind>{_KINDS}|them|these|those){_HERE}?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"^(?:,\s*)?(?:(?:in|under|by|to|for|from|on|with)\s(?:which|what)|that|which|where|whose|and)\s", re.IGNORECASE
)
_MODAL = re.compile(
    r"^(?:must|shall|should|may|can|could|need|needs|do|does|did|has\sto|have\sto|will|would|to)\b", re.IGNORECASE
)
_PASSIVE = re.compile(
    r"^(?:are|were|is|was)\s(?:\w+\s)?(?:to\sbe|required|needed|necessary|due|attached|enclosed|listed)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"^(?:under|with|without|for|about|on|from|to|by|at|subject|governed|dated|signed|made|over|above|below|between|before|after)\b",
    re.IGNORECASE,
)
_DOING = re.compile(r"^\w{2,14}ing\b", re.IGNORECASE)
_SINGULAR = {"policies": "policy", "memoranda": "memorandum", "guaranties": "guaranty"}
FEWEST_ASKED = 2
"""Words that must be left to be asked of each document."""


@dataclass(frozen=True, slots=True)
class Many:
    """What a question asks of each of many documents.

    `kind` is what it calls them, in small letters and for one of them; `asked` what it asks of one, in its own words;
    `claim` says the same as a statement about one, as far as its words allow.
    """

    kind: str
    asked: str
    claim: str


def many_in(text: str) -> Many | None:
    """What a question asks of each of many documents, None for one that asks of none or of one.

    >>> many_in("Which contracts are governed by New York law?").asked
    'are governed by New York law?'
    >>> many_in("In which of the NDAs is self-made information left out?").claim
    'is self-made information left out'
    >>> many_in("List all that auto-renew").claim
    'This document auto-renew'
    >>> many_in("Which documents must the tenant deliver?") is many_in("Which law governs the lease?") is None
    True
    """
    plain = _LEAD.sub("", text.strip()).rstrip(" ?.!")
    for pattern in (_INSIDE, _WHICH, _LIST, _ALL_THAT, _PLURALS, _DO_ANY):
        found = pattern.match(plain)
        if found is None:
            continue
        named = found.groupdict().get("kind") or ""
        joining = _JOINING.match(found["rest"])
        rest = _JOINING.sub("", found["rest"]).strip(" ,:;")
        if len(rest.split()) < FEWEST_ASKED and "-" not in rest and pattern is not _ALL_THAT:
            return None
        if named.lower() in _LOOSE and pattern is not _INSIDE and (_MODAL.match(rest) or _PASSIVE.match(rest)):
            return None
        kind = _one_of(named)
        is_clause = pattern is _INSIDE or (joining is not None and joining[0].lower().strip() not in ("that", "which"))
        return Many(kind, f"{rest}?", rest if is_clause else _claim(rest, kind))
    return None


def _one_of(kind: str) -> str:
    """What one of them is called.

    >>> _one_of("NDAs"), _one_of("policies"), _one_of("these")
    ('nda', 'policy', 'document')
    """
    small = kind.lower()
    if small in ("", "them", "these", "those", "ours", "ones"):
        return "document"
    return _SINGULAR.get(small, small.removesuffix("s"))


def _claim(rest: str, kind: str) -> str:
    """What is asked, as a statement about one of them."""
    if _PREPOSITION.match(rest) or _DOING.match(rest):
        return f"This {kind} is {rest}"
    return f"This {kind} {rest}"
