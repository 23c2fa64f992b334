"""A review: each question put to each document, resumable, on the record, and nothing in its table is computed."""

import asyncio
import csv
import io
import json
import re
import zipfile
from contextlib import aclosing
from pathlib import Path
from typing import Any

from tests.kept import keys_in
from tests.walk.conftest import Firm, firm_in
from tests.walk.supplies import COVER, LAWS, NOTICE

from pincite.review import Review, planned, review
from pincite.wiring import open_session

QUESTIONS = "Which law governs?\nHow much notice is needed to terminate?\n\n=1+1 What insurance must be carried?\n"


def _questions(firm: Firm) -> str:
    file = firm.folder.parent / "questions.txt"
    file.write_text(QUESTIONS, encoding="utf-8")
    return str(file)


def _cells(firm: Firm, *arguments: str) -> list[dict[str, Any]]:
    printed = firm.run("review", _questions(firm), "--json", *arguments).stdout
    return [json.loads(line) for line in printed.splitlines()]


def _records(firm: Firm) -> list[dict[str, Any]]:
    printed = firm.run("audit", "export", "--kind", "review").stdout
    return [json.loads(line) for line in printed.splitlines()]


def test_each_cell_is_a_pinned_answer_or_says_that_it_was_not_found(shelf: Firm) -> None:
    cells = _cells(shelf)
    assert len(cells) == 4 * 3
    for cell in cells:
        name = Path(cell["path"]).name.split()[0]
        text = Path(cell["path"]).read_text(encoding="utf-8")
        for statement in cell["statements"]:
            citation = statement["citations"][0]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
        said = " ".join(statement["text"] for statement in cell["statements"])
        assert cell["state"] == ("found" if said else "not_found")
        if "law" in cell["question"]:
            assert LAWS[name] in said
        elif "notice" in cell["question"]:
            assert NOTICE[name] in said
        elif name in COVER:
            assert COVER[name] in said


def test_a_review_holds_what_its_asker_may_see_and_nothing_else(shelf: Firm) -> None:
    cells = _cells(shelf, "--as", "alice")
    assert {Path(cell["path"]).name.split()[0] for cell in cells} == {"Halvorsen", "Brightwater"}
    assert _cells(shelf, "--matter", "second") != []
    said = [
        shelf.run("review", _questions(shelf), "--as", "alice", "--matter", matter, status=1).stderr.replace(
            matter, "M"
        )
        for matter in ("second", "nowhere")
    ]
    assert said[0] == said[1]


def test_every_cell_is_on_the_record_before_it_is_written_out(shelf: Firm) -> None:
    cells = _cells(shelf, "--again")
    for cell in cells:
        record: dict[str, Any] = shelf.json("audit", "show", str(cell["record"]))
        [kept] = [one for one in record["content"]["cells"] if one["question"] == cell["question"]]
        assert kept["state"] == cell["state"]
        statements = [record["content"]["statements"][number - 1]["text"] for number in kept["statements"]]
        assert statements == [statement["text"] for statement in cell["statements"]]
        assert "Halvorsen" not in json.dumps(record["facts"])
    shelf.run("audit", "verify")
    shown = next(cell for cell in cells if cell["statements"])
    assert shown["statements"][0]["text"][:20] in " ".join(shelf.run("show", f"{shown['record']}.1").stdout.split())


def test_what_answers_are_judged_beside_is_on_the_record_in_the_order_of_documents(shelf: Firm) -> None:
    _cells(shelf, "--again")
    [seq] = [one["seq"] for one in _records(shelf)[-12:] if one["facts"].get("what") == "prepared"]
    beside: Any = shelf.json("audit", "show", str(seq))["content"]
    listed = [entry["document"] for entry in shelf.documents()]
    assert [one["document"] for one in beside["documents"]] == listed
    assert listed != sorted(listed)


def test_a_run_that_was_broken_off_goes_on_where_it_stood(shelf: Firm) -> None:
    questions = ["How long does the agreement last?", "Who pays?"]
    file = shelf.folder.parent / "broken.txt"
    file.write_text("\n".join(questions), encoding="utf-8")

    async def broken_off() -> list[str]:
        with open_session(shelf.workspace) as session:
            plan = planned(
                questions, session.scope(), matter=None, sources=session.firm.sources, audit=session.firm.audit
            )
            seen: list[str] = []
            async with aclosing(review(plan, sources=session.firm.sources, now=session.now, so_far=Review())) as run:
                async for reviewed in run:
                    seen.append(reviewed.entry.document)
                    if len(seen) == 2:
                        break
            return seen

    seen = asyncio.run(broken_off())
    before = len(_records(shelf))
    ran = shelf.run("review", str(file), "--json")
    assert "2 of 4 documents are on the record" in ran.stderr
    cells = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(cells) == 4 * 2
    assert [cell["document"] for cell in cells[:4:2]] == seen
    assert len(_records(shelf)) - before == 1 + 2 + 1  # what they are judged beside, the two that were left, the end
    anew = shelf.run("review", str(file), "--json")
    assert "broken off" not in anew.stderr  # that run has ended
    assert len(anew.stdout.splitlines()) == len(cells)


def test_a_document_that_is_closed_while_a_review_runs_is_left_out(shelf: Firm) -> None:
    async def closing() -> tuple[list[str], Review]:
        with open_session(shelf.workspace, "alice") as session:
            plan = planned(
                ["What is the price?"],
                session.scope(),
                matter=None,
                sources=session.firm.sources,
                audit=session.firm.audit,
            )
            so_far, seen = Review(), list[str]()
            async for reviewed in review(plan, sources=session.firm.sources, now=session.now, so_far=so_far):
                seen.append(reviewed.entry.path)
                await asyncio.to_thread(shelf.run, "access", "wall", "add", "alice", "--matter", "first")
            return seen, so_far

    try:
        seen, so_far = asyncio.run(closing())
    finally:
        shelf.run("access", "wall", "remove", "alice", "--matter", "first")
    assert len(seen) == 1
    assert so_far.closed == 1


SURE = re.compile(r"\n(?:sure|likely|check it) \(\d\d%\)\Z")


def test_a_table_has_a_row_for_each_document_and_nothing_that_is_computed(shelf: Firm) -> None:
    printed = shelf.run("review", _questions(shelf), "--matter", "first").stdout
    head, *rows = csv.reader(io.StringIO(printed))
    assert head[4:7] == [
        "Which law governs?", "How much notice is needed to terminate?", "'=1+1 What insurance must be carried?",
    ]  # fmt: skip
    assert len(rows) == 2
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in [head, *rows] for cell in row)
    answers = [cell for row in rows for cell in row[4:7]]
    assert any("“" in cell for cell in answers)
    assert all(("“" in cell) == bool(SURE.search(cell)) for cell in answers)


def test_a_workbook_has_texts_alone_and_is_read_back_as_it_was_written(shelf: Firm, tmp_path: Path) -> None:
    table = tmp_path / "table.xlsx"
    shelf.run("review", _questions(shelf), "--format", "xlsx", "-o", str(table))
    with zipfile.ZipFile(table) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in sheet.replace("<fonts", "")
    assert sheet.count("<c ") == sheet.count('t="inlineStr"') > 0
    firm = Firm(tmp_path / "files", tmp_path / "again")
    firm.run("ingest", str(table), "--matter", "tables")
    [document] = firm.documents()
    text = firm.run("text", document["document"]).stdout
    assert "=1+1 What insurance must be carried?" in text
    assert all(f"laws of the State of {law}" in text for law in set(LAWS.values()))
    shelf.run("review", _questions(shelf), "--format", "xlsx", status=2)


def test_what_cannot_be_asked_is_said_in_a_sentence(shelf: Firm, tmp_path: Path) -> None:
    empty, other = tmp_path / "empty.txt", tmp_path / "other.bin"
    empty.write_text("\n\n", encoding="utf-8")
    other.write_bytes(b"\xff\xfe\x00")
    assert "no question" in shelf.run("review", str(empty), status=1).stderr
    assert "not in UTF-8" in shelf.run("review", str(other), status=1).stderr
    assert "cannot be read" in shelf.run("review", str(tmp_path / "none"), status=1).stderr


STATED = {
    "Torvane supply.txt": (
        "SUPPLY AGREEMENT\n\nThis Agreement is made on May 5, 2020 between Torvane Ltd and Ellisden Inc.\n\n"
        "1. Term. The term of this Agreement ends on June 30, 2031.\n\n"
        "2. Law. The laws of Ohio govern this Agreement.\n\n"
        "3. Counterparts. This Agreement may be signed in counterparts, and is signed as of the date above.\n"
    ),
    "Torvane guide.md": "# Guide to covenants in Ohio\n\nOhio law governs the covenant of whoever works in Ohio.\n",
}


def test_a_column_for_a_date_the_term_or_the_law_is_filled_from_what_documents_state(tmp_path: Path) -> None:
    with keys_in(tmp_path):
        firm = firm_in(tmp_path)
        for name, text in STATED.items():
            (firm.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (firm.folder / name).write_text(text, encoding="utf-8")
        firm.run("ingest", str(firm.folder), "--matter", "first")
        questions = tmp_path / "columns.txt"
        questions.write_text("Which law governs?\nHow long does it run?\nWhen was it signed?\n", encoding="utf-8")
        printed = firm.run("review", str(questions), "--json").stdout
    cells = [json.loads(line) for line in printed.splitlines()]
    of_contract = [one["statements"][0]["text"] for one in cells if one["path"].endswith("supply.txt")]
    assert "The laws of Ohio govern" in of_contract[0]
    assert "ends on June 30, 2031" in of_contract[1]
    assert "made on May 5, 2020" in of_contract[2]
    [law] = [one for one in cells if one["path"].endswith("guide.md") and "law" in one["question"]]
    assert law["state"] == "not_found"
