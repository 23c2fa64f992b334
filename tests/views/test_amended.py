"""An agreement as amended, as a page shows it."""

from pincite.documents.document import Document
from pincite.structure.amending.consolidated import consolidate
from pincite.structure.amending.marked import Marked, marked
from pincite.structure.outline.outline import outline
from pincite.views.amended import ShownPiece, shown_pieces

TEXT = "LEASE\n\n1. Rent\n\n1.1 The rent is $9.\n\n2. Term\n\n2.1 It ends in May.\n"


def test_headings_stand_apart_from_the_words_below_them() -> None:
    agreement = Document("text", "LEASE", TEXT, (), outline(TEXT, (), "text"), (), (), b"")
    found = Marked(TEXT.replace("$9", "⟦1: $10⟧"), ("Amendment No. 1, in place of “$9”",), ())
    pieces = list(shown_pieces(found, agreement))
    assert [one.words.strip() for one in pieces if one.is_heading] == ["LEASE", "1. Rent", "2. Term"]
    assert ShownPiece(": $10", 1) in pieces


def test_headings_of_markdown_have_no_marks_of_its_own() -> None:
    text = "# Lease\n\n## 1. Rent\n\n1.1 The **rent** is $9.\n"
    agreement = Document("markdown", "Lease", text, (), outline(text, (), "markdown"), (), (), b"")
    found = marked(consolidate(agreement, [], "2026-11-28"), [agreement], ["Lease"])
    pieces = list(shown_pieces(found, agreement))
    assert [one.words.strip() for one in pieces if one.is_heading] == ["Lease", "1. Rent"]
    assert "1.1 The rent is $9." in pieces[-1].words
