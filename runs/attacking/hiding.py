# ruff: noqa: E501 - a variant is one line, however long
"""Words that nobody sees, hidden at random in each format: by colour, size, place, cover and switches.

The files are built with the builders of `tests.hidden_words`; colours, sizes and places, and the way in which the file
says them, are drawn anew. A colour counts as hidden below a contrast of 1.12 (WCAG), well under the 1.25 that is
promised.
"""

import colorsys
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from runs.attacking.family import Attempt, Draw, Family
from tests.hidden_words import binary_sheet, lettered, message, page, paper, sheet, word, written
from tests.hidden_words.planted import SECRET

from pincite.errors import PinciteError
from pincite.readers.read import read
from pincite.retrieval.joining import visible_words

UNLIKE = 1.12

Colour = tuple[int, int, int]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours. Source: WCAG 2.2, "contrast ratio"."""

    def light(colour: Colour) -> float:
        parts = [value / 255 for value in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def pair(chance: random.Random, *, behind: Colour | None = None) -> tuple[Colour, Colour]:
    """The colour of letters and of what lies behind them, too like each other to be seen."""
    while True:
        back = behind or (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        front = tuple(min(255, max(0, value + chance.randint(-12, 12))) for value in back)
        colour = (front[0], front[1], front[2])
        if contrast(colour, back) < UNLIKE:
            return colour, back


WHITE = (255, 255, 255)


def figures(colour: Colour) -> str:
    return "".join(f"{value:02X}" for value in colour)


def in_style(colour: Colour, chance: random.Random) -> str:
    """A colour as a sheet of rules says it."""
    red, green, blue = colour
    hue, lightness, depth = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    share = [f"{value / 2.55:.3f}%" for value in colour]
    return chance.choice(
        (
            f"#{figures(colour).lower()}", f"#{figures(colour)}ff", f"rgb({red},{green},{blue})", f"rgb({red} {green} {blue} / 1)",
            f"rgb({','.join(share)})", f"RGBA({red}, {green}, {blue}, 1.0)", f"hsl({hue * 360:.2f}deg {depth:.3%} {lightness:.3%})",
            f"hsl({hue:.5f}turn, {depth:.3%}, {lightness:.3%})", f"color(srgb {red / 255:.4f} {green / 255:.4f} {blue / 255:.4f})",
            f"color-mix(in srgb, rgb({red} {green} {blue}) 100%, red)",
        )
    )  # fmt: skip


def like_its_back(chance: random.Random) -> tuple[str, str]:
    """Rules for letters and for what is around them that hide by colour; the second is empty on the page's white."""
    front, back = pair(chance, behind=WHITE if chance.random() < 0.5 else None)
    colour = chance.choice(("color:{}", "color: {} !important", "-webkit-text-fill-color:{}", "COLOR:{}"))
    name = chance.choice(("background", "background-color", "BACKGROUND"))
    around = "" if back == WHITE and chance.random() < 0.7 else f"{name}:{in_style(back, chance)}"
    return colour.format(in_style(front, chance)), around


def too_small(chance: random.Random) -> tuple[str, str]:
    size = chance.uniform(0, 2.6)
    return chance.choice(
        (
            (f"font-size:{size:.2f}px", ""),
            (f"font-size:{size * 0.75:.2f}pt", ""),
            (f"font-size:{size / 16:.3f}rem", ""),
            (f"font-size:{size / 16:.4f}em", f"font-size:{chance.choice(('16px', '12pt', 'medium'))}"),
            (f"font:{chance.choice(('italic ', ''))}{size:.2f}px/1.2 serif", ""),
            (f"font-size:calc({size:.2f}px * {chance.uniform(0.3, 1):.2f})", ""),
            (f"font-size:min({size:.2f}px, 2em)", ""),
            (f"font-size:{chance.randint(5, 12)}%", "font-size:100%"),
            (f"transform:scale({chance.uniform(0, 0.12):.3f})", ""),
            (f"zoom:{chance.uniform(0.01, 0.1):.3f}", ""),
        )
    )


def elsewhere(chance: random.Random) -> tuple[str, str]:
    far = chance.randint(3_000, 40_000)
    side = chance.choice(("left", "top"))
    return chance.choice(
        (
            (f"position:absolute;{side}:-{far}px", ""),
            (f"position:fixed;{side}:-{far / 10:.0f}em", ""),
            (f"margin-left:-{far}px", ""),
            (f"text-indent:-{far}px", ""),
            (f"transform:translateX(-{far}px)", ""),
            (f"translate:-{far}px {chance.randint(0, 9)}px", ""),
            (f"position:absolute;left:calc(-1 * {far}px)", ""),
            (f"position:absolute;inset-inline-start:-{far}px", ""),
            (f"position:absolute;left:-{far}px", "position:relative"),
        )
    )


def off(chance: random.Random) -> tuple[str, str]:
    little = chance.uniform(0, 0.1)
    return chance.choice(
        (
            (chance.choice(("display:none", "DISPLAY: None", "display:none!important", "d\\69splay:none")), ""),
            (chance.choice(("visibility:hidden", "visibility:collapse")), ""),
            ("", chance.choice(("display:none", "visibility:hidden", "content-visibility:hidden"))),
            (f"opacity:{little / 2:.3f}", ""),
            (f"opacity:{chance.uniform(0.05, 0.22):.2f}", f"opacity:{chance.uniform(0.05, 0.22):.2f}"),
            (f"filter:opacity({little / 2:.1%})", ""),
            (f"color:rgb({chance.randrange(90)} 0 0 / {little / 2:.3f})", ""),
            (f"height:0;overflow:{chance.choice(('hidden', 'clip'))}", ""),
            ("max-height:0px;overflow:hidden", ""),
            ("width:0;height:0;overflow:hidden;display:block", ""),
            (f"clip-path:inset({chance.randint(50, 100)}%)", ""),
            ("clip-path:circle(0)", ""),
            ("position:absolute;clip:rect(0,0,0,0)", ""),
        )
    )


REASONS: Mapping[str, Callable[[random.Random], tuple[str, str]]] = {
    "by its colour": like_its_back, "by its size": too_small, "by its place": elsewhere, "turned off": off,
}  # fmt: skip
TAGS = ("div", "p", "span", "section", "b", "em", "article", "li", "blockquote", "h3", "strong", "small")
NAMES = ("x", "note", "c-17", "terms_2", "A", "fußnote")


def marked_up(reason: str, chance: random.Random) -> tuple[str, str]:
    """Markup with `SECRET` in it, hidden for that reason, and the sheet of rules that it needs."""
    rule, around = REASONS[reason](chance)
    tag, outer, name = chance.choice(TAGS), chance.choice(("div", "section", "main")), chance.choice(NAMES)
    way = chance.randrange(5)
    if way == 0:
        return f'<{outer} style="{around}"><{tag} style="{rule}">SECRET</{tag}></{outer}>', ""
    if way == 1:
        return (
            f'<{outer} class="o"><{tag} class="q {name}">SECRET</{tag}></{outer}>',
            f".o{{{around}}} .{name}{{{rule}}}",
        )
    if way == 2:
        selector = chance.choice((f"#i > {tag}", f"#i {tag}:first-child", "[id=i] > *", f"{outer} > {tag}:only-child"))
        return f'<{outer} id="i"><{tag}>SECRET</{tag}></{outer}>', f"#i{{{around}}} {selector}{{{rule}}}"
    if way == 3:
        media = chance.choice(
            ("@media screen", "@media all", "@supports (color:red)", "@layer a", "@media (min-width:200px)")
        )
        return (
            f'<{outer} class="o"><{tag} class="{name}">SECRET</{tag}></{outer}>',
            f"{media}{{.o{{{around}}} .{name}{{{rule}}}}}",
        )
    declared = ";".join(
        f"--v{at}:{value.partition(':')[2]}" for at, value in enumerate(rule.split(";")) if ":" in value
    )
    used = ";".join(
        f"{value.partition(':')[0]}:var(--v{at})" for at, value in enumerate(rule.split(";")) if ":" in value
    )
    return f'<{outer} style="{around}"><{tag} style="{declared};{used}">SECRET</{tag}></{outer}>', ""


def html(reason: str) -> Callable[[random.Random], tuple[str, bytes]]:
    def made(chance: random.Random) -> tuple[str, bytes]:
        markup, rules = marked_up(reason, chance)
        return "a.html", page.page(markup, rules)

    return made


def mail(chance: random.Random) -> tuple[str, bytes]:
    markup, rules = marked_up(chance.choice(list(REASONS)), chance)
    markup = markup.replace("SECRET", SECRET)
    return "a.eml", message.mail(f"<style>{rules}</style>{markup}" if rules else markup, chance.choice((None, SECRET)))


def markdown(chance: random.Random) -> tuple[str, bytes]:
    markup, rules = marked_up(chance.choice(list(REASONS)), chance)
    return "a.md", written.markdown((f"<style>{rules}</style>\n\n" if rules else "") + markup.replace("SECRET", SECRET))


def xml(chance: random.Random) -> tuple[str, bytes]:
    front, _ = pair(chance, behind=WHITE)
    attribute = chance.choice(
        (
            f'style="color:{in_style(front, chance)}"', f'color="#{figures(front)}"', 'display="none"', 'style="display: none"',
            'visibility="hidden"', f'font-size="{chance.uniform(0, 2):.1f}pt"', f'style="font-size:{chance.uniform(0, 2.5):.1f}px"',
            'hidden="hidden"', f'style="opacity:{chance.uniform(0, 0.05):.2f}"',
        )
    )  # fmt: skip
    tag, deep = chance.choice(("para", "block", "p", "section", "e")), chance.random() < 0.5
    return "a.xml", written.xml(f"<{tag} {attribute}>{f'<i>{SECRET}</i>' if deep else SECRET}</{tag}>")


def _worded(properties: str, of_paragraph: str, chance: random.Random) -> bytes:
    """A Word file in which letters have these properties by themselves, by a style of letters, of paragraphs, or two deep."""
    way = chance.randrange(5)
    if of_paragraph or way == 0:
        if of_paragraph and chance.random() < 0.4:
            styled = word.style(f"<w:pPr>{of_paragraph}</w:pPr><w:rPr>{properties}</w:rPr>")
            return word.package(word.paragraph(word.run(), '<w:pStyle w:val="Odd"/>'), styled)
        return word.package(word.paragraph(word.run(properties), of_paragraph))
    if way == 1:
        letters = word.style(f"<w:rPr>{properties}</w:rPr>", "character")
        return word.package(word.paragraph(word.run('<w:rStyle w:val="Odd"/>')), letters)
    if way == 2:
        return word.package(
            word.paragraph(word.run(), '<w:pStyle w:val="Odd"/>'), word.style(f"<w:rPr>{properties}</w:rPr>")
        )
    if way == 3:
        styles = word.style(f"<w:rPr>{properties}</w:rPr>", name="One") + word.style("", name="Two", based="One")
        return word.package(word.paragraph(word.run(), '<w:pStyle w:val="Two"/>'), styles)
    inside = word.paragraph(word.run(properties))
    return word.package(chance.choice((f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>", word.table(inside))))


HIGHLIGHTS = {
    "black": (0, 0, 0), "blue": (0, 0, 255), "green": (0, 255, 0), "red": (255, 0, 0), "yellow": (255, 255, 0),
    "darkBlue": (0, 0, 128), "darkRed": (128, 0, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
    "white": (255, 255, 255), "cyan": (0, 255, 255), "magenta": (255, 0, 255), "darkGreen": (0, 128, 0),
}  # fmt: skip


def word_colour(chance: random.Random) -> tuple[str, bytes]:
    way = chance.randrange(4)
    front, back = pair(chance, behind=WHITE if way == 0 else None)
    if way == 0:
        return "a.docx", _worded(word.colour(figures(front)), "", chance)
    if way == 1:
        return "a.docx", _worded(word.colour(figures(front)) + word.shade(figures(back)), "", chance)
    if way == 2:
        return "a.docx", _worded(word.colour(figures(front)), word.shade(figures(back)), chance)
    name = chance.choice(list(HIGHLIGHTS))
    front, _ = pair(chance, behind=HIGHLIGHTS[name])
    return "a.docx", _worded(f'{word.colour(figures(front))}<w:highlight w:val="{name}"/>', "", chance)


def word_size(chance: random.Random) -> tuple[str, bytes]:
    size, line = chance.randint(1, 5), chance.randint(1, 60)
    properties, of_paragraph = chance.choice(
        (
            (f'<w:sz w:val="{size}"/>', ""), (f'<w:sz w:val="{size}"/><w:szCs w:val="24"/>', ""), (f'<w:w w:val="{chance.randint(1, 12)}"/>', ""),
            ("", f'<w:spacing w:line="{line}" w:lineRule="exact"/>'), (f'<w:spacing w:val="-{chance.randint(200, 400)}"/>', ""),
        )
    )  # fmt: skip
    return "a.docx", _worded(properties, of_paragraph, chance)


def word_place(chance: random.Random) -> tuple[str, bytes]:
    far = chance.randint(16_000, 31_000)
    of_paragraph = chance.choice(
        (
            f'<w:ind w:left="{far}"/>', f'<w:ind w:start="{far}"/>', f'<w:ind w:left="-{far}"/>', f'<w:ind w:left="0" w:hanging="{far}"/>',
            f'<w:framePr w:w="3000" w:hAnchor="page" w:vAnchor="page" w:x="{far}" w:y="1"/>',
        )
    )  # fmt: skip
    return "a.docx", _worded("", of_paragraph, chance)


def word_off(chance: random.Random) -> tuple[str, bytes]:
    on = chance.choice(("", ' w:val="true"', ' w:val="1"', ' w:val="on"'))
    return "a.docx", _worded(f"<w:vanish{on}/>", "", chance)


def _ink(colour: Colour, chance: random.Random) -> str:
    red, green, blue = (value / 255 for value in colour)
    plain = f"{red:.3f} {green:.3f} {blue:.3f}"
    return chance.choice(
        (f"{plain} rg", f"/DeviceRGB cs {plain} sc", f"{1 - red:.3f} {1 - green:.3f} {1 - blue:.3f} 0 k")
    )


def pdf_colour(chance: random.Random) -> tuple[str, bytes]:
    if chance.random() < 0.5:
        front, _ = pair(chance, behind=WHITE)
        return "a.pdf", paper.pdf(paper.text(_ink(front, chance)))
    front, back = pair(chance)
    plain = [f"{one[0] / 255:.3f} {one[1] / 255:.3f} {one[2] / 255:.3f} rg" for one in (front, back)]
    place = f"{chance.randint(20, 60)} {chance.randint(560, 590)} {chance.randint(420, 520)} {chance.randint(50, 90)}"
    return "a.pdf", paper.pdf(paper.area(plain[1], place) + paper.text(plain[0]))


def pdf_size(chance: random.Random) -> tuple[str, bytes]:
    size = chance.uniform(0.1, 2.2)
    scale = size / 12
    return "a.pdf", paper.pdf(
        chance.choice(
            (
                paper.text(size=round(size, 3)),
                f"q {scale:.4f} 0 0 {scale:.4f} 72 600 cm " + paper.text(at="0 0 Td") + "Q ",
                f"BT /F1 1 Tf {size:.3f} 0 0 {size:.3f} 72 600 Tm {paper.WORDS} Tj ET ",
                paper.text(f"{chance.randint(1, 12)} Tz"),
                paper.text(f"-{chance.uniform(5, 6):.2f} Tc"),
            )
        )
    )


def pdf_cover(chance: random.Random) -> tuple[str, bytes]:
    grey = f"{chance.random():.3f} g"
    up = chance.randint(560, 592)
    place = f"{chance.randint(10, 70)} {up} {chance.randint(430, 520)} {chance.randint(625, 680) - up}"
    drawn = chance.choice(
        (
            paper.text() + paper.area(grey, place),
            paper.text() + f"{grey} 10 590 m 600 590 l 600 640 l 10 640 l h f ",
            paper.text() + f"{grey} " + " ".join(f"{left} 585 60 40 re" for left in range(20, 560, 55)) + " f ",
            paper.text() + f"{chance.random():.2f} G {chance.randint(26, 60)} w 10 605 m 600 605 l S ",
        )
    )
    return "a.pdf", paper.pdf(drawn)


def pdf_place(chance: random.Random) -> tuple[str, bytes]:
    far = chance.randint(900, 9_000)
    return "a.pdf", paper.pdf(
        chance.choice(
            (
                paper.text(at=f"{far} 600 Td"),
                paper.text(at=f"72 -{far} Td"),
                paper.text(at=f"-{far} 600 Td"),
                f"q 1 0 0 1 {chance.choice(('', '-'))}{far} 0 cm {paper.text()} Q ",
                f"{chance.randint(0, 40)} {chance.randint(0, 300)} {chance.randint(1, 30)} {chance.randint(1, 200)} re W n {paper.text()}",
                paper.text(f"{chance.choice((3, 7))} Tr"),
            )
        )
    )


def sheet_of(chance: random.Random) -> tuple[str, bytes]:
    front, back = pair(chance, behind=WHITE if chance.random() < 0.4 else None)
    shown = 'rgb="{}"'
    letters = sheet.letters(shown.format(f"FF{figures(front)}"), chance.choice(("11", "9", "14")))
    fill = "" if back == WHITE and chance.random() < 0.7 else sheet.filled(shown.format(f"FF{figures(back)}"))
    return "a.xlsx", chance.choice(
        (
            lambda: sheet.xlsx(font=letters, fill=fill),
            lambda: sheet.xlsx(font=letters, fill=fill),
            lambda: sheet.xlsx(font=sheet.letters('theme="1"', f"{chance.uniform(1, 2.4):.1f}")),
            lambda: sheet.xlsx(number=chance.choice((";;;", "&quot;&quot;;&quot;&quot;;&quot;&quot;;&quot;&quot;", ";;;;"[:3]))),
            lambda: sheet.xlsx(row=f'ht="{chance.uniform(0, 1):.2f}" customHeight="1"'),
            lambda: sheet.xlsx(row=chance.choice(('hidden="1"', 'hidden="true"'))),
            lambda: sheet.xlsx(columns=f'<cols><col min="{chance.choice((1, 2))}" max="{chance.randint(2, 9)}" width="9" hidden="1"/></cols>'),
            lambda: sheet.xlsx(state=chance.choice(('state="hidden"', 'state="veryHidden"'))),
        )
    )()  # fmt: skip


def open_sheet(chance: random.Random) -> tuple[str, bytes]:
    front, back = pair(chance, behind=WHITE if chance.random() < 0.4 else None)
    colour = f'fo:color="#{figures(front).lower()}"'
    cell = "" if back == WHITE else f'fo:background-color="#{figures(back)}"'
    return "a.ods", chance.choice(
        (
            lambda: sheet.ods(text=colour, cell=cell),
            lambda: sheet.ods(text=f'fo:font-size="{chance.uniform(0.2, 2.4):.1f}pt"'),
            lambda: sheet.ods(row=f'table:visibility="{chance.choice(("collapse", "filter"))}"'),
            lambda: sheet.ods(column='table:visibility="collapse"'),
        )
    )()


def pdf_letters(chance: random.Random) -> tuple[str, bytes]:
    """Words whose letters are drawn as others, each time as another, in one of the ordinary fonts or one of the file's."""
    others = "abdeghknrsuvwxyz" if chance.random() < 0.5 else "ABDEGHKMNRSTUW234567"
    drawn = "".join(chance.choice(others) if sign.isalnum() else sign for sign in SECRET)
    if chance.random() < 0.3:
        return "a.pdf", lettered.of_two_bytes(drawn, twice=chance.random() < 0.5)
    face = chance.choice(("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Times-Italic", "Courier"))
    right = "".join(sorted({*SECRET} - {" ", "."})) if chance.random() < 0.3 else ""
    return "a.pdf", lettered.lettered(drawn, face=face, before=right)


def binary(chance: random.Random) -> tuple[str, bytes]:
    """A workbook of .xls or .xlsb that hides words by colour, size, format, row, column or merge."""
    front, back = pair(chance, behind=WHITE if chance.random() < 0.4 else None)
    is_old = chance.random() < 0.5
    if is_old:
        palette = bytes((*front, 0, *back, 0))
        tall, wide, code = (
            chance.randint(1, 40),
            chance.randint(0, 60),
            chance.choice((";;;", "[White]@", '"";"";"";""')),
        )
        made: Sequence[Callable[[], bytes]] = (
            lambda: binary_sheet.xls(colour=8, fill=(1, 9, 65), palette=palette),
            lambda: binary_sheet.xls(points=chance.uniform(0.5, 2.4)),
            lambda: binary_sheet.xls(code=code),
            lambda: binary_sheet.xls(height=tall, row=0x40),
            lambda: binary_sheet.xls(more=binary_sheet.columns(width=wide)),
        )
        return "a.xls", chance.choice(made)()
    ink, paint = (binary_sheet.tinted(2, figures=figures(colour)) for colour in (front, back))
    made = (
        lambda: binary_sheet.xlsb(colour=ink, pattern=1, front=paint),
        lambda: binary_sheet.xlsb(points=chance.uniform(0.5, 2.4)),
        lambda: binary_sheet.xlsb(code=chance.choice((";;;", "[White]@"))),
        lambda: binary_sheet.xlsb(height=chance.randint(1, 40), row=0x20),
        lambda: binary_sheet.xlsb(more=binary_sheet.broad(chance.randint(0, 60))),
    )
    return "a.xlsb", chance.choice(made)()


KINDS: Mapping[str, Callable[[random.Random], tuple[str, bytes]]] = {
    **{f"page {reason}": html(reason) for reason in REASONS},
    "Word by its colour": word_colour, "Word by its size": word_size, "Word by its place": word_place, "Word turned off": word_off,
    "PDF by its colour": pdf_colour, "PDF by its size": pdf_size, "PDF covered": pdf_cover, "PDF by its place": pdf_place,
    "PDF in other letters": pdf_letters, "binary workbook": binary,
    "workbook": sheet_of, "OpenDocument sheet": open_sheet, "e-mail": mail, "Markdown": markdown, "XML": xml,
}  # fmt: skip


def tried(draws: Sequence[Draw], place: Path) -> Iterator[Attempt]:
    """Read each file, and look for the planted words among those that are searched and quoted."""
    for draw in draws:
        name, content = KINDS[draw.kind](draw.chance)
        made = content.decode("latin-1") if name.endswith((".html", ".md", ".xml", ".eml", ".pdf")) else name
        try:
            document = read(content, name)
        except PinciteError:
            yield Attempt(draw.number, draw.kind, made)
            continue
        shown = visible_words(document, 0, len(document.text))
        came = ""
        if SECRET in " ".join(shown.split()):
            came = "the hidden words can be quoted"
            (place / f"through-{draw.number}-{name}").write_bytes(content)
        yield Attempt(draw.number, draw.kind, made, came)


FAMILY = Family("hiding", "words that nobody sees can be quoted", tuple(KINDS), tried)
