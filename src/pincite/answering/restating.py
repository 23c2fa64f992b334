"""One quoted sentence as the amendments of its document leave it, or as it read before them.

If an amendment replaced a sentence, the new one is stated, pinned to the amendment. If only words in it changed, it is
stated with the new ones in square brackets, as lawyers mark an alteration. For deleted words, the amendment's own
sentence is stated. A note names the changes that touch the clause and could not be placed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pincite.answering.answer import Citation, Statement
from pincite.answering.found import GrowingEvidence, weighed
from pincite.catalogue.amending import StandingAgreement, filed_elsewhere
from pincite.documents.document import Clause, Document, clause_path, section_in
from pincite.documents.regions import as_read
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.retrieval.evidence import Evidence
from pincite.security.screening import screen
from pincite.structure.amending.consolidated import Applied
from pincite.structure.amending.current import TextPiece
from pincite.structure.amending.marked import unplaced_note
from pincite.structure.sentences import sentences

MOST_STEPS = 8
"""The most amendments of amendments that are followed for one sentence."""

MOSTLY = 0.6
"""Least share of a sentence that a change must have taken out for the sentence to count as replaced, not altered."""

LONGEST_WHOLE = 1_200
"""The most characters of replaced words that are cited whole; for longer ones, the corresponding sentence is cited."""

LONGEST_STATED = 1_500
"""The most characters of new words that are stated."""

_OF_CHANGE = re.compile(
    r"(?i)\bamendment\b[^?]{0,60}\b(?:chang\w*|substitut\w*|replac\w*|rais\w*|increas\w*|lower\w*|delet\w*|add\w*|do)\b"
)
"""Words of a question about what an amendment did: its own order is the answer."""

StandingOf = Callable[[DocumentId], StandingAgreement | None]
"""Gives the agreement that a document is or amends, as it stands now."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A range of words in a source of a standing agreement, with the source's number."""

    source: int
    start: int
    end: int


class Restating:
    """Restates statements one by one, and adds the passages that it cites to `found`.

    `question` decides between sentences of new words, and whether an amendment's own order is the answer.
    """

    def __init__(self, found: GrowingEvidence, question: str) -> None:
        self.found = found
        self.words = weighed(question)
        self.is_about_change = _OF_CHANGE.search(question) is not None

    def restated(self, statement: Statement, standing: StandingAgreement) -> Statement:
        """A statement as it stands, with what it replaces and with notes."""
        citation = statement.citations[0]
        here = _place(citation.span, standing)
        if here is None:
            return statement
        if len(statement.citations) > 1:  # an item behind what opens its list, without which it may say another thing
            return with_notes(statement, lambda _document: standing, self.found.content_of)
        here, replaced = self._begun(standing, here)
        for _ in range(MOST_STEPS):
            changes = [one for one in standing.made.applied if _taken(one, here)]
            whole = next((one for one in changes if _share(one, here) >= MOSTLY), None)
            if whole is None:
                break
            replaced.insert(0, here)
            if whole.put is None:
                order = _Place(whole.amendment, whole.instruction.start, whole.instruction.end)
                return self._stated(statement, standing, order, replaced, ()) or statement
            here = self._corresponding(standing, here, whole.put)
        altered = [one for one in standing.made.applied if _taken(one, here)]
        if not altered and not replaced:
            return self._noted(statement, standing, here)
        return self._stated(statement, standing, here, replaced, altered) or self._noted(statement, standing, here)

    def before(self, statement: Statement, standing: StandingAgreement) -> Statement:
        """A statement as it read before all amendments, with notes on what changes it.

        A sentence of an amendment gives way to the one that it replaced or changed, amendment after amendment. Where
        that cannot be placed, it stays.
        """
        noted = with_notes(statement, lambda _document: standing, self.found.content_of)
        here = _place(statement.citations[0].span, standing)
        if here is None or here.source == 0 or len(statement.citations) > 1:
            return noted
        for _ in range(MOST_STEPS):
            around, replaced = self._begun(standing, here)
            if replaced:
                whole = replaced[-1]
                here = self._corresponding(standing, here, TextPiece(whole.source, whole.start, whole.end))
            elif around != here:
                here = around
            if here.source == 0 or (not replaced and around == here):
                break
        stated = self._stated(statement, standing, here, (), ()) if here.source == 0 else None
        return noted if stated is None else with_notes(stated, lambda _document: standing, self.found.content_of)

    def _begun(self, standing: StandingAgreement, here: _Place) -> tuple[_Place, list[_Place]]:
        """Where to begin with words of an amendment itself, and the words that they replaced.

        An order to change some words of a sentence is read as that sentence.
        """
        for one in standing.made.applied:
            put = one.put
            if put is None or put.source != here.source or not (put.start < here.end and here.start < put.end):
                continue
            pieces = [piece for piece in one.beside or one.removed if piece.end > piece.start]
            if one.instruction.change == "substituted" and len(pieces) == 1:
                around = self._around(standing, pieces[0])
                return (here, [around]) if self.is_about_change else (around, [])
            if one.instruction.change == "replaced":
                return here, [self._behind(standing, here, piece) for piece in pieces]
        return here, []

    def _around(self, standing: StandingAgreement, piece: TextPiece) -> _Place:
        """The sentence that some words are in."""
        content = self._content(standing, piece.source)
        path = clause_path(content.clauses, piece.start)
        start, end = (path[-1].start, path[-1].end) if path else (piece.start, piece.end)
        for first, last in sentences(content.text, start, end):
            if first <= piece.start and piece.end <= last:
                return _Place(piece.source, first, last)
        return _Place(piece.source, piece.start, piece.end)

    def _behind(self, standing: StandingAgreement, here: _Place, piece: TextPiece) -> _Place:
        """Replaced words; if they are long, the sentence of them that corresponds to the one that stands now."""
        text = self._content(standing, piece.source).text
        end = piece.start + len(text[piece.start : piece.end].rstrip())
        if end - piece.start <= LONGEST_WHOLE:
            return _Place(piece.source, piece.start, end)
        return self._corresponding(standing, here, replace(piece, end=end))

    def _corresponding(self, standing: StandingAgreement, old: _Place, put: TextPiece) -> _Place:
        """The sentence of new words that shares most with an old one and with the question, by weight."""
        content = self._content(standing, put.source)
        wanted = weighed(self._content(standing, old.source).text[old.start : old.end])
        units = [
            unit
            for unit in sentences(content.text, put.start, put.end)
            if any(map(str.isalnum, content.text[slice(*unit)]))
        ]
        if not units:
            return _Place(put.source, put.start, put.end)

        def score(unit: tuple[int, int]) -> float:
            own = weighed(content.text[slice(*unit)])
            return sum(own[word] for word in own if word in wanted) + sum(
                own[word] for word in own if word in self.words
            )

        return _Place(put.source, *max(units, key=score))

    def _stated(
        self,
        statement: Statement,
        standing: StandingAgreement,
        here: _Place,
        replaced: Sequence[_Place],
        altered: Sequence[Applied],
    ) -> Statement | None:
        """The statement of the words at `here`, with `altered` changes in brackets; None if they may not be stated."""
        content = self._content(standing, here.source)
        text = as_read(content, here.start, here.end)
        pinned = [here]
        behind = list(replaced)
        if altered:
            is_whole = text.split() == content.text[here.start : here.end].split()
            changed = _with_changes(
                content.text, here, altered, lambda piece: self._content(standing, piece.source).text
            )
            if changed is None or not is_whole:
                orders = [_Place(one.amendment, one.instruction.start, one.instruction.end) for one in altered]
                text = as_read(self._content(standing, orders[0].source), orders[0].start, orders[0].end)
                pinned = orders
            else:
                text = changed
                pinned = [_Place(one.amendment, one.instruction.start, one.instruction.end) for one in altered]
            behind = [here, *behind]
        if len(text) > LONGEST_STATED or screen(text).flagged or self._is_unseen(standing, pinned):
            return None
        citations = [self._cited(standing, one, statement) for one in _once(pinned)]
        replaces = [self._cited(standing, one, statement) for one in _once(behind) if one.source is not None]
        noted = self.notes(standing, behind or [here])
        if noted:
            citations[0] = _with_note(citations[0], noted)
        return Statement(text, tuple(citations), tuple(replaces))

    def _is_unseen(self, standing: StandingAgreement, places: Iterable[_Place]) -> bool:
        return any(
            one.start < last and first < one.end
            for one in places
            for first, last in self._content(standing, one.source).hidden
        )

    def _noted(self, statement: Statement, standing: StandingAgreement, here: _Place) -> Statement:
        notes = self.notes(standing, [here])
        if not notes:
            return statement
        return replace(statement, citations=(_with_note(statement.citations[0], notes), *statement.citations[1:]))

    def change_told(self, standing: StandingAgreement, one: Applied) -> str:
        """The note on quoted words that an amendment changed."""
        what = "deletes" if one.put is None and not one.beside else "changes"
        return f"{self._pin(standing, one.amendment, one.instruction.start)} {what} these words"

    def notes(self, standing: StandingAgreement, places: Sequence[_Place]) -> list[str]:
        """The notes on words of the agreement: what was added to their clause, and what was not placed."""
        own = [one for one in places if one.source == 0]
        if not own:
            return []
        content = self._content(standing, 0)
        path = [clause for clause in clause_path(content.clauses, own[0].start) if clause.number]
        notes = [
            f"{self._pin(standing, one.amendment, one.instruction.start)} adds words to this section"
            for one in standing.made.applied
            if one.instruction.change == "appended" and any(_is(clause, one.instruction.target) for clause in path)
        ]
        for one in standing.made.unplaced:
            if one.start is not None and one.end is not None and one.start <= own[0].start < one.end:
                pin = self._pin(standing, one.amendment, one.instruction.start)
                notes.append(unplaced_note(pin, one))
        return list(dict.fromkeys(notes))

    def _pin(self, standing: StandingAgreement, source: int, position: int) -> str:
        """An amendment with its section at a position: "Amendment No. 2 § 3"."""
        path = clause_path(self._content(standing, source).clauses, position)
        number = section_in(path)
        return f"{standing.names[source]} § {number}" if number else standing.names[source]

    def _cited(self, standing: StandingAgreement, place: _Place, statement: Statement) -> Citation:
        label, source = statement.citations[0].label, standing.sources[place.source]
        cited = self.found.cited(source, place.start, place.end, label)
        where = filed_elsewhere(source, standing.sources[0]).strip(" ()")
        return _with_note(cited, [where]) if where else cited

    def _content(self, standing: StandingAgreement, source: int) -> Document:
        version = standing.sources[source].version
        if version is None:
            raise AssertionError("a visible entry has a version")
        return self.found.content_of(version)


def with_notes(statement: Statement, standing_of: StandingOf, content_of: Callable[[VersionId], Document]) -> Statement:
    """A statement with unchanged words, whose citations say which amendments touch the words that they quote."""
    citations = []
    for citation in statement.citations:
        standing = standing_of(citation.span.document)
        notes = changes_told(citation.span, standing, content_of) if standing is not None else ()
        citations.append(_with_note(citation, notes))
    return replace(statement, citations=tuple(citations))


def changes_told(
    span: Span, standing: StandingAgreement, content_of: Callable[[VersionId], Document]
) -> tuple[str, ...]:
    """The notes on words of a standing agreement: what amendments do to them, and what was not placed.

    Words of another version than the one that stands get none.
    """
    place = _place(span, standing)
    if place is None:
        return ()
    work = Restating(GrowingEvidence(Evidence((), ""), content_of), "")
    notes = [work.change_told(standing, one) for one in standing.made.applied if _taken(one, place)]
    return tuple(dict.fromkeys([*notes, *work.notes(standing, [place])]))


def notes_beside(
    span: Span, standing: StandingAgreement, content_of: Callable[[VersionId], Document]
) -> tuple[str, ...]:
    """The notes on words of a standing agreement that amendments replaced: what these do to their clause besides."""
    place = _place(span, standing)
    if place is None:
        return ()
    return tuple(Restating(GrowingEvidence(Evidence((), ""), content_of), "").notes(standing, [place]))


def _place(span: Span, standing: StandingAgreement) -> "_Place | None":
    """The place of words among the sources of a standing agreement; None if they are of another version."""
    for at, one in enumerate(standing.sources):
        if (one.document, one.version) == (span.document, span.version):
            return _Place(at, span.start, span.end)
    return None


def _taken(one: Applied, here: _Place) -> bool:
    """True for a change that removed words at a place, or put others between them."""
    return any(
        piece.source == here.source and piece.start < here.end and here.start < piece.end
        for piece in (*one.removed, *one.beside)
    )


def _share(one: Applied, here: _Place) -> float:
    """The share of the words at a place that a change took out."""
    taken = sum(
        max(0, min(piece.end, here.end) - max(piece.start, here.start))
        for piece in one.removed
        if piece.source == here.source
    )
    return taken / max(1, here.end - here.start)


def _with_changes(
    text: str, here: _Place, altered: Sequence[Applied], text_of: Callable[[TextPiece], str]
) -> str | None:
    """The words at a place with the new ones in square brackets; None if they have any or a change goes further."""
    words = text[here.start : here.end]
    if "[" in words or "]" in words:
        return None
    cuts: list[tuple[int, int, str]] = []
    for one in altered:
        pieces = one.beside or one.removed
        own = [piece for piece in pieces if piece.source == here.source]
        if len(own) != len(pieces) or not own or own[0].start < here.start or own[-1].end > here.end:
            return None
        new = " ".join(text_of(one.put)[one.put.start : one.put.end].split()) if one.put is not None else "…"
        start, end = own[0].start - here.start, own[-1].end - here.start
        if one.beside:
            start = end = end if one.instruction.side == "after" else start
        spaced = f" [{new}]" if one.beside and start == own[-1].end - here.start else f"[{new}]"
        cuts.append((start, end, f"{spaced} " if one.beside and spaced[0] == "[" else spaced))
    for start, end, new in sorted(cuts, reverse=True):
        words = words[:start] + new + words[end:]
    return " ".join(words.split())


def _once(places: Iterable[_Place]) -> list[_Place]:
    return list(dict.fromkeys(places))


def _with_note(citation: Citation, notes: Sequence[str]) -> Citation:
    return replace(citation, note="; ".join(part for part in (citation.note, *notes) if part))


def _is(clause: Clause, target: str) -> bool:
    return clause.number.lower() == target.lower()


_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


def is_altered_reading(statement: Statement, readings: Sequence[str]) -> bool:
    """True if a statement has the words of one that it replaces, with words of its citations in square brackets.

    `readings` are the words that it replaces, without page furniture.
    """
    parts = _BRACKETED.split(statement.text)
    if len(parts) < 3:
        return False
    quotes = [" ".join(citation.quote.split()) for citation in statement.citations]
    if not all(part == "…" or any(part in quote for quote in quotes) for part in parts[1::2]):
        return False
    pattern = re.compile(".*?".join(re.escape(part) for part in parts[::2]), re.DOTALL)
    return any(pattern.fullmatch(" ".join(reading.split())) is not None for reading in readings)
