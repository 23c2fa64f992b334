"""What only an index in shards has: as good as one table, one version of all shards, and no part shown as the whole."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker
from tests.index.shared import shared_home
from tests.object_server import Fault, ObjectServer, emptied, ours
from tests.postgres_server import Server

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import IndexingError
from pincite.index.lance import LanceIndex
from pincite.index.missing import Missing
from pincite.index.port import Row, Vector
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.index import ShardedIndex
from pincite.index.shards.placing import shard_of
from pincite.index.shards.replicas import Ask, Replica, Replicas, TableReplica, TableSizes
from pincite.objects.address import Address
from pincite.objects.bucket import Bucket
from pincite.postgres.place import PostgresSchema, place_of

pytestmark = pytest.mark.live

Result = TypeVar("Result")

run = asyncio.run
DIMENSIONS = 32
SIZES = TableSizes("test", DIMENSIONS)


@dataclass
class Firm:
    """One index in shards that several machines open."""

    address: Address
    place: PostgresSchema
    folder: Path
    closing: ExitStack = field(default_factory=ExitStack)

    def home(self, count: int = 4, machine: str = "here", answer_seconds: float = 30.0) -> ShardsHome:
        whole = shared_home(self.address, self.place, self.folder / machine, answer_seconds)
        self.closing.callback(whole.notes.close)
        return ShardsHome(whole, count)

    def index(
        self,
        count: int = 4,
        machine: str = "here",
        replicas: Replicas | None = None,
        seconds: float = 30.0,
        *,
        may_lack: bool = False,
    ) -> ShardedIndex:
        return ShardedIndex(self.home(count, machine, seconds), SIZES, replicas, seconds, may_lack=may_lack)

    def one_table(self, machine: str = "one") -> LanceIndex:
        return LanceIndex(self.home(1, machine).whole, "test", DIMENSIONS)


@pytest.fixture
def make_firm(
    plain_object_server: ObjectServer, postgres_server: Server, tmp_path: Path
) -> Iterator[Callable[[], Firm]]:
    with ExitStack() as closing:

        def make() -> Firm:
            place = place_of(postgres_server.url(), postgres_server.schema())
            made = Firm(plain_object_server.fresh(), place, tmp_path / place.schema)
            closing.enter_context(made.closing)
            return made

        yield make


@pytest.fixture
def firm(make_firm: Callable[[], Firm]) -> Firm:
    return make_firm()


@dataclass(frozen=True)
class Deaf:
    """A node that answers nothing, or only after a while."""

    seconds: float = 0.0
    name: str = "the deaf node"

    async def answer(self, ask: Ask[Result]) -> Result:
        await asyncio.sleep(self.seconds)
        raise IndexingError(f"{self.name} is gone")


@dataclass(frozen=True)
class Chosen:
    """Replicas by shard; those of all others are given by `usual`."""

    usual: tuple[Replica, ...]
    own: dict[int, tuple[Replica, ...]] = field(default_factory=dict)

    async def of(self, table: str) -> Sequence[Replica]:
        return self.own.get(int(table.rpartition(".")[2]), self.usual)


def documents(index: ShardedIndex | LanceIndex, scope: Scope, vector: Vector) -> dict[str, set[str]]:
    """The versions of each document that both legs find."""
    legs = run(index.search("rent", vector, scope, 5_000))
    by_words, by_meaning = ({(h.chunk.document, h.chunk.version) for h in leg} for leg in (legs.lexical, legs.dense))
    assert by_words == by_meaning
    found: dict[str, set[str]] = {}
    for document, version in by_meaning:
        found.setdefault(document, set()).add(version)
    return found


def spread(row: RowMaker, version: str = "v1") -> list[Row]:
    """Documents of which each of four shards has some."""
    rows = [row(f"note-{n}", n, version=version, matter=f"matter {n % 3}") for n in range(16)]
    assert {shard_of(each.chunk.document, 4) for each in rows} == {0, 1, 2, 3}
    return rows


def test_any_number_of_shards_finds_what_one_table_finds_to_the_last_bit(
    make_firm: Callable[[], Firm], corpus: tuple[Row, ...], scope: ScopeMaker
) -> None:
    rows = corpus[::8]
    permitted = [scope(*{row.matter for row in rows}), scope("matter-00", "matter-07", denied=("document-020",))]
    one = make_firm().one_table()
    run(one.upsert(rows, []))
    asked = [(row.chunk.search_text + " word2", row.vector, who) for row in rows[::50] for who in permitted]
    expected = [run(one.search(text, vector, who, 50)) for text, vector, who in asked]
    standing = run(one.standing(["word2", "word3"], permitted[1]))
    for count in (1, 2, 8):
        index = make_firm().index(count)
        run(index.upsert(rows, []))
        for (text, vector, who), legs in zip(asked, expected, strict=True):
            found = run(index.search(text, vector, who, 50))
            assert (found.lexical, found.dense) == (legs.lexical, legs.dense)
            assert len(found.version.split("+")) == count
        assert run(index.standing(["word2", "word3"], permitted[1])) == standing


def test_a_search_of_some_documents_asks_only_their_shards(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert(spread(row), []))
    own = shard_of(DocumentId("note-3"), 4)
    replica = TableReplica(firm.home(), SIZES)
    index = firm.index(replicas=Chosen((Deaf(),), {own: (replica,)}))
    everything = scope("matter 0", "matter 1", "matter 2")
    legs = run(index.search("rent", vector(0), everything, 9, frozenset({DocumentId("note-3")})))
    assert {hit.chunk.document for hit in legs.dense} == {"note-3"}
    assert run(index.count(everything, frozenset({DocumentId("note-3")}))) == 1


def test_a_lost_shard_is_a_refusal_that_names_it_and_never_fewer_hits(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert(spread(row), []))
    replica = TableReplica(firm.home(), SIZES)
    index = firm.index(replicas=Chosen((replica,), {2: (Deaf(), Deaf(name="the other"))}))
    everything = scope("matter 0", "matter 1", "matter 2")
    for ask in (
        index.search("rent", vector(0), everything, 9),
        index.search("nothing at all", vector(0), scope("Nobody's"), 9),
        index.count(everything),
        index.standing(["rent"], everything),
        index.sentences([b"k"], [(DocumentId(f"note-{n}"), n) for n in range(16)], everything),
    ):
        with pytest.raises(IndexingError, match=r"1 of 4 shards .* first-of-4\.2: the deaf node.*; the other"):
            run(ask)


def test_whoever_may_do_without_a_lost_shard_gets_the_others_and_is_told_of_it(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert(spread(row), []))
    everything, lost = scope("matter 0", "matter 1", "matter 2"), list[Missing]()
    whole = run(firm.index().search("rent", vector(0), everything, 99))
    replica = TableReplica(firm.home(), SIZES)
    strict = firm.index(replicas=Chosen((replica,), {2: (Deaf(),)}))
    assert strict.partly(lost.append) is strict
    index = firm.index(replicas=Chosen((replica,), {2: (Deaf(),)}), may_lack=True).partly(lost.append)
    legs = run(index.search("rent", vector(0), everything, 99))
    left = [[hit for hit in leg if shard_of(hit.chunk.document, 4) != 2] for leg in (whole.lexical, whole.dense)]
    assert [[*legs.lexical], [*legs.dense]] == left
    assert (legs.is_complete, whole.is_complete) == (False, True)
    assert [read == own for read, own in zip(legs.version.split("+"), whole.version.split("+"), strict=True)] == [
        True, True, False, True,
    ]  # fmt: skip
    assert run(index.count(everything)) == len(left[0])
    assert run(index.standing(["rent"], everything)).pieces.keys() == {hit.chunk.document for hit in left[0]}
    assert lost == [Missing(frozenset({2}), 4)] * 3
    run(index.sentences([b"k"], [(DocumentId(f"note-{n}"), n) for n in range(16)], everything))
    own = {document for document in (DocumentId(f"note-{n}") for n in range(16)) if shard_of(document, 4) == 1}
    assert run(index.search("rent", vector(0), everything, 9, frozenset(own))).is_complete is True
    assert len(lost) == 3
    again = run(firm.index().at(legs.version))
    assert again is not None
    assert run(again.search("rent", vector(0), everything, 99)) == legs
    with pytest.raises(IndexingError, match="4 of 4 shards"):
        run(firm.index(replicas=Chosen((Deaf(),)), may_lack=True).partly(lost.append).count(everything))


@pytest.mark.parametrize("first", [Deaf(), Deaf(60.0)], ids=["gone", "slow"])
def test_a_second_replica_answers_where_the_first_is_gone_or_slow(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, first: Deaf
) -> None:
    run(firm.index().upsert(spread(row), []))
    everything = scope("matter 0", "matter 1", "matter 2")
    expected = run(firm.index().search("rent", vector(0), everything, 9))
    replica = TableReplica(firm.home(machine="second"), SIZES)
    run(firm.index(replicas=replica).version())
    index = ShardedIndex(firm.home(), SIZES, Chosen((replica,), {1: (first, replica)}), 5.0)
    assert run(index.search("rent", vector(0), everything, 9)) == expected


def test_readers_have_all_of_a_write_or_nothing(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    names = [each.chunk.document for each in spread(row)]
    index, reader = firm.index(), firm.index(machine="there")
    run(index.upsert(spread(row, "v0"), []))
    everything = scope("matter 0", "matter 1", "matter 2")

    async def both() -> list[set[str]]:
        seen: list[set[str]] = []

        async def write() -> None:
            for number in range(1, 4):
                await index.upsert(spread(row, f"v{number}"), names)
            await index.optimize()

        writing = asyncio.ensure_future(write())
        while not writing.done():
            legs = await reader.search("rent", vector(0), everything, 99)
            assert len(legs.dense) == len(legs.lexical) == len(names)
            seen.append({hit.chunk.version for hit in (*legs.dense, *legs.lexical)})
        await writing
        return seen

    seen = run(both())
    assert all(len(versions) == 1 for versions in seen)
    assert documents(reader, everything, vector(0)) == {name: {"v3"} for name in names}


WRITER = f"""
import asyncio, sys
import numpy as np
from pathlib import Path
from tests.index.shared import shared_home
from tests.object_server import CREDENTIALS
from pincite.chunking.chunk import Chunk
from pincite.index.port import Row
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.index import ShardedIndex
from pincite.index.shards.replicas import TableSizes
from pincite.objects.address import Address
from pincite.postgres.place import PostgresSchema

bucket, endpoint, conninfo, schema, folder, first = sys.argv[1:7]
address = Address(bucket, "pincite", endpoint, credentials=CREDENTIALS)
names = [f"note-{{n}}" for n in range(16)]
vector = np.ones({DIMENSIONS}, np.float32) / np.float32({DIMENSIONS} ** 0.5)

async def write() -> None:
    home = shared_home(address, PostgresSchema(conninfo, "", schema, "the database"), Path(folder))
    index = ShardedIndex(ShardsHome(home, 4), TableSizes("test", {DIMENSIONS}))
    for number in range(int(first), 1_000):
        print("writing", flush=True)
        rows = [Row(Chunk(n, f"v{{number}}", 0, 0, 9, "", "", 0, 9, "rent"), "Acme", (), vector) for n in names]
        await index.upsert(rows, names)
        print(number, flush=True)

asyncio.run(write())
"""


def test_a_writer_that_is_killed_between_two_shards_leaves_the_write_before(
    firm: Firm, scope: ScopeMaker, vector: VectorMaker, row: RowMaker
) -> None:
    acknowledged, names = -1, {f"note-{n}" for n in range(16)}
    for pause in (0.1, 0.4):
        arguments = (firm.address.bucket, str(firm.address.endpoint), firm.place.conninfo, firm.place.schema)
        command = [sys.executable, "-c", WRITER, *arguments, str(firm.folder / "other"), str(acknowledged + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert [writer.stdout.readline().strip() for _ in range(3)][2] == "writing"
            time.sleep(pause)
            os.kill(writer.pid, signal.SIGKILL)
            rest = [int(each) for each in writer.stdout.read().split() if each.isdigit()]
        acknowledged = max(acknowledged + 1, *rest, 0)
        found = documents(firm.index(), scope("Acme"), vector(0))
        assert found.keys() == names
        [[version]] = {tuple(versions) for versions in found.values()}
        assert int(version[1:]) in (acknowledged, acknowledged + 1)
        acknowledged = int(version[1:])
    index = firm.index()
    run(index.upsert([row("later")], []))
    run(index.optimize())
    assert run(index.verify()).problems == ()
    assert run(index.misled()) == []
    assert run(index.versions()).keys() == names | {"later"}


@pytest.mark.parametrize("fault", ["overloaded", "silent"])
def test_a_store_that_fails_in_a_search_or_a_write_is_a_refusal(
    postgres_server: Server, tmp_path: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, fault: Fault
) -> None:
    everything = scope("matter 0", "matter 1", "matter 2")
    with ours() as (server, kept), ExitStack() as closing:
        made = Firm(server.fresh(), place_of(postgres_server.url(), postgres_server.schema()), tmp_path)
        closing.enter_context(made.closing)
        index = made.index(seconds=1.0)
        run(index.upsert(spread(row), []))
        kept.fault = fault
        with pytest.raises(IndexingError, match="4 of 4 shards of the search index could not be searched"):
            run(made.index(machine="new", seconds=1.0).search("rent", vector(0), everything, 99))
        with pytest.raises(IndexingError):
            run(index.delete([each.chunk.document for each in spread(row)]))
        kept.fault = "none"
        assert len(documents(made.index(machine="new"), everything, vector(0))) == 16


def test_a_node_whose_user_may_read_the_notes_of_the_index_alone_answers_and_can_write_nothing(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert(spread(row), []))
    everything = scope("matter 0", "matter 1", "matter 2")
    expected = run(firm.index().search("rent", vector(0), everything, 99))
    user, schema = f"nodes_{firm.place.schema}", firm.place.schema
    with psycopg.connect(firm.place.conninfo, autocommit=True) as owner:
        maker = owner.info.user
        for statement in (
            f"CREATE ROLE {user} LOGIN",
            f"GRANT USAGE ON SCHEMA {schema} TO {user}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {user}",
            f'GRANT "{maker}" TO {user} WITH INHERIT FALSE, SET FALSE',  # who made the tables
        ):
            owner.execute(statement.encode())
    place = PostgresSchema(make_conninfo(firm.place.conninfo, user=user), "", schema, "the database")
    whole = shared_home(firm.address, place, firm.folder / "node")
    firm.closing.callback(whole.notes.close)
    index = ShardedIndex(ShardsHome(whole, 4), SIZES)
    assert run(index.search("rent", vector(0), everything, 99)) == expected
    with pytest.raises(IndexingError, match="permission denied"):
        run(index.delete([DocumentId("note-1")]))
    with psycopg.connect(place.conninfo, autocommit=True) as session:
        session.execute("SELECT 1")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(f'SET ROLE "{maker}"'.encode())
    assert len(documents(firm.index(machine="new"), everything, vector(0))) == 16


def test_an_emptied_shard_is_named_and_never_taken_for_an_empty_one(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(firm.index().upsert(spread(row), []))
    emptied(Address(firm.address.bucket, f"{firm.address.prefix}/index/first-of-4.3", firm.address.endpoint,
                    credentials=firm.address.credentials))  # fmt: skip
    with pytest.raises(IndexingError, match=r"1 of 4 shards .* first-of-4\.3: .* is gone"):
        run(firm.index(machine="new").search("rent", vector(0), scope("matter 0"), 9))


def test_one_table_becomes_shards_and_shards_one_table_by_making_the_index_anew(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    everything = scope("matter 0", "matter 1", "matter 2")
    run(firm.one_table().upsert(spread(row), []))
    expected = run(firm.one_table().search("rent", vector(0), everything, 9))
    for count in (4, 1):
        index = firm.index(count)
        before = run(index.search("rent", vector(0), everything, 9))
        beside = run(index.beside("again"))
        run(beside.upsert(spread(row), []))
        assert run(run(firm.index(count, "there").beside("again")).versions()).keys() == run(index.versions()).keys()
        run(index.switch())
        legs = run(index.search("rent", vector(0), everything, 9))
        assert (legs.lexical, legs.dense) == (before.lexical, before.dense) == (expected.lexical, expected.dense)
        assert len(legs.version.split("+")) == count
        if count > 1:
            with pytest.raises(
                IndexingError, match="is in 4 shards, and the settings say nothing of them; write backend"
            ):
                run(firm.one_table().search("rent", vector(0), everything, 9))
    assert run(firm.one_table().search("rent", vector(0), everything, 9)).dense == expected.dense
    run(firm.index(1).erase([]))
    kept = {name.split("/")[1] for name, _ in Bucket(firm.address).listed("index/")}
    assert len(kept) == 1


def test_an_erased_document_leaves_every_shard_and_the_notes(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = firm.index(2)
    run(index.upsert([row("secretly", text="zanzibar covenant"), row("deed", 1), row("will", 2), row("lease", 3)], []))
    run(index.upsert([row("secretly", text="zanzibar")], [DocumentId("secretly")]))
    run(index.erase([DocumentId("secretly")]))
    assert documents(firm.index(2), scope("Acme"), vector(0)).keys() == {"deed", "will", "lease"}
    bucket = Bucket(firm.address)
    kept = b"".join(bucket.get(name) or b"" for name, _ in bucket.listed(""))
    kept += b"".join(file.read_bytes() for file in firm.folder.rglob("words-*"))
    with firm.home().notes.reading() as db:
        for question in ("SELECT documents FROM settled", "SELECT document FROM waiting"):
            kept += "".join(str(tuple(each)) for each in db.execute(question).fetchall()).encode()
    assert b"secretly" not in kept
    assert b"zanzibar" not in kept


def test_an_earlier_version_of_all_shards_can_be_searched_again(
    firm: Firm, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    everything = scope("Acme", "matter 0", "matter 1", "matter 2")
    index = firm.index()
    before = run(index.upsert([row("lease")], []))
    expected = run(index.search("rent", vector(0), everything, 9))
    run(index.upsert(spread(row), []))
    run(index.relabel([DocumentId("lease")], MatterId("Other"), []))
    then = run(index.at(before))
    assert then is not None
    assert run(then.search("rent", vector(0), everything, 9)) == expected
    assert run(index.at("nonsense")) is None
    run(index.erase([]))
    assert run(index.at(before)) is None
