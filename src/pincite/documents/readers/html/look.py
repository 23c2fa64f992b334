"""How the words of a page are shown: hidden, in the colour of the paper, struck through, raised, with their spaces."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from lxml import etree

from pincite.documents.readers.html.colours import Painted, colour_of, colours_in, legacy_colour, parted
from pincite.documents.readers.html.cutting import Said, is_cut_off_in
from pincite.documents.readers.html.declared import COLOURED, DOUBT, verdict
from pincite.documents.readers.html.filters import filtered
from pincite.documents.readers.html.fitting import cuts, is_pushed_out, may_not_fit
from pincite.documents.readers.html.lengths import ROOT, WIDTH, pixels
from pincite.documents.readers.html.placing import (
    FAR_BEFORE,
    FROM_ABOVE,
    FUNCTION,
    is_clipped,
    is_cut,
    is_odd,
    is_placed_off,
    parts_of,
    transformed,
)
from pincite.documents.readers.html.sheets import (
    LONGEST_KEPT,
    NOTHING,
    Cascade,
    Declared,
    Sheets,
    declarations,
    declared_in,
    lay,
)
from pincite.documents.visibility import (
    BLACK,
    ON_WHITE,
    UNKNOWN,
    WHITE,
    Colour,
    Papers,
    is_lost,
    is_squeezed,
    is_too_small,
    laid_over,
)

OUT_OF_FOCUS = 0.35
"""Share of the letters' size by which they are blurred beyond reading."""

LEAST_OPACITY = 0.02

LINK = (0.0, 0.0, 0.93)
"""The colour of links where nothing states one."""

MOST_WAYS = 40
"""Rules that may hold or not of one element; with more its words are in doubt."""

VARIABLE = re.compile(r"var\(\s*(--[\w-]{1,80})\s*(?:,((?:[^()]|\([^()]*\)){0,200}))?\)")

KEYWORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
            "xx-large": 32.0, "xxx-large": 48.0}  # fmt: skip
"""Pixels of letters by name."""

OF_FONT = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
"""Pixels of letters by the numbers of old pages."""

SIZES = {"small": 0.83, "big": 1.2, "sub": 0.83, "sup": 0.83, "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67}

PER_PIXEL = 0.75
"""Points."""

UNSEEN = frozenset(
    (
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "element-invisible",
        "element-hidden",
        "assistive-text",
        "d-none",
        "is-hidden",
        "u-hidden",
        "hidden",
    )
)
"""Classes by which the common style libraries hide words; their sheets mostly lie in files of their own."""

SHOWN_SOMEWHERE = re.compile(
    r"(?:sm|md|lg|xl|2xl|print|screen):(?:block|flex|grid|table|contents|inline\S*|not-sr-only)|"
    r"d-(?:sm|md|lg|xl|xxl|print)-(?:block|flex|grid|table\S*|inline\S*)|visible-\S+"
)
"""Classes that show on wide screens what those above hide on narrow ones."""

STRUCK = frozenset(("del", "s", "strike"))

LISTS = frozenset(("ol", "ul", "menu", "dir"))


UPSET = frozenset(("marquee", "progress", "meter", "mphantom", "annotation", "annotation-xml", "maction", "rp",
                   "rb", "rtc", "plaintext", "xmp", "frameset", "applet", "bdo", "mpadded"))  # fmt: skip
"""Elements whose words a browser may not show, or not as they stand."""

FEWEST_COLUMNS = 8
"""Letters in a line of a field from which words can be read."""

OWN_LOOK = STRUCK | LISTS | UPSET | frozenset(("pre", "textarea", "sup", "dialog", *SIZES))
"""Elements that look different without any attribute."""

RAISED = frozenset(("super", "text-top"))


NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element are shown, as far as its own attributes, the page's sheets and those around it say.

    `inks` are the colours that letters may have, each with how much of it covers, none where they are not known;
    `papers` those of what is behind them. `also` is what lies behind them where `papers` may end short of them, empty
    where they do not; `beyond` what lies behind the nearest part that paints. `changes` is what filters around make of
    colours. `edge` is what is drawn around letters of no colour. `size` is in pixels, `scale` and `opacity` are what is
    around has made of them. `marker` is the style of the numbers of a list's items, empty where nothing states it.
    """

    gone: bool = False
    invisible: bool = False
    inks: tuple[Painted, ...] = ((BLACK, 1.0),)
    edge: tuple[Painted, ...] = ()
    papers: Papers = ON_WHITE
    also: Papers = UNKNOWN
    beyond: Papers = ON_WHITE
    ground: Papers = ON_WHITE
    changes: str = ""
    is_dark: bool = False
    size: float = ROOT
    scale: float = 1.0
    opacity: float = 1.0
    spacing: float = 0.0
    blend: str = ""
    is_papered: bool = False
    variables: Mapping[str, str] = field(default_factory=lambda: NO_VARIABLES)
    kept_spaces: bool = False
    struck: bool = False
    raised: bool = False
    marker: str = ""
    link: Painted = (LINK, 1.0)
    across: float = 0.0
    down: float = 0.0
    line: float = math.inf
    wide: float = math.inf
    is_graded: bool = False
    is_filled: bool = False
    is_turned: bool = False
    is_cutting: bool = False
    is_doubtful: bool = False
    """True when something that is not followed may hide the words. `across` and `down` are the pixels by which what is
    around moves them, `line` and `wide` those that it leaves for their height and width. `is_dark` says that colours
    of the system are those of a dark window, `is_graded` that what is behind the words has several colours at once,
    `is_filled` that letters are filled with a colour of their own, `is_turned` that lines begin at the right side,
    `is_cutting` that something around cuts off what leaves its box."""
    is_hidden: bool = False
    """True when a person does not see the words, or may not see them."""


def _hides(look: Look) -> bool:
    if look.gone or look.invisible or look.is_doubtful or look.opacity < LEAST_OPACITY:
        return True
    if look.across <= FAR_BEFORE or look.down <= FAR_BEFORE or 0.6 * look.size * look.scale > look.line:
        return True
    if look.wide < 0.5 * look.size * look.scale:
        return True
    points = look.size * look.scale * PER_PIXEL
    if is_too_small(points) or is_squeezed(1.0, look.spacing, look.size):
        return True
    drawn = [*look.inks, *look.edge]
    if not look.inks:
        return False
    if look.is_graded and any(all(_is_lost(one, look, (paper,)) for one in drawn) for paper in look.papers):
        return True
    return all(_is_lost(one, look, look.papers) for one in drawn) or (
        bool(look.also) and all(_is_lost(one, look, look.also) for one in drawn)
    )


def _is_lost(painted: Painted, look: Look, papers: Papers) -> bool:
    colour, opacity = painted
    opacity *= look.opacity
    if not look.blend or not papers:
        return is_lost(colour, papers, opacity)
    return all(is_lost(_blended(look.blend, colour, paper), (paper,), opacity) for paper in papers)


def _blended(mode: str, front: Colour, behind: Colour) -> Colour:
    """What is drawn where two colours are mixed. Source: W3C Compositing and Blending Level 1, section 9."""

    def one(a: float, b: float) -> float:
        match mode:
            case "multiply" | "color-burn":
                return a * b
            case "screen" | "color-dodge" | "plus-lighter":
                return a + b - a * b
            case "darken":
                return min(a, b)
            case "lighten":
                return max(a, b)
            case "difference":
                return abs(a - b)
            case "exclusion":
                return a + b - 2 * a * b
            case "plus-darker":
                return max(0.0, a + b - 1)
            case "hard-light":
                return _hard(a, b)
            case "overlay":
                return _hard(b, a)
            case "soft-light":
                root = ((16 * b - 12) * b + 4) * b if b <= 0.25 else math.sqrt(b)
                return b - (1 - 2 * a) * b * (1 - b) if a <= 0.5 else b + (2 * a - 1) * (root - b)
            case "hue" | "saturation" | "color":
                return b  # as light as what is behind it
        return a

    red, green, blue = (one(a, b) for a, b in zip(front, behind, strict=True))
    return red, green, blue


def _hard(a: float, b: float) -> float:
    return 2 * a * b if a <= 0.5 else 1 - 2 * (1 - a) * (1 - b)


def look_of(element: etree._Element, around: Look, sheets: Sheets) -> Look:
    """How an element's words are shown, given how those around it are."""
    attributes = element.attrib
    if not attributes and not sheets and element.tag not in OWN_LOOK:
        return around if not around.raised else replace(around, raised=False)
    cascade = sheets.cascade(element) if sheets else NOTHING
    style = _style(element, cascade)
    around = _registered(around, sheets)
    if not style and not attributes and cascade is NOTHING and element.tag not in OWN_LOOK:
        return around if not around.raised else replace(around, raised=False)
    look = _computed(element, *_own(style, around.variables), around, sheets)
    if look.is_hidden:
        return look
    ways = _ways(cascade, style, sheets)
    if _is_in_face(style, sheets) or len(ways) > MOST_WAYS or _is_upset(element):
        return doubted(look)
    for way in ways:
        if _computed(element, *_own({**style, **way}, around.variables), around, sheets).is_hidden:
            return doubted(look)
    return look


def hides(declared: Declared) -> bool:
    """True when what a rule declares would hide the words of an ordinary element, or may hide them."""
    style = {name: value for name, (value, _) in declared.items()}
    element = etree.Element("div")
    element.text = "x" * 400
    return _computed(element, *_own(style, NO_VARIABLES), Look(), Sheets()).is_hidden


def _registered(around: Look, sheets: Sheets) -> Look:
    """What is around, with the first values of the page's own properties that are not inherited."""
    if not sheets.registered:
        return around
    values = {
        name: initial
        for name, (initial, is_inherited) in sheets.registered.items()
        if not is_inherited or name not in around.variables
    }
    return replace(around, variables={**around.variables, **values})


def _own(style: Mapping[str, str], variables: Mapping[str, str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """A style with the page's own properties put in, and these."""
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
            # What refers to nothing that is known counts as if nothing was said.
            kind = "void" if "var(" in found else verdict(name, found.lower())
            if kind == "doubtful":
                put[DOUBT] = name
            elif "var(" in found and (left := VARIABLE.search(found)) is not None and left[1] in variables:
                put[DOUBT] = name  # it refers to itself
            elif name not in COLOURED and "var(" in found:
                put[name] = found
            else:
                put[name] = "unset" if kind == "void" else found
        style = put
    return style, variables


def _ways(cascade: Cascade, style: Mapping[str, str], sheets: Sheets) -> list[Mapping[str, str]]:
    """What an element may also look like: by rules that may hold or not, in its first line, in an animation."""
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
    """True for an animation whose first step is shown longer than people wait."""
    times = [float(number) / (1000 if unit == "ms" else 1) for number, unit in LONG.findall(words)]
    odd = ("paused", "reverse", "alternate", "steps", "calc", "step-end", "var(")
    return sum(times) > 10 or any(word in words for word in odd)


def _is_in_face(style: Mapping[str, str], sheets: Sheets) -> bool:
    """True for words in a font that the page brings along: its letters may be any, or none."""
    if not sheets.faces:
        return False
    words = f"{style.get('font-family', '')} {style.get('font', '')}"
    return any(face and face in words for face in sheets.faces)


def _is_upset(element: etree._Element) -> bool:
    """True for elements whose words a browser shows in a place or a way of its own, or not at all."""
    tag = element.tag
    if tag == "input":
        return len(element.get("value", "")) > 3 * max(1, int(f"0{element.get('size', '20')}"[:4])) if (
            element.get("size", "20").isdecimal()
        ) else False  # fmt: skip
    if tag == "textarea":
        return element.get("cols", "20").isdecimal() and int(element.get("cols", "20")[:4]) < FEWEST_COLUMNS
    if element.get("mathbackground") is not None or element.get("scriptlevel") is not None:
        return True
    if tag == "bdo":
        return bool(element.get("dir", "").lower() == "rtl")
    if tag in UPSET:
        return True
    return element.get("popover") is not None


def doubted(look: Look) -> Look:
    """The look of words that something may hide."""
    return replace(look, is_doubtful=True, is_hidden=True)


def _computed(
    element: etree._Element, style: Mapping[str, str], variables: Mapping[str, str], around: Look, sheets: Sheets
) -> Look:
    size = _size(element, style, around.size)
    scale, moved = transformed(style, size)
    opacity = around.opacity * _opacity(style)
    inks = _inks(element, style, around)
    link = _link(element, around)
    if element.tag == "a" and not style.get("color") and element.get("href") is not None:
        inks = (link,)
    if around.changes and inks is not around.inks:
        inks = filtered(around.changes, inks, (), (), paints=False)[0]
    papers, paints = _papers(element, style, replace(around, inks=inks), opacity)
    if around.changes and paints:
        papers = filtered(around.changes, inks, papers, UNKNOWN, paints=True)[1]
    also = _also(element, style, size, around, papers, paints=paints, said_in=sheets.said_in)
    edge = _edge(style, around)
    if "text" in (style.get("background-clip"), style.get("-webkit-background-clip")) and papers:
        # Letters are cut out of the background: it is what is seen of them, on what is around.
        edge, papers, paints = (*edge, *((paper, 1.0) for paper in papers)), around.papers, False
    elif "text" in (style.get("background-clip"), style.get("-webkit-background-clip")):
        edge = (*edge, (BLACK, 1.0))
    if "filter" in style:
        inks, papers = filtered(style["filter"], inks, papers, around.papers, paints=paints)
    across, down = _shifted(style, size, around)
    cut = is_cut_off_in(lambda: sheets.said_in(element), style, size, around.line)
    pushed = _pushed(style, size, around)
    visibility = style.get("visibility", "")
    spacing = pixels(style["letter-spacing"], size, 0) if "letter-spacing" in style else around.spacing
    blend = style.get("mix-blend-mode", around.blend)
    gone = around.gone or moved or cut is None or _is_gone(element, style, size)
    is_dark = (
        "dark" in style["color-scheme"] and "light" not in style["color-scheme"]
        if "color-scheme" in style
        else (around.is_dark)
    )
    is_doubtful = around.is_doubtful or DOUBT in style or (is_dark and _names_the_system(style))
    is_turned = _is_turned(element, style, around)
    if style:
        is_doubtful = is_doubtful or _may_be_elsewhere(element, style, size, around, sheets, is_turned=is_turned)
    look = Look(
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
        wide=_wide(style, size, around.wide) - pushed[0],
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
        kept_spaces=_keeps_spaces(element, style, around),
        struck=around.struck
        or element.tag in STRUCK
        or "line-through" in style.get("text-decoration-line", style.get("text-decoration", "")),
        raised=element.tag == "sup" or style.get("vertical-align", "") in RAISED,
        marker=style.get("list-style-type", style.get("list-style", "" if element.tag in LISTS else around.marker)),
    )
    return replace(look, is_hidden=_hides(look))


FIXED = frozenset(("height", "max-height", "width", "max-width", "block-size", "max-block-size"))

LEFT_OF_PAGE = -100.0
"""Pixels by which words are moved before their place from which they may lie beside the page."""

FAR_IN_A_LINE = 600.0
"""Pixels of a part that neither shrinks nor grows, which may push words out of a row of parts."""


def _is_turned(element: etree._Element, style: Mapping[str, str], around: Look) -> bool:
    direction = style.get("direction", element.get("dir", "").lower())
    return around.is_turned if direction not in ("rtl", "ltr") else direction == "rtl"


def _may_be_elsewhere(
    element: etree._Element, style: Mapping[str, str], size: float, around: Look, sheets: Sheets, *, is_turned: bool
) -> bool:
    """True where words may stand beside the page or outside of a box that cuts off what leaves it."""
    if around.is_cutting and is_pushed_out(style, size):
        return True
    if cuts(style) and may_not_fit(element, style, size, sheets.said_in(element), sheets):
        return True
    if element.tag in ("body", "html") and "hidden" in (style.get("overflow", ""), style.get("overflow-y", "")):
        said, lines, room = sheets.said_in(element)
        breaks = sum(1 for _ in element.iter("br"))
        is_long = said > MOST_ON_SCREEN or lines + breaks > MOST_LINES or room > LOW_ROOM
        return is_long or (sheets.places and lines > 3)
    left = pixels(style.get("left", ""), size, WIDTH) or 0.0
    if style.get("position") in ("relative", "sticky") and left <= LEFT_OF_PAGE:
        return True
    moving = (*(OF_BOX if around.is_turned else ()), *(("padding-right", "padding") if is_turned else ()))
    for name in moving:
        if any(abs(pixels(part, size, 100.0) or 0.0) >= -LEFT_OF_PAGE for part in style.get(name, "").split()):
            return True
    parts = style.get("flex", "").split()
    return len(parts) == 3 and parts[1] == "0" and (pixels(parts[2], size, WIDTH) or 0.0) >= FAR_IN_A_LINE


OF_BOX = ("margin-right", "right", "left", "margin")

MOST_ON_SCREEN, MOST_LINES, LOW_ROOM = 1500, 14, 200
"""Characters, lines and pixels that fit on a screen that is not scrolled."""


def _style(element: etree._Element, cascade: Cascade) -> Mapping[str, str]:
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
    """A value with the page's own properties put in; what is not known stays as it is."""
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


def _keeps_spaces(element: etree._Element, style: Mapping[str, str], around: Look) -> bool:
    stated = style.get("white-space", "")
    if stated:
        return stated.startswith(("pre", "break-spaces"))
    return around.kept_spaces or element.tag in ("pre", "textarea")


def _size(element: etree._Element, style: Mapping[str, str], around: float) -> float:
    """The size of letters in pixels."""
    stated = style.get("font-size") or _size_in(style.get("font", "")) or element.get("mathsize", "")
    if not stated:
        old = OF_FONT.get(element.get("size", "")) if element.tag == "font" else None
        return old if old is not None else around * SIZES.get(element.tag, 1.0)
    if stated in KEYWORDS:
        return KEYWORDS[stated]
    if stated in ("smaller", "larger"):
        return around / 1.2 if stated == "smaller" else around * 1.2
    found = pixels(stated, around, around)
    return around if found is None else max(0.0, found)


def _size_in(font: str) -> str:
    """The size of letters in a `font` that states all about them; empty where it states none."""
    found = next((word for word in font.split() if word[:1].isdigit() or word[:1] == "." or word in KEYWORDS), "")
    if found.isdigit() and 1 <= int(found[:4]) <= 1000 and len(found) == 3:
        rest = font.split()[font.split().index(found) + 1 :]
        return next((word.partition("/")[0] for word in rest if word[:1].isdigit() or word[:1] == "."), "")
    return found.partition("/")[0]


def _opacity(style: Mapping[str, str]) -> float:
    """How much of an element is drawn, 0 to 1."""
    found = 1.0
    stated = pixels(style["opacity"], 0, 1) if "opacity" in style else None
    if stated is not None:
        found *= min(1.0, max(0.0, stated))
    for name, inner in FUNCTION.findall(style.get("filter", "")):
        amount = pixels(inner, ROOT, 1)
        if name == "opacity" and amount is not None:
            found *= min(1.0, max(0.0, amount))
    return found


def _inks(element: etree._Element, style: Mapping[str, str], around: Look) -> tuple[Painted, ...]:
    """The colours that letters may have."""
    of_font = element.get("color") if element.tag not in BOXES else None
    old = of_font or (element.get("mathcolor", element.get("text", "") if element.tag == "body" else ""))
    stated = style.get("color", old)
    if style.get("color-scheme", "").startswith("dark") and element.tag in ("html", "body") and not stated:
        return ((WHITE, 1.0),)
    if around.is_filled and "-webkit-text-fill-color" not in style:
        return around.inks
    words = style.get("-webkit-text-fill-color", stated).strip().lower()
    if words == "currentcolor":
        words = stated.strip().lower()
    if words and "color" not in style and "-webkit-text-fill-color" not in style:
        named = legacy_colour(words)
        return around.inks if named is None else ((named, 1.0),)
    if not words or words in FROM_ABOVE:
        return around.inks
    if words == "initial":
        return ((BLACK, 1.0),)
    found = colour_of(words)
    return () if found is None else (found,)


BOXES = frozenset(("table", "tr", "td", "th", "tbody", "div", "p", "body", "html", "ul", "ol", "li"))
"""Elements of which no browser takes a `color` for that of letters."""


def _edge(style: Mapping[str, str], around: Look) -> tuple[Painted, ...]:
    """The colours of outlines and shadows of letters."""
    shadow = style.get("text-shadow")
    if shadow is None:
        found = around.edge
    else:
        near = ",".join(one for one in parted(shadow) if _is_near(one))
        found = tuple(colours_in(near)) or (((BLACK, 1.0),) if near and near != "none" else ())
    stroke = style.get("-webkit-text-stroke") or style.get("-webkit-text-stroke-color")
    if stroke and not stroke.startswith("0"):
        found = (*found, *colours_in(stroke))
    return found


def _is_near(shadow: str) -> bool:
    """True for a shadow of letters that can be read: neither far from them nor blurred."""
    lengths = [pixels(part, ROOT, 0) for part in parts_of(shadow)]
    parts = [length for length in lengths if length is not None]
    return all(abs(length) < FARTHEST_SHADOW for length in parts[:2]) and all(
        blur < MOST_BLURRED for blur in parts[2:3]
    )


FARTHEST_SHADOW, MOST_BLURRED = 300.0, 12.0
"""Pixels."""

ENDS_SHORT = frozenset(
    ("width", "height", "max-width", "max-height", "block-size", "inline-size", "max-block-size", "max-inline-size")
)

LEAVES = 40.0
"""Pixels by which words are moved from which what is around may not lie behind them."""

SYSTEM_COLOUR = re.compile(r"light-dark\(|\b(?:canvas|field|window|button|mark|highlight|graytext|linktext)")


def _names_the_system(style: Mapping[str, str]) -> bool:
    """True for colours that are others in a dark window."""
    return any(SYSTEM_COLOUR.search(style[name]) is not None for name in (*COLOURED, "background") if name in style)


def _also(
    element: etree._Element,
    style: Mapping[str, str],
    size: float,
    around: Look,
    papers: Papers,
    *,
    paints: bool,
    said_in: Callable[[etree._Element], Said],
) -> Papers:
    """What may lie behind words beside what an element paints: it may end short of them, or they may leave it."""

    def said() -> Said:
        return said_in(element)

    if paints:
        return around.also or around.papers if _may_end_short(element, style, size, papers, said) else UNKNOWN
    position = style.get("position", "static")
    if (position != "static" or "transform" in style or "translate" in style) and _leaves(style, size):
        return around.ground
    if position in ("absolute", "fixed") or style.get("float", "none") != "none":
        parent = element.getparent()
        # What holds nothing else has no height, and paints nothing.
        return around.beyond if parent is not None and said_in(parent)[0] == said()[0] else around.also
    return around.also


def _may_end_short(
    element: etree._Element, style: Mapping[str, str], size: float, papers: Papers, said: Callable[[], Said]
) -> bool:
    """True where the paper that an element paints may not lie behind all its words."""
    if element.tag in ("html", "body") or element.get("bgcolor"):
        return False
    if style.get("display") == "contents":
        return True
    image = f"{style.get('background-image', '')} {style.get('background', '')}"
    if not papers and ("var(" not in image or "url(" in image):
        return True  # a picture that may be missing, or as light as the letters
    if element.tag in IN_LINES and "display" not in style and "float" not in style and "position" not in style:
        return next(element.iter("p", "div", "table", "ul", "ol", "h1", "h2", "h3", "section"), None) is not None
    has_colour = "background-color" in style or colour_of(style.get("background", "")) is not None
    if (
        "gradient(" in image
        and not has_colour
        and ("no-repeat" in image + style.get("background-repeat", "") or "/" in image or "background-size" in style)
    ):
        return True
    if style.get("background-clip", "border-box") not in ("border-box", "padding-box", "text", *FROM_ABOVE):
        return True
    if ENDS_SHORT.isdisjoint(style):
        return False
    low = min((pixels(style[name], size, math.inf) or math.inf for name in ENDS_SHORT if name in style), default=99.0)
    return low < LOWEST or is_cut_off_in(said, {**style, "overflow": "hidden"}, size, math.inf) is None


IN_LINES = frozenset(("span", "a", "b", "i", "em", "strong", "font", "u", "small", "big", "label", "code", "mark", "q"))
"""Elements whose paper ends where a block within them begins."""

LOWEST = 8.0
"""Pixels of a box behind which no line of words finds room."""


def _leaves(style: Mapping[str, str], size: float) -> bool:
    """True for what is placed far from where it would stand."""
    for name in ("left", "top", "right", "bottom", "inset", "margin-left", "margin-top", "margin", "translate"):
        for part in parts_of(style.get(name, "")):
            found = pixels(part, size, 100.0)
            if found is not None and not (part.endswith("%") and 0 <= found <= 90) and not 0 <= found <= LEAVES:
                return True
    return any(
        abs(pixels(part, size, 100.0) or 0.0) > LEAVES
        for name, inner in FUNCTION.findall(style.get("transform", ""))
        if name.startswith("translate")
        for part in inner.split(",")
    )


def _wide(style: Mapping[str, str], size: float, around: float) -> float:
    """The pixels that a box which cuts off what does not fit leaves for the width of its words."""
    if not _cuts(style):
        return around
    found = [pixels(style[name], size, math.inf) for name in ("width", "max-width", "inline-size") if name in style]
    return min(around, *(one for one in found if one is not None), math.inf)


def _cuts(style: Mapping[str, str]) -> bool:
    return any(
        "hidden" in style.get(name, "") or "clip" in style.get(name, "")
        for name in ("overflow", "overflow-x", "overflow-y")
    )


def _pushed(style: Mapping[str, str], size: float, around: Look) -> tuple[float, float]:
    """By how many pixels words are moved to the right and down in the box that cuts them off."""
    if not style or (math.isinf(around.line) and math.isinf(around.wide)):
        return 0.0, 0.0
    line, wide = min(around.line, HIGHEST), min(around.wide, HIGHEST)
    across = _most(style, ("margin-left", "margin-inline-start", "left", "padding-left", "text-indent"), size, wide)
    down = _most(style, ("margin-top", "margin-block-start", "top", "padding-top", "inset-block-start"), size, line)
    moved = [*FUNCTION.findall(style.get("transform", ""))]
    if "translate" in style:
        moved.append(("translate", ",".join(parts_of(style["translate"]))))
    for name, inner in moved:
        if name.startswith("translate"):
            parts = [abs(pixels(part, size, 1.2 * size) or 0.0) for part in inner.split(",")]
            down += parts[0] if name == "translatey" else parts[1] if len(parts) > 1 else 0.0
            across += parts[0] if name in ("translate", "translatex", "translate3d") else 0.0
    return across, down


HIGHEST = 1e6


def _most(style: Mapping[str, str], names: Sequence[str], size: float, whole: float) -> float:
    return sum(max(0.0, pixels(parts_of(style[name])[0], size, whole) or 0.0) for name in names if style.get(name))


def _papers(element: etree._Element, style: Mapping[str, str], around: Look, opacity: float) -> tuple[Papers, bool]:
    """The colours behind letters, none where they are not known, and whether the element paints any."""
    if style.get("color-scheme", "").startswith("dark") and element.tag in ("html", "body"):
        around = replace(around, papers=((0.07, 0.07, 0.07),))
    image = style.get("background-image", "none")
    whole = style.get("background", "")
    if not whole and element.get("bgcolor") and "background-color" not in style:
        painted = legacy_colour(element.get("bgcolor", ""))
        if painted is not None:
            style = {**style, "background-color": "#" + "".join(f"{round(255 * part):02x}" for part in painted)}
    plain = style.get("background-color", "")
    if element.get("background") and not image.startswith("url("):
        image = "url()"
    if image in ("none", "initial", "unset", "inherit") and "(" in whole and colour_of(whole) is None:
        image = whole
    if "url(data:" in image.replace('"', "").replace("'", "") or "cid:" in image:
        return (*around.papers, *tuple(ink for ink, _ in around.inks)) if "no-repeat" not in whole + style.get(
            "background-repeat", ""
        ) else UNKNOWN, True
    if "url(" in image or "image(" in image or "element(" in image or "paint(" in image:
        return UNKNOWN, True
    if "gradient(" in image:
        stops = colours_in(image)
        if not stops:
            return UNKNOWN, True
        behind = around.papers
        if plain and (base := colour_of(plain)) is not None:
            behind = tuple(laid_over(base[0], base[1] * opacity, paper) for paper in behind) or (base[0],)
        return _over(stops, behind, opacity), True
    words = plain or whole
    if words in ("", "none", "initial", *FROM_ABOVE[2:]) or (words == "inherit"):
        return around.papers, False
    if "currentcolor" in words and words != "currentcolor" and around.inks:
        figures = " ".join(f"{255 * part:.0f}" for part in around.inks[0][0])
        words = words.replace("currentcolor", f"rgb({figures})")
    found = around.inks[0] if words == "currentcolor" and around.inks else colour_of(words)
    if found is None and not plain:
        named = colours_in(words)
        found = named[0] if named else None
    if found is None:
        return UNKNOWN, True
    return _over([found], around.papers, opacity), found[1] > 0


def _over(painted: Sequence[Painted], behind: Papers, opacity: float) -> Papers:
    """The colours that are seen where any of some lies over any of those behind."""
    if not behind:
        return (
            tuple(colour for colour, own in painted if own * opacity >= 1)
            if all(own * opacity >= 1 for _, own in painted)
            else UNKNOWN
        )
    found = {laid_over(colour, own * opacity, paper) for colour, own in painted for paper in behind}
    return tuple(sorted(found))[:MOST_PAPERS]


MOST_PAPERS = 24


def _is_gone(element: etree._Element, style: Mapping[str, str], size: float) -> bool:
    """True when neither the element nor anything in it is shown."""
    display = style.get("display", "")
    if display in ("none", "table-column", "table-column-group") or style.get("mso-hide") == "all":
        return True
    if element.get("hidden") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    classes = element.get("class", "").split()
    if not UNSEEN.isdisjoint(classes) and not any(SHOWN_SOMEWHERE.fullmatch(name) for name in classes):
        return style.get("display", "none") == "none" or style.get("position") == "absolute"
    if not style:
        return False
    if style.get("content-visibility") == "hidden" or style.get("font-size-adjust") in ("0", "0.0"):
        return True
    blur = next((inner for name, inner in FUNCTION.findall(style.get("filter", "")) if name == "blur"), "")
    if blur and (pixels(blur, size, 0) or 0.0) > OUT_OF_FOCUS * size:
        return True
    masks = " ".join(style.get(name, "") for name in ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image"))
    if any(word not in (*FROM_ABOVE, "none", "initial") for word in masks.split()):
        return True
    if element.tag in ("textarea", "input") and is_cut({**style, "overflow": "hidden"}, size):
        return True
    if is_clipped(style, size) or is_cut(style, size):
        return True
    if style.get("z-index", "").startswith("-") and style.get("position", "static") != "static":
        return True  # other things' backgrounds may lie on it
    return is_placed_off(style, size)


def _link(element: etree._Element, around: Look) -> Painted:
    """The colour of links where no rule states one."""
    if element.tag != "body" or not element.get("link"):
        return around.link
    found = legacy_colour(element.get("link", ""))
    return around.link if found is None else (found, 1.0)


MOVES = frozenset(
    ("margin-left", "margin-inline-start", "text-indent", "margin-top", "margin-block-start", "margin-block", "left",
     "inset-inline-start", "top", "inset-block-start", "transform")
)  # fmt: skip


def _shifted(style: Mapping[str, str], size: float, around: Look) -> tuple[float, float]:
    """By how many pixels words are moved before their place, with what is around."""

    def least(*names: str) -> float:
        found = 0.0
        for name in names:
            for part in parts_of(style.get(name, ""))[:4]:
                found = min(found, pixels(part, size, WIDTH) or 0.0)
        return found

    if MOVES.isdisjoint(style):
        return around.across, around.down
    across = least("margin-left", "margin-inline-start", "text-indent")
    down = least("margin-top", "margin-block-start", "margin-block")
    if style.get("position", "static") != "static":
        across += least("left", "inset-inline-start")
        down += least("top", "inset-block-start")
    for name, inner in FUNCTION.findall(style.get("transform", "")):
        parts = [pixels(part, size, 0.0) or 0.0 for part in inner.split(",")]
        if name in ("translate", "translatex", "translate3d"):
            across += min(0.0, parts[0])
        if name == "translatey" or (name in ("translate", "translate3d") and len(parts) > 1):
            down += min(0.0, parts[0] if name == "translatey" else parts[1])
    return around.across + across, around.down + down
