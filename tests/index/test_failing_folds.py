"""Folds that are killed, and folds on a disk that is full: what was acknowledged stays, and searches go on."""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from tests.copied import Copy, copy_running
from tests.index.makers import ScopeMaker, VectorMaker

from pincite.access.scope import Scope
from pincite.index.flat import FlatIndex
from pincite.index.lance import LanceIndex
from pincite.index.port import Index, Vector

run = asyncio.run
DIMENSIONS = 32
BATCH = 25

WRITER = f"""
import asyncio, sys
import numpy as np
from pathlib import Path
from pincite.chunking.chunk import Chunk
from pincite.errors import IndexingError
from pincite.index.port import Row

folder, first, is_whole, kind = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "whole", sys.argv[4]
vectors = np.random.default_rng(first).standard_normal(({BATCH}, {DIMENSIONS})).astype(np.float32)
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

def rows(document, version):
    chunks = [Chunk(document, version, i, 0, 9, "", "", 0, 9, f"rent {{document}} {{version}}") for i in range({BATCH})]
    return [Row(chunk, "Acme", (), vectors[chunk.ordinal]) for chunk in chunks]

async def write() -> None:
    if kind == "flat":
        from pincite.index.flat import FlatIndex
        index = FlatIndex(folder, "test", {DIMENSIONS})
    else:
        from pincite.index.lance import LanceIndex
        index = LanceIndex(folder, "test", {DIMENSIONS}, vector_index_from=100)
    for number in range(first, 10_000):
        await index.upsert(rows(f"document-{{number}}", "v1"), [f"document-{{number}}"])
        await index.upsert(rows("again", f"v{{number}}"), ["again"])
        print(number, flush=True)
        if number % 3 == 2:
            print("folding", flush=True)
            await index.optimize(is_whole=is_whole)
            print("folded", flush=True)

try:
    asyncio.run(write())
except IndexingError as error:
    print(f"failed: {{error}}", flush=True)
"""


def start(folder: Path, first: int, kind: str, *, is_whole: bool) -> AbstractContextManager[Copy]:
    return copy_running(WRITER, str(folder), str(first), "whole" if is_whole else "parts", kind)


def opened(folder: Path, kind: str) -> Index:
    if kind == "flat":
        return FlatIndex(folder, "test", DIMENSIONS)
    return LanceIndex(folder, "test", DIMENSIONS, vector_index_from=100)


def acknowledged_in(lines: list[str]) -> int:
    return max((int(line) for line in lines if line.isdigit()), default=-1)


def all_is_there(index: Index, acknowledged: int, scope: Scope, vector: Vector) -> None:
    """Every document that was acknowledged is found whole by both legs, and one that was replaced in one version."""
    legs = run(index.search("rent", vector, scope, 5_000))
    expected = {f"document-{number}" for number in range(acknowledged + 1)} | {"again"}
    for leg in (legs.lexical, legs.dense):
        found = [(hit.chunk.document, hit.chunk.version, hit.chunk.ordinal) for hit in leg]
        assert len(found) == len(set(found))
        assert expected <= {document for document, _, _ in found}
        assert len({version for document, version, _ in found if document == "again"}) == 1
        counts = {document: sum(1 for each in found if each[0] == document) for document in expected}
        assert set(counts.values()) == {BATCH}
    assert run(index.verify()).problems == ()
    assert run(index.misled()) == []


@pytest.mark.live
@pytest.mark.parametrize(("kind", "is_whole"), [("flat", True), ("lance", False), ("lance", True)])
def test_a_fold_that_is_killed_loses_nothing_and_doubles_nothing(
    tmp_path: Path, scope: ScopeMaker, vector: VectorMaker, kind: str, is_whole: bool
) -> None:
    chance, acknowledged = random.Random(11), -1  # noqa: S311 - nothing secret
    for _ in range(4):
        with start(tmp_path / "index", acknowledged + 1, kind, is_whole=is_whole) as writer:
            writer.up_to("folding")
            time.sleep(chance.random() * 0.15)
            writer.send_signal(signal.SIGKILL)
            writer.ended()
            acknowledged = max(acknowledged, acknowledged_in(writer.lines))
        all_is_there(opened(tmp_path / "index", kind), acknowledged, scope("Acme"), vector(0))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.live
@pytest.mark.parametrize("kind", ["flat", "lance"])
def test_a_disk_that_is_full_in_a_fold_loses_nothing_and_the_next_fold_succeeds(
    small_disk: Path, scope: ScopeMaker, vector: VectorMaker, kind: str
) -> None:
    folder, filler = small_disk / "index", small_disk / "filler"
    with start(folder, 0, kind, is_whole=False) as writer:
        writer.up_to("11")
    index = opened(folder, kind)
    acknowledged = 11
    with filler.open("wb") as file:
        free = os.statvfs(small_disk)
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - 60_000)))
    with start(folder, acknowledged + 1, kind, is_whole=True) as writer:
        writer.ended()
        lines = writer.lines
    assert any(line.startswith("failed: ") for line in lines)
    acknowledged = max(acknowledged, acknowledged_in(lines))
    assert run(index.search("rent", vector(0), scope("Acme"), 5)).dense
    filler.unlink()
    all_is_there(opened(folder, kind), acknowledged, scope("Acme"), vector(0))
    run(index.optimize(is_whole=True))
    all_is_there(opened(folder, kind), acknowledged, scope("Acme"), vector(0))
