"""Questions that ask of documents only whether there are any, and which: "Which consulting agreements are there?"."""

import re
from dataclasses import dataclass

from pincite.retrieval.understanding.document_words import (
    ALL,
    DESCRIBED,
    HERE,
    KINDS,
    LIST_VERB,
    MENTIONED,
    THEM,
    without_lead,
)

_PLACE = (
    r"(?:here|(?:in|among)\s(?:here|(?:this|the|our|my|these|those)(?:\s\w+){0,2}?\s?(?:file|files|matter|folder|room|firm|set|"
    r"collection|workspace|bundle|stack|pile|binder|portfolio|system|database|documents|papers)|them)|on\s(?:file|record)|of\sours|"
    r"at\sall|so\sfar|there)"
)
_WE_HAVE = (
    r"(?:(?:that\s)?(?:we|i)(?:['’]ve|\shave)?(?:\s(?:have|hold|got|signed|made|entered\sinto))?|"
    r"(?:do|did|have|had)\s(?:we|i)(?:\s(?:have|hold|got|get|sign|signed|make|made|enter(?:ed)?\sinto))?|"
    r"(?:that\s)?(?:(?:are|is)\sthere|exists?|there\s(?:are|is)))"
)
_ONLY_EXISTS = rf"(?:,?\s{_WE_HAVE})?(?:\s{_PLACE})?"
_THESE = rf"(?P<described>{DESCRIBED})(?P<kind>{KINDS})"
_WHICH_EXIST = re.compile(
    rf"^(?:which|what|how\smany)\s(?:of\s)?(?:{ALL}){{0,3}}{_THESE}(?=\s){_ONLY_EXISTS}(?:(?<=\sare)\s{_PLACE})?$",
    re.IGNORECASE,
)
_LIST_EXISTING = re.compile(
    rf"^(?:{LIST_VERB}\s(?:(?:me|us|up|out)\s)?|(?=(?:all|any|every|each|our|my|these)\s))(?:{ALL}){{0,3}}{_THESE}{_ONLY_EXISTS}$",
    re.IGNORECASE,
)
_IS_THERE = re.compile(
    rf"^(?:is|are)\sthere\s(?:(?:an?|any|some|other)\s){{0,2}}{_THESE}{_ONLY_EXISTS}$", re.IGNORECASE
)
_HAVE_ANY = re.compile(
    rf"^(?:do|have|did)\s(?:we|i)\s(?:(?:ever|actually)\s)?(?:have|hold|got|get|sign(?:ed)?|made?|enter(?:ed)?\sinto)\s"
    rf"(?:{ALL}|some\s|an?\s){{0,2}}{_THESE}{_ONLY_EXISTS}$",
    re.IGNORECASE,
)
_ARE_SO = re.compile(
    rf"^(?:(?:which|what)\s(?:of\s)?(?:{ALL}){{0,3}}(?:documents|docs|papers|files|contracts|agreements|deals|{THEM}){HERE}?\s"
    rf"(?:is|are)|(?:is|are)\s(?:any|some|one)\sof\s(?:{ALL}){{0,2}}(?:documents|docs|papers|files|contracts|agreements|deals|{THEM}))\s"
    rf"(?:an?\s)?{_THESE}$",
    re.IGNORECASE,
)
_NO_NAME = frozenset(("to", "a", "an", "the", "not", "no", "be", "from", "in", "with", "for", "by"))
"""Words that do not describe a kind: "Do we have to return all documents?"."""

_WE = re.compile(r"\b(?:we|i)\b", re.IGNORECASE)
_EXISTING = (_WHICH_EXIST, _LIST_EXISTING, _IS_THERE, _HAVE_ANY, _ARE_SO)
"""Questions that ask of documents only whether there are any: "What leases do we have?"."""


@dataclass(frozen=True, slots=True)
class Existing:
    """What a question calls the documents of which it asks only whether there are any ("consulting agreements").

    `may_be_clause` is true if a clause may mention the same: "Are there any guarantees?".
    """

    called: str
    may_be_clause: bool


def existing_in(text: str) -> Existing | None:
    """What a question calls the documents of which it asks only whether there are any; None for any other question.

    >>> existing_in("Which consulting agreements are there?").called
    'consulting agreements'
    >>> existing_in("Do we have any NDAs on file?").called, existing_in("Which documents are amendments?").called
    ('NDAs', 'amendments')
    >>> existing_in("Which NDAs do we have with Acme?") is existing_in("Show me the lease") is None
    True
    """
    found = next(filter(None, (pattern.match(without_lead(text)) for pattern in _EXISTING)), None)
    if found is None or _NO_NAME & set(found["described"].lower().split()):
        return None
    kind = found["kind"]
    is_of_several = kind.lower().endswith(("s", "memoranda")) or found.re in (_IS_THERE, _HAVE_ANY, _ARE_SO)
    if not is_of_several and not {"any", "every", "each"} & set(found.string[: found.start("kind")].lower().split()):
        return None
    is_open = found.re in (_IS_THERE, _HAVE_ANY) or (found.re is _WHICH_EXIST and not _WE.search(found.string))
    may_be_clause = is_open and kind.lower() in MENTIONED
    return Existing(f"{found['described']}{kind}", may_be_clause)
