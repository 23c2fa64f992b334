"""Elements that browsers do not show, or show in a special way."""

import re
from collections.abc import Mapping

from lxml import etree

from pincite.readers.html.lengths import pixels
from pincite.readers.html.placing import FROM_ABOVE, FUNCTION, is_clipped, is_cut, is_placed_off

OUT_OF_FOCUS = 0.35
"""Blur, as a share of the letters' size, from which letters cannot be read."""


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
"""Classes with which common style libraries hide words. Their sheets are mostly in external files."""


SHOWN_SOMEWHERE = re.compile(
    r"(?:sm|md|lg|xl|2xl|print|screen):(?:block|flex|grid|table|contents|inline\S*|not-sr-only)|"
    r"d-(?:sm|md|lg|xl|xxl|print)-(?:block|flex|grid|table\S*|inline\S*)|visible-\S+"
)
"""Classes that show on wide screens what the ones above hide on narrow screens."""


UPSET = frozenset(("marquee", "progress", "meter", "mphantom", "annotation", "annotation-xml", "maction", "rp",
                   "rb", "rtc", "plaintext", "xmp", "frameset", "applet", "bdo", "mpadded"))  # fmt: skip
"""Elements whose words a browser may not show, or not as written."""


FEWEST_COLUMNS = 8
"""Characters per line of a field from which words can be read."""


def is_upset(element: etree._Element) -> bool:
    """True for elements whose words a browser shows elsewhere, in a special way, or not at all."""
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


def is_gone(element: etree._Element, style: Mapping[str, str], size: float) -> bool:
    """True when neither the element nor its content is shown."""
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
        return True  # the backgrounds of other elements may cover it
    return is_placed_off(style, size)
