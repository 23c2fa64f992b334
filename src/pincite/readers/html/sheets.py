"""The style sheets inside a page: which declarations apply to an element, in order of precedence.

Selectors are matched as in a browser (`cssselect2`), and so are nesting and layers. Declarations that may or may not
apply (a condition on the window, a selector that is not understood) are kept separately: they may hide words, but never
show any. External sheets are not loaded.
"""

import base64
import binascii
import re
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

from pincite.readers.html.cutting import ContentSize, measured
from pincite.readers.html.declarations import LARGEST, Declared, declare, lay, plain_declarations
from pincite.readers.html.media import Truth, holds
from pincite.readers.html.selectors import NAMED, SIMPLE, STATES, compiled_selector, in_rule, selectors_of

MOST_SELECTORS = 20_000

MOST_STYLES = 10_000
"""Most combinations of tag, classes and id whose style is cached."""

DEEPEST = 8
"""Depth of nested blocks (`@media` in `@supports`, rules in rules) that are followed."""


LONGEST_SELECTOR = 4_000

COLLAPSIBLE = re.compile(
    r"accord|collaps|toggle|tab-|tabs|tabpane|panel|faq|expand|dropdown|drawer|slide|reveal|more|answer|content|body"
)
"""Words in the names of parts that are hidden until a person opens them. Their content is there to be read."""

OPENS = re.compile(
    r":(?:checked|target|hover|focus)[^{}]{0,400}\{[^{}]{0,2000}\bdisplay\s*:\s*(?!none)|\[open\]", re.IGNORECASE
)
"""What opens such parts on a page without scripts."""


COUNTERS = re.compile(r"counters\(\s*[\w-]+\s*,\s*[\"']([^\"']{1,3})[\"']\s*[,)]")
"""Numbering such as 2.1.3 for nested lists, with the separator between the parts."""

SUPPORTED = re.compile(
    r"(?:\(\s*(?:--[\w-]+\s*:[^()]*|display\s*:\s*(?:-ms-|-webkit-)?(?:inline-)?(?:grid|flex|block|contents)|"
    r"position\s*:\s*(?:-webkit-)?sticky|color\s*:\s*(?:red|black|white|rgb\([\d\s,./%]*\))|gap\s*:\s*\w+)\s*\)"
    r"(?:\s+(?:and|or)\s+(?=\())?)+",
    re.IGNORECASE,
)
"""Conditions on browser features that hold in every current browser."""

OF_PROGRAMS = frozenset(
    "page charset namespace counter-style viewport -ms-viewport -o-viewport font-feature-values font-palette-values "  # noqa: SIM905 - read more easily as words
    "view-transition color-profile list position-try".split()
)
"""Rules that do not affect what is seen."""


NOT_APPLIED = frozenset(
    "noscript template iframe noframes noembed xmp textarea title select object svg math canvas video audio".split()  # noqa: SIM905 - read more easily as words
)
"""Elements in which a style sheet may not be one of the page's."""


Layer = tuple[float, ...]
LAST = float("inf")
UNLAYERED: Layer = (LAST,)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Declarations, their layer, and whether they certainly apply."""

    declared: Declared
    layer: Layer
    is_certain: bool


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
    reader = _SheetReader(has_program=has_program, is_old=is_old)
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
        words = _of_address(element.get("href", "")) if element.tag == "link" else "".join(element.itertext())
        if words and words.strip():
            yield re.sub(r"<!--|-->", " ", words), truth


def _of_address(address: str) -> str:
    """The sheet that an address itself contains (`data:`); empty for others, which are not loaded."""
    head, comma, body = address.strip().partition(",")
    if not comma or not head.lower().startswith("data:"):
        return ""
    content = urllib.parse.unquote_to_bytes(body[: 4 * LARGEST])
    if head.lower().rstrip().endswith("base64"):
        try:
            content = base64.b64decode(re.sub(rb"\s+", b"", content) + b"===")
        except (binascii.Error, ValueError):
            return ""
    return content.decode("utf-8", "replace")


class _SheetReader:
    """Reads sheets, one after another."""

    def __init__(self, *, has_program: bool, is_old: bool) -> None:
        self.matcher = cssselect2.Matcher()
        self.count = 0
        self.is_simple = self.is_whole = True
        self.frames: dict[str, list[tuple[bool, Declared]]] = {}
        self.registered: dict[str, tuple[str, bool]] = {}
        self.faces: set[str] = set()
        self.rules: list[tuple[str, Declared]] = []
        self._layers: dict[tuple[str, ...], Layer] = {}
        self._below: dict[tuple[str, ...], int] = {}
        self._left = LARGEST
        self._has_program = has_program
        self._is_old = is_old

    def read(self, words: str, layer: Layer, truth: Truth, path: tuple[str, ...] = (), depth: int = 0) -> None:
        """Add the rules of a sheet."""
        if len(words) > self._left or depth > DEEPEST:
            self.is_whole = False
        words = words[: self._left]
        self._left -= len(words)
        try:
            parts = tinycss2.parse_stylesheet(words, skip_comments=True, skip_whitespace=True)
            self._take(parts, "", layer, truth is True, path, depth)
        except RecursionError:  # brackets in brackets
            self.is_whole = False

    def _take(
        self, parts: Sequence[Any], around: str, layer: Layer, is_certain: bool, path: tuple[str, ...], depth: int
    ) -> None:
        if depth > DEEPEST:
            self.is_whole = False
            return
        for rule in parts:
            if rule.type == "qualified-rule":
                self._rule(rule, around, layer, is_certain, path, depth)
            elif rule.type == "at-rule":
                self._at(rule, around, layer, is_certain, path, depth)

    def _rule(self, rule: Any, around: str, layer: Layer, is_certain: bool, path: tuple[str, ...], depth: int) -> None:  # noqa: ANN401
        selectors = [in_rule(part, around) for part in selectors_of(rule.prelude)]
        if self._is_old:
            selectors = [NAMED.sub(lambda name: name[0].lower(), words) for words in selectors]
        parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        self._add(selectors, parts, layer, is_certain)
        within = [one for one in parts if one.type in ("qualified-rule", "at-rule")]
        if within:
            inner = ",".join(selectors)
            if len(inner) > LONGEST_SELECTOR:
                self.is_whole = False
                return
            self._take(within, inner, layer, is_certain, path, depth + 1)

    def _at(self, rule: Any, around: str, layer: Layer, is_certain: bool, path: tuple[str, ...], depth: int) -> None:  # noqa: ANN401
        name = rule.lower_at_keyword
        prelude = tinycss2.serialize(rule.prelude).strip()
        if name == "import":
            self._import(rule, layer, is_certain, path, depth)
            return
        if name == "layer":
            names = [part.strip() for part in prelude.split(",")]
            for one in names:
                inner_path = (*path, *(one.split(".") if one else (f" {self.count} {len(self._layers)}",)))
                layer = self._layer(inner_path)
            if rule.content is None:
                return
            path = inner_path
        elif rule.content is None or name in OF_PROGRAMS:
            return
        elif name.endswith("keyframes"):
            self._keyframes(prelude, rule.content)
            return
        elif name == "property":
            found = plain_declarations(rule.content)
            initial = found.get("initial-value", "")
            self.registered[prelude] = (initial, found.get("inherits", "true") != "false")
            return
        elif name == "font-face":
            found = plain_declarations(rule.content)
            if "data:" in found.get("src", "") or any("adjust" in one or "override" in one for one in found):
                self.faces.add(found.get("font-family", "").strip("\"' "))
            return
        elif name == "media":
            truth = holds(prelude)
            if truth is False:
                return
            is_certain = is_certain and truth is True
        elif name == "supports":
            is_certain = is_certain and SUPPORTED.fullmatch(prelude) is not None
        else:
            is_certain = False
        if around:
            parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            self._add([around], parts, layer, is_certain)
        else:
            parts = tinycss2.parse_stylesheet(rule.content, skip_comments=True, skip_whitespace=True)
        self._take(parts, around, layer, is_certain, path, depth + 1)

    def _import(self, rule: Any, layer: Layer, is_certain: bool, path: tuple[str, ...], depth: int) -> None:  # noqa: ANN401
        address, rest = "", []
        for token in rule.prelude:
            if not address and token.type in ("url", "string"):
                address = token.value
            elif not address and token.type == "function" and token.lower_name in ("url", "src"):
                address = next((one.value for one in token.arguments if one.type == "string"), "")
            else:
                rest.append(token)
        words = _of_address(address)
        if not words:
            return
        said = tinycss2.serialize(rest).strip()
        found = re.match(r"layer(?:\(([\w.\s-]+)\))?", said)
        if found is not None:
            path = (*path, *((found[1] or f" {self.count} {len(self._layers)}").strip().split(".")))
            layer = self._layer(path)
            said = said[found.end() :].strip()
        truth = None if "supports(" in said else holds(said)
        if truth is not False:
            self.read(words, layer, truth if is_certain else None, path, depth + 1)

    def _layer(self, path: tuple[str, ...]) -> Layer:
        """The rank of a layer: that of its parents first; new layers come last among their siblings."""
        place: tuple[float, ...] = ()
        for length in range(1, len(path) + 1):
            part = path[:length]
            if part not in self._layers:
                number = self._below.get(part[:-1], 0)
                self._below[part[:-1]] = number + 1
                self._layers[part] = (*place, number)
            place = self._layers[part]
        return (*place, LAST)

    def _keyframes(self, name: str, content: Sequence[Any]) -> None:
        steps: list[tuple[bool, Declared]] = []
        for step in tinycss2.parse_stylesheet(content, skip_comments=True, skip_whitespace=True):
            if step.type != "qualified-rule":
                continue
            declared: dict[str, tuple[str, bool]] = {}
            declare(tinycss2.parse_blocks_contents(step.content, skip_comments=True, skip_whitespace=True), declared)
            places = [part.strip().lower() for part in tinycss2.serialize(step.prelude).split(",")]
            steps.append((all(place in ("from", "0%") for place in places), declared))
        self.frames[name.strip("\"'").lower()] = steps

    def _add(self, selectors: Sequence[str], parts: Sequence[Any], layer: Layer, is_certain: bool) -> None:
        declared: dict[str, tuple[str, bool]] = {}
        declare(parts, declared)
        if not declared:
            return
        compiled = [compiled_selector(words) for words in selectors]
        # A browser drops the whole rule because of one unknown selector.
        is_certain = is_certain and all(one is not None and one[1] for one in compiled)
        for words, one in zip(selectors, compiled, strict=True):
            if one is None:
                continue
            own: Declared = declared
            if (
                self._has_program
                and declared.get("display", ("", False))[0] == "none"
                and COLLAPSIBLE.search(" ".join(NAMED.findall(words)).lower())
            ):
                own = {name: value for name, value in declared.items() if name != "display"}
            rule = Rule(own, layer, is_certain)
            self.rules.append((words, own))
            for selector in one[0]:
                if self.count >= MOST_SELECTORS:
                    self.is_whole = False
                    return
                self.matcher.add_selector(selector, rule)
                self.count += 1
            self.is_simple = self.is_simple and SIMPLE.fullmatch(one[2]) is not None and not STATES.search(one[2])
