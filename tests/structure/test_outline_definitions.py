"""The terms that a document defines, in paragraphs of their own and in passing."""

import pytest

from pincite.structure.outline.definitions import DefinedTerm, defined_terms
from pincite.structure.outline.outline import outline


def terms(text: str) -> tuple[DefinedTerm, ...]:
    return defined_terms(text, outline(text, (), "text"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. WORDS\n\n“Fee” means money.\n\n“Term” has the meaning given in Section 2.", ["Fee", "Term"]),
        ("1. WORDS\n\n1.1 “Fee” means money.\n\n1.2 “Term” means a year.", ["Fee", "Term"]),
        ("DEFINITIONS\n\nThese words bind both of the parties:\n\nFee: the money due.\n\nBusiness Day means a day.",
         ["Fee", "Business Day"]),
        ("This lease (this “Lease”) is between Alder Co. (“Landlord”) and Birch Co. (the “Tenant”).",
         ["Lease", "Landlord", "Tenant"]),
        ("Rent and costs (collectively, the “Charges”), each a (“Party” or together the “Parties”).",
         ["Charges", "Party", "Parties"]),
        ("Alder Co. (hereinafter referred to as \"Alder\") sells.", ["Alder"]),
    ],
    ids=["paragraphs", "numbered", "without-marks", "in-passing", "two-in-one", "plain-marks"],
)  # fmt: skip
def test_defined_terms_are_found_where_they_are_defined(text: str, expected: list[str]) -> None:
    found = terms(text)

    assert [term.term for term in found] == expected
    assert all(text[term.start : term.end] == term.term for term in found)


def test_the_definition_of_a_term_in_passing_is_its_sentence_up_to_the_brackets() -> None:
    text = "1. SALE\n\nAlder sells. All apples grown in the year (the “Goods”) are sold."

    found = terms(text)[0]

    assert text[found.definition_start : found.definition_end] == "All apples grown in the year (the “Goods”)"


def test_a_term_for_the_document_itself_is_known_as_such() -> None:
    assert [term.is_own for term in terms("This lease (this “Lease”) replaces the old one (the “Old Lease”).")] == [
        True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "He said (in a letter of “May 1”) so.",
        "It is (see “Fees” below).",
        "Notices (as in “Notices”, quoted in full).",
        "(“”)",
    ],
)
def test_other_words_in_brackets_define_nothing(text: str) -> None:
    assert terms(text) == ()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["(“A" * 30_000, "(the “A”) " * 20_000, "(" * 100_000, "(the " * 30_000], ids=range(4))
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    assert len(terms(text)) <= 20_000
