"""The style sheets inside a page: which declarations apply to an element, in order of precedence.

Selectors are matched as in a browser (`cssselect2`), and so are nesting and layers. Declarations that may or may not
apply (a condition on the window, a selector that is not understood) are kept separately: they may hide words, but never
show any. External sheets are not loaded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import cssselect2
from lxml import etree

from pincite.readers.html.cutting import ContentSize, measured
from pincite.readers.html.declarations import Declared, lay
from pincite.readers.html.media import Truth, holds
from pincite.readers.html.selectors import compiled_selector
from pincite.readers.html.sheet_reader import UNLAYERED, Rule, SheetReader, sheet_in

MOST_STYLES = 10_000
"""Most combinations of tag, classes and id whose style is cached."""

OPENS = re.compile(
    r":(?:checked|target|hover|focus)[^{}]{0,400}\{[^{}]{0,2000}\bdisplay\s*:\s*(?!none)|\[open\]", re.IGNORECASE
)
"""What opens, on a page without scripts, parts that are hidden until a person opens them."""


COUNTERS = re.compile(r"counters\(\s*[\w-]+\s*,\s*[\"']([^\"']{1,3})[\"']\s*[,)]")
"""Numbering such as 2.1.3 for nested lists, with the separator between the parts."""

NOT_APPLIED = frozenset(
    "noscript template iframe noframes noembed xmp textarea title select object svg math canvas video audio".split()  # noqa: SIM905 - read more easily as words
)
"""Elements in which a style sheet may not be one of the page's."""


@dataclass(frozen=True, slots=True, eq=False)
class Cascade:
    """What rules declare for an element: certainly, perhaps, for its first line or letter, for generated content."""

    declared: Declared = field(default_factory=dict)
    perhaps: tuple[Declared, ...] = ()
    lines: tuple[Declared, ...] = ()
    put: tuple[Declared, ...] = ()


NOTHING = Cascade()


@dataclass(slots=True)
class Sheets:
    """The rules of a page. `counter` is the separator in nested lists' numbers; empty without such numbers.

    `is_simple` says that an element's tag, classes and id decide which rules apply to it. `is_whole` says that the
    sheets were read completely. `frames` are the steps of animations by name, each with whether it is the first.
    `registered` are the page's custom properties with their initial value and whether they are inherited. `faces` are
    fonts in the page. `rules` are the declarations of each selector, in order.
    """

    matcher: cssselect2.Matcher | None = None
    counter: str = ""
    is_simple: bool = True
    root: etree._Element | None = None
    is_whole: bool = True
    places: bool = False
    frames: dict[str, list[tuple[bool, Declared]]] = field(default_factory=dict)
    registered: dict[str, tuple[str, bool]] = field(default_factory=dict)
    faces: frozenset[str] = frozenset()
    rules: list[tuple[str, Declared]] = field(default_factory=list)
    _styles: dict[tuple[str, str, str], Cascade] = field(default_factory=dict)
    _said: dict[etree._Element, ContentSize] | None = None
    _wrappers: dict[etree._Element, Any] = field(default_factory=dict)
    _kept: dict[etree._Element, Cascade] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """True when there are any rules."""
        return self.matcher is not None

    def said_in(self, element: etree._Element) -> ContentSize:
        """The size of an element's content, in characters and lines."""
        if self._said is None:
            self._said = measured(element.getroottree().getroot())
        return self._said.get(element, (0, 0, 0))

    def cascade(self, element: etree._Element) -> Cascade:
        """What the rules declare for an element. Callers must not change the result."""
        if self.matcher is None:
            return NOTHING
        if not self.is_simple:
            found = self._kept.get(element)
            if found is None:
                found = self._matched(self._wrapped(element))
                self._kept[element] = found
            return found
        key = (element.tag, element.get("class", ""), element.get("id", ""))
        style = self._styles.get(key)
        if style is None:
            style = self._matched(cssselect2.ElementWrapper(element, None, 0, None, True))
            if len(self._styles) < MOST_STYLES:
                self._styles[key] = style
        return style

    def has_any(self, selector: str, root: etree._Element) -> bool:
        """True when a selector, as far as it is understood, matches an element of a page."""
        found = compiled_selector(selector)
        if found is None or not found[1]:
            return False
        self._wrapped(root)
        return any(one.test(wrapped) for one in found[0] for wrapped in self._wrappers.values())

    def _wrapped(self, element: etree._Element) -> Any:  # noqa: ANN401 - cssselect2 has no types
        if not self._wrappers:
            wrapped = cssselect2.ElementWrapper.from_html_root(self.root)
            self._wrappers = {one.etree_element: one for one in wrapped.iter_subtree()}
        return self._wrappers.get(element) or cssselect2.ElementWrapper(element, None, 0, None, True)

    def _matched(self, wrapped: Any) -> Cascade:  # noqa: ANN401 - cssselect2 has no types
        certain: list[Rule] = []
        perhaps: list[Declared] = []
        lines: list[Declared] = []
        put: list[Declared] = []
        for _, _, pseudo, rule in self.matcher.match(wrapped) if self.matcher is not None else ():
            if pseudo in ("first-line", "first-letter"):
                lines.append(rule.declared)
            elif pseudo in ("before", "after"):
                put.append(rule.declared)
            elif pseudo is None and rule.is_certain:
                certain.append(rule)
            elif pseudo is None:
                perhaps.append(rule.declared)
        style: dict[str, tuple[str, bool]] = {}
        if any(rule.layer != UNLAYERED for rule in certain):
            # Among important declarations the first layer has precedence, and unlayered ones come last.
            for rule in sorted(certain, key=lambda rule: rule.layer):
                lay({name: one for name, one in rule.declared.items() if not one[1]}, over=style)
            for rule in sorted(certain, key=lambda rule: tuple(-part for part in rule.layer)):
                lay({name: one for name, one in rule.declared.items() if one[1]}, over=style)
        else:
            for rule in certain:
                lay(rule.declared, over=style)
        if not (style or perhaps or lines or put):
            return NOTHING
        return Cascade(style, tuple(perhaps), tuple(lines), tuple(put))


def sheets_of(root: etree._Element, *, is_old: bool = False) -> Sheets:
    """The rules of the style sheets inside a page. In an old page, classes and ids ignore case."""
    parts = list(_written(root))
    if not parts:
        return Sheets()
    if is_old:
        for element in root.iter():
            for name in ("class", "id"):
                words = element.get(name)
                if words is not None and not words.islower():
                    element.set(name, words.lower())
    words = "\n".join(part for part, _ in parts)
    has_program = next(root.iter("script"), None) is not None or OPENS.search(words) is not None
    reader = SheetReader(has_program=has_program, is_old=is_old)
    for part, truth in parts:
        reader.read(part, UNLAYERED, truth=truth)
    counter = COUNTERS.search(words)
    return Sheets(
        reader.matcher if reader.count else None,
        counter[1] if counter else "",
        reader.is_simple,
        root,
        reader.is_whole,
        "position" in words or "margin" in words or "::" in words or "grid" in words or "transform" in words,
        reader.frames,
        reader.registered,
        frozenset(reader.faces),
        reader.rules,
    )


def _written(root: etree._Element) -> Iterator[tuple[str, Truth]]:
    """The sheets that a page holds, each with whether it applies."""
    titles: set[str] = set()
    for element in root.iter("style", "link"):
        truth = holds(element.get("media", ""))
        if truth is False:
            continue
        kinds = element.get("rel", "").lower().split()
        if element.tag == "link" and ("stylesheet" not in kinds or "alternate" in kinds):
            continue
        if element.tag == "style" and element.get("type", "").strip().lower() not in ("", "text/css"):
            continue
        title = element.get("title", "")
        titles.update((title,) if title else ())
        if len(titles) > 1 or any(one.tag in NOT_APPLIED for one in element.iterancestors()):
            truth = None
        words = sheet_in(element.get("href", "")) if element.tag == "link" else "".join(element.itertext())
        if words and words.strip():
            yield re.sub(r"<!--|-->", " ", words), truth
