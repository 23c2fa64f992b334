"""Parts of a page beside its text: notes, a reviewer's comments, and the headers that Word writes once.

A part is a note where its role or Word's markup says so, or where its id is that of a note and a raised or bracketed
sign links to it. The id `note1` alone may belong to the first chapter in a table of contents.
"""

import re
from itertools import islice

from lxml import etree

from pincite.documents.document import RegionKind

ROLES = frozenset(("doc-footnote", "doc-endnote"))

NOTE_ID = re.compile(
    r"(?:user-content-)?(?:cite_)?(?:fn|ftn|edn|footnote|endnote|note)"
    r"(?:[-_:.](?!ref)[\w.:-]{1,60}|\d{1,4}|[ivx]{1,6})",
    re.IGNORECASE,
)
"""Ids of notes as word processors and Markdown converters write them, without the `_` before Word's."""

SIGN = re.compile(r"[\[(]?(\d{1,4}|[a-z]|[ivx]{1,6}|[*†‡§¶#]{1,4})[\])]?", re.IGNORECASE)

LONGEST_SIGN = 8

FACES = frozenset(("a", "sup", "span", "b", "i", "em", "strong", "font", "u", "small", "big"))
"""Elements that a note's sign may be made of."""

BLOCKS = frozenset(("li", "div", "p", "aside", "dd", "section"))
"""Elements that a note may be."""

WORD_PARTS: dict[str, RegionKind] = {
    "footnote": "footnote",
    "endnote": "footnote",
    "comment": "comment",
    "header": "header",
    "footer": "header",
}

WORD_PART = re.compile(r"mso-element\s*:\s*(footnote|endnote|comment|header|footer)\s*(?:;|$)", re.IGNORECASE)

Aside = tuple[RegionKind, str]
"""The kind of a part and its label: the sign of a note."""


def notes_of(root: etree._Element) -> dict[etree._Element, Aside]:
    """The parts beside the text, by element."""
    signs = _signs(root)
    found: dict[etree._Element, Aside] = {}
    for element in root.iter(*BLOCKS, "a", "span", "sup"):
        name = _bare(element.get("id") or element.get("name") or "")
        sign = signs.get(name, "") if name else ""
        style = element.get("style", "")
        part = WORD_PART.search(style) if "mso-element" in style else None
        if part is not None:
            found[element] = (WORD_PARTS[part[1].lower()], sign)
        elif element.get("role") in ROLES and element.tag in BLOCKS:
            found[element] = ("footnote", sign)
        elif sign and NOTE_ID.fullmatch(name):
            block = _block(element)
            if block is not None:
                found.setdefault(block, ("footnote", sign))
    return found


def _signs(root: etree._Element) -> dict[str, str]:
    """The signs that link to places on the page, by the id of the place."""
    signs: dict[str, str] = {}
    for link in root.iter("a"):
        target = link.get("href", "")
        if not target.startswith("#") or len(target) > 100:
            continue
        sign = SIGN.fullmatch(brief(link))
        if sign is not None and (sign[0] != sign[1] or not sign[1].isalnum() or _is_raised(link)):
            signs.setdefault(_bare(target[1:]), sign[1])
    return signs


def _bare(name: str) -> str:
    return name.lstrip("_")


def brief(element: etree._Element) -> str:
    """The words of an element if they are few; otherwise empty."""
    words = ""
    for count, part in enumerate(element.iter()):
        words += (part.text or "") + ((part.tail or "") if part is not element else "")
        if count > 12 or len(words) > 40 or part.tag not in FACES:
            return ""
    words = words.strip()
    return words if len(words) <= LONGEST_SIGN else ""


def _is_raised(link: etree._Element) -> bool:
    """True for a link that is raised or marked as leading to a note."""
    around = link.getparent()
    if link.get("role") == "doc-noteref" or "footnote" in link.get("class", "").lower():
        return True
    near = [part for part in (around, around.getparent() if around is not None else None) if part is not None]
    near += islice(link.iterdescendants(), 3)
    return any(
        part.tag == "sup" or "super" in part.get("style", "") or "MsoFootnote" in part.get("class", "") for part in near
    )


def _block(element: etree._Element) -> etree._Element | None:
    """The block that an element is or begins; None where the element is further inside a block."""
    for _ in range(5):
        if element.tag in BLOCKS:
            return element
        above = element.getparent()
        if above is None or element.getprevious() is not None or (above.text or "").strip():
            return None
        element = above
    return None
