"""The growing text, and notes about parts of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pincite.documents.document import Numbering
from pincite.readers.built import BuiltText
from pincite.readers.docx.block import USUAL_SHEET, PageSetup
from pincite.readers.docx.bound import BoundParts
from pincite.readers.docx.changes import Strikes
from pincite.readers.docx.look import PLAIN, Surroundings
from pincite.readers.docx.notes import Notes
from pincite.readers.docx.numbering import Counter, List
from pincite.readers.docx.shown import Paragraphs
from pincite.readers.docx.styles import Styles


@dataclass(slots=True)
class TextBuilder:
    """What all stories of a document (body, notes, comments, headers) are written into.

    `sheet` is the widest page. `has_backdrop` says that something is drawn that may lie behind words. `look` is what
    surrounds words on a page. `bound` are the parts that controls take their words from. `anchors` are the ranges that
    comments are about. `title` is the range of the first paragraph styled as a title. `paragraphs` are the looks of the
    body's paragraphs outside tables.
    """

    styles: Styles
    lists: Mapping[str, List]
    new_series: Callable[[], int]
    notes: Mapping[str, Notes]
    sheet: PageSetup = USUAL_SHEET
    has_backdrop: bool = False
    look: Surroundings = PLAIN
    bound: BoundParts = field(default_factory=BoundParts)
    built: BuiltText = field(default_factory=BuiltText)
    strikes: Strikes = field(default_factory=Strikes)
    numbers: list[Numbering] = field(default_factory=list)
    anchors: dict[str, tuple[int, int]] = field(default_factory=dict)
    title: tuple[int, int] | None = None
    paragraphs: Paragraphs = field(default_factory=Paragraphs)

    def counter(self) -> Counter:
        """A new counter for the numbered paragraphs of one story."""
        return Counter(self.lists, iter(self.new_series, -1))


@dataclass(frozen=True, slots=True)
class StoryOptions:
    """How one story is written.

    `sign` replaces a note's repetition of its own sign. Only the body has headings and a title. List numbers are
    recorded where it `is_numbered`. Fields that count pages are left out unless `page_counts`.
    """

    sign: str = ""
    is_body: bool = False
    is_numbered: bool = True
    page_counts: bool = True
