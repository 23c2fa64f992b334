# ruff: noqa: E501 - each file is written out on a line of its own
"""Word files whose words may be hidden in ways that readers do not model to the end, and files that look like them."""

from collections.abc import Iterator

from tests.hidden_words.planted import SECRET, Planted
from tests.hidden_words.word import MATHS, WHITE, colour, package, paragraph, run, shape, solid, style, table

TINY = '<w:sz w:val="24"/><w:szCs w:val="2"/>'
USES = '<w:pStyle w:val="Odd"/>'


def effect(fill: str) -> str:
    return f"<w14:textFill>{fill}</w14:textFill>"


def gradient(*figures: str, space: str = "w14") -> str:
    val = "w14:val" if space == "w14" else "val"
    pos = "w14:pos" if space == "w14" else "pos"
    stops = "".join(
        f'<{space}:gs {pos}="{at * 100_000 // max(1, len(figures) - 1)}"><{space}:srgbClr {val}="{one}"/></{space}:gs>'
        for at, one in enumerate(figures)
    )
    return f"<{space}:gradFill><{space}:gsLst>{stops}</{space}:gsLst></{space}:gradFill>"


def hsl(light: int) -> str:
    return effect(f'<w14:solidFill><w14:hslClr w14:hue="0" w14:sat="0" w14:lum="{light}"/></w14:solidFill>')


def field(instruction: str, result: str = run()) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    told = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark.format("begin") + told + mark.format("separate") + result + mark.format("end")


def formula(properties: str = "", around: str = "{}") -> str:
    inner = around.format(f"<m:r><w:rPr>{properties}</w:rPr><m:t>{SECRET}</m:t></m:r>")
    return f'<m:oMath xmlns:m="{MATHS}">{inner}</m:oMath>'


def phantom(show: str) -> str:
    return f'<m:phant><m:phantPr><m:show m:val="{show}"/></m:phantPr><m:e>{{}}</m:e></m:phant>'


def box(
    properties: str = "", body: str = "", *, fill: str = "<a:noFill/>", letters: str = "", of_style: str = ""
) -> str:
    """A paragraph that anchors a box, whose run has these properties."""
    drawn = shape(paragraph(run(letters)), fill=fill)
    drawn = drawn.replace("<w:p><w:r><w:drawing>", f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:drawing>", 1)
    return drawn.replace("<wps:bodyPr/>", body or "<wps:bodyPr/>").replace("<wps:txbx>", of_style + "<wps:txbx>", 1)


def tab(*stops: int, before: str = "") -> bytes:
    stated = "".join(f'<w:tab w:val="left" w:pos="{at}"/>' for at in stops)
    return package(paragraph(f"<w:r><w:t>{before}</w:t><w:tab/></w:r>{run()}", f"<w:tabs>{stated}</w:tabs>"))


def default(inner: str, kind: str = 'w:type="paragraph"') -> str:
    return f'<w:style {kind} w:default="1" w:styleId="Std"><w:name w:val="Std"/>{inner}</w:style>'


def lines(share: int) -> str:
    return f'<w:spacing w:line="{share}" w:lineRule="auto"/>'


def share(axis: str) -> str:
    return f'<wp14:pctPos{axis}Offset xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing">500000</wp14:pctPos{axis}Offset>'


def moved(axis: str) -> bytes:
    plain = "<wp:posOffset>914400</wp:posOffset>"
    before, middle, after = shape(paragraph(run())).split(plain)
    return package(
        f"{before}{share('H') if axis == 'H' else plain}{middle}{share('V') if axis == 'V' else plain}{after}"
    )


HIDDEN: dict[str, bytes] = {
    "white by a second default style": package(paragraph(run()), default(f"<w:rPr>{WHITE}</w:rPr>")),
    "hidden by a default style of no kind": package(paragraph(run()), default("<w:rPr><w:vanish/></w:rPr>", "")),
    "a colour by its name": package(paragraph(run(colour("white")))),
    "a theme's colour that there is not": package(paragraph(run('<w:color w:themeColor="accent9"/>'))),
    "a white formula": package(paragraph(formula(WHITE))),
    "a formula white by a style": package(
        paragraph(formula('<w:rStyle w:val="Odd"/>')), style(f"<w:rPr>{WHITE}</w:rPr>", "character")
    ),
    "a tiny formula": package(paragraph(formula('<w:sz w:val="2"/>'))),
    "a term that shows nothing": package(paragraph(formula("", phantom("0")))),
    "a term turned off": package(paragraph(formula("", phantom("off")))),
    "a white gradient": package(paragraph(run(effect(gradient("FFFFFF", "FEFEFE"))))),
    "a gradient that ends in white": package(paragraph(run(effect(gradient("000000", "FFFFFF"))))),
    "white by hue": package(paragraph(run(hsl(100_000)))),
    "nearly white by hue": package(paragraph(run(hsl(97_000)))),
    "the system's window": package(
        paragraph(run(effect('<w14:solidFill><w14:sysClr w14:val="window" w14:lastClr="FFFFFF"/></w14:solidFill>')))
    ),
    "black turned over": package(
        paragraph(run(effect('<w14:solidFill><w14:srgbClr w14:val="000000"><w14:inv/></w14:srgbClr></w14:solidFill>')))
    ),
    "a colour of no known kind": package(
        paragraph(run(effect('<w14:solidFill><w14:scrgbClr w14:r="100000" w14:g="100000" w14:b="100000"/></w14:solidFill>')))
    ),
    "tiny in letters of a complex script": package(paragraph(run("<w:cs/>" + TINY))),
    "tiny from right to left": package(paragraph(run("<w:rtl/>" + TINY))),
    "tiny from right to left by a style": package(
        paragraph(run('<w:rStyle w:val="Odd"/>')), style(f"<w:rPr><w:rtl/>{TINY}</w:rPr>", "character")
    ),
    "fitted into a hair": package(paragraph(run('<w:fitText w:val="1" w:id="5"/>'))),
    "fitted into a hair in pieces": package(
        paragraph("".join(run('<w:fitText w:val="60" w:id="5"/>', word + " ") for word in SECRET.split()))
    ),
    "in lines of a hundredth": package(paragraph(run(), lines(2))),
    "in lines of a fifth by a style": package(paragraph(run(), USES), style(f"<w:pPr>{lines(48)}</w:pPr>")),
    "behind a tab past the page": tab(31_000),
    "behind a tab past the page and one before": tab(200, 31_000, before="Some words that stand before it."),
    "behind a tab of the settings": package(
        paragraph(f"<w:r><w:tab/></w:r>{run()}"), settings='<w:defaultTabStop w:val="31000"/>'
    ),
    "indented in letters": package(paragraph(run(), '<w:ind w:leftChars="20000"/>')),
    "white in a white gradient": package(box(fill=gradient("FFFFFF", "FEFEFE", space="a"), letters=WHITE)),
    "white in a gradient that ends in white": package(box(fill=gradient("000080", "FFFFFF", space="a"), letters=WHITE)),
    "white on a see-through box": package(
        box(fill='<a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill>', letters=WHITE)
    ),
    "white by the box's letters": package(
        box(fill=solid("FFFFFF"), of_style='<wps:style><a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></wps:style>')
    ),
    "pushed out of its box": package(box(body='<wps:bodyPr lIns="9000000" tIns="9000000"/>')),
    "pushed down out of its box": package(box(body='<wps:bodyPr tIns="2000000" vertOverflow="clip"/>')),
    "shrunk by its box": package(box(body='<wps:bodyPr><a:normAutofit fontScale="1000"/></wps:bodyPr>')),
    "turned in space": package(
        box(body='<wps:bodyPr><a:scene3d><a:camera prst="orthographicFront"><a:rot lat="5400000" lon="0" rev="0"/></a:camera></a:scene3d></wps:bodyPr>')
    ),
    "a box in words that are hidden": package(box("<w:vanish/>")),
    "a box in words that a style hides": package(
        box('<w:rStyle w:val="Odd"/>'), style("<w:rPr><w:vanish/></w:rPr>", "character")
    ),
    "a box in a field that shows nothing": package(
        paragraph(field("SET x", box().removeprefix("<w:p>").removesuffix("</w:p>")))
    ),
    "a box far across in shares": moved("H"),
    "a box far down in shares": moved("V"),
    **{f"the result of {name}": package(paragraph(field(f"{name} x"))) for name in ("SET", "ASK", "XE", "TC", "TA", "PRIVATE", "ADDIN")},
    "the result of a field in small letters": package(paragraph(field('set x "y"'))),
    "the result of a simple field": package(paragraph(f'<w:fldSimple w:instr=" XE &quot;x&quot; ">{run()}</w:fldSimple>')),
    "a field in one that shows nothing": package(paragraph(field("SET x", field("REF y")))),
}  # fmt: skip

SEEN: dict[str, bytes] = {
    "a formula": package(paragraph(formula())),
    "a term that is shown": package(paragraph(formula("", phantom("1")))),
    "a blue gradient": package(paragraph(run(effect(gradient("000080", "4472C4"))))),
    "dark by hue": package(paragraph(run(hsl(20_000)))),
    "from right to left": package(paragraph(run('<w:rtl/><w:sz w:val="2"/><w:szCs w:val="22"/>'))),
    "a tiny size for letters that there are none of": package(paragraph(run(TINY))),
    "fitted fairly": package(paragraph(run('<w:fitText w:val="4000" w:id="5"/>'))),
    "in lines of one and a half": package(paragraph(run(), lines(360))),
    "behind a tab": tab(4_320),
    "before a tab past the page": package(
        paragraph(f"{run()}<w:r><w:tab/></w:r>", '<w:tabs><w:tab w:val="left" w:pos="31000"/></w:tabs>')
    ),
    "behind a tab before one past the page": tab(4_320, 31_000),
    "indented by two letters": package(paragraph(run(), '<w:ind w:leftChars="200" w:left="420"/>')),
    "white in a dark gradient": package(box(fill=gradient("000080", "1F3864", space="a"), letters=WHITE)),
    "black by itself in a box of light letters": package(
        box(letters=colour("000000"), of_style='<wps:style><a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></wps:style>')
    ),
    "a box with wide edges": package(box(body='<wps:bodyPr lIns="182880" tIns="91440" rIns="182880" bIns="91440"/>')),
    "shrunk a little by its box": package(box(body='<wps:bodyPr><a:normAutofit fontScale="92500"/></wps:bodyPr>')),
    "a citation that a program wrote": package(paragraph(field("ADDIN ZOTERO_ITEM CSL_CITATION {}"))),
    "the result of a reference": package(paragraph(field("REF SET"))),
    "in a plain table": package(table(paragraph(run()))),
}  # fmt: skip


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.docx", content, is_hidden)
