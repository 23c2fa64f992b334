"""Files and folders into a matter, and what becomes of them when they change, move or go."""

import json
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.walk.conftest import Firm


def _found(firm: "Firm", words: str) -> list[str]:
    hits: Any = firm.json("search", words, "-k", "50")["hits"]
    return [hit["text"] for hit in hits]


def test_an_unchanged_file_is_not_read_twice(firm: "Firm") -> None:
    report = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease")
    assert (report["documents"], report["unchanged"], report["chunks"]) == (0, 1, 0)


def test_a_changed_file_replaces_its_earlier_version(firm: "Firm") -> None:
    [file] = (firm.folder / "lease").iterdir()
    before = firm.documents("alice")[0]
    file.write_text(file.read_text(encoding="utf-8").replace("$4,200", "$4,750"), encoding="utf-8")
    report = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease")
    assert report["ids"] == [before["document"]]
    texts = "\n".join(_found(firm, "rent per month"))
    assert "$4,750" in texts
    assert "$4,200" not in texts


def test_what_was_cited_stays_readable_after_the_document_changed(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", "How much rent does the Tenant pay per month?")
    [file] = (firm.folder / "lease").iterdir()
    file.write_text("LEASE\n\n1. The rent is whatever it is.\n", encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    shown = firm.json("show", f"{reply['audit']['seq']}.1")
    assert shown["quote"] == reply["statements"][0]["text"]


def test_the_same_file_in_two_matters_is_two_documents(firm: "Firm") -> None:
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "supply")
    seen = {entry["matter"]: entry["document"] for entry in firm.documents() if "Lease" in entry["path"]}
    assert set(seen) == {"lease", "supply"}
    assert seen["lease"] != seen["supply"]
    firm.run("text", seen["lease"], "--as", "bob", status=1)
    firm.run("text", seen["supply"], "--as", "bob")


def test_a_moved_document_obeys_its_new_matter_at_once(firm: "Firm") -> None:
    [document] = [entry["document"] for entry in firm.documents() if entry["matter"] == "supply"]
    assert _words_for(firm, "bob")
    firm.run("move", document, "--matter", "lease")
    assert not _words_for(firm, "bob")
    assert firm.documents("bob") == []
    assert "$915" in _words_for(firm, "alice")


def _words_for(firm: "Firm", user: str) -> str:
    hits: Any = firm.json("search", "price of each pump", "-k", "50", "--as", user)["hits"]
    return "\n".join(hit["text"] for hit in hits)


def test_a_removed_document_is_gone_and_its_record_stays(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", "What is the price of each pump?")
    [document] = [entry["document"] for entry in firm.documents() if entry["matter"] == "supply"]
    firm.run("remove", document)
    assert "$915" not in "\n".join(_found(firm, "price of each pump"))
    shown = json.dumps(firm.json("audit", "show", reply["audit"]["id"]))
    assert "$915" in shown
    assert firm.json("audit", "verify")["ok"] is True


def test_sync_removes_what_is_gone_from_the_folder_and_nothing_else(firm: "Firm") -> None:
    extra = firm.folder / "lease" / "extra.txt"
    extra.write_text("1. The extra schedule lists the keys.\n", encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    extra.unlink()
    report: dict[str, Any] = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease", "--sync")
    assert len(report["removed"]) == 1
    assert sorted(entry["matter"] for entry in firm.documents()) == ["lease", "supply"]


def test_sync_of_a_folder_that_is_not_there_removes_nothing(firm: "Firm") -> None:
    shutil.rmtree(firm.folder / "lease")
    report: dict[str, Any] = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease", "--sync", status=1)
    assert report["removed"] == []
    assert len(firm.documents()) == 2


def test_one_unreadable_file_stops_nothing_and_is_named(empty_firm: "Firm") -> None:
    empty_firm.folder.mkdir()
    (empty_firm.folder / "a.pdf").write_bytes(b"%PDF-1.7 truncated")
    (empty_firm.folder / "b.txt").write_text("1. The fee is $10.\n", encoding="utf-8")
    report: dict[str, Any] = empty_firm.json("ingest", str(empty_firm.folder), "--matter", "m", status=1)
    assert report["documents"] == 1
    [failure] = report["failures"]
    assert failure["path"].endswith("a.pdf")
    assert failure["reason"]


def test_a_file_that_can_no_longer_be_read_keeps_its_last_good_version(firm: "Firm") -> None:
    [file] = (firm.folder / "lease").iterdir()
    file.write_bytes(b"\x00\x01\x02binary")
    report: dict[str, Any] = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease", status=1)
    assert "the version read before stays" in report["failures"][0]["reason"]
    assert "$4,200" in "\n".join(_found(firm, "rent per month"))


def test_only_the_owner_creates_matters_and_nobody_learns_which_exist(firm: "Firm") -> None:
    said = [
        firm.run("ingest", str(firm.folder), "--matter", matter, "--as", "bob", status=1).stderr.replace(matter, "M")
        for matter in ("lease", "brand-new")
    ]
    assert said[0] == said[1]


def test_labels_follow_a_document(firm: "Firm") -> None:
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease", "--label", "privileged")
    listed: Any = firm.json("list", "--as", "alice")["documents"]
    assert [entry["labels"] for entry in listed] == [["privileged"]]


def test_documents_whose_index_was_lost_are_read_again(firm: "Firm") -> None:
    shutil.rmtree(firm.workspace / "index")
    report = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease")
    assert report["documents"] == 1
    assert "$4,200" in "\n".join(_found(firm, "rent per month"))


def test_characters_that_nobody_sees_are_reported_when_a_document_is_read(firm: "Firm") -> None:
    (firm.folder / "lease" / "side letter.txt").write_text(
        "1. Rent\n\n1.1 The re\u200bnt is $4,200 and р\u0430yable monthly.\n", encoding="utf-8"
    )
    report: dict[str, Any] = firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease")
    [warning] = [one["reason"] for one in report["warnings"] if one["path"].endswith("side letter.txt")]
    assert "characters that nobody can see (zero-width: 1), which are kept" in warning
    assert "letters of other scripts imitate Latin ones in 1 of its words" in warning


def test_the_file_of_every_format_is_kept_by_version(firm: "Firm") -> None:
    [file] = (firm.folder / "lease").iterdir()
    before = file.read_bytes()
    file.write_text("LEASE\n\n1. The rent is whatever it is.\n", encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    kept = {each.read_bytes() for each in (firm.workspace / "originals").rglob("*") if each.is_file()}
    assert {before, file.read_bytes()} <= kept
    assert firm.json("audit", "verify")["ok"]
    file.write_text("LEASE\n\n1. Something else.\n", encoding="utf-8")
    [replaced] = [
        each for each in (firm.workspace / "originals").rglob("*") if each.is_file() and each.read_bytes() == before
    ]
    replaced.write_bytes(b"another lease")
    problems: Any = firm.json("audit", "verify", status=1)["problems"]
    assert "not the file that was read" in problems[0]["problem"]
