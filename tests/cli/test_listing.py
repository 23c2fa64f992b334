"""`pincite list`: what documents state about themselves, and which are nearly the same."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import termios
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import MakeFirm, Run

SUPPLY = """SUPPLY AGREEMENT

This Supply Agreement is made as of March 1, 2024 between Gannet Pump Works, Inc. (the "Supplier") and {buyer} \
(the "Buyer").

1. PRICE

1.1 The price of each pump is $915, delivered to the Buyer's works, with seals, gaskets and a spare impeller.

1.2 The Buyer shall pay each invoice within forty-five (45) days after it has received it and the goods it is for.

2. WARRANTY

2.1 The Supplier warrants that each pump is free from defects for twenty-four (24) months from its delivery.

2.2 A pump that fails within that time is repaired or replaced at the Supplier's own cost, as the Buyer chooses.

3. LAW

3.1 This Agreement is governed by the laws of the State of Oregon.
"""
BUYER = "Tern Harbor Water District Authority of the Lower Estuary, Inc."


@pytest.fixture(scope="module")
def run(make_firm: "MakeFirm") -> "Run":
    """The command line on a workspace: two matters with the same form, and a message with an attachment."""
    message = EmailMessage()
    message["From"], message["To"] = "Ida Rook <ida@example.com>", "Bo Crane <bo@example.com>"
    message["Subject"], message["Date"] = "Pump prices", "Fri, 1 Mar 2024 10:00:00 +0000"
    message.set_content("The prices are attached.\n")
    message.add_attachment("1. The list price of a pump is $950.\n", filename="prices.txt")
    files = {
        "tern/Supply Tern.txt": SUPPLY.format(buyer=BUYER).encode(),
        "tern/Supply Plover.md": SUPPLY.format(buyer="Plover Mills LLC").encode(),
        "tern/message.eml": message.as_bytes(),
        "gull/Supply Gull.txt": SUPPLY.format(buyer="Gull Dairies LLC").encode(),
    }
    return make_firm(files, "gull")


def _documents(run: "Run", *arguments: str) -> dict[str, dict[str, Any]]:
    listed = json.loads(run("list", *arguments, "--json").stdout)["documents"]
    return {Path(document["path"]).name: document for document in listed}


def test_facts_are_listed_with_the_words_that_state_them(run: "Run") -> None:
    document = _documents(run)["Supply Tern.txt"]
    text = run("text", document["document"]).stdout
    stated = {fact["kind"]: (fact["value"], text[fact["start"] : fact["end"]]) for fact in document["facts"]}
    assert stated["date"] == ("2024-03-01", "March 1, 2024")
    assert stated["governing_law"][0] == "Oregon"
    assert "laws of the State of Oregon" in stated["governing_law"][1]
    assert stated["type"] == ("Supply Agreement", "SUPPLY AGREEMENT")
    assert stated["party"] == (BUYER, BUYER)


def test_near_duplicates_are_those_of_the_same_matter(run: "Run") -> None:
    documents = _documents(run)
    [near] = documents["Supply Tern.txt"]["near_duplicates"]
    assert near["document"] == documents["Supply Plover.md"]["document"]
    assert 0.7 <= near["likeness"] < 1
    assert documents["Supply Gull.txt"]["near_duplicates"] == []


def test_near_duplicates_that_the_asker_may_not_see_are_not_told_of(run: "Run") -> None:
    run("access", "grant", "alice", "--matter", "tern")
    assert _documents(run, "--as", "alice")["Supply Tern.txt"]["near_duplicates"]
    run("access", "revoke", "alice", "--matter", "tern")
    assert list(_documents(run, "--as", "alice")) == ["Supply Gull.txt"]


def test_an_attachment_stands_below_its_parent(run: "Run") -> None:
    documents = _documents(run)
    assert documents["prices.txt"]["parent"] == documents["message.eml"]["document"]
    assert documents["message.eml"]["parent"] is None
    lines = run("list", "--matter", "tern").stdout.splitlines()
    parent, attached = (
        next(n for n, line in enumerate(lines) if documents[name]["document"] in line)
        for name in ("message.eml", "prices.txt")
    )
    assert parent < attached
    assert "└ " in lines[attached]
    assert not any("Supply" in line for line in lines[parent:attached])


def test_a_row_shows_type_parties_date_and_law(run: "Run") -> None:
    shown = " ".join(run("list", "--matter", "gull").stdout.split())
    for part in ("SUPPLY AGREEMENT 2024-03-01", "Gannet Pump Works, Inc. · Gull Dairies", "Oregon", "gull, 1 document"):
        assert part in shown


def test_a_long_name_is_cut(run: "Run") -> None:
    shown = " ".join(run("list", "--matter", "tern").stdout.split())
    assert "District…" in shown
    assert "Estuary" not in shown


def test_a_near_duplicate_is_named_by_its_file(run: "Run") -> None:
    shown = " ".join(run("list", "--matter", "tern").stdout.split())
    assert "near-duplicate of Supply Plover, " in shown


def test_who_wrote_a_message_and_to_whom_is_shown(run: "Run") -> None:
    assert "Ida Rook → Bo Crane" in " ".join(run("list", "--matter", "tern").stdout.split())


def test_a_narrow_terminal_gets_paragraphs(run: "Run") -> None:
    path = Path(json.loads(run("list", "--matter", "gull", "--json").stdout)["documents"][0]["path"])
    command = (
        sys.executable,
        "-m",
        "pincite",
        "--workspace",
        path.parents[1] / "workspace",
        "list",
        "--matter",
        "gull",
    )
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 60))
    written: list[bytes] = []
    terminal = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    terminal["TERM"] = "xterm"
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=terminal) as process:
        os.close(theirs)
        with contextlib.suppress(OSError):  # how a terminal says that nobody is at its other end
            while piece := os.read(ours, 65_536):
                written.append(piece)
    os.close(ours)
    assert process.returncode == 0
    shown = re.sub(r"\x1b\[[0-9;]*m", "", b"".join(written).decode())
    assert max(map(len, shown.splitlines())) <= 60
    assert "Supply Agreement, 2024-03-01, Oregon" in shown


def test_an_empty_workspace_lists_nothing(run: "Run") -> None:
    run("access", "user", "add", "new")
    assert run("list", "--as", "new").stdout == "0 documents that new may see\n"


def test_a_list_in_parts_is_the_whole_list(run: "Run") -> None:
    whole = [each["document"] for each in json.loads(run("list", "--json").stdout)["documents"]]
    parts: list[str] = []
    after: list[str] = []
    while True:
        page = json.loads(run("list", "--first", "2", *after, "--json").stdout)
        parts += [each["document"] for each in page["documents"]]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert sorted(parts) == sorted(whole)
    assert len(parts) == len(set(parts))


def test_a_part_of_a_list_says_how_to_go_on(run: "Run") -> None:
    first = run("list", "--first", "2").stdout
    [going_on] = re.findall(r"pincite (list --first 2 --after \S+)", first)
    assert "There are more" not in run(*going_on.replace("--first 2", "--first 50").split()).stdout


def test_it_goes_on_in_the_same_matter_as_the_same_user(run: "Run") -> None:
    run("access", "user", "add", "newcomer")
    run("access", "grant", "newcomer", "--matter", "tern")
    shown = run("list", "--matter", "tern", "--first", "1", "--as", "newcomer").stdout
    assert re.search(r"pincite list --first 1 --after \S+ --matter tern .*--as newcomer$", shown, re.MULTILINE)


def test_a_list_cannot_go_on_after_what_is_not_there(run: "Run") -> None:
    assert "no document 'nothing'" in run("list", "--after", "nothing", status=1).stderr
