"""What may be quoted by itself: whole sentences, and items of a list only together with the words that lead into them.

"(b) terminate this Agreement for convenience" says the opposite of "Neither party may: … (b) terminate this Agreement
for convenience". So a quote of an item begins where its lead-in begins, and half a sentence is no quote at all. A
sentence that goes on over a page is one, whatever the page has at its foot and head; a footnote, a comment or an
earlier writer's words in an e-mail are quoted by themselves; what was struck is not quoted.
"""

import re
from dataclasses import dataclass

from pincite.documents.document import Document, clause_path
from pincite.documents.regions import NOT_IN_FORCE, SET_APART, gaps, innermost
from pincite.documents.sentences import sentences

WIDEST_CLAUSE = 12_000
"""Characters around a passage that are looked at for a lead-in: a long definition or covenant has about so many."""

BESIDE = 1_500
"""Characters on both sides of a passage outside of any clause in which its first and last sentence may begin and end:
the longest that is quoted."""

_ITEM = re.compile(r"\(?(?:[a-z]{1,4}|[A-Z]|[ivx]{1,6}|\d{1,2})\)\s|[-•*▪–]\s|(?:[a-z]|[ivx]{2,5})\.\s")
_COMPLETE = re.compile(r"[.!?…][”\"’')\]*_]*$")
_LEADS_IN = re.compile(
    r"(?::|—|–|-|,|\b(?:and|or|to|that|if|by|of|the|following|means|include|includes|shall|may|not))[*_]*$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A range of a document's text that may be quoted.

    `own_start` is where what it says itself begins: behind the lead-in and the items before it, when it is an item.
    """

    start: int
    own_start: int
    end: int


def quotable(content: Document, start: int, end: int) -> list[Unit]:
    """The units that have words in `text[start:end]`, each whole, in order; what cannot stand by itself is left out."""
    first, last = _around(content, start, end)
    parts = [region for region in content.regions if region.kind in (*SET_APART, "furniture")]
    home = innermost([part for part in parts if part.kind in SET_APART], start)
    spans = sentences(content.text, first, last, gaps(content, home))
    barred = [part for part in parts if part.kind in NOT_IN_FORCE]
    found: list[Unit] = []
    for at, (own_start, own_end) in enumerate(spans):
        if own_end <= start or own_start >= end:
            continue
        if any(part.start <= own_start and own_end <= part.end for part in barred):
            continue
        lead = _lead_in(content.text, spans, at)
        if lead is None or not _ends_whole(content.text, spans, at):
            continue
        found.append(Unit(spans[lead][0], own_start, own_end))
    return found


def _around(content: Document, start: int, end: int) -> tuple[int, int]:
    """The part that is read by itself, else the widest clause that is not too wide, else what stands around it."""
    home = innermost([region for region in content.regions if region.kind in SET_APART], start)
    if home is not None:
        return (home.start, home.end) if home.end - home.start <= WIDEST_CLAUSE else (start, end)
    for clause in clause_path(content.clauses, start):
        if clause.end - clause.start <= WIDEST_CLAUSE:
            return min(clause.start, start), max(clause.end, end)
    return max(0, start - BESIDE), min(len(content.text), end + BESIDE)


def _lead_in(text: str, spans: list[tuple[int, int]], at: int) -> int | None:
    """Which sentence a quote of sentence `at` must begin with: itself, or the lead-in of its list; None without one."""
    words = text[slice(*spans[at])]
    is_item = _ITEM.match(words) is not None
    continues = words[:1].islower() and not is_item
    for before in range(at - 1, -1, -1) if is_item or continues else ():
        earlier = text[slice(*spans[before])].rstrip()
        if _ITEM.match(earlier):
            continue
        if _LEADS_IN.search(earlier):
            return before
        break
    if continues:
        return None
    # Without a lead-in an item must be a sentence of its own: "(b) The Supplier shall …", not "(b) terminate …".
    body = _ITEM.sub("", words, count=1) if is_item else words
    return at if not is_item or body[:1].isupper() or body[:1] in "“\"'" else None


def _ends_whole(text: str, spans: list[tuple[int, int]], at: int) -> bool:
    """False for half a sentence and for a lead-in without its list."""
    words = text[slice(*spans[at])].rstrip()
    if _COMPLETE.search(words):
        return True
    if words.endswith((":", ",", "—")):
        return False
    following = text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
    return not following[:1].islower()
