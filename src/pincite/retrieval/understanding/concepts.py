"""Legal concepts by their names: other terms for the words of a question, and the clause that they are about.

The table is `concepts.toml`, which people can read and extend. A word of the question may be an inflection of a word of
the table ("assigned" of "assign"). Phrases count only as a whole: a looser comparison takes "deposition" for "deposit"
and "Fixed Charge" for something to fix.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pincite.chunking.stems import stem
from pincite.retrieval.terms import one_spelling

TABLE = Path(__file__).with_name("concepts.toml")

MOST_CONCEPTS = 3
"""The most concepts of one question that are expanded; a question about four is a list of topics, not a question."""

MOST_PER_CONCEPT = 3
"""The most other words that are taken from one concept; the table has them by how often clauses use them.

Recall within 4,000 characters on 659 questions, each in its own document (`runs/measuring/understanding.py`), with the
words added to the lexical leg: .842 without any, .855 with these bounds (+.013 [.001, .025]), .854 with three words in
all, .848 with all that the table has. Added to what is embedded, they cost .042: the encoder was trained on questions
only.
"""

MOST_EXPANSIONS = MOST_CONCEPTS * MOST_PER_CONCEPT

MOST_BETWEEN = 3
"""The most words that may replace a "…" of the table: "look at all of their books" matches "look at … books"."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PART = re.compile(rf"…|{_WORD.pattern}")
_IRREGULAR = {
    "bought": "buy", "sold": "sell", "gave": "give", "given": "give", "took": "take", "taken": "take", "kept": "keep",
    "paid": "pay", "got": "get", "gotten": "get", "held": "hold", "made": "make", "told": "tell", "spoken": "speak",
    "spoke": "speak", "left": "leave", "lost": "lose", "broke": "break", "broken": "break", "ran": "run", "went": "go",
    "gone": "go", "brought": "bring", "sought": "seek", "fell": "fall", "fallen": "fall", "stood": "stand",
    "thrown": "throw", "threw": "throw", "stole": "steal", "stolen": "steal", "shown": "show", "sent": "send",
    "meant": "mean", "dealt": "deal", "bound": "bind", "lent": "lend", "spent": "spend", "rose": "rise",
    "risen": "rise", "had": "have", "has": "have", "did": "do", "done": "do", "does": "do", "said": "say",
}  # fmt: skip
"""Irregular forms and their verbs."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A legal concept that has several names; the fields are explained at the head of the table."""

    name: str
    terms: tuple[str, ...]
    asked: tuple[str, ...]
    spoken: tuple[str, ...]
    written: tuple[str, ...]
    question: str
    wording: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A concept in a question, the number of `words` that named it, and the character at which they `start`."""

    concept: Concept
    start: int
    words: int


@lru_cache(maxsize=1)
def concepts() -> tuple[Concept, ...]:
    """The table, read once."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["concept"]
    return tuple(
        Concept(
            name=row["name"],
            terms=tuple(row["terms"]),
            asked=tuple(row.get("asked", ())),
            spoken=tuple(row.get("spoken", ())),
            written=tuple(row.get("written", ())),
            question=row["question"],
            wording=row["wording"],
        )
        for row in rows
    )


def noticed(text: str) -> tuple[Noticed, ...]:
    """The concepts that a text names, each once: those named by longer phrases first, then in the text's order.

    >>> [found.concept.name for found in noticed("Is there a cap, and may we assign the agreement?")]
    ['limitation of liability', 'assignment']
    """
    return _found([(_inflected(match.group()), match.start()) for match in _WORD.finditer(text)], _phrases())


def meant(text: str) -> tuple[Noticed, ...]:
    """The concepts that a text names, or that people mean by its everyday words, in the same order.

    Everyday words mean other things too. So this is for questions whose answers are judged afterwards.

    >>> [found.concept.name for found in meant("Who can look at the other side's books?")]
    ['audit rights']
    """
    words = [(_inflected(match.group()), match.start()) for match in _WORD.finditer(text)]
    return _found([((*forms, _IRREGULAR.get(forms[0], "")), start) for forms, start in words], _everyday())


def _found(words: Sequence[tuple[Sequence[str], int]], phrases: "_Phrases") -> tuple[Noticed, ...]:
    """The concepts in words; each word has its possible forms and its place in the text."""
    best: dict[str, Noticed] = {}
    said = [forms for forms, _ in words]
    for at, (forms, start) in enumerate(words):
        for first in forms:
            for phrase, concept in phrases.get(first, ()):
                if not _goes_on(said, at + 1, phrase[1:]):
                    continue
                size = len(phrase) - phrase.count("…")
                before = best.get(concept.name)
                if before is None or before.words < size:
                    best[concept.name] = Noticed(concept, start, size)
    return tuple(sorted(best.values(), key=lambda found: (-found.words, found.start)))


def _goes_on(words: Sequence[Sequence[str]], at: int, phrase: Sequence[str]) -> bool:
    """True if words, in their possible forms, go on from a place with the rest of a phrase.

    The words are never copied: a question may have thousands, each of which may begin a phrase.
    """
    if not phrase:
        return True
    if phrase[0] == "…":
        return any(_goes_on(words, at + skipped, phrase[1:]) for skipped in range(MOST_BETWEEN + 1))
    return at < len(words) and phrase[0] in words[at] and _goes_on(words, at + 1, phrase[1:])


def in_terms_of(question: str, text: str) -> str:
    """A question with the term that a text uses most, in place of another term for the same that it never uses.

    `text` is in lower case with single spaces.

    >>> in_terms_of("When must a data breach be reported?", "each security incident shall be reported")
    'When must a security incident be reported?'
    >>> in_terms_of("When must a data breach be reported?", "a data breach is a security incident")
    'When must a data breach be reported?'
    """
    for one in noticed(question)[:MOST_CONCEPTS]:
        said = next((match for term in one.concept.terms if (match := _whole(term).search(question))), None)
        if said is None or said[0].lower() in text:
            continue
        used = {term: text.count(term) for term in one.concept.terms}
        term = max(used, key=lambda term: used[term])
        if used[term]:
            question = f"{question[: said.start()]}{term}{question[said.end() :]}"
    return question


@lru_cache(maxsize=1_024)
def _whole(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)


def expansions(text: str, found: Sequence[Noticed]) -> tuple[str, ...]:
    """Other terms for the concepts that a text names, at most `MOST_EXPANSIONS`, each with a word that the text lacks.

    >>> text = "Who must indemnify the buyer?"
    >>> expansions(text, noticed(text))
    ('hold harmless', 'defend', 'reimburse')
    """
    said = _stems(text)
    added: list[str] = []
    for noticing in found[:MOST_CONCEPTS]:
        others = (*noticing.concept.terms, *noticing.concept.written)
        added += [term for term in others if not _stems(term) <= said and term not in added][:MOST_PER_CONCEPT]
    return tuple(added)


_Phrases = dict[str, list[tuple[tuple[str, ...], Concept]]]
"""Phrases as words, each with the concept that it names, by the first word."""


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    """The phrases of every term and every way of asking."""
    return _by_first((term, concept) for concept in concepts() for term in (*concept.terms, *concept.asked))


@lru_cache(maxsize=1)
def _everyday() -> _Phrases:
    """The same phrases, and what clients say."""
    return _by_first(
        (term, concept) for concept in concepts() for term in (*concept.terms, *concept.asked, *concept.spoken)
    )


def _by_first(terms: Iterable[tuple[str, Concept]]) -> _Phrases:
    by_first: _Phrases = {}
    for term, concept in terms:
        words = tuple(one_spelling(match.group().lower()) for match in _PART.finditer(term))
        by_first.setdefault(words[0], []).append((words, concept))
    return by_first


@lru_cache(maxsize=16_384)
def _inflected(word: str) -> tuple[str, ...]:
    """The words of the table of which a word may be a form, itself first.

    >>> _inflected("Assigned"), _inflected("subletting")
    (('assigned', 'assigne', 'assign'), ('subletting', 'sublett', 'sublet', 'sublette'))
    """
    lower = one_spelling(word.lower().replace("’", "'"))
    bare = lower.removesuffix("'s")
    forms = [lower, bare]
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("ed", "e"),
        ("ed", ""),
        ("ing", ""),
        ("ing", "e"),
        ("es", ""),
        ("s", ""),
    ):
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            form = bare.removesuffix(ending) + instead
            forms.append(form)
            if ending in ("ed", "ing") and not instead and form[-1] == form[-2]:
                forms.append(form[:-1])
    return tuple(dict.fromkeys(forms))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(match.group().lower()) for match in _WORD.finditer(text))
