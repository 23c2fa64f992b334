# ruff: noqa: E501 - each file is written out on a line of its own
"""Word files that hide or show words, made of XML so that nothing but what is meant stands in them."""

import io
import zipfile
from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"

COLOURS = """<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="t"><a:themeElements>
<a:clrScheme name="c"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window"
lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="0E2841"/></a:dk2><a:lt2><a:srgbClr val="E8E8E8"/></a:lt2>
<a:accent1><a:srgbClr val="156082"/></a:accent1><a:accent2><a:srgbClr val="E97132"/></a:accent2><a:accent3><a:srgbClr
val="FEFEFE"/></a:accent3><a:accent4><a:srgbClr val="0F9ED5"/></a:accent4><a:accent5><a:srgbClr val="A02B93"/>
</a:accent5><a:accent6><a:srgbClr val="4EA72E"/></a:accent6><a:hlink><a:srgbClr val="467886"/></a:hlink><a:folHlink>
<a:srgbClr val="96607D"/></a:folHlink></a:clrScheme><a:fontScheme name="f"><a:majorFont><a:latin typeface="Arial"/>
<a:ea typeface=""/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Arial"/><a:ea typeface=""/>
<a:cs typeface=""/></a:minorFont></a:fontScheme><a:fmtScheme name="m"><a:fillStyleLst><a:solidFill><a:schemeClr
val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/>
</a:solidFill></a:fillStyleLst><a:lnStyleLst><a:ln/><a:ln/><a:ln/></a:lnStyleLst><a:effectStyleLst><a:effectStyle>
<a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle>
</a:effectStyleLst><a:bgFillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr
val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:bgFillStyleLst></a:fmtScheme>
</a:themeElements></a:theme>"""

DEFAULTS = '<w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
NORMAL = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
SECTION = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'


def package(
    body: str, styles: str = "", defaults: str = "", settings: str = "", background: str = "", footnote: str = ""
) -> bytes:
    """A Word file with this body between two paragraphs that are seen."""
    document = (
        f"<w:document {SPACES}>{background}<w:body>{paragraph(BEFORE)}{body}{paragraph(AFTER)}{SECTION}</w:body>"
        "</w:document>"
    )
    parts = {
        "word/document.xml": document,
        "word/styles.xml": f"<w:styles {SPACES}>{DEFAULTS.format(defaults)}{NORMAL}{styles}</w:styles>",
        "word/settings.xml": f"<w:settings {SPACES}>{settings}</w:settings>",
        "word/theme/theme1.xml": COLOURS,
    }
    kinds = {"styles": "styles.xml", "settings": "settings.xml", "theme": "theme/theme1.xml"}
    types = {"document": "document.main", "styles": "styles", "settings": "settings"}
    if footnote:
        parts["word/footnotes.xml"] = (
            f'<w:footnotes {SPACES}><w:footnote w:id="2">{footnote}</w:footnote></w:footnotes>'
        )
        kinds["footnotes"] = "footnotes.xml"
        types["footnotes"] = "footnotes"
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(kinds.items(), start=1)
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{kind}+xml"/>' for name, kind in types.items()
    )
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    parts["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme'
        f'+xml"/>{overrides}</Types>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *(name for name in parts if name != "[Content_Types].xml")):
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{parts[name]}')
    return file.getvalue()


def run(properties: str = "", words: str = SECRET) -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(words: str, properties: str = "") -> str:
    inner = words if words.startswith("<") else run("", words)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def colour(figures: str = "auto", **attributes: str) -> str:
    more = "".join(f' w:{name}="{value}"' for name, value in attributes.items())
    return f'<w:color w:val="{figures}"{more}/>'


def shade(fill: str, pattern: str = "clear", front: str = "auto", **attributes: str) -> str:
    more = "".join(f' w:{name}="{value}"' for name, value in attributes.items())
    return f'<w:shd w:val="{pattern}" w:color="{front}" w:fill="{fill}"{more}/>'


WHITE = colour("FFFFFF")
THEME_PAPER = colour("FFFFFF", themeColor="background1")


def style(inner: str, kind: str = "paragraph", name: str = "Odd", based: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{on}{inner}</w:style>'


def table(
    cell: str, *, of_cell: str = "", of_row: str = "", of_table: str = "", look: str = "0000", row: str = ""
) -> str:
    """Two rows of two cells; the first cell of the first row holds what is given."""
    grid = '<w:tblGrid><w:gridCol w:w="4680"/><w:gridCol w:w="4680"/></w:tblGrid>'
    plain = f'<w:tc><w:tcPr><w:tcW w:w="4680" w:type="dxa"/></w:tcPr>{paragraph("Cell.")}</w:tc>'
    first = f'<w:tc><w:tcPr><w:tcW w:w="4680" w:type="dxa"/>{of_cell}</w:tcPr>{cell}</w:tc>'
    rows = f"<w:tr><w:trPr>{of_row}</w:trPr>{first}{plain}</w:tr><w:tr>{plain}{plain}</w:tr>{row}"
    return f'<w:tbl><w:tblPr>{of_table}<w:tblW w:w="9360" w:type="dxa"/><w:tblLook w:val="{look}"/></w:tblPr>{grid}{rows}</w:tbl>'


def shape(
    words: str, *, fill: str = "<a:noFill/>", across: int = 914400, down: int = 914400, wide: int = 4000000,
    tall: int = 600000, hidden: str = "0", relative: str = "page",
) -> str:  # fmt: skip
    """A paragraph that anchors a text box."""
    drawing = f"""<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="5"
    behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH
    relativeFrom="{relative}"><wp:posOffset>{across}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page">
    <wp:posOffset>{down}</wp:posOffset></wp:positionV><wp:extent cx="{wide}" cy="{tall}"/><wp:wrapNone/><wp:docPr id="1"
    name="box" hidden="{hidden}"/><a:graphic><a:graphicData
    uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>
    <a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
    {fill}</wps:spPr><wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>
    </a:graphic></wp:anchor></w:drawing>"""
    return f"<w:p><w:r>{drawing}</w:r></w:p>"


def old_shape(style: str, attributes: str = "") -> str:
    box = f"<v:textbox><w:txbxContent>{paragraph(SECRET)}</w:txbxContent></v:textbox>"
    return f'<w:p><w:r><w:pict><v:shape id="s1" style="{style}" {attributes}>{box}</v:shape></w:pict></w:r></w:p>'


def solid(figures: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{figures}"/></a:solidFill>'


EXACT = '<w:spacing w:line="{}" w:lineRule="exact"/>'

DARK_HEAD = style(
    '<w:tblPr/><w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="{}"/></w:tcPr></w:tblStylePr>',
    "table",
    "Grid",
)
USES_GRID = '<w:tblStyle w:val="Grid"/>'

HIDDEN: dict[str, bytes] = {
    "hidden": package(paragraph(run("<w:vanish/>"))),
    "hidden by the defaults": package(paragraph(run()), defaults="<w:vanish/>"),
    "hidden by a style two deep": package(
        paragraph(run(), '<w:pStyle w:val="Odd2"/>'),
        style("<w:rPr><w:vanish/></w:rPr>") + style("", name="Odd2", based="Odd"),
    ),
    "white": package(paragraph(run(WHITE))),
    "nearly white": package(paragraph(run(colour("F2F2F2")))),
    "the theme's paper": package(paragraph(run(THEME_PAPER))),
    "the theme's first light": package(paragraph(run(colour(themeColor="light1")))),
    "the theme's paper whatever the figures say": package(paragraph(run(colour("000000", themeColor="background1")))),
    "a pale accent": package(paragraph(run(colour("FEFEFE", themeColor="accent3")))),
    "an accent with a strong tint": package(paragraph(run(colour("F0F8FC", themeColor="accent1", themeTint="0A")))),
    "the second paper made lighter": package(paragraph(run(colour("F8F8F8", themeColor="background2", themeTint="33")))),
    "paper a little darker": package(paragraph(run(colour("F2F2F2", themeColor="background1", themeShade="F2")))),
    "text mapped to paper": package(
        paragraph(run(colour(themeColor="text1"))),
        settings='<w:clrSchemeMapping w:bg1="light1" w:t1="light1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
        'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
        'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>',
    ),
    "white by the defaults": package(paragraph(run()), defaults=WHITE),
    "white by the default style's own": package(
        paragraph(run(), '<w:pStyle w:val="Odd"/>'), style(f"<w:rPr>{THEME_PAPER}</w:rPr>")
    ),
    "white by a style of letters": package(
        paragraph(run('<w:rStyle w:val="Odd"/>')), style(f"<w:rPr>{WHITE}</w:rPr>", "character")
    ),
    "black marked in black": package(paragraph(run('<w:color w:val="000000"/><w:highlight w:val="black"/>'))),
    "yellow marked in yellow": package(paragraph(run('<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'))),
    "white marked in white": package(paragraph(run('<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>'))),
    "dark red marked in dark red": package(paragraph(run('<w:color w:val="800000"/><w:highlight w:val="darkRed"/>'))),
    "shaded in its own colour": package(paragraph(run(colour("336699") + shade("336699")))),
    "shaded nearly in its own colour": package(paragraph(run(colour("336699") + shade("34689B")))),
    "shaded by the theme": package(
        paragraph(run(colour("156082") + shade("auto", themeFill="accent1")))
    ),
    "a solid pattern": package(paragraph(run(colour("C00000") + shade("FFFFFF", "solid", "C00000")))),
    "a dense pattern": package(paragraph(run(colour("0D0D0D") + shade("FFFFFF", "pct95", "000000")))),
    "its paragraph in its colour": package(paragraph(run(colour("404040")), shade("404040"))),
    "its paragraph's style in its colour": package(
        paragraph(run(colour("404040")), '<w:pStyle w:val="Odd"/>'), style(f"<w:pPr>{shade('404040')}</w:pPr>")
    ),
    "its cell in its colour": package(table(paragraph(run(colour("1F3864"))), of_cell=shade("1F3864"))),
    "white again in a white cell of a dark table": package(
        table(paragraph(run(WHITE)), of_cell=shade("FFFFFF"), of_table=USES_GRID, look="0020"), DARK_HEAD.format("000080")
    ),
    "white by a table's first row": package(
        table(paragraph(SECRET), of_table=USES_GRID, look="0020"), DARK_HEAD.format("FFFFFF")
    ),
    "white where a table's first row is off": package(
        table(paragraph(run(WHITE)), of_table=USES_GRID, look="0000"), DARK_HEAD.format("000080")
    ),
    "on a page of its colour": package(
        paragraph(run(colour("003300"))),
        settings="<w:displayBackgroundShape/>",
        background='<w:background w:color="003300"/>',
    ),
    "white on a page whose colour is not shown": package(
        paragraph(run(WHITE)), background='<w:background w:color="003300"/>'
    ),
    "of one point": package(paragraph(run('<w:sz w:val="2"/><w:szCs w:val="2"/>'))),
    "of a point and a half": package(paragraph(run('<w:sz w:val="3"/>'))),
    "of two points by a style": package(
        paragraph(run(), '<w:pStyle w:val="Odd"/>'), style('<w:rPr><w:sz w:val="4"/></w:rPr>')
    ),
    "squeezed to a hundredth": package(paragraph(run('<w:w w:val="1"/>'))),
    "squeezed to an eighth": package(paragraph(run('<w:w w:val="12"/>'))),
    "piled on one spot": package(paragraph(run('<w:spacing w:val="-220"/>'))),
    "in lines of a point": package(paragraph(run(), EXACT.format(20))),
    "in lines of nothing": package(paragraph(run(), EXACT.format(1))),
    "in lines of a point by a style": package(
        paragraph(run(), '<w:pStyle w:val="Odd"/>'), style(f"<w:pPr>{EXACT.format(20)}</w:pPr>")
    ),
    "far behind the right edge": package(paragraph(run(), '<w:ind w:left="20000"/>')),
    "far before the left edge": package(paragraph(run(), '<w:ind w:left="-20000"/>')),
    "far before by the first line": package(paragraph(run(), '<w:ind w:left="0" w:hanging="12000"/>')),
    "far behind by a style": package(
        paragraph(run(), '<w:pStyle w:val="Odd"/>'), style('<w:pPr><w:ind w:left="30000"/></w:pPr>')
    ),
    "in a frame off the page by a style": package(
        paragraph(run(), '<w:pStyle w:val="Odd"/>'),
        style('<w:pPr><w:framePr w:w="3000" w:hAnchor="page" w:vAnchor="page" w:x="29000" w:y="1"/></w:pPr>'),
    ),
    "clear by its fill": package(
        paragraph(run('<w14:textFill><w14:noFill/></w14:textFill>'))
    ),
    "clear by a see-through fill": package(
        paragraph(
            run('<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill></w14:textFill>')
        )
    ),
    "filled with the theme's paper": package(
        paragraph(
            run('<w14:textFill><w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill></w14:textFill>')
        )
    ),
    "in a hidden row": package(table(paragraph(run()), of_row="<w:hidden/>")),
    "in a row of a point": package(table(paragraph(run()), of_row='<w:trHeight w:val="20" w:hRule="exact"/>')),
    "in a cell that goes on": package(
        table(
            paragraph("Above."),
            of_cell='<w:vMerge w:val="restart"/>',
            row=f'<w:tr><w:tc><w:tcPr><w:tcW w:w="4680" w:type="dxa"/></w:tcPr>{paragraph("x")}</w:tc></w:tr>',
        ).replace(
            '<w:tr><w:tc><w:tcPr><w:tcW w:w="4680" w:type="dxa"/></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>'
            '<w:t xml:space="preserve">Cell.',
            '<w:tr><w:tc><w:tcPr><w:tcW w:w="4680" w:type="dxa"/><w:vMerge/></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr>'
            f'</w:rPr><w:t xml:space="preserve">{SECRET}',
            1,
        )
    ),
    "in a table off the page": package(table(paragraph(run()), of_table='<w:tblInd w:w="20000" w:type="dxa"/>')),
    "in a box off the page": package(shape(paragraph(run()), across=-9144000)),
    "in a box behind the page": package(shape(paragraph(run()), across=99999999)),
    "in a box turned off": package(shape(paragraph(run()), hidden="1")),
    "in a box of no size": package(shape(paragraph(run()), wide=0, tall=0)),
    "white in a box without a fill": package(shape(paragraph(run(WHITE)))),
    "blue in a blue box": package(shape(paragraph(run(colour("000080"))), fill=solid("000080"))),
    "in an old box off the page": package(old_shape("position:absolute;margin-left:-2000pt;margin-top:0;width:300pt;height:40pt")),
    "in an old box turned off": package(old_shape("position:absolute;width:300pt;height:40pt;visibility:hidden")),
    "white in a note": package(
        paragraph('<w:r><w:t>Word</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'),
        footnote=f"<w:p>{run(WHITE)}</w:p>",
    ),
    "white in a content control": package(
        f"<w:sdt><w:sdtContent>{paragraph(run(WHITE))}</w:sdtContent></w:sdt>"
    ),
    "white in a field": package(paragraph(f'<w:fldSimple w:instr="DOCPROPERTY x">{run(WHITE)}</w:fldSimple>')),
    "white in a link": package(paragraph(f'<w:hyperlink w:anchor="a">{run(WHITE)}</w:hyperlink>')),
    "white in an alternative": package(
        paragraph(f'<mc:AlternateContent><mc:Choice Requires="w14">{run(WHITE)}</mc:Choice></mc:AlternateContent>')
    ),
    "raised off the page": package(paragraph(run('<w:position w:val="2000"/>'))),
}  # fmt: skip

SEEN: dict[str, bytes] = {
    "plain": package(paragraph(run())),
    "light grey": package(paragraph(run(colour("BFBFBF")))),
    "a hint's grey": package(paragraph(run(colour("D9D9D9")))),
    "the theme's paper made darker": package(
        paragraph(run(colour("A6A6A6", themeColor="background1", themeShade="A6")))
    ),
    "an accent": package(paragraph(run(colour("156082", themeColor="accent1")))),
    "white on dark blue": package(paragraph(run(WHITE + shade("000080")))),
    "white marked in black": package(paragraph(run('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'))),
    "no stated colour marked in black": package(paragraph(run('<w:color w:val="auto"/><w:highlight w:val="black"/>'))),
    "black marked in yellow": package(paragraph(run('<w:highlight w:val="yellow"/>'))),
    "no stated colour on a dark paragraph": package(paragraph(run(), shade("000000"))),
    "white on a dark paragraph": package(paragraph(run(WHITE), shade("1F3864"))),
    "white on a dark paragraph's style": package(
        paragraph(run(), '<w:pStyle w:val="Odd"/>'),
        style(f"<w:pPr>{shade('1F3864')}</w:pPr><w:rPr>{WHITE}</w:rPr>"),
    ),
    "white in a dark cell": package(table(paragraph(run(WHITE)), of_cell=shade("4472C4"))),
    "white in a dark first row": package(
        table(paragraph(SECRET), of_table=USES_GRID, look="0020"), DARK_HEAD.format("000080")
    ),
    "black in a light cell": package(table(paragraph(run()), of_cell=shade("F2F2F2"))),
    "white on a solid pattern": package(paragraph(run(WHITE + shade("FFFFFF", "solid", "000000")))),
    "on a quarter pattern": package(paragraph(run(shade("FFFFFF", "pct25", "000000")))),
    "white on a page of colour": package(
        paragraph(run(WHITE)),
        settings="<w:displayBackgroundShape/>",
        background='<w:background w:color="003300"/>',
    ),
    "black by itself in a white style": package(
        paragraph(run(colour("000000")), '<w:pStyle w:val="Odd"/>'), style(f"<w:rPr>{WHITE}</w:rPr>")
    ),
    "shown by itself in a hidden style": package(
        paragraph(run('<w:vanish w:val="0"/>'), '<w:pStyle w:val="Odd"/>'), style("<w:rPr><w:vanish/></w:rPr>")
    ),
    "hidden on the web only": package(paragraph(run("<w:webHidden/>"))),
    "small print": package(paragraph(run('<w:sz w:val="12"/>'))),
    "very small print": package(paragraph(run('<w:sz w:val="9"/>'))),
    "raised": package(paragraph(run('<w:vertAlign w:val="superscript"/>'))),
    "raised a little": package(paragraph(run('<w:position w:val="12"/>'))),
    "condensed": package(paragraph(run('<w:spacing w:val="-10"/>'))),
    "narrow": package(paragraph(run('<w:w w:val="66"/>'))),
    "in lines of twelve points": package(paragraph(run(), EXACT.format(240))),
    "in lines a little low": package(paragraph(run(), EXACT.format(160))),
    "indented": package(paragraph(run(), '<w:ind w:left="2880" w:right="1440"/>')),
    "hanging into the margin": package(paragraph(run(), '<w:ind w:left="-720" w:hanging="360"/>')),
    "beyond the right margin": package(paragraph(run(), '<w:ind w:right="-1000"/>')),
    "in a row that states its height": package(
        table(paragraph(run()), of_row='<w:trHeight w:val="20" w:hRule="atLeast"/>')
    ),
    "in a box": package(shape(paragraph(run()), fill=solid("FFFFFF"))),
    "white in a dark box": package(shape(paragraph(run(WHITE)), fill=solid("000080"))),
    "in an old box": package(old_shape("position:absolute;margin-left:40pt;margin-top:0;width:300pt;height:40pt")),
    "outlined": package(paragraph(run("<w:outline/>"))),
    "embossed in white": package(paragraph(run("<w:emboss/>" + WHITE))),
    "a placeholder": package(
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph(run(colour('808080')))}</w:sdtContent></w:sdt>"
    ),
    "half see-through": package(
        paragraph(
            run('<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="50000"/></w14:srgbClr></w14:solidFill></w14:textFill>')
        )
    ),
    "underlined capitals": package(paragraph(run('<w:caps/><w:u w:val="single"/>'))),
    "in a note": package(
        paragraph('<w:r><w:t>Word</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'),
        footnote=f"<w:p>{run()}</w:p>",
    ),
    "right aligned": package(paragraph(run(), '<w:jc w:val="right"/>')),
}  # fmt: skip

THEME = "LibreOffice takes the figures where a theme's colour is named"
CLIPS = "Word cuts letters off at the height of the line, LibreOffice draws them over those around"
INSIDE = "LibreOffice keeps what is off the page on it"
EFFECTS = "LibreOffice draws no such effect"
UNLIKE = {
    "white in a box without a fill": "LibreOffice lays the box over other words, and its white letters cut theirs",
    "no stated colour marked in black": "LibreOffice leaves letters of no stated colour black on a black mark",
    "piled on one spot": "LibreOffice moves letters together by no more than a part of their width",
    "hidden by the defaults": "LibreOffice takes no such default",
    "the theme's first light": THEME,
    "the theme's paper whatever the figures say": THEME,
    "text mapped to paper": THEME,
    "shaded by the theme": THEME,
    "in lines of a point": CLIPS,
    "in lines of nothing": CLIPS,
    "in lines of a point by a style": CLIPS,
    "far behind the right edge": INSIDE,
    "far behind by a style": INSIDE,
    "in a table off the page": INSIDE,
    "in a frame off the page by a style": INSIDE,
    "raised off the page": INSIDE,
    "white in a field": "LibreOffice gives the words of a field the colour around it (seen with 26.8)",
    "clear by its fill": EFFECTS,
    "clear by a see-through fill": EFFECTS,
    "filled with the theme's paper": EFFECTS,
    "half see-through": EFFECTS,
    "in a hidden row": "LibreOffice shows hidden rows",
    "in a box turned off": "LibreOffice shows boxes that are turned off",
    "in an old box turned off": "LibreOffice shows boxes that are turned off",
    "hidden on the web only": "LibreOffice hides on paper too what Word hides on the web",
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.docx", content, is_hidden, UNLIKE.get(name, ""))
