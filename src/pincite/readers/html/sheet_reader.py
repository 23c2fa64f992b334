"""Reads the words of a style sheet into rules, with nesting, layers and conditions as in a browser."""

import base64
import binascii
import re
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2

from pincite.readers.html.declarations import LARGEST, Declared, declare, plain_declarations
from pincite.readers.html.media import Truth, holds
from pincite.readers.html.selectors import NAMED, SIMPLE, STATES, compiled_selector, in_rule, selectors_of

MOST_SELECTORS = 20_000

DEEPEST = 8
"""Depth of nested blocks (`@media` in `@supports`, rules in rules) that are followed."""


LONGEST_SELECTOR = 4_000

COLLAPSIBLE = re.compile(
    r"accord|collaps|toggle|tab-|tabs|tabpane|panel|faq|expand|dropdown|drawer|slide|reveal|more|answer|content|body"
)
"""Words in the names of parts that are hidden until a person opens them. Their content is there to be read."""

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

Layer = tuple[float, ...]
LAST = float("inf")
UNLAYERED: Layer = (LAST,)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Declarations, their layer, and whether they certainly apply."""

    declared: Declared
    layer: Layer
    is_certain: bool


class SheetReader:
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
        words = sheet_in(address)
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


def sheet_in(address: str) -> str:
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
