# ruff: noqa: E501 - each file is written out on a line of its own
"""Ways of hiding and showing words that the readers had not been tried with while they were written: looked at once."""

from collections.abc import Iterator

from tests.hidden_words import message, page, paper, sheet, word, written
from tests.hidden_words.planted import SECRET, Planted

WORD_HIDDEN: dict[str, bytes] = {
    "white over a style of letters in black": word.package(
        word.paragraph(word.run('<w:rStyle w:val="Odd"/>' + word.WHITE)),
        word.style('<w:rPr><w:color w:val="000000"/></w:rPr>', "character"),
    ),
    "the second dark on its own shade": word.package(
        word.paragraph(word.run(word.colour("0E2841", themeColor="text2") + word.shade("auto", themeFill="text2")))
    ),
    "a shade made of a theme's pattern": word.package(
        word.paragraph(word.run(word.colour("156082") + word.shade("auto", "solid", "auto", themeColor="accent1")))
    ),
    "white in a band of a table": word.package(
        word.table(word.paragraph(SECRET), of_table=word.USES_GRID, look="0000"),
        word.style(
            '<w:tblStylePr w:type="band1Horz"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:tblStylePr>', "table", "Grid"
        ),
    ),
    "white in a table in a table": word.package(
        word.table(
            word.table(word.paragraph(word.run(word.WHITE)), of_cell=word.shade("FFFFFF")) + word.paragraph("x"),
            of_cell=word.shade("000080"),
        )
    ),
    "a frame off the page": word.package(
        word.paragraph(
            word.run(), '<w:framePr w:w="3000" w:hRule="exact" w:h="400" w:hAnchor="page" w:x="20000" w:y="1"/>'
        )
    ),
    "raised out of an exact line": word.package(
        word.paragraph(word.run('<w:position w:val="120"/>'), word.EXACT.format(240))
    ),
    "white by the style of all paragraphs": word.package(
        word.paragraph(word.run(), '<w:pStyle w:val="Last"/>'),
        word.style('<w:rPr><w:color w:val="FAFAFA"/></w:rPr>', name="First")
        + word.style("", name="Middle", based="First")
        + word.style("", name="Last", based="Middle"),
    ),
    "white in words that were inserted": word.package(
        word.paragraph(f'<w:ins w:id="1" w:author="a">{word.run(word.WHITE)}</w:ins>')
    ),
    "hidden and raised": word.package(word.paragraph(word.run('<w:vanish/><w:vertAlign w:val="superscript"/>'))),
    "white and raised": word.package(word.paragraph(word.run(word.WHITE + '<w:vertAlign w:val="superscript"/>'))),
    "of four points, lowered": word.package(
        word.paragraph(word.run('<w:sz w:val="8"/><w:vertAlign w:val="subscript"/>'))
    ),
    "a group that is turned off": word.package(word.old_shape("position:absolute;width:0;height:0")),
}
WORD_SEEN: dict[str, bytes] = {
    "white in a dark band": word.package(
        word.table(word.paragraph(SECRET), of_table=word.USES_GRID, look="0000"),
        word.style(
            '<w:tblStylePr w:type="band1Horz"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="203864"/></w:tcPr></w:tblStylePr>',
            "table",
            "Grid",
        ),
    ),
    "light on dark by the theme": word.package(
        word.paragraph(
            word.run(word.colour("FFFFFF", themeColor="background1") + word.shade("auto", themeFill="text2"))
        )
    ),
    "white in a table in a dark cell": word.package(
        word.table(word.table(word.paragraph(word.run(word.WHITE))) + word.paragraph("x"), of_cell=word.shade("000080"))
    ),
    "in a frame on the page": word.package(
        word.paragraph(word.run(), '<w:framePr w:w="3000" w:hAnchor="page" w:x="3000" w:y="1"/>')
    ),
    "lowered a little in an exact line": word.package(
        word.paragraph(word.run('<w:position w:val="-6"/>'), word.EXACT.format(280))
    ),
}
PAGE_HIDDEN: dict[str, bytes] = {
    "by the nth of its kind": page.ruled("div p:nth-of-type(odd) > span{color:rgb(255,255,255)}"),
    "by where": page.ruled(":where(.a) .b{font-size:.01em}"),
    "by a word in a class": page.ruled("[class~=c]{visibility:hidden}"),
    "by what an attribute begins with": page.ruled("[data-x^='1'] span{opacity:.01}"),
    "by a layer": page.ruled("@layer x{.b{color:#fafafa}}"),
    "with its names in capitals": page.styled("DISPLAY:NONE"),
    "ivory on white": page.styled("color:ivory"),
    "the same two greys": page.styled("color:#808080", around="background-color:gray"),
    "by the colour it has itself": page.styled("color:#246;background:currentColor"),
    "scaled along one side": page.styled("transform:scaleY(0)"),
    "by a fraction of a fraction": page.styled("font-size:10%", around="font-size:10%"),
    "by the greatest of two": page.styled("position:absolute;left:max(-9000px,-700vw)"),
    "by a size in rem": page.styled("font-size:.05rem"),
    "by a hue in turns": page.styled("color:hsl(0.5turn 0% 99%)"),
    "a circle of no size": page.styled("clip-path:circle(0 at 50% 50%)"),
}
PAGE_SEEN: dict[str, bytes] = {
    "white on a dark body": page.page("<p>SECRET</p>", "body{background:#111;color:#eee}"),
    "white by where, on dark": page.ruled(":where(.a){background:#003}:where(.a) .b{color:#fff}"),
    "a slim column": page.styled("width:60px"),
    "a rule that is outweighed": page.ruled("#none .b,.q{display:none}.b{display:block}"),
    "for print and screens": page.ruled("@media print and (min-width:1px){.b{display:none}}"),
    "silver": page.styled("color:silver"),
}
PAPER_HIDDEN: dict[str, bytes] = {
    "white in a text of two parts": paper.pdf(paper.text("1 1 1 rg") + "0 g"),
    "a colour of a separation": paper.pdf(
        paper.text("/Cs scn /S cs 0 scn"),
        resources=b"/ColorSpace<</S[/Separation/Spot/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>",
    ),
    "under an area in a form": paper.pdf(
        paper.text() + "/X1 Do", resources=paper.XFORM, more=paper.form(paper.area("1 g"))
    ),
    "under two halves": paper.pdf(
        paper.text() + paper.area("1 g", "60 590 150 30") + paper.area("1 g", "205 590 200 30")
    ),
    "under a shading": paper.pdf(
        paper.text() + "q 60 590 400 30 re W n /Sh1 sh Q",
        resources=b"/Shading<</Sh1<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 612 0]/Extend[true true]/Function<</FunctionType 2/Domain[0 1]/C0[.9]/C1[1]/N 1>>>>>>",
    ),
    "a form within a form turned white": paper.pdf(
        "/X1 Do",
        resources=paper.XFORM,
        more={
            7: paper.form("/X2 Do")[7].replace(b"/Resources<<", b"/Resources<</XObject<</X2 10 0 R>>"),
            10: paper.form(paper.text(".98 g"))[7],
        },
    ),
    "far to the left": paper.pdf(paper.text(at="-900 600 Td")),
    "a matrix of nothing": paper.pdf("BT /F1 12 Tf .01 0 0 .01 72 600 Tm " + paper.WORDS + " Tj ET"),
    "stroked and filled in white": paper.pdf(paper.text("2 Tr 1 g 1 G")),
    "pale by half": paper.pdf(paper.text("/Half gs .85 g")),
}
PAPER_SEEN: dict[str, bytes] = {
    "white in black, stroked": paper.pdf(paper.text("2 Tr 1 g 0 G .5 w")),
    "under an empty form": paper.pdf(
        paper.text() + "/X1 Do", resources=paper.XFORM, more=paper.form(paper.area("1 g", "10 10 20 20"))
    ),
    "over an area in a form": paper.pdf(
        "/X1 Do " + paper.text("1 g"), resources=paper.XFORM, more=paper.form(paper.area("0 0 .4 rg"))
    ),
    "red of a separation": paper.pdf(
        paper.text("/S cs 1 scn"),
        resources=b"/ColorSpace<</S[/Separation/Spot/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>",
    ),
    "in a grid": paper.pdf(" ".join(f"60 {580 + at * 20} 400 20 re" for at in range(3)) + " S " + paper.text()),
}
SHEET_HIDDEN: dict[str, bytes] = {
    "ivory": sheet.xlsx(font=sheet.letters('rgb="FFFFFFF0"')),
    "the theme's second paper on itself": sheet.xlsx(font=sheet.letters('theme="2"'), fill=sheet.filled('theme="2"')),
    "red by number on red": sheet.xlsx(font=sheet.letters('indexed="10"'), fill=sheet.filled('rgb="FFFF0000"')),
    "of two points": sheet.xlsx(font=sheet.letters('theme="1"', "2")),
    "in a format of blanks": sheet.xlsx(number="; ; ; "),
}
SHEET_SEEN: dict[str, bytes] = {
    "white on the theme's dark": sheet.xlsx(font=sheet.letters('indexed="9"'), fill=sheet.filled('theme="3"')),
    "yellow on white": sheet.xlsx(font=sheet.letters('rgb="FFFFFF00"')),
}
ODS_HIDDEN: dict[str, bytes] = {
    "nearly white": sheet.ods(text='fo:color="#f5f5f5"'),
    "white again on white": sheet.ods(text='fo:color="#ffffff"', cell='fo:background-color="transparent"'),
    "in a filtered row": sheet.ods(row='table:visibility="filter"'),
    "in a hidden column": sheet.ods(column='table:visibility="collapse"'),
    "turned off": sheet.ods(text='text:display="none"'),
}
MAIL_HIDDEN: dict[str, bytes] = {
    "a row of no height": message.mail(
        f'<table><tr><td style="height:0;max-height:0;overflow:hidden;line-height:0">{SECRET}</td></tr></table>'
    ),
    "behind a class": message.mail(
        f"<style>.pre{{display:none!important}}</style><div class=pre>{SECRET}</div>", SECRET
    ),
    "the colour of its table": message.mail(
        f'<table bgcolor="#f4f4f4"><tr><td style="color:#f4f4f4">{SECRET}</td></tr></table>'
    ),
    "a font of no size": message.mail(f'<font size="1" style="font-size:0px">{SECRET}</font>', SECRET),
    "clear and spelled out": message.mail(f'<div style="opacity:0">{SECRET}</div>', SECRET),
}
MARKDOWN_HIDDEN: dict[str, bytes] = {
    "pale": written.markdown(f'<p style="color: #FDFDFD">{SECRET}</p>'),
    "of a tenth": written.markdown(f'<small style="font-size:1px">{SECRET}</small>'),
    "by an id": written.markdown(f'<style>#a{{visibility:hidden}}</style>\n\n<div id="a">\n\n{SECRET}\n\n</div>'),
    "in a list": written.markdown(f"- one <i hidden>{SECRET}</i>\n- two"),
    "a script": written.markdown(f"<script>{SECRET}</script>"),
}
XML_HIDDEN: dict[str, bytes] = {
    "clear": written.xml(f'<para style="opacity: 0">{SECRET}</para>'),
    "none by an attribute": written.xml(f'<para display="none">{SECRET}</para>'),
    "collapsed": written.xml(f'<part visibility="collapse">{SECRET}</part>'),
    "of a tiny size": written.xml(f'<para style="font-size: 1pt">{SECRET}</para>'),
    "pale": written.xml(f'<para color="#fcfcfc">{SECRET}</para>'),
}

TABLES: tuple[tuple[str, dict[str, bytes], dict[str, bytes]], ...] = (
    ("docx", WORD_HIDDEN, WORD_SEEN), ("html", PAGE_HIDDEN, PAGE_SEEN), ("pdf", PAPER_HIDDEN, PAPER_SEEN),
    ("xlsx", SHEET_HIDDEN, SHEET_SEEN), ("ods", ODS_HIDDEN, {}), ("eml", MAIL_HIDDEN, {}),
    ("md", MARKDOWN_HIDDEN, {}), ("xml", XML_HIDDEN, {}),
)  # fmt: skip


def planted() -> Iterator[Planted]:
    """All of them."""
    for ending, hidden, seen in TABLES:
        for is_hidden, files in ((True, hidden), (False, seen)):
            for name, content in files.items():
                yield Planted(name, f"fresh.{ending}", content, is_hidden)
