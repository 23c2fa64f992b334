"""Markdown: tables, notes, struck words and comments, each found where it stands in the unchanged file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.documents.document import RegionKind
from pincite.readers.markdown import read_markdown


def found(content: str, kind: RegionKind) -> list[tuple[str, str]]:
    reading = read_markdown(content.encode())
    return [(content[one.start : one.end], one.note) for one in reading.regions if one.kind == kind]


def hidden(content: str) -> list[str]:
    return [content[start:end] for start, end in read_markdown(content.encode()).hidden]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_table_is_a_region_of_its_lines(line_end: str) -> None:
    rows = ["| Plan | Fee |", "|---|--:|", "| Basic | $5 |"]
    content = line_end.join(["before", "", *rows, "", "after", ""])
    assert found(content, "table") == [(line_end.join(rows), "")]


@pytest.mark.parametrize(
    "content",
    ["a | b\n\nc | d\n", "```\n| a | b |\n|---|---|\n```\n", "    | a | b |\n    |---|---|\n"],
    ids=["no-rule", "fence", "indented"],
)
def test_bars_alone_make_no_table(content: str) -> None:
    assert found(content, "table") == []


def test_a_table_in_a_list_and_one_without_outer_bars_are_tables() -> None:
    assert found("1. x\n\n   | a | b |\n   |---|---|\n\ny\n\nc | d\n--|--\n", "table") == [
        ("| a | b |\n   |---|---|", ""),
        ("c | d\n--|--", ""),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Fee[^1].\n\n[^1]: Net of\ntax.\n\nNext.\n", [("[^1]: Net of\ntax.", "1")]),
        ("[^a]: One.\n\n    Two.\n\nNext.\n", [("[^a]: One.\n\n    Two.", "a")]),
        ("[^1]: One.\n[^2]: Two.\n", [("[^1]: One.", "1"), ("[^2]: Two.", "2")]),
        ("[^1]: One.\n# Next\n", [("[^1]: One.", "1")]),
        ("[^1]: One.\nNext\n====\n", [("[^1]: One.", "1")]),
        ("```\n[^1]: One.\n```\n", []),
        ("See [^1]: it is one.\n", []),
    ],
    ids=["two-lines", "two-paragraphs", "two-notes", "heading", "underlined", "code", "inside"],
)
def test_a_note_is_a_region_named_by_its_sign(content: str, expected: list[tuple[str, str]]) -> None:
    assert found(content, "footnote") == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a <!-- one --> b <!-- two -->\n", ["<!-- one -->", "<!-- two -->"]),
        ("<!-- one\n\ntwo -->\n\nb\n", ["<!-- one\n\ntwo -->"]),
        ("a\n\n<!-- never closed\n\nb", ["<!-- never closed\n\nb"]),
        ("# A <!-- x -->\n\n- b <!-- y -->\n", ["<!-- x -->", "<!-- y -->"]),
        ("| a |\n|---|\n| <!-- x --> |\n", ["<!-- x -->"]),
        ("[//]: # (secret)\n\na\n", ["[//]: # (secret)"]),
        ("a `<!-- code -->` b\n", []),
        ("```\n<!-- code -->\n```\n", []),
        ("a <!-- not closed in its paragraph\n\nb -->\n", []),
        ("[a]: https://example.com (Title)\n", ["[a]: https://example.com (Title)"]),
    ],
)
def test_comments_are_hidden_unless_they_are_shown_as_code(content: str, expected: list[str]) -> None:
    assert hidden(content) == expected
    assert bool(read_markdown(content.encode()).warnings) == bool(expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("The fee is ~~$5~~ $6 and ~~due~~.\n", ["$5", "due"]),
        ("The fee is <del>$5</del><ins>$6</ins>, <s>due</s>.\n", ["$5", "due"]),
        ("a ~~ b ~~ c\n", []),
        ("a `~~b~~` c\n", []),
        ("a ~~b\n\nc~~ d\n", []),
    ],
)
def test_struck_words_are_a_region(content: str, expected: list[str]) -> None:
    assert [words for words, _ in found(content, "deleted")] == expected


MARKS = st.sampled_from(
    (
        "a",
        " ",
        "\n",
        "\n\n",
        "`",
        "``",
        "~~",
        "<!--",
        "-->",
        "|",
        "|---|",
        "[^1]:",
        "[^1]",
        "# ",
        "```\n",
        "    ",
        "\r\n",
    )
)


@given(st.lists(MARKS, max_size=60).map("".join))
def test_every_range_of_any_text_holds_words(content: str) -> None:
    reading = read_markdown(content.encode())
    assert reading.text == content
    for start, end in [*((one.start, one.end) for one in reading.regions), *reading.hidden]:
        assert content[start:end] == content[start:end].strip() != ""
