"""Whether a sentence gives the other party the right that a question asks about: who may end or assign a contract.

Contracts give both parties such rights in clauses that differ by two names, which a reader hardly weighs. Only names
decide here: those that question and sentence both have, and the short names and roles that the document itself gives
its parties ("Acme Inc. (the “Licensor”)").
"""

import re
from collections.abc import Mapping, Sequence

from pincite.retrieval.understanding.names import DOCUMENTS, without_openers

_NAME = r"[A-Z][\w&.’'-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&.’'-]*){0,4}"

_ENDS = (
    r"(?:terminate|cancel|rescind|end|quit|leave|stop|(?:walk|get|back|pull|opt)\s(?:away|out)|break\soff|drop|exit)\b"
)
_ASSIGNS = r"(?:assign|transfer|delegate|subcontract|hand\s(?:over|on)|pass\s(?:on|over))\b"
_ASKED = re.compile(
    rf"\b(?:[Cc]an|[Cc]ould|[Mm]ay|[Mm]ight)\s(?:the\s)?(?P<who>{_NAME})\s(?:[a-z]+\s)?(?:(?P<ends>{_ENDS})|{_ASSIGNS})"
)
"""Who is asked about: "Can Acme walk away from the lease with Finch?"."""

_HOLDS = (
    r"(?:may|can|(?:shall\s)?ha(?:s|ve)\sthe\s(?:\w+\s)?(?:right|option)"
    r"|(?:is|shall\sbe)\s(?:free|entitled|permitted))\b"
)
_SAYS_ENDS = re.compile(rf"\b(?P<who>{_NAME}),?\s{_HOLDS}(?=.*?\b(?:terminat|cancel|rescind))", re.DOTALL)
_SAYS_ASSIGNS = re.compile(
    rf"\b(?P<who>{_NAME}),?\s{_HOLDS}(?=.*?\b(?:assign|transfer|delegat|subcontract))", re.DOTALL
)


def is_mirrored(question: str, sentence: str, parties: Mapping[str, Sequence[str]]) -> bool:
    """True if a sentence lets the other party do, and not this one, what a question asks of this one.

    `parties` are the short names and roles of the document's parties, by their names.

    >>> asked = "Can Acme get out of the lease with Finch if Finch goes bust?"
    >>> is_mirrored(asked, "3.6 Finch may, at its option, terminate this Lease should Acme become insolvent.", {})
    True
    >>> is_mirrored(asked, "3.5 Acme may, at its option, terminate this Lease should Finch become insolvent.", {})
    False
    >>> is_mirrored(asked, "Each of Acme and Finch may terminate this Lease at any time.", {})
    False
    >>> roles = {"Acme Inc.": ("Lessor",), "Finch LLC": ("Lessee",)}
    >>> is_mirrored("Can Acme assign the lease?", "The Lessee may assign this Lease with consent.", roles)
    True
    """
    asked = _ASKED.search(question)
    if asked is None:
        return False
    one = asked["who"].casefold()
    said = (_SAYS_ENDS if asked["ends"] else _SAYS_ASSIGNS).finditer(sentence)
    named = [without_openers(found["who"]) for found in said]
    holders = {name.casefold() for name in named if name and name.split()[-1].lower() not in DOCUMENTS}
    own = party_of(one, parties)
    if own is not None and holders and all(party_of(holder, parties) not in (own, None) for holder in holders):
        return True
    others = question.casefold().replace(one, "")
    return bool(holders) and all(
        one not in holder and re.search(rf"\b{re.escape(holder)}\b", others) for holder in holders
    )


def party_of(name: str, parties: Mapping[str, Sequence[str]]) -> str | None:
    """The one party that has a name, in small letters, in its own or as a short name; None if none or several have.

    >>> parties = {"Alan Crane": ("Consultant",), "Mobile Crane Hire Ltd": ("Company",), "Acme": ()}
    >>> party_of("alan", parties), party_of("consultant", parties), party_of("crane", parties), party_of("me", parties)
    ('Alan Crane', 'Alan Crane', None, None)
    """
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    called = [
        party
        for party, short in parties.items()
        if whole.search(party.casefold()) or name in [one.casefold() for one in short]
    ]
    return called[0] if len(called) == 1 else None
