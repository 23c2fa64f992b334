"""What every chart is drawn with: words as markup, labels, rules, colours, and a whole chart from its parts.

Each chart has a title and a description in words, for readers who cannot see it. The colours are those of M. Okabe and
K. Ito ("Color Universal Design", 2008), distinguishable with any common colour vision. Curves also differ in their
dashes. Colours are variables with defaults, so that a page can set others for a dark background. All words are escaped
here, and none is interpreted as markup.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#b05a8a", "#b87a00", "#3a9fd0", "#555c64", "#c3c9d0")
"""Slots 0 to 5 distinguish things, 6 is for the sum of all, 7 for what needs no attention.

Reddish purple, orange and sky blue are darker than in the source: a line on white needs a contrast of 3 to 1 (WCAG 2.2,
1.4.11)."""

DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "")
"""Dashes of a line, one pattern for each slot."""

LETTER = 7.2
"""Pixels of a letter at `FONT`, somewhat more than the mean, so that estimated texts do fit."""

FONT = 12
"""Size of letters in pixels."""


def words(text: str) -> str:
    r"""A text as markup: white space collapsed, invisible characters written as escapes, everything escaped.

    >>> words("a <b>\n& \u202e")
    'a &lt;b&gt; &amp; \\u202e'
    """
    letters = (
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in " ".join(text.split())
    )
    return html.escape("".join(letters))


def width_of(text: str) -> float:
    """The approximate width of a text in pixels, rather too large than too small."""
    return LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fitted(text: str, width: float) -> str:
    """A text cut to at most `width` pixels by `width_of`; at least one letter is left.

    >>> fitted("lexical", 100), fitted("a very long name", 60)
    ('lexical', 'a very…')
    """
    if width_of(text) <= width:
        return text
    kept = text[: max(1, int(width / LETTER) - 1)]
    while len(kept) > 1 and width_of(kept) + LETTER > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if len(kept) > 1 else kept


def chart(title: str, description: str, width: float, height: float, parts: Iterable[str]) -> str:
    """A self-contained image: a screen reader says what it shows, and does not read its ticks one by one."""
    label = words(f"{title}. {description}")
    return (
        f'<svg class="chart" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}" '
        f'style="max-width:{width:g}px" font-size="{FONT}"><title>{words(title)}</title>'
        f"<desc>{words(description)}</desc>{''.join(parts)}</svg>"
    )


def text_at(
    x: float, y: float, text: str, anchor: str, style: str = "", *, turned: bool = False, whole: str = ""
) -> str:
    """Words at a position. If they were cut, `whole` is shown on hovering."""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    kind = f' class="{style}"' if style else ""
    more = f"<title>{words(whole)}</title>" if whole and whole != text else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}{turn}>{words(text)}{more}</text>'


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    """A thin line between two positions."""
    return f'<line class="rule" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def hue(slot: int) -> str:
    """The colour of a slot, as a variable that a page may set."""
    place = slot % len(PALETTE)
    return f"var(--slot-{place},{PALETTE[place]})"


def legend(entries: Iterable[tuple[int, str]]) -> str:
    """The meaning of slots' colours, as a list."""
    items = (
        f'<li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">'
        f'<rect width="12" height="12" style="fill:{hue(slot)}"/></svg> {words(label)}</li>'
        for slot, label in entries
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


PLAIN = {"rule": 'stroke="#dfe3e8"', "axis": 'fill="#555c64"', "main": 'font-weight="600"', "heading": 'font-size="15"'}
"""What a page's style says of each class, as attributes."""

CLASS, STYLES, VARIABLE = (
    re.compile(r' class="(rule|axis|main|heading)"'),
    re.compile(r' style="([^"]*)"'),
    re.compile(r"var\(--[\w-]+,(#\w+)\)"),
)


def as_file(chart: str) -> str:
    """A chart as a whole SVG file on a white ground; its colours are attributes, which every program reads."""
    head, rest = chart.split(">", 1)
    rest = CLASS.sub(lambda found: f" {PLAIN[found[1]]}", VARIABLE.sub(r"\1", rest))
    rest = STYLES.sub(lambda found: "".join(_attributes(found[1])), rest)
    fonts = 'fill="#1c2126" font-family="system-ui, sans-serif"'
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'{head} xmlns="http://www.w3.org/2000/svg" {fonts}>{ground}{rest}\n'


def _attributes(style: str) -> Iterator[str]:
    """A style's declarations, each as an attribute.

    >>> "".join(_attributes("stroke:#fff;stroke-width:2"))
    ' stroke="#fff" stroke-width="2"'
    """
    for declared in style.split(";"):
        name, value = declared.split(":")
        yield f' {name}="{value}"'
