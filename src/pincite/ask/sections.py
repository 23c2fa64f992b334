"""What quote mode answers when somebody asks for a section of one document: the section itself, by the outline.

No search and no reader decides here: a number is in the outline or it is not. The section's sentences are quoted in
their order, up to a length, and it is said where the rest stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.candidates import LONGEST_QUOTE
from pincite.answering.citing import pin_cite, short_name
from pincite.answering.found import GrowingEvidence
from pincite.answering.units import quotable
from pincite.ask.amended import doubted
from pincite.ask.draft import Draft
from pincite.ask.overview import names_of, one_document
from pincite.ask.stages import Read
from pincite.ask.texts import texts_in
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.document import Clause, Document, page_at
from pincite.documents.regions import as_read, page_label
from pincite.retrieval.places import find, near
from pincite.retrieval.understanding.sections import Sought, sought_in
from pincite.security.scanner import Scanner
from pincite.security.screening import screen

MOST_QUOTED = 3_000
"""Characters of a section that are quoted: a page and a half, which most sections of contracts do not exceed."""

MOST_IN_NUMBER = 3
"""Words that a number has: "ARTICLE IV" has two."""

LONGEST_JOIN = 200
"""Characters between two sentences of one statement: a number, a heading, blanks."""

MOST_NEAR, MOST_AFTER = 6, 4
"""Sections that are named where the one that was asked for is not there, and clauses of the rest of one."""


@dataclass(frozen=True, slots=True)
class SectionAsked:
    """A section of a document that a question asks for: the clauses that it may mean, none if it is not there."""

    entry: Entry
    sought: Sought
    content: Document
    clauses: tuple[Clause, ...]


def section_asked(read: Read, scope: Scope, catalogue: Catalogue) -> SectionAsked | None:
    """The section that a question asks for, and nothing else; None if it asks for something else.

    One that is named by its heading has to be there: "the notice clause" may as well be a clause about notice.

    Raises:
        WorkspaceError: the document's text cannot be read.
    """
    asked = read.query.newest or read.query.text
    if not sought_in(asked):
        return None
    entry = one_document(read, scope, catalogue)
    if entry is None or entry.version is None:
        return None
    names, without_names = names_of(entry, read)
    content: Document | None = None
    for words in (asked, *without_names):
        for sought in sought_in(words):
            if not sought.is_all(names):
                continue
            content = content or catalogue.content(entry.version)
            clauses = find(sought.steps, content.clauses)
            if clauses or not sought.is_by_heading:
                return SectionAsked(entry, sought, content, clauses)
    return None


def not_there(asked: SectionAsked, read: Read) -> str:
    """A sentence that a document has no such section, or several, with those that stand near it.

    They are named only where the best passage that was found is of the document: who may read the record of a refusal
    goes by that passage.
    """
    entry, content, called = asked.entry, asked.content, asked.sought.called
    name = short_name(entry.path, content.title, entry.facts)
    passages = read.evidence.passages
    may_name = bool(passages) and passages[0].chunk.document == entry.document
    if asked.clauses:
        several = "; ".join(_named(one) for one in asked.clauses[:MOST_NEAR]) if may_name else ""
        return f"{name} has more than one {called}{f' ({several})' if several else ''}; say in which part of it"
    beside = near(asked.sought.steps, content.clauses, MOST_NEAR) if may_name else ()
    if not content.clauses:
        return f"no sections were found in {name}, so there is no {called} of it; its text can be read as a whole"
    there = f"; near it are {'; '.join(_named(one) for one in beside)}" if beside else ""
    return f"{name} has no {called} that was found{there}; its outline has all of them"


def _named(clause: Clause) -> str:
    """A clause by its number and its heading."""
    heading = " ".join(clause.heading.split())
    number = f"§ {clause.number}" if clause.number[:1].isdigit() else clause.number
    return f"{number} {heading}".strip()


async def section_of(
    asked: SectionAsked, read: Read, catalogue: Catalogue, scanner: Scanner | None, tier: str
) -> Draft:
    """A section as a draft: its sentences in order, and where the rest stands; none where nothing can be quoted.

    Raises:
        ModelError: the model of the scanner cannot be read.
    """
    await texts_in(read.evidence, catalogue)  # read on another thread, and kept
    said: tuple[Statement, ...] = ()
    evidence, rest = read.evidence, ""
    if asked.clauses and read.evidence.passages:
        clause, entry, content = asked.clauses[0], asked.entry, asked.content
        growing = GrowingEvidence(evidence, lambda _version: content)
        quoted = _Quoted(content, clause)
        statements = []
        for start, end in quoted.ranges():
            citation = growing.cited(entry, start, end, evidence.passages[0].label)
            statements.append(Statement(as_read(content, start, end), (citation,)))
        said, evidence, rest = tuple(statements), growing.evidence, quoted.rest(entry)
    if scanner is not None:
        said = tuple([await doubted(one, evidence, catalogue.content, scanner) for one in said])
    return Draft(
        evidence,
        Answer(said),
        1.0 if said else 0.0,
        abstained=False,
        tier=tier,
        section=asked.sought.called,
        section_rest=rest,
    )


class _Quoted:
    """The ranges of a section that are quoted, each a clause of it or more, and what is left.

    A range begins where a sentence does that can be read by itself, and goes on to where the next one begins: so a list
    is quoted with what leads into it, or not at all.
    """

    def __init__(self, content: Document, clause: Clause) -> None:
        self._content, self._clause = content, clause
        inner = [one for one in content.clauses if clause.start < one.start < one.end <= clause.end]
        least = min((one.level for one in inner), default=0)
        self._children = [one for one in inner if one.level == least]
        self._until = clause.start
        self._has_more = False
        self._is_cut = False

    def ranges(self) -> Iterator[tuple[int, int]]:
        """The ranges, in order."""
        taken = 0
        block: tuple[int, int] | None = None
        for start, end in self._sentences():
            grown = self._grown(block, start, end)
            before = block[1] - block[0] if block is not None and grown is None else 0
            if taken + before + end - (grown[0] if grown is not None else start) > MOST_QUOTED:
                self._is_cut = True
                break
            if grown is None and block is not None and not self._is_heading(block):
                yield block
                taken += block[1] - block[0]
            block = grown or (start, end)
            self._until = end
        if block is not None and not self._is_heading(block):
            yield block

    def rest(self, entry: Entry) -> str:
        """A sentence about what of the section is not quoted, once its ranges were taken; empty if nothing is left."""
        content, clause = self._content, self._clause
        page = page_at(content.pages, clause.start)
        cite = pin_cite(entry.path, content.title, clause.number, page, page_label(content, page), content.facts)
        if self._is_cut:
            after = [one for one in self._children if one.start >= self._until]
            named = "; ".join(_named(one) for one in after[:MOST_AFTER] if one.number or one.heading)
            more = f"; {len(after) - MOST_AFTER} more" if len(after) > MOST_AFTER else ""
            length = f"{self._until - clause.start:,} of {clause.end - clause.start:,} characters"
            return f"{cite} goes on: this is its beginning ({length})" + (
                f"; there follow {named}{more}" if named else ""
            )
        if self._has_more:
            what = "a note or words that a reader does not see"
            return f"{cite} has more that cannot be quoted as sentences, such as {what}; open it to read that"
        return ""

    def _sentences(self) -> Iterator[tuple[int, int]]:
        """The sentences of the section with all that belongs to them, in order, without those that may not be said."""
        content, clause = self._content, self._clause
        alone = [unit.own_start for unit in quotable(content, clause.start, clause.end) if unit.start == unit.own_start]
        begins = sorted({clause.start, *(self._opening(one) for one in alone if clause.start <= one < clause.end)})
        for start, after in zip(begins, [*begins[1:], clause.end], strict=True):
            end = self._ended(start, after)
            if not any(map(str.isalnum, content.text[start:end])):
                continue
            apart = [(one.start, one.end) for one in content.regions if one.kind not in ("furniture", "table")]
            is_apart = any(first < end and start < last for first, last in (*apart, *content.hidden))
            if is_apart or screen(as_read(content, start, end)).flagged:
                self._has_more = True
            else:
                yield start, end

    def _opening(self, start: int) -> int:
        """Where a sentence begins with the number and heading of its clause, which stand right before it."""
        opening = max((one.start for one in self._children if one.start <= start), default=start)
        return opening if start - opening <= LONGEST_JOIN else start

    def _ended(self, start: int, end: int) -> int:
        """The end of a range without blanks, and without running heads and feet behind its words."""
        furniture = [one for one in self._content.regions if one.kind == "furniture"]
        while True:
            end = start + len(self._content.text[start:end].rstrip())
            behind = next((one for one in furniture if start < one.start < end <= one.end), None)
            if behind is None:
                return end
            end = behind.start

    def _grown(self, block: tuple[int, int] | None, start: int, end: int) -> tuple[int, int] | None:
        """A statement with one more sentence; None where that begins another."""
        if block is None or end - block[0] > LONGEST_QUOTE or self._ended(block[0], start) != block[1]:
            return None
        begins_clause = any(block[1] <= one.start <= start for one in self._children)
        return None if begins_clause and not self._is_heading(block) else (block[0], end)

    def _is_heading(self, block: tuple[int, int]) -> bool:
        """True for a statement that is no more than the number and heading of a clause."""
        said = name_words(as_read(self._content, *block))
        return any(
            one.start == block[0] and said[-len(own) :] == own and len(said) - len(own) <= MOST_IN_NUMBER
            for one in (self._clause, *self._children)
            if (own := name_words(one.heading))
        )
