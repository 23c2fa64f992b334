"""The documents' text around each statement of a reply, as it is printed for readers."""

from collections.abc import Callable
from dataclasses import dataclass

from pincite.answering.answer import Citation
from pincite.answering.citing import pin_cite
from pincite.ask.reply import MOST_CLOSEST, Reply
from pincite.documents.document import Document, clause_path, page_at, section_in
from pincite.documents.regions import described, page_label
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Passage
from pincite.verification.support import Support
from pincite.views.printed import as_printed, break_at, seen, visible
from pincite.views.within import named_clauses, outline_of

TextOf = Callable[[VersionId], Document]
"""Returns the document of a version that has been shown."""

MOST_CONTEXT = 700
"""Most characters printed of the cited words, and of the clause around a quote; the source page has all of it."""

LEAST_CONTEXT = 60
"""A clause around a quote is printed only if it adds this many characters: a heading alone tells nothing new."""


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The documents' words at the citations of a statement, as a person sees them, safe to print on a terminal.

    `words` are the statement's own, without the marks that only lay a quote out. `cited` has the words of its
    citations, and `replaced` those that they replace, in the statement's order. `clause` is the clause around a quote,
    with "[…]" in place of the quote. It is None if the clause would add little, was printed with an earlier statement,
    or the statement is not a quote (`is_quote`). `places` and `replaced_places` name the places of `cited` and
    `replaced` as a lawyer does.
    """

    is_quote: bool
    words: str
    cited: tuple[str, ...]
    replaced: tuple[str, ...]
    clause: str | None
    places: tuple[str, ...] = ()
    replaced_places: tuple[str, ...] = ()

    @classmethod
    def of(cls, support: Support, passage: Passage, text_of: TextOf, *, is_first_of_clause: bool = True) -> "Excerpts":
        """The words around a statement; `passage` is the passage of its first citation."""
        stated = support.statement
        is_quote = not support.claims
        has_clause = is_quote and is_first_of_clause and not stated.replaces
        quoted = stated.citations[0]
        return cls(
            is_quote=is_quote,
            words=visible(as_printed(text_of(quoted.span.version), stated.text) if is_quote else stated.text),
            cited=tuple(_words(citation, text_of) for citation in stated.citations),
            replaced=tuple(_words(citation, text_of) for citation in stated.replaces),
            clause=_clause(quoted, passage, text_of) if has_clause else None,
            places=tuple(_place(citation, text_of) for citation in stated.citations),
            replaced_places=tuple(_place(citation, text_of) for citation in stated.replaces),
        )


@dataclass(frozen=True, slots=True)
class Closest:
    """The best sentence of a passage that a refusal shows, and its place.

    If none of the passage's sentences may be quoted (a table, a title), `words` is the whole passage and `is_sentence`
    is false. `label` is the number of the passage. `note` says what kind of words these are, if they are not running
    text. `place` names the place as a lawyer does.
    """

    label: int
    words: str
    is_sentence: bool
    is_doubtful: bool
    section: str
    page: int | None
    page_label: str | None
    note: str | None
    place: str


def excerpts_of(reply: Reply, text_of: TextOf) -> tuple[Excerpts, ...]:
    """The words around each statement of an answer, in order, with each clause only once; empty for a refusal.

    A refusal may have statements too, released before it failed; they are not shown again.
    """
    if reply.refusal is not None:
        return ()
    found: list[Excerpts] = []
    clauses: set[tuple[str, int]] = set()
    for support in reply.statements:
        passage = reply.passages[support.statement.citations[0].label - 1]
        clause = (passage.chunk.document, passage.chunk.clause_start)
        found.append(Excerpts.of(support, passage, text_of, is_first_of_clause=clause not in clauses))
        clauses.add(clause)
    return tuple(found)


def closest_of(reply: Reply, text_of: TextOf) -> tuple[Closest, ...]:
    """The sentences that a refusal shows, the best first; empty if it shows none."""
    if reply.refusal is None or reply.refusal.reason not in ("no_evidence", "unsupported", "no_permitted_model"):
        return ()
    return tuple(_closest(reply, passage, text_of) for passage in reply.passages[:MOST_CLOSEST])


def clauses_of(reply: Reply, text_of: TextOf) -> tuple[str, ...]:
    """The clauses of the document that a summary was asked for, by number and heading; empty for other replies."""
    passage = next((one for one in reply.passages if one.chunk.document == reply.overview), None)
    return named_clauses(outline_of(text_of(passage.chunk.version))) if passage is not None else ()


def _closest(reply: Reply, passage: Passage, text_of: TextOf) -> Closest:
    content = text_of(passage.chunk.version)
    best = next((one for one in reply.closest if one.label == passage.label), None)
    at = passage.chunk.start if best is None else best.start
    page = page_at(content.pages, at)
    if best is None:
        words = _joined(seen(content, passage.chunk.start, passage.chunk.end))
    else:
        words = visible(as_printed(content, best.text))
    section, paged = section_in(clause_path(content.clauses, at)), page_label(content, page)
    return Closest(
        label=passage.label,
        words=words,
        is_sentence=best is not None,
        is_doubtful=best is not None and bool(best.is_doubtful),
        section=section,
        page=page,
        page_label=paged or None,
        note=described(content, at) or None,
        place=visible(pin_cite(passage.path, passage.title, section, page, paged, content.facts)),
    )


def _words(citation: Citation, text_of: TextOf) -> str:
    words = _joined(seen(text_of(citation.span.version), citation.span.start, citation.span.end))
    return words if len(words) <= MOST_CONTEXT else f"{words[:MOST_CONTEXT].rpartition(' ')[0]} …"


def _place(citation: Citation, text_of: TextOf) -> str:
    facts = text_of(citation.span.version).facts
    return visible(pin_cite(citation.path, citation.title, citation.section, citation.page, citation.page_label, facts))


def _joined(words: str) -> str:
    return " ".join(words.split())


def _clause(citation: Citation, passage: Passage, text_of: TextOf) -> str | None:
    """The clause around a quote, or None if it adds too little to be worth reading."""
    content, span = text_of(citation.span.version), citation.span
    start = max(passage.chunk.clause_start, span.start - MOST_CONTEXT // 2)
    end = min(passage.chunk.clause_end, max(span.end, start + MOST_CONTEXT))
    before, after = seen(content, start, span.start), seen(content, span.end, end)
    if start > passage.chunk.clause_start:
        before = f"… {before.partition(' ')[2]}"
    if end < passage.chunk.clause_end:
        after = f"{after.rpartition(' ')[0]} …"
    if len(before) + len(after) <= LEAST_CONTEXT:
        return None
    ends = [break_at(content, at) or " " for at in (span.start, span.end)]
    return "".join((before, ends[0] if before else "", "[…]", ends[1] if after else "", after))
