"""Selectors: those of a rule, combined with the rule around it, and widened where they are not understood."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import cssselect2
import tinycss2

SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*(?:[.#][\w-]+)*|(?:[.#][\w-]+)+|\*)(?:::?[a-z-]+)?", re.IGNORECASE)
"""Selectors that depend only on an element's tag, classes and id."""

NAMED = re.compile(r"[.#][\w-]+")

STATES = re.compile(r":(?!:)(?!before|after|first-line|first-letter)", re.IGNORECASE)

OF_BROWSERS = re.compile(
    r"::?(?:-(?:webkit|moz|ms|o)-|backdrop|selection|cue|view-transition|highlight|scroll-|placeholder|marker|"
    r"file-selector-button|target-text|spelling-error|grammar-error|checkmark|picker)[\w()-]*(?:::?[\w()-]+)*\s*$"
)
"""Parts that a browser draws itself: bars, markers, buttons."""


def selectors_of(prelude: Sequence[Any]) -> list[list[Any]]:
    """The selectors of a list."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def in_rule(part: Sequence[Any], around: str) -> str:
    """A selector combined with that of the rule around it."""
    words: str = tinycss2.serialize([token for token in part if token.type != "comment"]).strip()
    if not around:
        return words.replace("&", ":root") if "&" in words else words
    if "&" in words:
        return words.replace("&", f":is({around})")
    return f":is({around}) {words}"


def compiled_selector(words: str) -> tuple[Sequence[Any], bool, str] | None:
    """A selector and whether it is understood; if not, a wider one that is. None where it selects nothing drawn."""
    compile_: Callable[[str], Sequence[Any]] = cssselect2.compile_selector_list
    try:
        return compile_(words), True, words
    except (cssselect2.SelectorError, NotImplementedError, ValueError):
        pass
    if OF_BROWSERS.search(words) is not None:
        return None
    wider = _wider(words)
    try:
        return compile_(wider), False, wider
    except (cssselect2.SelectorError, NotImplementedError, ValueError, SyntaxError):
        return compile_("*"), False, "*"


def _wider(words: str) -> str:
    """A selector without what is not understood: states, other names, parts of elements."""
    kept: list[Any] = []
    tokens = list(tinycss2.parse_component_value_list(words, skip_comments=True))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "literal" and token.value == ":":
            while at + 1 < len(tokens) and tokens[at].type == "literal" and tokens[at].value == ":":
                at += 1
            if not kept or kept[-1].type == "whitespace" or kept[-1].type == "literal":
                kept.append(tinycss2.parse_one_component_value("*"))
        elif token.type == "literal" and token.value == "|":
            if kept:
                kept.pop()
        else:
            kept.append(token)
        at += 1
    found: str = tinycss2.serialize(kept).strip()
    return found or "*"
