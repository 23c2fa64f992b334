"""Signs of Markdown that no page shows: left out of what is quoted, and never a word with them."""

import pytest

from pincite.answering.units import quotable
from pincite.documents.document import Document
from pincite.documents.regions import as_read, as_shown
from pincite.readers.read import read


def reading(text: str) -> Document:
    return read(text.encode(), "terms.md")


def statements(document: Document) -> list[str]:
    units = quotable(document, 0, len(document.text))
    return [" ".join(as_read(document, unit.start, unit.end).split()) for unit in units]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (
            '<span class="link">Provider</span> shall pay <span class="link">Customer</span>’s fees.',
            "Provider shall pay Customer’s fees.",
        ),
        ('<a name="notice"></a>\nThe Buyer shall give notice at once.', "The Buyer shall give notice at once."),
        ("The Buyer sends [the form](#the-form) within a week.", "The Buyer sends the form within a week."),
        ("The Buyer pays <b>nothing</b>, ever, for these goods.", "The Buyer pays nothing, ever, for these goods."),
    ],
    ids=["spans", "an anchor", "a link in the page", "bold"],
)
def test_a_sentence_is_quoted_as_the_page_shows_it(written: str, read_as: str) -> None:
    document = reading(f"# Terms\n\n{written}\n")
    assert statements(document)[-1] == read_as
    assert as_shown(document, 0, len(document.text), "[hidden]").split("\n\n")[1].split() == read_as.split()


def test_markup_joins_no_two_paragraphs() -> None:
    document = reading("# Terms\n\n<b>Buyer’s notice</b>\n\n<b>Notice</b> is due within ten days of it.\n")
    assert statements(document)[-1] == "Notice is due within ten days of it."


@pytest.mark.parametrize("mark", ["{#notice-period}", "{#a .wide}", "{: #a}", "{.wide}"])
def test_an_anchor_behind_a_heading_is_no_word_of_it(mark: str) -> None:
    document = reading(f"# Terms\n\n## When is notice due? {mark}\n\nNotice is due within ten days.\n")
    assert [clause.heading for clause in document.clauses] == ["Terms", "When is notice due?"]
    assert not any(mark in said for said in statements(document))


@pytest.mark.parametrize(
    "written",
    [
        "The Supplier shall <not> pay the fee.",
        "The Supplier shall {#not}\npay the fee at once.",
        "The Supplier shall `<b>` pay the fee.",
        "The Supplier shall pay [not](https://example.com) the fee.",
        "Where a < b and c > d the Supplier shall pay.",
        "The Supplier shall pay {not later than May}.",
        "The Supplier shall pay <del>no</del> fee at all.",
    ],
)
def test_what_a_page_may_show_stays(written: str) -> None:
    document = reading(f"# Terms\n\n{written}\n")
    assert document.ranges("furniture") == ()


def test_a_heading_of_markup_alone_is_none() -> None:
    assert [clause.heading for clause in reading("# Terms\n\n## <a name='x'></a>\n\nPay now.\n").clauses] == ["Terms"]


def test_an_attribute_whose_name_no_xml_allows_is_passed_over() -> None:
    text = "<A\n\x08\n> ## 0"
    assert reading(text).text == text
