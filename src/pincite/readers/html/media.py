"""Conditions in style sheets: which hold in the windows in which people read pages, which do not, and which may."""

import re
from typing import Any

import tinycss2

from pincite.readers.html.lengths import WIDTH, pixels

WIDEST = 4000.0
"""Pixels of the widest window. Between an ordinary window and this one, a condition may or may not hold."""

LOWEST, HIGHEST = 500.0, 2200.0
"""Least and greatest height of windows in pixels."""

HOLDS = {
    "hover": ("", "hover"), "any-hover": ("", "hover"), "pointer": ("", "fine"), "any-pointer": ("", "fine"),
    "prefers-color-scheme": ("light",), "prefers-reduced-motion": ("no-preference",), "scripting": ("enabled",),
    "prefers-contrast": ("no-preference",), "forced-colors": ("none",), "inverted-colors": ("none",),
    "prefers-reduced-transparency": ("no-preference",), "prefers-reduced-data": ("no-preference",), "color": ("",),
    "grid": ("0",), "display-mode": ("browser",), "orientation": ("landscape",), "update": ("", "fast"),
    "overflow-block": ("", "scroll"), "overflow-inline": ("", "scroll"),
}  # fmt: skip
"""Values of features on an ordinary screen; conditions with other values do not hold there."""

COMPARED = re.compile(r"(?:(min|max)-)?(?:device-)?(width|height)(?:\s*:\s*(.+))?")
RANGE = re.compile(r"(?:(.+?)\s*(<=?|>=?|=)\s*)?(width|height)(?:\s*(<=?|>=?|=)\s*(.+))?")

Truth = bool | None
"""None for a condition that may or may not hold."""


def holds(media: str) -> Truth:
    """Whether a list of media queries holds on an ordinary screen: a wide window, light colours, not in print.

    >>> holds(""), holds("screen and (max-width: 600px)"), holds("print"), holds("print, screen")
    (True, False, False, True)
    >>> holds("not print"), holds("(600px <= width)"), holds("(min-width: 1900px)"), holds("(no-such-thing)")
    (True, True, None, None)
    """
    if not media.strip():
        return True
    parts: list[list[Any]] = [[]]
    for token in tinycss2.parse_component_value_list(media.lower(), skip_comments=True):
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "whitespace":
            parts[-1].append(token)
    return any_of([_query(part) for part in parts])


def any_of(truths: list[Truth]) -> Truth:
    """True where one is true, else None where one is None."""
    return True if True in truths else None if None in truths else False


def _all_of(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def _query(tokens: list[Any]) -> Truth:
    """The truth of one media query or condition: parts joined by `and` or `or`, or negated by `not`."""
    if tokens and tokens[0].type == "ident" and tokens[0].value in ("not", "only"):
        rest = _query(tokens[1:])
        return rest if tokens[0].value == "only" or rest is None else not rest
    truths: list[Truth] = []
    joint = "and"
    turned = False
    for token in tokens:
        if token.type == "ident" and token.value in ("and", "or"):
            joint = token.value
        elif token.type == "ident" and token.value == "not":
            turned = True
        else:
            truth = _part(token)
            truths.append(truth if not turned or truth is None else not truth)
            turned = False
    if not truths:
        return None
    return any_of(truths) if joint == "or" else _all_of(truths)


def _part(token: Any) -> Truth:  # noqa: ANN401 - tinycss2 has no types
    if token.type == "ident":
        return {"all": True, "screen": True}.get(token.value, False)
    if token.type != "() block":
        return None
    inner = [part for part in token.content if part.type not in ("whitespace", "comment")]
    if inner and (inner[0].type == "() block" or (inner[0].type == "ident" and inner[0].value == "not")):
        return _query(inner)
    return _feature(" ".join(tinycss2.serialize(token.content).split()))


def _feature(words: str) -> Truth:
    name, _, value = (part.strip() for part in words.partition(":"))
    if name in HOLDS:
        return value in HOLDS[name] or (not value and HOLDS[name][0] != "none")
    one = COMPARED.fullmatch(words)
    if one is not None:
        return _compared(one[2], {"min": ">=", "max": "<="}.get(one[1] or "", "="), one[3] or "0")
    two = RANGE.fullmatch(words)
    if two is None or not (two[1] or two[5]):
        return None
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
    truths: list[Truth] = []
    if two[1]:
        truths.append(_compared(two[3], turned[two[2]], two[1]))
    if two[5]:
        truths.append(_compared(two[3], two[4], two[5]))
    return _all_of(truths)


def _compared(side: str, sign: str, length: str) -> Truth:
    """Whether a side of the window has this length, in all windows or in some."""
    limit = pixels(length, 16, 0)
    if limit is None:
        return None
    low, high = (WIDTH, WIDEST) if side == "width" else (LOWEST, HIGHEST)
    if sign == "=":
        return None if low <= limit <= high else limit == 0 and length == "0"
    least = limit if sign in (">=", "<=") else limit + (0.01 if sign == ">" else -0.01)
    truths = {own >= least if sign in (">", ">=") else own <= least for own in (low, high)}
    return truths.pop() if len(truths) == 1 else None
