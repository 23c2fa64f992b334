"""Threads in one file of documents: each has a connection of its own, and compares what it sees itself."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.sqlite.connections import FileConnections
from pincite.catalogue.steps import relabelling
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import Altered, WorkspaceError
from pincite.sealing import Recorded, Sealed

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ACME = MatterId("acme")
SEEN = Scope(Principal("ada", "ada"), frozenset({ACME}), frozenset(), 1, NOW + timedelta(hours=1))
LEASE = DocumentId("lease")


@dataclass
class Notes:
    """A record that has what it was told last."""

    said: Recorded | None = None

    def recorded(self) -> Recorded | None:
        return self.said

    def take(self, said: Sealed | None) -> None:
        assert said is not None
        self.said = Recorded(1, said.before, said.after)


def filled(file: Path, witness: Notes | None = None) -> SqliteCatalogue:
    catalogue = SqliteCatalogue(file, witness)
    content = Document("text", "LEASE", "LEASE", (), (), (), (), b"")
    catalogue.stage(Incoming(LEASE, ACME, "/f/lease.txt", (), version_id(b"LEASE", "/f/lease.txt"), content), NOW)
    catalogue.commit({LEASE: ()}, NOW)
    if witness is not None:
        witness.take(catalogue.cover())
    return catalogue


def elsewhere(call: Callable[[], object]) -> object:
    """What a call gives on another thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result(timeout=120)


def test_nobody_waits_for_another_threads_change_to_read(tmp_path: Path) -> None:
    with closing(filled(tmp_path / "documents.db")) as catalogue:
        with catalogue._recorded.connections.one() as connection, connection.transaction() as db:
            db.execute("UPDATE document SET labels = '[\"draft\"]'")
            seen = elsewhere(lambda: catalogue.permitted([LEASE], SEEN)[LEASE].labels)
        assert seen == ()
        assert catalogue.permitted([LEASE], SEEN)[LEASE].labels == ("draft",)


def test_a_connection_serves_one_thread_at_a_time_and_then_the_next(tmp_path: Path) -> None:
    with closing(FileConnections(tmp_path / "documents.db")) as connections:
        with connections.one() as first:
            with connections.one() as inner:
                assert inner is first
            assert elsewhere(lambda: _given(connections)) is not first
        again = elsewhere(lambda: _given(connections))
        assert again is _given(connections)


def _given(connections: FileConnections) -> object:
    with connections.one() as connection:
        return connection


def test_every_thread_refuses_a_file_that_was_altered(tmp_path: Path) -> None:
    notes = Notes()
    with closing(filled(tmp_path / "documents.db", notes)) as catalogue:
        meet = threading.Barrier(3)

        def at_work() -> object:
            """Has a connection of its own, which has found the documents to be those of the record."""
            with catalogue._recorded.checked():
                meet.wait(20)
                meet.wait(20)
            with pytest.raises(Altered):
                catalogue.permitted([LEASE], SEEN)
            return True

        with ThreadPoolExecutor(2) as threads:
            at = [threads.submit(at_work) for _ in range(2)]
            meet.wait(20)
            with catalogue._recorded.connections.one() as third, third.transaction() as db:
                db.execute("UPDATE document SET labels = '[\"open\"]'")
            meet.wait(20)
            assert [each.result(timeout=120) for each in at] == [True, True]


def test_a_change_that_is_planned_and_recorded_is_made_by_whichever_thread_comes(tmp_path: Path) -> None:
    notes = Notes()
    with closing(filled(tmp_path / "documents.db", notes)) as catalogue:
        notes.take(catalogue.planned(relabelling([LEASE], ["draft"])))
        assert elsewhere(lambda: catalogue.permitted([LEASE], SEEN)[LEASE].labels) == ("draft",)
        assert catalogue.permitted([LEASE], SEEN)[LEASE].labels == ("draft",)


def test_a_closed_catalogue_says_so(tmp_path: Path) -> None:
    catalogue = filled(tmp_path / "documents.db")
    catalogue.close()
    with pytest.raises(WorkspaceError, match="closed"):
        catalogue.permitted([LEASE], SEEN)


def test_a_text_of_an_erased_document_is_given_to_no_thread(tmp_path: Path) -> None:
    with closing(filled(tmp_path / "documents.db")) as catalogue:
        version = version_id(b"LEASE", "/f/lease.txt")
        assert catalogue.content(version).text == "LEASE"
        found = catalogue.erasable(LEASE)
        assert found is not None
        catalogue.announce_erasure([found], NOW)
        catalogue.finish_erasure()
        with pytest.raises(WorkspaceError, match="missing"):
            catalogue.content(version)
        with pytest.raises(WorkspaceError, match="missing"):
            elsewhere(lambda: catalogue.content(version))
