"""Questions about one element of a statute: its role among its neighbours, and the reading order of its parts."""

from lxml import etree

from pincite.readers.xml import names
from pincite.readers.xml.parsing import local_name


def parent_name(element: etree._Element) -> str:
    """The name of the parent element; empty for the outermost. In damaged files a parent can be a number or a word."""
    around = element.getparent()
    return "" if around is None else local_name(around)


def in_level(element: etree._Element) -> bool:
    """True for the number or heading of a level, as opposed to that of a table or a note."""
    return parent_name(element) in names.LEVELS


def in_order(level: etree._Element) -> list[etree._Element]:
    """The parts of a level in reading order: number, heading, first words, then whatever stood among these."""
    head: list[etree._Element] = []
    rest: list[etree._Element] = []
    for part in level:
        name = local_name(part)
        is_head = name in ("prefix", "reason") or name in names.NUMBERS or name in names.HEADINGS
        (head if is_head else rest).append(part)
    head.sort(key=lambda part: _HEAD_ORDER.get(local_name(part), 2))
    return head + rest


_HEAD_ORDER = {"prefix": 0, "num": 1, "enum": 1, "heading": 2, "header": 2, "reason": 3}


def note(element: etree._Element, name: str) -> str:
    """The label of a note: its sign, or else its kind."""
    sign = next((part for part in element if local_name(part) in (*names.MARKS, "num")), None)
    words = "".join(sign.itertext()).strip() if sign is not None else ""
    said = element.get("type", "") if name in ("annotation", "text") else names.ASIDES[name][1]
    return words or names.ROLES.get(element.get("role", ""), said)


def is_aside(element: etree._Element, name: str) -> bool:
    """True for words beside the running text."""
    if name in names.ASIDES:
        return True
    around = element.getparent()
    return name == "text" and around is not None and local_name(around) == "annotations"


def is_mixed(element: etree._Element) -> bool:
    """True when an element directly contains words, so that its child elements are parts of a line."""
    if (element.text or "").strip():
        return True
    if any((part.tail or "").strip() for part in element):
        return True
    return len(element) > 0 and all(local_name(part) in names.INLINE for part in element)


def in_list(element: etree._Element) -> bool:
    """True for a part of a line in a table of contents."""
    return parent_name(element) in names.LISTED


def ends_open(words: str) -> bool:
    """True when a run-in heading has no punctuation at its end."""
    return words.rstrip()[-1:].isalnum()
