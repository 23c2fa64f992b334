"""Effects of single style declarations: those that are followed, those that are harmless, and all others.

The lists are closed. A property or value in none of these tables may hide the words that it applies to, so these words
count as unseen. That includes new CSS features until they are added here.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from pincite.readers.html.colours import colour_of
from pincite.readers.html.lengths import pixels

Verdict = Literal["followed", "harmless", "void", "doubtful"]
"""`void` is a value that no browser accepts, so that an earlier value stays in effect."""

DOUBT = "?"
"""The name under which a doubtful declaration is kept. Its value says which declaration it was."""

PROPERTIES = frozenset(
    "display visibility opacity color background background-color background-image background-clip "  # noqa: SIM905 - read more easily as words
    "-webkit-background-clip font-size font -webkit-text-fill-color -webkit-text-stroke -webkit-text-stroke-color "
    "-webkit-text-stroke-width text-shadow clip-path transform translate scale rotate filter zoom content-visibility "
    "margin margin-left margin-top margin-inline margin-inline-start padding padding-left padding-inline-start "
    "padding-top padding-block padding-block-start margin-block margin-block-start margin-bottom border-width "
    "max-width position inset left top right bottom inset-inline inset-inline-start inset-block inset-block-start "
    "text-indent clip overflow overflow-x overflow-y width height block-size inline-size max-height max-block-size "
    "max-inline-size line-height letter-spacing white-space vertical-align text-decoration text-decoration-line "
    "list-style list-style-type mix-blend-mode mask mask-image -webkit-mask -webkit-mask-image font-size-adjust "
    "z-index color-scheme mso-hide font-family contain aspect-ratio flex flex-basis flex-grow box-shadow "
    "-webkit-line-clamp line-clamp -webkit-box-orient border animation animation-name animation-fill-mode "
    "animation-delay animation-duration animation-play-state animation-direction animation-iteration-count "
    "animation-timing-function word-spacing content outline outline-width outline-offset grid-area grid-row "
    "grid-column grid-row-start grid-column-start background-size background-repeat border-top border-bottom "
    "border-left border-right border-top-width border-bottom-width border-left-width border-right-width "
    "padding-inline float margin-right margin-inline-end padding-right padding-inline-end direction backdrop-filter "
    "-webkit-backdrop-filter min-height min-width flex-direction justify-content columns column-width "
    "column-count pointer-events".split()
)
"""What of a rule is kept, besides properties of the page's own (`--ink`)."""

HARMLESS = frozenset(
    "accent-color alignment-baseline all-space-treatment animation-composition appearance azimuth "  # noqa: SIM905 - read more easily as words
    "backface-visibility background-attachment background-origin background-position background-position-x "
    "background-position-y background-repeat-x background-repeat-y baseline-shift "
    "behavior bookmark-label bookmark-level box-align box-decoration-break box-orient box-sizing caption-side "
    "caret-color clear clip-rule color-adjust color-interpolation color-rendering column-fill column-gap column-span "
    "cue cue-after cue-before cursor dominant-baseline elevation empty-cells fill fill-opacity fill-rule "
    "flex-flow flex-shrink flex-wrap footnote-display font-kerning font-language-override "
    "font-optical-sizing font-stretch font-style font-synthesis font-variation-settings font-weight font-width "
    "forced-color-adjust gap glyph-orientation-horizontal glyph-orientation-vertical hanging-punctuation "
    "image-orientation image-rendering image-resolution ime-mode inset-block-end inset-inline-end isolation "
    "justify-items justify-self kerning layout-flow letter-kerning line-break list-style-image "
    "list-style-position list-style-name margin-block-end marks math-style "
    "min-block-size min-inline-size nav-down nav-index nav-left nav-right nav-up object-fit "
    "object-position order orphans widows page padding-block-end padding-bottom "
    "page-break-after page-break-before page-break-inside paint-order panose-1 pause pause-after "
    "pause-before perspective perspective-origin pitch pitch-range place-content place-items place-self play-during "
    "print-color-adjust quotes resize rest row-gap scrollbar-color scrollbar-gutter scrollbar-width "
    "shape-image-threshold shape-margin shape-outside shape-rendering size src stop-color stop-opacity stress "
    "string-set stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width style tab-stops tab-interval table-layout text-align text-align-all text-align-last "
    "text-anchor text-autospace text-decoration-color text-decoration-skip text-decoration-skip-ink "
    "text-decoration-style text-effect text-fit text-justify text-justify-trim text-kashida-space text-line-through "
    "text-orientation text-overflow text-rendering text-size-adjust text-spacing-trim text-transform "
    "text-underline text-underline-color text-underline-offset text-underline-position text-underline-style text-wrap "
    "text-wrap-mode text-wrap-style touch-action unicode-range user-select vector-effect vnd.ms-excel.numberformat "
    "voice-family volume white-space-collapse will-change word-break word-wrap writing-mode -epub-hyphens "
    "-webkit-box-align -webkit-box-direction -webkit-box-flex -webkit-box-flex-group -webkit-box-lines "
    "-webkit-box-ordinal-group -webkit-box-pack -webkit-font-smoothing -webkit-locale -webkit-nbsp-mode "
    "-webkit-overflow-scrolling -webkit-print-color-adjust -webkit-rtl-ordering -webkit-tap-highlight-color "
    "-webkit-text-size-adjust -webkit-touch-callout -webkit-user-drag -webkit-user-modify -webkit-user-select "
    "-moz-appearance -moz-background-clip -moz-font-feature-settings -moz-force-broken-image-icon "
    "-moz-osx-font-smoothing -moz-outline-radius -moz-text-decoration-color -moz-text-decoration-line "
    "-moz-text-decoration-style -moz-text-size-adjust -moz-user-select -moz-user-focus -moz-user-modify "
    "align-content align-items align-self align-tracks so-language font-color language background-color-alpha "
    "text-raise layout-grid layout-grid-mode layout-grid-line layout-grid-char layout-grid-type -webkit-appearance "
    "-webkit-hyphens -moz-hyphens -webkit-border-fit -webkit-line-break -webkit-margin-collapse "
    "-webkit-column-break-inside -webkit-column-break-after -webkit-column-break-before -webkit-perspective "
    "-webkit-backface-visibility -webkit-transform-style transform-style -webkit-font-feature-settings "
    "-webkit-margin-end -webkit-padding-end -webkit-padding-before -webkit-padding-after "
    " offset-anchor border-collapse border-spacing counter-increment counter-reset counter-set "
    "text-emphasis-position hyphens overflow-wrap overflow-anchor transform-box -webkit-filter-none".split()
)
"""Properties that do not affect whether, where, how large or in what colour words are drawn, or that no browser has."""

FAMILIES = re.compile(
    r"""
    # word processors, extinct browsers, and programs that make pages or print them
    mso- | -(?!webkit-|moz-|epub-|internal-|-)[a-z]+- | -ms- | -o- | -khtml- | -apple- | -mso-
  | -pdf- | prince- | -fs- | -wkhtml | -sfc- | -ro- | -evo- | -qt-
    # borders, scrolling, and where lines, columns and pages break
  | border(?!-width$) | -webkit-border | -moz-border | scroll- | overscroll- | break- | page-
  | hyphenat | -webkit-hyphen | -moz-hyphen
    # forms of letters, marks at them, and how they are read aloud
  | font-variant | font-feature | font-synthesis- | panose | ruby- | speak | punctuation-
  | text-underline | text-decoration-(?:color|style|skip) | -webkit-text-decoration-(?:color|style|skip)
  | text-emphasis | -webkit-text-emphasis
    # how fast something changes
  | transition | -webkit-transition | -moz-transition | -webkit-animation-timing | animation-timing
    # columns, boxes in a row, and grids
  | column-rule | -webkit-column-rule | -moz-column-(?:gap|rule) | -webkit-column-gap
  | align- | justify- | -webkit-(?:align|justify)- | -webkit-flex-(?:flow|wrap|dir) | -moz-box
  | grid-(?:gap|row-gap|column-gap|auto-flow) | -webkit-margin-
    # parts of drawings, and what an element is to whoever uses it
  | flood- | lighting- | stop- | marker | -webkit-user
    """,
    re.VERBOSE,
)
"""Beginnings of such properties' names: those of word processors, of extinct browsers, of borders and breaks."""

ALIASES = re.compile(
    r"-(?:webkit|moz)-(transform|filter|clip-path|opacity|animation(?:-[a-z-]+)?|box-shadow|flex(?:-grow|-basis)?)"
)
"""Old names of properties that are followed under their new names."""

FUNCTIONS = frozenset(
    "var calc min max clamp -webkit-calc -moz-calc fit-content minmax repeat rgb rgba hsl hsla hwb lab lch oklab oklch "  # noqa: SIM905 - read more easily as words
    "color color-mix light-dark counter counters local format".split()
)
"""Functions that are followed wherever they stand."""

OF_PROPERTY = {
    "background": "url linear-gradient radial-gradient conic-gradient repeating-linear-gradient "
    "repeating-radial-gradient repeating-conic-gradient -webkit-linear-gradient -moz-linear-gradient "
    "-o-linear-gradient -ms-linear-gradient -webkit-gradient -webkit-radial-gradient -moz-radial-gradient from to "
    "color-stop image-set -webkit-image-set",
    "transform": "translate translatex translatey translate3d translatez scale scalex scaley scale3d scalez rotate "
    "rotatez rotatex rotatey skew skewx skewy matrix perspective",
    "backdrop-filter": "blur opacity brightness contrast invert grayscale sepia saturate hue-rotate drop-shadow",
    "filter": "blur opacity brightness contrast invert grayscale sepia saturate hue-rotate drop-shadow",
    "clip-path": "inset polygon circle ellipse rect path",
    "clip": "rect",
    "animation": "cubic-bezier steps linear",
    "list-style": "url",
    "content": "attr url linear-gradient",
    "mask": "linear-gradient radial-gradient",
}
"""Functions that are followed in certain properties, by the beginnings of their names."""

COLOURED = frozenset(("color", "background-color", "-webkit-text-fill-color", "-webkit-text-stroke-color"))

GLOBAL = frozenset(("inherit", "initial", "unset", "revert", "revert-layer", "currentcolor", "auto", "none", "normal"))

DISPLAYED = frozenset(
    "none block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell "  # noqa: SIM905 - read more easily as words
    "table-row-group table-header-group table-footer-group table-caption table-column table-column-group list-item "
    "flow-root contents -webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex -ms-flexbox -ms-inline-flexbox "
    "-moz-box -moz-inline-box -moz-inline-stack -ms-grid box run-in ruby ruby-text ruby-base compact marker math "
    "inherit initial unset revert revert-layer".split()
)

LENGTHS = re.compile(
    r"(?:margin|padding|inset|left|top|right|bottom|width|height|max-|min-|text-indent|letter-spacing|word-spacing|"
    r"font-size$|line-height|block-size|inline-size|zoom|opacity|scale|translate|vertical-align)"
)

FUNCTION = re.compile(r"(-?[a-z][\w-]*)\(")
SAFE_AREA = re.compile(r"env\(\s*safe-area-inset-[a-z]+\s*(?:,\s*[\w.]+\s*)?\)")
PLAIN = re.compile(r"[\w\s.#%+/,'\"*!-]*")
NO_TRACK = re.compile(
    r"(?:^|[\s(,\]])0*(?:\.0+)?(?:[0-3](?:\.\d+)?px|0(?:\.\d+)?(?:fr|px|pt|em|rem|%)?)(?=$|[\s),\[/])"
)
MINMAX = re.compile(r"minmax\(\s*0(?:px)?\s*,")


@lru_cache(maxsize=8192)
def verdict(name: str, value: str) -> Verdict:
    """The effect of a declaration. Both arguments are in lower case.

    >>> verdict("display", "none"), verdict("cursor", "pointer"), verdict("-webkit-text-security", "disc")
    ('followed', 'harmless', 'doubtful')
    >>> verdict("color", "attr(x)"), verdict("color", "nonsense"), verdict("color", "var(--x)")
    ('doubtful', 'void', 'followed')
    """
    if value == "revert-layer":
        return "doubtful"
    if name in PROPERTIES:
        check = CHECKED.get(name)
        return "doubtful" if check is not None and not check(value) else _of_value(name, value)
    if value in ("initial", "unset", "inherit", "normal", "none", "auto") and name != "all":
        return "harmless"
    check = CHECKED.get(name)
    if check is not None:
        return "harmless" if check(value) else "doubtful"
    if name in HARMLESS or FAMILIES.match(name) is not None:
        return "harmless"
    return "doubtful"


def _of_value(name: str, value: str) -> Verdict:
    value = SAFE_AREA.sub("0px", value)
    if "var(" in value:
        return "followed"
    if name == "display":
        words = value.split()
        return "followed" if words and (all(word in DISPLAYED for word in words) or "flow" in words) else "doubtful"
    functions = FUNCTION.findall(value)
    allowed = KEYWORDS.get(name)
    if allowed is not None and value not in GLOBAL:
        stated = value.split()
        if any(part not in allowed for part in stated) or len(stated) > (2 if name == "overflow" else 1):
            return "void"
    if name == "opacity" and value not in GLOBAL and not functions and SHARE.fullmatch(value) is None:
        return "void"
    if name in OF_ONE_VALUE and not functions and len(value.split()) > 1:
        return "void"
    if name == "transform" and value not in GLOBAL and not _is_transformation(value):
        return "doubtful"
    if name == "background" and not functions and not _is_background(value):
        return "doubtful"
    if name == "filter" and ("progid:" in value or value.startswith("alpha(")):
        return "void"
    if functions:
        plain = name.removeprefix("-webkit-")
        known = next((words for start, words in OF_PROPERTY.items() if plain.startswith(start)), "")
        if any(function not in FUNCTIONS and function not in known.split() for function in functions):
            return "doubtful"
    if name in COLOURED and value not in GLOBAL and colour_of(value) is None:
        return "doubtful" if functions else "void"
    if name == "font-family" or name == "content" or name == "font":
        return "followed"
    if LENGTHS.match(name) and not functions and PLAIN.fullmatch(value) and "  " not in value:
        parts = value.split()
        if any(part[:1] in "+-.0123456789" and pixels(part, 16, 16) is None and "/" not in part for part in parts):
            return "void"
    if LENGTHS.match(name) and functions and not name.startswith(("margin", "padding", "inset", "translate")):
        return "followed" if pixels(value, 16, 16) is not None or "fit-content" in value else "doubtful"
    return "followed"


def _is_transformation(value: str) -> bool:
    """True for transform functions with valid numbers of arguments, which no browser rejects."""
    rest = value
    for name, inner in TRANSFORMATION.findall(value):
        counts = ARGUMENTS.get(name)
        if counts is None or inner.count(",") + 1 not in counts or not inner.strip():
            return False
        rest = rest.replace(f"{name}({inner})", " ", 1)
    return not rest.strip()


TRANSFORMATION = re.compile(r"([a-z0-9]+)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")

ARGUMENTS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("translatex", "translatey", "translatez", "scalex", "scaley", "scalez", "rotate", "rotatex",
                     "rotatey", "rotatez", "skewx", "skewy", "perspective"), (1,)),
    "translate": (1, 2), "scale": (1, 2), "skew": (1, 2), "translate3d": (3,), "scale3d": (3,), "rotate3d": (4,),
    "matrix": (6,), "matrix3d": (16,),
}  # fmt: skip


def _is_background(value: str) -> bool:
    """True for a background made of a colour and known keywords, which no browser rejects."""
    parts = value.replace("/", " ").replace(",", " ").split()
    lengths = sum(pixels(part, 16, 16) is not None for part in parts if colour_of(part) is None)
    colours = sum(colour_of(part) is not None for part in parts)
    return (
        colours <= 1
        and lengths <= 4
        and all(
            part in BACKGROUND or part in GLOBAL or colour_of(part) is not None or pixels(part, 16, 16) is not None
            for part in parts
        )
    )


BACKGROUND = frozenset(
    "repeat repeat-x repeat-y no-repeat space round scroll fixed local left right top bottom center cover contain "  # noqa: SIM905 - read more easily as words
    "border-box padding-box content-box text transparent".split()
)

SHARE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?%?")

OF_ONE_VALUE = frozenset(
    "height width max-height max-width min-height min-width font-size left right top bottom margin-left margin-top "  # noqa: SIM905 - read more easily as words
    "margin-right margin-bottom padding-left padding-top padding-right text-indent letter-spacing word-spacing "
    "line-height block-size inline-size zoom color background-color z-index".split()
)

KEYWORDS: dict[str, frozenset[str]] = {
    "visibility": frozenset(("visible", "hidden", "collapse")),
    "overflow": frozenset(("visible", "hidden", "clip", "scroll", "auto", "overlay")),
    "overflow-x": frozenset(("visible", "hidden", "clip", "scroll", "auto", "overlay")),
    "overflow-y": frozenset(("visible", "hidden", "clip", "scroll", "auto", "overlay")),
    "position": frozenset(("static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky")),
    "float": frozenset(("left", "right", "none", "inline-start", "inline-end")),
    "content-visibility": frozenset(("visible", "hidden", "auto")),
}
"""Properties for which browsers accept only these keywords."""


def _few_columns(value: str) -> bool:
    for part in value.split():
        if part.isdecimal():
            if int(part[:4]) > 6:
                return False
        elif part != "auto" and (pixels(part, 16, 1280) or 0.0) < 40:
            return False
    return True


def _has_tracks(value: str) -> bool:
    return "var(" not in value and NO_TRACK.search(MINMAX.sub("minmax(1fr,", value)) is None


def _is_thin(value: str) -> bool:
    """True for a line thin enough that words under it can be read."""
    return value == "from-font" or (pixels(value, 16, 16) or 99.0) < 5.0


def _is_near(value: str) -> bool:
    return all(-1.0 <= (pixels(part, 16, 300) or 0.0) <= 301 and "(" not in part for part in value.split())


def _is_readable(value: str) -> bool:
    return (pixels(value, 16, 100) or 100.0) >= 50.0


def _always(value: str) -> bool:
    return bool(value)


def _never(value: str) -> bool:
    return not value


def _few_spaces(value: str) -> bool:
    return value.isdecimal() and int(value[:4]) <= 16


CHECKED: dict[str, Callable[[str], bool]] = {
    "all": _never,
    "columns": _few_columns, "column-count": _few_columns, "column-width": _few_columns,
    "-webkit-columns": _few_columns, "-webkit-column-count": _few_columns, "-webkit-column-width": _few_columns,
    "-moz-columns": _few_columns, "-moz-column-count": _few_columns, "-moz-column-width": _few_columns,
    "grid": _has_tracks, "grid-template": _has_tracks, "grid-template-rows": _has_tracks,
    "grid-template-columns": _has_tracks, "grid-auto-rows": _has_tracks, "grid-auto-columns": _has_tracks,
    "grid-template-areas": _always,
    "grid-row-end": _always, "grid-column-end": _always,
    "text-decoration-thickness": _is_thin,
    "transform-origin": _is_near, "-webkit-transform-origin": _is_near, "-moz-transform-origin": _is_near,
    "tab-size": _few_spaces,
    "-moz-tab-size": _few_spaces,
    "unicode-bidi": lambda value: value in ("embed", "isolate", "plaintext"),
    "container-type": lambda value: value in ("inline-size", "scroll-state"),
    "container-name": _always,
    "container": lambda value: "size" not in value.replace("inline-size", ""),
    "contain-intrinsic-size": _always,
    "text-combine-upright": lambda value: value == "none",
    "mask-size": _never,
    "text-size-adjust": _is_readable, "-webkit-text-size-adjust": _is_readable, "-moz-text-size-adjust": _is_readable,
    "-ms-text-size-adjust": _is_readable,
    "list-style-image": _always,
}  # fmt: skip
"""Properties with some harmless values."""
