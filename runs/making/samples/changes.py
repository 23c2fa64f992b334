"""What Word keeps beside the words: numbers that it computes, tracked changes, comments and footnotes."""

import re
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from runs.making.samples.markup import Block, curled, plain

AUTHOR, WHEN = "Perrin Oakhanger", "2024-01-12T10:30:00Z"
"""Who made every tracked change, and when."""

PIECES = re.compile(r"\[-(?P<struck>.+?)-\]|\[\+(?P<added>.+?)\+\]|\[\^(?P<note>.+?)\]|(?P<words>(?:(?!\[[-+^]).)+)")

LEVELS = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))
"""How Word counts headings, clauses and items, and what it writes before them."""

NUMBERING = 77
"""The list that all numbered paragraphs belong to."""


class Changes:
    """Writes numbered paragraphs with their changes and notes, and in the end the parts that hold them."""

    def __init__(self, document: WordDocument, *, is_computed: bool) -> None:
        self.is_computed = is_computed
        self._document = document
        self._count = 100
        self._comments: list[str] = []
        self._notes: list[str] = []
        self._last: Paragraph | None = None
        if is_computed:
            self._define_numbering()

    def numbered(self, block: Block) -> None:
        """A heading or clause without its number, which Word computes."""
        words = re.sub(r"^(?:\d+\.|\([a-z]+\))\s+", "", block.words)
        level = 0 if block.kind == "heading" else block.level + 1
        style = "Heading 1" if block.kind == "heading" else None
        paragraph = self._document.add_paragraph(style=style)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
        )
        pieces = list(PIECES.finditer(curled(plain(words))))
        if all(found["struck"] for found in pieces):
            # Struck as a whole: its paragraph goes with it, and its number.
            mark = f'<w:rPr {nsdecls("w")}><w:del w:id="{self._next()}" w:author="{AUTHOR}" w:date="{WHEN}"/></w:rPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(mark))
        for found in pieces:
            self._write(paragraph, found)
        self._last = paragraph

    def comment(self, author: str, anchor: str, remark: str) -> None:
        """A remark on words of the last numbered paragraph."""
        if self._last is None:
            raise ValueError("a comment stands after a numbered clause")
        number = len(self._comments)
        self._comments.append(
            f'<w:comment w:id="{number}" w:author="{author}" w:date="{WHEN}" w:initials="{author[0]}">'
            f"<w:p><w:r><w:t>{escape(curled(remark))}</w:t></w:r></w:p></w:comment>"
        )
        runs = [run for run in self._last._p.iter(qn("w:r")) if anchor in "".join(run.itertext())]
        if not runs:
            raise ValueError(f"no words {anchor!r} to comment on")
        outer = runs[0] if runs[0].getparent() is self._last._p else runs[0].getparent()
        outer.addprevious(parse_xml(f'<w:commentRangeStart {nsdecls("w")} w:id="{number}"/>'))
        reference = f'<w:r {nsdecls("w")}><w:commentReference w:id="{number}"/></w:r>'
        outer.addnext(parse_xml(reference))
        outer.addnext(parse_xml(f'<w:commentRangeEnd {nsdecls("w")} w:id="{number}"/>'))

    def finish(self) -> None:
        """Write the parts that hold comments and footnotes, where there are any."""
        if self._comments:
            self._add_part("comments", RELATIONSHIP_TYPE.COMMENTS, "".join(self._comments))
        if self._notes:
            self._add_part("footnotes", RELATIONSHIP_TYPE.FOOTNOTES, "".join(self._notes))

    def _write(self, paragraph: Paragraph, found: re.Match[str]) -> None:
        if found["words"]:
            paragraph.add_run(found["words"])
        elif found["note"]:
            number = len(self._notes) + 1
            self._notes.append(
                f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
                f'<w:r><w:t xml:space="preserve"> {escape(found["note"])}</w:t></w:r></w:p></w:footnote>'
            )
            paragraph._p.append(
                parse_xml(
                    f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                    f'<w:footnoteReference w:id="{number}"/></w:r>'
                )
            )
        else:
            kind, text, words = ("del", "delText", found["struck"]) if found["struck"] else ("ins", "t", found["added"])
            paragraph._p.append(
                parse_xml(
                    f'<w:{kind} {nsdecls("w")} w:id="{self._next()}" w:author="{AUTHOR}" w:date="{WHEN}"><w:r>'
                    f'<w:{text} xml:space="preserve">{escape(words)}</w:{text}></w:r></w:{kind}>'
                )
            )

    def _next(self) -> int:
        """The next number of a change."""
        self._count += 1
        return self._count

    def _define_numbering(self) -> None:
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{600 * (level + 1)}" w:hanging="600"/></w:pPr></w:lvl>'
            for level, (form, text) in enumerate(LEVELS)
        )
        root = self._document.part.numbering_part.element
        first = next((each for each in root if each.tag == qn("w:num")), None)
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING}"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        )
        if first is None:
            root.append(abstract)
        else:
            first.addprevious(abstract)
        root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>')
        )

    def _add_part(self, name: str, relation: str, inside: str) -> None:
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        content = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{name} {nsdecls("w")}>{inside}</w:{name}>'
        )
        package = self._document.part.package
        part = Part(PackURI(f"/word/{name}.xml"), kind, content.encode(), package)
        self._document.part.relate_to(part, relation)
