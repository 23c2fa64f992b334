"""A question that goes on from an earlier one: which documents and which subject does it carry over?

Only what the asker may see today is carried over. A document of the earlier answer that is closed by now is left out.
What the new question names comes before what the earlier one was about.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pincite.access.scope import Scope
from pincite.catalogue.amending import CHANGES, Amendments
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId, MatterId, Span, VersionId
from pincite.retrieval.called import Called, called
from pincite.retrieval.exchanging import Exchanging, core_of
from pincite.retrieval.hints import MOST_HINTS, SURE, WORD, named
from pincite.retrieval.query import Query, cleaned, understand
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.following import (
    corrected,
    ended,
    is_empty,
    is_fragment,
    leans,
    unled,
    whole,
    with_other_place,
)
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS, without_openers
from pincite.routing.courtesies import without_courtesies

FEWEST_OF_ITS_OWN = 3
"""The fewest content words, besides the name, that make a question which names another document complete by itself."""

AHEAD = 1.5
"""Rarity by which the names in a question must fit another document better than the one that is carried over."""

TITLED = 2.0
"""What a title counts all of whose words a document bears ("the Supply Agreement"), however ordinary they are."""

RARE = 5.0
"""Least rarity of a word in lower case that may be a name."""

FEWEST_OF_A_TERM = 3
"""The fewest places at which a text has a word with an article and a capital for it to be one of its terms."""

_THE_ONE = re.compile(r"(?:the|that)\s([a-z]+)", re.IGNORECASE)

_LEADING_TO = re.compile(r"[\s,]*\b(?:in|under|for|with|of|by|to|at)\s*$", re.IGNORECASE)
"""Words that lead to the name of a document and are removed with it."""

_LEADING = re.compile(r"^(?:(?:in|under|for|with|of|by|to|at|from|goes|applies)\s)+", re.IGNORECASE)

_TITLE_ALONE = re.compile(r"(?:(?:the|our|that)\s)?[\w&.’'-]+(?:\s[\w&.’'-]+){0,7}", re.IGNORECASE)
"""A run of words and nothing else, with or without an article."""

_TITLE = re.compile(r"\b[A-Z][\w-]*(?:\s(?:(?:of|and|for)\s)?[A-Z][\w-]*)+")
"""Words with capitals that stand together; one that ends in what documents are called is a title."""


_LITTLE = frozenset(("one", "ones", "mean", "meant", "sorry"))
"""Words beside a name that ask nothing: "I meant the Pell one"."""

_OTHER = re.compile(r"\b(?:the|that)\sother\s[\w-]+(?:\s[\w-]+)?\Z", re.IGNORECASE)
"""A kind of document: not the one that was spoken of, but the one besides it."""

_ASKS = re.compile(rf"(?:{AUXILIARIES}|what|who|whom|whose|which|when|where|why|how)\b", re.IGNORECASE)
"""A word with which a question begins, and no name of a document."""

_POINTS_BACK = re.compile(
    r"\b(?:that|this|those|these)\b(?=[\s?.!]*\Z|[,;]|\s(?:down|up|off|back|too|also|as\swell)\b)"
)
"""A pronoun for what was spoken of, also where another document is named: "can a court cut that down?"."""

_INSURANCE = re.compile(r"\binsurance\s+polic(?:y|ies)\b|\bpolic(?:y|ies)\s+of\s+insurance\b", re.IGNORECASE)
"""A policy with an insurer in a contract, where "the policy" means no other document."""


@dataclass(frozen=True, slots=True)
class EarlierQuestion:
    """An earlier question, with what the person who follows it up may know of it today.

    `seq` is the number of its record, and `question` is how it was understood. `documents` are the documents it was
    about, the likeliest first. `matters` are all the matters that its record mentions: a reader of the new record needs
    access to them too. `answer` is the span of its first statement, or None if it was not answered.
    `rests_on` are all documents without which there would be no record of it, nor of those that it goes on from itself,
    so that it is as sensitive as they are; None where not all of them are known to the asker today. `read` are those
    versions of them that were shown. `newest` are the words with which it went on from another one, at its end; empty
    if it did not.
    """

    seq: int
    question: str
    documents: tuple[DocumentId, ...]
    matters: frozenset[MatterId]
    answer: Span | None = None
    rests_on: frozenset[DocumentId] | None = None
    read: frozenset[tuple[DocumentId, VersionId]] = frozenset()
    newest: str = ""


def follow(question: str, earlier: EarlierQuestion, scope: Scope, catalogue: Catalogue) -> Query:
    """The query behind a question that goes on from an earlier one.

    Raises:
        QuestionError: there is no word in it, or with the earlier one it is too long.
    """
    query = understand(corrected(cleaned(without_courtesies(question))))
    earlier = replace(earlier, question=without_courtesies(earlier.question))
    permitted = catalogue.permitted(earlier.documents, scope)
    carried = tuple(one for one in earlier.documents if one in permitted)
    told = _named_of(query.text, carried, scope, catalogue)
    carried = _with_amended(told or carried, scope, catalogue)
    if elsewhere := with_other_place(query.text, earlier.question):
        return understand(elsewhere)
    before = Exchanging(earlier.question, earlier.documents, scope, catalogue)
    asked = before.with_kind(query.text)
    spoken = _spoken_of(asked, carried, scope, catalogue)
    plain = before.with_kind(query.text, is_plain=True)
    if spoken is None and plain != query.text and (one := _spoken_of(plain, carried, scope, catalogue)) is not None:
        asked, spoken = plain, one
    if spoken is not None:
        rest = unled(f"{_LEADING_TO.sub('', asked[: spoken.mention.start])} {asked[spoken.mention.end :]}")
        if is_empty(rest) or is_fragment(rest):
            name = asked[spoken.mention.start : spoken.mention.end]
            return replace(_of_another(before, earlier, name, "" if is_empty(rest) else rest), carried=spoken.documents)
    other = spoken.documents if spoken is not None else _named_besides(query.text, carried, scope, catalogue)
    if spoken is None and not other:
        other = _called_so(_LEADING.sub("", unled(asked)), carried, scope, catalogue)
    if spoken is None and (name := _name_alone(asked, other, before, scope, catalogue)):
        return replace(_of_another(before, earlier, name), carried=other or told)
    if not leans(query.text):
        return replace(query, carried=other or carried)
    if not other:
        asked_whole = whole(query.text, earlier.question)
        is_told = not asked_whole.newest and earlier.answer and earlier.answer.document in permitted
        answer = earlier.answer if is_told else None
        still_new = earlier.newest if earlier.newest and asked_whole.text.endswith(earlier.newest) else ""
        newest = asked_whole.newest or still_new
        return replace(understand(asked_whole.text), carried=carried, newest=newest, other=answer)
    is_whole = len(content_words(named(query.text, scope, catalogue).rest)) >= FEWEST_OF_ITS_OWN
    if is_whole and _POINTS_BACK.search(query.text) is None:
        return replace(query, carried=other)
    mention = spoken.mention if spoken is not None else None
    of_other = before.about(asked[mention.start : mention.end]) if mention is not None else earlier.question
    return replace(understand(f"{ended(of_other)} {query.text}"), carried=other, newest=query.text)


def _of_another(before: Exchanging, earlier: EarlierQuestion, name: str, rest: str = "") -> Query:
    """The earlier question about the document with another name. What had gone on from another one still does."""
    newest = replace(before, question=earlier.newest).about(name, rest) if earlier.newest else ""
    return replace(understand(before.about(name, rest)), newest=newest)


def _with_amended(documents: tuple[DocumentId, ...], scope: Scope, catalogue: Catalogue) -> tuple[DocumentId, ...]:
    """Documents, and behind an amendment the agreement that it amends: who is answered from the one asks of both."""
    entries = catalogue.permitted(documents, scope)
    amendments = Amendments(catalogue, scope, date.max)
    found = list(documents)
    for entry in entries.values():
        if set(name_words(entry.title)).isdisjoint(CHANGES):
            continue
        standing = amendments.of(entry)
        found += [one.document for one in standing.sources] if standing is not None else []
    return tuple(dict.fromkeys(found))


def _named_of(
    question: str, carried: tuple[DocumentId, ...], scope: Scope, catalogue: Catalogue
) -> tuple[DocumentId, ...]:
    """Those of several documents that are carried over whose cards surely have the name that is all of a question.

    "The QuickBooks one", after a question that meant two. None if it says more, or its name tells none of them apart.
    """
    words = {word for word in map(_plain, _naming_words(question)) if rarity(word) > 0 and word not in DOCUMENTS}
    rest = {_plain(match[0]) for match in WORD.finditer(question)} - words - DOCUMENTS - _LITTLE
    if len(carried) < 2 or any(content_words(word) for word in rest):
        return ()
    found = catalogue.naming(sorted(words), scope)
    bearing = [{one for one in carried if found.weights.get(word, {}).get(one, 0.0) >= SURE} for word in sorted(words)]
    telling = [having for having in bearing if 0 < len(having) < len(carried)]
    common = set.intersection(*telling) if telling else set()
    return tuple(one for one in carried if one in common)


def _spoken_of(question: str, carried: Collection[DocumentId], scope: Scope, catalogue: Catalogue) -> Called | None:
    """The one document that a question mentions by its kind, if that is not one of those carried over."""
    found = [one for one in called(question, scope, catalogue)[0] if one.documents and not one.mention.is_many]
    if len(found) == 1 and (other := _OTHER.search(question[: found[0].mention.end])) is not None:
        such = (*found[0].documents, *found[0].others)
        rest = tuple(one for one in such if one not in carried)
        mention = replace(found[0].mention, start=other.start())
        return replace(found[0], mention=mention, documents=rest, others=()) if len(rest) == 1 < len(such) else None
    if len(found) != 1 or found[0].others or set(found[0].documents) & set(carried):
        return None
    if _is_role(question, found[0], carried, scope, catalogue):
        return None
    entries = catalogue.permitted((*found[0].documents, *carried), scope)
    matters = {entries[one].matter for one in carried if one in entries}
    beside = tuple(one for one in found[0].documents if one in entries and entries[one].matter in matters)
    return replace(found[0], documents=beside or found[0].documents)


def _is_role(question: str, one: Called, carried: Collection[DocumentId], scope: Scope, catalogue: Catalogue) -> bool:
    """True for a kind of document that is something else in what is carried over.

    A party or a defined term of it ("And the trust?"), or an insurer's policy that it asks for.
    """
    name = unled(question).strip(" ?.!")
    if one.mention.names:
        return False
    entries = catalogue.permitted(carried, scope).values()
    texts = (catalogue.content(entry.version).text for entry in entries if entry.version)
    if one.mention.kinds[0][-1] == "policy":
        return any(_INSURANCE.search(text) for text in texts)
    word = _THE_ONE.fullmatch(name)
    if word is None:
        return False
    term = re.compile(rf"\b[Tt]he\s+[\"“']?{word[1].capitalize()}\b")
    return any(len(term.findall(text)) >= FEWEST_OF_A_TERM for text in texts)


def _called_so(
    name: str, carried: Collection[DocumentId], scope: Scope, catalogue: Catalogue
) -> tuple[DocumentId, ...]:
    """The few documents whose cards surely have all words of a name that nothing else is said with, however ordinary.

    None if what is carried over has them too.
    """
    words = name_words(core_of(name))
    if not words or _TITLE_ALONE.fullmatch(name) is None:
        return ()
    found = catalogue.naming(sorted(set(words)), scope)
    bearing = found.having_all(words, SURE) or set()
    return tuple(sorted(bearing)) if len(bearing) <= MOST_HINTS and bearing.isdisjoint(carried) else ()


def _name_alone(
    question: str, other: Sequence[DocumentId], before: Exchanging, scope: Scope, catalogue: Catalogue
) -> str:
    """The name of another document, if a question says nothing else; otherwise empty.

    A name that is on no card may be in a text; then the question must say that it is a document's: "the Pell lease".
    """
    name = _LEADING.sub("", unled(question))
    words = [match[0] for match in WORD.finditer(name)]
    core = core_of(name)
    if not core or _TITLE_ALONE.fullmatch(name) is None or _ASKS.match(name) is not None:
        return ""
    if not other:
        return name if words[-1].islower() and before.is_kind(words[-1]) else ""
    plain = {_plain(word) for word in words if word.islower() and not is_empty(word) and not before.is_kind(word)}
    found = catalogue.naming(sorted(plain), scope)
    rarer = plain - found.common.keys()
    return name if all(found.weights.get(word, {}).get(other[0], 0.0) >= SURE for word in rarer) else ""


def _named_besides(
    question: str, carried: Collection[DocumentId], scope: Scope, catalogue: Catalogue
) -> tuple[DocumentId, ...]:
    """The documents that a question names itself; none where what is carried over may be meant by it.

    How often a word is on cards plays no part here. What is carried over is likely from the start, so only a name that
    it does not have leads away from it.
    """
    capitals = (without_openers(match[0]).split() for match in _TITLE.finditer(question))
    titles = [name_words(" ".join(run)) for run in capitals if len(run) > 1 and run[-1].lower() in DOCUMENTS]
    words = {word for word in map(_plain, _naming_words(question)) if rarity(word) > 0}
    looked_for = {*words, *(word for title in titles for word in title)}
    found = catalogue.naming([*looked_for, *(JOINED + word for word in words)], scope)
    bearing: dict[str, set[DocumentId]] = {}
    for word in looked_for:
        held = (found.weights.get(key, {}) for key in (word, JOINED + word))
        bearing[word] = {document for by in held for document, share in by.items() if share >= SURE}
    scores: dict[DocumentId, float] = {}
    # A common word is known of some documents only, and tells none from what is carried over.
    for word in sorted(words - found.common.keys()):
        for document in bearing[word]:
            scores[document] = scores.get(document, 0.0) + rarity(word)
    for title in titles:
        if found.common.keys() >= set(title):
            continue
        for document in set.intersection(*(bearing[word] for word in title)):
            scores[document] = scores.get(document, 0.0) + TITLED
    best = max(scores.values(), default=0.0)
    if best < max((scores.get(document, 0.0) for document in carried), default=0.0) + AHEAD:
        return ()
    others = tuple(sorted(document for document, score in scores.items() if score >= best - AHEAD / 2))
    return others if len(others) <= MOST_HINTS else ()


def _naming_words(question: str) -> list[str]:
    """The words of a question by which it may name a document: names, what documents are called, rare words."""
    words = [match[0] for match in WORD.finditer(question)]
    return [
        word
        for place, word in enumerate(words)
        if (word[0].isupper() and place > 0 and word.lower() not in OPENERS)
        or word.lower() in DOCUMENTS
        or rarity(_plain(word)) >= RARE
    ]


def _plain(word: str) -> str:
    return "".join(name_words(word))
