"""Makes the search index anew from the texts that are stored, beside the one that serves, without the files.

Each document is cut, and what of it has no vector that can be copied (`ingest.copying`) is embedded, while others add,
move and erase documents; its rows are then written while nobody does, if it is still as it was. This goes on until no
document is left that the new index lacks or has otherwise. Then, while nobody changes documents, what changed is put on
the record and the new index is put in the former's place.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pincite.access.scope import Principal
from pincite.audit.event import Event, Json
from pincite.audit.port import Appending
from pincite.audit.states import saying
from pincite.catalogue.entry import Entry
from pincite.catalogue.pending import Step
from pincite.catalogue.port import Catalogue
from pincite.catalogue.steps import recutting
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import Strategy, chunks_of, cut_name
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError
from pincite.index.notes import Made
from pincite.index.pieces import digests_of
from pincite.index.port import Index, Row
from pincite.ingest.copying import known_vectors
from pincite.ingest.embedding import rows_of
from pincite.ingest.run import Quotable
from pincite.models.ports import Embedder
from pincite.threads import on_thread

BATCH_CHUNKS = 2_000
"""How many chunks are written at once: some 10 to 20 s of embedding, the most that a kill can cost."""

FEW = 20
"""Changed documents that may be left for the end, when nobody else may change any."""

RECORDED = 500
"""Documents of one record that says how they are cut and embedded now: at most half a megabyte."""


@dataclass(frozen=True, slots=True)
class RebuildStores:
    """What an index is made from. `alone` is held by whoever changes documents; `matters` are all that there are."""

    catalogue: Catalogue
    index: Index
    embedder: Embedder
    audit: Appending
    quotable: Quotable
    chunking: Strategy
    alone: Callable[[], AbstractAsyncContextManager[None]]
    matters: Callable[[], Iterable[MatterId]]

    @property
    def purpose(self) -> str:
        """What an index is made for: one that was begun for another is not gone on with."""
        return f"{self.embedder.name} {self.embedder.dimensions} {self.chunking}"


@dataclass(frozen=True, slots=True)
class RebuildProgress:
    """How many of all documents the new index has, and how many chunks have got their vectors in this run."""

    documents_done: int
    documents: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: documents and rows of the new index, and the documents that were made in this run.

    `copied` counts the chunks of this run whose vectors were all copied from the index that served, `embedded` the
    others. `changed` counts documents whose rows are others than the record had: another embedder, or other
    chunks. `seq` is the record of the rebuild.
    """

    documents: int
    rows: int
    made: int
    copied: int
    embedded: int
    changed: int
    seconds: float
    seq: int


async def rebuild(
    stores: RebuildStores,
    principal: Principal,
    *,
    now: Callable[[], datetime],
    watch: Callable[[RebuildProgress], None],
) -> Rebuilt:
    """Make the index anew and have it serve; a run that was killed is gone on with.

    Raises:
        WorkspaceError, RecordError, IndexingError, ModelError: a store or the embedder failed; the former index serves.
    """
    began = time.perf_counter()
    work = _Work(stores, await stores.index.beside(stores.purpose), watch)
    left = await work.left()
    while len(left.lacking) > FEW or (left.lacking and not work.chunks):
        await work.make(left.lacking)
        after = await work.left()
        if len(after.lacking) >= len(left.lacking):
            break  # they change as fast as they are read: the rest is done while nobody may change them
        left = after
    await work.beside.optimize()
    async with stores.alone():
        left = await work.left()
        await work.make(left.lacking, is_alone=True)
        await work.beside.delete(sorted(left.gone))
        made = await work.beside.made()
        changed = await _record_changed(made, stores, principal, now)
        rows = (await work.beside.status()).rows
        facts: dict[str, Json] = {
            "rebuilt": len(made),
            "rows": rows,
            "changed": changed,
            "embedder": stores.embedder.name,
            "chunking": stores.chunking,
        }
        matters = frozenset(await on_thread(stores.matters))
        event = Event(secrets.token_hex(8), "ingest", principal, now(), matters, facts, {})
        record = await stores.audit.append(event)
        await stores.index.switch()
    seconds = time.perf_counter() - began
    embedded = work.chunks - work.copied
    return Rebuilt(len(made), rows, work.made, work.copied, embedded, changed, seconds, record.seq)


@dataclass(frozen=True, slots=True)
class _Left:
    """Documents that the new index lacks or has otherwise, and those that it has and that do not stand."""

    lacking: tuple[Entry, ...]
    gone: frozenset[DocumentId]


class _Work:
    """The new index as it is made."""

    def __init__(self, stores: RebuildStores, beside: Index, watch: Callable[[RebuildProgress], None]) -> None:
        self.stores, self.beside = stores, beside
        self.made = self.chunks = self.copied = 0
        self._watch = watch
        self._done = self._all = 0

    async def left(self) -> _Left:
        """What is still to do, as the catalogue stands now."""
        made, indexed = await self.beside.made(), await self.beside.versions()
        standing = {entry.document: entry for entry in await on_thread(self._standing)}
        lacking = tuple(
            entry for document, entry in standing.items() if not _is_same(made.get(document), entry, self.stores)
        )
        self._all, self._done = len(standing), len(standing) - len(lacking)
        return _Left(lacking, frozenset((made.keys() | indexed.keys()) - standing.keys()))

    def _standing(self) -> list[Entry]:
        found = (entry for matter in self.stores.matters() for entry in self.stores.catalogue.of_matter(matter))
        return [entry for entry in found if entry.version is not None]

    async def make(self, entries: Sequence[Entry], *, is_alone: bool = False) -> None:
        """Cut documents, copy or make their vectors, and write their rows, some at a time."""
        batch: dict[DocumentId, tuple[Entry, list[Row]]] = {}
        weight = 0
        for entry in entries:
            rows = await self._rows(entry)
            if rows is None:
                continue
            batch[entry.document] = entry, rows
            weight += len(rows) + 10
            if weight >= BATCH_CHUNKS:
                await self._put(batch, is_alone=is_alone)
                batch, weight = {}, 0
        await self._put(batch, is_alone=is_alone)

    async def _rows(self, entry: Entry) -> list[Row] | None:
        """The rows of a document; None if it was taken away meanwhile."""
        stores = self.stores
        try:
            content = await on_thread(stores.catalogue.content, version_of(entry))
        except WorkspaceError:
            if await on_thread(self._stands, entry):
                raise
            return None
        name = PurePath(entry.path).name
        named = fingerprint(content.title, name)
        cutting = await chunks_of(
            entry.document,
            version_of(entry),
            content,
            named,
            name=name,
            strategy=stores.chunking,
            embedder=stores.embedder,
        )
        quotable = await on_thread(stores.quotable, cutting.chunks, content, entry.path)
        known = await known_vectors(stores.index, stores.catalogue, entry, quotable)
        self.copied += sum(map(known.are_all, cutting.chunks, quotable))
        before = self.chunks

        def reached(done: int) -> None:
            self.chunks = before + done
            self._tell()

        labels, embedder = tuple(entry.labels), stores.embedder
        rows = await rows_of(cutting.chunks, quotable, entry.matter, labels, embedder, reached=reached, known=known)
        self.chunks = before + len(rows)
        return rows

    def _tell(self) -> None:
        self._watch(RebuildProgress(self._done, self._all, self.chunks))

    async def _put(self, batch: Mapping[DocumentId, tuple[Entry, list[Row]]], *, is_alone: bool) -> None:
        """Write the rows of those documents that are still as they were when they were read."""
        if is_alone:
            await self._put_alone(batch)
            return
        async with self.stores.alone():
            await self._put_alone(batch)

    async def _put_alone(self, batch: Mapping[DocumentId, tuple[Entry, list[Row]]]) -> None:
        same = await on_thread(self._still_as_read, batch)
        if not same:
            return
        rows = [row for document in same for row in batch[document][1]]
        await self.beside.upsert(rows, same)
        await self.beside.note_made({document: _made(*batch[document], self.stores) for document in same})
        await self.beside.optimize(if_due=True)
        self.made += len(same)
        self._done += len(same)
        self._tell()

    def _stands(self, entry: Entry) -> bool:
        now = self.stores.catalogue.standing(entry.document)
        return now is not None and now.version == entry.version

    def _still_as_read(self, batch: Mapping[DocumentId, tuple[Entry, list[Row]]]) -> list[DocumentId]:
        return [
            document
            for document, (entry, _) in batch.items()
            if (now := self.stores.catalogue.standing(document)) is not None and _lying(now) == _lying(entry)
        ]


def version_of(entry: Entry) -> VersionId:
    """The version of a document that stands.

    Raises:
        WorkspaceError: none does.
    """
    if entry.version is None:
        raise WorkspaceError(f"{entry.path} was announced and never read; read it in again with: pincite ingest")
    return entry.version


def _lying(entry: Entry) -> tuple[object, ...]:
    """What rows of the index repeat of their document: once that has changed, they are out of date."""
    return entry.version, entry.matter, entry.labels, entry.path


def _cut_of(entry: Entry, stores: RebuildStores) -> str:
    return cut_name(stores.chunking, entry.format, PurePath(entry.path).name, stores.embedder.name)


def _made(entry: Entry, rows: Sequence[Row], stores: RebuildStores) -> Made:
    return Made(version_of(entry), entry.matter, tuple(entry.labels), _cut_of(entry, stores), digests_of(rows).hex())


def _is_same(made: Made | None, entry: Entry, stores: RebuildStores) -> bool:
    if made is None:
        return False
    cut = _cut_of(entry, stores)
    return (made.version, made.matter, made.labels, made.cut) == (entry.version, entry.matter, entry.labels, cut)


async def _record_changed(
    made: Mapping[DocumentId, Made], stores: RebuildStores, principal: Principal, now: Callable[[], datetime]
) -> int:
    """Put on the record, and note, which documents have other rows now; return how many."""
    wanted = {document: (each.cut, each.digests) for document, each in made.items()}
    changed = await on_thread(stores.catalogue.recut_among, wanted)
    for part in _parts(changed):
        step = recutting({document: wanted[document] for document in part})
        matters = frozenset(made[document].matter for document in part)
        event = await on_thread(_said, part, step, matters, stores, principal, now())
        await stores.audit.append(event)
        await on_thread(stores.catalogue.recut, {document: wanted[document] for document in part})
    return len(changed)


def _said(
    documents: Sequence[DocumentId],
    step: Step,
    matters: frozenset[MatterId],
    stores: RebuildStores,
    principal: Principal,
    at: datetime,
) -> Event:
    listed: list[Json] = [*documents]
    facts: dict[str, Json] = {"recut": len(documents), "embedder": stores.embedder.name, "chunking": stores.chunking}
    event = Event(secrets.token_hex(8), "ingest", principal, at, matters, facts, {"documents": listed})
    return saying(event, documents=stores.catalogue.planned(step))


def _parts(documents: Sequence[DocumentId]) -> Iterator[Sequence[DocumentId]]:
    for first in range(0, len(documents), RECORDED):
        yield documents[first : first + RECORDED]
