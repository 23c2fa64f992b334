"""Chooses the way in which a document is cut, and cuts it.

By default (`auto`), source code is cut along its functions and classes, everything else along its clauses. A workspace
may ask for one way for all: along clauses, in overlapping pieces, or at changes of subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, assert_never

from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk, Cut
from pincite.chunking.code import code
from pincite.chunking.recursive import recursive
from pincite.chunking.semantic import semantic, sentences_in
from pincite.chunking.syntax.definitions import definitions_of
from pincite.chunking.syntax.languages import is_installed, language_of
from pincite.documents.document import Document, Format
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import ReaderStopped
from pincite.models.ports import Embedder
from pincite.readers.formats.kinds import is_source_code

Way = Literal["clause", "recursive", "semantic", "code"]

Strategy = Literal["auto", "clause", "recursive", "semantic", "code"]
"""What a workspace may ask for: `auto`, or one way for all documents. With `code`, documents that are no code are cut
recursively."""

REVISIONS: Mapping[Way, str] = MappingProxyType({"clause": "1", "recursive": "1", "semantic": "1", "code": "1"})
"""Counts the changes of a way that give other pieces of the same text (for code also a newer grammar): documents that
an older revision cut are cut again."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """The chunks of a document in order, and sentences about what was cut in another way than asked for."""

    chunks: tuple[Chunk, ...]
    warnings: tuple[str, ...] = ()


def way_for(strategy: Strategy, format: Format, name: str) -> Way:
    """The way in which a document of this format and file name is cut.

    >>> way_for("auto", "text", "billing.py"), way_for("auto", "pdf", "lease.pdf"), way_for("code", "pdf", "lease.pdf")
    ('code', 'clause', 'recursive')
    """
    is_code = format == "text" and is_source_code(name)
    match strategy:
        case "auto":
            return "code" if is_code else "clause"
        case "code":
            return "code" if is_code else "recursive"
        case _:
            return strategy


def cut_name(strategy: Strategy, format: Format, name: str, embedder: str) -> str:
    """Names the way in which a document is cut, with its revision: the same name gives the same pieces of a text.

    `embedder` is the embedder's name, on which cuts at changes of subject depend. Code whose grammar is not installed
    has a name of its own, so that it is cut again once it is.

    >>> cut_name("auto", "docx", "lease.docx", "minilm@1"), cut_name("semantic", "docx", "lease.docx", "minilm@1")
    ('clause-1', 'semantic-1 minilm@1')
    """
    way = way_for(strategy, format, name)
    language = language_of(name) if way == "code" else None
    without = " without grammar" if language is not None and not is_installed(language) else ""
    return f"{way}-{REVISIONS[way]}" + (f" {embedder}" if way == "semantic" else without)


async def chunks_of(
    document: DocumentId,
    version: VersionId,
    reading: Document,
    fingerprint: str,
    *,
    name: str,
    strategy: Strategy,
    embedder: Embedder,
) -> Cutting:
    """The chunks of a document whose file has this name, cut as the strategy says.

    Raises:
        ModelError: the embedder failed, which is needed only for cuts at changes of subject.
    """
    cut, warnings = await _cut(reading, name, way_for(strategy, reading.format, name), embedder)
    return Cutting(tuple(cut(document, version, reading, fingerprint)), warnings)


async def _cut(reading: Document, name: str, way: Way, embedder: Embedder) -> tuple[Cut, tuple[str, ...]]:
    """The cut for one document, and warnings."""
    match way:
        case "clause":
            return by_clause, ()
        case "recursive":
            return recursive, ()
        case "semantic":
            return semantic(await embedder.embed(sentences_in(reading))), ()
        case "code":
            language = language_of(name)
            if language is None:
                return code(()), ()
            try:
                return code(await definitions_of(reading.text, language)), ()
            except ReaderStopped as error:
                return code(()), (f"the {language.name} code was cut at empty lines, not at its functions: {error}",)
        case _:
            assert_never(way)
