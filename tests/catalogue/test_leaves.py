"""What is compared with the record after a change: only what was changed, and the same as if all had been."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.access.scope import Principal, Scope
from pincite.catalogue import covered, leaves, steps
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.pending import Step
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.sqlite.connections import FileConnection
from pincite.catalogue.tables.catalogue import TableCatalogue
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import WorkspaceError
from pincite.sealing import Recorded, Sealed, state_digest

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SEEN = Scope(Principal("ada", "ada"), frozenset({MatterId("Lease")}), frozenset(), 1, NOW + timedelta(hours=1))


@dataclass
class Book:
    """A record that has only the newest state of the documents."""

    newest: Recorded | None = None

    def recorded(self) -> Recorded | None:
        return self.newest

    def say(self, said: Sealed | None) -> Sealed:
        assert said is not None
        self.newest = Recorded(1, said.before, said.after)
        return said


def letter(number: int, words: str = "Dear Sir") -> Incoming:
    path = f"/firm/letter-{number}.txt"
    content = Document("text", f"Letter {number}", words, (), (), (), (), b"", facts=(), unread=())
    version = version_id(words.encode(), path)
    return Incoming(DocumentId(f"letter-{number}"), MatterId("Lease"), path, (), version, content)


def changed(catalogue: TableCatalogue, book: Book, step: Step, make: Callable[[], object]) -> Sealed:
    """A change that is planned, recorded and made, as every use makes it."""
    said = book.say(catalogue.planned(step))
    make()
    return said


def read(catalogue: TableCatalogue, book: Book, *letters: Incoming) -> Sealed:
    for each in letters:
        catalogue.stage(each, NOW)
    documents = {each.document: each.labels for each in letters}
    return changed(catalogue, book, steps.committing(documents, NOW), lambda: catalogue.commit(documents, NOW))


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def catalogue(tmp_path: Path, book: Book) -> Iterator[SqliteCatalogue]:
    with closing(SqliteCatalogue(tmp_path / "documents.db", book)) as made:
        book.say(made.cover())
        yield made


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["read", "relabel", "remove"]),
        st.sets(st.integers(0, 400), min_size=1, max_size=60),
        st.integers(0, 2),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=CHANGES)
def test_leaves_after_changes_are_those_of_the_whole_file(
    tmp_path: Path, drawn: list[tuple[str, set[int], int]]
) -> None:
    book, file = Book(), tmp_path / "documents.db"
    file.unlink(missing_ok=True)
    with closing(SqliteCatalogue(file, book)) as catalogue, catalogue.written():
        book.say(catalogue.cover())
        standing: set[int] = set()
        for kind, numbers, variant in drawn:
            if kind == "read":
                read(catalogue, book, *(letter(number, f"Dear {variant}") for number in sorted(numbers)))
                standing |= numbers
                continue
            documents = [letter(number).document for number in sorted(numbers & standing)]
            if kind == "relabel":
                step = steps.relabelling(documents, [f"label-{variant}"])
                changed(catalogue, book, step, lambda: catalogue.relabel(documents, [f"label-{variant}"]))  # noqa: B023
            else:
                changed(catalogue, book, steps.removing(documents, NOW), lambda: catalogue.remove(documents, NOW))  # noqa: B023
                standing -= numbers
        with catalogue._recorded.connections.one() as connection:
            found = leaves.now(connection.db)
        assert book.newest is not None
        assert found.state == book.newest.after
        if drawn:
            assert connection.leaves == found


def test_a_record_says_only_what_a_reading_changed(catalogue: SqliteCatalogue, book: Book) -> None:
    read(catalogue, book, *map(letter, range(200)))
    said = read(catalogue, book, letter(7, "Dear Madam"))
    assert len(said.seals) == 2  # the document, and its new version
    assert not said.is_first


def steps_of_one_more(file: Path, documents: int) -> int:
    """How many hundreds of instructions SQLite runs to read one more letter in, when there are so many."""
    book, ran = Book(), 0

    def count() -> int:
        nonlocal ran
        ran += 1
        return 0

    with closing(SqliteCatalogue(file, book)) as catalogue, catalogue.written():
        book.say(catalogue.cover())
        read(catalogue, book, *map(letter, range(documents)))
        with catalogue._recorded.connections.one() as connection:
            assert isinstance(connection, FileConnection)
            connection.file_db.set_progress_handler(count, 100)
        read(catalogue, book, letter(documents))
        book.say(catalogue.planned())
        catalogue.standing(letter(0).document)
    return ran


def test_one_more_document_costs_no_more_among_many(tmp_path: Path) -> None:
    few, many = (steps_of_one_more(tmp_path / f"{number}.db", number) for number in (200, 4_000))
    assert many < 4 * few  # leaves differ in length


def test_what_another_process_alters_is_refused_also_after_a_change_of_ours(
    catalogue: SqliteCatalogue, book: Book, tmp_path: Path
) -> None:
    read(catalogue, book, *map(letter, range(100)))
    with closing(SqliteCatalogue(tmp_path / "documents.db")) as other:
        other.relabel([letter(3).document], ["open"])
    with pytest.raises(WorkspaceError, match="not those that the record has"):
        catalogue.standing(letter(50).document)
    catalogue.stage(letter(200), NOW)
    with pytest.raises(WorkspaceError, match="not those that the record has"):
        catalogue.planned(steps.committing({letter(200).document: ()}, NOW))


def test_a_state_of_an_earlier_release_counts_until_the_next_change(catalogue: SqliteCatalogue, book: Book) -> None:
    read(catalogue, book, *map(letter, range(100)))
    with catalogue._recorded.connections.one() as connection:
        earlier = state_digest(covered.rows_by_kind(connection.db))
        connection.sound = connection.leaves = None
    book.newest = Recorded(1, "", earlier)
    assert catalogue.standing(letter(3).document) is not None
    said = read(catalogue, book, letter(100))
    assert (said.before, len(said.seals)) == (earlier, 2)
    assert catalogue.standing(letter(100).document) is not None


def compared(catalogue: TableCatalogue, *, seconds_ago: float) -> None:
    """As if the catalogue had been compared with the record so long ago, which had taken a minute."""
    with catalogue._recorded.connections.one() as connection:
        connection.compared = time.monotonic() - seconds_ago, 60.0


def altered(file: Path, document: str) -> None:
    """Somebody labels a document without pincite."""
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE document SET labels = '[\"open\"]' WHERE id = ?", (document,))


@pytest.fixture
def reader(tmp_path: Path, book: Book, catalogue: SqliteCatalogue) -> Iterator[SqliteCatalogue]:
    """The same documents in another process, which has compared all of them."""
    read(catalogue, book, *map(letter, range(200)))
    with closing(SqliteCatalogue(tmp_path / "documents.db", book)) as made:
        assert len(made.entries(SEEN)) == 200
        yield made


def test_what_another_process_reads_in_is_taken_over_and_all_compared_later(
    tmp_path: Path, book: Book, catalogue: SqliteCatalogue, reader: SqliteCatalogue
) -> None:
    compared(reader, seconds_ago=1)
    read(catalogue, book, letter(1, "Dear Madam"), letter(300))
    altered(tmp_path / "documents.db", "letter-7")
    assert len(reader.permitted([DocumentId("letter-300"), DocumentId("letter-1")], SEEN)) == 2  # no others compared
    compared(reader, seconds_ago=601)
    with pytest.raises(WorkspaceError, match="are not those that the record has"):
        reader.permitted([DocumentId("letter-300")], SEEN)


def test_what_is_taken_over_is_compared_with_the_record(
    tmp_path: Path, book: Book, catalogue: SqliteCatalogue, reader: SqliteCatalogue
) -> None:
    compared(reader, seconds_ago=1)
    read(catalogue, book, letter(300))
    altered(tmp_path / "documents.db", "letter-300")
    with pytest.raises(WorkspaceError, match="are not those that the record has"):
        reader.permitted([DocumentId("letter-1")], SEEN)


def test_a_change_while_nobody_reads_in_is_refused_at_once(tmp_path: Path, reader: SqliteCatalogue) -> None:
    compared(reader, seconds_ago=1)
    altered(tmp_path / "documents.db", "letter-7")
    with pytest.raises(WorkspaceError, match="are not those that the record has"):
        reader.permitted([DocumentId("letter-1")], SEEN)


def test_the_plan_of_a_large_change_survives_a_kill(tmp_path: Path, book: Book) -> None:
    with closing(SqliteCatalogue(tmp_path / "documents.db", book)) as catalogue:
        book.say(catalogue.cover())
        read(catalogue, book, *(letter(number, words_of(number)) for number in range(100)))
        with catalogue._recorded.connections.one() as connection:
            connection.db.execute("PRAGMA cache_size = 10")  # full at once, as it is in a large firm
        further = [letter(number, words_of(number)) for number in range(100, 200)]
        for each in further:
            catalogue.stage(each, NOW)
        with closing(sqlite3.connect(tmp_path / "documents.db")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM document").fetchall()  # keeps the log from being copied into the file
            said = book.say(catalogue.planned(steps.committing({each.document: () for each in further}, NOW)))
            (tmp_path / "killed").mkdir()
            for file in tmp_path.glob("documents.db*"):
                if not file.name.endswith("-shm"):
                    shutil.copy(file, tmp_path / "killed")
    with closing(SqliteCatalogue(tmp_path / "killed" / "documents.db", book)) as left:
        assert {entry.document for entry in left.in_order(None, 500, SEEN)} >= {each.document for each in further}
        with closing(sqlite3.connect(tmp_path / "killed" / "documents.db")) as db:
            assert leaves.now(db).state == said.after


def words_of(number: int) -> str:
    """Sixty names that no other letter has; the letter's card holds them."""
    return " ".join(f"Firm{number * 1_000 + each:x} Ltd signs." for each in range(60))
