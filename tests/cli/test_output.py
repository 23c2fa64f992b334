"""How documents are shown on a terminal."""

from pincite.cli.output import break_at, seen
from pincite.documents.document import Document, Region


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
