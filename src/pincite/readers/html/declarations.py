"""The declarations of a `style` attribute or a rule: their properties and values, and which of them prevail."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import tinycss2

from pincite.readers.html.effects import ALIASES, DOUBT, verdict

LARGEST = 400_000
"""Most characters of style sheets that are read, half a second's worth. A page with more is a program, not a
document."""

LONGEST_VALUE = 2_000

LONGEST_KEPT = 1_000
"""Most characters of a `style` attribute that is cached."""

Declared = Mapping[str, tuple[str, bool]]
"""Values by property, in lower case, each with whether it is important."""


def lay(declared: Declared, *, over: dict[str, tuple[str, bool]]) -> None:
    """Add declarations over earlier ones. Important ones stay on top; a doubtful one stays."""
    for name, (value, is_important) in declared.items():
        if is_important or name not in over or not over[name][1]:
            over[name] = (value, is_important)
            _part_of_shorthand(name, over)


def _part_of_shorthand(name: str, over: dict[str, tuple[str, bool]]) -> None:
    """Remove earlier declarations of a shorthand's parts."""
    for part in SHORTHANDS.get(name, ()):
        if part in over and over[part][1] <= over[name][1]:
            del over[part]


SHORTHANDS = {
    "background": ("background-color", "background-image", "background-clip", "-webkit-background-clip"),
    "margin": ("margin-left", "margin-top", "margin-bottom", "margin-inline-start", "margin-block-start"),
    "font": ("font-size", "font-family", "line-height", "font-size-adjust"),
    "inset": ("left", "top", "right", "bottom"),
    "overflow": ("overflow-x", "overflow-y"),
}


@lru_cache(maxsize=4096)
def declared_in(words: str) -> Declared:
    """The properties of a `style` attribute, cached: word processors repeat the same few for every paragraph."""
    return declarations(words)


def declarations(words: str) -> Declared:
    """Properties of a `style` attribute or a rule, in lower case, with escapes and comments resolved."""
    found: dict[str, tuple[str, bool]] = {}
    if len(words) > LARGEST:
        return {DOUBT: ("a style that is too long", True)}
    try:
        declare(tinycss2.parse_blocks_contents(words, skip_comments=True, skip_whitespace=True), found)
    except RecursionError:  # brackets in brackets
        return {DOUBT: ("a style that is too deep", True)}
    return found


def declare(parts: Sequence[Any], found: dict[str, tuple[str, bool]]) -> None:
    """Add the followed and the doubtful ones of some parsed declarations to those found before."""
    for one in parts:
        if one.type != "declaration":
            continue
        value = value_of(one.value)
        if one.name.startswith("--"):
            if len(value) <= LONGEST_VALUE:
                lay({one.name: (value, one.important)}, over=found)
            else:
                found[DOUBT] = (one.name, True)
            continue
        name = one.lower_name
        alias = ALIASES.fullmatch(name)
        name = alias[1] if alias is not None else name
        kind = verdict(name, value[:LONGEST_VALUE])
        if kind == "doubtful" or (kind == "followed" and len(value) > LONGEST_VALUE):
            found[DOUBT] = (name, True)
        elif kind == "followed":
            lay({name: (value, one.important)}, over=found)


def plain_declarations(content: Sequence[Any]) -> dict[str, str]:
    """All declarations in a block, as values by property, without a judgement of their effect."""
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return {one.lower_name: value_of(one.value) for one in parts if one.type == "declaration"}


def value_of(tokens: Sequence[Any]) -> str:
    """A value without comments and escapes, in lower case."""
    kept = [token for token in tokens if token.type != "comment"]
    return " ".join(tinycss2.serialize(kept).lower().replace("/**/", "").split())
