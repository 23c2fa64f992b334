"""A reader for one question, which reads no sentence of a passage twice.

A question that compares two things is put to each of two documents, and to all that was found where that gives nothing:
most sentences come again. Nothing is kept beyond the question, so its time tells nothing of what others have asked.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from pincite.models.ports import Reader, SecondReader, ToRead


class ReadingOnce:
    """Another reader, with what it said about the sentences of one question. Implements `Reader`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[bytes, float] = {}

    @property
    def name(self) -> str:
        """The other reader's name: reading once changes no number."""
        return self._reader.name

    @property
    def second(self) -> SecondReader | None:
        """The other reader's second one, as it is: it reads a few sentences once."""
        return self._reader.second

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        """For each passage a number per sentence, same order: the log odds that it answers, against none answering.

        Raises:
            ModelError: a file of the other reader is missing or damaged.
        """
        keys = [[_key(question, passage, span) for span in passage.sentences] for passage in passages]
        new: list[tuple[ToRead, list[bytes]]] = []
        asked = {*self._known}
        for passage, own in zip(passages, keys, strict=True):
            spans = {key: span for key, span in zip(own, passage.sentences, strict=True) if key not in asked}
            if spans:
                asked |= spans.keys()
                new.append((replace(passage, sentences=tuple(spans.values())), [*spans]))
        if new:
            read = await self._reader.read(question, [passage for passage, _ in new])
            for (_, own), odds in zip(new, read, strict=True):
                self._known.update(zip(own, odds, strict=True))
        return [[self._known[key] for key in own] for own in keys]


def _key(question: str, passage: ToRead, span: tuple[int, int]) -> bytes:
    """A hash of all that a sentence's number is made of, so that no text is kept."""
    hashed = hashlib.blake2b(digest_size=16)
    for part in (question, passage.headings, passage.text, repr(span)):
        content = part.encode("utf-8", "surrogatepass")
        hashed.update(len(content).to_bytes(8, "big") + content)
    return hashed.digest()
