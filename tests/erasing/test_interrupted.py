"""An erasure, or a reading before it, that dies between two steps: what stands then, and that the next finishes it."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from tests.copied import run_copy
from tests.erasing.firm import EARLIER, INSIDE, NAME, RENT, Firm, lease

from pincite.documents.span import DocumentId
from pincite.erasing import erase
from pincite.errors import IndexingError, RecordError
from pincite.holding import Authority, Stores
from pincite.index.memory import MemoryIndex
from pincite.wiring import open_session

LEASE = ("--matter", "Lease")
WHY = ("--erase", "--reason", "the client's instruction")

DIES = """
import os, sys, threading
import pincite.catalogue.sqlite.catalogue, pincite.erasing, pincite.index.flat, pincite.ingest  # long, if traced
from pincite.cli import main

step, arguments = sys.argv[1], sys.argv[2:]
sources = {}

def trace(frame, event, argument):
    file = frame.f_code.co_filename
    places = "erasing/walk.py", "tables/catalogue.py", "sqlite/connections.py", "flat/writing.py", "ingest/walk.py"
    if not file.endswith(places):
        return None
    if event == "line":
        lines = sources.setdefault(file, open(file, encoding="utf-8").read().splitlines())
        if step in lines[frame.f_lineno - 1]:
            os._exit(9)
    return trace

sys.settrace(trace)
threading.settrace(trace)
main(arguments)
"""
"""The command line in a process that ends, without a word to anything it has open, when it comes to a step."""

STEPS = (
    "catalogue.announce_erasure(",
    "await stores.index.erase(",
    "notes.forget_waiting(db)",
    "copy.execute(",
    "files.count_from_now_on(",
    "self._sweep(file.parent)",
    "stores.originals.keep_only(",
    "await audit.erase_many(",
    "on_thread(catalogue.finish_erasure)",
    "erasing.scrub(",
    "erasing.forget(",
    "erasing.emptied_log(",
)


def die(firm: Firm, step: str, *arguments: str) -> None:
    ended = run_copy(DIES, step, "--workspace", str(firm.workspace), *arguments)
    assert ended.returncode == 9, ended.stdout + ended.stderr


def originals(firm: Firm) -> set[str]:
    return {file.name for file in (firm.workspace / "originals").rglob("*") if file.is_file()}


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_that_was_killed_is_finished_by_the_next(firm: Firm, step: str) -> None:
    ids = firm.ids("Lease")
    lease, note = ids[f"{NAME} lease.pdf"], ids["note.txt"]
    firm.json("ask", RENT)
    die(firm, step, "remove", lease, *WHY, "--with-record")
    assert firm.json("audit", "verify")["ok"]
    # What is on its way out is never shown, and the rest is.
    shown = firm.ids("Lease")
    assert lease not in shown.values()
    assert lease not in str(firm.json("search", RENT)["hits"])
    # At the last step all is gone already.
    firm.run("remove", lease, *WHY, "--with-record", status=int(step == STEPS[-1]))
    assert {name for name, _ in firm.traces(lease, EARLIER, "$4,300")} <= ({"audit.db"} if step == STEPS[-1] else set())
    assert note in firm.ids("Lease").values()
    assert firm.json("audit", "verify")["ok"]


@pytest.mark.parametrize("step", ["await stores.index.erase(", "erasing.forget("])
def test_it_is_finished_by_the_erasure_of_another_document_too(firm: Firm, step: str) -> None:
    ids = firm.ids("Lease")
    die(firm, step, "remove", ids[f"{NAME} letter.eml"], *WHY, "--with-record")
    firm.run("remove", ids["note.txt"], *WHY)
    assert {name for name, _ in firm.traces(INSIDE, ids[f"{NAME} survey.txt"])} <= {"audit.db"}


def test_one_that_was_read_in_again_meanwhile_stays(firm: Firm) -> None:
    ids = firm.ids("Lease")
    die(firm, "await stores.index.erase(", "remove", ids["note.txt"], *WHY, "--with-record")
    firm.run("ingest", str(firm.folder / "Lease"), "--matter", "Lease")
    firm.run("remove", ids[f"{NAME} letter.eml"], *WHY)
    assert firm.ids("Lease")["note.txt"] == ids["note.txt"]
    assert "6 p.m." in firm.run("text", ids["note.txt"]).stdout
    assert ids["note.txt"] in str(firm.json("search", "When does the office close?")["hits"])


def test_what_a_reading_had_stored_that_died_goes_too_when_its_document_was_removed_since(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    (firm.folder / "Lease" / "note.txt").write_bytes(b"NOTE\n\n1. The potoroo office closes at nine.\n")
    die(firm, 'await record("ingest", run, library, {"documents"', "ingest", str(firm.folder / "Lease"), *LEASE)
    firm.run("remove", note)
    assert firm.traces("potoroo")
    firm.run("remove", note, *WHY, "--with-record")
    assert firm.traces("potoroo") == set()


@pytest.mark.parametrize("name", ["new.pdf", f"{NAME} lease.pdf"])
@pytest.mark.parametrize("next_one", ["erasure", "reading"])
def test_an_original_that_a_reading_left_that_died_goes_with_the_next(firm: Firm, name: str, next_one: str) -> None:
    note, before = firm.ids("Lease")["note.txt"], originals(firm)
    file = firm.folder / "Lease" / name
    file.write_bytes(lease("potoroo", "$9"))
    die(firm, "on_thread(library.catalogue.stage, ", "ingest", str(file.parent), *LEASE)
    file.unlink()
    assert {found.partition("/")[0] for found, _ in firm.traces("potoroo")} == {"originals"}
    if next_one == "erasure":
        firm.run("remove", note, *WHY)
    else:
        firm.run("ingest", str(file.parent), *LEASE)
    assert firm.traces("potoroo") == set()
    assert originals(firm) <= before
    assert len(before - originals(firm)) == (1 if next_one == "erasure" else 0)  # that of the note which was erased


class Refusing(MemoryIndex):
    """An index whose disk is full."""

    async def erase(self, documents: object) -> str:
        raise IndexingError("no room is left on the disk")


def test_a_store_that_refuses_leaves_the_erasure_under_way(firm: Firm) -> None:
    note = DocumentId(firm.ids("Lease")["note.txt"])
    with open_session(firm.workspace) as session:
        stores = Stores(
            Refusing(8), session.firm.catalogue, session.firm.originals, session.firm.audit, session.firm.sent
        )
        erasure = erase(
            [note], Authority(session.scope(), session.rules.owner, curates=False), stores,
            with_record=False, reason="x", now=session.now,
        )  # fmt: skip
        with pytest.raises(IndexingError):
            asyncio.run(erasure)
        assert set(session.firm.catalogue.being_erased()) == {note}
    assert note not in firm.ids("Lease").values()
    assert firm.traces("6 p.m.")
    firm.run("remove", note, *WHY)
    assert not firm.traces("6 p.m.")


class Damaging(MemoryIndex):
    """An index in whose time somebody changes the record."""

    def __init__(self, record: Path) -> None:
        super().__init__(8)
        self._record = record

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        with closing(sqlite3.connect(self._record)) as database:
            database.execute("UPDATE audit SET user = 'nobody' WHERE seq = 2")
            database.commit()
        return await super().erase(documents)


def test_a_record_that_refuses_on_the_way_says_how_far_it_came(firm: Firm) -> None:
    note = DocumentId(firm.ids("Lease")["note.txt"])
    with open_session(firm.workspace) as session:
        index = Damaging(firm.workspace / "audit.db")
        stores = Stores(index, session.firm.catalogue, session.firm.originals, session.firm.audit, session.firm.sent)
        erasure = erase(
            [note], Authority(session.scope(), session.rules.owner, curates=False), stores,
            with_record=True, reason="x", now=session.now,
        )  # fmt: skip
        with pytest.raises(
            RecordError, match="out of every search, and not erased to the end: audit record 2 is not as it was written"
        ):
            asyncio.run(erasure)
        assert set(session.firm.catalogue.being_erased()) == {note}
    assert note not in firm.ids("Lease").values()


def test_nothing_is_erased_when_that_cannot_be_put_on_the_record(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    (key,) = (firm.folder / "config").rglob("*.key")
    key.rename(key.with_suffix(".elsewhere"))
    refused = firm.run("remove", note, *WHY, status=1).stderr
    assert "nothing was erased, since that could not be put on the record: " in refused
    key.with_suffix(".elsewhere").rename(key)
    assert "6 p.m." in firm.run("text", note).stdout
    firm.run("remove", note, *WHY)
