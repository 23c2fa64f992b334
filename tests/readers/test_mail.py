"""E-mails, written as mail programs write them."""

import base64
import struct
from email.message import EmailMessage

import pytest
from tests.steps import assert_linear

from pincite.documents.document import Region
from pincite.documents.limits import MOST_WARNINGS
from pincite.errors import UnreadableFile
from pincite.readers.mail.alternatives import agree
from pincite.readers.mail.decoding import decoded_words
from pincite.readers.mail.headers import people
from pincite.readers.mail.reader import read_mail
from pincite.readers.reading import Reading

HEAD = (
    "From: Jane Roe <jane@roe.example>\nTo: Bob Doe <bob@doe.example>\nDate: Mon, 4 Mar 2024 10:12:00 +0100\n"
    "Subject: Lease\n"
)

CALENDAR = (
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Closing\\, Unit 4\n"
    "DTSTART;TZID=Europe/Berlin:20240305T140000\nDTEND:20240305T143000Z\nLOCATION:Room 1\n"
    'ORGANIZER;CN="Roe: Jane":mailto:jane@roe.example\nATTENDEE;CN=Bob\n  Doe:mailto:bob@doe.example\n'
    "BEGIN:VALARM\nDESCRIPTION:x\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n"
)


def read(head: str, body: str | bytes = "", encoding: str = "utf-8") -> Reading:
    """A message from its headers and its body as they stand in the file."""
    return read_mail(
        f"{head.strip()}\n\n".encode(encoding) + (body if isinstance(body, bytes) else body.encode(encoding))
    )


def multipart(kind: str, *parts: str, boundary: str = "b1") -> str:
    """A body of several parts, each with its own headers."""
    joined = "".join(f"--{boundary}\n{part.strip()}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{joined}--{boundary}--\n'


def test_the_text_is_what_a_person_sees() -> None:
    found = read(
        HEAD + "Message-ID: <1@roe.example>\nIn-Reply-To: <0@doe.example>\nX-Mailer: none\n",
        "Dear Bob,\n\nit is $4,200.\n",
    )
    assert found.text == (
        "From: Jane Roe <jane@roe.example>\nTo: Bob Doe <bob@doe.example>\nDate: Mon, 4 Mar 2024 10:12:00 +0100\n"
        "Subject: Lease\n\nDear Bob,\n\nit is $4,200.\n\nMessage-ID: <1@roe.example>\nIn-Reply-To: <0@doe.example>"
    )
    assert (found.format, found.title, found.warnings) == ("email", "Lease", ())


def test_facts_are_words_of_the_text() -> None:
    found = read(HEAD + "Message-ID: <1@roe.example>\nIn-Reply-To: <0@doe.example>\n", "Hello.")
    facts = [(fact.kind, fact.value, found.text[fact.start : fact.end]) for fact in found.facts]
    assert facts == [
        ("sender", "Jane Roe", "Jane Roe <jane@roe.example>"),
        ("recipient", "Bob Doe", "Bob Doe <bob@doe.example>"),
        ("date", "2024-03-04", "Mon, 4 Mar 2024 10:12:00 +0100"),
        ("subject", "Lease", "Lease"),
        ("message_id", "<1@roe.example>", "<1@roe.example>"),
        ("in_reply_to", "<0@doe.example>", "<0@doe.example>"),
    ]


def test_ids_are_no_words_of_the_message() -> None:
    found = read(HEAD + "Message-ID: <1@roe.example>\n", "Hello.")
    start = found.text.index("Message-ID")
    assert found.regions == (Region("furniture", start, len(found.text), "identifies the message"),)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("=?utf-8?B?TcO8bGxlcg==?=", "Müller"),
        ("=?iso-8859-1?q?M=FCller?= =?iso-8859-1?q?_AG?=", "Müller AG"),
        ("=?utf-8?q?M=C3?= =?utf-8?q?=BCller?=", "Müller"),
        ("=?utf-8?b?TcO8bGxlcg?=", "Müller"),
        ("=?gb2312?B?us/NrA==?=", "合同"),
        ("Re: =?utf-8?q?Caf=C3=A9?= 2", "Re: Café 2"),
        ("=?klingon?q?Qapla?=", "Qapla"),
        ("=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("folded\r\n words", "folded words"),
    ],
)
def test_headers_are_decoded(written: str, words: str) -> None:
    assert decoded_words(written.replace("\r\n", "")) == words


def test_headers_in_plain_bytes_are_decoded() -> None:
    assert read(HEAD.replace("Lease", "Größe"), "x").title == "Größe"
    assert read(HEAD.replace("Lease", "Größe"), "x", "cp1252").title == "Größe"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"Roe, Jane" <jane@roe.example>, bob@doe.example', ["Roe, Jane <jane@roe.example>", "bob@doe.example"]),
        ("=?utf-8?q?Roe=2C_Jane?= <jane@roe.example>", ["Roe, Jane <jane@roe.example>"]),
        ("<jane@roe.example>", ["jane@roe.example"]),
        ("undisclosed-recipients:;", ["undisclosed-recipients:"]),
        ("Jane (a, b) <j@r.e>; Bob", ["Jane (a, b) <j@r.e>", "Bob"]),
        ("", []),
        ("(" * 50_000, ["(" * 50_000]),
    ],
    ids=["quoted", "encoded", "bare", "group", "outlook", "none", "hostile"],
)
def test_people_are_shown_with_names_and_addresses(written: str, shown: list[str]) -> None:
    assert [person.shown for person in people(written)] == shown


def test_plain_text_is_taken_and_the_page_is_not_repeated() -> None:
    body = multipart(
        "alternative",
        "Content-Type: text/plain; charset=utf-8\n\nThe rent is €4,200.",
        "Content-Type: text/html; charset=utf-8\n\n<p>The rent is <b>€4,200</b>.</p>",
    )
    assert read_mail((HEAD + body).encode()).text.count("The rent is") == 1


@pytest.mark.parametrize("plain", ["", "This message is in HTML. Please open it in a browser to view it."])
def test_a_page_is_read_where_the_plain_text_is_none(plain: str) -> None:
    body = multipart(
        "alternative",
        f"Content-Type: text/plain\n\n{plain}",
        "Content-Type: text/html; charset=utf-8\n\n<p>The rent is <b>€4,200</b>.</p>"
        "<table><tr><td>May</td><td>paid</td></tr></table>",
    )
    found = read_mail((HEAD + body).encode())
    assert "The rent is €4,200.\nMay | paid" in found.text
    assert "browser" not in found.text


@pytest.mark.parametrize(
    "plain",
    ["The rent is €9,900, due on the first.", "The tenant may leave at any time.", "The rent is €4,200. Pay now."],
)
def test_what_everybody_sees_is_read_where_the_plain_text_says_something_else(plain: str) -> None:
    body = multipart(
        "alternative",
        f"Content-Type: text/plain; charset=utf-8\n\n{plain}",
        "Content-Type: text/html; charset=utf-8\n\n<style>p { top: 9900px }</style><!-- €9,900 -->"
        "<p>The rent is <b>€4,200</b>, due on the first.</p>",
    )
    found = read_mail((HEAD + body).encode())
    assert "\n\nThe rent is €4,200, due on the first." in found.text
    assert plain not in found.text


def test_numbers_of_lists_and_addresses_of_links_make_no_difference() -> None:
    plain = "We ask for two things:\n\n1. a deposit of €4,200\n2. a guarantee\n\nSee <https://roe.example/7?a=99>.\n"
    page = (
        "<p>We ask for two things:</p><ol><li>a deposit of €4,200</li><li>a guarantee</li></ol>"
        '<p><a href="https://roe.example/7?a=99">See</a>.</p>'
    )
    assert agree(plain, page)


@pytest.mark.long
@pytest.mark.parametrize("sign", ["<!--", "<script>", "<", "&#", "1,", "(", ">", "\n ", "www."])
def test_telling_whether_two_texts_agree_takes_linear_time(sign: str) -> None:
    assert_linear(lambda words: agree(words, words), sign * 200_000)


@pytest.mark.parametrize(
    ("headers", "answered"),
    [
        ("In-Reply-To: <1@roe.example>\nReferences: <0@roe.example> <2@roe.example>\n", "<1@roe.example>"),
        ("References: <0@roe.example>\n <2@roe.example>\n", "<2@roe.example>"),
    ],
    ids=["stated", "last of the thread"],
)
def test_a_message_knows_which_one_it_answers(headers: str, answered: str) -> None:
    facts = read(HEAD + headers, "Hello.").facts
    assert [fact.value for fact in facts if fact.kind == "in_reply_to"] == [answered]


@pytest.mark.parametrize(
    ("charset", "stated"),
    [
        ("cp1252", "iso-8859-1"),
        ("cp1252", "us-ascii"),
        ("utf-8", "utf-8"),
        ("cp1252", "utf-8"),
        ("utf-8", "no-such"),
        ("utf-8", "punycode"),
    ],
)
def test_a_body_is_decoded_though_its_charset_lies(charset: str, stated: str) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={stated}\nContent-Transfer-Encoding: 8bit\n"
    assert "für “dich” – é" in read(head, "für “dich” – é\n".encode(charset)).text


def test_lines_broken_for_the_screen_are_put_together_where_the_message_says_so() -> None:
    head = HEAD + "Content-Type: text/plain; format=flowed\n"
    found = read(head, "The rent \nis $4,200.\n> quoted \n> words\n-- \nJane\n")
    assert "The rent is $4,200.\nquoted words\n--\nJane" in found.text
    assert [found.text[each.start : each.end] for each in found.regions] == ["quoted words"]


def test_attachments_are_named_and_taken_out() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "jane@roe.example", "Files"
    message.set_content("See the files.\n")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Größe.pdf")
    message.add_attachment(b"%PDF-1.6", maintype="application", subtype="pdf", filename="../../etc/Größe.pdf")
    message.add_attachment("A,B\n", subtype="csv", filename="t.csv")
    found = read_mail(message.as_bytes())
    assert [(each.name, each.content) for each in found.attachments] == [
        ("Größe.pdf", b"%PDF-1.7"),
        ("Größe.pdf", b"%PDF-1.6"),
        ("t.csv", b"A,B\n"),
    ]
    assert found.text.endswith("See the files.\n\nAttachment: Größe.pdf\nAttachment: Größe.pdf\nAttachment: t.csv")


def test_a_forwarded_message_is_an_attachment_of_its_own() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "bob@doe.example", "Old: offer / price"
    inner.set_content("The price is $900.\n")
    message = EmailMessage()
    message["From"], message["Subject"] = "jane@roe.example", "Fwd"
    message.set_content("See below.\n")
    message.add_attachment(inner)
    [attached] = read_mail(message.as_bytes()).attachments
    assert attached.name == "Old offer - price.eml"
    assert "The price is $900." in read_mail(attached.content).text


def test_pictures_of_the_page_are_no_attachments_and_others_are() -> None:
    picture = "Content-Type: image/png{name}\nContent-ID: <{cid}>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
    body = multipart(
        "related",
        'Content-Type: text/html\n\n<p>Hello <img src="cid:logo@1"></p>',
        picture.format(cid="logo@1", name='; name="logo.png"'),
        picture.format(cid="plan@1", name='; name="plan.png"'),
        picture.format(cid="dot@1", name=""),
    )
    assert [each.name for each in read_mail((HEAD + body).encode()).attachments] == ["plan.png"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            multipart(
                "signed; protocol=application/pkcs7-signature",
                "Content-Type: text/plain\n\nYes.",
                "Content-Type: application/pkcs7-signature\n\nx",
            ),
            "signed (S/MIME)",
        ),
        (
            multipart(
                "encrypted; protocol=application/pgp-encrypted",
                "Content-Type: application/pgp-encrypted\n\nVersion: 1",
                "Content-Type: application/octet-stream\n\nx",
            ),
            "encrypted (PGP)",
        ),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", "encrypted (S/MIME)"),
        ('Content-Type: application/octet-stream; name="smime.p7m"\n\nx', "encrypted (S/MIME)"),
        ("Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA7", "encrypted (PGP)"),
        ("Content-Type: message/external-body\n\nx", "lies elsewhere"),
        (
            multipart(
                "mixed",
                "Content-Type: text/plain\n\nHi.",
                'Content-Type: application/ms-tnef; name="winmail.dat"\n\nxx',
            ),
            "winmail.dat",
        ),
    ],
    ids=["signed", "pgp", "smime", "smime without a type", "inline pgp", "elsewhere", "tnef"],
)
def test_what_cannot_be_read_or_checked_is_said(body: str, said: str) -> None:
    found = read_mail((HEAD + body).encode())
    assert said in " ".join(found.warnings)
    assert not found.attachments
    assert "hQEMA7" not in found.text


def tnef(*attributes: tuple[int, bytes]) -> str:
    """A `winmail.dat` as a part (MS-OXTNEF 2.1.1)."""
    packed = b"\x78\x9f\x3e\x22\x01\x00"
    for identifier, value in attributes:
        packed += struct.pack("<BHHI", 2, identifier, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return (
        "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(packed).decode()
    )


def properties(**texts: str) -> bytes:
    """Properties of a `winmail.dat` (MS-OXTNEF 2.1.3.5): numbers, one with a name, several values, then texts."""
    packed = struct.pack("<I", 3 + len(texts))
    packed += struct.pack("<HHI", 0x0003, 0x3705, 1)
    packed += struct.pack("<HH16sII8sI", 0x0003, 0x8001, b"", 1, 6, "abc".encode("utf-16-le"), 7)
    packed += struct.pack("<HHIII", 0x1003, 0x3001, 2, 8, 9)
    for number, text in texts.items():
        value = text.encode("utf-16-le") + b"\0\0"
        packed += struct.pack("<HHII", 0x001F, int(number[1:], 16), 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return packed


def test_files_are_taken_out_of_a_winmail_dat() -> None:
    wrapped = tnef(
        (0x9002, b"\0" * 14),
        (0x8010, b"Lease.pdf\0"),
        (0x800F, b"%PDF-1.7"),
        (0x9002, b"\0" * 14),
        (0x800F, b"1. Text."),
        (0x9002, b"\0" * 14),
        (0x8010, b"LEASEO~1.TXT\0"),
        (0x800F, b"2. Text."),
        (0x9005, properties(x3707="Lease of Größe.txt")),
    )
    found = read_mail((HEAD + multipart("mixed", "Content-Type: text/plain\n\nHi.", wrapped)).encode())
    assert [(each.name, each.content) for each in found.attachments] == [
        ("Lease.pdf", b"%PDF-1.7"),
        ("attachment 2", b"1. Text."),
        ("Lease of Größe.txt", b"2. Text."),
    ]


@pytest.mark.parametrize(("beside", "shown"), [("", "The rent is €4,200."), ("Hi.", "Hi.")], ids=["alone", "beside"])
def test_the_words_of_a_winmail_dat_are_read_where_there_are_no_others(beside: str, shown: str) -> None:
    wrapped = tnef((0x9003, properties(x1013="<p>The rent is <b>€4,200</b>.</p>")))
    found = read_mail((HEAD + multipart("mixed", f"Content-Type: text/plain\n\n{beside}", wrapped)).encode())
    assert found.text.partition("\n\n")[2] == shown


def test_an_invitation_says_what_where_and_when() -> None:
    found = read(HEAD + "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n", CALENDAR)
    assert (
        "Invitation\nEvent: Closing, Unit 4\nStart: 2024-03-05 14:00 Europe/Berlin\nEnd: 2024-03-05 14:30 UTC\n"
        "Location: Room 1\nOrganiser: Roe: Jane <jane@roe.example>\nAttendee: Bob Doe <bob@doe.example>"
    ) in found.text


def test_an_invitation_that_is_also_attached_is_read_once() -> None:
    body = multipart(
        "mixed",
        f"Content-Type: text/calendar; method=REQUEST\n\n{CALENDAR}",
        f'Content-Type: application/ics; name="invite.ics"\nContent-Disposition: attachment\n\n{CALENDAR}',
    )
    found = read_mail((HEAD + body).encode())
    assert found.text.count("Event: Closing, Unit 4") == 1
    assert not found.attachments


def test_a_message_has_as_many_warnings_as_are_passed_on() -> None:
    empty = [f"Content-Type: application/pdf; name=a{number}.pdf\n" for number in range(MOST_WARNINGS + 50)]
    found = read_mail((HEAD + multipart("mixed", *empty)).encode())
    assert len(found.warnings) == MOST_WARNINGS
    assert found.warnings[-1] == "51 more warnings are left out"


def test_a_message_without_a_subject_is_named_after_its_sender() -> None:
    assert read("From: Jane Roe <jane@roe.example>", "Hi").title == "E-mail from Jane Roe"


def test_parts_nested_too_deep_are_refused() -> None:
    body = "".join(f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n' for level in range(3000))
    with pytest.raises(UnreadableFile, match="nested too deep"):
        read_mail((HEAD + body).encode())


def test_an_attached_message_nested_too_deep_is_named_and_the_rest_is_read() -> None:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="c{level}"\n\n--c{level}\n' for level in range(400))
    body = multipart(
        "mixed", "Content-Type: text/plain\n\nHello.", f"Content-Type: message/rfc822\n\nSubject: Deep\n{parts}"
    )
    found = read_mail((HEAD + body).encode())
    assert "Hello." in found.text
    assert "an attached message was left out: the parts of the message are nested too deep" in found.warnings[0]


@pytest.mark.parametrize("content", [b"\n\nno headers", b"X-Other: 1\n\nwords", b"\xff\xfe\x00"])
def test_what_has_no_headers_of_a_message_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="none of the headers"):
        read_mail(content)
