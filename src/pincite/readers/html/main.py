"""Parts of a page outside its document: menus, cookie notices, share bars, footers.

A part is left out only when its tag, role or name marks it as such and its own words agree: it holds mostly links, or
no sentence. So no clause is lost because it stands in a footer. A warning lists what was left out.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

BY_TAG = {"nav": "menus", "header": "the page's head", "footer": "the page's foot", "aside": "side notes"}

BY_ROLE = {
    "navigation": "menus",
    "menubar": "menus",
    "menu": "menus",
    "banner": "the page's head",
    "contentinfo": "the page's foot",
    "complementary": "side notes",
    "search": "the search form",
}

BY_NAME = (
    (
        re.compile(
            r"(?:cookie|consent|gdpr|ccpa|privacy)s?[-_]?(?:law[-_]?)?(?:info[-_]?)?"
            r"(?:banner|bar|notice|consent|popup|modal|overlay|message|alert|dialog|layer)|onetrust|cookiebot|cc-window"
        ),
        "the cookie notice",
    ),
    (re.compile(r"breadcrumb|(?:^|[-_])(?:nav|navbar|navigation|menu|menus|topbar|toolbar)(?:$|[-_])"), "menus"),
    (re.compile(r"(?:^|[-_])(?:share|sharing|social|addthis|sharethis)(?:$|[-_])"), "share buttons"),
    (re.compile(r"skip-?(?:link|nav|to|main)|back-?to-?top"), "menus"),
    (re.compile(r"(?:^|[-_])(?:site|page|global|main)?-?footer(?:$|[-_])"), "the page's foot"),
    (re.compile(r"(?:^|[-_])(?:site|page|global|main)-?header(?:$|[-_])"), "the page's head"),
    (re.compile(r"(?:^|[-_])sidebar(?:$|[-_])"), "side notes"),
    (re.compile(r"newsletter|subscribe"), "the subscription form"),
)
"""What classes and ids say about a part."""

SENTENCE = 12
"""Words without a link in one run from which a part has a sentence; "All rights reserved" has fewer."""

LINKS = 0.5
"""Share of a part's characters in links from which it is a list of links."""

MOST_COOKIE_WORDS = 150
"""Most words of a cookie notice, which also has a button; a longer text about cookies is a policy."""

COOKIES = re.compile(r"cookie|consent", re.IGNORECASE)

LONGEST_NAMES = 500
"""Characters of an element's classes and id that are examined."""

MOST_OWNER_WORDS = 30
"""Most words of a footer that only states the owner of the page."""

DEEPEST = 8
"""Depth to which parts outside the document are followed into one another."""

OWNED = re.compile(r"©|\(c\)|copyright|all rights reserved", re.IGNORECASE)
"""Words of a page's footer, or of a header with the owner's name. A document's own footer says more."""


@dataclass(frozen=True, slots=True)
class LeftOutParts:
    """Parts of a page that are not read, each with its description."""

    parts: dict[etree._Element, str]

    def warning(self) -> str:
        """The warning about these parts; empty when everything is read."""
        if not self.parts:
            return ""
        kinds = sorted(set(self.parts.values()))
        words = sum(len("".join(part.itertext()).split()) for part in self.parts)
        named = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
        return f"left out as no part of the document: {named} ({words} words)"


def left_out(root: etree._Element) -> LeftOutParts:
    """The parts of a page outside its document."""
    parts: dict[etree._Element, str] = {}
    inside = _main(root)
    around = set() if inside is None else {inside, *inside.iterancestors()}
    kinds: list[str] = []
    depth = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            depth -= bool(kinds.pop())
            continue
        kinds.append("" if element in around else _kind(element))
        depth += bool(kinds[-1])
        if element is inside:
            walk.skip_subtree()
        elif kinds[-1] and depth <= DEEPEST and _is_beside(element, kinds[-1]):
            parts[element] = kinds[-1]
            walk.skip_subtree()
    return LeftOutParts({part: kind for part, kind in parts.items() if "".join(part.itertext()).strip()})


def _main(root: etree._Element) -> etree._Element | None:
    """The part marked as the document; None when no part or several parts are."""
    mains = list(root.iter("main")) or root.xpath("//*[@role='main']")
    if not mains:
        mains = list(root.iter("article"))
    return mains[0] if len(mains) == 1 else None


def _kind(element: etree._Element) -> str:
    """What a part is according to its markup; empty for a part of the document."""
    if not element.attrib:
        return BY_TAG.get(element.tag, "")
    named = BY_TAG.get(element.tag) or BY_ROLE.get(element.get("role", ""), "")
    if named or element.tag not in ("div", "section", "ul", "ol", "p", "a", "form", "table"):
        return named
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _named(names.lower()) if len(names) < LONGEST_NAMES else ""


@lru_cache(maxsize=4096)
def _named(names: str) -> str:
    """What classes and an id say about a part."""
    return next((kind for pattern, kind in BY_NAME if any(pattern.search(name) for name in names.split())), "")


def _is_beside(element: etree._Element, kind: str) -> bool:
    """True when a part's words confirm that it is outside the document."""
    total = linked = longest = words = 0
    run = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    links = 0
    for event, part in walk:
        if part.tag in ("script", "style", "noscript", "template", "button", "select"):
            if event == "start":
                walk.skip_subtree()
                continue
            said = part.tail if part is not element else ""
        else:
            if part.tag == "a":
                links += 1 if event == "start" else -1
            said = part.text if event == "start" else (part.tail if part is not element else "")
            if part.tag not in ("b", "i", "em", "strong", "span", "a", "u"):
                run = 0
        count = len((said or "").split())
        total += len((said or "").strip())
        words += count
        if links:
            linked += len((said or "").strip())
        else:
            run += count
            longest = max(longest, run)
    if kind == "the cookie notice":
        has_button = (
            any(True for _ in element.iter("button", "input")) or element.find(".//*[@role='button']") is not None
        )
        return has_button and words <= MOST_COOKIE_WORDS and COOKIES.search("".join(element.itertext())) is not None
    if longest >= SENTENCE:
        return False
    is_owner = kind == "the page's foot" and words <= MOST_OWNER_WORDS and OWNED.search("".join(element.itertext()))
    is_menu = element.tag == "nav" or element.get("role") in ("navigation", "menubar", "menu")
    return total == 0 or is_menu or linked >= LINKS * total or bool(is_owner)
