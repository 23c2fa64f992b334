"""Rows of a record in words, as a scope permits now: sentences, with the places that they are pinned to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pincite.answering.citing import is_around, pin_cite, short_name
from pincite.answering.doubting import CAUTION
from pincite.answering.restating import changes_told, notes_beside
from pincite.ask.reply import MOST_CLOSEST
from pincite.audit.event import Json
from pincite.audit.parts import list_in, objects_in, text_in, whole_in
from pincite.catalogue.amending import Amendments
from pincite.documents.document import clause_path, heading_in, page_at, section_in
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.errors import WorkspaceError
from pincite.session.cited import text_cited
from pincite.views.printed import as_printed, recognised, seen
from pincite.views.turn import Pin, Said
from pincite.views.within import named_clauses, outline_of

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

LONGEST_PRINTED = 1_200
"""Characters of a quote or a closest sentence that a list of them prints; its source has all of it."""


class Printing:
    """Puts rows of a record in words, as a scope permits now; each document is opened once."""

    def __init__(self, session: "Session", scope: "Scope") -> None:
        self._catalogue = session.firm.catalogue
        self._scope = scope
        self._standing = cache(Amendments(session.firm.catalogue, scope, session.now().date()).of)

    def said(self, record: str, number: int, row: Mapping[str, Json], shown_as: int | None = None) -> Said:
        """A statement of a record, which its reader may see."""
        text, is_quote = text_in(row.get("text")) or "", not row.get("claims")
        pins = [*self._pins(objects_in(row.get("citations")), is_doubtful=row.get("doubtful") is True)]
        replaces = tuple(self._pins(objects_in(row.get("replaces")), is_doubtful=False))
        if pins and (notes := self._of_amendments((replaces or pins)[-1 if replaces else 0], is_old=bool(replaces))):
            pins[0] = replace(pins[0], note="; ".join(note for note in (pins[0].note, *notes) if note))
        return Said(
            number=number if shown_as is None else shown_as,
            place=f"{record}.{number}",
            text=self._printed(text, objects_in(row.get("citations"))) if is_quote else text,
            is_quote=is_quote,
            pins=_needed(tuple(pins)) if is_quote else tuple(pins),
            replaces=replaces,
        )

    def _of_amendments(self, pin: Pin, *, is_old: bool) -> tuple[str, ...]:
        """What amendments that may be seen now do to words of an agreement; `is_old` if they are shown as replaced."""
        entry = self._catalogue.permitted([DocumentId(pin.document)], self._scope).get(DocumentId(pin.document))
        standing = self._standing(entry) if entry is not None else None
        if standing is None:
            return ()
        span = Span(DocumentId(pin.document), VersionId(pin.version), pin.start, pin.end)
        return (notes_beside if is_old else changes_told)(span, standing, self._catalogue.content)

    def closest(self, record: str, content: Mapping[str, Json]) -> Iterator[Said]:
        """The best sentences of the first passages of a refusal, those first that were read as closest.

        Those that no scanner has looked at are left out.
        """
        shown: set[str] = set()  # copies of a document say the same words, and one of them is enough
        for row in objects_in(content.get("passages"))[:MOST_CLOSEST]:
            place, best = whole_in(row.get("label")), list_in(row.get("closest"))
            if place is None or len(best) != 2 or "within" in row:
                continue
            row = {**row, "start": best[0], "end": best[1]}
            pins = tuple(self._pins([row], is_doubtful=row.get("doubtful") is True))
            if pins and (words := " ".join(pins[0].quote.split()).casefold()) not in shown:
                shown.add(words)
                yield Said(place, f"{record}.{place}", pins[0].quote, is_quote=True, pins=pins)

    def clauses(self, content: Mapping[str, Json]) -> tuple[str, ...]:
        """The clauses of the document of which a summary was asked for; none where it may not be seen."""
        wanted = content.get("overview")
        entry = self._catalogue.permitted([DocumentId(wanted)], self._scope) if isinstance(wanted, str) else {}
        for one in entry.values():
            if one.version is not None:
                return named_clauses(outline_of(self._catalogue.content(one.version)))
        return ()

    def name(self, document: Json) -> str:
        """What a document is called in a sentence; empty where it may not be seen."""
        wanted = DocumentId(document) if isinstance(document, str) else None
        entry = self._catalogue.permitted([wanted], self._scope).get(wanted) if wanted is not None else None
        return short_name(entry.path, entry.title, entry.facts) if entry is not None else ""

    def _printed(self, text: str, citations: Sequence[Mapping[str, Json]]) -> str:
        """A quote without the marks that only lay it out; as it is where its document is gone."""
        version = text_in(citations[0].get("version")) if citations else None
        try:
            return as_printed(self._catalogue.content(VersionId(version)), text) if version is not None else text
        except WorkspaceError:
            return text

    def _pins(self, rows: Sequence[Mapping[str, Json]], *, is_doubtful: bool) -> Iterator[Pin]:
        for number, row in enumerate(rows, start=1):
            match row:
                case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
                    pin = self._pin(DocumentId(document), VersionId(version), start, end, is_doubtful=is_doubtful)
                    if pin is not None:
                        yield replace(pin, number=number)

    def _pin(self, document: DocumentId, version: VersionId, start: int, end: int, *, is_doubtful: bool) -> Pin | None:
        """The words at a place, None where they may not be seen or are gone."""
        found = text_cited(self._catalogue, self._scope, document, version)
        if found is None:
            return None
        entry, content = found
        path = clause_path(content.clauses, start)
        section = section_in(path)
        heading = heading_in(path)
        page = page_at(content.pages, start)
        notes = (described(content, start), recognised(confidence(content, start, end)), CAUTION if is_doubtful else "")
        earlier = "" if version == entry.version else "the document has changed or been read anew since"
        return Pin(
            document=document,
            version=version,
            start=start,
            end=end,
            cite=pin_cite(entry.path, content.title, section, page, page_label(content, page), content.facts),
            heading=heading,
            quote=_shortened(seen(content, start, end)),
            note="; ".join(note for note in (*notes, earlier) if note),
            name=short_name(entry.path, content.title, content.facts),
            section=section,
        )


def _needed(pins: tuple[Pin, ...]) -> tuple[Pin, ...]:
    """The pins of a quote without those of the words that open the list of its item, whose pin names their clauses."""
    return (
        *pins[:1],
        *(one for one in pins[1:] if one.version != pins[0].version or not is_around(one.section, pins[0].section)),
    )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_PRINTED else f"{words[:LONGEST_PRINTED].rpartition(' ')[0]} …"
