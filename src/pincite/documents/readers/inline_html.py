"""What markup within a text of another format hides: HTML in Markdown."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from pincite.documents.readers.html.look import Look, look_of
from pincite.documents.readers.html.sheets import Sheets, sheets_of

TAG = re.compile(r"<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,20})(?P<attributes>(?:\s[^<>]{0,2000})?)/?>")

ATTRIBUTE = re.compile(r"([a-zA-Z_:][\w:.-]{0,60})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")

MAY_HIDE = re.compile(
    r"<(?:[a-zA-Z][^<>]{0,2000}\b(?:style|hidden|class|color|bgcolor|id)\b|style|script|template|dialog|title)\b",
    re.IGNORECASE,
)
"""Without any of these nothing is hidden."""

STYLE = re.compile(r"<style\b[^<>]{0,200}>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)

NOT_SHOWN = frozenset(("style", "script", "template", "title", "head"))

EMPTY = frozenset("br hr img input meta link area base col embed source track wbr".split())  # noqa: SIM905 - read more easily as words

DEEPEST = 200


def hidden_by_markup(text: str, is_code: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """The ranges of a text that tags in it hide, outside of code. The time is linear."""
    if MAY_HIDE.search(text) is None:
        return
    root = etree.Element("html")
    for sheet in STYLE.finditer(text):
        etree.SubElement(root, "style").text = re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd]", " ", sheet[1])
    sheets = sheets_of(root)
    open_tags: list[tuple[str, Look]] = []
    at = 0
    for tag in TAG.finditer(text):
        if is_code(tag.start()):
            continue
        if open_tags and open_tags[-1][1].is_hidden and text[at : tag.start()].strip():
            yield at, tag.start()
        at = tag.end()
        name = tag["tag"].lower()
        if tag["end"]:
            place = next((n for n in range(len(open_tags) - 1, -1, -1) if open_tags[n][0] == name), -1)
            if place >= 0:
                del open_tags[place:]
        elif name not in EMPTY and not tag[0].endswith("/>") and len(open_tags) < DEEPEST:
            around = open_tags[-1][1] if open_tags else Look()
            is_shown = name not in NOT_SHOWN
            look = _look(name, tag["attributes"], around, sheets) if is_shown else Look(gone=True, is_hidden=True)
            open_tags.append((name, look))
    if open_tags and open_tags[-1][1].is_hidden and text[at:].strip():
        yield at, len(text)


def _look(name: str, attributes: str, around: Look, sheets: Sheets) -> Look:
    element = etree.Element(name)
    for key, *values in ATTRIBUTE.findall(attributes):
        words = next((value for value in values if value), "")
        try:
            element.set(key.lower().replace(":", "-"), words)
        except ValueError:  # a character that XML has no place for
            continue
    return look_of(element, around, sheets)
