"""Opens a PDF, or raises a sentence that says why it cannot be opened."""

import re

import pypdfium2
import pypdfium2.raw as pdfium

from pincite.errors import UnreadableFile

PASSWORD_NEEDED = 4
"""PDFium's error code FPDF_ERR_PASSWORD."""

SECURITY_UNKNOWN = 5
"""PDFium's error code FPDF_ERR_SECURITY."""

LETTER = (612.0, 792.0)
"""Default size of a page, in points."""


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """The opened PDF. Close it after use.

    Raises:
        UnreadableFile: the PDF is encrypted, cut off, or damaged.
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


def page_size(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    """Width and height of a page as shown, in points; those of a letter page where the file does not say."""
    size = pdfium.FS_SIZEF()
    if not pdfium.FPDF_GetPageSizeByIndexF(document.raw, index, size) or size.width <= 0 or size.height <= 0:
        return LETTER
    return float(size.width), float(size.height)


def page_label(document: pypdfium2.PdfDocument, index: int) -> str:
    """The document's own label of a page (`iv`, `A-3`); empty where it is the number or missing."""
    label = " ".join(document.get_page_label(index).split())[:LONGEST_LABEL]
    label = "".join(character for character in label if character.isprintable())
    return "" if label == str(index + 1) else label


LONGEST_LABEL = 40
"""Characters. Nobody would cite a longer label."""


def _is_cut_off(content: bytes) -> bool:
    """True when objects follow the last end mark. PDFium repairs such files and loses pages silently."""
    ending = max(content.rfind(b"%%EOF"), content.rfind(b"startxref"))
    return ending < 0 or re.search(rb"\d{1,10} \d{1,5} obj\b", content[ending:]) is not None
