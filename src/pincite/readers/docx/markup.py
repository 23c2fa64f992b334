"""Word's XML: names without namespaces, values and switches.

Strict files use other namespaces for the same elements. They are renamed when a part is read, so that all other code
knows only the usual ones.
"""

from functools import lru_cache

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

W = f"{{{WORD}}}"
"""Namespace of Word's elements, as lxml writes it before a name."""

M = f"{{{MATHS}}}"

A = f"{{{DRAWING}}}"

R = f"{{{RELATIONS}}}"

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

STRICT = "http://purl.oclc.org/ooxml/"
"""Beginning of the namespaces of strict files."""

USUAL = {
    f"{STRICT}wordprocessingml/main": WORD,
    f"{STRICT}officeDocument/math": MATHS,
    f"{STRICT}officeDocument/relationships": RELATIONS,
    f"{STRICT}drawingml/main": DRAWING,
    f"{STRICT}drawingml/wordprocessingDrawing": (
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    ),
    f"{STRICT}drawingml/chart": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    f"{STRICT}drawingml/diagram": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
}
"""Namespaces of strict files, with the usual ones they correspond to (ECMA-376 part 1, annex A, and part 4)."""


def with_usual_names(root: etree._Element) -> etree._Element:
    """The same tree, with the elements and attributes of a strict file renamed."""
    if not any(str(space).startswith(STRICT) for space in root.nsmap.values()):
        return root
    for element in root.iter(etree.Element):
        element.tag = _usual(element.tag)
        for name, value in element.attrib.items():
            usual = _usual(str(name))
            if usual != name:
                del element.attrib[name]
                element.set(usual, value)
    return root


@lru_cache(maxsize=2048)
def _usual(name: str) -> str:
    space, _, local = name[1:].rpartition("}")
    return f"{{{USUAL[space]}}}{local}" if space in USUAL else name


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first of Word's child elements with this name."""
    if element is not None:
        tag = W + name
        for one in element:
            if one.tag == tag:
                return one
    return None


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """One of Word's attributes, even where a program wrote it without its namespace."""
    if element is None:
        return None
    found: str | None = element.get(W + name)
    return found if found is not None else element.get(name)


def by_tag(element: etree._Element | None) -> dict[str, etree._Element]:
    """The children of an element by tag; empty where there is no element."""
    return {} if element is None else {one.tag: one for one in element}


def child_value(element: etree._Element | None, name: str) -> str | None:
    """The value of the first child with this name."""
    return value(child(element, name))


def is_on(switch: etree._Element | None) -> bool:
    """True for a switch that is present and not turned off."""
    return switch is not None and (value(switch) or "true").lower() not in ("0", "false", "off")


def integer(stated: str | None, default: int) -> int:
    """A whole number as stated, or the default where it is not one.

    >>> integer("3", 1), integer("", 1), integer("9" * 400, 1)
    (3, 1, 1)
    """
    if stated is None or len(stated) > len("-2147483648"):
        return default
    digits = stated.removeprefix("-")
    return int(stated) if digits.isascii() and digits.isdecimal() else default
