"""The command-line contract, as somebody would check it who has only read it: fields, types, ids, exit statuses."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.accepting import accept
from tests.command_line import CommandLine
from tests.demonstrated import demonstrated

from pincite import samples

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

HIT = {
    "document": str,
    "path": str,
    "section": str,
    "heading": str,
    "page": int | None,
    "start": int,
    "end": int,
    "score": float,
    "text": str,
    "page_label": str | None,
    "confidence": float | None,
}
CITATION = {
    "label": int,
    "document": str,
    "path": str,
    "title": str,
    "section": str,
    "heading": str,
    "page": int | None,
    "start": int,
    "end": int,
    "quote": str,
    "page_label": str | None,
    "note": str | None,
    "confidence": float | None,
}
REPLY = {
    "id": str,
    "question": str,
    "answered": bool,
    "refusal": dict | None,
    "chance": float | int | None,
    "listing": dict | None,
    "found": dict | None,
    "understood": str | None,
    "looked": dict,
    "statements": list,
    "coverage": dict,
    "passages": list,
    "warnings": list,
    "tier": str,
    "model": str | None,
    "cost_usd": float,
    "left_firm": bool,
    "index_version": str,
    "context": dict | None,
    "audit": dict,
    "ms": dict,
}

RENT = "How much rent does the Tenant pay per month?"


def _is_shaped(found: dict[str, Any], shape: dict[str, Any]) -> bool:
    return found.keys() == shape.keys() and all(isinstance(found[name], kind) for name, kind in shape.items())


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_single_search_has_the_fields_of_the_contract(standing_firm: "Firm") -> None:
    found: dict[str, Any] = standing_firm.json("search", "rent and pumps", "-k", "50")
    assert _is_shaped(found, {"question": str, "hits": list, "ms": float, "next": str | None})
    assert all(_is_shaped(hit, HIT) for hit in found["hits"])


def test_a_reply_has_the_fields_of_the_contract(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", RENT)
    assert _is_shaped(reply, REPLY)
    assert (reply["tier"], reply["model"], reply["refusal"]) == ("quote", None, None)
    assert all(_is_shaped(passage, {**HIT, "label": int}) for passage in reply["passages"])
    for statement in reply["statements"]:
        assert _is_shaped(statement, {"text": str, "support": float, "citations": list})
        assert all(_is_shaped(citation, CITATION) for citation in statement["citations"])
    assert _is_shaped(reply["audit"], {"id": str, "seq": int, "hash": str})
    assert {"total", "retrieve", "write", "verify", "audit"} <= reply["ms"].keys()


def test_a_run_of_ingest_has_the_fields_of_the_contract(standing_firm: "Firm") -> None:
    report: dict[str, Any] = standing_firm.json(
        "ingest", str(standing_firm.folder / "nowhere"), "--matter", "lease", status=1
    )
    counts = dict.fromkeys(("documents", "unchanged", "relabelled", "chunks"), int)
    times = dict.fromkeys(("seconds", "documents_per_s"), float)
    lists = dict.fromkeys(("failures", "warnings", "ids", "removed"), list)
    assert report.pop("box") is None  # nothing was read
    assert _is_shaped(report, {**counts, **times, **lists})
    assert [set(failure) for failure in report["failures"]] == [{"path", "reason"}]


def test_pages_are_numbers_in_a_pdf_and_null_elsewhere(empty_firm: "Firm") -> None:
    halvorsen = samples.folder() / "halvorsen"
    files = [next(halvorsen.glob(f"*{ending}")) for ending in (".pdf", ".docx", ".html", ".md", ".txt")]
    empty_firm.run("ingest", *map(str, files), "--matter", "m")
    for entry in empty_firm.documents():
        text = empty_firm.run("text", entry["document"]).stdout
        outline: Any = empty_firm.json("outline", entry["document"])
        assert set(outline) == {"document", "clauses"}
        for clause in outline["clauses"]:
            assert set(clause) == {"number", "heading", "start", "end", "page"}
            assert (clause["page"] is not None) == entry["path"].endswith(".pdf")
            assert 0 <= clause["start"] < clause["end"] <= len(text)
    hits: Any = empty_firm.json("search", "storage, fees and notice", "-k", "50")["hits"]
    assert hits
    for hit in hits:
        assert (hit["page"] is not None) == hit["path"].endswith(".pdf")


def test_offsets_are_those_of_the_decoded_file(empty_firm: "Firm") -> None:
    file = empty_firm.folder / "odd.txt"
    file.parent.mkdir()
    words = "RENT\r\n\r\n1. The rent is \U0001f600 £4,200.\r\n2. Line\u2028and\u0085breaks, \x1b[31m and all.\r\n"
    file.write_bytes(b"\xef\xbb\xbf" + words.encode())
    empty_firm.run("ingest", str(file), "--matter", "m")
    [entry] = empty_firm.documents()
    assert empty_firm.run("text", entry["document"]).stdout_bytes.decode() == words
    hits: Any = empty_firm.json("search", "rent", "-k", "50")["hits"]
    for hit in hits:
        assert words[hit["start"] : hit["end"]] == hit["text"]
        cut = empty_firm.run("text", entry["document"], "--start", str(hit["start"]), "--end", str(hit["end"]))
        assert cut.stdout_bytes.decode() == hit["text"]


IDS: list[object] = ["a", "", 0, -1, 1.5, True, None, [1, {"x": None}], {"n": "ü\u2028"}, "\ud800", "u\u0085x"]


@pytest.mark.parametrize("verb", ["search", "ask"])
def test_a_batch_gives_back_ids_of_any_kind_in_order(
    standing_firm: "Firm", lines: Callable[..., Path], verb: str
) -> None:
    file = lines(*({"id": identity, "question": "What is the rent?"} for identity in IDS))
    replies = _lines(standing_firm.run(verb, "--batch", str(file)).stdout)
    given = [reply["id"] for reply in replies]
    if verb == "ask":  # a reply without an id is given one
        assert isinstance(given[IDS.index(None)], str)
        given[IDS.index(None)] = None
    assert given == IDS


BAD_LINES = {
    "no JSON": b"{",
    "no object": b"[1]",
    "no question": b'{"id": 7}',
    "a question that is no text": b'{"id": 7, "question": 5}',
    "no UTF-8": b'{"id": "\xff", "question": "rent"}',
    "a key twice": b'{"id": 7, "question": "rent", "as": "alice", "as": "bob"}',
    "no number": b'{"id": NaN, "question": "rent"}',
    "an infinite number": b'{"id": 1e999, "question": "rent"}',
    "a number of 5,000 digits": b'{"id": ' + b"9" * 5_000 + b', "question": "rent"}',
    "deep nesting": b"[" * 100_000,
    "half a character": b'{"id": 7, "question": "rent \\ud800"}',
    "an asker that is no text": b'{"id": 7, "question": "rent", "as": 5}',
    "an empty asker": b'{"id": 7, "question": "rent", "as": ""}',
    "an empty matter": b'{"id": 7, "question": "rent", "matter": ""}',
    "an empty question": b'{"id": 7, "question": " "}',
    "a long question": b'{"id": 7, "question": "' + b"x" * 9_000 + b'"}',
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_of_a_batch_stops_no_other(standing_firm: "Firm", tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "bad.jsonl"
    good = b'{"id": "good", "question": "What is the rent?"}'
    file.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n\r\n" + line + b"\n   \n" + good)
    out = standing_firm.run("ask", "--batch", str(file), status=1)
    first, second, third = _lines(out.stdout)
    assert first["id"] == third["id"] == "good"
    assert second.keys() == {"id", "error"}
    assert out.stderr.count("\n") == 1


def test_separators_inside_a_question_end_no_line(standing_firm: "Firm", tmp_path: Path) -> None:
    file = tmp_path / "separators.jsonl"
    file.write_bytes('{"id": 1, "question": "rent\u2028 is\u0085 due"}\n'.encode())
    out = standing_firm.run("search", "--batch", str(file)).stdout
    assert out.count("\n") == 1
    assert _lines(out)[0]["id"] == 1


def test_an_empty_batch_is_answered_by_nothing(standing_firm: "Firm", lines: Callable[..., Path]) -> None:
    assert standing_firm.run("ask", "--batch", str(lines())).stdout == ""


def test_milliseconds_of_a_batch_are_numbers(standing_firm: "Firm", lines: Callable[..., Path]) -> None:
    file = lines({"id": 1, "question": "rent"})
    assert _lines(standing_firm.run("search", "--batch", str(file)).stdout)[0].keys() == {"id", "hits", "ms"}
    reply = _lines(standing_firm.run("ask", "--batch", str(file)).stdout)[0]
    stages = sum(spent for stage, spent in reply["ms"].items() if stage != "total")
    assert stages == pytest.approx(reply["ms"]["total"], abs=50)  # as busy machines have it


HIDDEN_DOCUMENT = (
    ("text", "@"),
    ("text", "@", "--start", "999999"),
    ("outline", "@", "--json"),
    ("show", "@:0-5"),
    ("show", "@:0-999999"),
    ("access", "explain", "bob", "@"),
    ("remove", "@"),
    ("move", "@", "--matter", "supply"),
)


@pytest.mark.parametrize("arguments", HIDDEN_DOCUMENT, ids=" ".join)
def test_a_hidden_document_and_an_unknown_one_look_the_same(standing_firm: "Firm", arguments: tuple[str, ...]) -> None:
    [hidden] = [entry["document"] for entry in standing_firm.documents() if entry["matter"] == "lease"]
    said = []
    for document in (hidden, "lease-0007-unit-4-aaaaaaaaaa"):
        result = standing_firm.run(*(word.replace("@", document) for word in arguments), "--as", "bob", status=1)
        said.append((result.stdout, result.stderr.replace(document, "@")))
    assert said[0] == said[1]
    assert said[0][0] == ""


HIDDEN_MATTER = (
    ("ask", "rent", "--matter", "@"),
    ("search", "rent", "--matter", "@"),
    ("list", "--matter", "@"),
    ("ingest", "{folder}", "--matter", "@"),
    ("move", "{document}", "--matter", "@"),
    ("access", "grant", "bob", "--matter", "@"),
    ("access", "matter", "add", "@"),
)


@pytest.mark.parametrize("arguments", HIDDEN_MATTER, ids=" ".join)
def test_a_hidden_matter_and_an_unknown_one_look_the_same(standing_firm: "Firm", arguments: tuple[str, ...]) -> None:
    [own] = [entry["document"] for entry in standing_firm.documents("bob")]
    said = []
    for matter in ("lease", "nowhere"):
        words = (word.format(folder=standing_firm.folder, document=own).replace("@", matter) for word in arguments)
        result = standing_firm.run(*words, "--as", "bob", status=1)
        said.append((result.stdout, result.stderr.replace(matter, "@")))
    assert said[0] == said[1]


def test_what_was_refused_is_on_the_record(standing_firm: "Firm", lines: Callable[..., Path]) -> None:
    [hidden] = [entry["document"] for entry in standing_firm.documents() if entry["matter"] == "lease"]
    standing_firm.run("text", hidden, "--as", "bob", status=1)
    standing_firm.run(
        "ask", "--batch", str(lines({"id": 1, "question": "rent", "as": "bob", "matter": "lease"})), status=1
    )
    newest: Any = standing_firm.json("audit", "head")["seq"]
    for seq in (newest - 1, newest):
        shown: Any = standing_firm.json("audit", "show", str(seq))
        assert (shown["kind"], shown["user"]) == ("failure", "bob")
        assert "that bob may see" in shown["content"]["error"]


def test_the_maker_of_a_matter_by_ingest_is_on_the_record(standing_firm: "Firm") -> None:
    kinds = [json.loads(line) for line in standing_firm.run("audit", "export").stdout.splitlines()]
    opened = [entry["content"]["matter"] for entry in kinds if entry["facts"].get("what") == "matter add"]
    assert opened[:2] == ["lease", "supply"]


def test_every_asker_gets_as_many_hits_as_chunks_after_moves_and_removals(empty_firm: "Firm") -> None:
    empty_firm.folder.mkdir()
    for number in range(40):
        words = "\n\n".join(f"{clause}. The rent of unit {number} is ${number}{clause}." for clause in range(1, 5))
        (empty_firm.folder / f"lease {number}.txt").write_text(words, encoding="utf-8")
    empty_firm.run("ingest", str(empty_firm.folder), "--matter", "one")
    empty_firm.run("access", "matter", "add", "two")
    empty_firm.run("access", "user", "add", "ann")
    empty_firm.run("access", "grant", "ann", "--matter", "one")
    ids = [entry["document"] for entry in empty_firm.documents()]
    before = _count(empty_firm, 1000)
    empty_firm.run("move", *ids[:20], "--matter", "two")
    assert _count(empty_firm, 1000) == before // 2
    empty_firm.run("remove", *ids[20:24])
    left = before // 2 - before // 10
    assert _count(empty_firm, 1000) == left
    assert _count(empty_firm, 50) == min(50, left)


def _count(firm: "Firm", k: int) -> int:
    hits: Any = firm.json("search", "rent of unit 7", "-k", str(k), "--as", "ann")["hits"]
    return len(hits)


def test_hits_of_documents_that_are_being_replaced_are_made_up_for(firm: "Firm") -> None:
    for number in range(30):
        words = "\n\n".join(f"{clause}. The deposit of flat {number} is ${clause}." for clause in range(1, 4))
        (firm.folder / "lease" / f"flat {number}.txt").write_text(words, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    every: Any = firm.json("search", "deposit of flat 3", "-k", "1000")["hits"]
    with sqlite3.connect(firm.workspace / "documents.db") as catalogue:
        catalogue.execute("UPDATE document SET matter = 'supply', staged = version WHERE path LIKE '%flat 1%'")
        catalogue.execute(
            "UPDATE card SET matter = 'supply' WHERE document IN (SELECT id FROM document WHERE path LIKE '%flat 1%')"
        )
    catalogue.close()
    accept(firm.workspace)
    stale = sum("flat 1" in hit["path"] for hit in every)
    found: Any = firm.json("search", "deposit of flat 3", "-k", str(len(every) - stale))["hits"]
    assert len(found) == len(every) - stale
    firm.run("ingest", str(firm.folder / "supply"), "--matter", "supply")  # mends what a killed move left
    assert len(_hits(firm, "deposit of flat 3")) == len(every)


def _hits(firm: "Firm", words: str) -> list[dict[str, Any]]:
    hits: Any = firm.json("search", words, "-k", "1000")["hits"]
    return hits if isinstance(hits, list) else []


def test_reading_a_folder_again_without_labels_keeps_them(firm: "Firm") -> None:
    folder = firm.folder / "lease"
    firm.run("ingest", str(folder), "--matter", "lease", "--label", "privileged")
    firm.run("ingest", str(folder), "--matter", "lease")
    [file] = folder.iterdir()
    file.write_text(file.read_text(encoding="utf-8") + "\n4. More.\n", encoding="utf-8")
    firm.run("ingest", str(folder), "--matter", "lease")
    assert _labels(firm) == [["privileged"]]
    firm.run("ingest", str(folder), "--matter", "lease", "--label", "open", "--label", "open")
    assert _labels(firm) == [["open"]]


def _labels(firm: "Firm") -> list[Any]:
    return [entry["labels"] for entry in firm.documents("alice")]


def test_the_demo_is_shaped_as_the_contract_has_it_and_may_be_run_again(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    made = demonstrated(tmp_path_factory)
    first = made.printed
    with made.copied_to(tmp_path) as workspace:
        firm = CommandLine(tmp_path)
        count = len(firm.json("list")["documents"])
        second: dict[str, Any] = firm.json("demo")
        assert first.keys() == second.keys() == {"workspace", "question", "replies"}
        assert (first["workspace"], second["workspace"]) == (str(made.folder / "workspace"), str(workspace))
        for told in second["replies"]:
            assert told.keys() == {"as", "permitted", "reply"}
            assert _is_shaped(told["reply"], REPLY)
        assert [told["permitted"] for told in second["replies"]] == [True, False]
        assert len(firm.json("list")["documents"]) == count
        assert firm.json("audit", "verify")["ok"] is True


def test_the_demo_does_not_mix_with_a_firms_own_matters(standing_firm: "Firm") -> None:
    assert "lease" in standing_firm.run("demo", status=1).stderr
    assert "lease" not in standing_firm.run("demo", "--as", "bob", status=1).stderr
    assert sorted(entry["matter"] for entry in standing_firm.documents()) == ["lease", "supply"]


def test_verify_says_json_also_of_a_workspace_without_its_key(firm: "Firm") -> None:
    (firm.workspace / "workspace.vkey").unlink()
    found: Any = firm.json("audit", "verify", status=1)
    assert (found["ok"], found["records"]) == (False, 0)
    assert [set(problem) for problem in found["problems"]] == [{"seq", "problem"}]


def test_verify_holds_the_record_against_a_head_noted_earlier(standing_firm: "Firm") -> None:
    noted = standing_firm.run("audit", "head").stdout.strip()
    standing_firm.json("ask", RENT)
    assert standing_firm.json("audit", "verify", "--head", noted)["ok"] is True
    other = noted.split(":")[0] + ":" + "0" * 64
    assert standing_firm.json("audit", "verify", "--head", other, status=1)["ok"] is False
    assert standing_firm.run("audit", "verify", "--head", "nonsense", status=1).stderr.count("\n") == 1


UNDONE = (
    (("access", "wall", "add", "G", "--matter", "lease"), ("access", "wall", "remove", "G", "--matter", "lease")),
    (("access", "user", "disable", "carol"), ("access", "user", "enable", "carol")),
    (("access", "group", "remove", "G", "--member", "carol"), ("access", "group", "add", "G", "--member", "carol")),
    (("access", "revoke", "G", "--matter", "lease"), ("access", "grant", "G", "--matter", "lease")),
)


@pytest.mark.parametrize(("change", "undo"), UNDONE, ids=[" ".join(change) for change, _ in UNDONE])
def test_each_change_of_access_can_be_undone(firm: "Firm", change: tuple[str, ...], undo: tuple[str, ...]) -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "group", "add", "G", "--member", "carol")
    firm.run("access", "grant", "G", "--matter", "lease")
    [document] = [entry["document"] for entry in firm.documents() if entry["matter"] == "lease"]
    for words, allowed in ((change, False), (undo, True)):
        firm.run(*words)
        explained: Any = firm.json("access", "explain", "carol", document)
        assert (explained.keys(), explained["allowed"]) == ({"allowed", "rules"}, allowed)
        assert explained["rules"]
        firm.run("text", document, "--as", "carol", status=0 if allowed else 1)


def test_an_answer_is_closed_to_its_asker_once_the_matter_is(firm: "Firm") -> None:
    reply: Any = firm.json("ask", RENT, "--as", "alice")
    seq, identity = str(reply["audit"]["seq"]), reply["audit"]["id"]
    firm.run("show", f"{seq}.1", "--as", "alice")
    firm.run("access", "revoke", "alice", "--matter", "lease")
    said = []
    for key in (seq, identity, "99999"):
        shown = firm.run("audit", "show", key, "--as", "alice", status=1)
        cited = firm.run("show", f"{key}.1", "--as", "alice", status=1)
        said.append((shown.stderr.replace(key, "@"), cited.stderr.replace(key, "@")))
    assert said[0] == said[1] == said[2]
