"""PDF: the text as it is drawn, character by character, so that each one knows its place on the page.

PDFium's reading order is kept. One character of text is one of PDFium's, except that its line end (two characters)
becomes one, and that a hyphen at a line's end, which PDFium marks and joins to the next line, becomes `-` and a line
end again: as it stands on the page, since only a reader of the words can say whether the hyphen belongs to them.
"""

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.documents.document import Page
from pincite.documents.glyphs import Kind, Kinds, Rectangles, pack, pack_page
from pincite.documents.readers.reading import Reading, merged, tidy_title
from pincite.errors import UnreadableFile

PASSWORD_NEEDED = 4
"""PDFium's error code FPDF_ERR_PASSWORD."""

SECURITY_UNKNOWN = 5
"""PDFium's error code FPDF_ERR_SECURITY."""

UNMAPPED = "\ufffd"

MOSTLY_UNMAPPED = 0.3
"""Share of a page's letters without a meaning from which the page counts as unread: its fonts draw shapes but do not
say which letters they are. Ordinary pages have none or a few odd symbols; pages of such fonts have 90 % and more."""

FEW_LETTERS = 200
"""Letters up to which a page under one big picture is taken for a scan with a stamp on it (courts stamp some
50 to 120); a scan with a text layer has over a thousand."""

MOST_OF_PAGE = 0.5
"""Share of the page that such a picture covers; letterheads and logos stay under a fifth."""

TOO_SMALL = 1.0
"""Points: letters less tall are not seen by anyone."""

NEARLY_WHITE = 250
"""Of 255 in red, green and blue: not told from white paper."""

SAME_SHAPE = {"\uf0b7": "•", "\uf0a7": "▪", "\u00ad": "-", "\u037e": ";", "\u0387": "·"}
"""Characters that PDFs give for a shape that has a plainer one: Symbol's and Wingdings' bullets, the soft hyphen (which
a PDF always shows), and the Greek question mark and middle dot, which Unicode holds equal to the plain ones (in 18
of 28 CUAD contracts semicolons come as Greek question marks)."""

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""PDFium's types of page objects."""

INVISIBLE_MODES = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""

DEEPEST_FORM = 16
"""Levels of forms within forms that are looked into; honest files have one or two."""

HYPHEN_MARK = 2
"""What PDFium gives for a hyphen at the end of a line."""


NOTES_SHOWN = (3, 13, 20)
"""PDFium's types of annotations whose words are part of the page as shown: typed text, stamps, form fields. Signature
blocks are often filled in so."""

SOME_HIDDEN = "some of the text cannot be seen on the page (white, invisible, tiny or off the page)"

Unread = Literal["blank", "scan", "picture", "unmapped", "damaged"]

CAUSES: dict[Unread, str] = {
    "scan": "no text layer (a scan? run text recognition on the file)",
    "picture": "a picture of text with only a few words over it (a stamped scan? run text recognition on the file)",
    "unmapped": "fonts that do not say which letters they draw (run text recognition on the file)",
    "damaged": "damage",
}


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as read: its own characters, their places, and what of it is hidden."""

    text: str
    rectangles: Rectangles
    kinds: Kinds
    hidden: tuple[tuple[int, int], ...]
    is_picture: bool


def read_pdf(content: bytes) -> Reading:
    """The text of a PDF with its pages, the place of each character, and what a person does not see.

    Raises:
        UnreadableFile: encrypted, cut off, or damaged.
    """
    with open_pdf(content) as document:
        pages: list[Page] = []
        packed: list[tuple[int, bytes]] = []
        texts: list[str] = []
        hidden: list[tuple[int, int]] = []
        unread: dict[int, Unread] = {}
        at = 0
        for index in range(len(document)):
            width, height = _size(document, index)
            page = _read_page(document, index)
            if isinstance(page, PageText):
                text = page.text
                packed.append(pack_page(page.rectangles, page.kinds))
                hidden += [(at + start, at + end) for start, end in page.hidden]
                if page.is_picture:
                    unread[index + 1] = "picture"
            else:
                text = ""
                packed.append((0, b""))
                unread[index + 1] = page
            pages.append(Page(index + 1, at, at + len(text), width, height, bool(text)))
            texts.append(text)
            at += len(text) + 1
        title = document.get_metadata_value("Title")
    if all(unread.get(page.number) == "damaged" for page in pages):
        raise UnreadableFile("the PDF is damaged, none of its pages can be opened: get a fresh copy")
    return Reading(
        format="pdf",
        title=_honest_title(title),
        text="\n".join(texts),
        pages=tuple(pages),
        warnings=(*_about(unread, len(pages)), *([SOME_HIDDEN] if hidden else [])),
        hidden=merged(hidden),
        glyphs=pack(packed),
    )


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """The PDF, open; close it after use.

    Raises:
        UnreadableFile: encrypted, cut off, or damaged.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD_NEEDED:
            raise UnreadableFile("the PDF is encrypted with a password: save a copy without one") from error
        if error.err_code == SECURITY_UNKNOWN:
            raise UnreadableFile(
                "the PDF is protected by a scheme that cannot be opened here: print or save it as an ordinary PDF"
            ) from error
        if _is_cut_off(content):
            raise UnreadableFile("the PDF is cut off, its end is missing: get a fresh copy") from error
        raise UnreadableFile("the PDF is damaged and cannot be opened: get a fresh copy") from error
    if _is_cut_off(content):
        document.close()
        raise UnreadableFile("the PDF is cut off, its end is missing: get a fresh copy")
    return document


def _is_cut_off(content: bytes) -> bool:
    """True when objects stand after the last end mark: PDFium mends such files and loses pages without a word."""
    ending = max(content.rfind(b"%%EOF"), content.rfind(b"startxref"))
    return ending < 0 or re.search(rb"\d+ \d+ obj\b", content[ending:]) is not None


def _size(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    """Width and height of a page as shown, in points; a letter page's where the file does not say."""
    size = pdfium.FS_SIZEF()
    if not pdfium.FPDF_GetPageSizeByIndexF(document.raw, index, size) or size.width <= 0 or size.height <= 0:
        return 612.0, 792.0
    return float(size.width), float(size.height)


def _read_page(document: pypdfium2.PdfDocument, index: int) -> PageText | Unread:
    """One page, or why there is nothing to read on it."""
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if page and _shows_notes(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        return "damaged"
    try:
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            return "damaged"
        try:
            return _page_text(page, text_page)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _shows_notes(page: ctypes.c_void_p) -> bool:
    """True when words stand on the page as notes or form fields, apart from its own content."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind in NOTES_SHOWN:
            return True
    return False


def _page_text(page: ctypes.c_void_p, text_page: ctypes.c_void_p) -> PageText | Unread:
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    characters, sources, unmapped = _characters(text_page, count)
    text = "".join(characters)
    blank = np.fromiter(map(str.isspace, characters), np.bool_, len(characters))
    letters = int(len(characters) - blank.sum())
    if not letters:
        return "scan" if any(map(_leaves_a_mark, _inside(_objects(page)))) else "blank"
    if unmapped > MOSTLY_UNMAPPED * letters:
        return "unmapped"
    drawn = _rectangles(text_page, count)
    unseen = _unseen(page, text_page, drawn)[sources]
    drawn = drawn[sources]
    rectangles, outside = _as_shown(page, drawn)
    empty = (rectangles[:, 2] <= rectangles[:, 0]) | (rectangles[:, 3] <= rectangles[:, 1])
    kinds = np.where(blank | empty, Kind.BLANK, Kind.INK).astype(np.uint8)
    kinds[np.fromiter((character == "\n" for character in characters), np.bool_, len(text))] = Kind.LINE_END
    size = np.maximum(drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1])
    hidden = ~blank & (unseen | outside | (size < TOO_SMALL))
    is_picture = letters < FEW_LETTERS and _is_picture(page)
    return PageText(text, rectangles, kinds, _ranges(hidden, blank), is_picture)


def _is_picture(page: ctypes.c_void_p) -> bool:
    """True when one picture covers most of a page."""
    paper = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    pictures = (
        item for item in _objects(page) if any(pdfium.FPDFPageObj_GetType(part) == IMAGE for part in _inside([item]))
    )
    sides = map(_bounds, pictures)
    return any((right - left) * (top - bottom) > MOST_OF_PAGE * paper for left, bottom, right, top in sides)


def _characters(text_page: ctypes.c_void_p, count: int) -> tuple[list[str], list[int], int]:
    """Characters of a page, for each the number of PDFium's character, and how many have no meaning."""
    characters: list[str] = []
    sources: list[int] = []
    unmapped = 0
    codes = _codes(text_page, count)
    no_meaning = pdfium.FPDFText_HasUnicodeMapError
    for index, code in enumerate(codes):
        if code == 13 and index + 1 < count and codes[index + 1] == 10:
            continue
        if code == HYPHEN_MARK and pdfium.FPDFText_IsHyphen(text_page, index) == 1:
            characters += "-\n"
            sources += (index, index)
            continue
        if no_meaning(text_page, index) == 1 or not _is_character(code):
            characters.append(UNMAPPED)
            unmapped += 1
        else:
            character = chr(code)
            characters.append(SAME_SHAPE.get(character, "\n" if character == "\r" else character))
        sources.append(index)
    while characters and characters[-1].isspace():
        characters.pop()
        sources.pop()
    return characters, sources, unmapped


def _codes(text_page: ctypes.c_void_p, count: int) -> Sequence[int]:
    """Unicode of each of PDFium's characters; in one call where each is one unit of UTF-16 (nearly always)."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        codes = buffer[:count]
        if max(codes, default=0) < 0xD800 and HYPHEN_MARK not in codes:
            return codes
    return [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)]


def _is_character(code: int) -> bool:
    """True for what may stand in a text: no control characters but tab and line ends, no halves of pairs."""
    if code < 32:
        return code in (9, 10, 13)
    return not (0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE or code > 0x10FFFF)


def _rectangles(text_page: ctypes.c_void_p, count: int) -> Rectangles:
    """Per PDFium's character left, bottom, right, top in the page's own coordinates: as tall as its font."""
    if not count:
        return np.empty((0, 4))
    store = (pdfium.FS_RECTF * count)()
    first = store[0]
    loose = pdfium.FPDFText_GetLooseCharBox
    size = ctypes.sizeof(pdfium.FS_RECTF)
    for index in range(count):
        loose(text_page, index, ctypes.byref(first, index * size))
    left, top, right, bottom = np.frombuffer(store, np.float32).reshape(count, 4).astype(np.float64).T
    return np.stack((left, bottom, right, top), axis=1)


def _as_shown(page: ctypes.c_void_p, drawn: Rectangles) -> tuple[Rectangles, NDArray[np.bool_]]:
    """Rectangles on the page as shown (cropped, turned), and which of them lie wholly off it."""
    crop = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, crop)
    left, bottom, right, top = drawn.T
    from_left, from_right = (left - crop.left, right - crop.left), (crop.right - right, crop.right - left)
    from_bottom, from_top = (bottom - crop.bottom, top - crop.bottom), (crop.top - top, crop.top - bottom)
    width, height = crop.right - crop.left, crop.top - crop.bottom
    across, up = {
        0: (from_left, from_bottom),
        1: (from_bottom, from_right),
        2: (from_right, from_top),
        3: (from_top, from_left),
    }[pdfium.FPDFPage_GetRotation(page) % 4]
    if pdfium.FPDFPage_GetRotation(page) % 2:
        width, height = height, width
    outside = (across[1] <= 0) | (across[0] >= width) | (up[1] <= 0) | (up[0] >= height)
    shown = np.stack(
        (
            np.clip(across[0], 0, width),
            np.clip(up[0], 0, height),
            np.clip(across[1], 0, width),
            np.clip(up[1], 0, height),
        ),
        axis=1,
    )
    return shown, outside


def _unseen(page: ctypes.c_void_p, text_page: ctypes.c_void_p, drawn: Rectangles) -> NDArray[np.bool_]:
    """Which characters are painted in nothing or in white on white.

    The invisible text over a scan is what the scan shows, so it is seen; so is white text over a picture or a colour.
    """
    unseen = np.zeros(len(drawn), np.bool_)
    objects = _objects(page)
    if not any(_paints_nothing(item) for item in _inside(objects) if pdfium.FPDFPageObj_GetType(item) == TEXT):
        return unseen
    colours = [item for item in objects if any(map(_leaves_a_mark, _inside([item])))]
    behind = np.array([_bounds(item) for item in colours]).reshape(-1, 4)
    verdicts: dict[int, bool] = {}
    for index, (left, bottom, right, top) in enumerate(drawn.tolist()):
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        if not item:
            continue
        address = ctypes.addressof(item.contents)
        if address not in verdicts:
            verdicts[address] = _paints_nothing(item)
        if verdicts[address]:
            x, y = (left + right) / 2, (bottom + top) / 2
            covered = (behind[:, 0] <= x) & (x <= behind[:, 2]) & (behind[:, 1] <= y) & (y <= behind[:, 3])
            unseen[index] = not covered.any()
    return unseen


def _objects(page: ctypes.c_void_p) -> list[ctypes.c_void_p]:
    return [pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page))]


def _inside(objects: Sequence[ctypes.c_void_p], level: int = 0) -> Iterator[ctypes.c_void_p]:
    """Page objects, those of forms within them included."""
    for item in objects:
        if pdfium.FPDFPageObj_GetType(item) != FORM:
            yield item
        elif level < DEEPEST_FORM:
            count = pdfium.FPDFFormObj_CountObjects(item)
            yield from _inside([pdfium.FPDFFormObj_GetObject(item, index) for index in range(count)], level + 1)


def _paints_nothing(text: ctypes.c_void_p) -> bool:
    """True for a text object that leaves no mark on white paper."""
    if pdfium.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE_MODES:
        return True
    return _is_white(text)


def _is_white(item: ctypes.c_void_p) -> bool:
    """True when an object is filled with white, or with nothing at all."""
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, opacity):
        return False
    return opacity.value == 0 or min(red.value, green.value, blue.value) >= NEARLY_WHITE


def _leaves_a_mark(item: ctypes.c_void_p) -> bool:
    """True for what shows on white paper apart from text: a picture, a shading, a coloured line or area."""
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind in (IMAGE, SHADING):
        return True
    if kind != PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, fill, stroke)) and fill.value != 0 and not _is_white(item)


def _bounds(item: ctypes.c_void_p) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of an object in the page's own coordinates."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _ranges(marked: NDArray[np.bool_], blank: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """Runs of marked characters; blanks between two marked ones belong to the run."""
    found: list[tuple[int, int]] = []
    for index in np.flatnonzero(marked).tolist():
        if found and blank[found[-1][1] : index].all():
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return tuple(found)


def _about(unread: Mapping[int, Unread], pages: int) -> Iterator[str]:
    """One sentence per cause why pages were not read; a blank page has nothing to read."""
    for cause, words in CAUSES.items():
        numbers = [number for number, why in unread.items() if why == cause]
        if not numbers:
            continue
        one, all_pages = len(numbers) == 1, len(numbers) == pages
        which = f"page {numbers[0]} has" if one else f"pages {_listed(numbers)} have"
        if cause == "picture":
            outcome = "only those were read"
        elif all_pages:
            outcome = "no page was read"
        else:
            outcome = "it was not read" if one else "they were not read"
        yield f"{which} {words}: {outcome}"


def _listed(numbers: Sequence[int]) -> str:
    """Numbers in rising order, runs shortened.

    >>> _listed([1, 3, 4, 5, 9])
    '1, 3-5, 9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _honest_title(title: str) -> str:
    """The title a PDF states, empty when it is only the name of the file it was printed from."""
    words = tidy_title(title)
    from_a_program = re.match(r"(?i)microsoft word\b|untitled|document\d*$|slide 1$", words)
    return "" if from_a_program or re.search(r"(?i)\.(docx?|pdf|rtf|wpd|html?|txt|xlsx?)$", words) else words
