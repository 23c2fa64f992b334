"""Answers to take along as a Word document, with real footnotes: each citation stands where Word keeps citations.

The parts are written here, since they are few and small. Libraries that write Word documents start from a template, and
none of those that are kept up writes footnotes.
"""

from collections.abc import Iterator
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pincite.views.carried import CITED, CarriedSentence, CarriedTurn, Turns, carried
from pincite.views.wording import CLOSEST, FOUND

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TYPES = {
    "document": "document.main",
    "styles": "styles",
    "settings": "settings",
    "footnotes": "footnotes",
    "footer": "footer",
}
"""The parts in the folder `word`, and what each is."""

FONT = "Times New Roman"

LAST_CONTROL, NO_LETTERS = 0x1F, {0xFFFE: None, 0xFFFF: None}
"""XML has no character up to the first but tabs and line ends, and none of the others."""


def as_word(turns: Turns, before: Turns = ()) -> bytes:
    """Questions with what they got, as a Word document (Office Open XML)."""
    notes: list[str] = []
    body = "".join(part for turn in carried(turns, before) for part in _turn(turn, notes))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in TYPES if name != "document"}),
        "word/document.xml": _part("document", f"<w:body>{body}{_line(CITED, 'Foot')}{SECTION}</w:body>"),
        "word/footnotes.xml": _part("footnotes", SEPARATORS + "".join(map(_footnote, range(1, len(notes) + 1), notes))),
        "word/styles.xml": _part("styles", STYLES),
        "word/settings.xml": _part("settings", SETTINGS),
        "word/footer.xml": _part("ftr", FOOTER),
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, words in parts.items():
            file.writestr(ZipInfo(name), HEAD + words, ZIP_DEFLATED)
    return made.getvalue()


def _turn(turn: CarriedTurn, notes: list[str]) -> Iterator[str]:
    yield _line(turn.question, "Question")
    for part in turn.preface:
        yield _line(part, "Preface")
    for one in turn.sentences:
        yield _sentence(one, notes)
    if turn.found:
        yield _line(FOUND, "Preface")
        for one in turn.found:
            yield _sentence(one, notes)
    if turn.closest:
        yield _line(CLOSEST, "Preface")
        for one in turn.closest:
            yield _sentence(one, notes, "Closest")
    if turn.clauses:
        yield _line(turn.clauses, "Preface")
    if turn.foot:
        yield _line(turn.foot, "Foot")


def _sentence(one: CarriedSentence, notes: list[str], style: str = "Said") -> str:
    marks: list[str] = []
    for note in one.notes:
        notes.append(note)
        mark = f'<w:footnoteReference w:id="{len(notes)}"/>'
        comma = _run(", ", "FootnoteReference") if marks else ""
        marks.append(f'{comma}<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{mark}</w:r>')
    return _paragraph(_run(one.words) + "".join(marks), style)


def _footnote(number: int, note: str) -> str:
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    return f'<w:footnote w:id="{number}">{_paragraph(mark + _run(f" {note}"), "FootnoteText")}</w:footnote>'


def _line(words: str, style: str) -> str:
    return _paragraph(_run(words), style)


def _paragraph(runs: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(words: str, style: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{_escaped(line)}</w:t>' for line in words.split("\n"))
    return f"<w:r>{f'<w:rPr><w:rStyle w:val={style!r}/></w:rPr>' if style else ''}{lines}</w:r>"


def _escaped(words: str) -> str:
    """Words as XML has them: without characters that it cannot hold."""
    held = "".join(letter for letter in words if letter == "\t" or ord(letter) > LAST_CONTROL)
    return escape(held.translate(NO_LETTERS), quote=False).encode("utf-8", "replace").decode("utf-8")


def _part(root: str, inside: str) -> str:
    return f'<w:{root} xmlns:w="{W}" xmlns:r="{R}">{inside}</w:{root}>'


def _content_types() -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{what}+xml"/>' for name, what in TYPES.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{parts}</Types>"
    )


def _relations(targets: dict[str, str]) -> str:
    relations = "".join(
        f'<Relationship Id="r-{name}" Type="{R}/{name}" Target="{target}"/>' for name, target in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'


SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="r-footer"/><w:pgSz w:w="12240" w:h="15840"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
    "</w:sectPr>"
)
"""A letter page with margins of an inch."""

SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
"""The lines above footnotes, which Word wants to be there."""

SETTINGS = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'

FOOTER = (
    '<w:p><w:pPr><w:pStyle w:val="Foot"/><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
"""The number of the page."""


def _style(name: str, inside: str, kind: str = "paragraph", based: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = ' w:default="1"' if name == "Normal" else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{first}><w:name w:val="{name}"/>{on}{inside}</w:style>'


STYLES = "".join(
    (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
        '<w:sz w:val="23"/><w:szCs w:val="23"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>",
        _style("Normal", ""),
        _style(
            "Question",
            '<w:pPr><w:keepNext/><w:spacing w:before="320" w:after="160"/><w:outlineLvl w:val="0"/></w:pPr>'
            '<w:rPr><w:b/><w:sz w:val="28"/></w:rPr>',
            based="Normal",
        ),
        _style("Preface", '<w:pPr><w:keepNext/></w:pPr><w:rPr><w:color w:val="44484D"/></w:rPr>', based="Normal"),
        _style("Said", '<w:pPr><w:ind w:left="360" w:right="360"/></w:pPr>', based="Normal"),
        _style(
            "Closest",
            '<w:pPr><w:ind w:left="720" w:right="360"/></w:pPr>'
            '<w:rPr><w:color w:val="5C6066"/><w:sz w:val="20"/></w:rPr>',
            based="Normal",
        ),
        _style("Foot", '<w:rPr><w:color w:val="5C6066"/><w:sz w:val="18"/></w:rPr>', based="Normal"),
        _style(
            "FootnoteText", '<w:pPr><w:spacing w:after="40" w:line="240"/></w:pPr><w:rPr><w:sz w:val="19"/></w:rPr>'
        ),
        _style("FootnoteReference", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>', kind="character"),
    )
)
