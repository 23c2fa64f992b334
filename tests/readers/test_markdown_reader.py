"""Markdown: headings found exactly where their words stand in the unchanged file."""

import pytest

from pincite.readers.markdown import read_markdown


def words_and_levels(content: str) -> list[tuple[str, int]]:
    reading = read_markdown(content.encode())
    assert reading.text == content
    return [(reading.text[heading.start : heading.end], heading.level) for heading in reading.headings]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["# Terms", "", "text", "", "## 1. Scope"], [("Terms", 1), ("1. Scope", 2)]),
        (["## Closed ##", "", "   ### Indented"], [("Closed", 2), ("Indented", 3)]),
        (["Underlined", "==========", "", "Other", "-----"], [("Underlined", 1), ("Other", 2)]),
        (["> # Quoted", "", "1. # In a list"], [("Quoted", 1), ("In a list", 1)]),
        (["# # Two marks", "", "#", "", "# *Emphasis* and `code`"], [("# Two marks", 1), ("*Emphasis* and `code`", 1)]),
        (["```", "# not a heading", "```", "", "    # nor this"], []),
        (["Term Term", "Term", "==="], [("Term Term\nTerm", 1)]),
        (["# Coverage {#coverage}", "", "## Is it due? {.faq #due}"], [("Coverage", 1), ("Is it due?", 2)]),
        (["# Set {.5, .7}", "", "# a" + " " * 200_000 + "b"], [("Set {.5, .7}", 1), ("a" + " " * 200_000 + "b", 1)]),
        (["# The {party} {#p} pays", "", "## {#only}"], [("The {party} {#p} pays", 1)]),
    ],
    ids=["plain", "closed", "underlined", "nested", "marks", "code", "two-lines", "attributes", "figures", "braces"],
)
def test_a_heading_covers_its_words_without_its_marks(
    lines: list[str], expected: list[tuple[str, int]], line_end: str
) -> None:
    exact = [(words.replace("\n", line_end), level) for words, level in expected]
    assert words_and_levels(line_end.join(lines) + line_end) == exact


def test_settings_at_the_top_are_text_but_no_heading() -> None:
    content = "---\r\ntitle: Master Terms\r\ndate: 2024-01-01\r\n---\r\n\r\n# Scope\r\n"
    assert words_and_levels(content) == [("Scope", 1)]
    assert read_markdown(content.encode()).title == "Master Terms"


def test_the_first_heading_of_the_first_level_is_the_title() -> None:
    assert read_markdown(b"## Note\n\n# Privacy  Policy\n").title == "Privacy Policy"


def test_a_rule_at_the_top_is_not_taken_for_settings() -> None:
    assert words_and_levels("---\n\n# Scope\n\ntext\n") == [("Scope", 1)]


def test_a_rule_that_never_closes_is_read_without_trying_every_way_to_close_it() -> None:
    assert words_and_levels("---\n" + "a\r" * 20_000) == []
