"""What only some need is an extra: without it a sentence says what to install, and the rest works.

Each program runs in a process in which the packages of an extra cannot be imported.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.copied import run_copy

pytestmark = pytest.mark.live

CODE = (
    "def due(rent: int) -> int:\n    return 2 * rent\n\n\nclass Lease:\n    def term(self) -> int:\n        return 5\n"
)

WITHOUT = """
import sys
for package in sys.argv[1].split(","):
    sys.modules[package] = None
from pincite.cli import main
main(sys.argv[2:])
"""
"""Python imports nothing under a name that is taken by None."""


class Lacking:
    """The command line in a place of its own, started as a program that lacks some packages."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def run(self, without: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        states = {name: str(self.place / name.lower()) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME")}
        where = ("--workspace", str(self.place / "workspace"))
        return run_copy(WITHOUT, without, *arguments, *where, environment=os.environ | states)

    def ingested(self, without: str) -> dict[str, object]:
        done = self.run(without, "ingest", str(self.place / "rent.py"), "--matter", "Acme", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        report: dict[str, object] = json.loads(done.stdout)
        return report


@pytest.fixture
def lacking(tmp_path: Path) -> Lacking:
    (tmp_path / "rent.py").write_text(CODE, encoding="utf-8")
    return Lacking(tmp_path)


def test_code_whose_grammar_is_missing_is_read_and_says_what_to_install(lacking: Lacking) -> None:
    report = lacking.ingested("tree_sitter_python")
    assert report["documents"] == 1
    assert "no grammar of Python is installed; run: pip install 'pincite[code]', then ingest it again" in str(report)


def test_code_is_cut_anew_once_its_grammar_is_installed(lacking: Lacking) -> None:
    lacking.ingested("tree_sitter")
    assert lacking.ingested("tree_sitter")["unchanged"] == 1
    again = lacking.ingested("nothing_of_this_name")
    assert (again["unchanged"], again["warnings"]) == (0, [])
    assert lacking.ingested("nothing_of_this_name")["unchanged"] == 1


def test_a_pdf_of_the_record_says_what_to_install_before_anything_is_recorded(lacking: Lacking) -> None:
    lacking.ingested("nothing_of_this_name")
    into = ("-o", str(lacking.place / "record.pdf"))
    refused = lacking.run("reportlab", "audit", "export", "--format", "pdf", *into)
    assert refused.returncode == 1
    assert "the package reportlab is not installed; run: pip install 'pincite[export]'" in refused.stderr
    exported = lacking.run("reportlab", "audit", "export", "--format", "csv")
    assert "ingest" in exported.stdout
    assert "pdf" not in exported.stdout


def test_tools_are_not_offered_without_their_protocol(lacking: Lacking) -> None:
    lacking.ingested("tree_sitter_python")
    refused = lacking.run("mcp", "mcp")
    assert refused.returncode == 1
    assert refused.stderr == (
        "pincite: the tools cannot be offered without mcp; install it with: pip install 'pincite[mcp]'\n"
    )
    assert refused.stdout == ""
