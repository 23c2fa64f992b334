"""A workspace that an earlier pincite made opens, answers as it did, and goes on."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import invoke
from tests.kept import keys_in

import pincite
from pincite.errors import NotVisible
from pincite.wiring import operating_system_user

KEPT = Path(__file__).parents[1] / "data" / "workspace_0.1.0" / "firm.tar.xz"

pytestmark = pytest.mark.skipif(
    operating_system_user() != "root", reason="the workspace that is kept belongs to the account root"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    with tarfile.open(KEPT) as archive:
        archive.extractall(tmp_path, filter="data")
    with keys_in(tmp_path):
        yield tmp_path / "workspace"


def run(workspace: Path, *arguments: str) -> str:
    result = invoke("--workspace", str(workspace), *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_its_record_and_stores_are_whole_and_its_rules_hold(workspace: Path) -> None:
    assert run(workspace, "audit", "verify").startswith("11 records, nothing wrong")
    with pincite.open(workspace) as firm:
        alice = firm.session("alice")
        assert [document.matter for document in alice.documents()] == ["lease"]
        with pytest.raises(NotVisible):
            alice.search("What is the price of each pump?", matter="supply")


def test_what_it_answered_is_shown_and_answered_again(workspace: Path) -> None:
    with pincite.open(workspace) as firm:
        alice = firm.session("alice")
        before = alice.record(10)
        assert before.content is not None
        cited: Any = before.content["statements"]
        again = alice.ask(str(before.question))
        assert [statement.text for statement in again.statements] == [one["text"] for one in cited]
        assert "$4,200" in alice.show("10.1").quote
        assert not alice.ask("What is the price of each pump?").answered


def test_it_goes_on(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "loan.txt").write_text("LOAN\n\n1. The Borrower shall repay $77,000.\n", encoding="utf-8")
    with pincite.open(workspace) as firm:
        owner = firm.session()
        assert len(owner.ingest(tmp_path / "loan.txt", matter="loan").ids) == 1
        assert "$77,000" in owner.search("What must the Borrower repay?", 1, matter="loan")[0].text
    assert "nothing wrong" in run(workspace, "audit", "verify")
