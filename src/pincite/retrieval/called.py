"""Which document is called "the warehouse lease", "MSA-0031" or "the Brightwater one", of those that a scope permits?

The cards decide. Of an agreement and the documents filed with it (amendments, statements of work), the agreement is
meant: only its title says nothing but what it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.copies import are_copies
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import IN_OPENING
from pincite.chunking.ordinary import name_words
from pincite.documents.span import DocumentId
from pincite.retrieval.hints import SURE
from pincite.retrieval.understanding.mentions import Mention, kinds_in, mentions_in
from pincite.structure.facts.places import called_otherwise

MOST_OF_A_KIND = 24
"""The most documents of a kind that are told apart by their titles; more are too many to be meant."""

_CHANGING = frozenset(("amendment", "addendum", "supplement", "amended", "draft", "schedule", "exhibit", "annex"))
"""Words by which a title says that it belongs to another document."""

_BEHIND_TITLE = re.compile(r"\s?[:;,(–—]|\s-\s|\s(?:for|between|no\.?|number)\s", re.IGNORECASE)
"""Behind what a title says that the document is: "Statement of Work No. 1 – Frozen storage"."""

_PLACES = {"".join(name_words(one)): tuple(name_words(place)) for one, place in called_otherwise()}
"""The words of a place by what else it is called, all as cards have them."""

_LOOSE = frozenset(("policy", "guide", "guideline"))
"""Kinds by which people call a document that does not say what it is: "the appeal policy"."""

_AND = re.compile(r"\s(?:and|&)\s(?!(?:the|our|their|its|an?|that|this)\s)", re.IGNORECASE)

_OFFICES = frozenset(("ceo", "coo", "cfo", "cto", "gc"))
"""Words in capitals that name neither a person nor a document."""


@dataclass(frozen=True, slots=True)
class Called:
    """A mention with the documents that it may mean.

    `documents` are copies of the likeliest one; `others` are those that it fits as well. `is_too_many` where it fits
    more than can be told apart: then none is the likeliest, and of very many none is among the `others`.
    """

    mention: Mention
    documents: tuple[DocumentId, ...]
    others: tuple[DocumentId, ...] = ()
    is_too_many: bool = False


def called(question: str, scope: Scope, catalogue: Catalogue) -> tuple[tuple[Called, ...], tuple[str, ...]]:
    """The documents that a question mentions by their kind, in its order, and the words that were looked for on cards.

    A mention that fits no document is kept, without documents; so is one that fits many, with `others`.
    """
    mentions = tuple(map(_placed, mentions_in(question)))
    words = {word for one in mentions for kind in one.kinds for word in kind} | {w for m in mentions for w in m.names}
    looked_for = tuple(sorted(words))
    found = catalogue.naming(looked_for, scope) if mentions else Naming(0, {})
    loose = [_by_names_alone(one, found) for one in mentions]
    each = [_bearing(one, found) for one in mentions]
    wanted = {document for bearing in (*loose, *each) for document in bearing or ()}
    entries = catalogue.permitted(wanted, scope)
    each = [
        alone if alone and all(_has_no_kind(entries[one]) for one in alone if one in entries) else bearing
        for alone, bearing in zip(loose, each, strict=True)
    ]
    apart = [
        Called(one, (), is_too_many=True) if bearing is None else _called(one, bearing, entries, catalogue)
        for one, bearing in zip(mentions, each, strict=True)
    ]
    return _joined(question, apart, found, entries, catalogue), looked_for


_INSURED = frozenset(("insurance", "liability", "life", "title", "casualty", "indemnity", "umbrella", "malpractice"))
"""What a policy with an insurer is called by; a company's own policies are not meant unless they are called so."""


def _placed(mention: Mention) -> Mention:
    """A mention with the places of peoples among its names: what "the Irish lease" means may be called "Ireland"."""
    names = tuple(word for name in mention.names for word in _PLACES.get(name, (name,)))
    sure = frozenset(word for name in mention.sure for word in _PLACES.get(name, (name,)))
    return replace(mention, names=names, sure=sure)


def _joined(
    question: str, apart: Sequence[Called], found: Naming, entries: dict[DocumentId, Entry], catalogue: Catalogue
) -> tuple[Called, ...]:
    """What is called, where two mentions are one if each fits one document: "the Acme license and resale agreement"."""
    joined: list[Called] = []
    for one in apart:
        joint = _AND.match(question, joined[-1].mention.end) if joined else None
        if joint is not None and joint.end() == one.mention.start:
            both = _both(joined[-1].mention, one.mention)
            fitting = _bearing(both, found)
            if fitting is not None and all(
                not fitting.keys().isdisjoint((*part.documents, *part.others)) for part in (joined[-1], one)
            ):
                joined[-1] = _called(both, fitting, entries, catalogue)
                continue
        joined.append(one)
    return tuple(joined)


def _both(first: Mention, second: Mention) -> Mention:
    """Two mentions as one, with all words of either."""
    kinds = tuple((*one, *other) for one in first.kinds for other in second.kinds)
    names = tuple(dict.fromkeys((*first.names, *second.names)))
    return Mention(first.start, second.end, kinds, names, first.sure | second.sure, second.is_many)


def _bearing(mention: Mention, found: Naming) -> dict[DocumentId, float] | None:
    """The documents whose cards have a mention's words, with how many of its names stand in title, file or parties.

    None where only common words say which: "the agreement" in a firm of very many.
    """
    of_kind = _of_kind(mention, found)
    bearing = dict.fromkeys(of_kind, 0.0)
    is_told = not any(found.common.keys() >= set(kind) for kind in mention.kinds)
    is_policy = any(kind[-1] == "policy" for kind in mention.kinds)
    for word in mention.names:
        insures = is_policy and word in _INSURED
        if not found.weights.get(word) and not insures and (word in mention.sure or word in _OFFICES):
            continue  # an adjective that no card has: "the outsourcing deal"
        least = SURE if word in mention.sure else IN_OPENING
        weights = found.weights.get(word, {})
        held = {document for document, share in weights.items() if share >= least}
        if word in mention.sure and not insures and not held & bearing.keys():
            continue
        bearing = {one: score + weights[one] for one, score in bearing.items() if one in held}
        is_told = is_told or word not in found.common
    return bearing if is_told else None


def _by_names_alone(mention: Mention, found: Naming) -> dict[DocumentId, float]:
    """The one document whose title, file or parties have all names of a mention, if none of its kind has any of them.

    Only for kinds that people say loosely: "the appeal policy" is "Appeal and reinstatement".
    """
    if not mention.names or all(kind[-1] not in _LOOSE for kind in mention.kinds):
        return {}
    bearing = [_holding(word, found, SURE) for word in mention.names]
    alone = set.intersection(*bearing)
    of_kind = _of_kind(mention, found)
    is_told_otherwise = any(not of_kind.isdisjoint(one) for one in bearing)
    return dict.fromkeys(alone, 1.0) if len(alone) == 1 and not is_told_otherwise else {}


def _of_kind(mention: Mention, found: Naming) -> set[DocumentId]:
    """The documents whose title, file or parties have all words of a mention's kind."""
    return {
        document
        for kind in mention.kinds
        for document in set.intersection(*(_holding(word, found, SURE) for word in kind))
    }


def _has_no_kind(entry: Entry) -> bool:
    """True for a document whose title and file do not say of what kind it is: no lease, complaint or certificate."""
    return kinds_in().isdisjoint({*name_words(entry.title), *name_words(PurePath(entry.path).stem)})


def _holding(word: str, found: Naming, least: float) -> set[DocumentId]:
    return {document for document, share in found.weights.get(word, {}).items() if share >= least}


def _called(
    mention: Mention, bearing: dict[DocumentId, float], entries: dict[DocumentId, Entry], catalogue: Catalogue
) -> Called:
    known = [document for document in bearing if document in entries]
    names = {*mention.names, *(word for kind in mention.kinds for word in kind)}

    def fit(document: DocumentId) -> tuple[bool, bool, float]:
        entry = entries[document]
        belongs = not _CHANGING.isdisjoint(name_words(entry.title)) and _CHANGING.isdisjoint(names)
        return not _is_of_kind(entry, mention), belongs, -bearing[document]

    fits = {document: fit(document) for document in known}
    ranked = sorted(known, key=lambda document: (fits[document], document))
    as_good = [one for one in ranked if fits[one] == fits[ranked[0]]]
    if len(as_good) > MOST_OF_A_KIND:
        return Called(mention, (), tuple(as_good), is_too_many=True)
    copies = [one for one in as_good if one == as_good[0] or are_copies(entries[one], entries[as_good[0]], catalogue)]
    return Called(mention, tuple(copies), tuple(one for one in as_good if one not in copies))


def without_attachments(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The documents whose titles do not make them an amendment, a draft, a schedule or the like of another one.

    All of them if none is left, or if the name asks for such a document.
    """
    own = [one for one in entries if _CHANGING.isdisjoint(name_words(one.title))]
    return own if own and _CHANGING.isdisjoint(name_words(name)) else list(entries)


def _is_of_kind(entry: Entry, mention: Mention) -> bool:
    """True for a document that is such a thing, by its title or its file's name, and does not only speak of one."""
    head = _BEHIND_TITLE.split(entry.title, maxsplit=1)[0]
    title, last = name_words(head), name_words(head.lower().partition(" of ")[0])[-1:]  # "Review of contracts" is none
    file = name_words(PurePath(entry.path).stem)
    return any(
        last == list(kind[-1:]) or title[: len(kind)] == list(kind) or file[: len(kind)] == list(kind)
        for kind in mention.kinds
    )


def pair_of(found: Sequence[Called]) -> tuple[Called, Called] | None:
    """The two documents that a question speaks of, each by a mention of its own, in order; None for fewer or more."""
    plain = [
        one
        for one in found
        if len(one.documents) > 0 and not one.others and (not one.mention.is_many or len(one.documents) == 1)
    ]
    distinct: list[Called] = []
    for one in plain:
        if not any(set(one.documents) & set(other.documents) for other in distinct):
            distinct.append(one)
    return (distinct[0], distinct[1]) if len(distinct) == 2 else None
