"""Whether a sentence is on the other party's right or duty: who may end or assign, who pays, who is liable for what.

Contracts give both parties such rights in clauses that differ by two names, which a reader hardly weighs. Names decide
here: those that question and sentence both have, and the short names and roles that the document itself gives
its parties ("Acme Inc. (the “Licensor”)"). Where the sentence says nothing of who it is for, the heading over it may
("Termination by the Licensor").
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pincite.answering.acts import NAME, AskedOf
from pincite.retrieval.understanding.names import DOCUMENTS, without_openers

_AND_SO = re.compile(rf"\b(?P<who>{NAME})(?:,\s|,?\s(?:and|or|nor|and/or)\s)(?:[Tt]he\s)?\Z")
"""One who is named just before, for the same right or duty: "the Lessor or the Lessee may"."""

_OR_ALSO = re.compile(rf"\A,?\s(?:and|or|and/or)\s(?:by\s)?(?:[Tt]he\s)?(?P<who>{NAME})")
"""One who is named just after, for the same act: "may be ended by the Lessor or the Lessee"."""

_LEADS_IN = frozenset(
    """
    accordingly additionally consequently finally further furthermore hence however instead likewise moreover
    nevertheless nonetheless otherwise similarly thereafter therefore thus
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words with a comma that begin a sentence, and are nobody: "However, Finch may"."""

REACH = 120
"""Characters before a name in which those may be that share its verb."""

_PARTY = re.compile(r"\bpart(?:y|ies)\b", re.IGNORECASE)


def is_mirrored(
    asked: AskedOf | None, sentence: str, headings: Sequence[str], parties: Mapping[str, Sequence[str]]
) -> bool:
    """True if a sentence gives a right or duty to the other party, and not to the party that the question asks about.

    `headings` are those over it, the outermost first. `parties` are the short names and roles of the document's
    parties, by their names.

    >>> from pincite.answering.acts import asked_of
    >>> asked = asked_of("Can Acme get out of the lease with Finch if Finch goes bust?")
    >>> is_mirrored(asked, "3.6 Finch may, at its option, terminate this Lease should Acme become insolvent.", (), {})
    True
    >>> is_mirrored(asked, "3.5 Acme may, at its option, terminate this Lease should Finch become insolvent.", (), {})
    False
    >>> is_mirrored(asked, "Each of Acme and Finch may terminate this Lease at any time.", (), {})
    False
    >>> roles = {"Acme Inc.": ("Lessor",), "Finch LLC": ("Lessee",)}
    >>> is_mirrored(asked_of("Can Acme assign the lease?"), "The Lessee may assign it with consent.", (), roles)
    True
    >>> asked_to_pay = asked_of("When must Acme pay the invoices?")
    >>> is_mirrored(asked_to_pay, "Finch shall promptly pay all taxes.", (), roles)
    True
    >>> is_mirrored(asked_to_pay, "Finch shall be paid within ten days of its invoice.", (), roles)
    False
    >>> is_mirrored(asked_to_pay, "Acme shall be entitled to receive a commission of 5%.", (), roles)
    True
    >>> is_mirrored(asked, "(b) upon thirty days' notice, if rent is late.", ("Termination by the Lessee",), roles)
    True
    """
    if asked is None:
        return False
    own = party_of(asked.party, parties)
    if own is None and asked.is_role:
        return False
    if asked.act.shared.search(sentence):
        return False
    found = [each for pattern in asked.act.said for each in pattern.finditer(sentence)]
    if not found and any(_is_own(each["who"], asked, own, parties) for each in asked.act.gets.finditer(sentence)):
        return True
    found += asked.act.also_names.finditer(sentence) if found else ()
    said = [
        who
        for each in found
        for who in (
            each["who"],
            *_named_before(sentence[: each.start("who")]),
            *_named_after(sentence[each.end("who") :]),
        )
    ]
    holders = [name for one in said if (name := without_openers(one)) and name.split()[-1].lower() not in DOCUMENTS]
    if not holders and not (
        _PARTY.search(sentence) or re.search(rf"\b{re.escape(asked.party)}\b", sentence.casefold())
    ):
        holders = next(([over["who"]] for one in reversed(headings) if (over := asked.act.headed.search(one))), [])
    return bool(holders) and all(_is_other(name.casefold(), asked, own, parties) for name in holders)


_PERMITS = re.compile(r"\bmay\b", re.IGNORECASE)
_BINDS_SOMEBODY = re.compile(
    r"\b(?:shall|must|will|agree[sd]?|undertak\w+|covenant\w*|promis\w+|indemnif\w+|warrant\w*|guarant\w+|liable|"
    r"responsible|required|obliged|obligated|bound|needs?|only|unless|"
    r"(?:not|no)(?!\s(?:less|more|fewer|later|earlier)\b))\b",
    re.IGNORECASE,
)


def only_permits(asked: AskedOf | None, sentence: str) -> bool:
    """True if a sentence only lets somebody do something, where a question asks what one party promises or insures.

    >>> from pincite.answering.acts import asked_of
    >>> asked = asked_of("Does Acme have to carry insurance?")
    >>> only_permits(asked, "Acme may subcontract carriage to a carrier that has insurance of not less than $250,000.")
    True
    >>> only_permits(asked, "Acme shall carry cargo insurance, which may be reduced after a year.")
    False
    """
    if asked is None or not asked.act.is_promise:
        return False
    return _PERMITS.search(sentence) is not None and _BINDS_SOMEBODY.search(sentence) is None


def _named_before(words: str) -> Iterator[str]:
    """Those who are named together with whoever comes next, the nearest first."""
    words = words[-REACH:]
    while (found := _AND_SO.search(words)) and found["who"].casefold() not in _LEADS_IN:
        yield found["who"]
        words = words[: found.start()]


def _named_after(words: str) -> Iterator[str]:
    """Those who are named together with whoever comes before: "by Acme or Finch"."""
    words = words[:REACH]
    while found := _OR_ALSO.search(words):
        yield found["who"]
        words = words[found.end() :]


def _is_other(holder: str, asked: AskedOf, own: str | None, parties: Mapping[str, Sequence[str]]) -> bool:
    """True if a name is another party's: another party of the document, or another name in the question.

    A run of capitals may hold more than a name ("Liability. Finch", "IN NO EVENT SHALL FINCH"). The party that is
    asked about may stand anywhere in it, the other one at its end.
    """
    holder = holder.rstrip(".-")
    # Drafters write "COMPANYS' LIABILITY" of one company, too.
    names = (holder, re.sub(r"['’]s?$", "", holder), re.sub(r"(?<=\w\w)s['’]?$", "", holder))
    told = next((side for name in names if (side := _told_apart(name, asked, own, parties)) is not None), None)
    words = names[1].split()
    if told is not None or len(words) == 1:
        return bool(told)
    runs = [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    if any(_told_apart(run, asked, own, parties) is False for run in runs):
        return False
    ends = (" ".join(words[at:]) for at in range(1, len(words)))
    return any(_told_apart(name, asked, own, parties) for name in ends)


def _is_own(name: str, asked: AskedOf, own: str | None, parties: Mapping[str, Sequence[str]]) -> bool:
    """True for a name of the party that is asked about."""
    words = without_openers(name).casefold().split()
    ends = (" ".join(words[at:]) for at in range(len(words)))
    return any(_told_apart(end, asked, own, parties) is False for end in ends)


def _told_apart(name: str, asked: AskedOf, own: str | None, parties: Mapping[str, Sequence[str]]) -> bool | None:
    """True for another party's name, False for that which is asked about, None if it is nobody's that is known."""
    party = None if own is None else party_of(name, parties)
    if party is not None:
        return party != own
    if asked.party in name:
        return False
    return True if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", asked.rest) else None


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
