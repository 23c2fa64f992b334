"""Files inside files: each becomes a document that belongs where its parent does, and goes when it goes."""

import sqlite3
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.accepting import accept
from tests.copied import run_copy
from tests.covering.test_interrupted import DIES
from tests.kept import Kept, kept
from tests.walk.conftest import Firm, firm_in, founded_in

from pincite.documents.limits import MOST_ATTACHMENTS

REFUSED = 1
"""Exit status of a command that names something which the asker may not see."""

DEPOSIT = b"1. The deposit is $9,000 for each parking space.\n"


def mail(subject: str, body: str, **files: bytes) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Jane <jane@roe.example>", "bob@doe.example", subject
    message.set_content(body)
    for name, content in files.items():
        name = name.replace("_", ".")
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def packed(files: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def letter_of(firm: Firm) -> Path:
    return firm.folder / "lease" / "letter.eml"


def put_letter(firm: Firm) -> Path:
    """A message in the folder of the lease, with two files of one name and a forwarded message that has one too."""
    message = mail("Parking", "The garage opens at 7.\n", deposit_txt=DEPOSIT)
    message.add_attachment(b"1. The gate costs $77.\n", maintype="text", subtype="plain", filename="deposit.txt")
    message.add_attachment(mail("Old offer", "The old offer is $500.\n", list_txt=b"1. The list price is $33.\n"))
    letter_of(firm).write_bytes(message.as_bytes())
    return letter_of(firm)


@pytest.fixture
def letter(firm: Firm) -> Path:
    """The message, which nobody has read yet."""
    return put_letter(firm)


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    def fill(place: Path) -> None:
        firm = founded_in(place)
        put_letter(firm)
        ingest(firm)

    return kept(tmp_path_factory.mktemp("posted") / "firm", fill)


@pytest.fixture
def posted(read_once: Kept, tmp_path: Path) -> Iterator[Firm]:
    """The firm after it read the message, for a test to do with as it likes."""
    with read_once.put_back(tmp_path / "posted") as place:
        yield firm_in(place)


def ingest(firm: Firm, *more: str, status: int = 0) -> dict[str, Any]:
    return firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease", *more, status=status)


def paths(firm: Firm, matter: str = "lease") -> set[str]:
    """Paths of a matter's documents, from the folder on, without the lease itself."""
    listed = (entry for entry in firm.documents() if entry["matter"] == matter)
    shown = {entry["path"].removeprefix(f"{firm.folder}/") for entry in listed}
    return {path for path in shown if not path.endswith(("Unit 4.txt", "supply.md"))}


FAMILY = {
    "lease/letter.eml",
    "lease/letter.eml/deposit.txt",
    "lease/letter.eml/deposit (2).txt",
    "lease/letter.eml/Old offer.eml",
    "lease/letter.eml/Old offer.eml/list.txt",
}


def found(firm: Firm, words: str, user: str | None = None) -> str:
    arguments = ("--as", user) if user else ()
    hits: Any = firm.json("search", words, "-k", "50", *arguments)["hits"]
    return "\n".join(hit["text"] for hit in hits)


def test_attachments_become_documents_of_the_same_matter(firm: Firm, letter: Path) -> None:
    report = ingest(firm)
    assert (report["documents"], report["unchanged"]) == (5, 1)
    assert paths(firm) == FAMILY
    assert "$9,000" in found(firm, "deposit for each parking space", "alice")
    assert "$9,000" not in found(firm, "deposit for each parking space", "bob")


def test_each_knows_what_it_is_attached_to(posted: Firm) -> None:
    with sqlite3.connect(posted.workspace / "documents.db") as catalogue:
        rows = catalogue.execute("SELECT d.path, p.path FROM document d JOIN document p ON p.id = d.parent").fetchall()
    catalogue.close()
    assert {Path(child).name: Path(parent).name for child, parent in rows} == {
        "deposit.txt": "letter.eml",
        "deposit (2).txt": "letter.eml",
        "Old offer.eml": "letter.eml",
        "list.txt": "Old offer.eml",
    }


def test_a_question_is_answered_from_an_attachment(posted: Firm) -> None:
    reply: Any = posted.json("ask", "How much is the deposit for each parking space?")
    [citation] = reply["statements"][0]["citations"]
    assert citation["path"].endswith("letter.eml/deposit.txt")
    assert posted.json("show", f"{reply['audit']['seq']}.1")["quote"] == citation["quote"]


def test_a_wall_around_the_matter_holds_for_attachments(posted: Firm) -> None:
    [attached] = [entry["document"] for entry in posted.documents() if entry["path"].endswith("letter.eml/deposit.txt")]
    reply: Any = posted.json("ask", "How much is the deposit for each parking space?")
    assert not [entry["path"] for entry in posted.documents("bob") if "letter.eml" in entry["path"]]
    assert "$9,000" not in posted.run("ask", "How much is the deposit for each parking space?", "--as", "bob").output
    for verb in (("show", f"{reply['audit']['seq']}.1"), ("text", attached), ("outline", attached)):
        refused = posted.run(*verb, "--as", "bob", status=REFUSED)
        assert "$9,000" not in refused.output
        assert "deposit.txt" not in refused.output
    posted.run("access", "wall", "add", "alice", "--matter", "lease")
    assert posted.documents("alice") == []
    assert "$9,000" not in found(posted, "deposit for each parking space", "alice")


def test_an_unchanged_message_is_not_read_again_nor_what_is_attached(posted: Firm) -> None:
    report = ingest(posted)
    assert (report["documents"], report["unchanged"], report["chunks"]) == (0, 6, 0)


def test_labels_pass_to_attachments(firm: Firm, letter: Path) -> None:
    ingest(firm, "--label", "privileged")
    assert {tuple(entry["labels"]) for entry in firm.documents("alice")} == {("privileged",)}


def test_a_new_attachment_inherits_the_labels_of_its_message(firm: Firm, letter: Path) -> None:
    letter.write_bytes(mail("Parking", "The garage opens at 7.\n").as_bytes())
    ingest(firm, "--label", "privileged")
    letter.write_bytes(mail("Parking", "The garage opens at 7.\n", deposit_txt=DEPOSIT).as_bytes())
    ingest(firm)
    assert {tuple(entry["labels"]) for entry in firm.documents("alice")} == {("privileged",)}


def test_labels_of_unchanged_messages_pass_to_unchanged_attachments(posted: Firm) -> None:
    ingest(posted, "--label", "secret")
    assert {tuple(entry["labels"]) for entry in posted.documents("alice")} == {("secret",)}


def test_a_moved_message_takes_its_attachments_along(posted: Firm) -> None:
    [document] = [entry["document"] for entry in posted.documents() if entry["path"].endswith("letter.eml")]
    posted.run("move", document, "--matter", "supply")
    assert paths(posted, "supply") == FAMILY
    assert paths(posted) == set()
    assert "$9,000" in found(posted, "deposit for each parking space", "bob")
    assert "$9,000" not in found(posted, "deposit for each parking space", "alice")


def ending(firm: Firm, end: str) -> str:
    """The id of the one document whose path ends so."""
    [document] = [entry["document"] for entry in firm.documents() if entry["path"].endswith(end)]
    return document


ALONE = (("move", "--matter", "supply"), ("remove",))


@pytest.mark.parametrize("verb", ALONE, ids=lambda verb: verb[0])
@pytest.mark.parametrize("end", ["letter.eml/deposit.txt", "Old offer.eml", "list.txt"])
def test_an_attachment_alone_is_neither_moved_nor_removed(posted: Firm, verb: tuple[str, ...], end: str) -> None:
    before = posted.documents()
    attached, message = ending(posted, end), ending(posted, "letter.eml")
    said = posted.run(verb[0], attached, *verb[1:], status=REFUSED).stderr
    assert f"{attached} is attached to {message}: {verb[0]} that, and it goes along" in said
    assert posted.documents() == before


def test_an_attachment_is_refused_by_its_path_too(posted: Firm) -> None:
    said = posted.run("move", str(letter_of(posted) / "deposit.txt"), "--matter", "supply", status=REFUSED).stderr
    assert f"is attached to {ending(posted, 'letter.eml')}" in said


def test_a_refused_attachment_keeps_what_was_named_with_it(posted: Firm) -> None:
    posted.run("move", ending(posted, "Unit 4.txt"), ending(posted, "list.txt"), "--matter", "supply", status=REFUSED)
    assert [entry["matter"] for entry in posted.documents()].count("lease") == 6


def test_that_an_attachment_was_refused_is_on_the_record(posted: Firm) -> None:
    attached = ending(posted, "list.txt")
    posted.run("remove", attached, "--as", "alice", status=REFUSED)
    newest: Any = posted.json("audit", "head")["seq"]
    shown: Any = posted.json("audit", "show", str(newest))
    assert (shown["kind"], shown["user"]) == ("failure", "alice")
    assert f"{attached} is attached to" in shown["content"]["error"]
    assert shown["content"]["documents"] == [{"document": ending(posted, "letter.eml")}]


def test_the_message_that_a_refusal_named_is_not_read_from_the_record_across_a_wall(posted: Firm) -> None:
    message = ending(posted, "letter.eml")
    posted.run("remove", ending(posted, "list.txt"), "--as", "alice", status=REFUSED)
    newest: Any = posted.json("audit", "head")["seq"]
    assert message in posted.run("audit", "show", str(newest), "--as", "alice").stdout
    posted.run("access", "wall", "add", "alice", "--document", message)
    assert message not in posted.run("audit", "show", str(newest), "--as", "alice", status=REFUSED).stderr


def test_an_attachment_that_is_named_with_its_message_goes_along(posted: Firm) -> None:
    posted.run("move", ending(posted, "list.txt"), ending(posted, "letter.eml"), "--matter", "supply")
    assert (paths(posted), paths(posted, "supply")) == (set(), FAMILY)


def test_what_lies_in_an_attached_archive_is_attached_to_the_message(firm: Firm) -> None:
    message = mail("Zipped", "See.\n", more_zip=packed({"b.txt": DEPOSIT}))
    (firm.folder / "lease" / "zipped.eml").write_bytes(message.as_bytes())
    ingest(firm)
    said = firm.run("remove", ending(firm, "b.txt"), status=REFUSED).stderr
    assert f"is attached to {ending(firm, 'zipped.eml')}" in said


def test_a_moved_message_stays_away_with_its_attachments(posted: Firm) -> None:
    posted.run("move", ending(posted, "letter.eml"), "--matter", "supply")
    report = ingest(posted, "--sync")
    assert (report["documents"], report["unchanged"], report["removed"]) == (0, 1, [])
    assert [warning["path"] for warning in report["warnings"]] == [str(letter_of(posted))]
    assert (paths(posted), paths(posted, "supply")) == (set(), FAMILY)


def test_a_moved_message_that_is_named_is_read_with_its_attachments(firm: Firm) -> None:
    message = mail("Zipped", "See.\n", plan_txt=b"1. The gate costs $77.\n", more_zip=packed({"b.txt": DEPOSIT}))
    file = firm.folder / "lease" / "zipped.eml"
    file.write_bytes(message.as_bytes())
    ingest(firm)
    firm.run("move", str(file), "--matter", "supply")
    report: dict[str, Any] = firm.json("ingest", str(file), "--matter", "lease")
    assert (report["documents"], report["warnings"]) == (3, [])
    assert len(paths(firm)) == len(paths(firm, "supply")) == 3
    report = ingest(firm)
    assert (report["documents"], report["unchanged"], report["warnings"]) == (0, 4, [])


def test_a_file_of_an_archive_can_be_moved_alone_and_stays_away(firm: Firm) -> None:
    archive = firm.folder / "lease" / "room.zip"
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}))
    ingest(firm)
    firm.run("move", ending(firm, "b.txt"), "--matter", "supply")
    for named in (archive.parent, archive):
        report: dict[str, Any] = firm.json("ingest", str(named), "--matter", "lease", "--sync")
        [warning] = report["warnings"]
        assert warning["path"] == f"{archive}/b.txt"
        assert "was moved to another matter" in warning["reason"]
        assert warning["reason"].endswith("to read it here too, unpack it and ingest it by itself")
        assert (report["documents"], report["removed"], report["failures"]) == (0, [], [])
    assert (paths(firm), paths(firm, "supply")) == ({"lease/room.zip/a.txt"}, {"lease/room.zip/b.txt"})


def test_a_message_of_a_mailbox_can_be_moved_alone_and_stays_away(firm: Firm) -> None:
    box = b"".join(
        b"From jane@roe.example Mon Mar  4 10:12:00 2024\n"
        + mail(f"Note {number}", f"The amount is ${number},000.\n", plan_txt=DEPOSIT).as_bytes()
        + b"\n"
        for number in (1, 2)
    )
    (firm.folder / "lease" / "box.mbox").write_bytes(box)
    assert ingest(firm)["documents"] == 4
    [moved] = [entry for entry in firm.documents() if "Note 2" in entry["path"] and "plan" not in entry["path"]]
    firm.run("move", moved["document"], "--matter", "supply")
    report = ingest(firm)
    assert (report["documents"], report["unchanged"]) == (0, 3)
    assert [warning["path"] for warning in report["warnings"]] == [moved["path"]]
    assert (len(paths(firm)), len(paths(firm, "supply"))) == (2, 2)


def test_a_moved_file_that_is_damaged_in_its_archive_now_is_no_failure(firm: Firm) -> None:
    archive = firm.folder / "lease" / "room.zip"
    content = packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT})
    archive.write_bytes(content)
    ingest(firm)
    firm.run("move", ending(firm, "a.txt"), "--matter", "supply")
    archive.write_bytes(content.replace(b"The fee is $5", b"The fee is $6"))
    assert [warning["path"] for warning in ingest(firm)["warnings"]] == [f"{archive}/a.txt"]


def test_a_file_of_an_archive_can_be_removed_alone(firm: Firm) -> None:
    (firm.folder / "lease" / "room.zip").write_bytes(packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}))
    ingest(firm)
    firm.run("remove", ending(firm, "b.txt"))
    assert paths(firm) == {"lease/room.zip/a.txt"}


def test_a_removed_message_takes_its_attachments_along(posted: Firm) -> None:
    [document] = [entry["document"] for entry in posted.documents() if entry["path"].endswith("letter.eml")]
    assert len(posted.json("remove", document)["removed"]) == 5  # type: ignore[arg-type]
    assert paths(posted) == set()
    assert "$9,000" not in found(posted, "deposit for each parking space")


def test_a_removed_message_comes_back_with_the_next_run(posted: Firm) -> None:
    posted.run("remove", ending(posted, "letter.eml"))
    report = ingest(posted)
    assert (report["documents"], report["unchanged"], report["warnings"]) == (5, 1, [])
    assert paths(posted) == FAMILY


def test_an_attachment_that_is_missing_comes_back_with_the_next_run(posted: Firm) -> None:
    catalogue = sqlite3.connect(posted.workspace / "documents.db")
    with catalogue:
        catalogue.execute("DELETE FROM document WHERE path LIKE '%/list.txt'")
    catalogue.close()
    accept(posted.workspace)
    report = ingest(posted)
    assert (report["documents"], report["unchanged"]) == (1, 5)
    assert paths(posted) == FAMILY


def test_what_a_message_holds_no_longer_goes_with_its_earlier_version_and_nothing_else(posted: Firm) -> None:
    letter_of(posted).write_bytes(mail("Parking", "The garage opens at 8.\n", deposit_txt=DEPOSIT).as_bytes())
    assert len(ingest(posted)["removed"]) == 3
    assert paths(posted) == {"lease/letter.eml", "lease/letter.eml/deposit.txt"}
    report = ingest(posted)
    assert (report["documents"], report["unchanged"], report["removed"]) == (0, 3, [])


def test_a_run_killed_before_it_removed_old_attachments_is_mended_by_the_next(posted: Firm) -> None:
    letter_of(posted).write_bytes(mail("Parking", "The garage opens at 8.\n").as_bytes())
    command = ("--workspace", str(posted.workspace), "ingest", str(posted.folder / "lease"), "--matter", "lease")
    assert run_copy(DIES, "ingest/walk.py", "await remove_missing(", *command).returncode == 9
    assert len(paths(posted)) == 5
    assert len(ingest(posted)["removed"]) == 4
    assert paths(posted) == {"lease/letter.eml"}


def test_sync_removes_attachments_whose_message_is_gone(posted: Firm) -> None:
    letter_of(posted).unlink()
    assert len(ingest(posted, "--sync")["removed"]) == 5
    assert paths(posted) == set()


def test_sync_keeps_the_attachments_of_a_message_that_can_no_longer_be_read(posted: Firm) -> None:
    letter_of(posted).write_bytes(b"\x00\x01 broken")
    report = ingest(posted, "--sync", status=1)
    assert report["removed"] == []
    assert paths(posted) == FAMILY


def test_an_unreadable_attachment_stops_nothing_and_is_named_each_time(firm: Firm, letter: Path) -> None:
    letter.write_bytes(mail("Parking", "See.\n", plan_pdf=b"%PDF-1.7 cut", deposit_txt=DEPOSIT).as_bytes())
    for documents in (2, 0):
        report = ingest(firm, status=1)
        assert report["documents"] == documents
        assert [failure["path"].removeprefix(f"{firm.folder}/") for failure in report["failures"]] == [
            "lease/letter.eml/plan.pdf"
        ]
    assert paths(firm) == {"lease/letter.eml", "lease/letter.eml/deposit.txt"}


def test_a_run_killed_between_an_attachment_and_its_message_is_mended_by_the_next(posted: Firm) -> None:
    catalogue = sqlite3.connect(posted.workspace / "documents.db")
    with catalogue:
        catalogue.execute("UPDATE document SET staged = version, version = NULL WHERE path LIKE '%/list.txt'")
        catalogue.execute("DELETE FROM document WHERE path LIKE '%/letter.eml'")
    catalogue.close()
    accept(posted.workspace)
    assert len(paths(posted)) == 3
    report = ingest(posted)
    assert (report["documents"], report["unchanged"]) == (2, 4)
    assert paths(posted) == FAMILY
    assert "$33" in found(posted, "list price")


def test_an_archive_is_no_document_and_its_files_are(firm: Firm) -> None:
    inner = packed({"deep.txt": DEPOSIT})
    message = mail("Zipped", "See.\n", more_zip=packed({"b.txt": b"1. The gate costs $77.\n"})).as_bytes()
    archive = firm.folder / "lease" / "room.zip"
    archive.write_bytes(packed({"1/a.txt": b"1. The fee is $5.\n", "1/inner.zip": inner, "2/mail.eml": message}))
    assert ingest(firm)["documents"] == 4
    assert paths(firm) == {
        "lease/room.zip/1/a.txt",
        "lease/room.zip/1/inner.zip/deep.txt",
        "lease/room.zip/2/mail.eml",
        "lease/room.zip/2/mail.eml/more.zip/b.txt",
    }
    assert ingest(firm)["unchanged"] == 5
    archive.write_bytes(packed({"1/a.txt": b"1. The fee is $6.\n"}))
    report = ingest(firm)
    assert (report["documents"], len(report["removed"])) == (1, 3)
    assert "$6" in found(firm, "fee")


def test_an_archive_named_by_itself_is_synced_too(firm: Firm) -> None:
    archive = firm.folder / "room.zip"
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}))
    firm.json("ingest", str(archive), "--matter", "lease")
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n"}))
    report: dict[str, Any] = firm.json("ingest", str(archive), "--matter", "lease", "--sync")
    assert len(report["removed"]) == 1
    assert paths(firm) == {"room.zip/a.txt"}


def test_an_archive_that_is_gone_takes_its_files_along_only_with_sync(firm: Firm) -> None:
    archive = firm.folder / "lease" / "room.zip"
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}))
    ingest(firm)
    archive.unlink()
    assert ingest(firm)["removed"] == []
    assert len(ingest(firm, "--sync")["removed"]) == 2


def test_an_archive_that_can_no_longer_be_read_keeps_what_was_read_of_it(firm: Firm) -> None:
    archive = firm.folder / "lease" / "room.zip"
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}))
    ingest(firm)
    archive.write_bytes(archive.read_bytes()[:-20])
    report = ingest(firm, "--sync", status=1)
    assert [failure["reason"] for failure in report["failures"]] == [
        "the file is damaged or cut off (its table of contents cannot be read): get a fresh copy; what was read of it "
        "before stays"
    ]
    assert paths(firm) == {"lease/room.zip/a.txt", "lease/room.zip/b.txt"}


def test_a_file_that_is_damaged_inside_its_archive_keeps_its_earlier_version(firm: Firm) -> None:
    archive = firm.folder / "lease" / "room.zip"
    files = {"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}
    archive.write_bytes(packed(files))
    ingest(firm)
    archive.write_bytes(packed(files).replace(b"The fee is $5", b"The fee is $6"))
    report = ingest(firm, status=1)
    assert [failure["reason"] for failure in report["failures"]] == [
        "the file is damaged in the archive: get a fresh copy; the version read before stays"
    ]
    assert "$5" in found(firm, "fee")


def test_files_behind_the_first_portion_of_an_archive_are_read_too(firm: Firm) -> None:
    files = {f"{number:04}.7z": b"7z" for number in range(MOST_ATTACHMENTS)}
    (firm.folder / "lease" / "room.zip").write_bytes(packed({**files, "last.txt": DEPOSIT}))
    report = ingest(firm, status=1)
    assert (report["documents"], len(report["failures"])) == (1, MOST_ATTACHMENTS)
    assert "$9,000" in found(firm, "deposit")


def test_an_archive_named_by_its_path_is_moved_and_removed_with_all_that_is_in_it(firm: Firm) -> None:
    archive = firm.folder / "lease" / "room.zip"
    message = mail("Zipped", "See.\n", more_txt=b"1. The gate costs $77.\n").as_bytes()
    archive.write_bytes(packed({"a.txt": DEPOSIT, "b.eml": message}))
    ingest(firm)
    assert len(firm.json("move", str(archive), "--matter", "supply")["moved"]) == 3  # type: ignore[arg-type]
    assert (len(paths(firm)), len(paths(firm, "supply"))) == (0, 3)
    assert len(firm.json("remove", str(archive))["removed"]) == 3  # type: ignore[arg-type]
    assert paths(firm, "supply") == set()


def test_a_folder_is_not_removed_by_its_path(posted: Firm) -> None:
    posted.run("remove", str(letter_of(posted).parent), status=REFUSED)
    assert paths(posted) == FAMILY


def test_what_comes_out_of_one_file_has_an_end(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pincite.ingest.inside.MOST_FILES", 3)
    archive = firm.folder / "lease" / "room.zip"
    archive.write_bytes(packed({f"{number}.txt": DEPOSIT for number in range(9)}))
    report = ingest(firm, status=1)
    assert report["documents"] == 4
    assert ["the rest was left out" in failure["reason"] for failure in report["failures"]] == [True]


def test_archives_in_archives_end_somewhere(firm: Firm) -> None:
    content = packed({"a.txt": DEPOSIT})
    for _ in range(6):
        content = packed({"in.zip": content})
    (firm.folder / "lease" / "deep.zip").write_bytes(content)
    [failure] = ingest(firm, status=1)["failures"]
    assert "lies in 4 others already" in failure["reason"]


def test_a_mailbox_is_no_document_and_its_messages_are(firm: Firm) -> None:
    box = b"".join(
        b"From jane@roe.example Mon Mar  4 10:12:00 2024\n"
        + mail(f"Note {number}", f"The amount of note {number} is ${number},000.\n").as_bytes()
        + b"\n"
        for number in range(1, 32)
    )
    (firm.folder / "lease" / "box.mbox").write_bytes(box)
    assert ingest(firm)["documents"] == 31
    assert "$31,000" in found(firm, "amount of note 31")
    assert (firm.folder / "lease" / "box.mbox").name not in {Path(path).name for path in paths(firm)}
    assert ingest(firm, "--sync")["unchanged"] == 32
