"""How documents are printed for a person."""

import pytest

from pincite.documents.document import Document, Region
from pincite.structure.outline.outline import outline
from pincite.views.printed import break_at, laid_out, seen


def test_rows_of_a_table_stay_on_their_lines_and_other_lines_are_joined() -> None:
    text = "The fees are\nthese:\nItem | Fee\nStorage | $5\nHandling | $6\nNo other\nfee is due."
    table = Region("table", text.index("Item"), text.index("\nNo other"))
    document = Document("text", "Fees", text, (), (), (), (table,), b"")
    assert seen(document, 0, len(text)) == (
        "The fees are these:\nItem | Fee\nStorage | $5\nHandling | $6\nNo other fee is due."
    )
    assert break_at(document, text.index("Handling")) == "\n"
    assert break_at(document, text.index("fee is due")) == " "
    assert break_at(document, text.index("andling")) == ""


def test_clauses_stand_on_lines_of_their_own_where_they_are_laid_out() -> None:
    text = "1. RENT\n1.1 The rent is\n$5. It is due\nmonthly.\n1.2 No other fee is due."
    document = Document("text", "Lease", text, (), outline(text, (), "text"), (), (), b"")
    assert laid_out(document, 0, len(text)) == (
        "1. RENT\n1.1 The rent is $5. It is due monthly.\n1.2 No other fee is due."
    )
    assert break_at(document, text.index("1.2") - 1, by_clause=True) == "\n"
    assert break_at(document, text.index("$5"), by_clause=True) == " "


def test_marks_of_markdown_headings_are_not_printed() -> None:
    text = "## Fees\n\nThe fee is $5 for item #3.\n\n## "
    document = Document("markdown", "Fees", text, (), (), (), (), b"")
    assert seen(document, 0, len(text)) == "Fees The fee is $5 for item #3."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Short answer.** No, *never*.", "Short answer. No, never."),
        ("Short answer.** No.", "Short answer. No."),
        (
            "See the [usual **rule**](/rules/a_(b)) and <https://a.example>.",
            "See the usual rule and https://a.example.",
        ),
        ("The fee is $5 [^fee-1].", "The fee is $5."),
        ("> [!NOTE]\n> **Note.**\n> Do not sign.", "Note. Do not sign."),
        ("The id is `__Host-id`, not a\\_b.", "The id is __Host-id, not a_b."),
        ("It ends.\n\n* * *\n\nIt begins.\n\n-----\n\n___", "It ends. It begins."),
        ("Pay [***] within [* * *] days, 5 * 3 of *.example.", "Pay [***] within [* * *] days, 5 * 3 of *.example."),
        ("snake_case and __bold__ and _this_", "snake_case and bold and this"),
    ],
)
def test_marks_of_markdown_are_not_printed(written: str, shown: str) -> None:
    document = Document("markdown", "Fees", written, (), (), (), (), b"")
    assert seen(document, 0, len(written)) == shown


def test_blacked_out_words_and_blanks_of_other_formats_are_printed() -> None:
    text = "Pay [***] by ____ of **each** year.\n\n- --------------------\n\nIt ends."
    document = Document("text", "Fees", text, (), (), (), (), b"")
    assert seen(document, 0, len(text)) == "Pay [***] by ____ of **each** year. It ends."
