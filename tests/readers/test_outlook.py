"""Messages that Outlook saved. The files are made here, byte for byte as MS-CFB and MS-OXMSG have them."""

import struct
from datetime import UTC, datetime

import olefile
import pytest

from pincite.errors import UnreadableFile
from pincite.readers.mail.mapi import DAMAGED
from pincite.readers.mail.outlook import read_outlook
from pincite.readers.mail.reader import read_mail
from pincite.readers.mail.rich_text import unpacked, words_of

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF

Tree = dict[str, "bytes | Tree"]
Properties = dict[int, str | bytes | int | datetime]


def compound(tree: Tree) -> bytes:
    """A compound file of version 3 (MS-CFB): directory, streams and the chains of their sectors."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, NONE, b""]]
    _enter(tree, 0, entries)
    mini, big = bytearray(), bytearray()
    mini_fat: list[int] = []
    fat: list[int] = []
    places: list[tuple[int, int]] = []
    for entry in entries:
        content = entry[5]
        assert isinstance(content, bytes)
        if not content:
            places.append((END, 0))
        elif len(content) < CUTOFF:
            places.append((len(mini) // MINI, len(content)))
            _chain(mini_fat, len(content), MINI)
            mini += content + b"\0" * (-len(content) % MINI)
        else:
            places.append((len(big) // SECTOR, len(content)))
            _chain(fat, len(content), SECTOR)
            big += content + b"\0" * (-len(content) % SECTOR)
    if mini:
        places[0] = (len(big) // SECTOR, len(mini))
        _chain(fat, len(mini), SECTOR)
        big += mini + b"\0" * (-len(mini) % SECTOR)
    directory = b"".join(_entry(entry, place) for entry, place in zip(entries, places, strict=True))
    directory += _entry(["", 0, NONE, NONE, NONE, b""], (0, 0)) * (-len(entries) % 4)
    directory_at = len(big) // SECTOR
    _chain(fat, len(directory), SECTOR)
    big += directory
    mini_fat_at = len(big) // SECTOR if mini_fat else END
    packed = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    packed += b"\xff" * (-len(packed) % SECTOR)
    _chain(fat, len(packed), SECTOR)
    big += packed
    fat_sectors = 1
    while fat_sectors * 128 < len(fat) + fat_sectors:
        fat_sectors += 1
    fat_at = len(big) // SECTOR
    fat += [FAT] * fat_sectors
    fat += [FREE] * (fat_sectors * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        directory_at,
        0,
        CUTOFF,
        mini_fat_at,
        len(packed) // SECTOR,
        END,
        0,
        fat_at,
    )
    header += struct.pack("<108I", *range(fat_at + 1, fat_at + fat_sectors), *[FREE] * (109 - fat_sectors))
    return header + bytes(big) + struct.pack(f"<{len(fat)}I", *fat)


def _chain(table: list[int], size: int, unit: int) -> None:
    """Add the chain of one stream to a table of sectors."""
    count = -(-size // unit)
    table += [len(table) + at + 1 for at in range(count - 1)] + [END] * (count > 0)


def _enter(tree: Tree, parent: int, entries: list[list[object]]) -> None:
    """Add a folder's entries; they form a balanced tree in the order of MS-CFB: by length, then by letters."""
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    numbers = {name: len(entries) + at for at, name in enumerate(names)}
    for name in names:
        content = tree[name]
        entries.append(
            [
                name,
                1 if isinstance(content, dict) else 2,
                NONE,
                NONE,
                NONE,
                b"" if isinstance(content, dict) else content,
            ]
        )

    def balanced(low: int, high: int) -> int:
        if low >= high:
            return NONE
        middle = (low + high) // 2
        entry = entries[numbers[names[middle]]]
        entry[2], entry[3] = balanced(low, middle), balanced(middle + 1, high)
        return numbers[names[middle]]

    entries[parent][4] = balanced(0, len(names))
    for name in names:
        content = tree[name]
        if isinstance(content, dict):
            _enter(content, numbers[name], entries)


def _entry(entry: list[object], place: tuple[int, int]) -> bytes:
    name, kind, left, right, child, _ = entry
    wide = str(name).encode("utf-16-le")
    size = 0 if kind == 1 else place[1]
    length = len(wide) + 2 if name else 0
    return wide.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", length, kind, 1, left, right, child, place[0], size)


def folder(properties: Properties, header: int, narrow: bool = False) -> Tree:
    """Properties as streams and a table (MS-OXMSG 2.4)."""
    tree: Tree = {}
    rows = b""
    for number, value in properties.items():
        if isinstance(value, str):
            kind, stream = (0x1E, value.encode("cp1252")) if narrow else (0x1F, value.encode("utf-16-le"))
        elif isinstance(value, bytes):
            kind, stream = 0x102, value
        else:
            ticks = (
                value
                if isinstance(value, int)
                else int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
            )
            rows += struct.pack("<HHIQ", 3 if isinstance(value, int) else 0x40, number, 6, ticks)
            continue
        tree[f"__substg1.0_{number:04X}{kind:04X}"] = stream
        rows += struct.pack("<HHIQ", kind, number, 6, len(stream))
    tree["__properties_version1.0"] = b"\0" * header + rows
    return tree


def message(properties: Properties, attached: list[Tree] | None = None, header: int = 32, narrow: bool = False) -> Tree:
    """A message with two recipients."""
    tree = folder(properties, header, narrow)
    for number, (name, address, how) in enumerate(
        [("Bob Doe", "bob@doe.example", 1), ("Léa Blanc", "lea@blanc.example", 2)]
    ):
        tree[f"__recip_version1.0_#{number:08X}"] = folder({0x3001: name, 0x39FE: address, 0x0C15: how}, 8, narrow)
    for number, each in enumerate(attached or []):
        tree[f"__attach_version1.0_#{number:08X}"] = each
    return tree


def file(name: str, content: bytes, **more: int) -> Tree:
    return folder({0x3707: name, 0x3701: content, 0x3705: 1}, 8)


PLAIN: Properties = {
    0x001A: "IPM.Note",
    0x0037: "Lease of Unit 4",
    0x0042: "Jane Roe",
    0x5D02: "jane@roe.example",
    0x0039: datetime(2024, 3, 4, 9, 12, tzinfo=UTC),
    0x1035: "<1@roe.example>",
    0x1042: "<0@doe.example>",
    0x1000: "Dear Bob,\r\n\r\nthe rent is €4,200.\r\n\r\nFrom: Bob Doe\r\nSent: Sunday, March 3, 2024 2:05 PM\r\n"
    "To: Jane Roe\r\nSubject: Lease\r\n\r\nHow much is it?\r\n",
}


def test_a_message_of_outlook_reads_like_any_other() -> None:
    found = read_outlook(compound(message(PLAIN)))
    assert found.text.startswith(
        "From: Jane Roe <jane@roe.example>\nTo: Bob Doe <bob@doe.example>\nCc: Léa Blanc <lea@blanc.example>\n"
        "Date: 2024-03-04 09:12 UTC\nSubject: Lease of Unit 4\n\nDear Bob,\n\nthe rent is €4,200."
    )
    assert (found.format, found.title) == ("email", "Lease of Unit 4")
    facts = {(fact.kind, fact.value): found.text[fact.start : fact.end] for fact in found.facts}
    assert facts["date", "2024-03-04"] == "2024-03-04 09:12 UTC"
    assert facts["recipient", "Léa Blanc"] == "Léa Blanc <lea@blanc.example>"
    assert facts["in_reply_to", "<0@doe.example>"] == "<0@doe.example>"
    quoted = [region for region in found.regions if region.kind == "quoted"]
    assert [region.note for region in quoted] == ["quoted from Bob Doe, 3 March 2024"]


def test_words_in_an_old_code_page_are_decoded() -> None:
    found = read_outlook(compound(message(PLAIN | {0x3FFD: 1252}, narrow=True)))
    assert "the rent is €4,200." in found.text
    assert "Léa Blanc" in found.text


def test_attachments_are_taken_out_and_pictures_of_the_page_are_not() -> None:
    picture = folder(
        {0x3707: "logo.png", 0x3701: b"\x89PNG", 0x3705: 1, 0x3712: "logo@1", 0x3714: 4, 0x370E: "image/png"}, 8
    )
    found = read_outlook(compound(message(PLAIN, [file("Lease.pdf", b"%PDF" + b"x" * 9000), picture])))
    assert [(each.name, len(each.content)) for each in found.attachments] == [("Lease.pdf", 9004)]
    assert "Attachment: Lease.pdf" in found.text


def test_a_picture_that_the_page_shows_is_no_attachment_though_nothing_else_says_so() -> None:
    picture: Properties = {0x3701: b"\x89PNG", 0x3705: 1, 0x370E: "image/png"}
    shown = folder({**picture, 0x3707: "logo.png", 0x3712: "logo@1"}, 8)
    other = folder({**picture, 0x3707: "plan.png", 0x3712: "plan@1"}, 8)
    page = b'<p>The rent is due.</p><img src="cid:logo@1">'
    found = read_outlook(compound(message({**PLAIN, 0x1013: page}, [shown, other])))
    assert [each.name for each in found.attachments] == ["plan.png"]


def test_the_page_is_read_where_the_plain_text_says_something_else() -> None:
    page = "<p>The rent is €9,900.</p>".encode()
    found = read_outlook(compound(message({**PLAIN, 0x1000: "The rent is €4,200.", 0x1013: page, 0x3FDE: 65001})))
    assert "€9,900" in found.text
    assert "€4,200" not in found.text


def test_a_message_within_a_message_becomes_a_file_that_any_program_reads() -> None:
    inner = message(PLAIN | {0x0037: "Größe"}, [file("plan.txt", b"1. The plan.")], header=24)
    held = folder({0x3705: 5, 0x3001: "Größe"}, 8) | {"__substg1.0_3701000D": inner}
    content = compound(message(PLAIN, [held]))
    [attached] = read_outlook(content).attachments
    assert attached == read_outlook(content).attachments[0]
    assert attached.name == "Größe.eml"
    read = read_mail(attached.content)
    assert read.title == "Größe"
    assert "the rent is €4,200." in read.text
    assert [(each.name, each.content) for each in read.attachments] == [("plan.txt", b"1. The plan.")]


def test_a_page_is_read_where_there_is_no_plain_text() -> None:
    page = "<html><body><p>The rent is <b>€4,200</b>.</p></body></html>".encode()
    found = read_outlook(compound(message({**PLAIN, 0x1000: "", 0x1013: page, 0x3FDE: 65001})))
    assert "The rent is €4,200." in found.text


RICH = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
    rb"The rent is \'804,200\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}"
)


def rich(content: bytes) -> bytes:
    """Compressed rich text in its simplest form: every byte as itself (MS-OXRTFCP)."""
    pieces = [content[at : at + 8] for at in range(0, len(content), 8)]
    packed = b"".join(b"\0" + piece for piece in pieces)
    return struct.pack("<IIII", len(packed) + 12, len(content), 0x75465A4C, 0) + packed


def test_a_page_wrapped_in_rich_text_is_unwrapped() -> None:
    assert words_of(RICH) == ("html", "<p>The rent is €4,200</p>")
    found = read_outlook(compound(message({**PLAIN, 0x1000: "", 0x1009: rich(RICH)})))
    assert "The rent is €4,200" in found.text


def test_rich_text_of_its_own_gives_its_words() -> None:
    own = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}"
        rb"\pard The rent\par is \u8364?4,200 \{net\}.\par}"
    )
    assert words_of(own) == ("plain", "The rent\nis €4,200 {net}.\n")


def test_the_bytes_of_a_picture_in_rich_text_are_no_words() -> None:
    own = rb"{\rtf1\ansi{\pict\pngblip\bin6 }}a{\b}The rent\par is due.}"
    assert words_of(own) == ("plain", "The rent\nis due.")


def test_compressed_rich_text_unpacks_as_in_the_example_of_its_standard() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_sealed_message_says_so() -> None:
    found = read_outlook(
        compound(message({**PLAIN, 0x001A: "IPM.Note.SMIME", 0x1000: ""}, [file("smime.p7m", b"\x30\x80")]))
    )
    assert "encrypted (S/MIME)" in found.warnings[0]
    assert not found.attachments


@pytest.mark.parametrize("cut", [0, 8, 300, 512, 1500, -700])
def test_a_message_that_is_cut_off_is_refused(cut: int) -> None:
    content = compound(message(PLAIN, [file("Lease.pdf", b"x" * 9000)]))[:cut]
    with pytest.raises(UnreadableFile, match="damaged or cut off: open it in Outlook and save it again"):
        read_outlook(content)


def damaged(content: bytes, name: str) -> bytes:
    """The same file, but the entry of one stream in its directory leads to a sector beyond the file's end."""
    at = content.index(name.encode("utf-16-le") + b"\0\0")
    place = at - at % 128 + 116
    return content[:place] + struct.pack("<I", 0x00FFFFFF) + content[place + 4 :]


def test_an_attachment_that_is_damaged_is_named_and_not_said_to_be_empty() -> None:
    lease, plan = file("Lease.pdf", b"%PDF" + b"x" * 9000), file("Plan.txt", b"The plan of Unit 4.")
    found = read_outlook(damaged(compound(message(PLAIN, [lease, plan])), "__substg1.0_37010102"))
    assert [each.name for each in found.attachments] == ["Plan.txt"]
    assert found.warnings == (
        "the attachment Lease.pdf is damaged: open the message in Outlook and save it again",
        DAMAGED,
    )


def test_a_message_whose_words_are_damaged_says_so() -> None:
    found = read_outlook(damaged(compound(message(PLAIN)), "__substg1.0_1000001F"))
    assert "the rent" not in found.text
    assert found.warnings == (DAMAGED,)


def test_an_attachment_that_ends_early_is_damaged() -> None:
    content = compound(message(PLAIN, [file("Lease.pdf", b"%PDF" + b"x" * 9000)]))
    at = content.index("__substg1.0_37010102".encode("utf-16-le"))
    longer = content[: at + 120] + struct.pack("<Q", 90_000) + content[at + 128 :]
    assert read_outlook(longer).attachments == ()
    assert read_outlook(longer).warnings[-1] == DAMAGED


def test_what_a_message_lacks_is_not_damaged() -> None:
    assert read_outlook(compound(message(PLAIN))).warnings == ()


def test_the_files_made_here_are_what_the_standard_says() -> None:
    content = compound(message(PLAIN, [file("Lease.pdf", b"x" * 9000)]))
    with olefile.OleFileIO(content, raise_defects=olefile.DEFECT_UNSURE) as ole:
        assert not ole.parsing_issues
        assert ole.openstream("__attach_version1.0_#00000000/__substg1.0_37010102").read() == b"x" * 9000
