"""A change that dies after the record has it: the next command finishes it, exactly, and an attacker gains nothing."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from tests.copied import run_copy
from tests.covering.firm import Firm

DIES = """
import os, sys
from pincite.cli import main

file, step, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
sources = {}

def trace(frame, event, argument):
    name = frame.f_code.co_filename
    if not name.endswith(file):
        return None
    if event == "line":
        lines = sources.setdefault(name, open(name, encoding="utf-8").read().splitlines())
        if step in lines[frame.f_lineno - 1]:
            os._exit(9)
    return trace

sys.settrace(trace)
main(arguments)
"""
"""The command line in a process that ends, without a word to anything it has open, when it comes to a step."""

BEFORE_THE_RECORD = {
    "rules": ("session/recording.py", "append_and_wait("),
    "documents": ("pincite/holding.py", "await stores.audit.append(event)"),
}
AFTER_THE_RECORD = {
    "rules": ("session/recording.py", "self._own.records += 1"),
    "documents": ("pincite/holding.py", "on_thread(catalogue.move,"),
}


def die(firm: Firm, at: tuple[str, str], *arguments: str) -> None:
    ended = run_copy(DIES, *at, "--workspace", str(firm.workspace), *arguments)
    assert ended.returncode == 9, ended.stdout + ended.stderr


def matter_of(firm: Firm, name: str) -> str:
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as database:
        [(matter,)] = database.execute("SELECT matter FROM document WHERE path LIKE ?", (f"%/{name}",)).fetchall()
    return str(matter)


def test_a_wall_that_is_on_the_record_stands_although_its_maker_died(firm: Firm) -> None:
    document = firm.document("Saltmarsh lease.pdf")
    assert firm.run("--as", "alice", "text", document, status=None).exit_code == 0
    die(firm, AFTER_THE_RECORD["rules"], "access", "wall", "add", "alice", "--matter", "Lease")
    assert firm.problems() == []  # the next command finishes it, and can do nothing else
    assert firm.run("--as", "alice", "text", document, status=None).exit_code == 1
    assert firm.json("access", "history")["changes"][-1]["what"] == "wall add alice: matter Lease"
    assert firm.problems() == []


def test_a_wall_that_is_not_on_the_record_was_never_made(firm: Firm) -> None:
    document = firm.document("Saltmarsh lease.pdf")
    die(firm, BEFORE_THE_RECORD["rules"], "access", "wall", "add", "alice", "--matter", "Lease")
    assert firm.run("--as", "alice", "text", document, status=None).exit_code == 0
    firm.run("access", "user", "add", "dora")
    assert firm.problems() == []
    assert "alice" not in firm.json("access", "history")["changes"][-1]["what"]


def test_rules_put_back_to_before_the_last_change_are_brought_to_it_or_refused(firm: Firm) -> None:
    """As if the last change, which raised the wall, had died: with and without a forged note of what it was."""
    for leftover in firm.workspace.glob("access.db-*"):
        leftover.unlink()
    shutil.copy(firm.folder / "before_the_wall" / "access.db", firm.workspace / "access.db")
    document = firm.document("Saltmarsh lease.pdf")
    assert firm.run("--as", "bob", "text", document, status=None).exit_code == 1
    assert any("the wall" in said for said in firm.problems())


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_move_that_died_is_made_when_it_is_on_the_record_and_only_then(firm: Firm, is_recorded: bool) -> None:
    document = firm.document("Saltmarsh lease.pdf")
    at = (AFTER_THE_RECORD if is_recorded else BEFORE_THE_RECORD)["documents"]
    die(firm, at, "move", document, "--matter", "Supply")
    assert firm.problems() == []
    assert firm.run("--as", "bob", "text", document, status=None).exit_code == int(not is_recorded)
    assert firm.run("--as", "alice", "text", document, status=None).exit_code == int(is_recorded)
    assert matter_of(firm, "Saltmarsh lease.pdf") == ("Supply" if is_recorded else "Lease")
    firm.run("ingest", str(firm.folder / "files" / "Supply"), "--matter", "Supply", status=None)
    assert firm.problems() == []


def test_a_reading_that_died_stands_as_the_record_has_it_and_is_found_after_the_next(firm: Firm) -> None:
    firm.put("New/fee.txt", b"1. The fee for the wombat enclosure is $4,400 per quarter, payable in advance.\n")
    file = firm.folder / "files" / "New" / "fee.txt"
    file.write_bytes(b"1. The fee for the wombat enclosure is $4,500 per quarter, payable in advance.\n")
    die(firm, ("ingest/walk.py", "await library.index.upsert("), "ingest", str(file), "--matter", "New")
    assert firm.problems() == []
    assert "$4,500" in firm.run("text", firm.document("fee.txt")).stdout
    assert "$4,400" not in str(firm.json("search", "fee for the wombat enclosure")["hits"])
    firm.run("ingest", str(file), "--matter", "New")
    assert "$4,500" in str(firm.json("search", "fee for the wombat enclosure")["hits"])
    assert firm.problems() == []


def test_what_the_owner_accepts_is_on_the_record_and_shown_again(firm: Firm) -> None:
    firm.alter("access.db", lambda db: db.execute("DELETE FROM wall"))
    document = firm.document("Saltmarsh lease.pdf")
    assert firm.run("--as", "bob", "text", document, status=None).exit_code == 1
    assert "the wall (who pumps" in firm.run("audit", "seal").stdout
    assert firm.run("--as", "bob", "text", document, status=None).exit_code == 1
    assert "owner" in firm.run("audit", "seal", "--reason", "x", "--as", "bob", status=1).stderr
    firm.run("audit", "seal", "--reason", "the wall was taken down by hand")
    assert firm.run("--as", "bob", "text", document, status=None).exit_code == 0
    assert firm.problems() == []
    kinds = [each["kind"] for each in firm.json("audit", "list", "-n", "5")["records"]]
    assert "seal" in kinds


def test_what_the_record_keeps_of_an_erased_document_stands_for_nothing(firm: Firm) -> None:
    """The salt is gone from every file, and the digests are no plain ones of the words."""
    document = firm.document("Saltmarsh lease.pdf")
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as database:
        salts = [row[0] for row in database.execute("SELECT salt FROM sealed_document WHERE document = ?", (document,))]
        parts = database.execute(
            "SELECT salt, head, text, outline, original FROM sealed_version JOIN history USING (version) "
            "WHERE document = ?",
            (document,),
        ).fetchall()
    firm.run("remove", document, "--erase", "--reason", "the client's instruction")
    kept = b"\0".join(file.read_bytes() for file in firm.workspace.rglob("*") if file.is_file())
    for salt, *digests in parts:
        assert salt not in kept
        assert salt.hex().encode() not in kept
        assert not any(digest.encode() in kept for digest in digests if digest)
    assert salts
    assert not any(salt in kept or salt.hex().encode() in kept for salt in salts)
    assert firm.problems() == []
