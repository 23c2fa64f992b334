"""Legal concepts by their names: what else the words of a question are called, and what clause they are about.

The table is `concepts.toml`, written for people to read and extend. A word of the question may be an inflection of a
word of the table ("assigned" of "assign"), and phrases count only as a whole: a looser comparison takes "deposition"
for "deposit" and "Fixed Charge" for something to fix.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pincite.chunking.stems import stem

TABLE = Path(__file__).with_name("concepts.toml")

MOST_CONCEPTS = 3
"""Concepts of one question that are expanded; a question about four is a list of topics, not a question."""

MOST_PER_CONCEPT = 3
"""Other words taken from one concept: its table is ordered by how often clauses use them.

Added to the lexical leg, recall within 4,000 characters on 659 questions, each in its own document
(`runs/understanding.py`): .842 without, .855 with these bounds (+.013 [.001, .025]), .854 with three words in all, .848
with all that the table has. Added to what is embedded they cost .042: the encoder was trained on questions alone.
"""

MOST_EXPANSIONS = MOST_CONCEPTS * MOST_PER_CONCEPT

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Concept:
    """Something in law that has several names; the fields are explained at the head of the table."""

    name: str
    terms: tuple[str, ...]
    asked: tuple[str, ...]
    written: tuple[str, ...]
    wording: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A concept in a question, by the `words` (how many) that named it, the first of them at character `start`."""

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
            written=tuple(row.get("written", ())),
            wording=row["wording"],
        )
        for row in rows
    )


def noticed(text: str) -> tuple[Noticed, ...]:
    """The concepts that a text names, each once, the one named by the longest phrase first, then as they stand.

    >>> [found.concept.name for found in noticed("Is there a cap, and may we assign the agreement?")]
    ['limitation of liability', 'assignment']
    """
    phrases = _phrases()
    words = [(_inflected(match.group()), match.start()) for match in _WORD.finditer(text)]
    best: dict[str, Noticed] = {}
    for at, (forms, start) in enumerate(words):
        for first in forms:
            for phrase, concept in phrases.get(first, ()):
                if any(
                    at + ahead >= len(words) or word not in words[at + ahead][0]
                    for ahead, word in enumerate(phrase[1:], start=1)
                ):
                    continue
                before = best.get(concept.name)
                if before is None or before.words < len(phrase):
                    best[concept.name] = Noticed(concept, start, len(phrase))
    return tuple(sorted(best.values(), key=lambda found: (-found.words, found.start)))


def expansions(text: str, found: Sequence[Noticed]) -> tuple[str, ...]:
    """Other words for the concepts that a text names, at most `MOST_EXPANSIONS`, each with some word that it lacks.

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


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Concept]]]:
    """Every term and every way of asking as words, by its first word."""
    by_first: dict[str, list[tuple[tuple[str, ...], Concept]]] = {}
    for concept in concepts():
        for term in (*concept.terms, *concept.asked):
            words = tuple(match.group().lower() for match in _WORD.finditer(term))
            by_first.setdefault(words[0], []).append((words, concept))
    return by_first


@lru_cache(maxsize=16_384)
def _inflected(word: str) -> tuple[str, ...]:
    """The words of a table that a word may be a form of, itself first.

    >>> _inflected("Assigned"), _inflected("subletting")
    (('assigned', 'assigne', 'assign'), ('subletting', 'sublett', 'sublet', 'sublette'))
    """
    lower = word.lower().replace("’", "'")
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
