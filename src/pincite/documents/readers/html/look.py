"""How the words of a page are shown: hidden, white on white, struck through, raised, with their spaces kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from pincite.documents.readers.html.sheets import Sheets, declarations

WHITE = re.compile(r"white|#fff(?:fff)?(?:ff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1(?:\.0*)?\s*)?\)")

NO_COLOUR = re.compile(r"transparent|rgba\(.*,\s*0(?:\.0*)?\s*\)|hsla\(.*,\s*0(?:\.0*)?\s*\)")

NOTHING = re.compile(r"0*(?:\.0*)?0(?:px|pt|em|rem|%|ex|ch|vw|vh)?")
"""A length of zero."""

TINY = re.compile(
    r"0*[01]?(?:\.0*)?(?:px|pt)?|0*\.\d+(?:px|pt)|0*\.0\d*(?:r?em|ex|ch|vw|vh)|0*(?:r?em|ex|ch|vw|vh|%)|0*[1-9]%"
)
"""A size of letters that nobody can read: up to a pixel or a point."""

FAR_OFF = re.compile(r"-\d{3,}(?:\.\d*)?(?:px|pt)|-\d{2,}(?:\.\d*)?(?:r?em|vw|vh)|-\d{3,}%")
"""A place hundreds of pixels before the page's edge."""

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

    `marker` is the style of the numbers of a list's items, empty where nothing states it.
    """

    gone: bool = False
    invisible: bool = False
    sizeless: bool = False
    white: bool = False
    on_colour: bool = False
    kept_spaces: bool = False
    struck: bool = False
    raised: bool = False
    marker: str = ""

    @property
    def is_hidden(self) -> bool:
        """True when a person does not see the words."""
        return self.gone or self.invisible or self.sizeless or (self.white and not self.on_colour)


def look_of(element: etree._Element, around: Look, sheets: Sheets) -> Look:
    """How an element's words are shown, given how those around it are."""
    attributes = element.attrib
    if not attributes and not sheets and element.tag not in OWN_LOOK:
        return around if not around.raised else replace(around, raised=False)
    style: Mapping[str, str] = sheets.style(element) if sheets else {}
    inline = attributes.get("style")
    if inline:
        style = {**style, **(_declarations(inline) if len(inline) < LONGEST_KEPT else declarations(inline))}
    colour = style.get("color", attributes.get("color", "").strip().lower())
    background = style.get("background-color", style.get("background", attributes.get("bgcolor", "").strip().lower()))
    visibility, size = style.get("visibility"), style.get("font-size")
    decoration = style.get("text-decoration-line", style.get("text-decoration", ""))
    return Look(
        gone=around.gone or _is_gone(element, style),
        invisible=visibility in ("hidden", "collapse") if visibility else around.invisible,
        sizeless=bool(TINY.fullmatch(size)) if size else around.sizeless,
        white=bool(WHITE.fullmatch(colour) or NO_COLOUR.fullmatch(colour)) if colour else around.white,
        on_colour=_on_colour(background, style) if background or "background-image" in style else around.on_colour,
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


def _on_colour(background: str, style: Mapping[str, str]) -> bool:
    picture = style.get("background-image", "none")
    return picture not in ("none", "initial", "unset") or (bool(background) and not _is_paper(background))


def _is_paper(background: str) -> bool:
    """True for a background on which white cannot be read."""
    return bool(WHITE.fullmatch(background) or NO_COLOUR.fullmatch(background)) or background in (
        "none",
        "initial",
        "inherit",
        "unset",
    )


def _is_gone(element: etree._Element, style: Mapping[str, str]) -> bool:
    """True when neither the element nor anything in it is shown."""
    if element.get("hidden") is not None or style.get("display") == "none" or style.get("mso-hide") == "all":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    classes = element.get("class", "").split()
    if not UNSEEN.isdisjoint(classes) and not any(SHOWN_SOMEWHERE.fullmatch(name) for name in classes):
        return style.get("display", "none") == "none" or style.get("position") == "absolute"
    if NOTHING.fullmatch(style.get("opacity", "")):
        return True
    clipped = style.get("overflow") in ("hidden", "clip")
    if clipped and any(NOTHING.fullmatch(style.get(side, "")) for side in ("width", "height", "max-height")):
        return True
    if style.get("position") not in ("absolute", "fixed"):
        return FAR_OFF.fullmatch(style.get("text-indent", "")) is not None
    if CLIPPED.fullmatch(style.get("clip", "")):
        return True
    places = (style.get(side, "") for side in ("left", "top", "right", "bottom", "text-indent"))
    return any(FAR_OFF.fullmatch(place) for place in places)
