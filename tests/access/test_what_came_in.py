"""A wall from a message, an archive or a file keeps away whatever came in it, by every way that words leave."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

BONUS = "The retention bonus of Marlow Quint is 915,000 dollars."
OTHER = "The canteen opens at seven."
QUESTION = "How much is the retention bonus of Marlow Quint?"


def mail(subject: str, files: Mapping[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@firm.example", "b@firm.example", subject
    message["Date"] = "Mon, 04 Mar 2024 10:00:00 +0000"
    message.set_content("Please see the enclosed paper.\n")
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def mailbox(messages: list[bytes]) -> bytes:
    return b"".join(b"From a@firm.example Mon Mar  4 10:00:00 2024\n" + each + b"\n\n" for each in messages)


def word_with(name: str, content: bytes) -> bytes:
    word = Word()
    word.add_paragraph("Minutes of the meeting, with one enclosure.")
    part = Part(PackURI(f"/word/embeddings/{name}"), "application/octet-stream", content, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.PACKAGE)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def inner_word() -> bytes:
    word = Word()
    word.add_paragraph(BONUS)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


TEXT = BONUS.encode()

CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "attachment of a message": ("memo.eml", lambda: mail("Memo", {"bonus.txt": TEXT}), "memo.eml"),
    "attachment of a forwarded message": (
        "memo.eml",
        lambda: mail("Memo", {"forwarded.eml": mail("Old", {"bonus.txt": TEXT})}),
        "memo.eml",
    ),
    "archive in a message": (
        "memo.eml",
        lambda: mail("Memo", {"papers.zip": zipped({"x/bonus.txt": TEXT})}),
        "memo.eml",
    ),
    "archive in an archive in a message": (
        "memo.eml",
        lambda: mail("Memo", {"papers.zip": zipped({"inner.zip": zipped({"bonus.txt": TEXT})})}),
        "memo.eml",
    ),
    "message in an archive": (
        "bundle.zip",
        lambda: zipped({"mails/memo.eml": mail("Memo", {"bonus.txt": TEXT})}),
        "mails/memo.eml",
    ),
    "member of an archive": ("bundle.zip", lambda: zipped({"staff/bonus.txt": TEXT}), "bundle.zip"),
    "member of an archive in an archive": (
        "bundle.zip",
        lambda: zipped({"inner.zip": zipped({"bonus.txt": TEXT})}),
        "bundle.zip",
    ),
    "member of the inner archive": (
        "bundle.zip",
        lambda: zipped({"inner.zip": zipped({"bonus.txt": TEXT})}),
        "inner.zip",
    ),
    "attachment in a mailbox": (
        "post.mbox",
        lambda: mailbox([mail("Memo", {"bonus.txt": TEXT}), mail("Lunch", {})]),
        "post.mbox",
    ),
    "message of a mailbox": (
        "post.mbox",
        lambda: mailbox([mail("Memo", {"bonus.txt": TEXT}), mail("Lunch", {})]),
        "Memo",
    ),
    "file in a Word file": ("minutes.docx", lambda: word_with("bonus.docx", inner_word()), "minutes.docx"),
    "file in a Word file in a message": (
        "memo.eml",
        lambda: mail("Memo", {"minutes.docx": word_with("bonus.docx", inner_word())}),
        "memo.eml",
    ),
}


def _folder(firm: "Firm") -> Path:
    """A folder of this test's own, beside the firm's."""
    folder = firm.workspace.parent / "papers"
    folder.mkdir(exist_ok=True)
    return folder


def _ingest(firm: "Firm", name: str, content: bytes) -> None:
    folder = _folder(firm)
    (folder / name).write_bytes(content)
    (folder / "canteen.txt").write_text(OTHER, encoding="utf-8")
    firm.run("ingest", str(folder), "--matter", "lease")


def _secret(firm: "Firm") -> str:
    """The id of the document that holds the secret."""
    hits: Any = firm.json("search", QUESTION, "-k", "30")["hits"]
    [document] = {hit["document"] for hit in hits if BONUS in hit["text"]}
    return str(document)


def _named(firm: "Firm", holder: str) -> str:
    """What names the holder on the command line: the id of a document, the file's name of an archive."""
    listed = [each for each in firm.documents() if each["path"].endswith(holder) or each["title"] == holder]
    return listed[0]["document"] if listed else holder


def _everything(firm: "Firm", user: str, secret: str, tmp: str) -> str:
    """All that a user is shown of the secret by the verbs that show words or names."""
    batch = firm.workspace.parent / "batch.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": QUESTION, "as": user}) + "\n", encoding="utf-8")
    shown = [
        firm.run("list", "--json", "--as", user).output,
        firm.run("search", QUESTION, "-k", "30", "--json", "--as", user).output.replace(QUESTION, ""),
        firm.run("ask", QUESTION, "--json", "--as", user).output.replace(QUESTION, ""),
        firm.run("ask", QUESTION, "--stream", "--as", user).output,
        firm.run("ask", "--batch", str(batch), "--json").output.replace(QUESTION, ""),
    ]
    for verb in (("text", secret), ("outline", secret), ("show", f"{secret}:0-5"), ("compare", secret, secret)):
        shown.append(firm.run(*verb, "--as", user, status=1).output.replace(secret, ""))
    return "\n".join(shown)


@pytest.mark.parametrize("case", CASES)
def test_a_wall_keeps_away_what_came_in_it(firm: "Firm", case: str) -> None:
    name, content, holder = CASES[case]
    _ingest(firm, name, content())
    secret = _secret(firm)
    before: Any = firm.json("ask", QUESTION, "--as", "alice")
    assert "915,000" in json.dumps(before), "the secret is not found, so this test shows nothing"
    told: Any = firm.json("access", "wall", "add", "alice", "--document", _named(firm, holder))
    assert any("also keeps alice from" in note for note in told["notes"])
    shown = _everything(firm, "alice", secret, "")
    assert "915,000" not in shown
    assert secret not in shown
    explained: Any = firm.json("access", "explain", "alice", secret)
    assert explained["allowed"] is False
    assert "which it came in" in explained["rules"][0]
    # What alice was answered before is closed to her too.
    record = str(before["audit"]["seq"])
    assert "915,000" not in firm.run("audit", "show", record, "--as", "alice", "--json", status=1).output
    # Others see it as before, and so does she once the wall is gone.
    assert "915,000" in firm.run("search", QUESTION, "--json").output
    firm.run("access", "wall", "remove", "alice", "--document", _named(firm, holder))
    assert "915,000" in firm.run("search", QUESTION, "--json", "--as", "alice").output


def test_a_wall_follows_what_is_moved_out_of_an_archive_to_another_matter(firm: "Firm") -> None:
    _ingest(firm, "bundle.zip", zipped({"staff/bonus.txt": TEXT}))
    firm.run("access", "wall", "add", "bob", "--document", "bundle.zip")
    firm.run("move", _secret(firm), "--matter", "supply")
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "bob").output


def test_a_wall_reaches_an_attachment_that_comes_later(firm: "Firm") -> None:
    _ingest(firm, "memo.eml", mail("Memo", {"agenda.txt": b"Agenda of the meeting."}))
    firm.run("access", "wall", "add", "alice", "--document", _named(firm, "memo.eml"))
    _ingest(firm, "memo.eml", mail("Memo", {"agenda.txt": b"Agenda of the meeting.", "bonus.txt": TEXT}))
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output


def test_a_wall_reaches_what_an_archive_holds_later(firm: "Firm") -> None:
    _ingest(firm, "bundle.zip", zipped({"agenda.txt": b"Agenda of the meeting."}))
    firm.run("access", "wall", "add", "alice", "--document", "bundle.zip")
    _ingest(firm, "bundle.zip", zipped({"agenda.txt": b"Agenda of the meeting.", "bonus.txt": TEXT}))
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output


def test_a_wall_through_a_group_reaches_what_came_in_it(firm: "Firm") -> None:
    _ingest(firm, "memo.eml", mail("Memo", {"bonus.txt": TEXT}))
    firm.run("access", "group", "add", "team", "--member", "alice")
    firm.run("access", "wall", "add", "team", "--document", _named(firm, "memo.eml"))
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output


def test_a_grant_of_a_message_opens_it_alone_and_says_so(firm: "Firm") -> None:
    _ingest(firm, "memo.eml", mail("Memo", {"bonus.txt": TEXT}))
    memo = _named(firm, "memo.eml")
    firm.run("access", "user", "add", "dora")
    told: Any = firm.json("access", "grant", "dora", "--document", memo)
    assert "it does not open 1 document" in told["notes"][0]
    assert [each["document"] for each in firm.documents("dora")] == [memo]


def test_a_wall_from_an_attachment_says_that_the_message_stays(firm: "Firm") -> None:
    _ingest(firm, "memo.eml", mail("Memo", {"bonus.txt": TEXT}))
    said = firm.run("access", "wall", "add", "alice", "--document", _secret(firm)).output
    assert f"{_named(firm, 'memo.eml')}, which" in said
    assert "may name or quote it" in said


def test_a_wall_says_that_the_same_file_stands_elsewhere(firm: "Firm") -> None:
    _ingest(firm, "bonus.txt", TEXT)
    copy = _folder(firm) / "copies" / "bonus.txt"
    copy.parent.mkdir()
    copy.write_bytes(TEXT)
    firm.run("ingest", str(copy), "--matter", "supply")
    hits: Any = firm.json("search", QUESTION, "-k", "30")["hits"]
    document = next(hit["document"] for hit in hits if BONUS in hit["text"])
    said = firm.run("access", "wall", "add", "alice", "--document", document).output
    assert "1 other document is the same file" in said


def test_an_imported_wall_reaches_and_says_the_same(firm: "Firm") -> None:
    _ingest(firm, "memo.eml", mail("Memo", {"bonus.txt": TEXT}))
    table = firm.workspace.parent / "rules.csv"
    table.write_text(f"what,who,document\nwall,alice,{_named(firm, 'memo.eml')}\n", encoding="utf-8")
    told: Any = firm.json("access", "import", str(table))
    assert "also keeps alice from 1 document" in told["notes"][0]
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output


def test_an_archive_cannot_be_granted_as_one_document(firm: "Firm") -> None:
    _ingest(firm, "bundle.zip", zipped({"bonus.txt": TEXT}))
    assert "is an archive" in firm.run("access", "grant", "bob", "--document", "bundle.zip", status=1).output


def test_whoever_sees_nothing_of_an_archive_learns_nothing_of_it(firm: "Firm") -> None:
    """A member who administers names one in a matter that is closed to them: the words of one that does not exist."""
    _ingest(firm, "bundle.zip", zipped({"bonus.txt": TEXT}))
    firm.run("access", "user", "add", "ada")
    firm.run("access", "role", "add", "ada", "administrator")
    there = firm.run("access", "wall", "add", "bob", "--document", "bundle.zip", "--as", "ada", status=1).output
    nowhere = firm.run("access", "wall", "add", "bob", "--document", "bungle.zip", "--as", "ada", status=1).output
    assert there.replace("bundle", "X") == nowhere.replace("bungle", "X")


def test_a_catalogue_of_before_learns_what_came_in_what(firm: "Firm") -> None:
    import sqlite3

    _ingest(firm, "memo.eml", mail("Memo", {"forwarded.eml": mail("Old", {"bonus.txt": TEXT})}))
    secret, memo = _secret(firm), _named(firm, "memo.eml")
    with sqlite3.connect(firm.workspace / "documents.db") as catalogue:
        catalogue.execute("ALTER TABLE document DROP COLUMN holders")
        catalogue.execute("ALTER TABLE removed DROP COLUMN holders")
    catalogue.close()
    firm.run("access", "wall", "add", "alice", "--document", memo)
    assert secret not in [each["document"] for each in firm.documents("alice")]


def test_an_archive_that_was_read_before_is_learnt_by_the_next_ingest(firm: "Firm") -> None:
    import sqlite3

    _ingest(firm, "bundle.zip", zipped({"memo.eml": mail("Memo", {"bonus.txt": TEXT})}))
    secret = _secret(firm)
    with sqlite3.connect(firm.workspace / "documents.db") as catalogue:
        catalogue.execute("ALTER TABLE document DROP COLUMN holders")
        catalogue.execute("ALTER TABLE removed DROP COLUMN holders")
    catalogue.close()
    firm.run("audit", "seal", "--reason", "stands for a catalogue of before, which no record covers")
    firm.run("ingest", str(_folder(firm)), "--matter", "lease")
    firm.run("access", "wall", "add", "alice", "--document", "bundle.zip")
    assert secret not in [each["document"] for each in firm.documents("alice")]


def test_a_wall_before_one_of_two_archives_of_one_name_must_say_which(firm: "Firm") -> None:
    for matter, content in (("lease", TEXT), ("supply", OTHER.encode())):
        archive = _folder(firm) / matter / "papers.zip"
        archive.parent.mkdir()
        archive.write_bytes(zipped({"bonus.txt": content}))
        firm.run("ingest", str(archive), "--matter", matter)
    refused = firm.run("access", "wall", "add", "alice", "--document", "papers.zip", status=1).stderr
    assert "2 archives are called 'papers.zip'; give the id of one" in refused
    firm.run("access", "wall", "add", "alice", "--document", str(_folder(firm) / "lease" / "papers.zip"))
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output


def test_a_wall_stays_with_a_message_before_which_others_come_and_go(firm: "Firm") -> None:
    secret, menu = mail("Memo", {"bonus.txt": TEXT}), mail("Memo", {"menu.txt": b"The menu is fish."})
    _ingest(firm, "post.mbox", mailbox([mail("Lunch", {}), menu, secret]))
    firm.run("access", "wall", "add", "alice", "--document", _secret(firm))
    for messages in ([menu, secret], [mail("Memo", {}), mail("Lunch", {}), secret], [secret]):
        _ingest(firm, "post.mbox", mailbox(messages))
        assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output
    # Another message of that name may be the one behind the wall, and ingest says so.
    again = mailbox([mail("Memo", {"bonus.txt": b"New. " + TEXT})])
    (_folder(firm) / "post.mbox").write_bytes(again)
    told: Any = firm.json("ingest", str(_folder(firm)), "--matter", "lease")
    assert any("it cannot be told which" in warning["reason"] for warning in told["warnings"])
    assert "915,000" not in firm.run("search", QUESTION, "-k", "30", "--json", "--as", "alice").output
