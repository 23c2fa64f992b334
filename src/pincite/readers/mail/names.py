"""Names of files in messages and archives: one line, without folders, never empty."""

from pincite.readers.mail.decoding import one_line

LONGEST_NAME = 150
"""Most characters of a name. File systems allow 255 bytes, which this many letters may need."""

LONGEST_ENDING = 10
"""Characters of the extension that are kept when a name is cut."""

ENDINGS = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-outlook": ".msg",
    "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/tiff": ".tif",
}
"""Extensions for files without a name, by the type that a message states."""


def file_name(stated: str, kind: str, number: int) -> str:
    r"""The name of a file as shown: the stated one without its folders, or else one made of its number and type.

    >>> file_name("C:\\Users\\jane\\Lease.pdf", "application/pdf", 1), file_name("", "application/pdf", 2)
    ('Lease.pdf', 'attachment 2.pdf')
    """
    name = (
        one_line(stated.replace("\\", "/").rstrip("/").rpartition("/")[2]).strip(" .")
        if kind != "message/rfc822"
        else subject_name(stated)
    )
    return shortened(name) if name else f"attachment {number}{ENDINGS.get(kind, '')}"


def subject_name(subject: str) -> str:
    """A subject as the name of a file.

    >>> subject_name("Re: Lease / Unit 4")
    'Re Lease - Unit 4'
    """
    words = one_line(subject).replace(":", " ").replace("/", " - ").replace("\\", " - ")
    return " ".join(words.replace("- -", "-").split()).strip(" .-")


def shortened(name: str) -> str:
    """The name, cut if it is too long; its extension stays."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or not 0 < len(ending) <= LONGEST_ENDING:
        return name[:LONGEST_NAME].rstrip()
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
