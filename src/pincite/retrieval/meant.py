"""Which documents does a question name, so that only they may answer it?

`hints` compares the question with the cards of documents. Questions also name a document by what only its text says:
"the pretzel franchise", a product, a person who signs. So a word that sets documents apart is looked for in the texts
too. There it counts by the number of the document's pieces that have it: a name is in many pieces of its document, a
chance word is not. Both are read only within the scope.
"""

import asyncio
import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import FOLDERS, JOINED
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.index.words import terms
from pincite.retrieval.hints import SURE, TOGETHER, WORD, Hint, looked_up, scarcity, without
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS, without_openers
from pincite.structure.facts.cities import states_of, states_of_cities
from pincite.structure.facts.places import is_place, places_in, with_places

MEANT_FROM = 12.0
"""Score of the best document from which a question names it. Measured on 223 questions about contracts, non-disclosure
agreements and policies that name theirs and 13 that name none (`runs/measuring/lawyers.py named`): 10 as often names a
wrong one in the second, 15 leaves out 10 of the first."""

NEAR = 0.7
"""Least share of the best document's score with which another document is meant as well."""

TELLING = 8.0
"""The least score of a word for the best document with which it is a name. Every document that has all such words is
meant as well, since a name may be in an e-mail or a schedule that is not called by it."""

TITLED = 16.0
"""The score of a document whose title, file or parties have "terms", "policy", "agreement" … and every word before it,
however ordinary these are: "the event terms"."""

MOST_TITLED, MOST_BEFORE = 3, 3
"""The most documents that such words may fit to be a title, not a kind, and the most words that are read before the
last."""

RARE = 5.0
"""Rarity from which a word with a capital is a name. Every document that has all such words is meant as well; words
that no document has do not count."""

MOST_WORDS = 40
"""The number of a question's first words that are looked for in the texts; nobody needs more to name a document."""

MOST_MEANT = 64
"""The most documents that a name may fit; if it fits more, it only says which come first."""

UNIQUE = 4.6
"""Factor on the rarity of a name that only one document has: its inverse document frequency among the 155 on which
these bounds were chosen. A word on cards, or with a capital, gets this factor however many documents there are, so that
a name also names its document in a small matter. Other words in a text get their own frequency: among few documents,
nearly any word is in only one."""

APART = 2.5
"""Least rarity of a word that is looked for in the texts; a more common one says what is asked."""

IN_TEXT_NAMED, IN_TEXT = 1.0, 0.5
"""How surely a word that is throughout a text names it: with a capital in the question, and without."""

IN_PLACE = 0.3
"""The same for a word after "in": it says where something happens, and any document may have the address."""

HALF = 2
"""The number of a document's pieces with a word at which the word counts half."""


_NAME = r"[A-Z][\w&.-]*(?:['’]s)?(?:\s+(?:(?:of|and|&)\s+)?[A-Z][\w&.-]*(?:['’]s)?){0,5}"
_KIND = r"(?i:agreements?|contracts?|deal|ndas?|msas?|leases?|licen[cs]es?|mou|deeds?|policy|terms)"
_CALLED = (
    re.compile(rf"\b({_NAME})\s+(?:[a-z-]+\s+){{0,2}}?{_KIND}\b"),
    re.compile(rf"\b{_KIND}\s+(?:with|between|from)\s+({_NAME})"),
)
"""A name before or after a word for a document: "the Acme supply contract", "our deal with Acme"."""

LEAST_OF_NAMES = 0.5
"""Least share of the names of a question, by how well each tells, that a document must have to be meant; it may have
one once, in an e-mail, or throughout."""

LONGEST_INITIALS = 5
"""The most letters of initials; a document may have only the full name."""

_ONE = frozenset(("terms", "bylaws", "articles", "minutes"))
"""Words for one document that end like a plural."""

LEAST_CAPITALS = 0.5
"""Share of a question's words from which capitals say nothing: it is a headline."""

_OPENING = '*.?!:;–—“"('
"""Signs after which any word may have a capital."""

_BEFORE_TERMS = frozenset("the a an this that our my your their its his her any each every no".split())  # noqa: SIM905 - words read best as words
"""Words before a term with a capital: "the Indemnitor"."""

_PEOPLES = ("ish", "ese", "ian", "dutch", "french", "german")
"""Endings of words for peoples, which are not names: "the Spanish contract"."""


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


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question: as cards have it, as the index has it, and how surely it is a name if a text has it."""

    plain: str
    term: str
    share: float


async def meant(question: str, scope: Scope, catalogue: Catalogue, index: Searching) -> Meant:
    """The documents that a question names, among those that the scope permits.

    Raises:
        IndexingError: the index could not be read.
    """
    by_places = with_places(question)
    looked_for, pairs = looked_up(by_places)
    titles, places = _titles(by_places), _places(by_places)
    looked_for = (*looked_for, *sorted({word for run in (*titles, *places) for word in run}))
    found = await asyncio.to_thread(catalogue.naming, looked_for, scope)
    words = _words(by_places)
    parts = await _parts(words, pairs, found, scope, catalogue, index)
    for document, title in _titled(titles, found).items():
        parts.setdefault(document, {})[" ".join(title)] = TITLED
    matters = {word for matter in scope.matters for word in name_words(matter)}
    mentioning = _mentioning(question, parts, matters)
    scores = {document: sum(parts[document].values()) for document in mentioning or _bearing_a_name(words, parts)}
    best = max(scores, key=lambda document: (scores[document], document), default=None)
    held = {key for said in parts.values() for key in said}
    if best is None or scores[best] < MEANT_FROM:
        unknown = _unknown(question, held | matters)
        placed = {} if unknown else _placed(places, found)
        near = [] if unknown else [*placed, *mentioning]
        permitted = await asyncio.to_thread(catalogue.permitted, near, scope)
        near = [one for one in near if one not in placed or one in mentioning or _is_about(permitted.get(one), places)]
        hints = sorted((-scores.get(one, 0.0), one) for one in dict.fromkeys(near) if one in permitted)
        if not 0 < len(hints) <= MOST_MEANT:
            unmentioned = "" if unknown else _unmentioned(question, words, held | matters)
            return Meant((), question, looked_for, unknown, unmentioned)
        return Meant(tuple(Hint(one, MEANT_FROM - score) for score, one in hints), question, looked_for)
    telling = {word.plain for word in words if parts[best].get(word.plain, 0.0) >= TELLING}
    names = {word.plain for word in words if word.share == IN_TEXT_NAMED and rarity(word.plain) >= RARE} & held
    if sum(said for key, said in parts[best].items() if key not in names) >= MEANT_FROM:
        # "GitHub's event terms": the title names it without "GitHub", and all other documents are GitHub's too
        telling, names = telling if telling - names else set(), set()
    ranked = sorted(
        (
            (document, score)
            for document, score in scores.items()
            if score >= max(MEANT_FROM, NEAR * scores[best])
            or any(some and some <= parts[document].keys() for some in (telling, names))
        ),
        key=lambda scored: (-scored[1], scored[0]),
    )
    permitted = await asyncio.to_thread(catalogue.permitted, [document for document, _ in ranked], scope)
    ranked = [(document, score) for document, score in ranked if document in permitted]
    if not 0 < len(ranked) <= MOST_MEANT:
        return Meant((), question, looked_for)
    return Meant(tuple(Hint(*one) for one in ranked), without(by_places, ranked[0][0], found), looked_for)


def by_title(
    question: str, scope: Scope, catalogue: Catalogue
) -> tuple[dict[DocumentId, tuple[str, ...]], tuple[str, ...]]:
    """Documents whose title is in a question, each with its words, and the words that were looked for on cards."""
    titles = _titles(question)
    looked_for = tuple(sorted({word for title in titles for word in title}))
    return _titled(titles, catalogue.naming(looked_for, scope)), looked_for


def _titles(question: str) -> list[tuple[str, ...]]:
    """Runs of words that end in a word for one document; the longest first for each such word.

    A shorter run begins only after a name or after a word that every document has: "the Kerber confidentiality
    agreement" is also a "confidentiality agreement", but "developer program agreement" is not a "program agreement".
    """
    words = [match[0] for match in WORD.finditer(question)]
    found = []
    for at, word in enumerate(words):
        if word.lower() not in DOCUMENTS or (word.lower().endswith("s") and word.lower() not in _ONE):
            continue
        first = max(0, at - MOST_BEFORE)
        for start in range(first, at):
            before = "".join(name_words(words[start - 1])) if start > first else ""
            if words[start].lower() not in OPENERS and (not before or not 0 < rarity(before) < APART):
                found.append(tuple(name_words(" ".join(words[start : at + 1]))))
    return found


def _titled(titles: Sequence[tuple[str, ...]], found: Naming) -> dict[DocumentId, tuple[str, ...]]:
    """Documents that have all words of a run, if only few do, each with its first such run."""
    return _bearing(titles, found, MOST_TITLED)


def _bearing(runs: Sequence[tuple[str, ...]], found: Naming, most: int) -> dict[DocumentId, tuple[str, ...]]:
    """Documents whose cards surely have all words of a run, if at most `most` do, each with its first such run.

    A run that is the end of one that fits is left out: of three covenant agreements, "the Texas covenant agreement" is
    one.
    """
    bearing: dict[DocumentId, tuple[str, ...]] = {}
    for run in runs:
        if any(run == longer[-len(run) :] for longer in bearing.values()):
            continue
        holding = [{d for d, share in found.weights.get(word, {}).items() if share >= SURE} for word in run]
        fitting = set.intersection(*holding)
        if len(fitting) <= most:
            for document in fitting:
                bearing.setdefault(document, run)
    return bearing


def _places(question: str) -> list[tuple[str, ...]]:
    """The places that a question mentions, and the states of its cities, each as words of a card."""
    found = (*sorted(places_in(question)), *states_of_cities(question))
    return [tuple(name_words(place)) for place in dict.fromkeys(found)]


def _placed(places: Sequence[tuple[str, ...]], found: Naming) -> dict[DocumentId, tuple[str, ...]]:
    """Documents whose title or file names a place that a question mentions: the guides on a state's law."""
    return _bearing(places, found, MOST_MEANT)


def _is_about(entry: Entry | None, places: Sequence[tuple[str, ...]]) -> bool:
    """True for a document whose title, file or folder has one of these places; "an Illinois corporation" is a party."""
    if entry is None:
        return False
    has = {*name_words(entry.title), *name_words(" ".join(PurePath(entry.path).with_suffix("").parts[-1 - FOLDERS :]))}
    return any(has.issuperset(place) for place in places)


def without_called(question: str, name: str) -> str:
    """A question in which a document is no longer called by a name; as it is if no word would be left.

    >>> without_called("Who must insure under the Acme supply contract?", "Acme")
    'Who must insure under the supply contract?'
    >>> [without_called(asked, "Acme") for asked in ("What does our deal with Acme say?", "Is Acme's lease signed?")]
    ['What does our deal say?', 'Is the lease signed?']
    """
    called = re.escape(name)
    rest = re.sub(rf"\s(?:with|between|from|of)\s{called}(?:['’]s?)?(?=\W|$)", "", question)
    rest = re.sub(rf"(?<=\b[Tt]he\s){called}(?:['’]s?)?\s|(?<=\b[Oo]ur\s){called}(?:['’]s?)?\s", "", rest)
    rest = re.sub(rf"\b{called}['’]s?\s", "the ", rest)
    rest = " ".join(re.sub(rf"\b{called}\b", "", rest).split())
    return rest if re.search(r"\w", rest) else question


def _given(question: str) -> Iterator[tuple[str, list[str]]]:
    """The names that a question gives documents, each with its rare words: ("Acme", ["acme"]) for "the Acme lease"."""
    for match in (match for called in _CALLED for match in called.finditer(question)):
        name = without_openers(" ".join(match[1].split()))
        rare = [word for word in name_words(name) if rarity(word) >= RARE]
        if rare and not (is_place(name) or name.lower().endswith(_PEOPLES)):
            yield _without_s(name), rare


def _unknown(question: str, held: Set[str]) -> str:
    """The name that a question gives a document if none of the name's rare words is anywhere; otherwise empty."""
    for name, rare in _given(question):
        is_short = name.isupper() and len(name) <= LONGEST_INITIALS
        if not (held & set(rare) or is_short):
            return name
    return ""


def _mentioning(question: str, parts: Mapping[DocumentId, Mapping[str, float]], matters: Set[str]) -> set[DocumentId]:
    """The documents that have all rare words of a name that a question gives a document, on card or in text.

    If there is one, a document without such a name is not meant, however much else of the question fits it. A name that
    one of the `matters` has is no such name: a client's lease need not mention the client.
    """
    given = [set(rare) for _, rare in _given(question) if not matters & set(rare)]
    return {document for document, said in parts.items() if any(rare <= said.keys() for rare in given)}


def _bearing_a_name(words: Sequence[_Word], parts: Mapping[DocumentId, Mapping[str, float]]) -> Collection[DocumentId]:
    """The documents that have the names of a question, which have capitals; all if none has one, or there is none.

    Words in lower case say what is asked, however rare they are: "Alliance Bank's depositors" are of no other bank.
    """
    names = {word.plain for word in words if word.share == IN_TEXT_NAMED}
    telling = {name: max((said.get(name, 0.0) for said in parts.values()), default=0.0) for name in names}
    borne = {document: sum(telling[name] for name in names & said.keys()) for document, said in parts.items()}
    most = max(borne.values(), default=0.0)
    return {document for document, score in borne.items() if score >= LEAST_OF_NAMES * most} if most else parts.keys()


def _unmentioned(question: str, words: Sequence[_Word], held: Set[str]) -> str:
    """The first name in a question that is neither on a card nor in a text; empty if each is, or if it may be no name.

    The first word of a sentence has a capital anyhow, and what has an article is a term or a role rather than a name.
    Initials may be written out, and a text may have a state for a place, or the country for a people. Beside a name
    that something has ("GitHub's conference in Zylkene"), it may be where it happened.
    """
    found = [match for match in WORD.finditer(question) if len(match[0]) > 1]
    if sum(match[0][0].isupper() for match in found) >= LEAST_CAPITALS * len(found):
        return ""
    looked_up = {word.plain for word in [word for word in words if word.term][:MOST_WORDS]}
    for at, match in enumerate(found):
        word = _without_s(match[0])
        plain = "".join(name_words(match[0]))
        before = question[: match.start()].rstrip()
        opens = _begins_sentence(question, match) or before.rpartition(" ")[2].lower() in _BEFORE_TERMS
        if (
            word[0].isupper()
            and not (opens or word.isupper() or word.lower() in OPENERS or word.lower().endswith(_PEOPLES))
            and plain in looked_up - held
            and rarity(plain) >= RARE
            and not (is_place(word) or states_of(word))
        ):
            name = _without_s(_whole_name(question, found, at))
            return "" if _names_another(question, name, held) else name
    return ""


def _names_another(question: str, name: str, held: Set[str]) -> bool:
    """True if a question has a further rare name, one that is on a card or in a text."""
    rest = question.replace(name, "")
    return any(
        match[0][0].isupper() and not _begins_sentence(rest, match) and plain in held and rarity(plain) >= RARE
        for match in WORD.finditer(rest)
        for plain in name_words(match[0])[:1]
    )


def _without_s(word: str) -> str:
    """A name without the mark of whose something is."""
    return word.removesuffix("'s").removesuffix("’s")


def _whole_name(question: str, found: Sequence[re.Match[str]], at: int) -> str:
    """The words with capitals that stand side by side around one: "Sistine Chapel" around "Chapel"."""

    def continues(left: re.Match[str], right: re.Match[str]) -> bool:
        return question[left.end() : right.start()] == " " and left[0][0].isupper() and right[0][0].isupper()

    first = last = at
    while first > 0 and continues(found[first - 1], found[first]) and not _begins_sentence(question, found[first - 1]):
        first -= 1
    while last + 1 < len(found) and continues(found[last], found[last + 1]):
        last += 1
    return question[found[first].start() : found[last].end()]


def _begins_sentence(question: str, match: re.Match[str]) -> bool:
    """True for a word that has its capital from where it stands."""
    return question[: match.start()].rstrip()[-1:] in ("", *_OPENING)


async def said_by_words(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching
) -> tuple[dict[DocumentId, dict[str, float]], tuple[str, ...]]:
    """How far each word and each pair of words means each document, and the words that were looked for on cards.

    Raises:
        IndexingError: the index could not be read.
    """
    looked_for, pairs = looked_up(question)
    found = await asyncio.to_thread(catalogue.naming, looked_for, scope)
    return await _parts(_words(question), pairs, found, scope, catalogue, index), looked_for


async def _parts(
    words: Sequence[_Word],
    pairs: Sequence[tuple[str, str, str]],
    found: Naming,
    scope: Scope,
    catalogue: Catalogue,
    index: Searching,
) -> dict[DocumentId, dict[str, float]]:
    """How far each document is meant by each word that its card or text has, and by each pair of words."""
    standing = await _standing(words, scope, catalogue, index)
    parts: dict[DocumentId, dict[str, float]] = {}

    def add(key: str, holding: Mapping[DocumentId, float]) -> None:
        for document, score in holding.items():
            parts.setdefault(document, {})[key] = score

    for word in words:
        best: dict[DocumentId, float] = {}
        for key in (word.plain, JOINED + word.plain):
            _raise(best, _on_cards(found, key, rarity(word.plain)))
        held = standing.get(word.term, {})
        shares = {document: word.share * count / (count + HALF) for document, count in held.items()}
        apart = _apart if word.share == IN_TEXT_NAMED else scarcity
        _raise(best, _weighed(shares, rarity(word.plain) * apart(found.documents, len(shares))))
        add(word.plain, best)
    for first, second, both in sorted(set(pairs)):
        add(both, _on_cards(found, both, rarity(both)))
        add(JOINED + both, _on_cards(found, JOINED + both, TOGETHER * max(rarity(first), rarity(second))))
    return parts


async def _standing(
    words: Sequence[_Word], scope: Scope, catalogue: Catalogue, index: Searching
) -> Mapping[str, Mapping[DocumentId, int]]:
    """In how many pieces of which documents that may be seen words occur.

    A row of the index may lie where its document does not: while that is being moved or removed, and after somebody
    changed the row. Then it says nothing.
    """
    found = (await index.standing([word.term for word in words if word.term][:MOST_WORDS], scope)).words
    held = {document for holding in found.values() for document in holding}
    if not await asyncio.to_thread(catalogue.closed, held, scope):
        return found
    shown = (await asyncio.to_thread(catalogue.permitted, held, scope)).keys()
    return {word: {one: n for one, n in holding.items() if one in shown} for word, holding in found.items()}


def _on_cards(found: Naming, key: str, weight: float) -> dict[DocumentId, float]:
    """How far a word means the documents whose cards have it."""
    shares = found.weights.get(key, {})
    return _weighed(shares, weight * _apart(found.documents, len(shares)))


def _apart(documents: int, holding: int) -> float:
    """How far a name sets documents apart: `UNIQUE` if one has it, however many documents there are."""
    return UNIQUE * scarcity(documents, holding) / scarcity(documents, 1)


def _weighed(shares: Mapping[DocumentId, float], weight: float) -> dict[DocumentId, float]:
    return {document: weight * share for document, share in shares.items()}


def _raise(best: dict[DocumentId, float], scores: Mapping[DocumentId, float]) -> None:
    for document, score in scores.items():
        best[document] = max(best.get(document, 0.0), score)


def _words(question: str) -> list[_Word]:
    """The words of a question that may name something, each once, as it first occurs."""
    found: dict[str, _Word] = {}
    is_where = False
    for match in WORD.finditer(question):
        plain = "".join(name_words(match[0]))
        if rarity(plain) > 0 and plain not in found:
            opens = question[: match.start()].rstrip()[-1:] in ("", *".?!:;")
            has_capital = any(map(str.isupper, match[0][:2])) and not (opens and match[0].lower() in OPENERS)
            share = IN_PLACE if is_where else IN_TEXT_NAMED if has_capital else IN_TEXT
            term = next(terms(match[0]), "") if rarity(plain) > APART else ""
            found[plain] = _Word(plain, term, share)
        is_where = match[0].lower() == "in" or (is_where and match[0][0].isupper())  # "in San Diego"
    return list(found.values())
