"""Does a document speak at all of what is asked of each of many: of a helicopter, of Zurich, of somebody?

A model that compares sentences takes a standby generator for a helicopter on standby. So a rare thing, a place or a
name in what is asked must stand somewhere in a document that is to answer, by itself or by another of its names. It is
looked for in all of the document, its title and its file's name, since a clause may call it "the Equipment"; by the
name of a broad kind ("devices" for laptops) only in the passages among which the answer is looked for. Everyday words
for what clauses call otherwise ("walk away", "poaching") are no things, and bind nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Passage
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.things import Thing, Words, things_in, words_of
from pincite.structure.facts.cities import cities_of, states_of
from pincite.structure.facts.places import people_of, place_of_people, places_in, spellings

NAME = 3.0
"""Rarity from which a word with a capital is looked for: below are words of which any contract may have made a term."""

SHORTEST = 5
"""Letters of a name that is looked for; a shorter one may be short for what a document has in full."""

ANYWHERE = frozenset(("United States", "United Kingdom", "European Union"))
"""Places with more names than anybody lists ("American", "federal", "a member state")."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """What a document must speak of to answer a question: things, and for each name or place how it may be called."""

    things: tuple[Thing, ...] = ()
    names: tuple[frozenset[str], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """True where the question asks for nothing of the kind."""
        return not (self.things or self.names)

    def stands_in(self, whole: Words, read: Words) -> bool:
        """True for a document that speaks of all of it; `read` are the passages where the answer is looked for."""
        return all(whole.has(thing.near) or read.has(thing.wide) for thing in self.things) and all(
            whole.has(names) for names in self.names
        )


def mentioned(query: Query) -> Mention:
    """What a document must speak of to answer a question that is put to each of many.

    >>> from pincite.retrieval.query import understand
    >>> [sorted(names)[0] for names in mentioned(understand("send disputes to arbitration in Zurich?")).names]
    ['zurich']
    >>> mentioned(understand("can be walked away from without giving a reason?")).is_nothing
    True
    """
    names = [_of_place(one) for one in sorted(places_in(query.text) - ANYWHERE)]
    for entity in query.entities:
        if entity.kind == "party":
            names += _of_name(entity.value)
    return Mention(things_in(query.text), tuple(dict.fromkeys(names)))


def speaks_of(asked: Mention, passages: Sequence[Passage], content_of: Callable[[VersionId], Document]) -> bool:
    """True for a document that speaks of all that is asked for, in its text, its title or its file's name.

    `passages`, of which there is at least one, are those of the document among which the answer is looked for.
    """
    if asked.is_nothing:
        return True
    one = passages[0]
    marks = f"{one.title} {one.path} {fingerprint(one.title, PurePath(one.path).name)}"
    read = " ".join(f"{passage.chunk.heading} {passage.text}" for passage in passages)
    return asked.stands_in(words_of(f"{marks} {content_of(one.chunk.version).text}"), words_of(read))


def _of_place(place: str) -> frozenset[str]:
    """How a text may speak of a place: by its names, its people, a city in it."""
    return frozenset((*spellings(place), *people_of(place), *cities_of(place)))


def _of_name(name: str) -> list[frozenset[str]]:
    """How a text may speak of somebody or of a city; nothing for what is too short or too ordinary to be looked for."""
    place = place_of_people(name)
    if place is not None:
        return [] if place in ANYWHERE else [_of_place(place)]
    states = states_of(name)
    if states:
        return [frozenset((name.lower(), *(word for state in states for word in spellings(state))))]
    telling = [
        word
        for word in _WORD.findall(name.removesuffix("'s").removesuffix("’s"))
        if len(word) >= SHORTEST and not word.isupper() and max(map(rarity, name_words(word)), default=0.0) >= NAME
    ]
    return [frozenset(word.lower() for word in telling)] if telling else []
