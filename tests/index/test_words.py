"""Words as a search reads them: looked for in a text, and cut out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.words import occurring, terms

LETTERS = "aabdeinrstyIE'’ s.,-_1 4é\u0301ﬁİ§\n"


@given(st.text(LETTERS, max_size=60), st.lists(st.text(LETTERS, max_size=8), max_size=6))
def test_a_term_occurs_exactly_where_the_text_has_it_when_cut_into_words(text: str, asked: list[str]) -> None:
    looked_for = {term for word in (*asked, *text.split()[:4]) for term in terms(word)}
    assert occurring(looked_for, text) == looked_for & set(terms(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Décor DE\u0301COR", ["decor", "decor"]),
        ("the Lessor’s and the tenant's", ["lessor", "tenant"]),
        ("$1,250,000.50", ["1", "250", "000", "50", "1250000.50"]),
    ],
)
def test_accents_and_possessive_endings_are_left_out(text: str, found: list[str]) -> None:
    assert list(terms(text)) == found
