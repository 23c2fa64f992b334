"""Reads archives and mailboxes in portions: a reading process returns as many of their files as fit into one answer."""

from typing import Literal

from pincite.documents.document import Document
from pincite.readers.mail.mailbox import read_mailbox
from pincite.readers.zipped import read_zip


def portion(content: bytes, kind: Literal["archive", "mailbox"], first: int) -> Document:
    """The files from index `first` on, as many as are returned at once; none after the last.

    Raises:
        UnreadableFile: the file is not of this kind.
    """
    found = read_zip(content, first) if kind == "archive" else read_mailbox(content, first)
    return Document(
        format=found.format,
        title="",
        text="",
        pages=(),
        clauses=(),
        warnings=found.warnings,
        regions=(),
        glyphs=b"",
        attachments=found.attachments,
    )
