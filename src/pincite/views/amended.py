"""Views of an agreement with its amendments applied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pincite.catalogue.amending import StandingAgreement
from pincite.catalogue.entry import Entry
from pincite.documents.document import Clause, Document
from pincite.structure.amending.marked import Marked, pin_of, plain
from pincite.views.printed import as_printed


@dataclass(frozen=True, slots=True)
class Amended:
    """An agreement as amended; `sources` are the texts of the agreement and its amendments, in order."""

    standing: StandingAgreement
    sources: Sequence[Document]

    def json(self) -> dict[str, object]:
        """The contract's agreement as amended."""
        return _amended_json(self.standing, self.sources)


@dataclass(frozen=True, slots=True)
class Unamended:
    """A document that no amendment changes, as far as the reader may see."""

    entry: Entry
    content: Document

    def json(self) -> dict[str, object]:
        """The contract's agreement as amended, with an empty list of changes."""
        document, text = self.entry.document, self.content.text
        return {
            "document": document,
            "text": text,
            "pieces": [{"document": document, "start": 0, "end": len(text), "change": None}],
            "amendments": [],
            "changes": [],
            "not_carried_out": [],
        }


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Words of an agreement as amended: whether they are a heading, and the number of their mark, if they have one."""

    words: str
    note: int | None = None
    is_heading: bool = False


def shown_pieces(found: Marked, agreement: Document) -> Iterator[ShownPiece]:
    """The marked words of an agreement as amended, with its headings apart."""
    headings = _heading_lines(agreement)
    for piece in found.pieces:
        if piece.note is not None:
            yield ShownPiece(piece.words, piece.note)
            continue
        for is_heading, lines in groupby(piece.words.splitlines(keepends=True), lambda line: line.strip() in headings):
            yield ShownPiece("".join(lines), is_heading=is_heading)


def _heading_lines(agreement: Document) -> frozenset[str]:
    """The lines of an agreement that have nothing but its title, or a heading with its number."""
    headed = (clause for clause in agreement.clauses if clause.heading and clause.kind != "definition")
    lines = ((_line_of(agreement, clause), clause) for clause in headed)
    titles = {agreement.title.strip()} - {""}
    return frozenset(line for line, clause in lines if line.endswith(clause.heading)) | titles


def _line_of(agreement: Document, clause: Clause) -> str:
    """The first line of a clause, as a person sees it."""
    return as_printed(agreement, agreement.text[clause.start : clause.end].partition("\n")[0]).strip()


def _amended_json(standing: StandingAgreement, sources: Sequence[Document]) -> dict[str, object]:
    entries, made = standing.sources, standing.made

    def span(source: int, start: int | None, end: int | None) -> dict[str, object]:
        return {"document": entries[source].document, "start": start, "end": end}

    return {
        "document": entries[0].document,
        "text": plain(made, sources),
        "pieces": [{**span(piece.source, piece.start, piece.end), "change": piece.by} for piece in made.pieces],
        "amendments": [
            {"document": one.document, "path": one.path, "title": one.title, "name": name}
            for one, name in zip(entries[1:], standing.names[1:], strict=True)
        ],
        "changes": [
            {
                "kind": one.instruction.change,
                "section": one.instruction.target or None,
                "by": pin_of(sources, standing.names, one.amendment, one.instruction.start),
                "order": span(one.amendment, one.instruction.start, one.instruction.end),
                "new": span(one.put.source, one.put.start, one.put.end) if one.put is not None else None,
                "replaces": [span(piece.source, piece.start, piece.end) for piece in one.removed],
            }
            for one in made.applied
        ],
        "not_carried_out": [
            {
                "section": one.instruction.target or None,
                "by": pin_of(sources, standing.names, one.amendment, one.instruction.start),
                "order": span(one.amendment, one.instruction.start, one.instruction.end),
                "why": one.why,
                "touches": span(0, one.start, one.end) if one.start is not None else None,
            }
            for one in made.unplaced
        ],
    }
