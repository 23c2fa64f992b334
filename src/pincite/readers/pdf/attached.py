"""Files attached to a PDF: to the document, and to its pages."""

import ctypes
import hashlib

import pypdfium2
import pypdfium2.raw as pdfium

from pincite.documents.document import Attachment
from pincite.readers.pdf.notes import annotations
from pincite.readers.reading import without_surrogates

PINNED = 17
"""PDFium's type of an annotation that carries a file."""

MOST_FILES = 200

MOST_LOOKED_AT = 1_000
"""Most files that are examined, including repeated ones."""

MOST_BYTES = 200_000_000
"""Bytes of all files in a PDF together."""

LONGEST_NAME = 200
"""Characters of a file's name."""


class Attached:
    """Collects the files of a PDF, each once."""

    def __init__(self) -> None:
        self.files: list[Attachment] = []
        self.left_out: list[str] = []
        self._seen: set[tuple[str, bytes]] = set()  # names with a hash of the content
        self._bytes = 0
        self._looked_at = 0
        self._is_full = False

    def of_document(self, document: pypdfium2.PdfDocument) -> None:
        """Add the files attached to the whole document."""
        for index in range(pdfium.FPDFDoc_GetAttachmentCount(document.raw)):
            if not self._take(pdfium.FPDFDoc_GetAttachment(document.raw, index)):
                break

    def of_page(self, page: ctypes.c_void_p) -> None:
        """Add the files attached to a page."""
        if self._is_full:
            return
        for note in annotations(page):
            if pdfium.FPDFAnnot_GetSubtype(note) == PINNED and not self._take(pdfium.FPDFAnnot_GetFileAttachment(note)):
                return

    def _take(self, file: ctypes.c_void_p) -> bool:
        """Add a file, or note why not; False when no more are accepted."""
        if len(self.files) + len(self.left_out) >= MOST_FILES or self._looked_at == MOST_LOOKED_AT:
            if not self._is_full:
                self.left_out.append(f"the PDF carries more than {MOST_FILES} files: the rest was left out")
            self._is_full = True
            return False
        self._looked_at += 1
        name = (_name(file) if file else "") or f"attachment {len(self.files) + 1}"
        size = ctypes.c_ulong()
        if not file or not pdfium.FPDFAttachment_GetFile(file, None, 0, size) or not size.value:
            self.left_out.append(f"the attached file {name} is empty or damaged: it was left out")
        elif self._bytes + size.value > MOST_BYTES:
            self.left_out.append(f"the attached file {name} is too large: save it from the PDF and ingest it by itself")
        else:
            buffer = ctypes.create_string_buffer(size.value)
            pdfium.FPDFAttachment_GetFile(file, buffer, size.value, size)
            content = buffer.raw
            key = name, hashlib.sha256(content).digest()
            if key not in self._seen:
                self._seen.add(key)
                self._bytes += len(content)
                self.files.append(Attachment(name, content))
        return True


def _name(file: ctypes.c_void_p) -> str:
    """A file's name on one line, without folders; empty where there is none."""
    size = pdfium.FPDFAttachment_GetName(file, None, 0)
    if not 2 < size <= 20 * LONGEST_NAME:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAttachment_GetName(file, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    words = without_surrogates(buffer.raw[: size - 2].decode("utf-16-le", "replace"))
    words = "".join(sign for sign in words if sign.isprintable())
    return words.replace("\\", "/").rsplit("/", 1)[-1].strip()[-LONGEST_NAME:]
