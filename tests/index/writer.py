"""A process of its own that writes batches of rows to an index in a folder, for tests of two writers and of kills."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from tests.copied import Copy, copy_running
from tests.index.flat_files import DIMENSIONS

from pincite.index.places import Kind

BATCH: Final = 25
"""Rows of each batch; each batch is one document."""

WRITER: Final = f"""
import asyncio, sys
import numpy as np
from pathlib import Path
from pincite.chunking.chunk import Chunk
from pincite.index.folder_index import one_of
from pincite.index.port import Row

kind, folder, name, batches = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
vectors = np.eye({DIMENSIONS}, dtype=np.float32)

async def write() -> None:
    index = one_of(kind, folder, "test", {DIMENSIONS})
    for batch in range(batches):
        document = f"{{name}}-{{batch}}"
        chunks = [Chunk(document, "v1", i, 0, 9, "", "", 0, 9, f"rent {{name}}") for i in range({BATCH})]
        await index.upsert([Row(chunk, "Acme", (), vectors[chunk.ordinal]) for chunk in chunks], [])
        print(document, flush=True)

asyncio.run(write())
"""


def start_writer(kind: Kind, folder: Path, name: str, batches: int) -> AbstractContextManager[Copy]:
    """Write so many batches of rows that say `name`; each document's id is printed once it is kept."""
    return copy_running(WRITER, kind, str(folder), name, str(batches))
