"""Finds pages from whose source a browser may build a different tree than libxml2, with words in other elements.

Browsers ignore a slash that closes a tag, reopen formatting elements that were not closed in their block, and merge the
attributes of a second `<body>`. Pages like that are common, and it rarely matters. A page is in doubt only where the
difference hides words.
"""

import re
from collections.abc import Iterable

OPENING = re.compile(r"<!--|<(script|style|textarea|title)\b", re.IGNORECASE)

SWALLOWS = re.compile(
    r"<(?:script|textarea|title|iframe|noscript|template|select|noembed|noframes|xmp)\b"
    r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+(?<=/)>",
    re.IGNORECASE,
)
"""Elements that swallow everything after them where a slash does not close them."""

CLOSED = re.compile(r"<(?P<tag>[a-z][\w-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)(?<=/)>", re.IGNORECASE)

EMPTY = frozenset("br hr img input meta link area base col embed source track wbr param keygen frame".split())  # noqa: SIM905 - read more easily as words

TELLING = re.compile(r"\b(?:style|class|id|hidden|color|size|bgcolor|popover)\b", re.IGNORECASE)

AGAIN = re.compile(r"<(body|html)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)

FRAMES = re.compile(r"<frameset\b", re.IGNORECASE)

FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905 - read more easily as words
"""Elements that a browser reopens in the next block where they were not closed in theirs."""

BLOCKS = (
    "p|div|td|th|tr|table|li|ul|ol|h[1-6]|section|article|main|blockquote|center|dd|dt|dl|header|footer|aside|nav|form|"
    "fieldset|address|pre|figure|details|summary|caption"
)


def is_built_otherwise(source: str, *, hides_closed: bool, hiding: Iterable[str]) -> bool:
    """True where a browser may hide words that are visible in libxml2's tree.

    `hides_closed` says that an element closed by a slash in its own tag, or a second body, hides its words. `hiding`
    are the tags of formatting elements that hide words.
    """
    words = _without_remarks(source)
    if hides_closed or FRAMES.search(words):
        return True
    if SWALLOWS.search(words) and not source.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        return True
    tags = FORMATTING.intersection(hiding)
    return bool(tags) and _is_misnested(words, tags)


def _without_remarks(source: str) -> str:
    """A page's source without comments, scripts, style sheets and titles. Takes linear time."""
    lower, kept, at = source.lower(), [], 0
    while (found := OPENING.search(source, at)) is not None:
        opened = found.end() if found[1] is None else lower.find(">", found.end())
        if found[1] is not None and source[opened - 1 : opened] == "/":
            kept.append(source[at : opened + 1])
            at = opened + 1
            continue
        kept.append(source[at : found.start()])
        closing = "-->" if found[1] is None else f"</{found[1].lower()}"
        at = lower.find(closing, opened) if opened >= 0 and len(lower) == len(source) else -1
        if at < 0:
            return " ".join(kept)
        at += len(closing)
    return " ".join((*kept, source[at:]))


def closed_by_a_slash(source: str) -> list[tuple[str, str]]:
    """Tags and attributes of elements seemingly closed by a slash, where the attributes affect their look."""
    if "/>" not in source:
        return []
    found = {
        (one["tag"].lower(), one["attributes"].rstrip("/"))
        for one in CLOSED.finditer(_without_remarks(source))
        if one["tag"].lower() not in EMPTY and TELLING.search(one["attributes"])
    }
    return sorted(found)[:MOST]


def said_again(source: str) -> list[tuple[str, str]]:
    """Tags and attributes of a second `<body>` or `<html>`, which a browser gives to the first."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for tag, attributes in AGAIN.findall(_without_remarks(source)):
        if tag.lower() in seen and "=" in attributes:
            found.append((tag.lower(), attributes))
        seen.add(tag.lower())
    return found[:MOST]


DEEPEST = 2_000

MOST = 200
"""Most different tags that are examined."""


def _is_misnested(words: str, tags: Iterable[str]) -> bool:
    """True where one of these elements is closed in another block than it was opened in, or not at all."""
    within: list[str] = []
    either = re.compile(rf"<(/?)({'|'.join(sorted(tags))}|{BLOCKS})\b", re.IGNORECASE)
    for end, tag in ((one[1], one[2].lower()) for one in either.finditer(words)):
        if len(within) > DEEPEST:
            return True
        if tag in tags and not end:
            within.append(tag)
        elif tag in tags:
            if not within or within[-1] != tag:
                return True
            within.pop()
        elif within and within[-1] in tags:
            # A block begins or ends while the formatting element is open: a browser reopens the element after that.
            if end or tag in ("p", "td", "th", "tr", "li"):
                return True
            within.append(tag)
        elif end and tag in within:
            del within[len(within) - 1 - within[::-1].index(tag) :]
        elif not end:
            within.append(tag)
    return any(tag in tags for tag in within)
