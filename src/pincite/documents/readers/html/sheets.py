"""The style sheets inside a page, as far as they say which words are seen: rules for a tag, classes or an id.

Rules with combinators and conditions are left out: to call words hidden that a person sees is worse than the reverse,
since the reverse is what the screening of every text is for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

LARGEST = 1_000_000
"""Characters of style sheets that are read; a page with more is a program, not a document."""

MOST_RULES = 100
"""Rules that begin with the same tag, class or id; further ones are not read."""

MOST_STYLES = 10_000
"""Combinations of tag, classes and id whose style is kept."""

PROPERTIES = frozenset(
    (
        "display",
        "visibility",
        "opacity",
        "color",
        "background",
        "background-color",
        "background-image",
        "font-size",
        "font",
        "-webkit-text-fill-color",
        "clip-path",
        "transform",
        "filter",
        "zoom",
        "content-visibility",
        "margin-left",
        "margin-top",
        "max-width",
        "position",
        "left",
        "top",
        "right",
        "bottom",
        "text-indent",
        "clip",
        "overflow",
        "width",
        "height",
        "max-height",
        "white-space",
        "vertical-align",
        "text-decoration",
        "text-decoration-line",
        "list-style",
        "list-style-type",
    )
)
"""What of a rule is kept."""

COLLAPSIBLE = re.compile(
    r"accord|collaps|toggle|tab-|tabs|tabpane|panel|faq|expand|dropdown|drawer|slide|reveal|more|answer|content|body"
)
"""Words in the names of parts that are hidden until a person opens them: what they say is there to be read."""

SIMPLE = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)

NAMED = re.compile(r"[.#][\w-]+")

BRACE = re.compile(r"[{}]")

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)

COUNTERS = re.compile(r"counters\(\s*[\w-]+\s*,\s*[\"']([^\"']{1,3})[\"']\s*[,)]")
"""What puts numbers such as 2.1.3 before the items of nested lists, with the sign between their parts."""

FOR_SCREENS = re.compile(r"@(?:media|supports|layer)\b(?![^{]*\b(?:print|speech|max-width)\b)", re.IGNORECASE)
"""Blocks whose rules hold on an ordinary screen."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Declarations for elements with a tag (empty for any), all of the classes and the id (empty for any).

    A rule that `is_elsewhere` paints a background where no simple rule says: white words may stand on it.
    """

    tag: str
    classes: frozenset[str]
    id: str
    declared: dict[str, str]
    is_elsewhere: bool = False

    @property
    def weight(self) -> tuple[bool, int, bool]:
        """How specific the rule is: of two that set a property the more specific does, of two equal ones the later."""
        return bool(self.id), len(self.classes), bool(self.tag)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rules of a page by what they ask for first, each with its place among all.

    `counter` is the sign between the parts of nested lists' numbers, empty where the sheets make no such numbers.
    """

    by_name: dict[str, list[tuple[int, Rule]]] = field(default_factory=dict)
    counter: str = ""
    _styles: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """True when there are any rules."""
        return bool(self.by_name)

    def style(self, element: etree._Element) -> dict[str, str]:
        """What the rules declare for an element; not to be changed."""
        classes = element.get("class", "")
        name = element.get("id", "")
        key = (element.tag, classes, name if f"#{name}" in self.by_name else "")
        style = self._styles.get(key)
        if style is None:
            style = self._declared(element.tag, frozenset(classes.split()), name)
            if len(self._styles) < MOST_STYLES:
                self._styles[key] = style
        return style

    def _declared(self, tag: str, classes: frozenset[str], name: str) -> dict[str, str]:
        keys = [tag, *(f".{one}" for one in classes), f"#{name}"]
        found = [
            (rule.weight, place, rule)
            for key in keys
            for place, rule in self.by_name.get(key, ())
            if (not rule.tag or rule.tag == tag) and rule.classes <= classes and rule.id in ("", name)
        ]
        style: dict[str, str] = {}
        for _, _, rule in sorted(found, key=lambda one: one[:2]):
            style |= rule.declared
        return style


def declarations(words: str) -> dict[str, str]:
    """Properties of a `style` attribute or of a rule, lower case."""
    pairs = (declaration.split(":", 1) for declaration in words.lower().split(";") if ":" in declaration)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def sheets_of(root: etree._Element) -> Sheets:
    """The rules of the style sheets that stand in a page."""
    words = "\n".join(
        element.text or "" for element in root.iter("style") if "print" not in element.get("media", "").lower()
    )
    by_name: dict[str, list[tuple[int, Rule]]] = {}
    rules = list(_rules(COMMENT.sub("", words[:LARGEST])))
    is_colourful = any(rule.is_elsewhere for rule in rules)
    for place, rule in enumerate(rules):
        if rule.is_elsewhere:
            continue
        if is_colourful:
            rule.declared.pop("color", None)
        first = f"#{rule.id}" if rule.id else f".{min(rule.classes)}" if rule.classes else rule.tag
        begun = by_name.setdefault(first, [])
        if len(begun) < MOST_RULES:
            begun.append((place, rule))
    counter = COUNTERS.search(words[:LARGEST])
    return Sheets(by_name, counter[1] if counter else "")


def _rules(words: str) -> Iterator[Rule]:
    """The simple rules of a sheet, one for each selector."""
    for selectors, block in _blocks(words):
        declared = {name: value for name, value in declarations(block).items() if name in PROPERTIES}
        if not declared:
            continue
        for selector in selectors.split(","):
            simple = SIMPLE.fullmatch(selector.strip())
            if simple is None or not simple[0] or simple[0] == "*":
                if any(name.startswith("background") for name in declared):
                    yield Rule("", frozenset(), "", {}, is_elsewhere=True)
                continue
            names = NAMED.findall(simple[2] or "")
            ids = [name[1:] for name in names if name[0] == "#"]
            classes = frozenset(name[1:] for name in names if name[0] == ".")
            if len(ids) > 1:
                continue
            if declared.get("display") == "none" and COLLAPSIBLE.search(simple[0].lower()):
                continue
            tag = (simple[1] or "").lower().replace("*", "")
            yield Rule(tag, classes, ids[0] if ids else "", dict(declared))


def _blocks(words: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules of a sheet; blocks for other media are passed over."""
    at = 0
    while (opening := words.find("{", at)) >= 0:
        selectors = words[at:opening].rpartition(";")[2].rpartition("}")[2].strip()
        if selectors.startswith("@"):
            at = opening + 1 if FOR_SCREENS.match(selectors) else _block_end(words, opening)
            continue
        closing = words.find("}", opening)
        closing = len(words) if closing < 0 else closing
        yield selectors, words[opening + 1 : closing]
        at = closing + 1


def _block_end(words: str, opening: int) -> int:
    """Where a block with blocks in it ends."""
    depth = 0
    for brace in BRACE.finditer(words, opening):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(words)
