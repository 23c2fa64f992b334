"""What markup within a text of another format hides: HTML in Markdown."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.html.covers import doubtful_parts
from pincite.documents.readers.html.look import Look, doubted, look_of
from pincite.documents.readers.html.sheets import sheets_of

TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]{0,100})(?P<attributes>(?:[\s/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)?)>"
)

ATTRIBUTE = re.compile(r"([a-zA-Z_:][\w:.-]{0,60})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")

NOT_SHOWN = frozenset(
    "style script template title head noscript noembed noframes iframe object video audio canvas svg select datalist "  # noqa: SIM905 - read more easily as words
    "progress meter map".split()
)

MAY_HIDE = re.compile(
    r"<(?:[a-zA-Z][\w:-]{0,100}[\s/]+[a-zA-Z]|(?:"
    + "|".join(sorted(NOT_SHOWN))
    + r"|dialog|marquee|rp|bdo|xmp)\b|[?!](?!--))|"
    r"(?:<(?:sub|sup|small)>\s*){5}",
    re.IGNORECASE,
)
"""Without any of these nothing is hidden."""

STYLE = re.compile(r"<style\b[^<>]*+>(.*?)(?:</style\s*>|\Z)", re.IGNORECASE | re.DOTALL)

DECLARATION = re.compile(r"<[?!](?!--)[^<>]{0,20}[a-zA-Z][^>]{3,4000}>")
"""What a browser takes for a comment: instructions and declarations."""

PROSE = re.compile(r"(?:\b\w{1,40}[^\w\"'<>=]{1,10}){3}\w")
"""A sentence in a tag, which no page shows: other words for a picture, hints, a program's data."""

SPOKEN = frozenset(("style", "class", "href", "src", "id", "d", "points", "viewbox", "srcset", "sizes", "rel", "media"))
"""Attributes with many words that are no sentences."""

EMPTY = frozenset("br hr img input meta link area base col embed source track wbr".split())  # noqa: SIM905 - read more easily as words

DEEPEST = 400

MOST_COUNTED = 2_000
"""Characters of some words that count for whether they fit in their box."""


def hidden_by_markup(text: str, is_code: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """The ranges of a text that tags in it hide, outside of code. The time is linear."""
    if MAY_HIDE.search(text) is None:
        return
    yield from (one.span() for one in DECLARATION.finditer(text) if not is_code(one.start()))
    root = etree.Element("html")
    for sheet in STYLE.finditer(text):
        etree.SubElement(root, "style").text = re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd]", " ", sheet[1])
    steps = list(_steps(text, etree.SubElement(root, "body"), is_code))
    sheets = sheets_of(root)
    doubtful = doubtful_parts(root, sheets)
    looks = [Look()]
    at = 0
    for step in steps:
        if looks[-1].is_hidden and text[at : step.start].strip():
            yield at, step.start
        if step.speaks:
            yield step.start, step.end
        at = step.end
        del looks[step.depth + 1 :]
        if step.opened is not None:
            if step.opened.tag in NOT_SHOWN:
                looks.append(Look(gone=True, is_hidden=True))
                continue
            look = look_of(step.opened, looks[-1], sheets)
            looks.append(doubted(look) if step.opened in doubtful else look)
    if looks[-1].is_hidden and text[at:].strip():
        yield at, len(text)


@dataclass(frozen=True, slots=True)
class _Step:
    """A tag: where it stands, how many elements stay open before it, the one that it opens, if any.

    `speaks` says that it holds a sentence itself.
    """

    start: int
    end: int
    depth: int
    opened: etree._Element | None
    speaks: bool = False


def _steps(text: str, body: etree._Element, is_code: Callable[[int], bool]) -> Iterator[_Step]:
    """The tags of a text; the elements are put below `body`, as deep as they stand, since rules go by that too."""
    inside = [body]
    at = 0
    for tag in TAG.finditer(text):
        if is_code(tag.start()):
            continue
        name, opened, speaks = tag["tag"].lower(), None, False
        name = "script" if name == "style" else name  # sheets are read by themselves
        _fill(inside[-1], text[at : tag.start()])
        at = tag.end()
        if tag["end"]:
            place = next((n for n in range(len(inside) - 1, 0, -1) if inside[n].tag == name), len(inside))
            del inside[place:]
            depth = len(inside) - 1
        else:
            depth = len(inside) - 1
            element = _element(inside[-1], name, tag["attributes"])
            speaks = any(key not in SPOKEN and PROSE.search(value) for key, value in element.attrib.items())
            if name not in EMPTY and not tag[0].endswith("/>") and depth < DEEPEST:
                inside.append(element)
                opened = element
        yield _Step(tag.start(), tag.end(), depth, opened, speaks)


def _fill(element: etree._Element, words: str) -> None:
    """Put as many letters into an element as words that stand in it, for whether they fit."""
    letters = "x" * min(MOST_COUNTED, len(" ".join(words.split())))
    if not letters:
        return
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = f"{last.tail or ''}{letters}"[:MOST_COUNTED]
    else:
        element.text = f"{element.text or ''}{letters}"[:MOST_COUNTED]


def _element(around: etree._Element, name: str, attributes: str) -> etree._Element:
    element = etree.SubElement(around, name.replace(":", "-"))
    for key, *values in ATTRIBUTE.findall(attributes):
        words, key = html.unescape(next((value for value in values if value), "")), key.lower().replace(":", "-")
        if key in element.attrib:
            continue  # the first counts
        try:
            element.set(key, words)
        except ValueError:  # a character that XML has no place for
            continue
    return element
