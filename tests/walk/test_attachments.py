"""Files inside files: each becomes a document that belongs where its parent does, and goes when it goes."""

import sqlite3
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

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


@pytest.fixture
def letter(firm: "Firm") -> Path:
    """A message in the folder of the lease, with two files of one name and a forwarded message that has one too."""
    message = mail("Parking", "The garage opens at 7.\n", deposit_txt=DEPOSIT)
    message.add_attachment(b"1. The gate costs $77.\n", maintype="text", subtype="plain", filename="deposit.txt")
    message.add_attachment(mail("Old offer", "The old offer is $500.\n", list_txt=b"1. The list price is $33.\n"))
    file = firm.folder / "lease" / "letter.eml"
    file.write_bytes(message.as_bytes())
    return file


def ingest(firm: "Firm", *more: str, status: int = 0) -> dict[str, Any]:
    return firm.json("ingest", str(firm.folder / "lease"), "--matter", "lease", *more, status=status)


def paths(firm: "Firm", matter: str = "lease") -> set[str]:
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


def found(firm: "Firm", words: str, user: str | None = None) -> str:
    arguments = ("--as", user) if user else ()
    hits: Any = firm.json("search", words, "-k", "50", *arguments)["hits"]
    return "\n".join(hit["text"] for hit in hits)


def test_attachments_become_documents_of_the_same_matter(firm: "Firm", letter: Path) -> None:
    report = ingest(firm)
    assert (report["documents"], report["unchanged"]) == (5, 1)
    assert paths(firm) == FAMILY
    assert "$9,000" in found(firm, "deposit for each parking space", "alice")
    assert "$9,000" not in found(firm, "deposit for each parking space", "bob")


def test_each_knows_what_it_is_attached_to(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    with sqlite3.connect(firm.workspace / "documents.db") as catalogue:
        rows = catalogue.execute("SELECT d.path, p.path FROM document d JOIN document p ON p.id = d.parent").fetchall()
    catalogue.close()
    assert {Path(child).name: Path(parent).name for child, parent in rows} == {
        "deposit.txt": "letter.eml",
        "deposit (2).txt": "letter.eml",
        "Old offer.eml": "letter.eml",
        "list.txt": "Old offer.eml",
    }


def test_a_question_is_answered_from_an_attachment(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    reply: Any = firm.json("ask", "How much is the deposit for each parking space?")
    [citation] = reply["statements"][0]["citations"]
    assert citation["path"].endswith("letter.eml/deposit.txt")
    assert firm.json("show", f"{reply['audit']['seq']}.1")["quote"] == citation["quote"]


def test_an_unchanged_message_is_not_read_again_nor_what_is_attached(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    report = ingest(firm)
    assert (report["documents"], report["unchanged"], report["chunks"]) == (0, 6, 0)


def test_labels_pass_to_attachments(firm: "Firm", letter: Path) -> None:
    ingest(firm, "--label", "privileged")
    assert {tuple(entry["labels"]) for entry in firm.documents("alice")} == {("privileged",)}


def test_a_new_attachment_inherits_the_labels_of_its_message(firm: "Firm", letter: Path) -> None:
    letter.write_bytes(mail("Parking", "The garage opens at 7.\n").as_bytes())
    ingest(firm, "--label", "privileged")
    letter.write_bytes(mail("Parking", "The garage opens at 7.\n", deposit_txt=DEPOSIT).as_bytes())
    ingest(firm)
    assert {tuple(entry["labels"]) for entry in firm.documents("alice")} == {("privileged",)}


def test_labels_of_unchanged_messages_pass_to_unchanged_attachments(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    ingest(firm, "--label", "secret")
    assert {tuple(entry["labels"]) for entry in firm.documents("alice")} == {("secret",)}


def test_a_moved_message_takes_its_attachments_along(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    [document] = [entry["document"] for entry in firm.documents() if entry["path"].endswith("letter.eml")]
    firm.run("move", document, "--matter", "supply")
    assert paths(firm, "supply") == FAMILY
    assert paths(firm) == set()
    assert "$9,000" in found(firm, "deposit for each parking space", "bob")
    assert "$9,000" not in found(firm, "deposit for each parking space", "alice")


def test_an_attachment_that_is_moved_alone_leads_back_to_nothing(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    [document] = [entry["document"] for entry in firm.documents() if entry["path"].endswith("Old offer.eml")]
    firm.run("move", document, "--matter", "supply")
    assert paths(firm, "supply") == {path for path in FAMILY if "Old offer" in path}
    with sqlite3.connect(firm.workspace / "documents.db") as catalogue:
        assert catalogue.execute("SELECT parent FROM document WHERE id = ?", (document,)).fetchall() == [(None,)]
    catalogue.close()


def test_a_removed_message_takes_its_attachments_along(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    [document] = [entry["document"] for entry in firm.documents() if entry["path"].endswith("letter.eml")]
    assert len(firm.json("remove", document)["removed"]) == 5  # type: ignore[arg-type]
    assert paths(firm) == set()
    assert "$9,000" not in found(firm, "deposit for each parking space")


def test_a_removed_attachment_comes_back_with_the_next_run(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    [document] = [entry["document"] for entry in firm.documents() if entry["path"].endswith("list.txt")]
    firm.run("remove", document)
    report = ingest(firm)
    assert (report["documents"], report["unchanged"]) == (1, 5)
    assert paths(firm) == FAMILY


def test_sync_removes_what_a_message_holds_no_longer_and_nothing_else(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    letter.write_bytes(mail("Parking", "The garage opens at 8.\n", deposit_txt=DEPOSIT).as_bytes())
    ingest(firm)
    assert len(paths(firm)) == 5
    assert len(ingest(firm, "--sync")["removed"]) == 3
    assert paths(firm) == {"lease/letter.eml", "lease/letter.eml/deposit.txt"}
    assert ingest(firm, "--sync")["removed"] == []


def test_sync_removes_attachments_whose_message_is_gone(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    letter.unlink()
    assert len(ingest(firm, "--sync")["removed"]) == 5
    assert paths(firm) == set()


def test_sync_keeps_the_attachments_of_a_message_that_can_no_longer_be_read(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    letter.write_bytes(b"\x00\x01 broken")
    report = ingest(firm, "--sync", status=1)
    assert report["removed"] == []
    assert paths(firm) == FAMILY


def test_an_unreadable_attachment_stops_nothing_and_is_named_each_time(firm: "Firm", letter: Path) -> None:
    letter.write_bytes(mail("Parking", "See.\n", plan_pdf=b"%PDF-1.7 cut", deposit_txt=DEPOSIT).as_bytes())
    for documents in (2, 0):
        report = ingest(firm, status=1)
        assert report["documents"] == documents
        assert [failure["path"].removeprefix(f"{firm.folder}/") for failure in report["failures"]] == [
            "lease/letter.eml/plan.pdf"
        ]
    assert paths(firm) == {"lease/letter.eml", "lease/letter.eml/deposit.txt"}


def test_a_run_killed_between_an_attachment_and_its_message_is_mended_by_the_next(firm: "Firm", letter: Path) -> None:
    ingest(firm)
    catalogue = sqlite3.connect(firm.workspace / "documents.db")
    with catalogue:
        catalogue.execute("UPDATE document SET staged = version, version = NULL WHERE path LIKE '%/list.txt'")
        catalogue.execute("DELETE FROM document WHERE path LIKE '%/letter.eml'")
    catalogue.close()
    assert len(paths(firm)) == 3
    report = ingest(firm)
    assert (report["documents"], report["unchanged"]) == (2, 4)
    assert paths(firm) == FAMILY
    assert "$33" in found(firm, "list price")


def test_an_archive_is_no_document_and_its_files_are(firm: "Firm") -> None:
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
    report = ingest(firm, "--sync")
    assert (report["documents"], len(report["removed"])) == (1, 3)
    assert "$6" in found(firm, "fee")


def test_an_archive_named_by_itself_is_synced_too(firm: "Firm") -> None:
    archive = firm.folder / "room.zip"
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n", "b.txt": DEPOSIT}))
    firm.json("ingest", str(archive), "--matter", "lease")
    archive.write_bytes(packed({"a.txt": b"1. The fee is $5.\n"}))
    report: dict[str, Any] = firm.json("ingest", str(archive), "--matter", "lease", "--sync")
    assert len(report["removed"]) == 1
    assert paths(firm) == {"room.zip/a.txt"}


def test_archives_in_archives_end_somewhere(firm: "Firm") -> None:
    content = packed({"a.txt": DEPOSIT})
    for _ in range(6):
        content = packed({"in.zip": content})
    (firm.folder / "lease" / "deep.zip").write_bytes(content)
    [failure] = ingest(firm, status=1)["failures"]
    assert "4 files deep inside others" in failure["reason"]


def test_a_mailbox_of_many_messages_is_read_in_full(firm: "Firm") -> None:
    box = b"".join(
        b"From jane@roe.example Mon Mar  4 10:12:00 2024\n"
        + mail(f"Note {number}", f"The amount of note {number} is ${number},000.\n").as_bytes()
        + b"\n"
        for number in range(1, 302)
    )
    (firm.folder / "lease" / "box.mbox").write_bytes(box)
    assert ingest(firm)["documents"] == 301
    assert "$301,000" in found(firm, "amount of note 301")
    assert (firm.folder / "lease" / "box.mbox").name not in {Path(path).name for path in paths(firm)}
    assert ingest(firm, "--sync")["unchanged"] == 302
