"""Properties of a document's sections: the headers and footers of their pages, and the numbering of their notes."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pincite.readers.docx.markup import R, W, child, child_value, integer, is_on, value

SECTION = W + "sectPr"

FORMS = {"footnote": "decimal", "endnote": "lowerRoman"}
"""Default formats of note numbers."""


@dataclass(frozen=True, slots=True)
class NoteForm:
    """How the notes of a section are numbered."""

    form: str
    start: int
    restarts: bool


def sections_in(body: etree._Element) -> list[etree._Element]:
    """The properties of the sections in order, without those that a tracked change replaced."""
    return [
        one for one in body.iter(SECTION) if (parent := one.getparent()) is None or parent.tag != W + "sectPrChange"
    ]


def note_forms(sections: list[etree._Element], settings: etree._Element | None, kind: str) -> tuple[NoteForm, ...]:
    """How the notes of each section are numbered; at least one entry."""
    general = child(settings, f"{kind}Pr")
    own = [child(section, f"{kind}Pr") for section in sections] or [None]
    return tuple(_note_form(each, general, FORMS[kind]) for each in own)


def _note_form(own: etree._Element | None, general: etree._Element | None, default: str) -> NoteForm:
    def stated(name: str) -> str | None:
        found = child_value(own, name)
        return child_value(general, name) if found is None else found

    return NoteForm(stated("numFmt") or default, integer(stated("numStart"), 1), stated("numRestart") == "eachSect")


def heads_and_feet(sections: list[etree._Element], settings: etree._Element | None) -> Iterator[str]:
    """Ids of the parts with shown headers and footers, in order; those of first and even pages only if used."""
    has_even = is_on(child(settings, "evenAndOddHeaders"))
    for section in sections:
        has_first = is_on(child(section, "titlePg"))
        for reference in section:
            if reference.tag not in (W + "headerReference", W + "footerReference"):
                continue
            kind = value(reference, "type")
            if (kind != "first" or has_first) and (kind != "even" or has_even):
                yield reference.get(R + "id") or ""
