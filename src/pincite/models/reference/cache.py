"""Keys and values of the tokens read so far, in pages that several texts share.

A text takes a page when it needs one, and gives its pages back when it ends; nothing is set aside for the longest text
there might be. Rows are kept as float32, or in blocks as llama.cpp quantises them.

Sources: Kwon et al., "Efficient Memory Management for LLM Serving with PagedAttention", 2023, section 4; the blocks are
those of `blocks.py`.
"""

from collections.abc import Sequence

import numpy as np

from pincite.errors import ModelError
from pincite.models.reference.arrays import Bytes, Floats
from pincite.models.reference.blocks import BLOCK, Kind, packed, row_bytes, unpacked

PAGE = 16
"""Tokens of a page."""


class PagedCache:
    """Room for the keys and values of all texts that are being written.

    `rows` has of each layer how many numbers a token's key and value have; with latent attention, those of the latent
    vector and of the part of the key that turns.

    Raises:
        ModelError: Rows that cannot be cut into blocks of 32, or a number of pages below 1.
    """

    def __init__(self, rows: Sequence[tuple[int, int]], *, pages: int, page: int = PAGE, kind: Kind = "f32") -> None:
        if pages < 1 or page < 1:
            raise ModelError(f"a cache cannot have {pages} pages of {page} tokens; give at least 1 of 1")
        for size in {size for pair in rows for size in pair}:
            if kind != "f32" and size % BLOCK:
                raise ModelError(f"rows of {size} numbers cannot be kept as {kind}, in blocks of {BLOCK}; keep f32")
        self.page, self.kind = page, kind
        self._free = list(reversed(range(pages)))
        self._stored = [tuple(_room(pages, page, size, kind) for size in pair) for pair in rows]

    @property
    def free_pages(self) -> int:
        """Pages that no text holds."""
        return len(self._free)

    @property
    def size(self) -> int:
        """Bytes of all pages."""
        return sum(room.nbytes for pair in self._stored for room in pair)

    def open(self) -> "CachedText":
        """A new text without tokens."""
        return CachedText(self)

    def take(self) -> int:
        """A free page.

        Raises:
            ModelError: All pages are in use.
        """
        if not self._free:
            raise ModelError("all pages of the cache are in use; give it more, or end a text first")
        return self._free.pop()

    def give_back(self, pages: Sequence[int]) -> None:
        """Takes pages that are no longer needed."""
        self._free.extend(pages)

    def write(self, layer: int, places: Sequence[int], rows: tuple[Floats, Floats]) -> None:
        """Keeps rows of keys and values (n, numbers) at places, each the page times its tokens plus the one within."""
        for room, numbers in zip(self._stored[layer], rows, strict=True):
            room.reshape(-1, room.shape[-1])[places] = packed(numbers, self.kind)

    def read(self, layer: int, places: Sequence[int]) -> tuple[Floats, Floats]:
        """The keys and values at places, as far as their kind has kept them."""
        keys, values = self._stored[layer]
        return (
            unpacked(keys.reshape(-1, keys.shape[-1])[places], self.kind),
            unpacked(values.reshape(-1, values.shape[-1])[places], self.kind),
        )


def _room(pages: int, page: int, size: int, kind: Kind) -> Bytes:
    return np.zeros((pages, page, row_bytes(size, kind)), dtype=np.uint8)


class CachedText:
    """The pages of one text, and how many of its tokens have been read."""

    def __init__(self, cache: PagedCache) -> None:
        self._cache, self._pages = cache, list[int]()
        self.length = 0

    def extend(self, layer: int, keys: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Keeps the rows of the next tokens in a layer, and gives back those of all tokens of the text so far.

        Raises:
            ModelError: All pages of the cache are in use.
        """
        until = self.length + len(keys)
        while len(self._pages) * self._cache.page < until:
            self._pages.append(self._cache.take())
        places = self._places(until)
        self._cache.write(layer, places[self.length :], (keys, values))
        return self._cache.read(layer, places)

    def advance(self, tokens: int) -> None:
        """Says that tokens have gone through all layers."""
        self.length += tokens

    def cut(self, length: int) -> None:
        """Forgets all tokens behind `length`, as when drafted ones do not stand."""
        self.length = min(length, self.length)
        kept = -(-self.length // self._cache.page)
        self._cache.give_back(self._pages[kept:])
        del self._pages[kept:]

    def _places(self, until: int) -> list[int]:
        page = self._cache.page
        return [self._pages[token // page] * page + token % page for token in range(until)]
