"""Source code in chunks: functions and classes stay whole where they fit, and a reader gets all of them."""

import asyncio

import pytest

from pincite.chunking.chunk import Chunk
from pincite.chunking.code import code
from pincite.chunking.piece import LONGEST_CLAUSE, TARGET
from pincite.chunking.syntax.definitions import definitions_of
from pincite.chunking.syntax.languages import language_named
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId


def cut(text: str, language: str) -> list[Chunk]:
    definitions = asyncio.run(definitions_of(text, language_named(language)))
    reading = Document("text", "", text, (), (), (), (), b"")
    return code(definitions)(DocumentId("d"), VersionId("v"), reading, "billing.py")


def function(name: str, lines: int, indent: str = "") -> str:
    """A function of so many statements, each 60 characters long, an empty line after every fifth."""
    body = [
        f"{indent}    total += rates[{number:03}] * hours[{number:03}] * factor[{number:03}] + 1\n"
        + ("\n" if number % 5 == 4 else "")
        for number in range(lines)
    ]
    return f"{indent}def {name}(rates, hours, factor, total):\n{''.join(body)}{indent}    return total\n"


@pytest.mark.live
def test_each_function_is_a_piece() -> None:
    text = f"{function('charge', 5)}\n\n{function('refund', 5)}\n\n{function('settle', 5)}"

    found = cut(text, "Python")

    assert [(each.heading, text[each.start : each.end].split("(")[0]) for each in found] == [
        ("charge", "def charge"),
        ("refund", "def refund"),
        ("settle", "def settle"),
    ]


@pytest.mark.live
def test_a_long_function_is_cut_at_empty_lines_and_read_whole() -> None:
    text = f"import os\n\n\n{function('charge', 30)}\n\n{function('refund', 5)}"

    pieces = [each for each in cut(text, "Python") if each.heading == "charge"]

    assert len(pieces) > 2
    assert all(text[each.end : each.end + 2] == "\n\n" for each in pieces[:-1])
    assert {text[each.clause_start : each.clause_end].rstrip() for each in pieces} == {function("charge", 30).rstrip()}
    assert pieces[0].clause_end - pieces[0].clause_start <= LONGEST_CLAUSE


@pytest.mark.live
def test_a_method_carries_the_name_of_its_class() -> None:
    text = f"class Bill:\n    rate = 3\n\n{function('charge', 8, '    ')}\n{function('refund', 8, '    ')}"

    found = cut(text, "Python")

    assert found[-1].heading == "Bill › refund"
    assert found[-1].search_text.startswith("billing.py › Bill › refund: def refund(")


@pytest.mark.live
def test_a_short_class_is_one_piece() -> None:
    rate = "class Rate:\n    def of(self):\n        return 1\n\n    def to(self):\n        return 2"
    text = f"{function('charge', 9)}\n\n{rate}\n"

    last = cut(text, "Python")[-1]

    assert text[last.start : last.end] == rate
    assert last.heading == "Rate"


@pytest.mark.live
def test_no_bracket_stands_alone() -> None:
    body = "    total += 1; // " + "of the hours that were worked " * 15 + "\n"
    text = f"namespace bills {{\nclass Bill {{\n  int due() {{\n{body}  }}\n\n  int sum() {{\n{body}  }}\n}};\n}}\n"

    assert all(any(letter.isalpha() for letter in text[each.start : each.end]) for each in cut(text, "C++"))


@pytest.mark.live
def test_imports_go_with_what_follows_them_in_a_short_file() -> None:
    text = "import os\n\n\ndef here():\n    return os.getcwd()\n"

    [only] = cut(text, "Python")

    assert text[only.start : only.end] == text.strip()


def test_code_without_definitions_is_cut_at_empty_lines() -> None:
    blocks = ["\n".join(f"SET {name}_{number} = {number};" for number in range(25)) for name in ("A", "B", "C")]
    text = "\n\n".join(blocks)
    reading = Document("text", "", text, (), (), (), (), b"")

    found = code(())(DocumentId("d"), VersionId("v"), reading, "")

    assert all(len(block) <= TARGET for block in blocks)
    assert [text[each.start : each.end] for each in found] == blocks


@pytest.mark.live
def test_a_line_that_is_too_long_is_cut() -> None:
    text = "x = [" + "12345, " * 2_000 + "]\n"

    found = cut(text, "Python")

    assert len(found) > 10
    assert all(text[each.start : each.end].endswith(",") for each in found[:-1])
