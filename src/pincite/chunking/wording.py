"""The text of a piece that both legs search: the document's name, the headings above it, its words in plain form."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import Piece
from pincite.chunking.sentence_ends import WholeSentences
from pincite.chunking.stretches import column_heads
from pincite.documents.document import Clause, Document, section_in
from pincite.documents.regions import described, unseen
from pincite.documents.span import DocumentId, VersionId

LONGEST_PATH = 150
"""The most characters of a heading path in the index."""

LONGEST_NAME = 60
"""The most characters of one heading in that path."""

_LINE_HYPHEN = re.compile(r"(\w+)-[ \t]*\r?\n[ \t]*([a-z]\w*)")
_WORD = re.compile(r"\w+")


def chunks_from(
    pieces: Iterable[Piece],
    document: DocumentId,
    version: VersionId,
    reading: Document,
    fingerprint: str,
) -> list[Chunk]:
    """The chunks of a document from its pieces, numbered from 0.

    `fingerprint` goes before the words of each in `search_text`; the ranges that the document hides are left out there.
    """
    clauses = reading.clauses
    parents = parents_of(clauses)
    gaps = unseen(reading)
    whole = WholeSentences(reading.text)
    chunks: list[Chunk] = []
    for piece in pieces:
        path = path_to(piece.owner, parents)
        names = _heading_path(clauses, path, reading, described(reading, piece.end - 1))
        words = seen(reading.text, piece.start, piece.end, gaps)
        if piece.part is not None and piece.part.kind == "table" and piece.start > piece.part.start:
            words = f"{column_heads(reading.text, piece.part)} {words}"
        first, last = piece.reading_start, piece.reading_end
        if piece.part is None:
            first, last = whole.around(first, last)
        chunks.append(
            Chunk(
                document=document,
                version=version,
                ordinal=len(chunks),
                start=piece.start,
                end=piece.end,
                section=section_in([clauses[at] for at in path]),
                heading=names,
                clause_start=first,
                clause_end=last,
                search_text=_search_text(fingerprint, names, words),
            )
        )
    return chunks


ENCODED = "[encoded data]"
"""Replaces, in a search, a file that was written out in base64 or hexadecimal digits, as in an e-mail saved as text. It
has no words to search for, and embedding 2 MB of it took 70 s."""

_ENCODED = re.compile(r"(?:[A-Za-z0-9+/]{40,}+={0,2}\s*+){2,}|[A-Za-z0-9+/]{200,}+={0,2}\s*")
"""Two lines of such data, or one long one: no word has forty letters."""


def _is_encoded(found: str) -> bool:
    """False for letters alone, which a language may join without spaces."""
    return sum(map(str.isdigit, found)) * 50 > len(found)


def parents_of(clauses: Sequence[Clause]) -> list[int]:
    """For each clause, the index of the one that contains it, -1 for the outermost."""
    parents: list[int] = []
    still_open: list[int] = []
    for at, clause in enumerate(clauses):
        while still_open and clauses[still_open[-1]].end <= clause.start:
            still_open.pop()
        parents.append(still_open[-1] if still_open else -1)
        still_open.append(at)
    return parents


def path_to(at: int, parents: Sequence[int]) -> list[int]:
    """The clauses from the outermost to this one, as indexes; empty outside of clauses."""
    path: list[int] = []
    while at >= 0:
        path.append(at)
        at = parents[at]
    return path[::-1]


def holder(clauses: Sequence[Clause], parents: Sequence[int], start: int, end: int) -> int:
    """The index of the innermost clause that contains all of a range, -1 for none."""
    at = bisect_right(clauses, start, key=lambda clause: clause.start) - 1
    while at >= 0 and clauses[at].end < end:
        at = parents[at]
    return at


def seen(text: str, start: int, end: int, gaps: Sequence[tuple[int, int]]) -> str:
    """The words of a range without the gaps, which a reader does not see or skips; words cut by line ends are whole."""
    return _rejoined(_visible(text, start, end, gaps), text)


def _heading_path(clauses: Sequence[Clause], path: Sequence[int], reading: Document, part: str) -> str:
    """Headings with their numbers, outermost first, joined by " › ", at most `LONGEST_PATH` characters.

    A heading around the whole document that repeats its title is left out: the fingerprint has it. `part` comes last;
    it says what words are if they are not running text.
    """
    names: list[str] = []
    for at in path:
        clause = clauses[at]
        if not clause.heading or (clause.level == 0 and not clause.number and clause.heading == reading.title):
            continue
        names.append(_shortened(f"{clause.number} {clause.heading}".strip(), LONGEST_NAME))
    while len(names) > 2 and len(" › ".join(names)) > LONGEST_PATH:
        del names[len(names) // 2]
    return " › ".join([*names, _shortened(part, LONGEST_PATH)] if part else names)


def _shortened(name: str, limit: int) -> str:
    """A name cut at a space so that it fits."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 1].rsplit(' ', 1)[0]}…"


def _visible(text: str, start: int, end: int, gaps: Sequence[tuple[int, int]]) -> str:
    """The words of a range without those that a reader does not see, or skips."""
    shown: list[str] = []
    at = start
    for hidden_start, hidden_end in gaps[bisect_right(gaps, start, key=lambda ends: ends[1]) :]:
        if hidden_start >= end:
            break
        shown.append(text[at : max(at, hidden_start)])
        at = min(end, hidden_end)
    shown.append(text[at:end])
    return " ".join(shown)


def _rejoined(words: str, text: str) -> str:
    """Words, with those joined that a line end cut in two.

    The rest of the document shows whether the hyphen is the word's own: "termi-" and "nation" are one word if
    "termination" occurs elsewhere; otherwise the hyphen stays ("non-exclusive").
    """
    if _LINE_HYPHEN.search(words) is None:
        return words
    known = _vocabulary(text)
    return _LINE_HYPHEN.sub(
        lambda cut: cut[1] + cut[2] if (cut[1] + cut[2]).lower() in known else f"{cut[1]}-{cut[2]}", words
    )


@lru_cache(maxsize=1)
def _vocabulary(text: str) -> frozenset[str]:
    """The words of a document, in lower case; cached while one document is cut."""
    return frozenset(_WORD.findall(text.lower()))


def _search_text(fingerprint: str, names: str, words: str) -> str:
    """The text that both legs search: fingerprint, headings and words, in compatibility form, white space squeezed."""
    before = " › ".join(part for part in (fingerprint, names) if part)
    words = _ENCODED.sub(lambda found: f"{ENCODED} " if _is_encoded(found[0]) else found[0], words)
    joined = f"{before}: {words}" if before else words
    return " ".join(unicodedata.normalize("NFKC", joined).split())
