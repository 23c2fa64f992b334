"""The look of paragraphs, for headings that no style marks: the faces of their letters, and their alignment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from pincite.documents.document import Heading
from pincite.readers.docx.markup import value
from pincite.readers.docx.styles import STYLE_OF_RUN, TELLING, Face, Styles, face_of
from pincite.readers.set_off import LONGEST, Look, SetOffLine, headings_by_look


@dataclass(slots=True)
class Tally:
    """The letters of one paragraph, counted by face. `face` is that of a run without properties."""

    face: Face
    letters: Counter[Face] = field(default_factory=Counter)

    def face_of_run(self, properties: etree._Element | None, styles: Styles) -> Face:
        """The face of a run with these properties. A bold character style turns bold off in a bold paragraph."""
        if properties is None:
            return self.face
        stated = {one.tag: one for one in properties if one.tag in TELLING}
        if not stated:
            return self.face
        around = self.face
        style = styles.by_id.get(value(stated.get(STYLE_OF_RUN)) or "")
        if style is not None:
            named = style.face
            around = Face(
                is_bold=bool(named.is_bold) != bool(around.is_bold),
                is_italic=bool(named.is_italic) != bool(around.is_italic),
                is_underlined=named.is_underlined,
                is_capitals=bool(named.is_capitals) != bool(around.is_capitals),
                size=named.size,
            ).over(around)
        return face_of(stated).over(around)


@dataclass(slots=True)
class Paragraphs:
    """The looks of a document's paragraphs that may be headings, and the letters of all paragraphs."""

    shown: list[SetOffLine] = field(default_factory=list)
    letters: Counter[Face] = field(default_factory=Counter)

    def add(self, tally: Tally, start: int, end: int, is_heading: bool) -> None:
        """Add a paragraph. Only its letters count if a style makes it a heading or it is long."""
        self.letters.update(tally.letters)
        if is_heading or not tally.letters or end - start > LONGEST + 1:
            return
        faces = list(tally.letters)
        sizes = [face.size or 0 for face in faces]
        look = Look(
            is_bold=all(face.is_bold for face in faces),
            is_italic=all(face.is_italic for face in faces),
            is_underlined=all(face.is_underlined for face in faces),
            is_centred=bool(tally.face.is_centred),
            is_capitals=all(face.is_capitals for face in faces),
            size=min(sizes),
        )
        self.shown.append(SetOffLine(start, end, look))

    def headings(self, text: str) -> tuple[Heading, ...]:
        """The paragraphs that stand out from the others, each from its first word to its last."""
        every = sum(self.letters.values())

        def most(letters: int) -> bool:
            return 2 * letters > every

        sizes: Counter[int] = Counter()
        for face, count in self.letters.items():
            sizes[face.size or 0] += count
        body = Look(
            is_bold=most(sum(count for face, count in self.letters.items() if face.is_bold)),
            is_italic=most(sum(count for face, count in self.letters.items() if face.is_italic)),
            is_underlined=most(sum(count for face, count in self.letters.items() if face.is_underlined)),
            is_centred=most(sum(count for face, count in self.letters.items() if face.is_centred)),
            size=max(sizes, key=lambda size: (sizes[size], size), default=0),
        )
        return headings_by_look(_trimmed(self.shown, text), body)


def _trimmed(shown: Sequence[SetOffLine], text: str) -> list[SetOffLine]:
    """The lines that have words, without white space around them. Typed capitals count as capitals."""
    found: list[SetOffLine] = []
    for one in shown:
        words = text[one.start : one.end]
        if not words.strip():
            continue
        start = one.start + len(words) - len(words.lstrip())
        words = words.strip()
        look = one.look
        if words.isupper() and not look.is_capitals:
            look = replace(look, is_capitals=True)
        found.append(SetOffLine(start, start + len(words), look))
    return found
