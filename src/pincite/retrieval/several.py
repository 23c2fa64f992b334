"""Which documents does a question set side by side: two (`sides`), or a list ("the Acme, Brill and Corvo agreements")?

Each name of a list is looked for by itself, so a name elsewhere in the question takes no place of one in the list. A
name that no document bears is said to be none: a reply about the others alone would read as one about all.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pincite.access.scope import Scope
from pincite.catalogue.copies import are_copies
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.models.ports import Embedder
from pincite.retrieval.called import Called, called, without_attachments
from pincite.retrieval.capitals import is_title_case, with_capitals
from pincite.retrieval.meant import meant
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.enumerated import Listed, Member, enumerated, with_two, without_list_marks
from pincite.retrieval.understanding.mentions import kinds_in, mentions_in
from pincite.retrieval.understanding.one_side import asked_of_one
from pincite.retrieval.understanding.opposing import is_comparing, says_it_compares
from pincite.threads import on_thread

FEWEST_OF_DOCUMENTS = 2
"""Members that are said to be documents from which a list is one of documents."""

FEWEST_LISTED = 3
"""Members from which a list is more than a pair."""

_EACH = re.compile(r"(?:each|every|any|both|their)\s", re.IGNORECASE)
"""What stands before a kind that means each document of a list: "each lease", "their leases"."""

_ASKS_ON = re.compile(r",?\s(?:and|but)\s(?:do|does|is|are|has|have|what|which|how)\s", re.IGNORECASE)
"""Behind a list, what begins a further question."""

_LEFT_OUT = re.compile(
    r",?\s(?:but\s|and\s)?(?:not|except|excluding|ignoring|besides|other\sthan|apart\sfrom|aside\sfrom|unlike)\s(?:(?:the|our|their)\s)?$",
    re.IGNORECASE,
)
"""Before a document that is not asked about: "but not the Dun lease"."""

_ASKS_WHO = re.compile(r"(?:who|whose|whom|which\s(?:party|side|company|one))\b", re.IGNORECASE)
_OR = re.compile(r"\sor\s(?:(?:the|our)\s)?$", re.IGNORECASE)

_ANY_DOCUMENT = frozenset(("agreement", "contract", "deal", "document"))

MOST_LISTED = 12
"""The most members of a list that are looked for."""

MOST_OF_ONE = 6
"""The most documents that one member may mean together: "the employment agreements"."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The documents that a question sets side by side, in its order, and what it asks about each.

    `unknown` are names in its list by which nothing that the scope permits is called, and `unclear` those that
    could mean several documents, or none; members after the twelfth are among these.
    """

    documents: tuple[DocumentId, ...]
    asked: str
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def is_undecided(self) -> bool:
        """True if no name could be settled, and none is unknown."""
        return bool(self.unclear) and not (self.documents or self.unknown)


async def side_by_side(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching, embedder: Embedder | None = None
) -> SideBySide | None:
    """The documents that a question compares, among those that the scope permits; None if it compares none.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
        ModelError: the embedder's files are missing or damaged.
    """
    question = _without_left_out(without_list_marks(question))
    written = await on_thread(with_capitals, question, scope, catalogue)
    found = await _side_by_side(question, written, scope, catalogue, index, embedder)
    return None if found is None else await on_thread(_with_all_named, found, written, scope, catalogue)


def _without_left_out(question: str) -> str:
    """A question without the documents that it says it is not about: ", but not the Dun lease"."""
    for one in reversed(mentions_in(question)):
        start = one.start
        leading = _LEFT_OUT.search(question[:start])
        if leading is not None and leading.start() > 0:
            question = f"{question[: leading.start()]}{question[one.end :].removeprefix(',')}"
    return question


def _with_all_named(found: SideBySide, question: str, scope: Scope, catalogue: Catalogue) -> SideBySide:
    """What is set side by side, with every other document that the question surely means by its kind and a name.

    A document that is left out in silence would seem to have been looked into.
    """
    spoken, looked_for = called(question, scope, catalogue)
    sure = [one for one in spoken if one.documents and one.mention.names and not (one.others or one.mention.is_many)]
    asked = [one.documents[0] for one in sure]
    entries = catalogue.permitted({*found.documents, *asked}, scope)
    have = [entries[one] for one in found.documents if one in entries]
    further = []
    for one in asked:
        if one in entries and not any(are_copies(entries[one], other, catalogue) for other in have):
            have.append(entries[one])
            further.append(one)
    if further:
        catalogue.require_cards(further, looked_for)
    return replace(found, documents=(*found.documents, *further))


async def _side_by_side(
    question: str, written: str, scope: Scope, catalogue: Catalogue, index: Searching, embedder: Embedder | None
) -> SideBySide | None:
    """The same, for a question as it stands and with the capitals of its names, as far as its forms tell."""
    is_said = says_it_compares(written)
    every = [*enumerated(written)]
    if any(_offers_parties(written, one) for one in every):
        return None
    lists = [one for one in every if _is_asked_of_each(written, one)]
    others = [one for one in every if one not in lists]
    if not is_said and any(
        len(one.members) >= FEWEST_LISTED or (not lists and not one.has_kind and _is_beside_one(written))
        for one in others
    ):
        return None  # one document is asked about these, so no two of them are compared
    longer = [one for one in lists if len(one.members) >= FEWEST_LISTED]
    found = [(one, await _of_list(written, one, scope, catalogue, index)) for one in longer]
    if any(one.is_of_kinds and each.is_undecided for one, each in found):
        return None  # no member could be settled: `could_mean` asks which ones are meant
    may_be = [(one, each) for one, each in found if each.documents and _is_compared(written, one, each)]
    whole = [each for one, each in may_be if one.is_of_kinds or len(each.documents) + len(each.unknown) > 1]
    if whole:
        return _joined(whole)
    is_rewritten = is_said or question.isupper() or is_title_case(question)
    asked = written if is_rewritten else question
    two = await sides(asked, scope, catalogue, index, embedder)
    if two is not None:
        told = [each for one, each in found if one.has_kind]
        unknown = tuple(name for each in told for name in each.unknown)
        return SideBySide(two.documents, two.asked, unknown, tuple(name for each in told for name in each.unclear))
    partly = [each for one, each in may_be if one.has_kind or is_said]
    if partly:
        return partly[0]
    for listed in lists if is_comparing(written) else ():
        pair = await _of_list(written, listed, scope, catalogue, index)
        is_told = listed.has_kind and is_said and len(pair.documents) + len(pair.unclear) > 1
        if pair.documents and (pair.unknown or is_told):
            return pair
    return None


def _joined(lists: Sequence[SideBySide]) -> SideBySide:
    """What several lists of one question come to; what is asked stands beside the first."""
    return SideBySide(
        tuple(dict.fromkeys(each for one in lists for each in one.documents)),
        lists[0].asked,
        tuple(dict.fromkeys(each for one in lists for each in one.unknown)),
        tuple(dict.fromkeys(each for one in lists for each in one.unclear)),
    )


def _is_compared(question: str, listed: Listed, found: SideBySide) -> bool:
    return len(found.documents) > 1 or listed.has_kind or is_comparing(question)


def _is_asked_of_each(question: str, listed: Listed) -> bool:
    """False if the question is about one document, and the list is of people or papers that it asks about.

    A list of kinds alone is one of documents if nothing else is mentioned. Names without any kind are not, beside a
    document that is named. Of other lists that could be of people, the question must say that it compares:

    "Did Acme, Brill and Corvo sign the Finch lease?", "Does the lease ask for the policy, the notice and the plan?",
    "May the tenant assign the lease to Acme, Brill or Corvo?", "Who pays under the MSA, Acme or Brill?"
    """
    behind = question[listed.members[-1].end :]
    behind = "" if _ASKS_ON.match(behind) is not None else behind
    around = f"{question[: listed.members[0].start]}they{behind}"
    rest = [one for one in mentions_in(around) if not _EACH.match(around, one.start)]
    if listed.is_of_kinds:
        return not rest
    if not listed.has_kind and any(one.names for one in rest):
        return False
    is_bare = any(not one.is_kind and one.name == one.said for one in listed.members)
    is_beside = not listed.has_kind and any(not one.is_many for one in rest)
    is_of_one = is_beside or any(one.is_kind for one in listed.members)
    return says_it_compares(question) or not (is_bare and is_of_one)


def _offers_parties(question: str, listed: Listed) -> bool:
    """True if a question asks which of some parties, beside one document at most: "Who pays, Acme or Brill?"."""
    last = listed.members[-1]
    of_documents = [one for one in listed.members if one.is_kind or one.name != one.said]
    return (
        _ASKS_WHO.match(question) is not None
        and not says_it_compares(question)
        and any(not one.is_many for one in mentions_in(question))
        and _OR.search(question[: last.start]) is not None
        and last not in of_documents
        and len(of_documents) < FEWEST_OF_DOCUMENTS
    )


def _is_beside_one(question: str) -> bool:
    """True if the question mentions one document by more than "the agreement", which each of two parties may have."""
    said = (
        question[one.start : one.end].rpartition(" ")[2].lower() for one in mentions_in(question) if not one.is_many
    )
    return any(last not in _ANY_DOCUMENT for last in said)


@dataclass(frozen=True, slots=True)
class _Found:
    """The documents that a member of a list may mean, best first, and the words that were looked for on cards.

    `is_unknown` if nothing that may be seen is called so; `is_sure` if all of the documents are meant.
    """

    documents: tuple[DocumentId, ...]
    looked_for: tuple[str, ...]
    is_unknown: bool = False
    is_sure: bool = False


async def _of_list(question: str, listed: Listed, scope: Scope, catalogue: Catalogue, index: Searching) -> SideBySide:
    """The documents of a list, which may be none."""
    said_once = {member.name: member for member in reversed(listed.members)}
    every = [one for one in listed.members if said_once[one.name] is one]
    members = every[:MOST_LISTED]
    spoken, of_kinds = await on_thread(called, question, scope, catalogue)
    found = [await _alone(one, spoken, scope, catalogue, index) for one in members]
    entries = await on_thread(catalogue.permitted, {each for one in found for each in one.documents}, scope)
    sure: dict[int, tuple[DocumentId, ...]] = {}
    for at, (member, one) in enumerate(zip(members, found, strict=True)):
        if chosen := await on_thread(_surely, member, one, entries, catalogue):
            sure[at] = chosen
    first = {at: documents[0] for at, documents in sure.items()}
    named = {at: document for at, document in first.items() if not members[at].is_kind}
    for at, one in enumerate(found):
        if at not in sure and len(one.documents) > 1:
            one_of_them = _in_their_matter(one.documents, first.values(), entries) or await _beside(
                tuple(one.name for one in members), at, named, one.documents, scope, catalogue, index
            )
            if one_of_them is not None:
                sure[at] = (one_of_them,)
    unknown = [at for at, one in enumerate(found) if one.is_unknown]
    said = [one.said for one in every]
    reduced, places = with_two(question, listed)
    documents = tuple(dict.fromkeys(each for at in sorted(sure) for each in sure[at]))
    looked_for = (*of_kinds, *(word for one in found for word in one.looked_for))
    await on_thread(catalogue.require_cards, documents, tuple(dict.fromkeys(looked_for)))
    return SideBySide(
        documents,
        asked_of_one(reduced, places),
        tuple(said[at] for at in unknown),
        tuple(each for at, each in enumerate(said) if at not in sure and at not in unknown),
    )


async def _alone(
    member: Member, spoken: Sequence[Called], scope: Scope, catalogue: Catalogue, index: Searching
) -> _Found:
    """What a member of a list means by itself.

    A member that is only a kind, or a plural ("the Acme leases"), means the documents that are called so. A name that
    no document bears is looked for as the name of a party.
    """
    mentioned = next((one for one in spoken if one.mention.start < member.end and member.start < one.mention.end), None)
    if mentioned is not None and (member.is_kind or member.is_many):
        documents = (*mentioned.documents[:1], *mentioned.others)
        is_none = not documents and not mentioned.is_too_many
        if not member.is_many or is_none:
            return _Found(documents, (), is_none)
        bearing = await on_thread(_bearing_all, documents, mentioned.mention.names, scope, catalogue)
        return _Found(bearing, (), not bearing, 0 < len(bearing) <= MOST_OF_ONE)
    by_name = await meant(f"What does the {member.name} say?", scope, catalogue, index)
    if not (by_name.documents or by_name.unknown or by_name.unmentioned):
        by_name = await meant(f"What does the agreement with {member.name} say?", scope, catalogue, index)
    documents = tuple(hint.document for hint in by_name.documents)
    is_unknown = not documents and (
        bool(by_name.unknown or by_name.unmentioned) or not await on_thread(_is_borne, member.name, scope, catalogue)
    )
    return _Found(documents, by_name.looked_for, is_unknown)


def _bearing_all(
    documents: Sequence[DocumentId], names: Sequence[str], scope: Scope, catalogue: Catalogue
) -> tuple[DocumentId, ...]:
    """Those of some documents whose cards have all of the names, but for names that very many cards have."""
    found = catalogue.naming(tuple(names), scope) if names else None
    told = [one for one in names if found is not None and one not in found.common]
    return tuple(each for each in documents if all(found and each in found.weights.get(one, {}) for one in told))


def _surely(
    member: Member, found: _Found, entries: Mapping[DocumentId, Entry], catalogue: Catalogue
) -> tuple[DocumentId, ...]:
    """The documents that a member surely means: one, or several if it says so; else none.

    Copies are one document, and of an agreement with its amendments the agreement is meant.
    """
    known = [entries[one] for one in found.documents if one in entries]
    if found.is_sure:
        apart = [
            one for at, one in enumerate(known) if not any(are_copies(one, other, catalogue) for other in known[:at])
        ]
        return tuple(one.document for one in apart)
    meant_ones = without_attachments(known, member.name)
    if not meant_ones or not all(are_copies(meant_ones[0], one, catalogue) for one in meant_ones[1:]):
        return ()
    return (meant_ones[0].document,)


def _in_their_matter(
    possible: Collection[DocumentId], others: Collection[DocumentId], entries: Mapping[DocumentId, Entry]
) -> DocumentId | None:
    """The one of several documents in the matter of the members that are settled; None if they have several matters."""
    matters = {entries[one].matter for one in others if one in entries}
    within = [one for one in possible if one in entries and entries[one].matter in matters]
    return within[0] if len(matters) == 1 and len(within) == 1 else None


def _is_borne(name: str, scope: Scope, catalogue: Catalogue) -> bool:
    """True for a name of which a word, its kind aside, stands on the card of a document."""
    own = tuple(sorted({word for word in name_words(name) if word not in kinds_in()}))
    return bool(own) and any(catalogue.naming(own, scope).weights.get(word) for word in own)


async def _beside(
    names: tuple[str, ...],
    at: int,
    documents: Mapping[int, DocumentId],
    possible: Collection[DocumentId],
    scope: Scope,
    catalogue: Catalogue,
    index: Searching,
) -> DocumentId | None:
    """Which of several documents a name means: the one that it would mean beside another name of the list."""
    for other, document in documents.items():
        pair = await sides(f"Compare the {names[at]} and the {names[other]}.", scope, catalogue, index)
        if pair is not None and pair.documents[1] == document and pair.documents[0] in possible:
            return pair.documents[0]
    return None
