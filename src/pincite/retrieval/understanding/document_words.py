"""The words by which questions speak of many documents: for a kind of them, for all of them, for where they are.

The patterns are parts of others. They expect a question as `without_lead` gives it.
"""

import re

KINDS = (
    r"contracts?|agreements?|deals?|ndas?|guides?|documents?|docs?|papers?|polic(?:y|ies)|leases?|licen[cs]es?|files?|"
    r"letters?|opinions?|memos?|memorand(?:um|a)|statutes?|amendments?|templates?|forms?|deeds?|msas?|sows?|dpas?|slas?|"
    r"spas?|judgments?|decisions?|engagements?|transactions?|arrangements?|matters?|purchase\sorders?|guarantees?|"
    r"guaranties|indentures?|mortgages?|side\sletters?|term\ssheets?|settlements?|commitments?|manuals?|handbooks?|"
    r"materials|instruments"
)
"""Words for documents when a question asks about many."""

LOOSE = frozenset(
    """
    document documents docs papers files letters forms opinions notices decisions arrangements matters transactions
    commitments settlements guarantees amendments deeds statutes policies licenses licences leases materials instruments
    """.split()  # noqa: SIM905 - words read best as words
)
"""Kinds that a clause may mention too: "which papers must be handed over?" asks what a clause says."""

MENTIONED = LOOSE | {_one.removesuffix("s") for _one in LOOSE} | {"policy"}
"""The same with one of each."""

ALL = (
    r"(?:all|every|each|any|the|these|those|our|my|their|your|both|of|other|various|single|existing|current|signed|"
    r"one|among|out)\s"
)
HERE = (
    r"(?:\s(?:here|in\s(?:here|this|the|our|my)(?:\s\w+){0,2}?\s?(?:file|files|matter|folder|room|firm|set|collection|"
    r"workspace|bundle|stack|pile|binder|portfolio|system|database)|on\s(?:file|record)|of\sours|(?:among|in|of)\s(?:these|those|them)|"
    r"(?:do|did)\s(?:we|i)\s(?:have|hold|sign)(?=\s(?:that|which|with|under|in\swhich)\b)|"
    r"(?:that\s)?(?:we|i|you)(?:['’]ve|\shave)(?:\s(?:here|signed|got|on\sfile|read|seen))?(?=\s)))"
)
VERB = (
    r"that|which|who|whom|whose|where|is|are|was|were|do|does|did|has|have|had|must|shall|may|can|could|will|would|"
    r"should|need|needs"
)
DESCRIBED = rf"(?:(?!(?:{VERB}|whether|if|how|why|when|happens|comes|goes|voids|makes)\b)[\w&'’/-]{{1,20}}\s){{0,3}}?"
THEM = r"them|these|those|ours|ones"

LIST_VERB = (
    r"(?:list|find|show|give|get|pull|name|identify|locate|flag|collect|enumerate|itemi[sz]e|tabulate|count|extract|"
    r"look\sfor|search\sfor|check|review|search|go\sthrough|look\sthrough|see|mark|report|tell|gather|select|pick(?:\sout)?|single\sout|sort\sout)"
)

# What leads up to a question.

_PLEASE = r"please\s|pls\s|kindly\s|(?:can|could|would|will)\syou\s(?:please\s)?"
_I_WANT = (
    r"(?:i|we)(?:['’]d\slike|\s(?:need|want|have))\s"
    r"(?:you\sto\s|to\s(?:know|see|find\s(?:out)?)\s)?(?:an?\slist\sof\s(?=\w))?"
)
_TELL_ME_WHICH = (
    r"(?:tell|show|let)\s(?:me|us)\s(?:know\s)?"
    r"(?=(?:in\s|under\s|how\s)?(?:which|what|who|where|many|if|whether|any)\b)"
)
_CHECK_WHETHER = (
    r"(?:check|see|find\sout|work\sout|say|identify|determine|establish|flag|list)\s"
    r"(?=(?:in\s|under\s)?(?:which|what|whether|if)\b)"
)
_MAKE_A_LIST_OF = (
    r"(?:(?:give|get|make|send|draw\sup|produce|prepare)\s(?:(?:me|us)\s)?)?"
    r"(?:an?|the)\s(?:(?:full|complete)\s)?(?:list|table|overview)\sof\s"
)
_LOOKING_FOR = r"(?:i['’]?m|i\sam|we['’]re|we\sare)\slooking\sfor\s"
_GO_THROUGH = r"(?:go|look|search|read|run|check)\s(?:through|across|over)\s"
_GO_THROUGH_AND_TELL = (
    rf"{_GO_THROUGH}(?:{ALL}){{0,3}}{DESCRIBED}(?:{KINDS})\s?(?:,|:|and|for|to)\s"
    r"(?:(?:tell|show|list|see|find|say|flag)\s(?:me\s|us\s)?)?(?=(?:in\s)?(?:which|those|what)\b)"
)
_GO_THROUGH_ALL = (
    rf"{_GO_THROUGH}(?:{ALL}){{1,3}}{DESCRIBED}(?:{KINDS}|file|matter|folder|portfolio)\s?"
    r"[:,–—]\s(?=(?:who|which|where|what)\b)"
)
_REVIEW = rf"(?:review|check|read)\s(?:{ALL}){{0,3}}{DESCRIBED}(?:{KINDS})\s?[:,]\s(?=(?:in\s)?(?:which|those|what)\b)"
_LEAD = re.compile(
    rf"^(?:{_PLEASE}|{_I_WANT}|{_TELL_ME_WHICH}|{_CHECK_WHETHER}|{_MAKE_A_LIST_OF}|{_LOOKING_FOR}|"
    rf"{_GO_THROUGH_AND_TELL}|{_GO_THROUGH_ALL}|{_REVIEW})+",
    re.IGNORECASE,
)


def without_lead(text: str) -> str:
    """A question without what leads up to it, and without other spellings of the same."""
    plain = _LEAD.sub("", re.sub(r"\bw/\s?", "with ", " ".join(text.split()))).rstrip(" ?.!")
    plain = re.sub(r",?\s(?:if\sany|exactly|precisely),?(?=\s)", "", plain, flags=re.IGNORECASE)
    return re.sub(r"\b(nda|msa|sow|dpa|sla)['’]s\b", r"\1s", plain, flags=re.IGNORECASE)
