"""The style sheets inside a page: which of their declarations hold for an element, in the order in which they count.

Selectors are matched as a browser does (`cssselect2`), so that what hides words by a path, an attribute or a place
hides them here too. Sheets in files of their own are not loaded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

from pincite.documents.readers.html.lengths import HEIGHT, WIDTH, pixels

LARGEST = 400_000
"""Characters of style sheets that are read, half a second's worth; a page with more is a program, not a document."""

MOST_SELECTORS = 20_000

MOST_STYLES = 10_000
"""Combinations of tag, classes and id whose style is kept."""

DEEPEST = 8
"""Blocks within blocks (`@media` in `@supports`) that are looked into."""

LONGEST_VALUE = 2_000

PROPERTIES = frozenset(
    "display visibility opacity color background background-color background-image background-clip "  # noqa: SIM905 - read more easily as words
    "-webkit-background-clip font-size font -webkit-text-fill-color -webkit-text-stroke -webkit-text-stroke-color "
    "-webkit-text-stroke-width text-shadow clip-path transform translate scale rotate filter zoom content-visibility "
    "margin margin-left margin-top margin-inline margin-inline-start padding padding-left padding-inline-start "
    "max-width position inset left top right bottom inset-inline inset-inline-start inset-block inset-block-start "
    "text-indent clip overflow overflow-x overflow-y width height block-size inline-size max-height max-block-size "
    "max-inline-size line-height letter-spacing white-space vertical-align text-decoration text-decoration-line "
    "list-style list-style-type mix-blend-mode mask mask-image -webkit-mask -webkit-mask-image font-size-adjust "
    "z-index color-scheme mso-hide all".split()
)
"""What of a rule is kept, besides properties of the page's own (`--ink`)."""

COLLAPSIBLE = re.compile(
    r"accord|collaps|toggle|tab-|tabs|tabpane|panel|faq|expand|dropdown|drawer|slide|reveal|more|answer|content|body"
)
"""Words in the names of parts that are hidden until a person opens them: what they say is there to be read."""

SIMPLE = re.compile(r"[a-z][a-z0-9]*(?:[.#][\w-]+)*|(?:[.#][\w-]+)+|\*", re.IGNORECASE)
"""Selectors that look at an element's tag, classes and id alone."""

COUNTERS = re.compile(r"counters\(\s*[\w-]+\s*,\s*[\"']([^\"']{1,3})[\"']\s*[,)]")
"""What puts numbers such as 2.1.3 before the items of nested lists, with the sign between their parts."""

CONDITION = re.compile(r"\(\s*(min|max)-(width|height)\s*:\s*([^)]+)\)")

NOT_HERE = re.compile(
    r"\bprint\b|\bspeech\b|prefers-color-scheme:\s*dark|prefers-contrast:\s*more|forced-colors:\s*active|inverted-colors"
)

Declared = Mapping[str, tuple[str, bool]]
"""Values by property, lower case, each with whether it is important."""


@dataclass(slots=True)
class Sheets:
    """The rules of a page. `counter` is the sign between the parts of nested lists' numbers, empty without such.

    `is_simple` says that tag, classes and id of an element decide which rules hold for it.
    """

    matcher: cssselect2.Matcher | None = None
    counter: str = ""
    is_simple: bool = True
    root: etree._Element | None = None
    _styles: dict[tuple[str, str, str], Declared] = field(default_factory=dict)
    _wrappers: dict[etree._Element, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """True when there are any rules."""
        return self.matcher is not None

    def style(self, element: etree._Element) -> Declared:
        """What the rules declare for an element; not to be changed."""
        if self.matcher is None:
            return {}
        if not self.is_simple:
            return self._matched(self._wrapped(element))
        key = (element.tag, element.get("class", ""), element.get("id", ""))
        style = self._styles.get(key)
        if style is None:
            style = self._matched(cssselect2.ElementWrapper(element, None, 0, None, True))
            if len(self._styles) < MOST_STYLES:
                self._styles[key] = style
        return style

    def _wrapped(self, element: etree._Element) -> Any:  # noqa: ANN401 - cssselect2 has no types
        if not self._wrappers:
            wrapped = cssselect2.ElementWrapper.from_html_root(self.root)
            self._wrappers = {one.etree_element: one for one in wrapped.iter_subtree()}
        return self._wrappers.get(element) or cssselect2.ElementWrapper(element, None, 0, None, True)

    def _matched(self, wrapped: Any) -> Declared:  # noqa: ANN401 - cssselect2 has no types
        style: dict[str, tuple[str, bool]] = {}
        for _, _, pseudo, declared in self.matcher.match(wrapped) if self.matcher is not None else ():
            if pseudo is None:
                lay(declared, over=style)
        return style


def lay(declared: Declared, *, over: dict[str, tuple[str, bool]]) -> None:
    """Put declarations over earlier ones; important ones stay on top."""
    for name, (value, is_important) in declared.items():
        if is_important or name not in over or not over[name][1]:
            over[name] = (value, is_important)


def declarations(words: str) -> Declared:
    """Properties of a `style` attribute or of a rule, lower case, with escapes and comments undone."""
    found: dict[str, tuple[str, bool]] = {}
    if len(words) > LARGEST:
        return found
    _declare(tinycss2.parse_blocks_contents(words, skip_comments=True, skip_whitespace=True), found)
    return found


def _declare(parts: Sequence[Any], found: dict[str, tuple[str, bool]]) -> None:
    for one in parts:
        if one.type != "declaration" or not (one.lower_name in PROPERTIES or one.name.startswith("--")):
            continue
        value = _value(one.value)
        if len(value) <= LONGEST_VALUE:
            lay({one.lower_name if not one.name.startswith("--") else one.name: (value, one.important)}, over=found)


def _value(tokens: Sequence[Any]) -> str:
    """A value without comments and escapes, lower case."""
    kept = [token for token in tokens if token.type != "comment"]
    return " ".join(tinycss2.serialize(kept).lower().replace("/**/", "").split())


def sheets_of(root: etree._Element) -> Sheets:
    """The rules of the style sheets that stand in a page."""
    words = "\n".join(
        re.sub(r"<!--|-->", " ", "".join(element.itertext()))
        for element in root.iter("style")
        if holds(element.get("media", ""))
    )[:LARGEST]
    if not words.strip():
        return Sheets()
    matcher = cssselect2.Matcher()
    count = 0
    is_simple = True
    for selector, written, declared in _rules(words):
        matcher.add_selector(selector, declared)
        is_simple = is_simple and SIMPLE.fullmatch(written) is not None
        count += 1
        if count == MOST_SELECTORS:
            break
    counter = COUNTERS.search(words)
    return Sheets(matcher if count else None, counter[1] if counter else "", is_simple, root)


def _rules(words: str) -> Iterator[tuple[Any, str, Declared]]:
    """The selectors of a sheet, each as it is written and with what is declared for it."""
    waiting: list[tuple[Iterator[Any], int]] = [
        (iter(tinycss2.parse_stylesheet(words, skip_comments=True, skip_whitespace=True)), 0)
    ]
    while waiting:
        rule = next(waiting[-1][0], None)
        depth = waiting[-1][1]
        if rule is None:
            waiting.pop()
        elif rule.type == "qualified-rule":
            yield from _selectors(rule)
        elif rule.type == "at-rule" and rule.content is not None and depth < DEEPEST:
            prelude = tinycss2.serialize(rule.prelude)
            if rule.lower_at_keyword in ("media", "supports", "layer", "container", "scope") and (
                rule.lower_at_keyword != "media" or holds(prelude)
            ):
                inner = tinycss2.parse_stylesheet(rule.content, skip_comments=True, skip_whitespace=True)
                waiting.append((iter(inner), depth + 1))


def _selectors(rule: Any) -> Iterator[tuple[Any, str, Declared]]:  # noqa: ANN401 - tinycss2 has no types
    declared: dict[str, tuple[str, bool]] = {}
    _declare(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True), declared)
    if not declared:
        return
    for written in _parted(rule.prelude):
        words = tinycss2.serialize(written).strip()
        try:
            compiled = cssselect2.compile_selector_list(written)
        except (cssselect2.SelectorError, NotImplementedError, ValueError):
            continue
        own: Declared = declared
        if declared.get("display", ("", False))[0] == "none" and COLLAPSIBLE.search(words.lower()):
            own = {name: value for name, value in declared.items() if name != "display"}
        for selector in compiled:
            yield selector, words, own


def _parted(prelude: Sequence[Any]) -> list[list[Any]]:
    """The selectors of a list, so that one that is not understood does not take the others with it."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def holds(media: str) -> bool:
    """True for what is said of an ordinary screen: a wide window, light colours, nothing printed.

    >>> holds(""), holds("screen and (max-width: 600px)"), holds("print"), holds("print, screen")
    (True, False, False, True)
    """
    queries = [query.strip().lower() for query in media.split(",")]
    return any(_holds(query) for query in queries)


def _holds(query: str) -> bool:
    is_turned = query.startswith("not ")
    found = NOT_HERE.search(query) is None
    for least, side, length in CONDITION.findall(query):
        limit, own = pixels(length, 16, 0), WIDTH if side == "width" else HEIGHT
        if limit is not None:
            found = found and (own >= limit if least == "min" else own <= limit)
    return found is not is_turned
