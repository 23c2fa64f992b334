"""Cuts source code into chunks that follow its functions and classes; a reader gets the whole function or class.

A short function or class is one piece. A long one is cut at the functions and classes in it, at empty lines and then at
lines. A tiny one (a getter, a line of imports) goes with its neighbour. Each piece has the names of the classes and
functions around it. Every character except white space is in exactly one piece.

Source: cutting along the syntax tree, dividing what is too large and merging small siblings, is the method of Zhang et
al., "cAST: Enhancing code retrieval-augmented generation with structural chunking via abstract syntax tree",
arXiv:2506.15655, 2025. There, siblings are merged up to the size; here only tiny ones are, as with neighbouring
clauses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.chunking.breaks import Ranges, lines, paragraphs
from pincite.chunking.by_clause import along_clauses
from pincite.chunking.chunk import Chunk, Cut
from pincite.chunking.piece import HARD_MAXIMUM, TARGET, TINY
from pincite.chunking.wording import chunks_from
from pincite.documents.document import Clause, Document
from pincite.documents.span import DocumentId, VersionId


def code(definitions: Sequence[Clause]) -> Cut:
    """Cuts the source code that has these definitions, as `syntax.definitions` finds them.

    They replace the outline that was found by reading the code as prose. Without any, all is cut at empty lines.
    """

    def cut(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
        # The file is a clause around all, so that a tiny piece finds a neighbour and short files are read whole.
        file = Clause("", "", 0, len(reading.text), 0, "section")
        parsed = replace(reading, clauses=(file, *_of_some_length(definitions)))
        return chunks_from(along_clauses(parsed, _blocks), document, version, parsed, fingerprint)

    return cut


def _of_some_length(definitions: Sequence[Clause]) -> tuple[Clause, ...]:
    """The definitions without those inside of one that makes a single piece."""
    kept: list[Clause] = []
    whole = 0
    for definition in definitions:
        if definition.start < whole:
            continue
        kept.append(definition)
        if definition.end - definition.start <= TARGET:
            whole = definition.end
    return tuple(kept)


def _blocks(text: str, start: int, end: int, furniture: Ranges) -> Iterator[tuple[int, int]]:
    """The blocks between empty lines, and the lines of a block that is longer than a piece."""
    for block_start, block_end in paragraphs(text, start, end, furniture):
        if block_end - block_start <= TARGET:
            yield block_start, block_end
        else:
            yield from lines(text, block_start, block_end, HARD_MAXIMUM - TINY)
