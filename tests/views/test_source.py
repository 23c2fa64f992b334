"""The source of a citation in paragraphs."""

from pincite.documents.document import Document
from pincite.structure.outline.outline import outline
from pincite.views.source import paragraphs

TEXT = "# Letter\n\n**Date:** March 17  \n\n1. **Price.** Two dollars.\n\n**ACME, INC.**  \nBy: Ann\n"


def test_no_half_of_a_mark_of_bold_type_is_left_where_a_paragraph_ends() -> None:
    at = TEXT.index("Date"), TEXT.index("1. "), TEXT.index("ACME")
    document = Document("markdown", "Letter", TEXT, (), outline(TEXT, (), "markdown"), (), (), b"")
    for cited in ((at[0], at[1]), (at[1], at[2]), (at[2], len(TEXT))):
        for first, last in ((0, len(TEXT)), cited):
            shown = paragraphs(document, first, last, cited)
            assert "*" not in "".join(run.text for one in shown for run in one.words)
    whole = "".join(run.text for one in paragraphs(document, 0, len(TEXT), (at[2], len(TEXT))) for run in one.words)
    assert "Two dollars." in whole
    assert "ACME, INC." in whole
