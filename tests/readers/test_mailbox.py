"""Mailboxes in the variants that mail programs write."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from pincite.documents.limits import MOST_ATTACHMENTS
from pincite.errors import UnreadableFile
from pincite.readers.mail.mailbox import read_mailbox
from pincite.readers.mail.reader import read_mail
from pincite.readers.portions import portion

LINE = b"From jane@roe.example Mon Mar  4 10:12:00 2024\n"


def message(subject: str, body: str) -> bytes:
    return f"From: jane@roe.example\nSubject: {subject}\n\n{body}\n\n".encode()


def test_each_message_is_a_file_with_its_number_and_subject() -> None:
    found = read_mailbox(LINE + message("Lease: Unit 4/5", "One.") + LINE + message("", "Two."))
    assert [each.name for each in found.attachments] == ["0001 Lease Unit 4 - 5.eml", "0002.eml"]
    assert (found.format, found.text) == ("mailbox", "")
    assert "One." in read_mail(found.attachments[0].content).text
    assert "Two." not in read_mail(found.attachments[0].content).text


def test_what_pythons_own_mailbox_writes_is_read_back(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for number in range(3):
        letter = EmailMessage()
        letter["From"], letter["Subject"] = "jane@roe.example", f"Note {number}"
        letter.set_content(f"From the first line on.\n\nFrom here: {number}\n")
        box.add(letter)
    box.close()
    found = read_mailbox((tmp_path / "box").read_bytes())
    texts = [read_mail(each.content).text for each in found.attachments]
    assert [text.splitlines()[-3:] for text in texts] == [
        ["From the first line on.", "", f"From here: {number}"] for number in range(3)
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"From - Mon Mar 04 10:12:00 2024\r\n",
        b"From 1793@xxx Mon Mar 04 10:12:00 +0000 2024\n",
        b"From MAILER-DAEMON Mon Mar  4 10:12:00 2024\n",
        b'From "Jane Roe" Mon Mar  4 10:12:00 2024\n',
    ],
    ids=["thunderbird", "gmail", "daemon", "quoted"],
)
def test_the_lines_before_messages_are_known(line: bytes) -> None:
    found = read_mailbox(line + message("A", "One.") + line + message("B", "Two."))
    assert [each.name for each in found.attachments] == ["0001 A.eml", "0002 B.eml"]


def test_a_sentence_that_begins_with_from_parts_no_message() -> None:
    body = "One.\n\nFrom 10:30 on 4 March 2024 we meet.\nTopic is the lease.\n\nFrom: nobody\n"
    assert len(read_mailbox(LINE + message("A", body)).attachments) == 1


def test_escaped_lines_lose_one_mark() -> None:
    found = read_mailbox(LINE + message("A", ">From here on.\n>>From there on.\n> From a quote."))
    assert b"\nFrom here on.\n>From there on.\n> From a quote." in found.attachments[0].content


def test_a_large_mailbox_comes_in_portions_that_lose_nothing() -> None:
    content = b"".join(LINE + message(f"N{number}", "x") for number in range(2 * MOST_ATTACHMENTS + 1))
    names: list[str] = []
    while True:
        found = portion(content, "mailbox", len(names))
        if not found.attachments:
            break
        assert len(found.attachments) <= MOST_ATTACHMENTS
        names += [each.name for each in found.attachments]
    assert names == [f"{number + 1:04} N{number}.eml" for number in range(2 * MOST_ATTACHMENTS + 1)]


@pytest.mark.parametrize("content", [b"", b"no mailbox", b"From here on nothing.\nAt all\n"])
def test_what_holds_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="holds no message"):
        read_mailbox(content)
