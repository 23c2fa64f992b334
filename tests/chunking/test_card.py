"""What a document is called by, and which words tell documents apart."""

from hypothesis import given
from hypothesis import strategies as st
from tests.steps import assert_linear

from pincite.chunking.card import IN_FOLDER, IN_NAME, IN_OPENING, JOINED, card, joined
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.document import Fact


def test_a_card_has_the_names_of_file_folder_title_parties_and_opening() -> None:
    party = Fact("party", "Petrolube Oil AS", 40, 56)
    words = card("/firm/halvorsen/QuickBooks_NDA.pdf", "Mutual Agreement", (party,), "Made in Trondheim.")
    assert words["quickbook"] == words["petrolube"] == IN_NAME
    assert words["halvorse"] == IN_FOLDER
    assert words["trondheim"] == IN_OPENING


def test_two_spellings_of_a_name_meet() -> None:
    assert {"greenstorm", "green", "storm", JOINED + "greenstorm"} <= set(card("/x/GreenStorm-NDA.txt", "", (), ""))
    assert "greenstorm" in name_words("what does GreenStorm's NDA say")
    assert [both for *_, both in joined(name_words("our NDA with Green Storm"))][-1] == "greenstorm"


def test_a_governing_law_names_a_document_only_weakly() -> None:
    law = Fact("governing_law", "Delaware", 0, 8)
    assert 0 < card("/x/a.txt", "", (law,), "")["delaware"] < IN_FOLDER


def test_words_of_every_contract_say_nothing_and_names_say_most() -> None:
    assert rarity("the") == rarity("agreement") == 0
    assert 0 < rarity("texas") < rarity("petrolube")


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=300))
def test_any_text_gives_a_card_with_weights_in_range(path: str, title: str, opening: str) -> None:
    words = card(path, title, (), opening)
    assert all(0 < weight <= 1 for weight in words.values())
    assert all(word == word.lower() for word in words)


def test_a_long_name_without_a_break_is_read_in_linear_time() -> None:
    assert_linear(lambda name: card(f"/{name}", "’s" * (len(name) // 2), (), name), "a" * 100_000)
