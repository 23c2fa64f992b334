"""What the page's sheets and its own attribute declare for an element, with the page's custom properties resolved."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from pincite.readers.html.declarations import LONGEST_KEPT, declarations, declared_in, lay
from pincite.readers.html.effects import COLOURED, DOUBT, verdict
from pincite.readers.html.look import ElementLook
from pincite.readers.html.sheets import Cascade, Sheets

VARIABLE = re.compile(r"var\(\s*(--[\w-]{1,80})\s*(?:,((?:[^()]|\([^()]*\)){0,200}))?\)")


def with_registered(around: ElementLook, sheets: Sheets) -> ElementLook:
    """The inherited custom properties, with the initial values of those that are not inherited."""
    if not sheets.registered:
        return around
    values = {
        name: initial
        for name, (initial, is_inherited) in sheets.registered.items()
        if not is_inherited or name not in around.variables
    }
    return replace(around, variables={**around.variables, **values})


def with_properties(
    style: Mapping[str, str], variables: Mapping[str, str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """A style with custom properties resolved, and these properties."""
    own = {name: value for name, value in style.items() if name.startswith("--")}
    if own:
        variables = {**variables, **own}
    if any("var(" in value for value in style.values()):
        put = {}
        for name, value in style.items():
            if "var(" not in value or name.startswith("--"):
                put[name] = value
                continue
            found = _substituted(value, variables)
            # A reference to an unknown property counts as no declaration.
            kind = "void" if "var(" in found else verdict(name, found.lower())
            if kind == "doubtful":
                put[DOUBT] = name
            elif "var(" in found and (left := VARIABLE.search(found)) is not None and left[1] in variables:
                put[DOUBT] = name  # the property refers to itself
            elif name not in COLOURED and "var(" in found:
                put[name] = found
            else:
                put[name] = "unset" if kind == "void" else found
        style = put
    return style, variables


def style_of(element: etree._Element, cascade: Cascade) -> Mapping[str, str]:
    """What sheets and its own attribute declare for an element."""
    inline = element.get("style")
    declared = cascade.declared
    if not declared:
        return _plain(inline) if inline else {}
    style = dict(declared)
    if inline:
        lay(declared_in(inline) if len(inline) < LONGEST_KEPT else declarations(inline), over=style)
    return {name: value for name, (value, _) in style.items()}


def _plain(words: str) -> Mapping[str, str]:
    return _plain_kept(words) if len(words) < LONGEST_KEPT else {k: v for k, (v, _) in declarations(words).items()}


@lru_cache(maxsize=2048)
def _plain_kept(words: str) -> Mapping[str, str]:
    return {name: value for name, (value, _) in declarations(words).items()}


def _substituted(value: str, variables: Mapping[str, str]) -> str:
    """A value with custom properties resolved; unknown ones stay as they are."""
    for _ in range(MOST_STEPS):
        found = VARIABLE.search(value)
        if found is None or len(value) > LONGEST_KEPT:
            return value
        put = variables.get(found[1], found[2])
        if put is None:
            return value
        value = f"{value[: found.start()]}{put.strip()}{value[found.end() :]}"
    return value


MOST_STEPS = 20
