"""Words that embedded markup hides in a text of another format: HTML in Markdown."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.readers.html.computed import hides, look_of
from pincite.readers.html.covers import doubtful_parts
from pincite.readers.html.look import ElementLook, doubted
from pincite.readers.html.openable import shut_parts
from pincite.readers.html.sheets import Sheets, sheets_of

TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]{0,100})(?P<attributes>(?:[\s/]++|"
    r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+)?+)?+)*+)>"
)
"""A tag as browsers parse it: quotation marks count only at the start of a value."""

PLAIN_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]{0,100})(?P<attributes>(?:[\s/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)?)>"
)
"""A tag without other tags in it, for the rest of a text in which a tag does not end."""

ATTRIBUTE = re.compile(r"([^\s/>][^\s/>=]{0,200})(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>][^\s>]*+))?+)?+")

NOT_SHOWN = frozenset(
    "style script template title head noscript noembed noframes iframe object video audio canvas svg select datalist "  # noqa: SIM905 - read more easily as words
    "progress meter map".split()
)

MAY_HIDE = re.compile(
    r"<(?:[a-zA-Z][\w:-]{0,100}[\s/]+[^\s/>]|(?:"
    + "|".join(sorted(NOT_SHOWN))
    + r"|dialog|marquee|rp|bdo|xmp)\b|[?!](?!--))|"
    r"(?:<(?:sub|sup|small)>\s*){5}",
    re.IGNORECASE,
)
"""A text without any of these hides nothing."""

STYLE = re.compile(r"<style\b[^<>]*+>(.*?)(?:</style\s*>|\Z)", re.IGNORECASE | re.DOTALL)

DECLARATION = re.compile(r"<[?!](?!--)[^<>]{0,20}[a-zA-Z][^>]{3,4000}>")
"""Instructions and declarations, which browsers treat as comments."""

PROSE = re.compile(r"(?:\b\w{1,40}[^\w\"'<>=]{1,10}){3}\w")
"""A sentence inside a tag, which no page shows: alternative text of a picture, tooltips, a program's data."""

SPOKEN = frozenset(("style", "class", "href", "src", "id", "d", "points", "viewbox", "srcset", "sizes", "rel", "media"))
"""Attributes that often hold many words but no sentences."""

SENTENCE = re.compile(r"(?:(?<![\w.#-])[A-Za-z]{2,30}[,;]?\s+){4}[A-Za-z]{2,30}(?![\w-])")
"""A sentence even in one of these attributes."""

EMPTY = frozenset("br hr img input meta link area base col embed source track wbr".split())  # noqa: SIM905 - read more easily as words

DEEPEST = 400

MOST_COUNTED = 2_000
"""Most characters that count when words are tested for whether they fit into their box."""


OUTER = re.compile(r"<(?:link\b[^>]*\brel\s*=\s*[\"']?stylesheet|script\b)", re.IGNORECASE)

DOUBTFUL = (
    "the text holds rules for the look of its page, which may hide any of its words, so it is left out: open its page "
    "in a browser and save it as PDF to have it read as it is seen"
)

UNFOLLOWED = (
    "the text asks for a style sheet or a program, which may hide words or show others; neither is read, and its words "
    "are taken as seen"
)

MADE = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote em strong code pre a img table thead tbody tr th td hr br del s sup "  # noqa: SIM905 - read more easily as words
    "section input html body main article div span dl dt dd".split()
)
"""Elements of the page that is made from a Markdown text."""

LAST_PART = re.compile(r"[^\s>+~]*$")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\]]*\]")
NAMED = re.compile(r"[.#\[]")
ELEMENT = re.compile(r"[a-z][a-z0-9]*", re.IGNORECASE)

MOST_RULES = 200
"""Most rules that hide words. With more, the whole text is doubted without a closer look."""


class Markup:
    """The tags of a text of another format, and the style rules that they hold.

    `is_no_tag` says whether what looks like a tag at a position is none: in code, in a comment, after a backslash.
    """

    def __init__(self, text: str, is_no_tag: Callable[[int], bool]) -> None:
        self._text = text
        self._is_no_tag = is_no_tag
        self._sheets: Sheets | None = None
        self._is_doubtful = False

    def warnings(self) -> tuple[str, ...]:
        """Warnings besides the one that words are hidden."""
        outer = any(not self._is_no_tag(one.start()) for one in OUTER.finditer(self._text))
        return ((DOUBTFUL,) if self._is_doubtful else ()) + ((UNFOLLOWED,) if outer else ())

    def hides(self, attributes: Mapping[str, str]) -> bool:
        """True when an element with these attributes is not seen."""
        element = etree.Element("div")
        for name, value in attributes.items():
            _set(element, name, value)
        if not HIDING_NAMES.isdisjoint(attributes.get("class", "").split()):
            return True
        return look_of(element, ElementLook(), self._sheets or Sheets()).is_hidden

    def hidden(self) -> Iterator[tuple[int, int]]:
        """The ranges of the text that its tags hide, outside code. Takes linear time."""
        text = self._text
        if MAY_HIDE.search(text) is None:
            return
        yield from (one.span() for one in DECLARATION.finditer(text) if not self._is_no_tag(one.start()))
        root = etree.Element("html")
        for sheet in STYLE.finditer(text):
            if not self._is_no_tag(sheet.start()):
                etree.SubElement(root, "style").text = re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd]", " ", sheet[1])
        body = etree.SubElement(root, "body")
        steps = list(_steps(text, body, self._is_no_tag))
        self._sheets = sheets = sheets_of(root)
        if _reaches_beyond(root, sheets):
            self._is_doubtful = True
            yield 0, len(text)
            return
        doubtful = doubtful_parts(root, sheets) | frozenset(shut_parts(root, sheets))
        looks = [doubted(ElementLook()) if body in doubtful else ElementLook()]
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
                    looks.append(ElementLook(gone=True, is_hidden=True))
                    continue
                look = look_of(step.opened, looks[-1], sheets)
                looks.append(doubted(look) if step.opened in doubtful else look)
        if looks[-1].is_hidden and text[at:].strip():
            yield at, len(text)


HIDING_NAMES = frozenset(("hidden", "hide", "comment", "comments", "content-hidden", "invisible", "display-none"))


def _reaches_beyond(root: etree._Element, sheets: Sheets) -> bool:
    """True when rules may hide parts of the page for which the text has no tag: its paragraphs, headings, lists."""
    if not sheets.is_whole:
        return True
    every: dict[str, tuple[str, bool]] = {}
    found = 0
    for selector, declared in sheets.rules:
        last = BRACKETED.sub("", selector)
        part = LAST_PART.search(last.strip())
        subject = part[0].partition(":")[0] if part is not None else ""
        tag = ELEMENT.match(subject)
        if tag is not None and tag[0].lower() not in MADE:
            continue
        if NAMED.search(subject):
            found += hides(declared)
            if found > MOST_RULES or (hides(declared) and not sheets.has_any(selector, root)):
                return True
            continue
        every.update(declared)
        if hides(declared):
            return True
    return bool(every) and hides(every)


@dataclass(frozen=True, slots=True)
class _Step:
    """A tag: its range, the number of elements open before it, and the element that it opens, if any.

    `speaks` says that the tag itself holds a sentence.
    """

    start: int
    end: int
    depth: int
    opened: etree._Element | None
    speaks: bool = False


def _steps(text: str, body: etree._Element, is_code: Callable[[int], bool]) -> Iterator[_Step]:
    """The tags of a text. Their elements are nested below `body`, since style rules depend on nesting too."""
    inside = [body]
    at = 0
    for tag in _tags(text):
        if is_code(tag.start()):
            continue
        name, opened, speaks = tag["tag"].lower(), None, False
        name = "head" if name == "style" else name  # style sheets are read separately
        _fill(inside[-1], text[at : tag.start()])
        at = tag.end()
        if tag["end"]:
            place = next((n for n in range(len(inside) - 1, 0, -1) if inside[n].tag == name), len(inside))
            del inside[place:]
            depth = len(inside) - 1
        else:
            depth = len(inside) - 1
            element = _element(inside[-1], name, tag["attributes"])
            speaks = any(
                (SENTENCE if key in SPOKEN else PROSE).search(value) is not None
                for key, value in element.attrib.items()
            )
            is_closed = tag[0].endswith("/>") and any(one.tag in FOREIGN for one in (element, *inside))
            if name not in EMPTY and not is_closed and depth < DEEPEST:
                inside.append(element)
                opened = element
        yield _Step(tag.start(), tag.end(), depth, opened, speaks)


FOREIGN = frozenset(("svg", "math"))
"""Elements in which a slash before the end of a tag closes it. Elsewhere browsers ignore it."""


def _tags(text: str) -> Iterator[re.Match[str]]:
    at = text.find("<")
    while at >= 0:
        if at + 1 < len(text) and (text[at + 1].isalpha() or text[at + 1] == "/"):
            tag = TAG.match(text, at)
            if tag is not None:
                yield tag
                at = tag.end() - 1
            elif text.find(">", at) < 0 or TAG_BEGINS.match(text, at) is not None:
                yield from PLAIN_TAG.finditer(text, at)
                return
        at = text.find("<", at + 1)


TAG_BEGINS = re.compile(r"</?[a-zA-Z]")


def _fill(element: etree._Element, words: str) -> None:
    """Put as many letters into an element as its words have, to test whether they fit."""
    letters = "x" * min(MOST_COUNTED, len(" ".join(words.split())))
    if not letters:
        return
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = f"{last.tail or ''}{letters}"[:MOST_COUNTED]
    else:
        element.text = f"{element.text or ''}{letters}"[:MOST_COUNTED]


def _element(around: etree._Element, name: str, attributes: str) -> etree._Element:
    try:
        element = etree.SubElement(around, name.replace(":", "-"))
    except ValueError:  # a name that XML does not allow
        element = etree.SubElement(around, "x")
    for key, *values in ATTRIBUTE.findall(attributes):
        words, key = html.unescape(next((value for value in values if value), "")), key.lower().replace(":", "-")
        _set(element, key, words)
    return element


def _set(element: etree._Element, name: str, words: str) -> None:
    """Give an element an attribute, if it has none of that name: the first value counts."""
    try:
        if name not in element.attrib:
            element.set(name, words)
    except ValueError:  # a character that XML does not allow, in the name or in the words
        return
