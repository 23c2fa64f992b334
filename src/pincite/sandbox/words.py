"""Recognised words, packed page by page for the reading process.

A scan of 3,000 pages has over a million words. Packed they take some 70 MB; as objects they would take half a gigabyte.
So each page is unpacked only when the reader comes to it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from pincite.documents.document import Word

MOST_WORDS = 20_000
"""Most words of one page. A page of a telephone book has some 3,000."""


def pack_words(page: int, words: Sequence[Word]) -> bytes:
    """The words of a page as one line."""
    values = [
        [
            word.text,
            round(word.left, 2),
            round(word.bottom, 2),
            round(word.right, 2),
            round(word.top, 2),
            round(word.confidence, 3),
            word.line,
            word.block,
        ]
        for word in words[:MOST_WORDS]
    ]
    return json.dumps([page, values], separators=(",", ":")).encode("ascii") + b"\n"


class PackedWords(Mapping[int, Sequence[Word]]):
    """Words by page number, unpacked when asked for."""

    def __init__(self, packed: bytes) -> None:
        """`packed` holds the pages: one line of `pack_words` for each."""
        self._packed = packed
        self._places: dict[int, tuple[int, int]] = {}
        start = 0
        while start < len(packed):
            end = packed.index(b"\n", start)
            self._places[int(packed[start + 1 : packed.index(b",", start)])] = (start, end)
            start = end + 1

    def __getitem__(self, page: int) -> Sequence[Word]:
        start, end = self._places[page]
        _, words = json.loads(self._packed[start:end])
        return tuple(Word(*word) for word in words)

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
