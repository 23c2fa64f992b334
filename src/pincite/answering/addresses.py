"""Blocks of addresses for notices: they name the parties and say nothing about them.

So each looks like an answer to every question that names a party. It is one only if the question asks where to write.
"""

import re

LONGEST_BLOCK = 800
"""The most characters of a block; a longer text has sentences in it."""

_CONTACT = (
    re.compile(r"\b(?:Attention|Attn|ATTENTION|ATTN)\b\.?\s?:?"),
    re.compile(r"\b(?:Fax|FAX|Facsimile|FACSIMILE|Telecopy|Telecopier|Telefax)\b[^.;]{0,25}?[:(+\d]"),
    re.compile(r"\b(?:Tel|TEL|Telephone|TELEPHONE|Phone|PHONE)\b[^;]{0,20}?[:(+\d]"),
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}"),
)
_PLACE = re.compile(
    r"\b[A-Z][A-Za-z.]+,?\s+(?:[A-Z]{2}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)[\s,]+\d{5}(?:-\d{4})?\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"
)
_STREET = re.compile(
    r"\b(?:P\.?\s?O\.?\s?B(?:ox|OX)|Suite|Floor|Street|Avenue|Road|Drive|Boulevard|Blvd|Ave|St|Way|Lane|Plaza|Parkway|Place|"
    r"SUITE|STREET|AVENUE|ROAD|DRIVE|PARKWAY|Wharf|Square)\b"
)
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_SAYS = re.compile(
    r"\b(?:shall|will|must|may|can|is|are|was|were|be|been|has|have|had|agrees?|means?|made|entered|designates?|appoints?|"
    r"grants?|pays?|located|organi[sz]ed|incorporated|between|if|upon|any|each|no|not)\b"
)
_ASKS = re.compile(
    r"\b(?:address\w*|contact\w*|fax\w*|facsimile|phone|telephone|call|e-?mails?|mail(?:ed|ing)?|attention|attn|reach|"
    r"write\s+to)\b"
    r"|\bwho(?:m)?\s+(?:is|are|do|does|should|at|for|represents|signs|receives|gets)\b"
    r"|\b(?:where|whom?|sent|send|serve[ds]?|deliver\w*|given)\b.{0,60}\b(?:notices?|notif\w+|correspondence|process|cop(?:y|ies))\b"
    r"|\b(?:notices?|notif\w+|correspondence|process|cop(?:y|ies))\b.{0,60}\b(?:where|whom?|sent|send|serve[ds]?|go|addressed)\b",
    re.IGNORECASE,
)

_COPY = re.compile(r"\bcop(?:y|ies)\b\s*(?:\([^)]{0,80}\)\s*)?(?:to|sent\sto)\b\s*:?\s*\Z", re.IGNORECASE)
_COPY_FIRST = re.compile(r"\W*(?:with\s)?(?:a\s)?(?:required\s)?cop(?:y|ies)\s(?:to\b|\()", re.IGNORECASE)
_ASKS_FOR_COPY = re.compile(
    r"\b(?:cop(?:y|ies|ied)|counsel|law\s?firm|lawyers?|attorneys?|solicitors?)\b", re.IGNORECASE
)

COPY_WITHIN = 120
"""Characters before an address in which it is said that it gets a copy."""


def is_copy(address: str, before: str) -> bool:
    """True for an address that only gets a copy, as its first words or those `before` say: counsel's, and no party's.

    >>> is_copy("Plover LLP", "Denver, CO 80202 with a copy (which shall not constitute notice) to:")
    True
    >>> is_copy("Gannet Inc.", "Notices are sent, and no copies are needed, to the following address:")
    False
    """
    return _COPY.search(before) is not None or _COPY_FIRST.match(address) is not None


def asks_for_copy(question: str) -> bool:
    """True for a question that counsel's address may answer: "Who gets a copy of notices?"."""
    return _ASKS_FOR_COPY.search(question) is not None


def is_address(text: str) -> bool:
    """True for a name with a place, a telephone number or an attention line, and without a word that states anything.

    >>> is_address("Gannet Inc. 12 Quay Street Salem, OR 97301 Attention: General Counsel")
    True
    >>> is_address("Notices to Gannet are sent to 12 Quay Street, Salem, OR 97301, Attention: General Counsel.")
    False
    """
    if len(text) > LONGEST_BLOCK or _SAYS.search(_ASIDE.sub(" ", text)):
        return False
    return any(sign.search(text) for sign in _CONTACT) or (
        _PLACE.search(text) is not None and _STREET.search(text) is not None
    )


def asks_for_address(question: str) -> bool:
    """True for a question that an address may answer: where to send something, whom to reach.

    >>> asks_for_address("Where do we send notices to Gannet?"), asks_for_address("How much notice must Gannet give?")
    (True, False)
    """
    return _ASKS.search(question) is not None
