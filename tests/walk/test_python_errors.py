"""What an error tells whoever uses `pincite.open` to do, and what the terminal says of the same."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.command_line import invoke

import pincite
from pincite.access.rules import principal_for
from pincite.errors import AccessError, NotVisible, Remedy
from pincite.wiring import open_workspace

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

Use = Callable[[pincite.Session], object]

OF_A_TERMINAL = re.compile(r"--\w|\bask printed\b|pincite (ask|list|ingest)\b")
"""What only somebody at a terminal can do, and a program has otherwise."""

CASES: tuple[tuple[Use, str, tuple[str, ...], str], ...] = (
    (
        lambda session: session.ask("  "),
        'the question is empty; ask in a sentence, for example: session.ask("When does the lease end?")',
        ("ask", "  "),
        'the question is empty; ask in a sentence, for example: pincite ask "When does the lease end?"',
    ),
    (
        lambda session: session.ask("And then?", after=1),
        "has no question to go on from; give the audit.seq of a reply",
        ("ask", "And then?", "--after", "1"),
        "has no question to go on from; give the number that ask printed below its answer",
    ),
    (
        lambda session: session.ask("How much is the rent?", mode="write"),
        "or leave out mode to have quotes",
        ("ask", "How much is the rent?", "--mode", "write"),
        "or leave out --mode to have quotes",
    ),
    (
        lambda session: session.text("nothing"),
        "may see; see documents()",
        ("text", "nothing"),
        "may see; try: pincite list",
    ),
    (
        lambda session: session.show("1.1"),
        "has no statement 1; give the number of a statement, from 1",
        ("show", "1.1"),
        "has no statement 1; give the number that ask printed below the quote",
    ),
    (
        lambda session: session.show("lease.txt"),
        "; to read a whole document: text(document)",
        ("show", "lease.txt"),
        "; to read a whole document: pincite text DOC",
    ),
    (
        lambda session: session.record(9999),
        "may see; see records()",
        ("audit", "show", "9999"),
        "may see; try: pincite audit list",
    ),
)


@pytest.mark.parametrize(
    "case", CASES, ids=["empty", "after", "no model", "no document", "no statement", "no citation", "no record"]
)
def test_an_error_names_what_its_door_has(standing_firm: "Firm", case: tuple[Use, str, tuple[str, ...], str]) -> None:
    use, in_python, typed, in_terminal = case
    with pincite.open(standing_firm.workspace) as opened, pytest.raises(pincite.PinciteError) as raised:
        use(opened.session())
    assert in_python in str(raised.value)
    assert OF_A_TERMINAL.search(str(raised.value)) is None
    assert in_terminal in standing_firm.run(*typed, status=1).stderr


def test_the_passage_of_a_refusal_is_named_by_its_label(standing_firm: "Firm") -> None:
    with pincite.open(standing_firm.workspace) as opened:
        session = opened.session()
        reply = session.ask("Who painted the ceiling of the Sistine Chapel?")
        with pytest.raises(pincite.PinciteError, match=r"no passage 99; give the label of one of its passages$"):
            session.show(f"{reply.audit.seq}.99")
    printed = standing_firm.run("show", f"{reply.audit.seq}.99", status=1).stderr
    assert "no passage 99; give a number that ask printed below a sentence" in printed


def test_a_workspace_that_is_not_there_can_be_made(tmp_path: Path) -> None:
    with pytest.raises(pincite.PinciteError, match=r"; make one with create=True, or name another folder$"):
        pincite.open(tmp_path / "nothing")
    said = invoke("--workspace", str(tmp_path / "nothing"), "list").stderr
    assert said.endswith("; make one with: pincite ingest FOLDER --matter NAME, or name another with --workspace\n")


def test_a_workspace_that_cannot_be_opened_is_named_otherwise(tmp_path: Path) -> None:
    unfit = tmp_path / ("a" * 300)
    with pytest.raises(pincite.PinciteError, match=r"cannot be opened \(.+\); name another folder$"):
        pincite.open(unfit)
    said = invoke("--workspace", str(unfit), "list").stderr
    assert said.endswith("; name another with --workspace\n")


def test_who_may_not_act_for_others_leaves_out_the_user(standing_firm: "Firm") -> None:
    with (
        open_workspace(standing_firm.workspace, create=False) as workspace,
        pytest.raises(AccessError, match=r"; leave out --as to ask as yourself$") as raised,
    ):
        principal_for("alice", "bob", workspace.rules)
    raised.value.speak_python()
    assert str(raised.value).endswith("; leave out the user to ask as yourself")


def test_what_the_record_keeps_of_a_refusal_is_the_same_from_both_doors(standing_firm: "Firm") -> None:
    with pincite.open(standing_firm.workspace) as opened, pytest.raises(NotVisible):
        opened.session("alice").text("nothing")
    standing_firm.run("--as", "alice", "text", "nothing", status=1)
    kept = [one["content"]["error"] for one in standing_firm.json("audit", "list", "-n", "2")["records"]]  # type: ignore[attr-defined]
    assert kept[0] == kept[1]


def test_an_error_that_is_awaited_speaks_python_too(standing_firm: "Firm") -> None:
    async def asked() -> None:
        with pincite.open(standing_firm.workspace) as opened:
            await opened.async_session().ask(" ")

    with pytest.raises(pincite.PinciteError, match=r"session\.ask"):
        asyncio.run(asked())


def test_an_error_without_a_remedy_of_its_own_says_the_same_everywhere() -> None:
    error = pincite.PinciteError("the disk is full; make room")
    error.speak_python()
    assert str(error) == "the disk is full; make room"
    told = NotVisible("there is no such thing", nearest=("thing",), remedy=Remedy("try: list", "see things()"))
    assert str(told) == "there is no such thing; try: list"
    told.speak_python()
    assert (str(told), told.nearest) == ("there is no such thing; see things()", ("thing",))
