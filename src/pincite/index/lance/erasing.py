"""Takes rows out of a LanceDB table for good: not only out of its newest version, but out of every file of its folder.

A deletion only marks rows. They stay in the data file until more than a tenth of it is marked, their words and ids stay
in the search structures, the deletion's own condition stays in a transaction file, and all of it in earlier versions.
So the remaining rows are rewritten, every structure is made again from them, and whatever the newest version does not
need is dropped, including files of writers that died.
"""

import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta

import lancedb
from lancedb.expr import col
from lancedb.index import Bitmap, BTree, IvfSq, LabelList

from pincite.documents.span import DocumentId


async def erase_rows(
    table: lancedb.AsyncTable,
    documents: Sequence[DocumentId],
    structures: Mapping[str, Bitmap | BTree | LabelList],
    vectors: IvfSq,
    vectors_from: int,
) -> int:
    """Erase every row of these documents and all earlier versions; return the version that this made.

    `structures` are made again by column, and `vectors` if at least `vectors_from` rows remain. Nobody else may write
    meanwhile; a reader of an earlier version gets an error.
    """
    if documents:
        await table.delete(col("document").isin(sorted(set(documents))))
    remaining = await table.count_rows()
    if remaining:
        await table.update(where="true", updates_sql={"matter": "matter"})
    for column, structure in structures.items():
        await table.create_index(column, config=structure, replace=True)
    if remaining >= vectors_from:
        # LanceDB's annotation of create_index forgets IvfSq, which its code takes.
        await table.create_index("vector", config=vectors, replace=True)  # type: ignore[arg-type]
    else:
        for index in await table.list_indices():
            if index.columns == ["vector"]:
                await table.drop_index(index.name)
    with warnings.catch_warnings():
        # It warns that readers of earlier versions will fail, which is intended here.
        warnings.simplefilter("ignore", UserWarning)
        await table.optimize(cleanup_older_than=timedelta(0), delete_unverified=True)
    return int(await table.version())
