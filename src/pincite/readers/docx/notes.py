"""Footnotes and endnotes: their signs, in the order in which the text refers to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from pincite.readers.docx.changes import TrackedChange
from pincite.readers.docx.markup import W, value
from pincite.readers.docx.numerals import numeral
from pincite.readers.docx.sections import NoteForm

LONGEST_SIGN = 6
"""Characters of a note's sign."""


@dataclass(frozen=True, slots=True)
class Referred:
    """A note that the text refers to: its id, its sign, and the change that struck the reference, if any."""

    name: str
    sign: str
    change: TrackedChange | None


@dataclass(slots=True)
class Notes:
    """The notes of one kind. `forms` has one entry per section."""

    forms: Sequence[NoteForm]
    referred: list[Referred] = field(default_factory=list)
    _section: int = 0
    _count: int = 0

    def next_section(self) -> None:
        """Go to the next section, where the numbering of notes may restart."""
        if self._section + 1 < len(self.forms):
            self._section += 1
            if self.forms[self._section].restarts:
                self._count = 0

    def refer(self, reference: etree._Element, change: TrackedChange | None, custom: str) -> str:
        """The sign of a note referred to here. `custom` is a sign that the author chose."""
        form = self.forms[self._section]
        sign = custom.strip()[:LONGEST_SIGN]
        if not sign and change is None:
            sign = numeral(form.start + self._count, form.form)
            self._count += 1
        self.referred.append(Referred(value(reference, "id") or "", sign, change))
        return sign


def notes_in(root: etree._Element, element: str) -> dict[str, etree._Element]:
    """The notes in a part by id, without the separator lines."""
    ordinary = (note for note in root.iterchildren(W + element) if value(note, "type") in (None, "normal"))
    return {value(note, "id") or "": note for note in ordinary}
