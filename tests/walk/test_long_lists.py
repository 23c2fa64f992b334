"""An item of a long list, from the question to the page: quoted behind the words that open the list."""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pincite.review import Review, planned, review
from pincite.session.turns import read_turn
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

MORE = ", which includes every matter that is incidental to it and any act or omission of an officer or agent" * 5
LIST = (
    "9.1 This Lease ends at once: (a) if the Tenant is wound up"
    f"{MORE}; (b) if the Unit burns down{MORE}; (c) if the roof falls in{MORE}; (d) if the Tenant paints the doors; or "
    "(e) if the Landlord sells the Unit.\n"
)


@pytest.fixture
def lease(empty_firm: "Firm") -> "Firm":
    """A firm with the lease alone."""
    empty_firm.folder.mkdir(parents=True, exist_ok=True)
    file = empty_firm.folder / "Lease.txt"
    file.write_text(
        f"LEASE\n\nbetween Gannet Ltd and Finch Ltd\n\n9. End\n\n{LIST}\n9.2 The rent is $5.\n", encoding="utf-8"
    )
    empty_firm.run("ingest", str(file), "--matter", "lease")
    return empty_firm


def test_a_late_item_is_quoted_behind_the_words_that_open_its_list(lease: "Firm") -> None:
    reply: dict[str, Any] = lease.json("ask", "Does the lease end if the Tenant paints the doors?")
    [said] = reply["statements"]
    assert said["text"] == "9.1 This Lease ends at once: […] (d) if the Tenant paints the doors; or"
    assert [one["section"] for one in said["citations"]] == ["9.1(d)", "9.1"]
    assert said["support"] == 1.0
    printed = lease.run("ask", "Does the lease end if the Tenant paints the doors?").stdout
    assert printed.count("§ 9.1") == 1
    with open_session(lease.workspace) as session:
        turn = asyncio.run(read_turn(session, reply["audit"]["id"]))
    [shown] = turn.said
    assert [one.section for one in shown.pins] == ["9.1(d)"]


def test_a_review_that_was_broken_off_takes_a_late_item_from_its_record(lease: "Firm", tmp_path: Path) -> None:
    question = "Does the lease end if the Tenant paints the doors?"

    async def broken_off() -> int | None:
        with open_session(lease.workspace) as session:
            sources, scope = session.firm.sources, session.scope()
            plan = planned([question], scope, matter=None, sources=sources, audit=session.firm.audit)
            async with aclosing(review(plan, sources=sources, now=session.now, so_far=Review())) as run:
                async for reviewed in run:
                    return reviewed.record.seq
        return None

    kept = asyncio.run(broken_off())
    file = tmp_path / "questions.txt"
    file.write_text(f"{question}\n", encoding="utf-8")
    cell = json.loads(lease.run("review", str(file), "--json").stdout)
    assert cell["record"] == kept
    assert cell["statements"][0]["text"] == "9.1 This Lease ends at once: […] (d) if the Tenant paints the doors; or"


def test_a_refusal_shows_no_late_item_without_the_words_that_open_its_list(lease: "Firm") -> None:
    reply: dict[str, Any] = lease.json("ask", "Which colour must the Tenant paint the doors?")
    assert reply["refusal"]["reason"] == "no_evidence"
    with open_session(lease.workspace) as session:
        turn = asyncio.run(read_turn(session, reply["audit"]["id"]))
    assert turn.closest
    assert not any(one.text.startswith("(d)") for one in turn.closest)


def test_words_that_are_hidden_in_what_opens_a_list_are_not_quoted(empty_firm: "Firm") -> None:
    empty_firm.folder.mkdir(parents=True, exist_ok=True)
    file = empty_firm.folder / "Lease.html"
    hidden = LIST.replace("ends at once", '<span style="color:white">never</span> ends at once')
    file.write_text(f"<h1>Lease</h1><p>9. End</p><p>{hidden}</p><p>9.2 The rent is $5.</p>", encoding="utf-8")
    empty_firm.run("ingest", str(file), "--matter", "lease")
    reply: dict[str, Any] = empty_firm.json("ask", "Does the lease end if the Tenant paints the doors?")
    assert not any("(d)" in one["text"] for one in reply["statements"])


def test_a_party_that_was_struck_is_not_named(empty_firm: "Firm") -> None:
    empty_firm.folder.mkdir(parents=True, exist_ok=True)
    file = empty_firm.folder / "Hire.md"
    file.write_text(
        "# Hire agreement\n\nBETWEEN:\n\nGannet Shipping Ltd (“Gannet”)\n\n– and –\n\n"
        "~~Plover Marine Ltd (“Plover”)~~\n\n"
        "– and –\n\nFinch Barges Ltd (“Finch”)\n\n1. Hire\n\n1.1 The hire is $5 a day.\n",
        encoding="utf-8",
    )
    empty_firm.run("ingest", str(file), "--matter", "hire")
    reply: dict[str, Any] = empty_firm.json("ask", "Who are the parties to the hire agreement?")
    assert not any("Plover" in one["text"] for one in reply["statements"])
