"""What markup within a text of another format hides: HTML in Markdown."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.html.look import Look, look_of
from pincite.documents.readers.html.sheets import sheets_of

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
    steps = list(_steps(text, etree.SubElement(root, "body"), is_code))
    sheets = sheets_of(root)
    looks = [Look()]
    at = 0
    for step in steps:
        if looks[-1].is_hidden and text[at : step.start].strip():
            yield at, step.start
        at = step.end
        del looks[step.depth + 1 :]
        if step.opened is not None:
            is_shown = step.opened.tag not in NOT_SHOWN
            looks.append(look_of(step.opened, looks[-1], sheets) if is_shown else Look(gone=True, is_hidden=True))
    if looks[-1].is_hidden and text[at:].strip():
        yield at, len(text)


@dataclass(frozen=True, slots=True)
class _Step:
    """A tag: where it stands, how many elements stay open before it, and the one that it opens, if any."""

    start: int
    end: int
    depth: int
    opened: etree._Element | None


def _steps(text: str, body: etree._Element, is_code: Callable[[int], bool]) -> Iterator[_Step]:
    """The tags of a text; the elements are put below `body`, as deep as they stand, since rules go by that too."""
    inside = [body]
    for tag in TAG.finditer(text):
        if is_code(tag.start()):
            continue
        name, opened = tag["tag"].lower(), None
        if tag["end"]:
            place = next((n for n in range(len(inside) - 1, 0, -1) if inside[n].tag == name), len(inside))
            del inside[place:]
            depth = len(inside) - 1
        else:
            depth = len(inside) - 1
            element = _element(inside[-1], name, tag["attributes"])
            if name not in EMPTY and not tag[0].endswith("/>") and depth < DEEPEST:
                inside.append(element)
                opened = element
        yield _Step(tag.start(), tag.end(), depth, opened)


def _element(around: etree._Element, name: str, attributes: str) -> etree._Element:
    element = etree.SubElement(around, name)
    for key, *values in ATTRIBUTE.findall(attributes):
        words = next((value for value in values if value), "")
        try:
            element.set(key.lower().replace(":", "-"), words)
        except ValueError:  # a character that XML has no place for
            continue
    return element
