"""Finds what may be quoted by itself: whole sentences, and list items only together with their lead-in.

"(b) terminate this Agreement for convenience" says the opposite of "Neither party may: … (b) terminate this Agreement
for convenience". So a quote of an item begins where its lead-in begins, and half a sentence is never quoted. A sentence
that continues on the next page is one, whatever is at the foot and head of the pages. A footnote, a comment or an
earlier writer's words in an e-mail are quoted by themselves. Struck words are not quoted.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.answering.columns import LONGEST_HEADS, column_heads
from pincite.answering.items import BEHIND_ITEM, DASHES, ITEM, LEADS_IN, is_sentence, item_at, openings
from pincite.answering.joint_items import joined
from pincite.answering.long_sentences import opening_of, parts_of
from pincite.answering.rows import rows
from pincite.documents.document import Document, Region, clause_path
from pincite.documents.regions import NOT_IN_FORCE, SET_APART, gaps, is_looked_through
from pincite.structure.sentences import sentences

WIDEST_CLAUSE = 12_000
"""The most characters of a clause that is searched for a lead-in: a long definition or covenant has about so many."""

BESIDE = 1_500
"""For a passage outside of any clause: the characters on either side within which its first sentence may begin and its
last may end. The longest quote has so many."""

BEFORE_HEADING = 20
"""The most characters between an article's number and its heading: a full stop, a dash, spaces."""

NEAR = 40
"""Characters before a clause that show whether its number belongs to the sentence before."""

TOP = 2_000
"""How many of a table's first characters are searched for its column heads."""

_FIRST_CLAUSE = re.compile(r"[.:]?[ \t\u00a0]+(?=(?:Section[ ])?\d{1,3}\.\d{1,3}\.?[ \t\u00a0])")
"""What parts a heading from the number of the first clause below it, in the same line."""
_STRIKE_ENDS = re.compile(r"(?:~~?)?")
"""Markdown's sign after struck words, which begins no sentence; it matches the empty string too."""
_COMPLETE = re.compile(r"[.!?…][”\"’')\]*_]*$")
_JOINS_NEXT = re.compile(r";\s+(?:and/or|and|or)$")
"""What joins an item to the last one: "c. pay the fee; and"."""
_ANNOUNCES = re.compile(
    r"\b(?:the\sfollowing(?:\s[a-z]+){0,5}|(?:terms|conditions|provisions)(?:\s[a-z]+){0,3}\sbelow|as\s(?:set\s(?:forth|out)\s)?follows)\s?:$"
)
_SAYS_BEFORE = re.compile(r"\b(?:shall|will|may|must|can|agrees?|grants?|has|have|is|are)\b(?:\W+\w+){6,}")
"""Enough words behind a verb to say something before the list that is announced."""
_FRONT = re.compile(
    r"---[ \t]*\r?\n(?=[\w-]+:)(?:(?:[\w-]+:[^\n]*|[ \t]+[^\n]*|-[ \t][^\n]*|#[^\n]*)?\r?\n)*?---[ \t]*(?=\r?\n|\Z)"
)
"""Lines with a key each between two rules; a text that opens with a rule has none."""

LONGEST_FRONT = 8_000
"""The most characters at the beginning of a Markdown file that say something of it."""

_REFERRING = re.compile(
    r"\b(?:sections?|clauses?|articles?|paragraphs?|under|in|with|from|per|see|no|§§?)\.?\Z", re.IGNORECASE
)
"""Words whose object is a number of a clause."""
_DOTTED = re.compile(r"\d+(?:\.\d+)+\.?")

LONGEST_RULE = 1_500
"""The most characters of a rule in which the announcement of its conditions is looked for; longer ones are no quote."""

_CONDITIONED = re.compile(
    r"\A(?:(?!\bfollow(?:ing|s)\b).)*?\b(?:shall|will|may|must|can|is|are|has|have)\b(?:\W+(?!follow)\w+){6,}?,?\s"
    r"(?:unless|(?:so|as)\slong\sas|provided(?:\sthat)?|subject\sto)\s.{1,240}:$"
)
"""A rule, whole, behind which a list of its conditions is announced: "shall be ten years, unless ended as follows:"."""
_MARKED = re.compile(r"(?:\(?(?:[A-Z]|\d{1,2})[.)]|\([a-z]{1,3}\))\s+")
_SUBJECT = re.compile(r"(?:[A-Z][\w’'-]*\s+){1,4}(?:shall|will|may|must|agrees?|is|are|has|have)\b")
"""The subject and verb with which an item begins that is a sentence of its own, behind its mark."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A range of a document's text that may be quoted.

    `own_start` is where its own words begin: for an item, after the lead-in and the items before it. `heads` is the
    range of the column heads, for a row of a table that has some; they are not part of the unit.
    """

    start: int
    own_start: int
    end: int
    heads: tuple[int, int] | None = None


class Units:
    """What may be quoted of one document. What several ranges of it need is found once.

    The passages of one clause are each read as part of it, so its sentences would otherwise be found for each of them.
    """

    def __init__(self, content: Document) -> None:
        self._content = content
        self._parts = [region for region in content.regions if region.kind in SET_APART]
        self._barred = (*_front_matter(content), *content.ranges(*NOT_IN_FORCE))
        self._gaps: dict[Region | None, tuple[tuple[int, int], ...]] = {}
        self._sentences: dict[tuple[Region | None, int, int], list[tuple[int, int]]] = {}
        self._run_on = _run_on_headings(content)

    def within(self, start: int, end: int) -> list[Unit]:
        """The units that have words in `text[start:end]`, each whole, in order; what makes no sense alone is left out.

        A range that is asked for again has the same units.
        """
        touched = [part for part in self._parts if part.start < end and start < part.end]
        homes: list[Region | None] = [part for part in touched if part.kind not in NOT_IN_FORCE]
        if not any(part.start <= start and end <= part.end for part in touched):
            homes.append(None)
        found = [unit for home in homes for unit in self._units(home, start, end)]
        found = [
            one for one in found if not any(first <= one.own_start and one.end <= last for first, last in self._barred)
        ]
        return sorted(found, key=lambda unit: (unit.own_start, unit.end))

    def openings(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The ranges of the words before a gap: those that open the list of an item, as `openings` finds them.

        For a part of a long sentence, they are those that open the sentence.
        """
        found = self._sentence_with(start, end)
        if found is None:
            return ()
        spans, at = found
        opened_by = openings(self._content.text, spans, at) if spans[at][0] == start else ()
        if opened_by or spans[at] == (start, end):
            return opened_by
        return next((by for part, by in self._parts_of(spans, at) if (part.start, part.end) == (start, end)), ())

    def parts(self, start: int, end: int) -> list[tuple[Unit, tuple[tuple[int, int], ...]]]:
        """The parts of a sentence `[start, end)` that is too long to quote, each with what opens it; may be empty."""
        found = self._sentence_with(start, end)
        return [] if found is None or found[0][found[1]] != (start, end) else self._parts_of(*found)

    def _sentence_with(self, start: int, end: int) -> tuple[list[tuple[int, int]], int] | None:
        """The sentence that has `[start, end)`, as its place among those that are read with it; None if none has."""
        parts = self._parts
        home = next((part for part in parts if part.start <= start and end <= part.end), None)
        for stretch in _stretches(self._content, home, parts, start, end):
            spans = self._read(home, *stretch)
            at = next((number for number, span in enumerate(spans) if span[0] <= start and end <= span[1]), None)
            if at is not None:
                return spans, at
        return None

    def _parts_of(self, spans: list[tuple[int, int]], at: int) -> list[tuple[Unit, tuple[tuple[int, int], ...]]]:
        """The parts of a sentence, each with what opens it; none where that would say too little or too much."""
        text = self._content.text
        lead = openings(text, spans, at)
        places = parts_of(text, *spans[at])
        opening = opening_of(places)
        if opening is None or (not lead and _lead_in(text, spans, at) != at):
            return []
        return [(Unit(start, start, end), lead if start < opening[1] else (*lead, opening)) for start, end in places]

    def _units(self, home: Region | None, start: int, end: int) -> Iterator[Unit]:
        """The units in one part, or in the running text, that have words in `text[start:end]`."""
        content, parts = self._content, self._parts
        if home is not None and home.kind == "table":
            yield from _in_table(content, home, parts, start, end)
            return
        stretches = [self._read(home, *stretch) for stretch in _stretches(content, home, parts, start, end)]
        stretches = [spans for spans in stretches if spans]
        for number, spans in enumerate(stretches):
            before = stretches[number - 1][-1] if number else None
            after = stretches[number + 1][0] if number + 1 < len(stretches) else None
            for at, (own_start, own_end) in enumerate(spans):
                if own_end <= start or own_start >= end or (at == 0 and not _begins(content.text, before, own_start)):
                    continue
                lead = _lead_in(content.text, spans, at)
                if lead is not None and _ends_whole(content.text, spans, at, after):
                    yield Unit(spans[lead][0], own_start, own_end)

    def _read(self, home: Region | None, start: int, end: int) -> list[tuple[int, int]]:
        """The sentences of a stretch of a part, or of the running text."""
        found = self._sentences.get((home, start, end))
        if found is None:
            if home not in self._gaps:
                self._gaps[home] = gaps(self._content, home)
            is_markup = self._content.format == "markdown"
            whole = sentences(self._content.text, start, end, self._gaps[home], is_markup=is_markup)
            parted = [part for span in whole for part in _parted(self._content.text, span, self._run_on)]
            found = joined(self._content.text, parted)
            self._sentences[home, start, end] = found
        return found


def _front_matter(content: Document) -> list[tuple[int, int]]:
    """The range of what a Markdown file says of itself, for programs: its title, where it lay before."""
    found = _FRONT.match(content.text, 0, LONGEST_FRONT) if content.format == "markdown" else None
    return [] if found is None else [found.span()]


def _run_on_headings(content: Document) -> list[int]:
    """Where a numbered clause begins in the line of its article's heading, or of the words that announce it.

    "ARTICLE 2. LICENSE GRANT 2.1 Licensor hereby grants …" is a heading and a sentence, and "so long as you meet all of
    these conditions: 2.2.1 You give notice …" two sentences. So are "14.2 Each Party may terminate by notice 14.3 If a
    Party defaults …", where a stop was forgotten. An item of a list that is a clause is parted from the one before it:
    "the following fees: A. A fee of $9; B. A fee of $5".
    """
    found = []
    ends = {clause.end: clause for clause in content.clauses if _DOTTED.fullmatch(clause.number)}
    for clause in content.clauses:
        before = content.text[max(0, clause.start - NEAR) : clause.start]
        above = next((ends[at] for at in (clause.start, clause.start - 1, clause.start - 2) if at in ends), None)
        is_next = above is not None and above.level == clause.level and _follows(above.number, clause.number)
        is_in_line = before.endswith(" ") and not any(sign.search(before.rstrip()) for sign in (LEADS_IN, _REFERRING))
        if is_next and is_in_line:
            found.append(clause.start)
        if _DOTTED.fullmatch(clause.number) and content.text[max(0, clause.start - 2) : clause.start].rstrip(
            " "
        ).endswith(":"):
            found.append(clause.start)
        is_item = item_at(content.text, clause.start, clause.end) is not None
        if is_item and _is_parted(before, clause.start, clause.end, content):
            found.append(clause.start)
        if clause.heading:
            last = clause.start + len(clause.number) + BEFORE_HEADING + len(clause.heading)
            at = content.text.find(clause.heading, clause.start, last)
            first = _FIRST_CLAUSE.match(content.text, at + len(clause.heading)) if at >= 0 else None
            if first is not None:
                found.append(first.end())
    return sorted(found)


def _is_parted(before: str, start: int, end: int, content: Document) -> bool:
    """True for an item that ends like one in the line of its list: not in "as follows: (a) the fee, times (b) six"."""
    if BEHIND_ITEM.search(before) is None:
        return False
    said = _JOINS_NEXT.sub(";", content.text[start:end].rstrip())
    return before.rstrip()[-1] != ":" or said.endswith(";")


def _follows(one: str, other: str) -> bool:
    """True for the number of the clause behind another one: 14.2, 14.3."""
    if not _DOTTED.fullmatch(other):
        return False
    first, second = (tuple(map(int, number.rstrip(".").split("."))) for number in (one, other))
    return first[:-1] == second[:-1] and first[-1] + 1 == second[-1]


def _parted(text: str, span: tuple[int, int], at: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A sentence, parted where one of these places lies in it."""
    start, end = span
    for place in at[bisect_right(at, start) : bisect_left(at, end)]:
        yield start, start + len(text[start:place].rstrip())
        start = place
    yield start, end


def quotable(content: Document, start: int, end: int) -> list[Unit]:
    """The units that have words in `text[start:end]`, each whole, in order; what makes no sense alone is left out."""
    return Units(content).within(start, end)


def _in_table(content: Document, table: Region, parts: list[Region], start: int, end: int) -> Iterator[Unit]:
    """The rows of a table that have words in `text[start:end]`, and the sentences in it without borders."""
    within = [part for part in parts if part is not table and table.start <= part.start and part.end <= table.end]
    found = rows(content.text, *stretch_around(content, table, start, end), is_one_line=content.format != "docx")
    spans = [(first, last) for first, last, _ in found]
    heads = table_heads(content, table)
    for at, (first, last, is_row) in enumerate(found):
        if last <= start or first >= end or any(part.start < last and first < part.end for part in within):
            continue
        lead = at if is_row else _lead_in(content.text, spans, at)
        if lead is not None and (is_row or _ends_whole(content.text, spans, at, None)):
            yield Unit(
                spans[lead][0], first, last, heads if is_row and heads is not None and first >= heads[1] else None
            )


def table_heads(content: Document, table: Region) -> tuple[int, int] | None:
    """The range of a table's column heads, up to `LONGEST_HEADS`; None if there are none, or if any part is hidden."""
    first_rows = rows(
        content.text, table.start, min(table.end, table.start + TOP), is_one_line=content.format != "docx"
    )
    at = column_heads(content.text, first_rows)
    if at is None:
        return None
    start, end, _ = first_rows[at]
    if any(start < hidden_end and hidden_start < end for hidden_start, hidden_end in content.hidden):
        return None
    return start, min(end, start + LONGEST_HEADS)


def _stretches(
    content: Document, home: Region | None, parts: list[Region], start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The ranges around a passage that are each read as one: no sentence continues across a part that is set apart.

    Otherwise half a sentence, an earlier writer's answer to it and the other half would be one quote.
    """
    first, last = stretch_around(content, home, start, end)
    for part in parts:
        holds_home = home is not None and part.start <= home.start and home.end <= part.end
        if holds_home or is_looked_through(content, part) or part.end <= first or part.start >= last:
            continue
        if part.start > first:
            yield first, part.start
        # The pattern matches the empty string too, so there is always a match.
        first = max(first, _STRIKE_ENDS.match(content.text, part.end).end())  # type: ignore[union-attr]
    if first < last:
        yield first, last


def stretch_around(content: Document, home: Region | None, start: int, end: int) -> tuple[int, int]:
    """The range that is read as one: a part that is set apart, else the widest clause allowed, else what is near."""
    if home is not None:
        is_short = home.end - home.start <= WIDEST_CLAUSE
        return (home.start, home.end) if is_short else (max(start, home.start), min(end, home.end))
    for clause in clause_path(content.clauses, start):
        if clause.end - clause.start <= WIDEST_CLAUSE:
            # An item within a line has the words before it: "If you do not agree, then (A) do not use it".
            return _line_start(content.text, min(clause.start, start)), max(clause.end, end)
    first = max(0, start - BESIDE)
    return _line_start(content.text, first), min(len(content.text), end + BESIDE)


def _line_start(text: str, at: int) -> int:
    """Where the line begins that a place is in; the place itself if only white space, or too much, is before it."""
    first = max(0, at - WIDEST_CLAUSE)
    before = text[first:at].rpartition("\n")[2]
    return at - len(before) if before.strip() and (len(before) < WIDEST_CLAUSE or first == 0) else at


def _begins(text: str, before: tuple[int, int] | None, start: int) -> bool:
    """False for the second half of a sentence whose first half ends before a part in the same line."""
    if before is None or "\n" in text[before[1] : start]:
        return True
    words = text[slice(*before)].rstrip()
    return _COMPLETE.search(words) is not None or not any(map(str.isalnum, words))


def _lead_in(text: str, spans: list[tuple[int, int]], at: int) -> int | None:
    """Where a quote of sentence `at` must begin: with itself, or with its list's lead-in; None if that is missing."""
    words = text[slice(*spans[at])]
    is_item = item_at(text, *spans[at]) is not None
    continues = words[:1].islower() and not is_item
    for before in range(at - 1, -1, -1) if is_item or continues else ():
        earlier = text[slice(*spans[before])].rstrip()
        if item_at(text, *spans[before]) is not None:
            continue
        if LEADS_IN.search(earlier):
            return before
        break
    if continues:
        return None
    # Without a lead-in an item must be a sentence of its own: "(b) The Supplier shall …", not "(b) terminate …".
    if not is_item or is_sentence(words):
        return at
    opened = openings(text, spans, at)
    return next(number for number, span in enumerate(spans) if span[0] == opened[0][0]) if opened else None


def _ends_whole(text: str, spans: list[tuple[int, int]], at: int, after: tuple[int, int] | None) -> bool:
    """False for half a sentence and for a lead-in without its list, unless that list is of whole sentences.

    `after` is the sentence after the part that follows these and is read by itself; None if there is none.
    """
    words = text[slice(*spans[at])].rstrip()
    if _COMPLETE.search(words):
        return True
    if words.endswith((":", ",", *DASHES)):
        if _CONDITIONED.search(" ".join(words.split())[-LONGEST_RULE:]):
            return True
        return at + 1 < len(spans) and _announces(words, text[slice(*spans[at + 1])])
    if at + 1 < len(spans):
        behind = text[slice(*spans[at + 1])]
        said = _JOINS_NEXT.sub("", words) if item_at(text, *spans[at]) is not None else words
        return not behind[:1].islower() or (ITEM.match(behind) is not None and LEADS_IN.search(said) is None)
    if after is None:
        return True
    is_in_line = "\n" not in text[spans[at][1] : after[0]]
    return not is_in_line and not text[after[0]].islower() and LEADS_IN.search(words) is None


def _announces(words: str, behind: str) -> bool:
    """True for words that say something before they announce a list, where the list is of whole sentences.

    "You may renew for two terms on the following terms: A. You shall give notice" says how often by itself;
    "Neither party may: (a) assign" says nothing.
    """
    body = _MARKED.sub("", behind, count=1)
    is_whole = _COMPLETE.search(behind.rstrip()) is not None and _SUBJECT.match(body) is not None
    plain = " ".join(words.split())
    return is_whole and _ANNOUNCES.search(plain) is not None and _SAYS_BEFORE.search(plain) is not None
