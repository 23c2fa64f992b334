# ruff: noqa: E501 - each file is written out on a line of its own
"""PDF files that hide or show words, written by hand so that nothing but what is meant stands in them."""

import zlib
from collections.abc import Iterator, Mapping

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

WORDS = f"({SECRET})"
AT = "72 600 Td"

FONTS = b"/Font<</F1 5 0 R>>"
STATES = (
    b"/ExtGState<</Clear<</ca 0/CA 0>>/Faint<</ca .03/CA .03>>/Half<</ca .5>>/Multiply<</BM/Multiply>>"
    b"/Masked<</SMask<</S/Luminosity/G 9 0 R>>>>>>"
)


def grey_picture(width: int, height: int, rows: bytes) -> bytes:
    packed = zlib.compress(rows)
    head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (
        width,
        height,
    )
    return head + b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def pdf(
    content: str,
    *,
    page: bytes = b"",
    catalog: bytes = b"",
    resources: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    box: bytes = b"[0 0 612 792]",
) -> bytes:
    """A PDF of one page: what is drawn after a line that is seen, and before another."""
    words = f"BT /F1 12 Tf 72 700 Td ({BEFORE}) Tj ET q {content} Q 0 g BT /F1 12 Tf 72 400 Td ({AFTER}) Tj ET".encode(
        "latin-1"
    )
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents 4 0 R/Resources<<" + FONTS + STATES + resources + b">>" + page + b">>",
        4: b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        9: b"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Group<</S/Transparency/CS/DeviceGray>>/Length 26>>stream\n0.02 g 0 0 612 792 re f    \nendstream",
        **(more or {}),
    }  # fmt: skip
    body = b"%PDF-1.7\n"
    for number, one in objects.items():
        body += b"%d 0 obj%s endobj\n" % (number, one)
    return body + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def text(before: str = "", words: str = WORDS, size: float = 12, at: str = AT) -> str:
    return f"{before} BT /F1 {size} Tf {at} {words} Tj ET "


def area(colour: str, rectangle: str = "60 590 400 30") -> str:
    return f"{colour} {rectangle} re f "


def form(inner: str, more: bytes = b"") -> dict[int, bytes]:
    content = inner.encode()
    return {
        7: b"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]" + more + b"/Resources<<" + FONTS + STATES + b">>/Length %d>>stream\n%s\nendstream"
        % (len(content), content)
    }  # fmt: skip


def picture(rows: bytes, width: int = 40, height: int = 4) -> dict[int, bytes]:
    return {8: grey_picture(width, height, rows)}


XFORM, XIMAGE = b"/XObject<</X1 7 0 R>>", b"/XObject<</I1 8 0 R>>"
WHOLE_PICTURE = "q 400 0 0 30 60 590 cm /I1 Do Q "
BLANK_SCAN = picture(b"\xff" * 160)
DARK_PICTURE = picture(b"\x10" * 160)

LAYER = b"/OCProperties<</OCGs[6 0 R]/D<</ON[]/OFF[6 0 R]/Order[6 0 R]>>>>"
GROUP = {6: b"<</Type/OCG/Name(layer)>>"}

NOTE = b"/Annots[<</Type/Annot/Subtype/Square/Rect[60 590 460 620]/F %d/AP<</N 7 0 R>>>>]"

NOTE_FORM = {7: form(area("1 g"))[7].replace(b"[0 0 612 792]", b"[60 590 460 620]")}


def letters_of_a_scan() -> bytes:
    """Rows of a picture, 320 pixels by 24, with upright strokes where the words are, as letters have."""
    rows = bytearray(b"\xf8" * (320 * 24))
    for column in range(10, 190):
        for row in range(10, 18) if column % 4 < 2 else ():
            rows[row * 320 + column] = 16
    return bytes(rows)


SCAN = picture(letters_of_a_scan(), 320, 24)


def stream(content: bytes) -> bytes:
    """A stream of a file."""
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def meaning(body: bytes) -> bytes:
    """A table of what the codes of a font mean."""
    head = b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/X def/CMapType 2 def "
    return stream(head + b"1 begincodespacerange<00><FF>endcodespacerange " + body + b" endcmap end end")


def with_font(content: str, objects: dict[int, bytes]) -> bytes:
    """A page that has one more font, `F9`."""
    return pdf(content, more=objects).replace(b"/Font<</F1 5 0 R>>", b"/Font<</F1 5 0 R/F9 10 0 R>>")


def drawn_letters(drawing: bytes) -> bytes:
    """A page with words in a font whose letters are all this drawing."""
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 11 0 R>>"
    font += b"/Encoding<</Type/Encoding/Differences[32" + b"/a" * 95 + b"]>>/FirstChar 32/LastChar 126"
    font += b"/Widths[" + b"500 " * 95 + b"]/Resources<<>>/ToUnicode 12 0 R>>"
    told = meaning(b"1 beginbfrange<20><7e><0020>endbfrange")
    return with_font(f"BT /F9 12 Tf 72 600 Td {WORDS} Tj ET", {10: font, 11: stream(drawing), 12: told})


def spaces_that_say() -> bytes:
    """A page with blanks that a font says are letters."""
    codes = range(130, 130 + len(SECRET))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[130 "
    font += b"/space" * len(SECRET) + b"]>>/ToUnicode 12 0 R>>"
    pairs = "".join(f"<{code:02x}><{ord(sign):04x}>" for code, sign in zip(codes, SECRET, strict=True))
    told = meaning(f"{len(SECRET)} beginbfchar {pairs} endbfchar".encode())
    words = "".join(f"{code:02x}" for code in codes)
    return with_font(f"BT /F9 12 Tf 72 600 Td <{words}> Tj ET", {10: font, 12: told})


HIDDEN: dict[str, bytes] = {
    "painted in nothing": pdf(text("3 Tr")),
    "as a clip only": pdf(text("7 Tr")),
    "white": pdf(text("1 g")),
    "near white": pdf(text(".97 g")),
    "a pale grey": pdf(text(".93 g")),
    "a pale blue": pdf(text(".93 .95 1 rg")),
    "white of four inks": pdf(text("0 0 0 0 k")),
    "near white of four inks": pdf(text("0 0 0 .04 k")),
    "white strokes": pdf(text("1 Tr 1 G")),
    "clear": pdf(text("/Clear gs")),
    "faint": pdf(text("/Faint gs")),
    "masked away": pdf(text("/Masked gs")),
    "white multiplied with black": pdf(area("0 g") + text("/Multiply gs 1 g")),
    "blue on blue": pdf(area("0 0 .5 rg") + text("0 0 .5 rg")),
    "blue on nearly the same": pdf(area("0 0 .5 rg") + text("0 .03 .54 rg")),
    "black on black": pdf(area("0 g") + text("0 g")),
    "under a white area": pdf(text() + area("1 g")),
    "under a black area": pdf(text() + area("0 g")),
    "under many thin strips": pdf(text() + "1 g " + " ".join(f"60 {590 + at} 400 .6 re" for at in range(0, 30, 1)) + " f 0 g " + " ".join(area("1 g", f"60 {590 + at / 2} 400 .6") for at in range(60))),
    "under a thick white line": pdf(text() + "1 G 30 w 60 605 m 460 605 l S"),
    "under a picture": pdf(text() + WHOLE_PICTURE, resources=XIMAGE, more=DARK_PICTURE),
    "white on a white picture": pdf(WHOLE_PICTURE + text("1 g"), resources=XIMAGE, more=BLANK_SCAN),
    "invisible on an empty scan": pdf(WHOLE_PICTURE + text("3 Tr"), resources=XIMAGE, more=BLANK_SCAN),
    "invisible on a dark picture": pdf(WHOLE_PICTURE + text("3 Tr"), resources=XIMAGE, more=DARK_PICTURE),
    "invisible on a rule": pdf("0 g 60 603 400 1 re f " + text("3 Tr")),
    "invisible over other words": pdf(text("", "(The fee is ten dollars, and no more.)") + text("3 Tr")),
    "white under other words": pdf(text("1 g") + text("0 g", "(The fee is ten dollars, and no more.)")),
    "covered, other words over it": pdf(text() + area("1 g") + text("0 g", "(The fee is ten dollars, and no more.)")),
    "cut away": pdf("0 0 1 1 re W n " + text()),
    "cut away by a strip": pdf("60 590 400 2 re W n " + text()),
    "tiny": pdf(text(size=0.5)),
    "of two points": pdf(text(size=2)),
    "scaled to nothing": pdf("q .05 0 0 .05 72 600 cm " + text(at="0 0 Td") + "Q"),
    "squeezed": pdf(text("3 Tz")),
    "piled up": pdf(text("-5.2 Tc")),
    "below the page": pdf(text(at="72 -300 Td")),
    "outside the crop": pdf(text(), page=b"/CropBox[0 650 612 792]").replace(b"72 400 Td", b"72 680 Td"),
    "in a layer turned off": pdf("/OC /M0 BDC " + text() + "EMC", catalog=LAYER, resources=b"/Properties<</M0 6 0 R>>", more=GROUP),
    "in a form of a layer turned off": pdf("/X1 Do", catalog=LAYER, resources=XFORM, more={**GROUP, **form(text(), b"/OC 6 0 R")}),
    "in a clear form": pdf("/Clear gs /X1 Do", resources=XFORM, more=form(text(), b"/Group<</S/Transparency>>")),
    "white in a form": pdf("/X1 Do", resources=XFORM, more=form(text("1 g"))),
    "in a form cut off": pdf("/X1 Do", resources=XFORM, more={7: form(text())[7].replace(b"[0 0 612 792]", b"[0 0 50 50]")}),
    "in a moved form covered later": pdf("q 1 0 0 1 0 -100 cm /X1 Do Q " + area("1 g", "60 490 400 30"), resources=XFORM, more=form(text())),
    "under a note's area": pdf(text(), page=NOTE % 4, more=NOTE_FORM),
    "under more drawing than is looked at": pdf(text() + area("1 g") + "0 g " + "10 10 m 11 11 l S " * 7_000),
    "filled with a white shade": pdf("/Pattern cs /P1 scn " + text(), resources=b"/Pattern<</P1<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 612 0]/Extend[true true]/Function<</FunctionType 2/Domain[0 1]/C0[1]/C1[.99]/N 1>>>>>>>>"),
    "clipped to what is between two areas": pdf("60 590 400 30 re 60 590 400 30 re W* n " + text()),
    "clipped to other letters": pdf("BT 7 Tr /F1 12 Tf 72 300 Td (X) Tj ET 0 Tr " + text()),
    "in drawings that draw nothing": drawn_letters(b"500 0 d0"),
    "in drawings in white": drawn_letters(b"500 0 d0 1 g 0 0 400 700 re f"),
    "in blanks that say letters": spaces_that_say(),
    "said in the place of other words": pdf(
        f"/Span<</ActualText({SECRET})>>BDC " + text("", "(Harmless words that are seen here.)") + "EMC"
    ),
    "a field that is not viewed": pdf(
        "",
        page=b"/Annots[6 0 R]",
        catalog=b"/AcroForm<</Fields[6 0 R]/DA(/Helv 12 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>>>",
        more={
            6: b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/F 32/Rect[60 590 460 620]/DA(/Helv 12 Tf 0 g)/V("
            + SECRET.encode()
            + b")>>"
        },
    ),
    "a note that is put away": pdf(
        "", page=b"/Annots[<</Type/Annot/Subtype/Text/Rect[60 590 80 610]/F 2/Contents(" + SECRET.encode() + b")>>]"
    ),
}  # fmt: skip

SEEN: dict[str, bytes] = {
    "plain": pdf(text()),
    "grey": pdf(text(".6 g")),
    "a hint's grey": pdf(text(".8 g")),
    "yellow": pdf(text("1 1 0 rg")),
    "white on blue": pdf(area("0 0 .5 rg") + text("1 g")),
    "white on black": pdf(area("0 g") + text("1 g")),
    "black on a light row": pdf(area(".92 g") + text("0 g")),
    "black on a yellow mark": pdf(area("1 1 0 rg") + text("0 g")),
    "under a yellow mark that is multiplied": pdf(text() + "/Multiply gs " + area("1 1 0 rg")),
    "outlined": pdf(text("1 Tr")),
    "half clear": pdf(text("/Half gs")),
    "small print": pdf(text(size=6)),
    "very small print": pdf(text(size=4.5)),
    "small and grey": pdf(text(".7 g", size=6)),
    "underlined": pdf(text() + "72 598 m 300 598 l S"),
    "struck through": pdf(text() + "72 604 m 300 604 l S"),
    "framed": pdf(text() + "60 590 400 30 re S"),
    "in a cell with rules": pdf("60 590 400 30 re S " + text() + "60 590 m 460 590 l S"),
    "on a picture": pdf(WHOLE_PICTURE + text("0 g"), resources=XIMAGE, more=BLANK_SCAN),
    "white on a dark picture": pdf(WHOLE_PICTURE + text("1 g"), resources=XIMAGE, more=DARK_PICTURE),
    "recognised on a scan": pdf(WHOLE_PICTURE + text("3 Tr"), resources=XIMAGE, more=SCAN),
    "recognised under a scan": pdf(text() + WHOLE_PICTURE, resources=XIMAGE, more=SCAN),
    "in a form": pdf("/X1 Do", resources=XFORM, more=form(text())),
    "in a layer turned on": pdf("/OC /M0 BDC " + text() + "EMC", catalog=LAYER.replace(b"/ON[]/OFF[6 0 R]", b"/ON[6 0 R]/OFF[]"), resources=b"/Properties<</M0 6 0 R>>", more=GROUP),
    "within a clip": pdf("50 580 500 60 re W n " + text()),
    "beside a white area": pdf(text() + area("1 g", "60 500 400 30")),
    "under a note that is hidden": pdf(text(), page=NOTE % 2, more=NOTE_FORM),
    "condensed": pdf(text("70 Tz")),
    "drawn twice, under an area and over it": pdf(text() + area("1 g") + text("0 g")),
    "close": pdf(text("-.5 Tc")),
    "slanted": pdf("q 1 0 .3 1 -180 0 cm " + text() + "Q"),
    "upright on a turned page": pdf(text(), page=b"/Rotate 90"),
    "near the edge": pdf(text(at="2 600 Td")),
    "red on grey": pdf(area(".75 g") + text("1 0 0 rg")),
    "a dark shade": pdf("/Pattern cs /P1 scn " + text(), resources=b"/Pattern<</P1<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 612 0]/Extend[true true]/Function<</FunctionType 2/Domain[0 1]/C0[.1]/C1[.2]/N 1>>>>>>>>"),
}  # fmt: skip

NOT_IN_THE_PICTURE = "letters of a scan are no letters of the words' own"
UNLIKE = {
    "recognised on a scan": NOT_IN_THE_PICTURE,
    "recognised under a scan": NOT_IN_THE_PICTURE,
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.pdf", content, is_hidden, UNLIKE.get(name, ""))
