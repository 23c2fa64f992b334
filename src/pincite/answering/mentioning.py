"""Does a document mention at all what a question put to each of many is about: a helicopter, Zurich, a person?

A model that compares sentences takes a standby generator for a helicopter on standby. So a rare thing, a place or a
name in the question must be somewhere in a document that answers, by this or another of its names. The whole document,
its title and its file's name are searched, since a clause may call it "the Equipment". The name of a broad kind
("devices" for laptops) counts only in the passages that may answer. Everyday words for what clauses call otherwise
("walk away", "poaching") are no things, and bind nothing.
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
from pincite.retrieval.understanding.things import Thing, WordForms, things_in, words_of
from pincite.structure.facts.cities import cities_of, states_of
from pincite.structure.facts.places import people_of, place_of_people, places_in, spellings

NAME = 3.0
"""Least rarity of a capitalised word that is looked for; any contract may have made a term of a more common word."""

SHORTEST = 5
"""The fewest letters of a name that is looked for; a shorter one may abbreviate what a document has in full."""

ANYWHERE = frozenset(("United States", "United Kingdom", "European Union"))
"""Places with more names than anybody lists ("American", "federal", "a member state")."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """What a document must mention to answer a question: things, and for each name or place what it may be called."""

    things: tuple[Thing, ...] = ()
    names: tuple[frozenset[str], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """True if there is nothing that a document must mention."""
        return not (self.things or self.names)

    def stands_in(self, whole: WordForms, read: WordForms) -> bool:
        """True for a document that mentions all of it; `read` are the words of the passages that may answer."""
        return all(whole.has(thing.near) or read.has(thing.wide) for thing in self.things) and all(
            whole.has(names) for names in self.names
        )


def mentioned(query: Query) -> Mention:
    """What a document must mention to answer a question that is put to each of many.

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
    """True for a document that mentions all that is asked for, in its text, its title or its file's name.

    `passages`, of which there is at least one, are those of the document that may answer.
    """
    if asked.is_nothing:
        return True
    one = passages[0]
    marks = f"{one.title} {one.path} {fingerprint(one.title, PurePath(one.path).name)}"
    read = " ".join(f"{passage.chunk.heading} {passage.text}" for passage in passages)
    return asked.stands_in(words_of(f"{marks} {content_of(one.chunk.version).text}"), words_of(read))


def _of_place(place: str) -> frozenset[str]:
    """How a text may name a place: by its names, its people, a city in it."""
    return frozenset((*spellings(place), *people_of(place), *cities_of(place)))


def _of_name(name: str) -> list[frozenset[str]]:
    """How a text may name somebody or a city; empty for a name that is too short or too common to look for."""
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
