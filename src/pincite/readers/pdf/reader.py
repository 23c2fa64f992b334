"""Reads a PDF as a person reads its pages, with the place of each character.

Each page is read separately (`page`): its characters are put into reading order where drawing order differs, and
tables, footnotes and line numbers are found. What repeats from page to page is found at the end (`furniture`). A page
without letters of its own takes those from text recognition (`recognised`).
"""

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from pincite.documents.document import Page, Recognised, Region, RegionKind, Word
from pincite.documents.glyphs import Kind, pack, pack_page
from pincite.documents.ranges import merged
from pincite.errors import UnreadableFile
from pincite.readers.pdf.assembly import BlockKind
from pincite.readers.pdf.attached import Attached
from pincite.readers.pdf.furniture import EdgeLines, edge_lines, furniture
from pincite.readers.pdf.layers import has_layers
from pincite.readers.pdf.misdrawn import Fonts, fonts_looked_at
from pincite.readers.pdf.notes import Remark, put_away, remarks, shows_notes
from pincite.readers.pdf.opening import open_pdf, page_label, page_size
from pincite.readers.pdf.page import PageText, count_characters, read_page
from pincite.readers.pdf.recognised import recognised_page
from pincite.readers.pdf.shown import body_look
from pincite.readers.pdf.typed import NOTHING_TYPED
from pincite.readers.pdf.unread import RECOGNISABLE, Unread, warnings_of
from pincite.readers.reading import Reading, Watch, nobody, tidy_title
from pincite.readers.set_off import Look, SetOffLine, headings_by_look, outside

REGIONS: Mapping[BlockKind, RegionKind] = {"table": "table", "footnote": "footnote", "numbers": "furniture"}
"""The regions of the document that parts of a page become."""

NOTHING_RECOGNISED: Mapping[int, Sequence[Word]] = MappingProxyType({})


def read_pdf(
    content: bytes, recognised: Mapping[int, Sequence[Word]] = NOTHING_RECOGNISED, watch: Watch = nobody
) -> Reading:
    """The text of a PDF with its pages, the place of each character, and its special regions.

    `recognised` are words from text recognition, by page number. They are used where a page has no letters of its own,
    or only a few over a picture. `watch` is called for each finished page.

    Raises:
        UnreadableFile: the PDF is encrypted, cut off, or damaged.
    """
    with open_pdf(content) as document, fonts_looked_at() as fonts:
        form = document.get_formtype()
        if form != pdfium.FORMTYPE_NONE:
            document.init_forms()  # draws fields for which the file has only a value
        growth = _Growth(fonts, has_layers=has_layers(content))
        growth.attached.of_document(document)
        for index in range(len(document)):
            number = index + 1
            found, remarked = _read(document, index, growth)
            growth.add(
                Page(number, 0, 0, *page_size(document, index), True, page_label(document, index)),
                found,
                recognised.get(number, ()),
                remarked,
            )
            watch(number, len(document))
        title = document.get_metadata_value("Title")
    is_dynamic = form == pdfium.FORMTYPE_XFA_FULL
    is_xfa = is_dynamic or (form == pdfium.FORMTYPE_XFA_FOREGROUND and _asks_to_wait(growth.texts))
    return growth.reading(_honest_title(title), is_xfa)


def _read(document: pypdfium2.PdfDocument, index: int, growth: "_Growth") -> tuple[PageText | Unread, Sequence[Remark]]:
    """One page, or the reason why there is nothing to read on it; and the comments on it."""
    remarked: list[Remark] = []
    typed = NOTHING_TYPED
    page = _loaded(document, index)
    if page and pdfium.FPDFPage_GetAnnotCount(page) > 0:
        remarked, are_all = remarks(page)
        if not are_all:
            growth.overlooked.append(index + 1)
        growth.attached.of_page(page)
        if shows_notes(page):
            typed = count_characters(page)
            put_away(page)
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            _close(document, page)
            page = _loaded(document, index)
    if not page:
        return "damaged", remarked
    try:
        return read_page(page, growth.fonts, typed, has_layers=growth.has_layers), remarked
    finally:
        _close(document, page)


def _loaded(document: pypdfium2.PdfDocument, index: int) -> ctypes.c_void_p:
    """An open page, on which the values of its form are drawn."""
    page: ctypes.c_void_p = pdfium.FPDF_LoadPage(document.raw, index)
    if page and document.formenv:
        pdfium.FORM_OnAfterLoadPage(page, document.formenv.raw)
    return page


def _close(document: pypdfium2.PdfDocument, page: ctypes.c_void_p) -> None:
    if document.formenv:
        pdfium.FORM_OnBeforeClosePage(page, document.formenv.raw)
    pdfium.FPDF_ClosePage(page)


def _asks_to_wait(texts: Sequence[str]) -> bool:
    """True for the single page that Adobe's dynamic forms show in every other program."""
    return len(texts) == 1 and re.match(r"please wait\b", texts[0], re.IGNORECASE) is not None


@dataclass(slots=True)
class _Growth:
    """A document's text while its pages are added."""

    fonts: Fonts
    has_layers: bool
    attached: Attached = field(default_factory=Attached)
    pages: list[Page] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    packed: list[tuple[int, bytes]] = field(default_factory=list)
    sheets: list[EdgeLines] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Recognised] = field(default_factory=list)
    unread: dict[int, Unread] = field(default_factory=dict)
    sure: dict[int, float] = field(default_factory=dict)
    unmapped: list[int] = field(default_factory=list)
    misdrawn: list[int] = field(default_factory=list)
    layered: list[int] = field(default_factory=list)
    overlooked: list[int] = field(default_factory=list)
    shown: list[SetOffLine] = field(default_factory=list)
    body: list[tuple[Look, int]] = field(default_factory=list)
    at: int = 0
    mark: str = ""

    def add(self, page: Page, found: PageText | Unread, words: Sequence[Word], remarked: Sequence[Remark]) -> None:
        """Add a page. Its range, and whether it has text, are set here."""
        own = found if isinstance(found, PageText) else None
        cause: Unread | None = found if not isinstance(found, PageText) else "picture" if found.is_picture else None
        if words and (cause in RECOGNISABLE or cause == "blank"):
            own = self._recognised(page.number, words, own)
            cause = None
        if cause is not None:
            self.unread[page.number] = cause
        text = "" if own is None else own.text
        rectangles, kinds = (np.empty((0, 4)), np.empty(0, np.uint8)) if own is None else (own.rectangles, own.kinds)
        if own is not None:
            self._keep(page, own)
        for remark in remarked:
            text = f"{text}\n" if text else text
            start = self.at + len(text)
            self.regions.append(Region("comment", start, start + len(remark.words), remark.note))
            text += remark.words
        added = np.array([Kind.LINE_END if sign == "\n" else Kind.BLANK for sign in text[len(kinds) :]], np.uint8)
        self.packed.append(
            pack_page(np.concatenate((rectangles, np.zeros((len(added), 4)))), np.concatenate((kinds, added)))
        )
        self.pages.append(
            Page(page.number, self.at, self.at + len(text), page.width, page.height, bool(text), page.label)
        )
        self.texts.append(text)
        self.at += len(text) + 1

    def _recognised(self, number: int, words: Sequence[Word], own: PageText | None) -> PageText:
        """The page according to text recognition."""
        read = recognised_page(words, own)
        self.lines += [Recognised(self.at + start, self.at + end, sure) for start, end, sure in read.confidences]
        letters = sum(end - start for start, end, _ in read.confidences)
        self.sure[number] = sum((end - start) * sure for start, end, sure in read.confidences) / max(1, letters)
        return read.page

    def _keep(self, page: Page, own: PageText) -> None:
        """Keep the special parts of a page's words, and its lines that may be furniture."""
        self.shown += own.looks.moved(self.at)
        self.body += own.looks.body
        self.sheets.append(edge_lines(replace(page, start=self.at), own.text, own.lines))
        self.hidden += [(self.at + start, self.at + end) for start, end in own.hidden]
        for kind, start, end, note in own.parts:
            if kind == "footnote":
                self.mark = note = note or self.mark
            self.regions.append(Region(REGIONS[kind], self.at + start, self.at + end, note))
        if own.has_unmapped:
            self.unmapped.append(page.number)
        if own.has_misdrawn:
            self.misdrawn.append(page.number)
        if own.has_layers:
            self.layered.append(page.number)

    def reading(self, title: str, is_xfa: bool) -> Reading:
        """The whole document.

        Raises:
            UnreadableFile: none of its pages can be opened.
        """
        if all(self.unread.get(page.number) == "damaged" for page in self.pages):
            raise UnreadableFile("the PDF is damaged, none of its pages can be opened: get a fresh copy")
        regions = tuple(self._regions())
        aside = merged([(one.start, one.end) for one in regions if one.kind in ("furniture", "footnote")])
        return Reading(
            format="pdf",
            title=title,
            text="\n".join(self.texts),
            pages=tuple(self.pages),
            set_off=headings_by_look(outside(self.shown, aside), body_look(self.body)),
            warnings=(*self._warnings(is_xfa), *self.attached.left_out),
            hidden=merged(self.hidden),
            glyphs=pack(self.packed),
            regions=regions,
            recognised=tuple(self.lines),
            attachments=tuple(self.attached.files),
            unread=tuple(number for number, cause in self.unread.items() if cause in RECOGNISABLE),
        )

    def _warnings(self, is_xfa: bool) -> Iterator[str]:
        return warnings_of(
            self.unread,
            self.sure,
            pages=len(self.pages),
            unmapped=self.unmapped,
            misdrawn=self.misdrawn,
            layered=self.layered,
            overlooked=self.overlooked,
            is_hidden=bool(self.hidden),
            is_xfa=is_xfa,
        )

    def _regions(self) -> list[Region]:
        """All regions in order; adjacent furniture on a page is merged."""
        texts = dict(zip((page.number for page in self.pages), self.texts, strict=True))
        starts = {page.number: page.start for page in self.pages}
        found = [region for region in self.regions if region.kind != "furniture"]
        ranges = [(region.start, region.end) for region in self.regions if region.kind == "furniture"]
        for number, lines in furniture(self.sheets, len(self.pages)).items():
            text, start = texts[number], starts[number]
            for first, last in lines:
                before = ranges[-1] if ranges else (-1, -1)
                touches = start <= before[0] and before[1] <= start + first
                if touches and not text[before[1] - start : first].strip():
                    ranges[-1] = (before[0], start + last)
                else:
                    ranges.append((start + first, start + last))
        found += [Region("furniture", start, end) for start, end in merged(ranges)]
        return sorted(found, key=lambda region: (region.start, -region.end))


def _honest_title(title: str) -> str:
    """The title that a PDF states; empty when it is only the name of the file it was printed from.

    >>> _honest_title("A9Rmahfa4_1laaz8q_bg.tmp"), _honest_title("Lease of Unit 4")
    ('', 'Lease of Unit 4')
    """
    words = tidy_title(title)
    from_a_program = re.match(r"(?i)microsoft word\b|untitled|\(anonymous\)$|document\d*$|slide 1$", words)
    return (
        ""
        if from_a_program or re.search(r"(?i)\.(docx?|docm|dotx?|pdf|rtf|wpd|html?|txt|xlsx?|te?mp)$", words)
        else words
    )


__all__ = ["open_pdf", "read_pdf"]
