"""`pincite index rebuild`: an index from the stored texts, beside the one that serves, put in its place in one step."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.command_line import CommandLine

from pincite.index.places import serving

LEASES = 30


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = CommandLine(tmp_path)
    made.workspace.mkdir()
    settings(made, 'embedder = "hashing"\n')
    for n in range(LEASES):
        write(made, "Acme", f"lease-{n}.txt", f"LEASE {n}\n\n1. Rent. The Tenant pays {n}17 dollars to Lessor{n}.\n")
    made.run("ingest", str(tmp_path / "Acme"), "--matter", "Acme")
    return made


def settings(firm: CommandLine, text: str) -> None:
    (firm.workspace / "settings.toml").write_text(text, encoding="utf-8")


def write(firm: CommandLine, matter: str, name: str, text: str) -> None:
    (firm.folder / matter).mkdir(exist_ok=True)
    (firm.folder / matter / name).write_text(text, encoding="utf-8")


def found(firm: CommandLine, words: str, *matters: str) -> list[str]:
    within = [each for matter in matters for each in ("--matter", matter)]
    hits: list[dict[str, Any]] = firm.json("search", words, *within)["hits"]
    return [Path(hit["path"]).name for hit in hits if words.split()[-1] in hit["text"]]


def rows(firm: CommandLine) -> tuple[int, int]:
    status = firm.json("index", "status", status=None)
    return status["rows"], status["documents"]


def is_whole(firm: CommandLine) -> bool:
    return bool(firm.json("audit", "verify", status=None)["ok"])


def test_a_lost_index_is_made_anew_without_the_files(firm: CommandLine) -> None:
    before = rows(firm)
    shutil.rmtree(firm.folder / "Acme")
    shutil.rmtree(firm.workspace / "index")
    assert "pincite index rebuild" in firm.run("search", "Lessor7", status=1).output
    made = firm.json("index", "rebuild")
    assert (made["rows"], made["documents"]) == before == rows(firm)
    assert (made["made"], made["changed"]) == (LEASES, 0)
    assert (made["copied"], made["embedded"]) == (0, made["rows"])
    assert found(firm, "Lessor7") == ["lease-7.txt"]
    assert is_whole(firm)
    said = firm.json("audit", "show", str(made["audit"]))
    assert said["facts"]["rebuilt"] == LEASES


def test_a_rebuild_leaves_what_is_found_as_it_is_and_the_next_ingest_reads_nothing_again(firm: CommandLine) -> None:
    before = firm.json("search", "rent dollars Tenant")["hits"]
    made = firm.json("index", "rebuild")
    assert (made["copied"], made["embedded"]) == (made["rows"], 0)
    assert firm.json("search", "rent dollars Tenant")["hits"] == before
    assert firm.json("ingest", str(firm.folder / "Acme"), "--matter", "Acme")["unchanged"] == LEASES
    write(firm, "Acme", "late.txt", "LATE\n\n1. Rent. The Tenant pays nothing to LessorLate.\n")
    firm.run("ingest", str(firm.folder / "Acme"), "--matter", "Acme")
    assert found(firm, "LessorLate") == ["late.txt"]
    assert is_whole(firm)


def test_what_was_changed_on_the_disk_is_embedded_and_what_was_not_is_copied(firm: CommandLine) -> None:
    def damage(change: Callable[[sqlite3.Connection], object]) -> None:
        [database] = serving(firm.workspace / "index").glob("rows-*.db")
        with closing(sqlite3.connect(database)) as db, db:
            change(db)

    def rebuilt() -> tuple[int, int, int]:
        made = firm.json("index", "rebuild")
        assert made["changed"] == 0
        assert made["copied"] + made["embedded"] == made["rows"]
        return made["copied"], made["embedded"], made["rows"]

    before = firm.json("search", "rent dollars Tenant")["hits"]
    own = rows(firm)[0] // LEASES
    damage(lambda db: db.execute("UPDATE piece SET search_text = 'rent is free' WHERE id = 1"))
    copied, embedded, all_rows = rebuilt()
    assert (copied, embedded) == (all_rows - own, own)
    [vectors] = serving(firm.workspace / "index").glob("vectors-*.f32")
    with vectors.open("r+b") as stream:
        stream.write(np.float32(0.5).tobytes())
    assert rebuilt() == (all_rows - own, own, all_rows)
    damage(lambda db: db.execute("UPDATE said SET sentences = x'' WHERE piece = 1"))
    assert rebuilt() == (all_rows - own, own, all_rows)
    damage(lambda db: db.execute("UPDATE state SET embedder = 'another'"))
    assert rebuilt() == (0, all_rows, all_rows)
    assert firm.json("search", "rent dollars Tenant")["hits"] == before
    assert is_whole(firm)


@pytest.mark.live
def test_a_rebuild_changes_the_kind_of_the_index_and_back_and_what_is_found_stays(firm: CommandLine) -> None:
    before = firm.json("search", "rent dollars Tenant")["hits"]
    for kind in ("lance", "flat"):
        settings(firm, f'embedder = "hashing"\n[index]\nbackend = "{kind}"\n')
        [problem] = firm.json("index", "status", status=1)["problems"]
        assert f'sets backend = "{kind}"' in problem
        assert found(firm, "Lessor7") == ["lease-7.txt"]
        made = firm.json("index", "rebuild")
        assert (made["changed"], made["copied"], made["embedded"]) == (0, made["rows"], 0)
        assert firm.json("index", "status")["problems"] == []
        after = firm.json("search", "rent dollars Tenant")["hits"]
        # Leases that are all but alike have cosines that differ in the last bit, which each kind rounds in its own way.
        assert {hit["text"] for hit in after} == {hit["text"] for hit in before}
    assert is_whole(firm)


def test_other_chunks_are_on_the_record_and_the_files_are_not_read_again(firm: CommandLine) -> None:
    settings(firm, 'embedder = "hashing"\nchunking = "recursive"\n')
    made = firm.json("index", "rebuild")
    assert made["changed"] == LEASES
    assert made["copied"] + made["embedded"] == made["rows"]
    assert is_whole(firm)
    assert found(firm, "Lessor7") == ["lease-7.txt"]
    assert firm.json("ingest", str(firm.folder / "Acme"), "--matter", "Acme")["unchanged"] == LEASES


def test_a_document_that_was_erased_does_not_come_back(firm: CommandLine) -> None:
    [document] = [each["document"] for each in firm.json("list")["documents"] if each["path"].endswith("lease-7.txt")]
    firm.run("index", "rebuild")
    firm.run("remove", document, "--erase", "--reason", "asked")
    assert found(firm, "Lessor7") == []
    firm.run("index", "rebuild")
    assert found(firm, "Lessor7") == []
    left = [
        file for file in (firm.workspace / "index").rglob("*") if file.is_file() and b"Lessor7." in file.read_bytes()
    ]
    assert left == []


def test_only_whoever_administers_the_workspace_may(firm: CommandLine) -> None:
    firm.run("access", "user", "add", "alice")
    assert "an administrator" in firm.run("index", "rebuild", "--as", "alice", status=1).output


SLOWLY = """
import sys, time
from pincite.cli import main
from pincite.index.flat import FlatIndex

rows, seconds = FlatIndex.rows, float(sys.argv[1])

def slow(self, documents=None):
    time.sleep(seconds)
    return rows(self, documents)

FlatIndex.rows = slow
sys.argv = ["pincite", *sys.argv[2:]]
main()
"""


WITHOUT_LANCEDB = """
import sys
sys.modules["lancedb"] = sys.modules["pyarrow"] = None
from pincite.cli import main
sys.argv = ["pincite", *sys.argv[1:]]
main()
"""
"""Python imports nothing under a name that is taken by None."""


def start(firm: CommandLine, program: str, *given: str) -> "subprocess.Popen[str]":
    own = ["--workspace", str(firm.workspace), "index", "rebuild", "--json"]
    return subprocess.Popen([sys.executable, "-c", program, *given, *own], stdout=subprocess.PIPE, text=True)


def wait_until_begun(firm: CommandLine) -> None:
    until = time.monotonic() + 120
    while not (firm.workspace / "index" / "beside.json").exists():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.live
def test_an_index_of_lancedb_is_made_flat_where_lancedb_is_not_installed(firm: CommandLine) -> None:
    settings(firm, 'embedder = "hashing"\n[index]\nbackend = "lance"\n')
    firm.run("index", "rebuild")
    settings(firm, 'embedder = "hashing"\n[index]\nbackend = "flat"\n')
    with start(firm, WITHOUT_LANCEDB) as rebuilding:
        made = json.loads(rebuilding.communicate()[0])
    assert (made["copied"], made["embedded"], made["changed"]) == (0, made["rows"], 0)
    assert found(firm, "Lessor7") == ["lease-7.txt"]


@pytest.mark.live
def test_a_rebuild_that_is_killed_leaves_the_former_index_and_is_gone_on_with(firm: CommandLine) -> None:
    before = firm.json("search", "rent dollars Tenant")["hits"]
    with start(firm, SLOWLY, "0.05") as rebuilding:
        wait_until_begun(firm)
        time.sleep(0.5)
        rebuilding.send_signal(signal.SIGKILL)
    assert firm.json("search", "rent dollars Tenant")["hits"] == before
    [problem] = firm.json("index", "status", status=1)["problems"]
    assert "go on with it with: pincite index rebuild" in problem
    made = firm.json("index", "rebuild")
    assert made["documents"] == LEASES
    assert firm.json("search", "rent dollars Tenant")["hits"] == before
    assert firm.json("index", "status")["problems"] == []
    assert is_whole(firm)


@pytest.mark.live
def test_what_is_added_moved_labelled_and_erased_meanwhile_ends_up_right(firm: CommandLine) -> None:
    ids = {Path(each["path"]).name: each["document"] for each in firm.json("list")["documents"]}
    with start(firm, SLOWLY, "0.1") as rebuilding:
        wait_until_begun(firm)
        write(firm, "Acme", "late.txt", "LATE\n\n1. Rent. The Tenant pays nothing to LessorLate.\n")
        write(firm, "Acme", "lease-3.txt", "LEASE 3\n\n1. Rent. The Tenant pays nothing to LessorOther.\n")
        firm.run("ingest", str(firm.folder / "Acme"), "--matter", "Acme")
        firm.run("access", "matter", "add", "Beta")
        firm.run("move", ids["lease-5.txt"], "--matter", "Beta")
        firm.run("remove", ids["lease-7.txt"], "--erase", "--reason", "asked")
        firm.run("remove", ids["lease-8.txt"])
        assert rebuilding.poll() is None
        assert rebuilding.wait(timeout=240) == 0
    assert found(firm, "LessorLate") == ["late.txt"]
    assert found(firm, "LessorOther") == ["lease-3.txt"]
    assert found(firm, "Lessor3") == found(firm, "Lessor7") == found(firm, "Lessor8") == []
    assert found(firm, "Lessor5", "Beta") == ["lease-5.txt"]
    assert found(firm, "Lessor5", "Acme") == []
    assert rows(firm)[1] == LEASES - 1
    assert is_whole(firm)
