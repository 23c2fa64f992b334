"""The index in a folder of this machine, of whichever kind it is: flat, or LanceDB's.

An index stays of its kind until it is made anew. The one that is made then is of the kind that the settings name, and
serves from the switch on, for every process: each call looks at which kind serves.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index import places
from pincite.index.flat import FlatIndex
from pincite.index.missing import Missing
from pincite.index.notes import Made
from pincite.index.places import Kind, kind_in
from pincite.index.port import IndexReport, Legs, Row, Searching, Standing, Vector
from pincite.index.status import IndexStatus

OF_NEW: Final[Kind] = "flat"
"""The kind of an index that is made where there is none, if the settings name none."""

if TYPE_CHECKING:
    from pincite.index.lance import LanceIndex

    OneKind = FlatIndex | LanceIndex


def one_of(kind: Kind, folder: Path, embedder: str, dimensions: int) -> "OneKind":
    """An index of a kind. LanceDB is heavy, so only whoever has such an index imports it."""
    if kind == "flat":
        return FlatIndex(folder, embedder, dimensions)
    from pincite.index.lance import LanceIndex

    return LanceIndex(folder, embedder, dimensions)


class FolderIndex:
    """An index in a folder, opened on first use; implements `Index`.

    `wanted` is the kind of an index that is made from now on; None leaves an index of the kind that it is.
    """

    def __init__(self, folder: Path, embedder: str, dimensions: int, wanted: Kind | None = None) -> None:
        self._folder, self._embedder, self._dimensions, self._wanted = folder, embedder, dimensions, wanted
        self._opened: dict[Kind, OneKind] = {}

    def _of(self, kind: Kind) -> "OneKind":
        found = self._opened.get(kind)
        return found or self._opened.setdefault(kind, one_of(kind, self._folder, self._embedder, self._dimensions))

    async def _serving(self) -> "OneKind":
        """The index that serves now."""
        return await asyncio.to_thread(lambda: self._of(self._kind()))  # LanceDB takes half a second to import

    def _kind(self) -> Kind:
        return kind_in(places.serving(self._folder)) or self._wanted or OF_NEW

    def _kind_to_make(self) -> Kind:
        return self._wanted or self._kind()

    def _kind_to_switch(self) -> Kind:
        return self._kind_beside() or self._kind_to_make()

    def _kind_beside(self) -> Kind | None:
        """The kind of the index that is being made, once something was written to it."""
        found = places.being_made(self._folder)
        return None if found is None else kind_in(found[0])

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits; see the port."""
        return await (await self._serving()).search(text, vector, scope, k, among)

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        """Vectors of sentences by their keys, from the rows at these places that the scope permits."""
        return await (await self._serving()).sentences(keys, places, scope)

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Which documents have the words, among the rows that the scope permits."""
        return await (await self._serving()).standing(words, scope)

    async def count(self, scope: Scope, among: frozenset[DocumentId] | None = None) -> int:
        """How many rows the scope permits, of all documents or of some."""
        return await (await self._serving()).count(scope, among)

    async def version(self) -> str:
        """The newest version, opaque."""
        return await (await self._serving()).version()

    async def at(self, version: str) -> Searching | None:
        """The index as it was at a version, for searching only; None if that version has been dropped."""
        return await (await self._serving()).at(version)

    def partly(self, lost: Callable[[Missing], None]) -> Self:  # noqa: ARG002 - the port names it
        """Itself: it is searched as a whole."""
        return self

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same commit, drop every earlier row of the documents named in `replacing`."""
        return await (await self._serving()).upsert(rows, replacing)

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents."""
        return await (await self._serving()).delete(documents)

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents for good, also from an index of another kind that is being made."""
        serving, beside = await self._serving(), await asyncio.to_thread(self._kind_beside)
        if beside is not None and self._of(beside) is not serving:
            await self._of(beside).erase_beside(documents)
        return await serving.erase(documents)

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels."""
        return await (await self._serving()).relabel(documents, matter, labels)

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows, of some or of all."""
        return await (await self._serving()).versions(documents)

    async def lacking(self) -> frozenset[DocumentId]:
        """Documents that were read in by a release that kept no vectors of sentences."""
        return await (await self._serving()).lacking()

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        """Fold new rows into the search structures; see the port."""
        await (await self._serving()).optimize(if_due=if_due, is_whole=is_whole)

    async def status(self) -> IndexStatus:
        """How the index stands, and whether the settings name another kind."""
        kind = await asyncio.to_thread(self._kind)
        found = await self._of(kind).status()
        return found if self._wanted in (None, kind) else replace(found, set_to=self._wanted)

    async def rows(self, documents: Collection[DocumentId] | None = None) -> AsyncIterator[Row]:
        """Every row, of some documents or of all, in no certain order."""
        async for row in (await self._serving()).rows(documents):
            yield row

    async def misled(self) -> list[DocumentId]:
        """Documents that a search by words misses, or finds by words that their rows do not have."""
        return await (await self._serving()).misled()

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit."""
        return await (await self._serving()).verify()

    async def beside(self, purpose: str) -> "OneKind":
        """The index that is being made for a purpose, of the kind that the settings name, or of the one that serves."""
        kind = await asyncio.to_thread(self._kind_to_make)
        return await self._of(kind).beside(purpose if kind == "lance" else f"{purpose} {kind}")

    async def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in this index."""
        await (await self._serving()).note_made(made)

    async def made(self) -> Mapping[DocumentId, Made]:
        """The documents that were noted, except those whose rows were changed since."""
        return await (await self._serving()).made()

    async def switch(self) -> None:
        """Have the index that is being made serve from now on, whatever its kind."""
        await self._of(await asyncio.to_thread(self._kind_to_switch)).switch()
