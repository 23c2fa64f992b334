"""Reviewers' comments on a page: its annotations."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from pincite.readers.reading import without_surrogates

SHOWN = (3, 13, 20)
"""PDFium's types of annotations whose words are part of the page as shown: typed text, stamps, form fields. Signature
blocks are often filled in with them."""

REMARKS = (1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15)
"""PDFium's types of annotations whose words are a comment on the page: a note, a line or shape with a note, highlighted
or struck text with a note, a caret, a drawing."""

NOT_SHOWN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW

MOST_ON_A_PAGE = 5_000
"""Most annotations of a page; the links of an index are some hundreds."""

LONGEST_REMARK = 20_000
"""Characters of a comment."""

MOST_REMARKED = 200_000
"""Characters of all comments on a page."""

LONGEST_NAME = 200
"""Characters of an author's name."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A reviewer's comment on a page, without white space at line ends, with its author and date."""

    words: str
    note: str


def shows_notes(page: ctypes.c_void_p) -> bool:
    """True when a page shows words as annotations or form fields, apart from its own content."""
    return any(pdfium.FPDFAnnot_GetSubtype(note) in SHOWN for note in annotations(page))


def remarks(page: ctypes.c_void_p) -> tuple[list[Remark], bool]:
    """The comments on a page, in the order of the file, and whether these are all."""
    found: list[Remark] = []
    length = 0
    for note in annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(note) not in REMARKS or is_put_away(note):
            continue
        lines = (" ".join(line.split()) for line in _string(note, b"Contents").splitlines())
        words = "\n".join(line for line in lines if line)[:LONGEST_REMARK].rstrip()
        length += len(words)
        if length > MOST_REMARKED:
            return found, False
        if words:
            said = (_string(note, b"T"), _date(_string(note, b"M") or _string(note, b"CreationDate")))
            found.append(Remark(words, ", ".join(" ".join(each.split())[:LONGEST_NAME] for each in said if each)))
    return found, pdfium.FPDFPage_GetAnnotCount(page) <= MOST_ON_A_PAGE


def is_put_away(note: ctypes.c_void_p) -> bool:
    """True for an annotation that no viewer shows (ISO 32000-1, table 165: Hidden, NoView)."""
    return bool(pdfium.FPDFAnnot_GetFlags(note) & NOT_SHOWN)


def put_away(page: ctypes.c_void_p) -> None:
    """Remove the annotations that no viewer shows, so that they are not drawn with the others."""
    count = min(MOST_ON_A_PAGE, max(0, pdfium.FPDFPage_GetAnnotCount(page)))
    for index in reversed(range(count)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        is_away = is_put_away(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if is_away:
            pdfium.FPDFPage_RemoveAnnot(page, index)


def annotations(page: ctypes.c_void_p) -> Iterator[ctypes.c_void_p]:
    """The annotations of a page, each open only until the next one."""
    for index in range(min(MOST_ON_A_PAGE, max(0, pdfium.FPDFPage_GetAnnotCount(page)))):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if note:
            try:
                yield note
            finally:
                pdfium.FPDFPage_CloseAnnot(note)


def _string(note: ctypes.c_void_p, key: bytes) -> str:
    """A text of an annotation; empty where there is none."""
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= 8 * LONGEST_REMARK:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return without_surrogates(buffer.raw[: size - 2].decode("utf-16-le", "replace")).replace("\0", "")


def _date(stated: str) -> str:
    """The day of a PDF date (`D:20240301120000Z`, ISO 32000-1, 7.9.4); empty where there is none.

    >>> _date("D:20240301120000+01'00'"), _date("yesterday")
    ('2024-03-01', '')
    """
    found = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", stated)
    return "-".join(found.groups()) if found else ""
