"""The form of rows in the LanceDB table: its columns, and what the index was built for.

Only this module turns rows into columns and back.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pyarrow as pa

from pincite.chunking.chunk import Chunk
from pincite.errors import IndexingError
from pincite.index.origin import Origin
from pincite.index.port import Hit, Row
from pincite.models.ports import Vectors

LAYOUT = 1
"""Raised when the columns change: an index of another layout is refused, not guessed at."""

CHUNK_COLUMNS = (
    "document",
    "version",
    "ordinal",
    "start",
    "end",
    "section",
    "heading",
    "clause_start",
    "clause_end",
    "search_text",
)
HIT_COLUMNS = (*CHUNK_COLUMNS, "matter", "labels")

SENTENCES = "sentences"
"""The column with the vectors of sentences. Tables of earlier releases lack it until the next write."""

ORIGIN_KEY = b"pincite"


def schema_of(origin: Origin) -> pa.Schema:
    """The columns of a table for vectors of `origin.dimensions` numbers, with the origin as metadata."""
    words = ("section", "heading", "search_text", "matter")
    numbers = ("ordinal", "start", "end", "clause_start", "clause_end")
    types = {
        **dict.fromkeys(("document", "version", *words), pa.string()),
        **dict.fromkeys(numbers, pa.int32()),
        "labels": pa.list_(pa.string()),
        "vector": pa.list_(pa.float32(), origin.dimensions),
        SENTENCES: pa.binary(),
    }
    metadata = {ORIGIN_KEY: json.dumps(asdict(origin))}
    return pa.schema([(column, types[column]) for column in (*HIT_COLUMNS, "vector", SENTENCES)], metadata)


def origin_of(schema: pa.Schema, where: str) -> Origin:
    """What the table with this schema was built for.

    Raises:
        IndexingError: the table has no such note, or one that pincite did not write, so it is not one of ours.
    """
    note = (schema.metadata or {}).get(ORIGIN_KEY)
    if note is None:
        raise IndexingError(f"the table in {where} was not made by pincite; remove it, or name another workspace")
    try:
        return Origin(**json.loads(note))
    except (ValueError, TypeError) as error:
        raise IndexingError(
            f"the table in {where} says otherwise than pincite does what it was made for: it was changed, or damaged; "
            "make it anew with: pincite index rebuild"
        ) from error


def columns_of(rows: Sequence[Row], dimensions: int) -> pa.Table:
    """Rows as the table stores them."""
    schema = schema_of(Origin("", "", dimensions, LAYOUT)).remove_metadata()
    columns = {column: [getattr(row.chunk, column) for row in rows] for column in CHUNK_COLUMNS}
    columns |= {"matter": [row.matter for row in rows], "labels": [list(row.labels) for row in rows]}
    arrays = [pa.array(columns[column], schema.field(column).type) for column in HIT_COLUMNS]
    vectors = np.concatenate([row.vector for row in rows]).astype(np.float32, copy=False)
    of_rows = pa.FixedSizeListArray.from_arrays(vectors, dimensions)
    sentences = pa.array([row.sentences for row in rows], pa.binary())
    return pa.Table.from_arrays([*arrays, of_rows, sentences], schema=schema)


def chunks_of(found: pa.Table | pa.RecordBatch) -> list[Chunk]:
    """The chunks of rows read back, same order."""
    columns = [found.column(column).to_pylist() for column in CHUNK_COLUMNS]
    return [Chunk(*values) for values in zip(*columns, strict=True)]


def hits_of(found: pa.Table, scores: Sequence[float]) -> list[Hit]:
    """Rows read back as hits with these scores, same order."""
    matters, labels = found.column("matter").to_pylist(), found.column("labels").to_pylist()
    return [
        Hit(chunk, matter, tuple(names), score)
        for chunk, matter, names, score in zip(chunks_of(found), matters, labels, scores, strict=True)
    ]


def rows_of(found: pa.RecordBatch) -> list[Row]:
    """Rows read back, same order; without the column of sentences, none has any."""
    has_sentences = SENTENCES in found.schema.names
    sentences = found.column(SENTENCES).to_pylist() if has_sentences else [None] * found.num_rows
    columns = (
        found.column("matter").to_pylist(),
        found.column("labels").to_pylist(),
        matrix_of(found.column("vector")),
    )
    return [
        Row(chunk, matter, tuple(labels), vector, own or b"")
        for chunk, matter, labels, vector, own in zip(chunks_of(found), *columns, sentences, strict=True)
    ]


def matrix_of(vectors: pa.FixedSizeListArray) -> Vectors:
    """A column of vectors as an array of shape (rows, dimensions)."""
    matrix: Vectors = vectors.flatten().to_numpy(zero_copy_only=False).reshape(len(vectors), -1)
    return matrix
