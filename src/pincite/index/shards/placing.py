"""Which shard a document lies in, and what the shards of an index are called.

A shard is chosen by a hash of the document's id alone, never by its matter: so each shard has a like share of every
matter, and one that is lost hides no matter as a whole. An index keeps the number of its shards for as long as it
serves; another number takes an index made anew beside it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeVar

from pincite.documents.span import DocumentId
from pincite.errors import IndexingError

SHARDED: Final = re.compile(r"[a-z]+(?:-[0-9a-f]{8})?-of-([1-9]\d{0,3})")
"""Names of indexes in shards. Any other index is one table."""

Item = TypeVar("Item")


def shard_of(document: DocumentId, count: int) -> int:
    """The shard of a document, from 0.

    >>> [shard_of(DocumentId(name), 4) for name in ("lease", "deed", "will")]
    [1, 0, 0]
    """
    digest = hashlib.blake2b(document.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % count


def name_of(index: str, count: int) -> str:
    """The name of an index with a number of shards; one shard is one table."""
    return index if count == 1 else f"{index}-of-{count}"


def tables_of(index: str) -> tuple[str, ...]:
    """The names of an index's tables, one for each shard.

    >>> tables_of("first-of-2"), tables_of("first")
    (('first-of-2.0', 'first-of-2.1'), ('first',))
    """
    found = SHARDED.fullmatch(index)
    return (index,) if found is None else tuple(f"{index}.{shard}" for shard in range(int(found[1])))


def require_one_table(index: str) -> None:
    """Refuse an index in shards to whoever would take one table for the whole.

    Raises:
        IndexingError: it is in shards.
    """
    if tables_of(index) != (index,):
        raise IndexingError(
            f"the search index is in {len(tables_of(index))} shards, and the settings say nothing of them; write "
            'backend = "shards" or "ray" under [index] in settings.toml'
        )


def by_shard(documents: Collection[DocumentId], count: int) -> Mapping[int, list[DocumentId]]:
    """Documents by the shard that they lie in; shards that have none of them are left out."""
    return _grouped(((document, document) for document in documents), count)


def things_by_shard(things: Iterable[tuple[DocumentId, Item]], count: int) -> Mapping[int, list[Item]]:
    """What belongs to documents, by their shards."""
    return _grouped(things, count)


def _grouped(things: Iterable[tuple[DocumentId, Item]], count: int) -> Mapping[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    for document, thing in things:
        found.setdefault(shard_of(document, count), []).append(thing)
    return found
