"""Whether a browser may build other elements of a page's source than libxml2 does, so that words stand in other parts.

Browsers pay no heed to a slash that closes a tag, go on with letters' elements that were not closed in their block, and
join the attributes of a second `<body>`. Pages that do so are common, and mostly nothing hangs on it: only where what
is taken otherwise hides words is a page in doubt.
"""

import re
from collections.abc import Iterable

OPENING = re.compile(r"<!--|<(script|style|textarea|title)\b", re.IGNORECASE)

SWALLOWS = re.compile(
    r"<(?:script|textarea|title|iframe|noscript|template|select|noembed|noframes|xmp)\b"
    r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+(?<=/)>",
    re.IGNORECASE,
)
"""Elements that take in all that follows where a slash does not close them."""

CLOSED = re.compile(r"<(?P<tag>[a-z][\w-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)(?<=/)>", re.IGNORECASE)

EMPTY = frozenset("br hr img input meta link area base col embed source track wbr param keygen frame".split())  # noqa: SIM905 - read more easily as words

TELLING = re.compile(r"\b(?:style|class|id|hidden|color|size|bgcolor|popover)\b", re.IGNORECASE)

AGAIN = re.compile(r"<(body|html)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)

FRAMES = re.compile(r"<frameset\b", re.IGNORECASE)

FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905 - read more easily as words
"""Elements that a browser opens anew in the next block where they were not closed in theirs."""

BLOCKS = (
    "p|div|td|th|tr|table|li|ul|ol|h[1-6]|section|article|main|blockquote|center|dd|dt|dl|header|footer|aside|nav|form|"
    "fieldset|address|pre|figure|details|summary|caption"
)


def is_built_otherwise(source: str, *, hides_closed: bool, hiding: Iterable[str]) -> bool:
    """True where a browser may hide words that stand elsewhere in libxml2's tree.

    `hides_closed` says that an element closed by a slash in its own tag, or a second body, hides its words; `hiding`
    are the tags of letters' elements that do.
    """
    words = _without_remarks(source)
    if hides_closed or FRAMES.search(words):
        return True
    if SWALLOWS.search(words) and not source.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        return True
    tags = FORMATTING.intersection(hiding)
    return bool(tags) and _is_misnested(words, tags)


def _without_remarks(source: str) -> str:
    """A page's source without its remarks, programs, sheets and titles; linear."""
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
    """Tags and attributes of elements that a slash seems to close, where the attributes say something of their look."""
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
"""Different tags that are looked at."""


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
            # A block begins or ends while the letters' element is open: it goes on behind it.
            if end or tag in ("p", "td", "th", "tr", "li"):
                return True
            within.append(tag)
        elif end and tag in within:
            del within[len(within) - 1 - within[::-1].index(tag) :]
        elif not end:
            within.append(tag)
    return any(tag in tags for tag in within)
