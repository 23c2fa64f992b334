"""Parts of a page that nobody can open, since what one would click on is not seen or takes no click."""

from collections.abc import Iterator

from lxml import etree

from pincite.documents.readers.html.look import Look, look_of
from pincite.documents.readers.html.sheets import Sheets, declared_in

DEEPEST = 100


def shut_parts(root: etree._Element, sheets: Sheets) -> Iterator[etree._Element]:
    """The closed details whose summary is hidden, empty or dead."""
    for details in root.iter("details"):
        summary = details.find("summary")
        if details.get("open") is None and (_is_dead(details, sheets) or (
            summary is not None and (_is_dead(summary, sheets) or _is_hidden(summary, sheets))
        )):  # fmt: skip
            yield details


def _is_hidden(summary: etree._Element, sheets: Sheets) -> bool:
    around = list(summary.iterancestors())[:DEEPEST]
    look = Look()
    for element in (*reversed(around), summary):
        look = look_of(element, look, sheets)
    words = "".join(summary.itertext()).strip()
    style = {name: value for name, (value, _) in (*sheets.cascade(summary).declared.items(),
                                                   *declared_in(summary.get("style", "")).items())}  # fmt: skip
    is_placed = style.get("position", "static") in ("absolute", "fixed") and not look.is_hidden
    bare = not words and ("list-style" in style or "list-style-type" in style or "display" in style)
    small = any(style.get(name, "auto") in ("0", "0px") for name in ("height", "max-height", "width", "max-width"))
    return look.is_hidden or bare or small or (is_placed and "left" in style)


def _is_dead(element: etree._Element, sheets: Sheets) -> bool:
    """True where a click does nothing."""
    for one in (element, *element.iterancestors()):
        if one.get("inert") is not None:
            return True
        style = one.get("style", "")
        if "pointer-events" in style.lower() and "none" in style.lower():
            return True
    return any("pointer-events" in declared for _, declared in sheets.rules)
