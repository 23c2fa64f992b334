"""Who gives and who gets: a claim says "is paid to the Tenant", and in the passage the Tenant pays."""

import re
from collections.abc import Iterator

from pincite.verification.checks.actors import ROLES
from pincite.verification.checks.comparison import Comparison

LEAST_COVERED = 0.5
"""The least share of the claim's words that the passage must have."""

_GIVE = (
    r"(?:pay|repay|prepay|reimburse|refund|remit|return|deliver|supply|provide|give|grant|transfer|send|lend|owe|credit|"
    r"compensate|disburse|advance)"
)
_GIVES = rf"(?:{_GIVE}|(?:{_GIVE})(?:s|es)|supplies)"
_GIVEN = (
    r"(?:paid|repaid|reimbursed|refunded|remitted|returned|delivered|supplied|provided|given|granted|transferred|"
    r"sent|lent|owed|credited|payable|repayable|due|owing|refundable|returnable|disbursed|advanced)"
)
_GET = r"(?:receives?|collects?|recovers?|obtains?|gets|(?:is|are) (?:owed|paid|reimbursed))"
_LINK = (
    r"(?:(?:shall|must|will|may|can|agrees? to|undertakes? to|is required to|has to|is entitled to|promptly|also|then|"
    r"be|have to) ){0,4}"
)
_FAR = r"[^.;:]{0,90}?"
_NEAR = r"[^.;:,]{0,40}?"


def flows(comparison: Comparison) -> Iterator[str]:
    """Parties that get in the claim and only give in the passage, and the reverse."""
    if comparison.coverage < LEAST_COVERED:
        return
    gives, gets = _sides(comparison.claim.text)
    if not gives and not gets:
        return
    givers, getters = _sides(comparison.premise.text)
    for party in sorted((gets & givers) - getters - gives):
        yield f"the claim has the {party} receive; in the passage the {party} gives"
    for party in sorted((gives & getters) - givers - gets):
        yield f"the claim has the {party} give; in the passage the {party} receives"


def _sides(text: str) -> tuple[set[str], set[str]]:
    """The parties that plainly give something in a text, and those that plainly get something, in lower case."""
    who = "|".join(sorted(ROLES, key=len, reverse=True))
    party = rf"(?:the )?\b(?P<who>{who})\b(?!')"
    gives = (
        rf"{party} {_LINK}{_GIVES}\b(?! (?:to|by|for|against)\b (?:the )?{who})",
        rf"\b{_GIVEN} {_FAR}\bby {party}",
    )
    gets = (
        rf"{party} {_LINK}{_GET}\b",
        rf"\b(?:{_GIVES}|{_GIVEN}) (?:{_NEAR} )?to {party}",
        rf"\b{_GIVES} {party}(?! {_LINK}(?:{_GIVES})\b)",
    )

    def found(patterns: tuple[str, ...]) -> set[str]:
        return {match["who"].lower() for pattern in patterns for match in re.finditer(pattern, text, re.IGNORECASE)}

    return found(gives), found(gets)
