# ruff: noqa: E501 - each file is written out on a line of its own
"""PDF files whose fonts draw letters as others than they say, and files that look like them and are honest."""

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tests.hidden_words.paper import drawn_letters, meaning, stream, with_font
from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

HARMLESS = "Some pounds a year are due from a tenants."
"""As long as the planted words."""

FIRST = 130
"""Code of the first letter."""

NAMES = {" ": "space", ".": "period", "$": "dollar", **{str(at): name for at, name in enumerate(
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))}}  # fmt: skip


def said(words: Sequence[str], first: int = FIRST) -> bytes:
    """What the codes of a font mean, a word or letter each."""
    pairs = "".join(
        f"<{first + at:02x}><{''.join(f'{ord(sign):04x}' for sign in word)}>" for at, word in enumerate(words)
    )
    return meaning(f"{len(words)} beginbfchar {pairs} endbfchar".encode())


def lettered(drawn: str, words: Sequence[str] = SECRET, *, face: str = "Helvetica", before: str = "") -> bytes:
    """A page that draws some letters and says that they are others; `before` are letters that are what they say."""
    names = "".join(f"/{NAMES.get(sign, sign)}" for sign in before + drawn)
    font = f"<</Type/Font/Subtype/Type1/BaseFont/{face}/Encoding<</Type/Encoding/Differences[{FIRST}{names}]>>".encode()
    codes = "".join(f"{FIRST + len(before) + at:02x}" for at in range(len(drawn)))
    return with_font(
        f"BT /F9 12 Tf 72 600 Td <{codes}> Tj ET",
        {10: font + b"/ToUnicode 12 0 R>>", 12: said([*before, *words])},
    )


def in_signs(face: str, words: str = SECRET) -> bytes:
    """A page with words in a font of signs or of another alphabet, which says that they are Latin letters."""
    font = f"<</Type/Font/Subtype/Type1/BaseFont/{face}/ToUnicode 12 0 R>>".encode()
    return with_font(
        f"BT /F9 12 Tf 72 600 Td ({words}) Tj ET",
        {10: font, 12: meaning(b"1 beginbfrange<20><7e><0020>endbfrange")},
    )


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def embedded(face: str, moved: int) -> bytes:
    """A page in a font that the file brings along: it draws letters so far along the alphabet from what it says."""
    pdfmetrics.registerFont(TTFont(face, f"{face}.ttf"))
    there = str.maketrans(ALPHABET, ALPHABET[moved:] + ALPHABET[:moved])
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), pageCompression=0)
    canvas.drawString(72, 700, BEFORE)
    canvas.setFont(face, 12)
    canvas.drawString(72, 600, SECRET.translate(there))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 400, AFTER)
    canvas.save()
    back = {f"{ord(sign.translate(there)):04X}".encode(): f"{ord(sign):04X}".encode() for sign in ALPHABET}
    return re.sub(rb"(?<=> <)00[67][0-9A-F](?=>)", lambda one: back.get(one[0], one[0]), file.getvalue())


def of_two_bytes(drawn: str, *, twice: bool = False) -> bytes:
    """A page in a font of two bytes a letter that the file brings along; `twice` has also the letters as they are."""
    font = TTFont("Vera", "Vera.ttf").face
    program = zlib.compress(Path(font.filename).read_bytes())
    glyphs = [font.charToGlyph[ord(sign)] for sign in drawn]
    # A code of its own for each letter: the map from codes to glyphs is the file's.
    codes = range(600, 600 + len(drawn))
    places = bytearray(2 * 1_000)
    for code, glyph in zip(codes, glyphs, strict=True):
        places[2 * code : 2 * code + 2] = glyph.to_bytes(2)
    pairs = [(code, sign) for code, sign in zip(codes, SECRET, strict=True)]
    if twice:
        for code, sign in enumerate(sorted({*SECRET}), start=50):
            places[2 * code : 2 * code + 2] = font.charToGlyph[ord(sign)].to_bytes(2)
            pairs.append((code, sign))
    told = "".join(f"<{code:04x}><{ord(sign):04x}>" for code, sign in pairs)
    words = "".join(f"{code:04x}" for code in codes)
    head = b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/X def/CMapType 2 def "
    return with_font(
        f"BT /F9 12 Tf 72 600 Td <{words}> Tj ET",
        {
            10: b"<</Type/Font/Subtype/Type0/BaseFont/Vera/Encoding/Identity-H/DescendantFonts[13 0 R]/ToUnicode 12 0 R>>",
            12: stream(
                head
                + f"1 begincodespacerange<0000><FFFF>endcodespacerange {len(pairs)} beginbfchar {told} endbfchar".encode()
                + b" endcmap end end"
            ),
            13: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Vera/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 600/CIDToGIDMap 15 0 R/FontDescriptor 14 0 R>>",
            14: b"<</Type/FontDescriptor/FontName/Vera/Flags 4/FontBBox[-183 -236 1287 928]/ItalicAngle 0/Ascent 928/Descent -236/CapHeight 729/StemV 80/FontFile2 16 0 R>>",
            15: stream(bytes(places)),
            16: b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(program), program),
        },
    )


HIDDEN: dict[str, bytes] = {
    "other letters": lettered(HARMLESS),
    "other letters of Times": lettered(HARMLESS, face="Times-Roman"),
    "other letters, bold": lettered(HARMLESS, face="Helvetica-Bold"),
    "other letters of Courier": lettered(HARMLESS, face="Courier"),
    "one letter for all": lettered("x" * len(SECRET)),
    "others beside the letters themselves": lettered(HARMLESS, before="Thescrtfinydoual"),
    "figures for letters": lettered("1234567 90123456789 1234567890123456789012"[: len(SECRET)]),
    "one letter for a sentence": lettered("x", [SECRET]),
    "one letter for each word": lettered("a b c d e f g", [w for word in SECRET.split() for w in (word, " ")][:-1]),
    "other letters of its own font": embedded("Vera", 1),
    "letters far along in its own font": embedded("VeraBd", 13),
    "other letters of two bytes": of_two_bytes(HARMLESS),
    "other letters of two bytes beside the right ones": of_two_bytes(HARMLESS, twice=True),
    "signs": in_signs("ZapfDingbats"),
    "Greek letters": in_signs("Symbol"),
    "boxes": drawn_letters(b"500 0 d0 0 0 400 700 re f"),
    "a cross for each letter": drawn_letters(b"500 0 d0 40 w 0 0 m 400 700 l 0 700 m 400 0 l S"),
}

SEEN: dict[str, bytes] = {
    "its own letters": lettered(SECRET),
    "its own letters of Times": lettered(SECRET, face="Times-Italic"),
    "its own letters of its own font": embedded("Vera", 0),
    "its own letters of two bytes": of_two_bytes(SECRET),
    "its own letters of two bytes, twice": of_two_bytes(SECRET, twice=True),
    "capitals for small letters": lettered(SECRET.upper()),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.pdf", content, is_hidden)
