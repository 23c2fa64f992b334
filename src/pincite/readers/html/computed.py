"""Computes the look of an element from its attributes, the page's style sheets and the look of its parent.

Declarations that may or may not apply (a conditional rule, a first line, an animation) are tried too. If they would
hide the words, the words are in doubt.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from pincite.readers.html.cutting import is_cut_off_in
from pincite.readers.html.declarations import Declared
from pincite.readers.html.effects import DOUBT
from pincite.readers.html.filters import filtered
from pincite.readers.html.fitting import cuts
from pincite.readers.html.lengths import pixels
from pincite.readers.html.letters import (
    SIZES,
    edge_of,
    inks_of,
    is_in_signs,
    keeps_spaces,
    link_of,
    opacity_of,
    size_of,
)
from pincite.readers.html.look import NO_VARIABLES, ElementLook, doubted, is_unseen
from pincite.readers.html.moving import (
    FIXED,
    is_right_to_left,
    may_be_elsewhere,
    pushed_by,
    room_across,
    shifted_by,
)
from pincite.readers.html.papers import also_behind, names_the_system, papers_of
from pincite.readers.html.placing import FROM_ABOVE, is_odd, transformed
from pincite.readers.html.sheets import NOTHING, Cascade, Sheets
from pincite.readers.html.styled import style_of, with_properties, with_registered
from pincite.readers.html.turned_off import UPSET, is_gone, is_upset
from pincite.readers.visibility import BLACK, UNKNOWN

MOST_WAYS = 40
"""Most rules that may or may not apply to one element. With more, its words are in doubt."""


STRUCK = frozenset(("del", "s", "strike"))


LISTS = frozenset(("ol", "ul", "menu", "dir"))


OWN_LOOK = STRUCK | LISTS | UPSET | frozenset(("pre", "textarea", "sup", "dialog", *SIZES))
"""Elements that look different even without attributes."""


RAISED = frozenset(("super", "text-top"))


def look_of(element: etree._Element, around: ElementLook, sheets: Sheets) -> ElementLook:
    """The look of an element's words, given the look of the surrounding words."""
    attributes = element.attrib
    if not attributes and not sheets and element.tag not in OWN_LOOK:
        return around if not around.raised else replace(around, raised=False)
    cascade = sheets.cascade(element) if sheets else NOTHING
    style = style_of(element, cascade)
    around = with_registered(around, sheets)
    if not style and not attributes and cascade is NOTHING and element.tag not in OWN_LOOK:
        return around if not around.raised else replace(around, raised=False)
    look = _computed(element, *with_properties(style, around.variables), around, sheets)
    if look.is_hidden:
        return look
    ways = _ways(cascade, style, sheets)
    if _is_in_face(style, sheets) or len(ways) > MOST_WAYS or is_upset(element):
        return doubted(look)
    for way in ways:
        if _computed(element, *with_properties({**style, **way}, around.variables), around, sheets).is_hidden:
            return doubted(look)
    return look


def hides(declared: Declared) -> bool:
    """True when a rule's declarations would hide the words of an ordinary element, or may hide them."""
    style = {name: value for name, (value, _) in declared.items()}
    element = etree.Element("div")
    element.text = "x" * 400
    return _computed(element, *with_properties(style, NO_VARIABLES), ElementLook(), Sheets()).is_hidden


def _ways(cascade: Cascade, style: Mapping[str, str], sheets: Sheets) -> list[Mapping[str, str]]:
    """Other styles that an element may have: by rules that may apply, in its first line, in an animation."""
    found: list[Mapping[str, str]] = [
        {name: value for name, (value, _) in one.items()} for one in (*cascade.perhaps, *cascade.lines)
    ]
    if len(cascade.perhaps) > 1:
        found.append({name: value for one in cascade.perhaps for name, (value, _) in one.items()})
    moving = f"{style.get('animation', '')} {style.get('animation-name', '')}".strip()
    if moving:
        words = moving.replace(",", " ").split()
        all_said = " ".join(value for name, value in style.items() if name.startswith("animation"))
        for name in words:
            for is_first, declared in sheets.frames.get(name.strip("\"'"), ()):
                if not is_first or _stays_at_first(all_said):
                    found.append({one: value for one, (value, _) in declared.items()})
    return found


LONG = re.compile(r"(\d*\.?\d+(?:e\d+)?)(ms|s)\b")


def _stays_at_first(words: str) -> bool:
    """True for an animation whose first step lasts longer than people wait."""
    times = [float(number) / (1000 if unit == "ms" else 1) for number, unit in LONG.findall(words)]
    odd = ("paused", "reverse", "alternate", "steps", "calc", "step-end", "var(")
    return sum(times) > 10 or any(word in words for word in odd)


def _is_in_face(style: Mapping[str, str], sheets: Sheets) -> bool:
    """True for words in a font that the page supplies: its letters may have any shape, or none."""
    if not sheets.faces:
        return False
    words = f"{style.get('font-family', '')} {style.get('font', '')}"
    return any(face and face in words for face in sheets.faces)


def _computed(
    element: etree._Element, style: Mapping[str, str], variables: Mapping[str, str], around: ElementLook, sheets: Sheets
) -> ElementLook:
    size = size_of(element, style, around.size)
    scale, moved = transformed(style, size)
    opacity = around.opacity * opacity_of(style)
    inks = inks_of(element, style, around)
    link = link_of(element, around)
    if element.tag == "a" and not style.get("color") and element.get("href") is not None:
        inks = (link,)
    if around.changes and inks is not around.inks:
        inks = filtered(around.changes, inks, (), (), paints=False)[0]
    papers, paints = papers_of(element, style, replace(around, inks=inks), opacity)
    if around.changes and paints:
        papers = filtered(around.changes, inks, papers, UNKNOWN, paints=True)[1]
    also = also_behind(element, style, size, around, papers, paints=paints, said_in=sheets.said_in)
    edge = edge_of(style, around)
    if "text" in (style.get("background-clip"), style.get("-webkit-background-clip")) and papers:
        # Letters are cut out of the background: the background is then what is seen of them, on the surrounding one.
        edge, papers, paints = (*edge, *((paper, 1.0) for paper in papers)), around.papers, False
    elif "text" in (style.get("background-clip"), style.get("-webkit-background-clip")):
        edge = (*edge, (BLACK, 1.0))
    if "filter" in style:
        inks, papers = filtered(style["filter"], inks, papers, around.papers, paints=paints)
    across, down = shifted_by(style, size, around)
    cut = is_cut_off_in(lambda: sheets.said_in(element), style, size, around.line)
    pushed = pushed_by(style, size, around)
    visibility = style.get("visibility", "")
    spacing = pixels(style["letter-spacing"], size, 0) if "letter-spacing" in style else around.spacing
    blend = style.get("mix-blend-mode", around.blend)
    gone = around.gone or moved or cut is None or is_gone(element, style, size)
    is_dark = (
        "dark" in style["color-scheme"] and "light" not in style["color-scheme"]
        if "color-scheme" in style
        else (around.is_dark)
    )
    is_doubtful = around.is_doubtful or DOUBT in style or (is_dark and names_the_system(style))
    is_turned = is_right_to_left(element, style, around)
    if style:
        is_doubtful = is_doubtful or may_be_elsewhere(element, style, size, around, sheets, is_turned=is_turned)
    look = ElementLook(
        gone=gone,
        invisible=visibility in ("hidden", "collapse") if visibility not in ("", *FROM_ABOVE) else around.invisible,
        inks=inks,
        edge=edge,
        papers=papers,
        ground=around.ground,
        size=size,
        scale=around.scale * scale,
        opacity=opacity,
        spacing=spacing or 0.0,
        blend="" if blend == "normal" else blend,
        link=link,
        across=across,
        down=down,
        line=(cut if cut is not None else around.line) - pushed[1],
        wide=room_across(style, size, around.wide) - pushed[0],
        also=also,
        beyond=around.papers if paints else around.beyond,
        changes=f"{around.changes} {style['filter']}".strip() if "filter" in style else around.changes,
        is_dark=is_dark,
        is_doubtful=is_doubtful or is_odd(lambda: sheets.said_in(element), style, size),
        is_graded="gradient(" in f"{style.get('background', '')} {style.get('background-image', '')}"
        if paints
        else around.is_graded,
        is_filled=around.is_filled or "-webkit-text-fill-color" in style,
        is_turned=is_turned,
        is_cutting=around.is_cutting or (cuts(style) and not FIXED.isdisjoint(style)),
        is_papered=around.is_papered or (paints and element.tag not in ("body", "html")),
        variables=variables,
        is_in_signs=is_in_signs(element, style, around),
        kept_spaces=keeps_spaces(element, style, around),
        struck=around.struck
        or element.tag in STRUCK
        or "line-through" in style.get("text-decoration-line", style.get("text-decoration", "")),
        raised=element.tag == "sup" or style.get("vertical-align", "") in RAISED,
        marker=style.get("list-style-type", style.get("list-style", "" if element.tag in LISTS else around.marker)),
    )
    return replace(look, is_hidden=is_unseen(look))
