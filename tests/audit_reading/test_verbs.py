"""The record as its readers use it: show, list, replay, export, hold, retention, erase."""

import csv
import io
import json
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from tests.audit_reading.conftest import RENT

if TYPE_CHECKING:
    from tests.audit_reading.conftest import Firm

KESTREL = "What is project Kestrel?"


def test_a_reply_s_record_says_how_it_came_about(firm: "Firm") -> None:
    reply = firm.ask(user="ann")
    content = firm.json("audit", "show", str(reply["audit"]["seq"]))["content"]
    assert content["scope"]["matters"] == ["Lease", "Supply"]
    assert content["query"]["text"] == "How much is the rent per month?"
    [search] = content["searches"]
    pieces, legs = search["candidates"], search["legs"]
    assert pieces
    assert {"lexical", "dense"} <= legs.keys()
    for ranked in legs.values():
        places = [place for place, _ in ranked]
        scores = [score for _, score in ranked]
        assert len(set(places)) == len(places)
        assert set(places) <= set(range(len(pieces)))
        assert scores == sorted(scores, reverse=True)
    assert {place for ranked in legs.values() for place, _ in ranked} == set(range(len(pieces)))
    shown = {label: pieces[place] for place, label in search["shown"]}
    for passage in content["passages"]:
        place, start, end = shown[passage["label"]][:3]
        assert search["documents"][place][:2] == [passage["document"], passage["version"]]
        assert (start, end) == (passage["start"], passage["end"])


def test_whoever_may_not_see_a_matter_any_more_does_not_see_what_was_said_of_it(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    assert firm.json("audit", "show", seq, "--as", "ann")["content"]
    firm.run("access", "wall", "add", "ann", "--matter", "Lease")
    hidden = firm.run("audit", "show", seq, "--as", "ann", status=1).stderr
    unknown = firm.run("audit", "show", "99999", "--as", "ann", status=1).stderr
    assert hidden.replace(seq, "N") == unknown.replace("99999", "N")
    for verb in ("replay", "show"):
        firm.run("audit", verb, seq, "--as", "ann", status=1)
    firm.run("show", f"{seq}.1", "--as", "ann", status=1)
    assert firm.json("audit", "list", "--as", "ann", "-n", "100")["records"] == [
        record
        for record in firm.json("audit", "list", "--as", "ann", "-n", "100")["records"]
        if "Lease" not in json.dumps(record["content"])
    ]


def test_a_wall_beats_ownership(firm: "Firm") -> None:
    owner = firm.json("audit", "show", "1")["user"]
    seq = firm.seq(user="ann")
    firm.run("access", "wall", "add", owner, "--matter", "Lease")
    shown = firm.json("audit", "show", seq)
    assert (shown["content"], shown["matters"], shown["question"]) == (None, None, None)
    assert "not open to you" in shown["withheld"]
    assert shown["user"] == "ann"
    exported = {line["seq"]: line for line in firm.lines()}
    assert exported[int(seq)]["content"] is None
    assert "Lease" not in json.dumps(list(exported.values()))
    replayed = firm.json("audit", "replay", seq)
    assert (replayed["quotes"], replayed["evidence"]["passages"], replayed["access"]["documents"]) == ([], [], [])


def test_an_auditor_sees_every_row_and_the_contents_that_are_open_to_them(firm: "Firm") -> None:
    seqs = firm.seq(user="ann"), firm.seq(KESTREL, user="ben")
    lease, supply = (firm.json("audit", "show", seq, "--as", "aud") for seq in seqs)
    assert "Supply" not in json.dumps([lease, supply])
    assert supply["content"] is None
    assert supply["user"] == "ben"
    assert "Kestrel" not in json.dumps(supply)
    lines = firm.lines("--as", "aud")
    assert {int(seq) for seq in seqs} <= {line["seq"] for line in lines}
    assert not any(word in json.dumps(lines) for word in ("Supply", "supply.txt", "Kestrel"))


def test_changes_of_rules_name_nothing_to_an_auditor_that_is_closed_to_them(firm: "Firm", tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text("what,who,matter\nuser,eve,\ngrant,eve,Supply\n", encoding="utf-8")
    [pumps] = [entry["document"] for entry in firm.json("list")["documents"] if entry["matter"] == "Supply"]
    firm.run("access", "wall", "add", "aud", "--matter", "Supply")
    first = firm.json("audit", "head")["seq"]
    firm.run("access", "import", str(table))
    firm.run("access", "grant", "ben", "--label", "kestrel")
    firm.run("access", "grant", "ben", "--document", pumps)
    firm.run("remove", pumps)
    changes = {seq: firm.json("audit", "show", str(seq)) for seq in range(first + 1, first + 4)}
    assert [one["facts"]["what"] for one in changes.values()] == ["import", "grant", "grant"]
    assert all(one["content"] for one in changes.values()), "the owner reads them"
    assert "eve may see matter Supply" in firm.run("audit", "show", str(first + 1)).stdout
    for seq in changes:
        shown = firm.json("audit", "show", str(seq), "--as", "aud")
        assert shown["content"] is None
        assert not any(name in json.dumps(shown) for name in ("Supply", "kestrel", pumps, "eve"))
    firm.run("access", "grant", "aud", "--label", "kestrel")
    assert firm.json("audit", "show", str(first + 2), "--as", "aud")["content"] == {"who": "ben", "label": "kestrel"}


def test_an_auditor_reads_an_import_whose_matters_are_open_to_them(firm: "Firm", tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text("what,who,matter\nuser,eve,\ngrant,eve,Lease\n", encoding="utf-8")
    firm.run("access", "import", str(table))
    seq = str(firm.json("audit", "head")["seq"])
    content = firm.json("audit", "show", seq, "--as", "aud")["content"]
    assert content["changes"] == [
        {"change": "+ user eve"},
        {"change": "+ grant: eve may see matter Lease", "matter": "Lease"},
    ]


def test_a_list_of_records_names_whom_a_change_is_about_to_those_who_may_see_it(firm: "Firm") -> None:
    firm.run("access", "user", "add", "fay")
    firm.run("access", "grant", "fay", "--matter", "Supply")
    assert "grant: fay, Supply" in firm.run("audit", "list", "-n", "3").stdout
    withheld = [
        line for line in firm.run("audit", "list", "-n", "4", "--as", "aud").stdout.splitlines() if "grant" in line
    ]
    assert len(withheld) == 1
    assert not any(name in withheld[0] for name in ("fay", "Supply"))


def test_an_administrator_sees_no_contents(firm: "Firm") -> None:
    firm.run("audit", "export", "--as", "adm", status=1)
    for record in firm.json("audit", "list", "--as", "adm")["records"]:
        assert record["content"] is None


def test_who_is_no_auditor_exports_nothing_and_learns_no_matter(firm: "Firm") -> None:
    firm.run("audit", "export", "--as", "ann", status=1)
    hidden = firm.run("audit", "export", "--as", "aud", "--matter", "Supply", status=1).stderr
    unknown = firm.run("audit", "export", "--as", "aud", "--matter", "Nosuch", status=1).stderr
    assert hidden.replace("Supply", "M") == unknown.replace("Nosuch", "M")


def test_reading_the_record_is_on_the_record(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    firm.run("audit", "show", seq)
    firm.run("audit", "replay", seq)
    firm.run("audit", "export", "--person", "ann")
    firm.run("audit", "list")
    own = firm.json("audit", "head")["seq"]
    firm.run("audit", "list", "--as", "ann")
    assert firm.json("audit", "head")["seq"] == own
    whats = [line["facts"].get("what") for line in firm.lines("--kind", "read")]
    assert whats[-4:] == ["audit show", "audit replay", "audit export", "audit list"]


def test_a_replay_searches_again_at_the_recorded_version_also_when_it_is_not_the_newest(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    first = firm.json("audit", "replay", seq)
    assert first["evidence"]["how"] == "searched again at the recorded version"
    assert first["evidence"]["ranks"] > 0
    assert first["evidence"]["same"] is True
    assert first["same"] is True
    document = first["quotes"][0]["document"]
    firm.run("access", "matter", "add", "Archive")
    firm.run("move", document, "--matter", "Archive")
    firm.run("access", "revoke", "ann", "--matter", "Lease")
    later = firm.json("audit", "replay", seq)
    assert later["same"] is True
    assert later["evidence"]["index_version"]["same"] is False
    assert later["evidence"]["how"] == "searched again at the recorded version"
    assert later["evidence"]["same"] is True
    assert later["evidence"]["ranks"] == first["evidence"]["ranks"]
    assert all(passage["same"] for passage in later["evidence"]["passages"])
    assert later["access"]["same"] is False
    assert later["access"]["rules_version"]["now"] > later["access"]["rules_version"]["then"]


def test_a_search_is_recorded_as_an_answer_s_is_and_can_be_made_again(firm: "Firm") -> None:
    answer = firm.json("audit", "show", firm.seq(user="ann"))
    found = firm.json("search", RENT, "-k", "3", "--as", "ann")["hits"]
    seq = str(firm.json("audit", "head")["seq"])
    record = firm.json("audit", "show", seq, "--as", "ann")
    assert record["kind"] == "search"
    content = record["content"]
    for part in ("scope", "query", "searches", "passages"):
        assert content[part], part
        assert type(content[part]) is type(answer["content"][part])
    assert content["searches"][0].keys() == answer["content"]["searches"][0].keys()
    assert content["passages"][0].keys() == answer["content"]["passages"][0].keys()
    assert [passage["document"] for passage in content["passages"]] == [hit["document"] for hit in found]
    [search] = content["searches"]
    assert search["legs"]["lexical"]
    assert len(search["candidates"]) >= len(found) == record["facts"]["hits"] == 3
    replayed = firm.json("audit", "replay", seq)
    assert replayed["evidence"]["how"] == "searched again at the recorded version"
    assert replayed["evidence"]["ranks"] > 0
    assert replayed["evidence"]["same"] is True
    assert len(replayed["evidence"]["passages"]) == 3
    assert all(passage["same"] for passage in replayed["evidence"]["passages"])
    assert "listed by --json" in firm.run("audit", "show", seq).stdout


def test_a_search_is_shown_to_an_auditor_without_what_it_came_upon_in_a_closed_matter(firm: "Firm") -> None:
    firm.run("search", RENT, "-k", "1", "--as", "ann")
    seq = str(firm.json("audit", "head")["seq"])
    record = firm.json("audit", "show", seq, "--as", "ann")
    assert [passage["matter"] for passage in record["content"]["passages"]] == ["Lease"]
    assert record["matters"] == ["Lease", "Supply"]
    cut = firm.json("audit", "show", seq, "--as", "aud")
    assert cut["matters"] == ["Lease"]
    assert cut["content"]["passages"] == record["content"]["passages"]
    [search] = cut["content"]["searches"]
    assert search["redacted"] == search["candidates"].count(None) > 0
    assert "Supply" not in json.dumps(cut)
    assert "supply" not in json.dumps(cut)
    replayed = firm.json("audit", "replay", seq, "--as", "aud")
    assert "closed to you" in replayed["evidence"]["how"]
    assert "supply" not in json.dumps(replayed)


def test_an_answer_is_shown_to_an_auditor_without_the_passages_of_a_closed_matter(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    whole, cut = firm.json("audit", "show", seq, "--as", "ann"), firm.json("audit", "show", seq, "--as", "aud")
    assert {passage.get("matter") for passage in whole["content"]["passages"]} == {"Lease", "Supply"}
    assert {passage.get("matter") for passage in cut["content"]["passages"]} == {"Lease", None}
    assert cut["content"]["statements"] == whole["content"]["statements"]
    assert "supply" not in json.dumps(cut).lower()
    # About the other matter: the row, and not its words.
    other = firm.json("audit", "show", firm.seq("What is the price of each pump?", user="ann"), "--as", "aud")
    assert (other["content"], other["matters"], other["question"]) == (None, None, None)


def test_a_wall_from_a_matter_that_was_shown_withholds_the_whole_record(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    firm.run("access", "wall", "add", "aud", "--matter", "Supply")
    assert firm.json("audit", "show", seq, "--as", "aud")["content"] is None


def test_an_export_of_a_matter_holds_what_cites_or_shows_it_and_nothing_of_others(firm: "Firm", tmp_path: Path) -> None:
    firm.ask(user="ann")
    firm.ask("What is the price of each pump?", user="ann")
    firm.run("search", RENT, "-k", "1", "--as", "ann")
    result = firm.run("audit", "export", "--matter", "Supply", "--kind", "answer", "--kind", "search")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    # The search showed one passage, of the lease, and came upon the supply agreement only.
    assert "left out: 1 record that only looked through this matter" in result.stderr
    assert [(record["kind"], record["matters"]) for record in records] == [("answer", ["Supply"])] * 2
    assert "4,200" not in json.dumps(records)
    assert "Lease" not in json.dumps(records)
    assert "lease" not in json.dumps(records)
    rent, price = records
    assert rent["question"].startswith("[withheld")
    assert [said["citations"] for said in rent["content"]["statements"]] == [[]] * len(rent["content"]["statements"])
    assert price["question"] == "What is the price of each pump?"
    assert "$915" in json.dumps(price["content"]["statements"])
    made = tmp_path / "supply.pdf"
    firm.run("audit", "export", "--matter", "Supply", "--format", "pdf", "-o", str(made))
    document = pypdfium2.PdfDocument(made)
    cover = document[0].get_textpage().get_text_range()
    document.close()
    assert "Not in this export" in cover
    assert "1 record that only looked through this matter" in " ".join(cover.split())


@pytest.mark.parametrize("kind", ["export", "draft of before", "folder of others"])
def test_an_export_follows_no_link_and_writes_over_nothing_else(firm: "Firm", tmp_path: Path, kind: str) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me", encoding="utf-8")
    output = tmp_path / "record.jsonl"
    if kind == "export":
        output.symlink_to(precious)
    elif kind == "draft of before":
        (tmp_path / ".record.jsonl.part").symlink_to(precious)
    else:
        for number in range(100):
            (tmp_path / f".{number:016x}.part").symlink_to(precious)
    firm.run("audit", "export", "-o", str(output))
    assert precious.read_text(encoding="utf-8") == "keep me"
    assert not output.is_symlink()
    assert output.stat().st_mode & 0o777 == 0o600


def test_a_replay_reads_the_kept_texts_when_the_version_of_the_index_is_gone(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    shutil.rmtree(firm.workspace / "index")
    replayed = firm.json("audit", "replay", seq)
    assert "kept texts" in replayed["evidence"]["how"]
    assert (replayed["evidence"]["ranks"], replayed["evidence"]["same"]) == (None, None)
    assert replayed["same"] is True
    assert all(passage["same"] for passage in replayed["evidence"]["passages"])
    assert "kept texts" in firm.run("audit", "replay", seq).stdout


def test_a_replay_says_what_was_changed_behind_its_back(firm: "Firm") -> None:
    seq = firm.seq(user="ann")
    with sqlite3.connect(firm.workspace / "documents.db") as database:
        database.execute("UPDATE content SET text = CAST(replace(CAST(text AS TEXT), '$4,200', '$4,900') AS BLOB)")
    database.close()
    result = firm.run("audit", "replay", seq, "--json", status=1)
    replayed = json.loads(result.stdout)
    assert replayed["same"] is False
    assert not all(passage["same"] for passage in replayed["evidence"]["passages"])


def test_a_replay_says_when_a_document_is_gone(firm: "Firm") -> None:
    reply = firm.ask(user="ann")
    firm.run("remove", reply["statements"][0]["citations"][0]["document"])
    replayed = firm.json("audit", "replay", str(reply["audit"]["seq"]))
    assert replayed["same"] is True
    assert not any(quote["stands"] for quote in replayed["quotes"])


def test_the_prompt_of_a_written_answer_is_kept_word_for_word(firm: "Firm") -> None:
    (firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n', encoding="utf-8"
    )
    reply = json.dumps({"answered": True, "statements": []})
    (firm.workspace / "replies.jsonl").write_text(f"{json.dumps(reply)}\n" * 4, encoding="utf-8")
    seqs = [firm.json("ask", question, "--mode", "write", "--as", "ann")["audit"]["seq"] for question in (RENT, RENT)]
    record = firm.json("audit", "show", str(seqs[0]))
    [first, *_] = record["content"]["calls"]
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert first["max_tokens"] > 0
    for seq in seqs:
        prompt = firm.json("audit", "replay", str(seq))["prompt"]
        assert prompt["same"] is True
        assert len(prompt["messages"]) >= 2
    with sqlite3.connect(firm.workspace / "audit.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        dump = "\n".join(str(row) for table in tables for row in database.execute(f"SELECT * FROM {table}"))  # noqa: S608
    database.close()
    assert dump.count("Where such data holds instructions") <= 1, "the instructions are kept once"
    assert any(b"$4,200 per month" in file.read_bytes() for file in firm.workspace.glob("audit*"))
    firm.run("audit", "erase", *map(str, seqs), "--reason", "asked to")
    assert not any(b"$4,200 per month" in file.read_bytes() for file in firm.workspace.glob("audit*"))
    assert firm.json("audit", "verify")["ok"] is True


def test_a_table_and_a_document_are_written(firm: "Firm", tmp_path: Path) -> None:
    firm.ask("=cmd|' /C calc'!A0 how much is the rent", user="ann")
    table = firm.run("audit", "export", "--format", "csv", "--kind", "answer", "--kind", "refusal").stdout
    [row] = list(csv.DictReader(io.StringIO(table)))
    assert row["question"].startswith("'=cmd")
    firm.run("audit", "export", "--format", "pdf", status=2)
    firm.run("audit", "export", "--format", "pdf", "-o", str(tmp_path / "record.pdf"), "--person", "ann")
    document = pypdfium2.PdfDocument(tmp_path / "record.pdf")
    shown = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "asked or done by ann" in shown
    assert "how much is the rent" in shown
    assert not list(tmp_path.glob(".*"))
    firm.run("audit", "export", "--from", "not a day", status=1)
    firm.run("audit", "export", "--kind", "nothing", status=2)
    assert firm.lines("--to", "2001-01-01") == []


def test_what_is_held_is_not_erased_and_what_is_erased_is_gone(firm: "Firm") -> None:
    held, gone = firm.seq(user="ann"), firm.seq("How much is the rent of the zanzibar unit?", user="ann")
    firm.run("audit", "hold", "add", held, "--reason", "claim 7")
    assert [hold["kind"] for hold in firm.json("audit", "hold", "list")["holds"]] == ["record"]
    assert "legal hold" in firm.run("audit", "erase", held, gone, "--reason", "asked to", status=1).stderr
    dry = firm.json("audit", "erase", "--person", "ann", "--dry-run")
    assert [one["seq"] for one in dry["held"]] == [int(held)]
    assert int(gone) in dry["erased"]
    assert firm.json("audit", "show", gone)["content"]
    done = firm.json("audit", "erase", "--person", "ann", "--reason", "asked to")
    assert done["erased"] == dry["erased"]
    assert firm.json("audit", "show", gone)["withheld"] == "the content was erased on the record"
    assert firm.json("audit", "show", held)["content"]
    assert firm.json("audit", "verify")["ok"] is True
    for file in firm.workspace.glob("audit*"):
        assert b"zanzibar" not in file.read_bytes(), file
    firm.run("audit", "hold", "remove", held, "--reason", "settled")
    assert firm.json("audit", "erase", held, "--reason", "asked to")["erased"] == [int(held)]
    assert firm.json("audit", "replay", held)["erased"] is True


def test_contents_are_erased_when_their_years_are_over(firm: "Firm") -> None:
    firm.ask(user="ann")
    assert firm.json("audit", "erase", "--due", "--dry-run")["erased"] == []
    firm.run("audit", "retention", "set", "--years", "7", "--reason", "policy")
    firm.run("audit", "retention", "set", "--years", "10", "--matter", "Lease", "--reason", "client")
    shown = firm.json("audit", "retention", "show")
    assert (shown["default_years"], shown["matters"], shown["due"]) == (7, {"Lease": 10}, [])
    early = firm.json("audit", "erase", "--matter", "Lease", "--dry-run")
    assert early["not_due"] == early["erased"] != []
    firm.run("audit", "retention", "set", "--for-good", "--matter", "Lease", "--reason", "client")
    assert firm.json("audit", "retention", "show")["matters"] == {}
    firm.run("audit", "erase", str(firm.json("audit", "head")["seq"]), "--reason", "r", status=1)


def test_only_the_owner_changes_what_is_kept(firm: "Firm") -> None:
    verbs = (
        ("erase", "1", "--reason", "r"),
        ("erase", "--matter", "Nosuch", "--dry-run"),
        ("hold", "add", "--matter", "Lease", "--reason", "r"),
        ("hold", "remove", "--matter", "Lease", "--reason", "r"),
        ("retention", "set", "--years", "7", "--reason", "r"),
        ("retention", "show"),
    )
    for user in ("ann", "aud", "adm"):
        for verb in verbs:
            assert "owner" in firm.run("audit", *verb, "--as", user, status=1).stderr, verb


def test_a_hold_on_a_matter_is_listed_without_its_name_to_whom_it_is_closed(firm: "Firm") -> None:
    firm.run("audit", "hold", "add", "--matter", "Supply", "--reason", "Kestrel claim")
    listed = firm.run("audit", "hold", "list", "--as", "aud", "--json").stdout
    assert "Supply" not in listed
    assert "Kestrel" not in listed
    assert json.loads(listed)["holds"][0]["name"] is None
    assert firm.json("audit", "hold", "list", "--as", "ann")["holds"] == []
