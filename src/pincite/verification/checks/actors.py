"""Who does what to whom, if a sentence says so plainly: one actor before a verb, another after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pincite.verification.checks.modals import modals_in
from pincite.verification.checks.reading import TokenizedText

ROLES = frozenset(
    """
    supplier customer buyer seller licensee licensor landlord tenant lessor lessee borrower lender employer employee
    company contractor consultant client vendor purchaser distributor franchisee franchisor agent principal provider
    recipient discloser manufacturer guarantor trustee owner insurer insured mortgagor mortgagee shareholder director
    plaintiff defendant appellant appellee respondent claimant petitioner parent subsidiary sponsor developer publisher
    author reseller executive shipper carrier operator investor issuer holder subcontractor assignor assignee debtor
    creditor grantor grantee transferor transferee bank processor controller
    """.split()  # noqa: SIM905 - words read best as words
)
OF_PARTY = frozenset(
    ["receiving", "disclosing", "indemnifying", "indemnified", "defaulting", "terminating", "breaching", "requesting"]
)
_VAGUE = frozenset("each either neither both other another any no such all every".split())  # noqa: SIM905 - read more easily as words
_NOT_SUBJECT_AFTER = frozenset("of by to from with for on against between upon under in at than among towards".split())  # noqa: SIM905 - read more easily as words
_ARTICLES = frozenset("the a an said this that its their".split())  # noqa: SIM905 - read more easily as words
_BE = frozenset("is are was were be been being".split())  # noqa: SIM905 - read more easily as words
_ADVERBS = frozenset("not also only promptly immediately hereby then always never fully".split())  # noqa: SIM905 - read more easily as words
_STOPS = frozenset("that which who whom whose if unless when where because although while and or but".split())  # noqa: SIM905 - read more easily as words
BEFORE, AFTER = 9, 7
"""Words before a verb that are searched for its subject, and words after it that are searched for its object."""


@dataclass(frozen=True, slots=True)
class PartyAction:
    """The place of a verb, its actor and its patient; either is empty if the sentence does not name it plainly."""

    verb: int
    actor: str
    patient: str
    has_modal: bool


def party_actions(reading: TokenizedText, first: int, last: int, names: frozenset[str]) -> list[PartyAction]:
    """The actions in `[first, last)` of a text's words; `names` are words that name somebody, in lower case."""
    who = {place: (begin, name) for begin, place, name in _actors(reading, first, last, names)}
    if not who:
        return []
    governed = {modal.head: modal for modal in modals_in(reading, first, last)}
    found: list[PartyAction] = []
    for at in range(first, last):
        if not reading.stems[at] or at in who:
            continue
        previous = at - 1
        while previous >= first and (reading.words[previous] in _ADVERBS or reading.words[previous].endswith("ly")):
            previous -= 1
        is_passive = previous >= first and reading.words[previous] in _BE
        if at not in governed and not is_passive and previous not in who:
            continue
        before = _subject(reading, at, first, who)
        after, is_by = _object(reading, at, last, who, is_passive=is_passive)
        if is_passive:
            action = PartyAction(at, after if is_by else "", before, at in governed)
        else:
            action = PartyAction(at, before, after, at in governed)
        if action.actor or action.patient:
            found.append(action)
    return found


def _actors(reading: TokenizedText, first: int, last: int, names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """(first place, last place, name) of each actor that is named."""
    run: list[int] = []
    for at in range(first, last + 1):
        word = reading.words[at] if at < last else ""
        belongs = bool(word) and (word in ROLES or word in names or (word == "party" and bool(run)) or word in OF_PARTY)
        if run and (not belongs or reading.between(run[-1], at).strip()):
            name = " ".join(reading.words[place] for place in run)
            before = reading.words[run[0] - 1] if run[0] > first else ""
            if name.split()[-1] not in OF_PARTY and before not in _VAGUE:
                yield run[0], run[-1], name
            run = []
        if belongs:
            run.append(at)


def _subject(reading: TokenizedText, verb: int, first: int, who: dict[int, tuple[int, str]]) -> str:
    for at in range(verb - 1, max(first - 1, verb - 1 - BEFORE), -1):
        if reading.is_parted(at, at + 1):
            return ""
        if at in who:
            begin, name = who[at]
            before = begin - 1
            while before >= first and reading.words[before] in _ARTICLES:
                before -= 1
            word = reading.words[before] if before >= first else ""
            is_joined = word in ("and", "or", "nor") and before - 1 in who
            return "" if word in _NOT_SUBJECT_AFTER or is_joined else name
        if reading.words[at] in _STOPS:
            return ""
    return ""


def _object(
    reading: TokenizedText, verb: int, last: int, who: dict[int, tuple[int, str]], *, is_passive: bool
) -> tuple[str, bool]:
    """The next actor after a verb, and whether "by" comes before it."""
    starts = dict(who.values())
    is_by = False
    for at in range(verb + 1, min(last, verb + 1 + AFTER)):
        if reading.is_parted(at - 1, at) or (reading.words[at] in _STOPS and not is_passive):
            return "", False
        if reading.words[at] == "by":
            is_by = True
        elif at in starts:
            return ("", False) if is_by and not is_passive else (starts[at], is_by)
    return "", False
