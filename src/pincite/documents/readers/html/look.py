"""How the words of a page are shown: hidden, in the colour of the paper, struck through, raised, with their spaces."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from pincite.documents.readers.html.colours import CLEAR, Colour, colour_of, is_lost_on
from pincite.documents.readers.html.sheets import Sheets, declarations

NOTHING = re.compile(r"0*(?:\.0*)?0(?:px|pt|em|rem|%|ex|ch|vw|vh)?")
"""A length of zero."""

FAINT = re.compile(r"0*\.0\d*|0+|0*[0-5](?:\.\d*)?%")
"""An opacity at which nothing is seen: below a tenth."""

A_PIXEL = re.compile(r"0*[01](?:\.0*)?(?:px|pt)?|0+(?:\.0*)?(?:em|rem|%|ex|ch|vw|vh)")

TINY = re.compile(
    r"0*[01]?(?:\.0*)?(?:px|pt)?|0*\.\d+(?:px|pt)|0*\.0\d*(?:r?em|ex|ch|vw|vh)|0*(?:r?em|ex|ch|vw|vh|%)|0*[1-9]%"
)
"""A size of letters that nobody can read: up to a pixel or a point."""

FAR_OFF = re.compile(r"-\d{3,}(?:\.\d*)?(?:px|pt)|-\d{2,}(?:\.\d*)?(?:r?em|vw|vh)|-\d{3,}%")
"""A place hundreds of pixels before the page's edge."""

FAR_OUT = re.compile(r"\d{4,}(?:\.\d*)?(?:px|pt)|\d{3,}(?:\.\d*)?(?:r?em)|(?:[2-9]\d{2}|\d{4,})(?:vw|vh|%)")
"""A place two screens or more behind the page's edge."""

CLIPPED_AWAY = re.compile(
    r"(?:inset|circle|ellipse)\(\s*(?:(?:[5-9]\d|100)(?:\.\d+)?%|0(?:px|%)?)(?:[\s,].{0,80})?\)|polygon\(\s*0[^)]{0,20}\)"
)
MOVED_AWAY = re.compile(
    r"scale[xy3d]{0,2}\(\s*0(?:\.0\d*)?(?:[\s,][^)]{0,40})?\)|translate[xyz3d]{0,2}\(\s*-?(?:\d{4,}px|\d{3,}(?:em|rem|vw|vh|%))[^)]{0,40}\)"
)
FADED = re.compile(r"opacity\(\s*(?:0?\.0\d*|0|[0-5]%)\s*\)")
"""What `clip-path`, `transform` and `filter` say of words that leave no mark on the page. A circle and the like of
no size, an inset of half of the width or more."""

PAPER: Colour = (1.0, 1.0, 1.0)
INK: Colour = (0.0, 0.0, 0.0)
"""What a page is shown in as long as it does not say."""

CLIPPED = re.compile(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)")
"""A window of at most a pixel."""

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

LONGEST_KEPT = 1_000
"""Characters of a `style` attribute that is remembered."""

OWN_LOOK = STRUCK | LISTS | frozenset(("pre", "textarea", "sup", "dialog"))
"""Elements that look different without any attribute."""

RAISED = frozenset(("super", "text-top"))


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element are shown, as far as its own attributes, the page's sheets and those around it say.

    `ink` and `paper` are the colours of letters and of what is behind them, None where they are not known; letters that
    are `clear` leave no mark. `marker` is the style of the numbers of a list's items, empty where nothing states it.
    """

    gone: bool = False
    invisible: bool = False
    sizeless: bool = False
    ink: Colour | None = INK
    paper: Colour | None = PAPER
    clear: bool = False
    kept_spaces: bool = False
    struck: bool = False
    raised: bool = False
    marker: str = ""

    @property
    def is_hidden(self) -> bool:
        """True when a person does not see the words."""
        if self.gone or self.invisible or self.sizeless or self.clear:
            return True
        return self.ink is not None and self.paper is not None and is_lost_on(self.ink, self.paper)


def look_of(element: etree._Element, around: Look, sheets: Sheets) -> Look:
    """How an element's words are shown, given how those around it are."""
    attributes = element.attrib
    if not attributes and not sheets and element.tag not in OWN_LOOK:
        return around if not around.raised else replace(around, raised=False)
    style: Mapping[str, str] = sheets.style(element) if sheets else {}
    inline = attributes.get("style")
    if inline:
        style = {**style, **(_declarations(inline) if len(inline) < LONGEST_KEPT else declarations(inline))}
    stated = style.get("color", attributes.get("color", attributes.get("text", "") if element.tag == "body" else ""))
    colour = style.get("-webkit-text-fill-color", stated).strip().lower()
    background = style.get("background-color", style.get("background", attributes.get("bgcolor", "").strip().lower()))
    visibility, size = style.get("visibility"), style.get("font-size") or _size_in(style.get("font", ""))
    ink, is_clear = _ink(colour, around)
    decoration = style.get("text-decoration-line", style.get("text-decoration", ""))
    return Look(
        gone=around.gone or _is_gone(element, style),
        invisible=visibility in ("hidden", "collapse") if visibility else around.invisible,
        sizeless=bool(TINY.fullmatch(size)) if size else around.sizeless,
        ink=ink,
        paper=_paper(background, style, around) if background or "background-image" in style else around.paper,
        clear=is_clear,
        kept_spaces=_keeps_spaces(element, style, around),
        struck=around.struck or element.tag in STRUCK or "line-through" in decoration,
        raised=element.tag == "sup" or style.get("vertical-align", "") in RAISED,
        marker=style.get("list-style-type", style.get("list-style", "" if element.tag in LISTS else around.marker)),
    )


@lru_cache(maxsize=2048)
def _declarations(words: str) -> dict[str, str]:
    """The properties of a `style` attribute: word processors repeat the same few for every paragraph."""
    return declarations(words)


def _keeps_spaces(element: etree._Element, style: Mapping[str, str], around: Look) -> bool:
    stated = style.get("white-space", "")
    if stated:
        return stated.startswith(("pre", "break-spaces"))
    return around.kept_spaces or element.tag in ("pre", "textarea")


def _size_in(font: str) -> str:
    """The size of letters in a `font` that states all about them; empty where it states none."""
    found = next((word for word in font.split() if word[:1].isdigit() or word[:1] == "."), "")
    return found.partition("/")[0]


def _ink(words: str, around: Look) -> tuple[Colour | None, bool]:
    """The colour of letters, and whether it is one that leaves no mark."""
    if not words or words in ("inherit", "currentcolor"):
        return around.ink, around.clear
    found = colour_of(words)
    if found == CLEAR:
        return None, True
    return (found if isinstance(found, tuple) else None), False


def _paper(background: str, style: Mapping[str, str], around: Look) -> Colour | None:
    """What is behind letters; None behind pictures, and where it is not understood."""
    if style.get("background-image", "none") not in ("none", "initial", "unset"):
        return None
    if background in ("", "none", "initial", "inherit", "unset"):
        return around.paper
    found = colour_of(background)
    if found == CLEAR:
        return around.paper
    return found if isinstance(found, tuple) else None


def _is_gone(element: etree._Element, style: Mapping[str, str]) -> bool:
    """True when neither the element nor anything in it is shown."""
    if element.get("hidden") is not None or style.get("display") == "none" or style.get("mso-hide") == "all":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    classes = element.get("class", "").split()
    if not UNSEEN.isdisjoint(classes) and not any(SHOWN_SOMEWHERE.fullmatch(name) for name in classes):
        return style.get("display", "none") == "none" or style.get("position") == "absolute"
    if FAINT.fullmatch(style.get("opacity", "")) or style.get("zoom") in ("0", "0%"):
        return True
    if style.get("content-visibility") == "hidden" or FADED.search(style.get("filter", "")):
        return True
    if CLIPPED_AWAY.fullmatch(style.get("clip-path", "")) or MOVED_AWAY.search(style.get("transform", "")):
        return True
    clipped = style.get("overflow") in ("hidden", "clip")
    if clipped and any(
        A_PIXEL.fullmatch(style.get(side, "")) for side in ("width", "height", "max-height", "max-width")
    ):
        return True
    if any(FAR_OFF.fullmatch(style.get(side, "")) for side in ("margin-left", "margin-top")):
        return True
    if style.get("position") not in ("absolute", "fixed"):
        return FAR_OFF.fullmatch(style.get("text-indent", "")) is not None
    if CLIPPED.fullmatch(style.get("clip", "")):
        return True
    places = [style.get(side, "") for side in ("left", "top", "right", "bottom", "text-indent")]
    return any(FAR_OFF.fullmatch(place) for place in places) or bool(FAR_OUT.fullmatch(places[0]))
