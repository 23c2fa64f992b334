"""Which way a document is cut: by its kind, or as the workspace asks."""

import asyncio
from typing import get_args

import pytest

from pincite.chunking.by_clause import by_clause
from pincite.chunking.recursive import recursive
from pincite.chunking.strategy import REVISIONS, Cutting, Strategy, Way, chunks_of, cut_name, way_for
from pincite.chunking.syntax.definitions import LONGEST_CODE
from pincite.documents.document import Document, Format
from pincite.documents.span import DocumentId, VersionId
from pincite.models.fakes import HashingEmbedder
from pincite.structure.outline.outline import outline

DOCUMENT, VERSION = DocumentId("d"), VersionId("v")
PROSE = (
    "1. FEES\n\n"
    + "The fee is paid in advance. The rent is paid in arrears. " * 30
    + "\n\n2. LAW\n\nThe law of Ohio governs."
)
PROGRAM = "def pay(n):\n    return n\n\n\nclass Bill:\n" + "    total = total + 1  # of the hours\n" * 40


def reading(text: str, format: Format = "text") -> Document:
    return Document(format, "", text, (), outline(text, (), "text"), (), (), b"")


def cut(text: str, name: str, strategy: Strategy, format: Format = "text") -> Cutting:
    return asyncio.run(
        chunks_of(
            DOCUMENT,
            VERSION,
            reading(text, format),
            "Alder",
            name=name,
            strategy=strategy,
            embedder=HashingEmbedder(),
        )
    )


@pytest.mark.parametrize(
    ("strategy", "format", "name", "way"),
    [
        ("auto", "text", "billing.py", "code"),
        ("auto", "text", "SCHEMA.SQL", "code"),
        ("auto", "text", "lease.txt", "clause"),
        ("auto", "text", "README", "clause"),
        ("auto", "docx", "code.py.docx", "clause"),
        ("auto", "html", "page.php", "clause"),
        ("auto", "email", "a.eml", "clause"),
        ("clause", "text", "billing.py", "clause"),
        ("recursive", "pdf", "lease.pdf", "recursive"),
        ("semantic", "pdf", "lease.pdf", "semantic"),
        ("semantic", "text", "billing.py", "semantic"),
        ("code", "text", "billing.py", "code"),
        ("code", "pdf", "lease.pdf", "recursive"),
    ],
)
def test_the_way_follows_from_the_setting_and_the_kind_of_file(
    strategy: Strategy, format: Format, name: str, way: Way
) -> None:
    assert way_for(strategy, format, name) == way


def test_every_way_has_a_revision_and_can_be_asked_for() -> None:
    assert set(REVISIONS) == set(get_args(Way))
    assert set(get_args(Strategy)) == {"auto", *REVISIONS}


@pytest.mark.parametrize("strategy", get_args(Strategy))
def test_every_strategy_cuts_prose(strategy: Strategy) -> None:
    cutting = cut(PROSE, "lease.txt", strategy)

    assert cutting.chunks
    assert cutting.warnings == ()
    assert all(each.search_text.startswith("Alder") for each in cutting.chunks)


def test_by_itself_prose_is_cut_along_its_clauses() -> None:
    assert cut(PROSE, "lease.txt", "auto").chunks == tuple(by_clause(DOCUMENT, VERSION, reading(PROSE), "Alder"))


def test_of_code_there_is_only_what_is_code() -> None:
    assert cut(PROSE, "lease.txt", "code").chunks == tuple(recursive(DOCUMENT, VERSION, reading(PROSE), "Alder"))


@pytest.mark.live
def test_by_itself_a_program_is_cut_along_its_functions() -> None:
    found = cut(PROGRAM, "billing.py", "auto").chunks

    assert [each.heading for each in found][-1] == "Bill"


def test_a_program_in_a_language_without_a_grammar_is_cut_at_empty_lines() -> None:
    text = "\n\n".join(f"CREATE TABLE t{number} (\n{'  hours INTEGER,' * 20}\n);" for number in range(5))

    found = cut(text, "schema.sql", "auto")

    assert found.warnings == ()
    assert [text[each.start : each.end].count("CREATE") for each in found.chunks] == [1] * 5


@pytest.mark.long
def test_a_program_that_cannot_be_parsed_is_cut_at_empty_lines_and_its_reader_told() -> None:
    found = cut("x = 1\n" * (LONGEST_CODE // 6 + 1), "billing.py", "auto")

    assert found.chunks
    assert found.warnings == (
        "the Python code was cut at empty lines, not at its functions: it has more than 1 million characters",
    )


def test_a_cut_is_named_by_its_way_its_revision_and_what_it_depends_on() -> None:
    named = {cut_name(strategy, "pdf", "lease.pdf", "minilm@1") for strategy in get_args(Strategy)}

    assert named == {"clause-1", "recursive-1", "semantic-1 minilm@1"}
    assert cut_name("auto", "text", "a.py", "minilm@1") == "code-1"
