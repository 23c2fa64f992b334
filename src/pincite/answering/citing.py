"""Pin cites: the form in which a lawyer names the exact place."""

import re
from pathlib import PurePath

FILING_NUMBER = re.compile(r"[A-Z]{2,6}[- ]?\d{2,8}(?:-\d{1,4})?[A-Za-z]?(?=$|[^A-Za-z0-9])")
"""A firm's own number at the start of a file's name (`MSA-0031 Halvorsen.pdf`): how its lawyers name the document."""

CHANGING = re.compile(
    r"\b(?:amendment|addendum|supplement|side letter|waiver|consent|novation|joinder|termination|restated)\b"
    r"[^(\[{,;]{0,30}",
    re.I,
)
"""A document that changes an agreement is filed under the agreement's number, and has a section 1.1 of its own."""

LONGEST_NAME = 60
"""The most characters of a title in a cite; a longer one is cut at a word."""

LONGEST_FILE = 44
"""The most characters of a file's name in a cite."""


def short_name(path: str, title: str) -> str:
    """The name of a document in a cite: its filing number, else its title with its file's name.

    >>> short_name("/f/MSA-0031 Halvorsen.pdf", "Master Services Agreement")
    'MSA-0031'
    >>> short_name("/f/lease.docx", "Lease of Unit 4")
    'Lease of Unit 4 (lease.docx)'
    >>> short_name("/f/MSA-0031 Amendment No. 2 (liability cap).pdf", "")
    'MSA-0031 Amendment No. 2'
    """
    file = PurePath(path)
    if number := FILING_NUMBER.match(file.stem):
        change = CHANGING.search(file.stem, number.end())
        return number.group() + (f" {change.group().strip(' -_.')}" if change else "")
    name = " ".join((title or file.stem).split())
    if len(name) > LONGEST_NAME:
        name = name[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"
    # Titles repeat ("Agreement", five times over); the file's name tells them apart, by its ends if it is long.
    half = LONGEST_FILE // 2
    shown = file.name if len(file.name) <= LONGEST_FILE else f"{file.name[:half]}…{file.name[-half:]}"
    return name if name == file.stem else f"{name} ({shown})"


def pin_cite(path: str, title: str, section: str, page: int | None, page_label: str = "") -> str:
    """The document, the section and the page, as far as the document has them.

    `page_label` is the document's own name for the page, if that is not its place in the file.

    >>> pin_cite("/f/MSA-0031 Halvorsen.pdf", "", "7.2(b)", 4)
    'MSA-0031 § 7.2(b), p. 4'
    >>> pin_cite("/f/lease.docx", "Lease of Unit 4", "SCHEDULE 1", None)
    'Lease of Unit 4 (lease.docx), SCHEDULE 1'
    >>> pin_cite("/f/MSA-0031 Halvorsen.pdf", "", "3", 9, "A-3")
    'MSA-0031 § 3, p. A-3 (page 9 of the file)'
    """
    cite = short_name(path, title)
    if section[:1].isdigit() or section[:1] == "(":
        cite += f" § {section}"
    elif section:
        cite += f", {section}"
    if page is None:
        return cite
    return cite + (f", p. {page_label} (page {page} of the file)" if page_label else f", p. {page}")
