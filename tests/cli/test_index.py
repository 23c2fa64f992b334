"""`pincite index status|fold`: how the search index stands, for whoever administers the workspace."""

import json
import re
from typing import Any

import pytest
from tests.cli.conftest import MakeFirm, Run

FILES = {f"Acme/lease-{n}.txt": f"LEASE {n}\n\n1. Rent. The Tenant pays {n}00 dollars.\n".encode() for n in range(4)}

STATUS = {
    "version": str,
    "rows": int,
    "documents": int,
    "unfolded": int,
    "fragments": int,
    "versions": int,
    "vectors": int | None,
    "parts": int,
    "bytes": dict,
    "last_fold": dict | None,
    "problems": list,
}


@pytest.fixture(scope="module")
def run(make_firm: MakeFirm) -> Run:
    return make_firm(FILES, "Acme")


def status(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("index", "status", "--json").stdout)
    return found


def test_the_status_says_what_there_is_and_what_waits(run: Run) -> None:
    found = status(run)
    assert found.keys() == STATUS.keys()
    assert all(isinstance(found[name], kind) for name, kind in STATUS.items())
    assert found["documents"] == 4
    assert found["rows"] >= found["unfolded"] == found["rows"]
    assert found["bytes"].keys() == {"rows", "structures", "words", "rest"}
    assert min(found["bytes"]["rows"], found["bytes"]["structures"]) > 0  # the words of a flat index are in its rows
    assert found["problems"] == []


def test_a_fold_leaves_nothing_waiting_and_is_in_the_status(run: Run) -> None:
    folded = json.loads(run("index", "fold", "--json").stdout)
    assert folded["unfolded"] == 0
    assert folded["last_fold"].keys() == {"at", "seconds", "rows", "whole"}
    assert folded["last_fold"]["rows"] == folded["rows"]
    run("index", "fold", "--whole")
    after = status(run)
    assert after["last_fold"]["whole"] is True
    assert (after["rows"], after["documents"]) == (folded["rows"], folded["documents"])
    shown = run("index", "status").stdout
    assert "4 documents" in shown
    assert "last fold" in shown
    assert "700 dollars" not in shown
    assert re.search(r"; 1 fragment, 1 version$", shown, re.MULTILINE)


def test_neither_is_for_somebody_who_does_not_administer_the_workspace(run: Run) -> None:
    for verb in (("index", "status"), ("index", "fold")):
        refused = run(*verb, "--as", "alice", status=1)
        assert "an administrator" in refused.output
