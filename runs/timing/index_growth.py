"""What the search index costs as it grows: one more file, a fold, reading what is there, a search, memory and disk.

    python -m runs.timing.index_growth FOLDER [--kind flat] [--rows 10000 100000 1000000] [--data DIR] [--batch 2000]

Rows are pieces of real contracts (CUAD), 30 to a document and 50 documents to a matter, each piece with other words at
its head. Their vectors are not embedded: each is one of 2,000 random directions, turned a little. So the figures are of
the engine's costs, and say nothing of what is found. Sentences are 3 vectors a piece in half precision, random bytes.
Printed are seconds of the process's processor time, and in brackets wall time, which a busy machine lengthens.
"""

import argparse
import asyncio
import resource
import statistics
import tarfile
import time
from collections.abc import Awaitable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import numpy as np

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.folder_index import one_of
from pincite.index.places import Kind
from pincite.index.port import Index, Row, Vector

DIMENSIONS, PER_DOCUMENT, PER_MATTER = 384, 30, 50
PIECE_CHARACTERS, PIECES = 700, 40_000
SENTENCE_BYTES = 3 * (16 + 2 * DIMENSIONS)
DIRECTIONS, TURN = 2_000, 0.6
SHARES = (0.005, 0.1, 0.75, 1.0)
QUESTIONS = (
    "What is the term of the agreement?",
    "Who may terminate for convenience and on what notice?",
    "governing law of the state of New York",
    "limitation of liability and consequential damages",
    "assignment without prior written consent",
    "exclusive license to use the trademarks",
    "insurance coverage in the amount of $1,000,000",
    "change of control",
    "audit rights and inspection of books and records",
    "confidential information of the disclosing party",
)
Result = TypeVar("Result")


def pieces(data: Path) -> list[str]:
    """Pieces of contracts, in a fixed order."""
    found: list[str] = []
    with tarfile.open(data / "cuad" / "cuad_txt.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() and member.name.endswith(".txt") else None
            text = file.read().decode("utf-8", "replace") if file is not None else ""
            found += [text[at : at + PIECE_CHARACTERS] for at in range(0, len(text), PIECE_CHARACTERS)]
            if len(found) >= PIECES:
                break
    return found


class Made:
    """Makes documents one after the other."""

    def __init__(self, data: Path) -> None:
        self._texts = cycle(pieces(data))
        self._random = np.random.default_rng(19)
        self._directions = self._random.standard_normal((DIRECTIONS, DIMENSIONS), dtype=np.float32)
        self._sentences = self._random.bytes(SENTENCE_BYTES * 64)
        self.documents = 0

    def vectors(self, count: int) -> Vector:
        """Unit vectors around the directions."""
        turned = self._directions[self._random.integers(0, DIRECTIONS, count)]
        turned = turned + TURN * self._random.standard_normal((count, DIMENSIONS), dtype=np.float32)
        return turned / np.linalg.norm(turned, axis=1, keepdims=True)

    def document(self, number: int | None = None) -> list[Row]:
        """The rows of one more document, or of one that was made before, in other words."""
        at = self.documents if number is None else number
        self.documents += number is None
        name, matter = DocumentId(f"document-{at:07}"), MatterId(f"matter-{at // PER_MATTER:05}")
        rows = []
        for ordinal, vector in enumerate(self.vectors(PER_DOCUMENT)):
            text = f"Agreement {at} of Petrolube {at % 997} Ltd and Kenway {at % 89} plc\n{next(self._texts)}"
            first = (at * PER_DOCUMENT + ordinal) % 63 * SENTENCE_BYTES
            sentences = self._sentences[first : first + SENTENCE_BYTES]
            chunk = Chunk(name, VersionId(f"v-{at}"), ordinal, ordinal, ordinal + 1, "", "", 0, PER_DOCUMENT, text)
            rows.append(Row(chunk, matter, (), vector, sentences))
        return rows

    def scope(self, share: float) -> Scope:
        """What somebody may see who is in this share of the matters."""
        count = -(-self.documents // PER_MATTER)
        every = range(count)
        chosen = [number for number in every if number * 7_919 % count < max(1, share * count)]
        matters = frozenset(MatterId(f"matter-{number:05}") for number in chosen)
        return Scope(Principal("jane", "jane"), matters, frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))


async def timed(what: str, call: Awaitable[Result]) -> Result:
    """The result of a call; what it cost is printed."""
    wall, spent = time.perf_counter(), time.process_time()
    result = await call
    print(f"  {what:<44} {time.process_time() - spent:8.3f} ({time.perf_counter() - wall:.3f})", flush=True)
    return result


async def reach(index: Index, made: Made, rows: int, batch: int) -> None:
    """Write until there are so many rows, as a run of `ingest` does."""
    while made.documents * PER_DOCUMENT < rows:
        before = made.documents
        written = [row for _ in range(max(1, batch // PER_DOCUMENT)) for row in made.document()]
        await index.upsert(written, [])
        if made.documents // 333 > before // 333:  # every 10,000 rows
            await index.optimize(if_due=True)


async def measure(index: Index, made: Made, folder: Path) -> None:
    """Print what each thing costs now."""
    await timed("one more file: write", index.upsert(made.document(), []))
    await timed("one more file: fold if due", index.optimize(if_due=True))
    again = made.document(3)
    await timed("a file again: write", index.upsert(again, [again[0].chunk.document]))
    await timed(
        "a matter's label: relabel one document",
        index.relabel([DocumentId("document-0000007")], MatterId("matter-00000"), ["a"]),
    )
    await timed("a document: delete", index.delete([DocumentId("document-0000009")]))
    await timed("versions()", index.versions())
    await timed("lacking()", index.lacking())
    for share in SHARES:
        scope = made.scope(share)
        await timed(f"count, {share:.1%} permitted", index.count(scope))
        walls, spent = [], time.process_time()
        for question, vector in zip(QUESTIONS * 2, made.vectors(2 * len(QUESTIONS)), strict=True):
            began = time.perf_counter()
            await index.search(question, vector, scope, 50)
            walls.append(time.perf_counter() - began)
        cost = (time.process_time() - spent) / len(walls)
        at = f"p50 {statistics.median(walls) * 1e3:.0f} ms, p95 {statistics.quantiles(walls, n=20)[-1] * 1e3:.0f} ms"
        print(f"  {f'search, {share:.1%} permitted':<44} {cost:8.3f} ({at})", flush=True)
    await timed("a fold with little to do", index.optimize())
    await timed("a whole fold", index.optimize(is_whole=True))
    await timed("a document: erase", index.erase([DocumentId("document-0000011")]))
    size = {
        part.name: sum(f.stat().st_size for f in [part, *part.rglob("*")] if f.is_file()) for part in folder.iterdir()
    }
    print(f"  disk, MB: { ({name: round(of / 1e6) for name, of in size.items() if of > 1e6}) }")
    print(f"  most memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB", flush=True)


def steps(rows: list[int]) -> Iterator[int]:
    """The numbers of rows to measure at, from the least."""
    yield from sorted(rows)


async def run(kind: Kind, folder: Path, rows: list[int], data: Path, batch: int) -> None:
    """Grow an index and measure it at each step."""
    index, made = one_of(kind, folder, "made", DIMENSIONS), Made(data)
    for step in steps(rows):
        print(f"{step:,} rows", flush=True)
        await timed("written since the last step", reach(index, made, step, batch))
        await measure(index, made, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=["flat", "lance"], default="flat")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared" / "data")
    parser.add_argument("--batch", type=int, default=2_000)
    asked = parser.parse_args()
    asyncio.run(run(asked.kind, asked.folder, asked.rows, asked.data, asked.batch))


if __name__ == "__main__":
    main()
