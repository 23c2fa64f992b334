"""Plain text inside a page: text files saved by a browser, and old filings in a single `<pre>`.

Only blank lines and indents show the paragraphs of such a text, so it is kept unchanged.
"""

from lxml import etree

UNSEEN = frozenset(("script", "style", "head", "title", "noscript", "template"))

FACES = frozenset(("a", "b", "i", "u", "em", "strong", "tt", "code", "page", "center"))
"""Elements in a `<pre>` that only change the typeface of its words."""

TELLING = frozenset(("style", "hidden", "color", "class"))
"""Attributes that may hide words."""

HARMLESS_STYLE = frozenset(("word-wrap", "overflow-wrap", "white-space", "font-family"))


def verbatim(root: etree._Element) -> str | None:
    """The text of a page that consists only of preformatted text; None for any other page."""
    if root.find(".//style") is not None:
        return None
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if (element.tail or "").strip() and element is not root:
                return None
        elif element.tag in UNSEEN:
            walk.skip_subtree()
        elif element.tag == "pre":
            if not _is_plain(element):
                return None
            parts.append("".join(element.itertext()))
            walk.skip_subtree()
        elif (element.text or "").strip() or not TELLING.isdisjoint(element.keys()):
            return None
    text = "\n".join(part.strip("\r\n") for part in parts).rstrip()
    return text if text.strip() else None


def _is_plain(pre: etree._Element) -> bool:
    """True for preformatted text that contains only words."""
    style = pre.get("style", "")
    names = {declaration.partition(":")[0].strip().lower() for declaration in style.split(";") if declaration.strip()}
    if not names <= HARMLESS_STYLE or pre.get("hidden") is not None:
        return False
    return all(part.tag in FACES and TELLING.isdisjoint(part.keys()) for part in pre.iterdescendants())
