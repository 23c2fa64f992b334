"""What an attacker, an auditor or an accident does to a workspace from outside: processes, bytes, signals, disks."""

import asyncio
import json
import os
import pty
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pincite.ask import ask
from pincite.index.folder_index import FolderIndex
from pincite.index.port import IndexReport
from pincite.models.fakes import HashingEmbedder
from pincite.wiring import open_session, open_workspace

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

PINCITE = (sys.executable, "-m", "pincite")
STEERING = "\x1b[31mRED\x1b]0;owned\x07 \x9b31m \x7f \u202eabc\u202c"
STYLE = re.compile(rb"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\r")


def _process(
    firm: "Firm", *arguments: str | bytes, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = (*PINCITE, "--workspace", str(firm.workspace), *arguments)
    return subprocess.run(command, capture_output=True, check=False, env=env)


def _steers(out: bytes) -> bool:
    text = STYLE.sub(b"", out).decode("utf-8", "replace")
    return (
        any(letter not in "\n\t" and (letter < " " or "\x7f" <= letter <= "\x9f") for letter in text)
        or "\u202e" in text
    )


NOT_UTF8 = b"\xff\xfe"

MALFORMED = (
    (b"text", NOT_UTF8),
    (b"outline", NOT_UTF8),
    (b"show", NOT_UTF8 + b":0-5"),
    (b"ask", b"What is the rent " + NOT_UTF8),
    (b"search", b"rent", b"--matter", NOT_UTF8),
    (b"audit", b"show", NOT_UTF8),
    (b"access", b"explain", NOT_UTF8, NOT_UTF8),
    (b"access", b"matter", b"add", NOT_UTF8),
    (b"remove", NOT_UTF8),
    (b"list", b"--as", NOT_UTF8),
    (b"ingest", b"/nowhere", b"--matter", b"lease", b"--label", NOT_UTF8),
)


@pytest.mark.live
@pytest.mark.parametrize(
    "arguments", MALFORMED, ids=[b" ".join(words[:2]).decode("ascii", "replace") for words in MALFORMED]
)
def test_bytes_that_are_no_text_are_a_usage_error(standing_firm: "Firm", arguments: tuple[bytes, ...]) -> None:
    done = _process(standing_firm, *arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"UTF-8" in done.stderr


def test_names_that_cannot_be_seen_are_refused(firm: "Firm") -> None:
    for words in (("user", "add", STEERING), ("matter", "add", "a\nb"), ("group", "add", "\u200b")):
        assert not _steers(firm.run("access", *words, status=1).stderr.encode())
    refused = firm.run("ingest", str(firm.folder), "--matter", "lease", "--label", "\x1b[2J", status=1)
    assert not _steers(refused.stderr.encode())


@pytest.fixture
def steering_firm(empty_firm: "Firm") -> "Firm":
    """A matter with a difficult name, whose files try to steer the terminal by names, titles and words."""
    empty_firm.folder.mkdir()
    words = f"{STEERING} AGREEMENT\n\n1. {STEERING} RENT\n\n1.1 {STEERING} The rent is $100 per month {STEERING}.\n"
    for name in ("a\nb.txt", f"{STEERING.replace('/', '')}.txt", "[bold]qu'o\"te;$(x).txt", os.fsdecode(b"\xff.txt")):
        (empty_firm.folder / name).write_text(words, encoding="utf-8")
    page = f"<html><head><title>{STEERING}</title></head><body><h1>{STEERING}</h1><p>The rent is $5.</p></body></html>"
    (empty_firm.folder / "page.html").write_text(page, encoding="utf-8")
    empty_firm.run("ingest", str(empty_firm.folder), "--matter", MATTER)
    return empty_firm


MATTER = "M'\"; drop/é [bold]"


def test_documents_never_steer_what_is_printed(steering_firm: "Firm") -> None:
    [first, *_, last] = [entry["document"] for entry in steering_firm.documents()]
    verbs = (
        ("list",),
        ("search", "rent", "-k", "50"),
        ("search", "rent", "--json"),
        ("ask", "How much is the rent per month?"),
        ("outline", first),
        ("outline", last),
        ("show", f"{first}:0-30"),
        ("audit", "show", "2"),
        ("audit", "export"),
        ("access", "list"),
        ("list", "--matter", MATTER, "--json"),
    )
    for words in verbs:
        assert not _steers(steering_firm.run(*words).stdout_bytes), words


@pytest.mark.live
def test_text_is_exact_in_a_pipe_and_harmless_on_a_terminal(steering_firm: "Firm") -> None:
    document = steering_firm.documents()[0]["document"]
    assert STEERING.encode() in _process(steering_firm, "text", document).stdout
    ours, theirs = pty.openpty()
    command = (*PINCITE, "--workspace", str(steering_firm.workspace), "text", document)
    subprocess.run(command, stdin=theirs, stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    assert not _steers(b"".join(_all(ours)))


def _all(descriptor: int) -> Iterator[bytes]:
    try:
        while piece := os.read(descriptor, 65_536):
            yield piece
    except OSError:  # how a terminal says that nobody is at its other end
        return


def test_sync_keeps_files_whose_names_are_shown_as_escapes(steering_firm: "Firm") -> None:
    report: Any = steering_firm.json("ingest", str(steering_firm.folder), "--matter", MATTER, "--sync")
    assert (report["unchanged"], report["removed"]) == (5, [])


def test_the_same_bytes_under_two_names_tell_nothing_of_each_other(empty_firm: "Firm") -> None:
    bytes_of_both = b"<html><body><p>nothing &amp; no heading here</p></body></html>"
    for matter, name in (("secret", "Project Kestrel.txt"), ("open", "note.html")):
        file = empty_firm.folder / matter / name
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes_of_both)
        empty_firm.run("ingest", str(file), "--matter", matter)
    listed = {entry["matter"]: entry for entry in empty_firm.documents()}
    assert (listed["secret"]["title"], listed["open"]["title"]) == ("Project Kestrel", "note")
    assert empty_firm.run("text", listed["secret"]["document"]).stdout == bytes_of_both.decode()
    assert empty_firm.run("text", listed["open"]["document"]).stdout.strip() == "nothing & no heading here"


def test_nobody_else_on_the_machine_can_read_a_workspace(firm: "Firm") -> None:
    firm.json("ask", "What is the rent?")
    found = [path for path in firm.workspace.rglob("*") if path.name != "settings.toml"]
    assert len(found) > 10
    assert [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_whoever_opens_a_workspace_from_a_program_keeps_it_as_private(firm: "Firm", tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with open_session(tmp_path / "made here", create=True) as made:
            assert made.firm.audit.head().seq == 0
        with open_session(firm.workspace) as session:
            asyncio.run(ask("What is the rent?", session.scope(), sources=session.firm.sources, now=session.now))
        after = os.umask(0o022)
    finally:
        os.umask(before)
    assert after == 0o022
    found = [*firm.workspace.rglob("*"), *(tmp_path / "made here").rglob("*"), tmp_path / "made here"]
    assert [path for path in found if path.name != "settings.toml" and stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_files_are_private_as_long_as_any_workspace_is_open(firm: "Firm", tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        first = open_workspace(firm.workspace, create=False)
        second = open_workspace(tmp_path / "other", create=True)
        first.close()
        (tmp_path / "between").touch()
        second.close()
        (tmp_path / "after").touch()
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("between", "after")] == [0o600, 0o644]


@pytest.mark.live
def test_the_environment_does_not_say_who_asks(standing_firm: "Firm") -> None:
    claimed = os.environ | dict.fromkeys(("USER", "LOGNAME", "USERNAME", "SUDO_USER"), "bob")
    reply = json.loads(_process(standing_firm, "ask", "What is the rent?", "--json", env=claimed).stdout)
    shown: Any = standing_firm.json("audit", "show", reply["audit"]["id"])
    assert shown["user"] == shown["actor"] != "bob"


@pytest.mark.parametrize(
    "content", [b"noise" * 2_000, b"SQLite format 3\x00" + b"\x00" * 5_000], ids=["noise", "zeros"]
)
@pytest.mark.parametrize("name", ["documents.db", "access.db", "audit.db"])
def test_a_damaged_file_is_one_sentence_or_a_refusal(firm: "Firm", name: str, content: bytes) -> None:
    for path in firm.workspace.glob(f"{name}-*"):
        path.unlink()
    (firm.workspace / name).write_bytes(content)
    again = ("ingest", str(firm.folder / "lease"), "--matter", "lease", "--label", "new")
    for words in (("list",), ("search", "rent"), ("text", "x"), ("remove", "x"), again):
        refused = firm.run(*words, status=1)
        assert refused.stderr.count("\n") == 1
        assert name in refused.stderr


def test_lost_access_rules_are_not_made_anew(firm: "Firm") -> None:
    (firm.workspace / "access.db").write_bytes(b"")
    for words in (("access", "user", "add", "eve"), ("ingest", str(firm.folder), "--matter", "lease"), ("demo",)):
        assert "backup" in firm.run(*words, status=1).stderr


def test_a_workspace_whose_making_was_killed_is_made_again(empty_firm: "Firm") -> None:
    with sqlite3.connect(empty_firm.workspace / "access.db") as half_made:
        half_made.execute("PRAGMA journal_mode = WAL")
    half_made.close()
    empty_firm.run("access", "user", "add", "ann")
    assert empty_firm.json("audit", "verify")["ok"] is True


def test_a_catalogue_that_was_lost_costs_nothing_else(firm: "Firm") -> None:
    before = firm.json("search", "rent")["hits"]
    kept = {file.name: file.read_bytes() for file in firm.workspace.glob("documents.db*")}
    for name in kept:
        (firm.workspace / name).unlink()
    said = firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease", status=1).stderr
    assert "the catalogue holds none of the documents that the index has rows of: it was lost or replaced" in said
    for file in firm.workspace.glob("documents.db*"):
        file.unlink()
    for name, content in kept.items():
        (firm.workspace / name).write_bytes(content)
    assert firm.json("search", "rent")["hits"] == before


def test_an_index_that_lost_everything_is_not_taken_for_an_empty_one(firm: "Firm") -> None:
    for path in sorted((firm.workspace / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert "pincite index rebuild" in firm.run("search", "rent", status=1).stderr
    reply: Any = firm.json("ask", "What is the rent?")
    assert reply["refusal"]["reason"] == "failed"


@pytest.mark.live
def test_output_that_cannot_be_written_is_one_sentence(standing_firm: "Firm") -> None:
    for words in (
        ("list",),
        ("search", "rent", "--json"),
        ("text", standing_firm.documents()[0]["document"]),
        ("--help",),
    ):
        with Path("/dev/full").open("wb") as full:
            command = (*PINCITE, "--workspace", str(standing_firm.workspace), *words)
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(b"pincite: ")
        assert done.stderr.count(b"\n") == 1


@pytest.mark.live
def test_closed_streams_lead_nowhere(standing_firm: "Firm") -> None:
    command = f"exec {sys.executable} -m pincite --workspace {standing_firm.workspace} list >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 0
    assert standing_firm.json("audit", "verify")["ok"] is True


@pytest.mark.parametrize(
    "workspace", ["x" * 300, "/dev/null", "/dev/null/x", ""], ids=["long", "file", "below", "empty"]
)
def test_a_workspace_that_cannot_be_is_one_sentence(standing_firm: "Firm", workspace: str) -> None:
    for words in (("list",), ("access", "user", "add", "ann")):
        assert standing_firm.run(*words, "--workspace", workspace, status=1).stderr.count("\n") == 1


def _agreements(folder: Path, count: int, clauses: int = 5) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        said = (f"{clause}. Clause {clause} of {number}: ${clause * number}." for clause in range(1, clauses + 1))
        (folder / f"AGR-{number:04d}.txt").write_text("\n\n".join(said), encoding="utf-8")


def _begun(firm: "Firm", running: "subprocess.Popen[bytes]") -> bool:
    """True once a process holds the lock on the documents."""
    return (firm.workspace / "ingest.lock").read_bytes() == str(running.pid).encode()


def _standing(firm: "Firm") -> int:
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as catalogue:
        found: int = catalogue.execute("SELECT count(*) FROM document WHERE version IS NOT NULL").fetchone()[0]
        return found


def _await(happened: Callable[[], bool], running: "subprocess.Popen[bytes]") -> None:
    while running.poll() is None and not happened():
        time.sleep(0.01)
    assert running.poll() is None, "it was over before that"


def _index_of(firm: "Firm") -> IndexReport:
    embedder = HashingEmbedder()
    return asyncio.run(FolderIndex(firm.workspace / "index", embedder.name, embedder.dimensions).verify())


@pytest.mark.live
def test_a_killed_or_interrupted_ingest_goes_on_and_ends_the_same(firm: "Firm") -> None:
    folder = firm.folder / "many"
    _agreements(folder, 120, clauses=75)  # a batch is 2,000 passages; several are left when the first stands
    before, stood = _index_of(firm).rows, _standing(firm)
    command = (*PINCITE, "--workspace", str(firm.workspace), "ingest", str(folder), "--matter", "lease", "--json")

    def ended_by(number: signal.Signals, happened: Callable[["subprocess.Popen[bytes]"], bool]) -> bytes:
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _await(lambda: happened(running), running)
        running.send_signal(number)
        return running.communicate()[1]

    assert ended_by(signal.SIGKILL, lambda running: _begun(firm, running)) == b""
    said = ended_by(signal.SIGINT, lambda _: _standing(firm) > stood)
    assert said.count(b"\n") == 1
    assert b"what was finished is kept" in said
    report: Any = firm.json("ingest", str(folder), "--matter", "lease")
    assert report["documents"] + report["unchanged"] == 120
    assert report["unchanged"] > 0
    resumed = _index_of(firm)
    one: Any = firm.json("ingest", str(folder / "AGR-0001.txt"), "--matter", "supply")
    assert (resumed.rows - before, resumed.problems) == (120 * one["chunks"], ())
    assert firm.json("audit", "verify")["ok"] is True


@pytest.mark.live
def test_two_ingests_at_once_are_refused_and_readers_are_not(firm: "Firm") -> None:
    folder = firm.folder / "many"
    _agreements(folder, 20)
    first = subprocess.Popen((*PINCITE, "--workspace", str(firm.workspace), "ingest", str(folder), "--matter", "lease"))
    _await(lambda: _begun(firm, first), first)
    _stopped_between_writes(firm, first)
    second = _process(firm, "ingest", str(folder), "--matter", "lease")
    answered = _process(firm, "ask", "What is the rent?", "--json")
    assert first.poll() is None
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 1
    assert second.stderr.count(b"\n") == 1
    assert str(first.pid).encode() in second.stderr
    assert json.loads(answered.stdout)["audit"]["seq"]
    assert first.wait() == 0


def _stopped_between_writes(firm: "Firm", running: "subprocess.Popen[bytes]") -> None:
    """Stop a process at a moment when it writes to no database."""
    while True:
        running.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, running.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if all(_is_free(firm.workspace / name) for name in ("access.db", "audit.db", "documents.db")):
            return
        running.send_signal(signal.SIGCONT)
        time.sleep(0.01)


def _is_free(database: Path) -> bool:
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as looking:
        try:
            looking.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        looking.execute("ROLLBACK")
    return True


@pytest.mark.live
def test_many_processes_may_make_one_workspace(empty_firm: "Firm") -> None:
    command = (*PINCITE, "--workspace", str(empty_firm.workspace), "access", "user", "add")
    making = [subprocess.Popen((*command, f"user{number}"), stdout=subprocess.DEVNULL) for number in range(4)]
    assert [process.wait() for process in making] == [0, 0, 0, 0]
    users: Any = empty_firm.json("access", "list")["users"]
    assert len(users) == 5
    assert empty_firm.json("audit", "verify")["records"] == 5  # the four, and that the rules were listed
