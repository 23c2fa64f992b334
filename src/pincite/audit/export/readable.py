"""Puts a record into a form for people: the question, the answer, its sources, and what was kept back.

It reads contents of every age: what a record lacks is left empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pincite.audit.event import Json
from pincite.audit.parts import list_in, objects_in
from pincite.audit.reading import View
from pincite.documents.span import DocumentId, Span, VersionId

CiteOf = Callable[[Span], str]
"""The document's name and the place in it, as a person cites them."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that a statement cites, and where they stand."""

    cite: str
    document: DocumentId
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its verdict; `reasons` say why it was kept back, and are empty if it was released."""

    text: str
    support: float | None
    reasons: tuple[str, ...]
    citations: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class ReadableRecord:
    """The content of one record for a reader; all empty where it is withheld or erased.

    `looked_at` counts the pieces that a search found, and `denied` those of them that a check removed. Anything else
    that is denied to the asker is never found.
    """

    question: str
    refusal: str
    statements: tuple[Said, ...]
    kept_back: tuple[Said, ...]
    passages: tuple[tuple[str, str], ...]
    looked_at: int
    denied: int
    others: tuple[tuple[str, str], ...]


SHOWN = frozenset({"question", "refusal", "statements", "removed", "passages", "searches", "calls", "query", "scope"})
"""Parts of a content that `ReadableRecord` words in its own way, or that only a replay needs."""


def readable(view: View, cite_of: CiteOf) -> ReadableRecord:
    """A record's content, as its reader may see it."""
    content: Mapping[str, Json] = view.entry.content or {}
    searches = objects_in(content.get("searches"))
    return ReadableRecord(
        question=_text(content.get("question")),
        refusal=_text(content.get("refusal")),
        statements=_said(content.get("statements"), cite_of),
        kept_back=_said(content.get("removed"), cite_of),
        passages=tuple(
            (str(passage.get("label", "")), cite_of(span))
            for passage in list_in(content.get("passages"))
            if isinstance(passage, dict) and (span := _span(passage)) is not None
        ),
        looked_at=sum(len(list_in(search.get("candidates"))) for search in searches),
        denied=sum(len(list_in(search.get("withheld"))) for search in searches),
        others=tuple((name, _plainly(part)) for name, part in content.items() if name not in SHOWN and part),
    )


def _said(listed: Json, cite_of: CiteOf) -> tuple[Said, ...]:
    found = []
    for statement in list_in(listed):
        if isinstance(statement, dict):
            support = statement.get("support")
            found.append(
                Said(
                    text=_text(statement.get("text")),
                    support=float(support) if isinstance(support, int | float) else None,
                    reasons=tuple(_text(reason) for reason in list_in(statement.get("reasons"))),
                    citations=tuple(
                        Quoted(cite_of(span), span.document, span.start, span.end, _text(citation.get("quote")))
                        for citation in list_in(statement.get("citations"))
                        if isinstance(citation, dict) and (span := _span(citation)) is not None
                    ),
                )
            )
    return tuple(found)


def _plainly(part: Json) -> str:
    """A part of a content in words; documents by their paths where those are recorded, each on a line of its own."""
    if isinstance(part, list):
        if all(isinstance(one, dict) and "document" in one for one in part):
            return "\n".join(_plainly(one.get("path") or one["document"]) for one in part if isinstance(one, dict))
        return "; ".join(_plainly(one) for one in part)
    if isinstance(part, dict):
        return ", ".join(f"{name} {_plainly(value)}" for name, value in part.items())
    return _text(part)


def _text(part: Json) -> str:
    return "" if part is None else str(part)


def _span(part: Mapping[str, Json]) -> Span | None:
    match part:
        case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
            return Span(DocumentId(document), VersionId(version), start, end)
    return None
