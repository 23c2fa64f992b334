"""Which documents does a question name, so that only they may answer it?

`hints` compares the question with the cards of documents. Questions also name a document by what only its text says:
"the pretzel franchise", a product, a person who signs. So a word that sets documents apart is looked for in the texts
too (`saying`). Both are read only within the scope.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED
from pincite.chunking.ordinary import is_everyday, name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.retrieval.called import called
from pincite.retrieval.faintly_named import MOST_MEANT, Compared, faintly_named, of_a_client
from pincite.retrieval.hints import SURE, Hint, looked_up, without
from pincite.retrieval.nowhere import RARE, given, unknown_name, unmentioned_name
from pincite.retrieval.particular import date_of, dated, of_kind
from pincite.retrieval.saying import IN_TEXT_NAMED, MOST_WORDS, SayingWord, parts_of, words_in
from pincite.retrieval.signs import signs_in
from pincite.retrieval.titled import TITLED, titled
from pincite.retrieval.understanding.abbreviations import written_out
from pincite.retrieval.understanding.mentions import mentions_in
from pincite.structure.facts.places import with_places

MEANT_FROM = 12.0
"""Score of the best document from which a question names it. Measured on 223 questions about contracts, non-disclosure
agreements and policies that name theirs and 13 that name none (`runs/measuring/lawyers.py named`): 10 as often names a
wrong one in the second, 15 leaves out 10 of the first."""

NEAR = 0.7
"""Least share of the best document's score with which another document is meant as well."""

TELLING = 8.0
"""The least score of a word for the best document with which it is a name. Every document that has all such words is
meant as well, since a name may be in an e-mail or a schedule that is not called by it."""

LEAST_OF_NAMES = 0.5
"""Least share of the names of a question, by how well each tells, that a document must have to be meant; it may have
one once, in an e-mail, or throughout."""

LEAST_NAMED = 0.5
"""Least share of `MEANT_FROM` that a question without a name must reach by more than single ordinary words. One
that only one document has on its card is part of a name there, and says what is asked: "if fuel leaks" does not name
Midstream Fuel Service."""

ALONE = 24.0
"""Score of a word in small letters that is a name all the same, beside names with capitals: it is on one card or two,
and no word of contracts or of everyday speech ("the xacct deal with ACME")."""

LEAST_TELLING = 3.0
"""Rarity from which a word in small letters that is not everyday may be a name: "cardlytics", "cisco"."""

SHORT_NAMES = ("MSA", "NDA", "DPA", "SOW", "SLA", "SPA", "APA", "LOI", "MOU")
"""Short names for kinds of documents that mean nothing else in a question."""

SHORTEST_GIVEN = 2
"""Letters of a name before a kind that is initials for what the document is about: "the TA agreement"."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The documents that a question names, best first; empty if it names none or too many.

    `rest` and `looked_for` are as in `Named`: the cards of these documents must be checked before anything of them is
    shown. `unknown` is a name in the question that is neither on a card nor in a text, or empty. It is the same for
    documents that the scope does not permit and for documents that do not exist. So is `unmentioned`, a name of
    anything else that stands nowhere, in a question that names no document.
    """

    documents: tuple[Hint, ...]
    rest: str
    looked_for: tuple[str, ...]
    unknown: str = ""
    unmentioned: str = ""


async def meant(question: str, scope: Scope, catalogue: Catalogue, index: Searching) -> Meant:
    """The documents that a question names, among those that the scope permits.

    Raises:
        IndexingError: the index could not be read.
    """
    by_places = with_places(written_out(question))
    looked_for, pairs = looked_up(by_places)
    signs = signs_in(question, by_places)
    looked_for = (*signs.words, *looked_for)
    found = await asyncio.to_thread(catalogue.naming, looked_for, scope)
    words = words_in(by_places)
    parts = await parts_of(words, pairs, found, scope, catalogue, index)
    for document, title in titled(signs.titles, found).items():
        parts.setdefault(document, {})[" ".join(title)] = TITLED
    such = of_kind(signs.agreement, found) if signs.agreement else None
    parts = {
        document: said
        for document, said in parts.items()
        if not _is_only_of_a_place(document, said, signs.places, such)
    }
    matters = {word for matter in scope.matters for word in name_words(matter)}
    mentioning = _mentioning(question, parts, matters)
    borne_by = mentioning or _bearing_a_name(words, parts, _said_of_documents(by_places))
    scores = {document: sum(parts[document].values()) for document in borne_by}
    best = max(scores, key=lambda document: (scores[document], document), default=None)
    compared = Compared(question, by_places, words, signs, found, parts, such, mentioning)
    if best is not None and scores[best] >= MEANT_FROM:
        ranked = await _surely_named(best, scores, compared, scope, catalogue)
        return Meant(ranked, without(by_places, ranked[0].document, found) if ranked else question, looked_for)
    held = {key for said in parts.values() for key in said}
    if unknown := unknown_name(question, held | matters):
        return Meant((), question, looked_for, unknown)
    faint = await faintly_named(compared, scope, catalogue)
    of_client = () if faint else await asyncio.to_thread(catalogue.permitted, of_a_client(compared), scope)
    hints = tuple(sorted((Hint(one, MEANT_FROM + scores.get(one, 0.0)) for one in faint or of_client), key=_best_first))
    if hints:
        return Meant(hints, question, looked_for)
    by_short_name = await asyncio.to_thread(_by_short_name, question, scope, catalogue)
    if by_short_name is not None:
        return Meant(*by_short_name)
    looked_up_in_texts = {word.plain for word in [word for word in words if word.term][:MOST_WORDS]}
    return Meant((), question, looked_for, "", unmentioned_name(question, looked_up_in_texts, held | matters))


async def _surely_named(
    best: DocumentId, scores: Mapping[DocumentId, float], compared: Compared, scope: Scope, catalogue: Catalogue
) -> tuple[Hint, ...]:
    """The best document and those that are meant as well, best first; none if they are too many."""
    words, parts, signs = compared.words, compared.parts, compared.signs
    telling = {word.plain for word in words if parts[best].get(word.plain, 0.0) >= TELLING}
    if telling <= _titled_by(best, words, signs.places, compared.found):
        telling = set()
    held = {key for said in parts.values() for key in said}
    names = {word.plain for word in words if word.share == IN_TEXT_NAMED and rarity(word.plain) >= RARE} & held
    if sum(said for key, said in parts[best].items() if key not in names) >= MEANT_FROM:
        # "GitHub's event terms": the title names it without "GitHub", and all other documents are GitHub's too
        telling, names = telling if telling - names else set(), set()
    hints = [
        Hint(document, score)
        for document, score in scores.items()
        if score >= max(MEANT_FROM, NEAR * scores[best])
        or any(some and some <= parts[document].keys() for some in (telling, names))
    ]
    permitted = await asyncio.to_thread(catalogue.permitted, [hint.document for hint in hints], scope)
    date = date_of(compared.written_out, signs.agreement) if signs.agreement else ""
    of_date = dated(date, permitted, permitted) if date and len(permitted) > 1 else []
    ranked = sorted((hint for hint in hints if hint.document in (of_date or permitted)), key=_best_first)
    return tuple(ranked) if len(ranked) <= MOST_MEANT else ()


def _by_short_name(
    question: str, scope: Scope, catalogue: Catalogue
) -> tuple[tuple[Hint, ...], str, tuple[str, ...]] | None:
    """The only document that a question can mean by "the DPA" or "the MSA", and the question without that.

    None where several are of the kind, or none. Other kinds ("the notice") may be something that a clause speaks of.
    """
    spoken, looked_for = called(question, scope, catalogue)
    short = [one for one in spoken if question[: one.mention.end].endswith(SHORT_NAMES)]
    if len(short) != 1 or not short[0].documents or short[0].others or short[0].mention.is_many:
        return None
    mention, [document, *_] = short[0].mention, short[0].documents
    rest = f"{question[: mention.start].rstrip()}{question[mention.end :]}"
    return (Hint(document, MEANT_FROM),), rest, looked_for


def _best_first(hint: Hint) -> tuple[float, DocumentId]:
    return -hint.score, hint.document


def _is_only_of_a_place(
    document: DocumentId,
    said: Mapping[str, float],
    places: Sequence[tuple[str, ...]],
    such: Set[DocumentId] | None,
) -> bool:
    """True for a document that has only a place of the question, where another kind of document is meant (`such`)."""
    of_places = {form for place in places for form in (*place, "".join(place), JOINED + "".join(place))}
    return (
        such is not None
        and document not in such
        and not of_places.isdisjoint(said)
        and sum(score for key, score in said.items() if key not in of_places) < LEAST_NAMED * MEANT_FROM
    )


def _titled_by(
    best: DocumentId, words: Sequence[SayingWord], places: Sequence[tuple[str, ...]], found: Naming
) -> frozenset[str]:
    """The words by which the best document is titled that are nobody's name: places, and words in lower case.

    Other documents have them in passing: a contract under Maine law is not the Maine covenant.
    """
    of_places = {word for place in places for word in place}
    return frozenset(
        word.plain
        for word in words
        if (word.plain in of_places or (word.share != IN_TEXT_NAMED and rarity(word.plain) < RARE))
        and found.weights.get(word.plain, {}).get(best, 0.0) >= SURE
    )


def _mentioning(question: str, parts: Mapping[DocumentId, Mapping[str, float]], matters: Set[str]) -> set[DocumentId]:
    """The documents that have all rare words of a name that a question gives a document, on card or in text.

    If there is one, a document without such a name is not meant, however much else of the question fits it. A name that
    one of the `matters` has is no such name: a client's lease need not mention the client.
    """
    names = [set(rare) for name, rare in given(question) if len(name) > SHORTEST_GIVEN and not matters & set(rare)]
    return {document for document, said in parts.items() if any(rare <= said.keys() for rare in names)}


def _bearing_a_name(
    words: Sequence[SayingWord], parts: Mapping[DocumentId, Mapping[str, float]], of_documents: Set[str]
) -> Collection[DocumentId]:
    """The documents that have the names of a question, which have capitals; if none has one, those otherwise named.

    Words in lower case say what is asked, however rare they are: "Alliance Bank's depositors" are of no other bank.
    """
    names = {word.plain for word in words if word.share == IN_TEXT_NAMED}
    telling = {name: max((said.get(name, 0.0) for said in parts.values()), default=0.0) for name in names}
    borne = {document: sum(telling[name] for name in names & said.keys()) for document, said in parts.items()}
    most = max(borne.values(), default=0.0)
    if most:
        alone = {
            document
            for document, said in parts.items()
            if any(score >= ALONE and rarity(key) >= RARE and not is_everyday(key) for key, score in said.items())
        }
        return {document for document, score in borne.items() if score >= LEAST_OF_NAMES * most} | alone
    plain = {
        word.plain for word in words if is_everyday(word.plain) or rarity(word.plain) < LEAST_TELLING
    } - of_documents
    return {
        document
        for document, said in parts.items()
        if sum(score for key, score in said.items() if key not in plain) >= LEAST_NAMED * MEANT_FROM
    }


def _said_of_documents(question: str) -> frozenset[str]:
    """The words that say which document is mentioned by its kind: "fuel" of "the fuel deal"."""
    mentions = mentions_in(" ".join(question.split()))
    return frozenset(word for one in mentions for word in (*one.names, *(word for kind in one.kinds for word in kind)))
