"""What only an index in a bucket has: other machines, a database that says what counts, and a store that can fail."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import lancedb
import numpy as np
import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker
from tests.index.shared import shared_home
from tests.object_server import Fault, ObjectServer, emptied, encrypted_by, ours
from tests.postgres_server import Server

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.lance import LanceIndex
from pincite.index.lance.bucket import BucketHome
from pincite.index.lance.columns import columns_of
from pincite.index.notes import Fold, Made
from pincite.index.port import Row, Vector
from pincite.objects.address import Address
from pincite.objects.bucket import Bucket
from pincite.postgres.place import PostgresSchema, place_of

pytestmark = pytest.mark.live


run = asyncio.run
DIMENSIONS = 32
BATCH = 25


@dataclass
class Firm:
    """One index of several machines."""

    address: Address
    place: PostgresSchema
    folder: Path
    closing: ExitStack = field(default_factory=ExitStack)

    def home(self, machine: str = "here", answer_seconds: float = 30.0) -> BucketHome:
        home = shared_home(self.address, self.place, self.folder / machine, answer_seconds)
        self.closing.callback(home.notes.close)
        return home

    def index(self, machine: str = "here", answer_seconds: float = 30.0) -> LanceIndex:
        return LanceIndex(self.home(machine, answer_seconds), "test", DIMENSIONS, vector_index_from=100)

    def writer(self, first: int) -> "subprocess.Popen[str]":
        """A process that writes documents one after the other, from a number on, and folds after each third."""
        arguments = (self.address.bucket, str(self.address.endpoint), self.place.conninfo, self.place.schema)
        command = [sys.executable, "-c", WRITER, *arguments, str(self.folder / "other"), str(first)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


WRITER = f"""
import asyncio, sys
import numpy as np
from pathlib import Path
from tests.index.shared import shared_home
from tests.object_server import CREDENTIALS
from pincite.chunking.chunk import Chunk
from pincite.index.lance import LanceIndex
from pincite.index.port import Row
from pincite.objects.address import Address
from pincite.postgres.place import PostgresSchema

bucket, endpoint, conninfo, schema, folder, first = sys.argv[1:7]
address = Address(bucket, "pincite", endpoint, credentials=CREDENTIALS)
vectors = np.random.default_rng(int(first)).standard_normal(({BATCH}, {DIMENSIONS})).astype(np.float32)
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

def rows(document, version):
    chunks = [Chunk(document, version, i, 0, 9, "", "", 0, 9, f"rent {{document}} {{version}}") for i in range({BATCH})]
    return [Row(chunk, "Acme", (), vectors[chunk.ordinal]) for chunk in chunks]

async def write() -> None:
    home = shared_home(address, PostgresSchema(conninfo, "", schema, "the database"), Path(folder))
    index = LanceIndex(home, "test", {DIMENSIONS}, vector_index_from=100)
    for number in range(int(first), 10_000):
        print("writing", flush=True)
        await index.upsert(rows(f"document-{{number}}", "v1"), [f"document-{{number}}"])
        await index.upsert(rows("again", f"v{{number}}"), ["again"])
        print(number, flush=True)
        if number % 3 == 2:
            print("folding", flush=True)
            await index.optimize()

asyncio.run(write())
"""


@pytest.fixture
def firm(object_server: ObjectServer, postgres_server: Server, tmp_path: Path) -> Iterator[Firm]:
    place = place_of(postgres_server.url(), postgres_server.schema())
    made = Firm(object_server.fresh(), place, tmp_path)
    with made.closing:
        yield made


@pytest.fixture
def failing(postgres_server: Server, tmp_path: Path) -> Iterator[tuple[Firm, Callable[[Fault], None]]]:
    """The same on a store of ours, and what makes it fail from then on."""
    with ours() as (server, kept):
        place = place_of(postgres_server.url(), postgres_server.schema())
        made = Firm(server.fresh(), place, tmp_path)

        def fail(fault: Fault) -> None:
            kept.fault = fault

        with made.closing:
            yield made, fail


def found(index: LanceIndex, scope: Scope, vector: Vector, words: str = "rent") -> set[str]:
    """The documents that both legs find."""
    legs = run(index.search(words, vector, scope, 5_000))
    lexical, dense = ([(hit.chunk.document, hit.chunk.ordinal) for hit in leg] for leg in (legs.lexical, legs.dense))
    assert sorted(lexical) == sorted(set(dense)) == sorted(dense)
    return {document for document, _ in dense}


def test_what_one_machine_writes_another_finds_at_once(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    here, there = firm.index(), firm.index("there")
    run(here.upsert([row("lease"), row("deed", 1)], []))
    assert found(there, scope("Acme"), vector(0)) == {"lease", "deed"}
    run(there.relabel([DocumentId("deed")], MatterId("Other"), []))
    assert found(here, scope("Acme"), vector(0)) == {"lease"}
    run(here.delete([DocumentId("lease")]))
    assert found(there, scope("Acme", "Other"), vector(0)) == {"deed"}
    run(there.upsert([row(f"note-{n}", n) for n in range(5)], []))
    run(there.optimize())
    assert found(here, scope("Acme"), vector(0)) == {f"note-{n}" for n in range(5)}
    assert run(here.verify()).problems == ()
    assert run(here.misled()) == []


def test_the_store_encrypts_each_object_by_the_key_of_the_settings(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/the-firms-own"
    firm.address = replace(firm.address, kms_key=key)
    bucket, index = Bucket(firm.address), firm.index()
    bucket.put("uploads/a", b"of any content")
    assert bucket.create("originals/ab/abc", b"of a new name")
    long = np.random.default_rng(7).bytes(6_000_000).hex()  # which the engine puts in several parts
    run(index.upsert([row("lease"), row("long", 1, text=long)], []))
    run(index.relabel([DocumentId("long")], MatterId("Other"), []))
    run(index.optimize())
    kept = [name for name, _ in bucket.listed("")]
    assert {name.partition("/")[0] for name in kept} == {"index", "originals", "uploads"}
    assert {encrypted_by(firm.address, name) for name in kept} == {("aws:kms", key)}
    assert found(firm.index("there"), scope("Acme"), vector(0)) == {"lease"}


def test_a_fold_with_nothing_to_do_hides_no_write_from_other_machines(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    here, there = firm.index(), firm.index("there")
    run(here.upsert([row("lease")], []))
    run(here.optimize())
    assert found(there, scope("Acme"), vector(0)) == {"lease"}
    run(here.upsert([row("deed", 1)], []))
    place = firm.home().serving()
    fit = place.notes.fit()
    assert fit is not None

    async def fold() -> None:
        home = firm.home()
        async with home.writing(None, 5):
            home.serving().notes.note_fold(fit, Fold("2026-11-30T08:00:00+00:00", 0.0, 0, 1, is_whole=False))

    run(fold())
    assert found(there, scope("Acme"), vector(0)) == {"lease", "deed"}


def test_a_new_machine_reads_all_rows_once(
    firm: Firm, corpus: tuple[Row, ...], scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert(corpus[:500], []))
    everything = scope(*{row.matter for row in corpus})
    legs = run(firm.index("new").search("word1 word2", vector(0), everything, 50))
    assert legs == run(firm.index().search("word1 word2", vector(0), everything, 50))
    assert legs.lexical


def test_an_erased_document_leaves_the_bucket_the_notes_and_each_machine_that_searches(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    here, there = firm.index(), firm.index("there")
    run(here.upsert([row("secretly", text="zanzibar covenant"), row("deed", 1)], []))
    assert found(there, scope("Acme"), vector(0), "zanzibar rent") == {"secretly", "deed"}
    run(here.erase([DocumentId("secretly")]))
    for index in (here, there):
        assert {hit.chunk.document for hit in run(index.search("rent", vector(0), scope("Acme"), 9)).dense} == {"deed"}
    bucket = Bucket(firm.address)
    objects = b"".join(bucket.get(name) or b"" for name, _ in bucket.listed(""))
    files = b"".join(file.read_bytes() for file in firm.folder.rglob("words-*"))
    with firm.home().notes.reading() as db:
        noted = "".join(str(tuple(each)) for each in db.execute("SELECT documents FROM settled").fetchall())
        noted += "".join(str(tuple(each)) for each in db.execute("SELECT document FROM waiting").fetchall())
    for kept in (objects, files, noted.encode()):
        assert b"secretly" not in kept
        assert b"zanzibar" not in kept
    assert b"deed" in objects


def test_rows_of_a_writer_that_lost_its_right_never_count(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = firm.index()
    run(index.upsert([row("lease")], []))
    place = firm.home().serving()

    async def write_without_right() -> None:
        table = await (await lancedb.connect_async(place.address, storage_options=dict(place.options))).open_table(
            "chunks"
        )
        await table.add(columns_of([row("stray", 1)], DIMENSIONS))

    run(write_without_right())
    for reader in (index, firm.index("there")):
        assert found(reader, scope("Acme"), vector(0)) == {"lease"}
    run(index.upsert([row("deed", 2)], []))
    assert found(index, scope("Acme"), vector(0)) == {"lease", "deed"}
    assert run(firm.index("new").verify()).rows == 2


def test_whoever_lost_the_right_to_write_notes_nothing_more(firm: Firm, row: RowMaker) -> None:
    index = firm.index()
    run(index.upsert([row("lease")], []))
    first, second = firm.home(), firm.home("there")
    place = first.serving()
    fit = place.notes.fit()
    assert fit is not None

    async def overtaken() -> None:
        async with first.writing(None, 5):
            with first.notes.reading() as db:  # as when the server ends the session of a machine that went quiet
                db.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = "
                    "hashtext('pincite index')::bigint & 4294967295 AND objid = hashtext(?)::bigint & 4294967295",
                    (f"{firm.place.schema} serving",),
                )
            async with second.writing(None, 5):
                second.serving().notes.settle([], replace(fit, version=fit.version))
            with pytest.raises(IndexingError, match="lost the right to write"):
                place.notes.settle([], fit)

    run(overtaken())


def test_a_second_writer_waits_and_is_told_who_holds_it_up(firm: Firm) -> None:
    async def both() -> None:
        async with firm.home().writing(None, 5):
            with pytest.raises(IndexingError, match="is being written by another process, on this machine or another"):
                async with firm.home("there").writing(None, 0.2):
                    pass
        async with firm.home("there").writing(None, 5):
            pass

    run(both())


@pytest.mark.parametrize("moment", ["writing", "folding"])
def test_a_writer_that_is_killed_loses_nothing_and_doubles_nothing(
    firm: Firm, scope: ScopeMaker, vector: VectorMaker, moment: str
) -> None:
    acknowledged = -1
    for pause in (0.02, 0.1, 0.25):
        with firm.writer(acknowledged + 1) as writer:
            assert writer.stdout is not None
            seen = 0
            while (line := writer.stdout.readline().strip()) != moment or seen < 1:
                if line.isdigit():
                    acknowledged, seen = int(line), seen + 1
                assert line
            time.sleep(pause)
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(each) for each in writer.stdout.read().split() if each.isdigit())])
        index = firm.index()
        legs = run(index.search("rent", vector(0), scope("Acme"), 5_000))
        expected = {f"document-{number}" for number in range(acknowledged + 1)} | {"again"}
        for leg in (legs.lexical, legs.dense):
            hits = [(hit.chunk.document, hit.chunk.version, hit.chunk.ordinal) for hit in leg]
            assert len(hits) == len(set(hits))
            counts = {document: sum(each[0] == document for each in hits) for document, _, _ in hits}
            assert expected <= counts.keys()
            assert set(counts.values()) == {BATCH}
            assert len({version for document, version, _ in hits if document == "again"}) == 1
        assert run(index.verify()).problems == ()
        assert run(index.misled()) == []


def test_an_index_that_was_made_beside_it_serves_on_all_machines(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    here, there = firm.index(), firm.index("there")
    run(here.upsert([row("lease")], []))
    assert found(there, scope("Acme"), vector(0)) == {"lease"}
    beside = run(here.beside("another"))
    run(beside.upsert([row("lease", version="v2"), row("note", 1, version="v2")], []))
    run(beside.note_made({DocumentId("lease"): Made(VersionId("v2"), MatterId("Acme"), (), "clause-1", "00")}))
    assert run(run(there.beside("another")).made()).keys() == {"lease"}
    assert found(there, scope("Acme"), vector(0)) == {"lease"}
    run(here.switch())
    assert found(there, scope("Acme"), vector(0)) == {"lease", "note"}
    run(there.erase([DocumentId("lease")]))
    assert {name.split("/")[1] for name, _ in Bucket(firm.address).listed("index/")} == {firm.home().serving().key}


def test_an_emptied_bucket_is_named_and_never_taken_for_an_empty_index(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert([row("lease")], []))
    emptied(firm.address)
    for ask in (
        lambda: run(firm.index("new").search("rent", vector(0), scope("Acme"), 5)),
        lambda: run(firm.index().upsert([row("deed")], [])),
        lambda: run(firm.index().version()),
    ):
        with pytest.raises(IndexingError, match="make the index anew with: pincite index rebuild"):
            ask()
    index = firm.index()
    run(run(index.beside("again")).upsert([row("lease"), row("deed", 1)], []))
    run(index.switch())
    assert found(firm.index("new"), scope("Acme"), vector(0)) == {"lease", "deed"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("full", "the store is full"),
        ("refuses", "the store refuses the credentials"),
        ("silent", "the store did not answer in time"),
    ],
)
def test_a_store_that_fails_in_a_write_is_named_and_what_was_confirmed_stays(
    failing: tuple[Firm, Callable[[Fault], None]],
    row: RowMaker,
    scope: ScopeMaker,
    vector: VectorMaker,
    fault: Fault,
    reason: str,
) -> None:
    firm, fail = failing
    index = firm.index(answer_seconds=1.5)
    run(index.upsert([row("lease"), row("deed", 1)], []))
    fail(fault)
    with pytest.raises(IndexingError, match=reason):
        run(index.upsert([row("late", 2), row("lease", 3)], [DocumentId("lease")]))
    fail("none")
    assert found(index, scope("Acme"), vector(0)) == {"lease", "deed"}
    run(index.upsert([row("late", 2)], []))
    assert found(firm.index("new"), scope("Acme"), vector(0)) == {"lease", "deed", "late"}
    assert run(index.verify()).rows == 3


@pytest.mark.parametrize("fault", ["overwrites", "two win"])
def test_nothing_is_written_to_a_store_that_lets_two_win(
    failing: tuple[Firm, Callable[[Fault], None]], row: RowMaker, fault: Fault
) -> None:
    firm, fail = failing
    fail(fault)
    with pytest.raises(IndexingError, match="does not keep conditional puts"):
        run(firm.index().upsert([row("lease")], []))
    assert list(Bucket(firm.address).listed("")) == []


def test_a_bucket_that_is_missing_is_named(firm: Firm, row: RowMaker) -> None:
    firm.address = replace(firm.address, bucket="never-made")
    with pytest.raises(IndexingError, match="there is no such bucket"):
        run(firm.index().upsert([row("lease")], []))
