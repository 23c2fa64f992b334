"""Collapsed parts of a page that nobody can open, because their control is not seen or cannot be clicked."""

from collections.abc import Iterator

from lxml import etree

from pincite.readers.html.computed import look_of
from pincite.readers.html.declarations import declared_in
from pincite.readers.html.look import ElementLook
from pincite.readers.html.sheets import Sheets


def shut_parts(root: etree._Element, sheets: Sheets) -> Iterator[etree._Element]:
    """The closed `details` whose summary is hidden, empty or disabled."""
    looks: dict[etree._Element, ElementLook] = {}
    for details in root.iter("details"):
        if details.get("open") is not None:
            continue
        summary = details.find("summary")
        if _is_dead(details if summary is None else summary, sheets) or (
            summary is not None and _is_hidden(summary, sheets, looks)
        ):
            yield details


def _is_hidden(summary: etree._Element, sheets: Sheets, looks: dict[etree._Element, ElementLook]) -> bool:
    chain = []
    for element in (summary, *summary.iterancestors()):
        if element in looks:
            break
        chain.append(element)
    for element in reversed(chain):
        parent = element.getparent()
        looks[element] = look_of(element, ElementLook() if parent is None else looks[parent], sheets)
    style = _style(summary, sheets)
    is_bare = not "".join(summary.itertext()).strip() and not {"list-style", "list-style-type", "display"}.isdisjoint(
        style
    )
    is_small = any(style.get(name, "auto") in ("0", "0px") for name in ("height", "max-height", "width", "max-width"))
    is_placed = style.get("position", "static") in ("absolute", "fixed") and "left" in style
    return looks[summary].is_hidden or is_bare or is_small or is_placed


def _style(element: etree._Element, sheets: Sheets) -> dict[str, str]:
    declared = sheets.cascade(element).declared if sheets else {}
    return {name: value for name, (value, _) in (*declared.items(), *declared_in(element.get("style", "")).items())}


def _is_dead(element: etree._Element, sheets: Sheets) -> bool:
    """True where a click has no effect."""
    return any(
        one.get("inert") is not None or _style(one, sheets).get("pointer-events") == "none"
        for one in (element, *element.iterancestors())
    )
