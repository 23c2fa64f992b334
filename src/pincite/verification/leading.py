"""A statement must not leave out a ban, or a choice among several, in the words that lead into its quote.

"Neither party may: (a) assign this Agreement" supports no sentence that a party may assign it. "The Supplier shall:
(a) replace the pump; or (b) repair it" supports none that it must do (a). The words of the item alone would.
"""

import re
from collections.abc import Sequence

from pincite.retrieval.terms import content_words
from pincite.verification.pins import Pin

LONGEST_SHOWN = 60
"""The most characters of a lead that a reason repeats."""

_DENIES = re.compile(
    r"\b(?:neither|nor|never|cannot|none|nothing|not(?! (?:later|less|more|fewer|limited|only|apply|exceed))|"
    r"no(?! (?:later|less|more|fewer)))\b",
    re.IGNORECASE,
)
_TWICE = re.compile(
    r"\b(?:unless|except|until|without|only|other than|save|prevent\w*|limit\w*|restrict\w*|prohibit\w*|prejudice|"
    r"affect\w*|preclude\w*|relieve\w*|exclud\w*|waive\w*)\b",
    re.IGNORECASE,
)
"""Words that reverse a denial, or make it a condition of something else."""

_CONDITION = re.compile(
    r"(?:if|when|where|whenever|upon|on|in|after|before|should|once|provided|to the extent)\b", re.IGNORECASE
)
_ANY_DENIAL = re.compile(
    r"\b(?:not|no|none|nothing|nobody|never|neither|nor|cannot|without|except|unless|only|other than|outside|unable|"
    r"(?:exclu|prohibit|forbid|refrain|bar|ban|restrict|prevent|preclu|exempt|disclaim|waiv|fail|refus|lack|omit|avoid|"
    r"remov|declin|den[iy])\w*)\b|n[’']t\b",
    re.IGNORECASE,
)
_DUTY = re.compile(r"\b(?:shall|must|will|agrees? to)\b(?! not)", re.IGNORECASE)
_CHOICE = re.compile(
    r"\b(?:or|either|may|can|could|option\w*|choice|choose\w*|chosen|elect\w*|alternativ\w*|one of|any of|among|"
    r"example|instance)\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"\W*(?:\(?\w{1,4}[).]\s+)?(?P<case>(?:for|if|when|where|in (?:the )?(?:case|event)|in respect of|"
    r"with respect to|as to)\b[^,;:]{8,200})[,;:]",
    re.IGNORECASE,
)
"""The case to which an item of a list applies, at its beginning: "(2) For employers of 31 to 99 persons, a fine"."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(“\"])")


def left_out(statement: str, pins: Sequence[Pin]) -> str:
    """What a statement leaves out of the words that lead into all of its quotes; empty if it leaves out nothing.

    >>> left_out("Either party may assign it.", [Pin((), "Neither party may:", "(a) assign it;")])
    'the claim leaves out “Neither party may:”'
    """
    leads = [_SENTENCE.split(pin.lead)[-1].strip() for pin in pins]
    if leads and all(map(_is_ban, leads)) and not _ANY_DENIAL.search(statement):
        return f"the claim leaves out “{leads[0][-LONGEST_SHOWN:].strip()}”"
    is_choice = bool(pins) and all(
        pin.is_choice and _DUTY.search(lead) and not _DENIES.search(lead) and not _keeps_case(statement, pin.words)
        for pin, lead in zip(pins, leads, strict=True)
    )
    return (
        "the claim leaves out that it is one of several to choose from"
        if is_choice and not _CHOICE.search(statement)
        else ""
    )


def _keeps_case(statement: str, words: str) -> bool:
    """True if an item names the case to which it applies, and the statement does too: then there is no choice."""
    case = _CASE.match(words)
    return case is not None and set(content_words(case["case"])) <= set(content_words(statement))


def _is_ban(lead: str) -> bool:
    """True if the clause that leads into a list denies, not only a condition before it."""
    said = ",".join(part for part in lead.split(",") if not _CONDITION.match(part.strip()))
    return _DENIES.search(said) is not None and _TWICE.search(said) is None
