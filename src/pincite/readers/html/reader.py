"""Reads HTML: the words of the page in order, one line per block, table rows on one line.

libxml2's HTML parser knows only HTML's own entities, loads nothing and runs nothing.
"""

import re

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.encoding import Decoded, decode_stated
from pincite.readers.html.computed import look_of
from pincite.readers.html.furniture import furniture
from pincite.readers.html.look import ElementLook
from pincite.readers.html.main import left_out
from pincite.readers.html.mending import closed_by_a_slash, is_built_otherwise, said_again
from pincite.readers.html.notes import notes_of
from pincite.readers.html.remarks import remarks
from pincite.readers.html.sheets import Sheets, sheets_of
from pincite.readers.html.verbatim import verbatim
from pincite.readers.html.walk import PageBuilder
from pincite.readers.reading import Reading, tidy_title, without_surrogates
from pincite.readers.untrusted_xml import memory_told

TOO_DEEP = "Excessive depth"
"""The beginning of libxml2's message when elements nest deeper than 2,048 levels. It drops deeper content."""

DECLARED = re.compile(
    rb"(?i)charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)",
)

DECLARED_WITHIN = 4096
"""Bytes that are searched for a page's own statement of its encoding; the standard requires the first 1,024."""

ENVELOPE = re.compile(
    r"\s*<DOCUMENT>\s*<TYPE>[^<]{0,200}(?:<(?:SEQUENCE|FILENAME|DESCRIPTION)>[^<]{0,2000}){0,6}<TEXT>"
)
"""What precedes the page in an exhibit from the SEC's EDGAR: its kind and its name there."""

EXHIBIT = re.compile(r"(?:EX|Exhibit)[-. ]?\d{1,3}(?:\.\d{1,3})*(?:\([a-z]\))?|Untitled.{0,20}|Document", re.IGNORECASE)
"""Titles that do not name a document: an exhibit's number, or a program's default."""

DOCTYPE = re.compile(r"<!doctype\s+html\s*(?:>|public\s|system\s)", re.IGNORECASE)
"""A declaration that puts browsers into standards mode; without it they emulate old browsers."""

HIDDEN = (
    "some of the text cannot be seen on the page (hidden, in the colour of the paper, without size, off the page, or \
a comment in its source)"
)


UNFOLLOWED = (
    "the page's look comes from style sheets or fonts in other files, which are not read: what they hide or replace is \
taken as seen; open it in a browser and save it as PDF to have it read as it is seen"
)

OUTER = re.compile(
    r"@import\s*(?:url\(\s*)?[\"']?(?!data:)[\w./]|@font-face\s*\{[^{}]*url\(\s*[\"']?(?!data:)", re.IGNORECASE
)

DOUBTFUL = (
    "some of the text may not be seen on the page, so it is left out: the page says things of its look that are not \
followed here, or draws something over it; open it in a browser and save it as PDF to have it read as it is seen"
)


def read_html(content: bytes) -> Reading:
    """The words of an HTML page with its headings. Words that a person does not see are kept and listed as hidden.

    Raises:
        UnreadableFile: the file is not text, empty, or nested too deep to be read completely.
        MemoryError: its tree does not fit into memory.
    """
    stated = DECLARED.search(content[:DECLARED_WITHIN])
    decoded = decode_stated(content, (stated[1] or stated[2]).decode("ascii") if stated else "")
    root = _tree(ENVELOPE.sub("", decoded.text, count=1) if ENVELOPE.match(decoded.text) else decoded.text)
    title = tidy_title(root.findtext("head/title") or root.findtext(".//title") or "")
    title = "" if EXHIBIT.fullmatch(title) else title
    plain = verbatim(root)
    if plain is not None:
        return Reading("html", title, without_surrogates(plain), warnings=decoded.warnings)
    return _read(root, title, decoded)


def _read(root: etree._Element, title: str, decoded: Decoded) -> Reading:
    """The content of a page's tree."""
    left, asides = left_out(root), notes_of(root)
    page = PageBuilder(sheets_of(root, is_old=DOCTYPE.search(decoded.text, 0, 4_000) is None), left, asides)
    page.write(root)
    page.hide(remarks(decoded.text))
    text, hidden = page.built.text(), page.built.hidden()
    if text.strip() and is_built_otherwise(
        decoded.text, hides_closed=_hides_closed(decoded.text, page.sheets), hiding=page.hiding
    ):
        hidden, page.has_doubts = ((0, len(text)),), True
    repeated = furniture(text, page.breaks)
    starts = {region.start for region in repeated}
    warnings = [*decoded.warnings, left.warning(), HIDDEN if hidden else "", DOUBTFUL if page.has_doubts else ""]
    warnings.append(UNFOLLOWED if _has_outer_sheets(root, decoded.text) else "")
    return Reading(
        format="html",
        title=title,
        text=text,
        headings=tuple(heading for heading in page.built.headings() if heading.start not in starts),
        warnings=tuple(warning for warning in warnings if warning),
        hidden=hidden,
        regions=tuple(sorted([*page.built.regions(), *repeated], key=lambda region: (region.start, -region.end))),
        numbers=tuple(page.lists.numbers),
    )


def _has_outer_sheets(root: etree._Element, source: str) -> bool:
    """True for a page whose style comes from other files."""
    if OUTER.search(source) is not None:
        return True
    return any(
        "stylesheet" in link.get("rel", "").lower().split()
        and not link.get("href", "data:").strip().lower().startswith("data:")
        for link in root.iter("link")
    )


def _hides_closed(source: str, sheets: Sheets) -> bool:
    """True where an element seemingly closed by a slash, or a second body, would hide its words."""
    for tag, attributes in closed_by_a_slash(source):
        parser = etree.HTMLParser(no_network=True)
        found = etree.fromstring(f"<html><body><{tag}{attributes}>x</{tag}></body></html>", parser)
        element = next((one for one in found.iter(tag)), None) if found is not None else None
        if element is not None and look_of(element, ElementLook(), sheets).is_hidden:
            return True
    for tag, attributes in said_again(source):
        found = etree.fromstring(f"<{tag}{attributes}>x</{tag}>", etree.HTMLParser(no_network=True))
        element = next((one for one in found.iter(tag)), None) if found is not None else None
        if element is not None and look_of(element, ElementLook(), sheets).is_hidden:
            return True
    return False


def _tree(text: str) -> etree._Element:
    """The page's elements, as libxml2 repairs them."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        with memory_told():
            root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("the HTML file is damaged or holds no page: get a fresh copy") from error
    if any(entry.message.startswith(TOO_DEEP) for entry in parser.error_log):
        raise UnreadableFile(
            "the HTML file nests its elements more than 2,048 deep, so part of it cannot be read: "
            "open it in a browser and save it as PDF"
        )
    if root is None:
        raise UnreadableFile("the HTML file holds no page: get a fresh copy")
    return root
