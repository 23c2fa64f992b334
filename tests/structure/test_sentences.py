"""Where sentences of legal text end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.structure.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Alder Inc. shall pay Birch Co. Ltd. the sum of $5.50 by 3.30 p.m. each day.",
        "See No. 5 of 42 U.S.C. § 1983 and Roe v. Wade, e.g. at p. 12.",
        "J. R. Smith and Dr. A. Jones of the U.S. Army sign, i.e. they agree.",
        "It is given in Sec. 4.1(b), Art. 7 and para. 3 of Exh. 2.",
        "The fee rises by 3.5 % in the year 2.0 and by 1.25 after it.",
        "The range is -20 °C … +4 °C and no more.",
        "It applies (see Section 4.2.) to all of them.",
        "He asked: “Is it paid?” and went.",
    ],
)
def test_abbreviations_numbers_and_initials_end_nothing(sentence: str) -> None:
    assert split(f"{sentence} The next one follows.") == [sentence, "The next one follows."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It ends. It begins.", ["It ends.", "It begins."]),
        ("Is it so? It is! Yes.", ["Is it so?", "It is!", "Yes."]),
        ("He said “stop.” They did.", ["He said “stop.”", "They did."]),
        ("(It ends.) It begins.", ["(It ends.)", "It begins."]),
        ("It is on Exhibit A. The rest is not.", ["It is on Exhibit A.", "The rest is not."]),
        ("Paid to Alder Inc. The rest is not.", ["Paid to Alder Inc.", "The rest is not."]),
        ("It trails off... And it returns.", ["It trails off...", "And it returns."]),
        ("It lasts until 2020. 7.3 It ends.", ["It lasts until 2020.", "7.3 It ends."]),
    ],
)
def test_a_stop_before_a_capital_ends_a_sentence(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_number_at_the_start_is_no_sentence_of_its_own() -> None:
    assert split("7.2 Payment. It is due.") == ["7.2 Payment.", "It is due."]
    assert split("3. The buyer pays. (a) Now.") == ["3. The buyer pays.", "(a) Now."]
    assert split("Section 4. The buyer pays.") == ["Section 4. The buyer pays."]


def test_items_of_an_enumeration_end_at_their_line() -> None:
    text = "The buyer shall:\n(a) pay;\n(b) wait; and\n(c) go\nat once."

    assert split(text) == ["The buyer shall:", "(a) pay;", "(b) wait; and", "(c) go\nat once."]


def test_inline_items_end_at_their_semicolon() -> None:
    assert split("He pays (i) now; (ii) later; or (iii) never.") == [
        "He pays (i) now;",
        "(ii) later; or",
        "(iii) never.",
    ]


def test_a_single_line_break_is_a_wrap_and_a_blank_line_an_end() -> None:
    assert split("The buyer pays the\nprice in full.\n\nThe seller waits") == [
        "The buyer pays the\nprice in full.",
        "The seller waits",
    ]


def test_a_heading_on_its_line_stands_alone() -> None:
    assert split("LIMITATION OF LIABILITY\nNo party is liable for more.") == [
        "LIMITATION OF LIABILITY",
        "No party is liable for more.",
    ]


def test_a_number_after_a_wrapped_reference_does_not_start_a_sentence() -> None:
    assert split("It is as set out in Section\n4.2 of this lease.") == [
        "It is as set out in Section\n4.2 of this lease."
    ]


def test_only_the_range_asked_for_is_split() -> None:
    text = "One. Two. Three. Four."

    assert [text[start:end] for start, end in sentences(text, 5, 16)] == ["Two.", "Three."]


PIECES = st.sampled_from(
    ["a", "B", ". ", "; ", "\n", "\n\n", "\r\n", "\r", "(a) ", "1. ", "1.1 ", "U.S. ", "... ", "”", " ", "\f", "Ω"]
)


@given(st.lists(PIECES, max_size=60).map("".join), st.integers(0, 10))
def test_sentences_hold_all_but_white_space_once_and_in_order(text: str, cut: int) -> None:
    start, end = min(cut, len(text)), max(min(cut, len(text)), len(text) - cut)
    spans = sentences(text, start, end)

    position = start
    for one, two in spans:
        assert not text[position:one].strip()
        assert one < two
        assert text[one:two] == text[one:two].strip()
        position = two
    assert not text[position:end].strip()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["." * 100_000, " " * 100_000, "a\r" * 50_000, "A. " * 30_000, "\n " * 50_000, "; (b)" * 20_000, ")" * 100_000],
)
def test_hostile_texts_are_split_to_the_end(text: str) -> None:
    spans = sentences(text, 0, len(text))

    assert sum(end - start for start, end in spans) <= len(text)


@pytest.mark.parametrize("white", [" ", "    ", "\n", "\n      "])
def test_a_figure_that_repeats_the_word_before_it_begins_no_sentence(white: str) -> None:
    text = f"The Distributor shall pay within thirty{white}(30) days of   Distributor's order. It is final."
    assert split(text)[0].endswith("(30) days of   Distributor's order.")


@pytest.mark.parametrize("rule", ["-----", "* * *", "___", "- -------------", "====="])
def test_a_ruled_line_is_part_of_no_sentence(rule: str) -> None:
    assert split(f"The fee is due\n\n{rule}\n\nIt is $5.") == ["The fee is due", rule, "It is $5."]


def test_a_blank_to_fill_in_is_part_of_its_sentence() -> None:
    assert split("It is made as of\n____________\nby and between us.") == [
        "It is made as of\n____________\nby and between us."
    ]


def test_the_mark_of_an_item_ends_no_sentence_behind_its_lead_in() -> None:
    text = "It ends upon any of these events: A. Failure to pay any sum. The rest stays."
    assert split(text) == ["It ends upon any of these events: A. Failure to pay any sum.", "The rest stays."]


def test_a_capital_below_the_end_of_a_line_goes_on_a_sentence_that_began_in_it() -> None:
    text = "9. Distributions. No interest is paid to a Joint Venturer. No Joint\nVenturer shall withdraw its share.\n"
    assert split(text)[-1] == "No Joint\nVenturer shall withdraw its share."
    assert split("No Joint\nVenturer shall withdraw its share.\n")[0] == "No Joint"  # a whole line may be a heading


def test_a_sentence_in_capitals_goes_on_behind_a_page_break() -> None:
    loss = "IN NO EVENT IS THE SELLER LIABLE FOR LOSS OF PROFIT, EVEN IF ANY REMEDY IN THIS AGREEMENT"
    assert split(f"{loss}\n\n\n\n\nFAILS OF ITS ESSENTIAL PURPOSE. He pays.") == [
        f"{loss}\n\n\n\n\nFAILS OF ITS ESSENTIAL PURPOSE.",
        "He pays.",
    ]
    heading = "TERMS AND CONDITIONS OF THE SALE OF SHARES IN THE VENTURE"
    assert split(f"{heading}\n\n\n\n\nThe Seller sells all shares.") == [heading, "The Seller sells all shares."]
    assert split(f"{heading}\n\n\n\n\n1. SALE OF ALL SHARES. He pays.")[0] == heading


def test_a_figure_behind_a_colon_is_no_number_of_a_clause() -> None:
    assert split("Cap Rate:        5.0 percent per annum") == ["Cap Rate:        5.0 percent per annum"]
    assert split("The parties agree:     5.1 Term. It ends.")[0] == "The parties agree:"


@pytest.mark.parametrize("leads", ["any extension under", "any extension as in", "what is said by", "what the"])
def test_a_clause_named_at_the_start_of_a_line_is_a_reference_where_the_line_before_leads_to_it(leads: str) -> None:
    text = f"1.3 “Term” means fifteen years, and {leads}\nArticle 3.\n1.4 “Use” means storage.\n"
    assert split(text) == [f"1.3 “Term” means fifteen years, and {leads}\nArticle 3.", "1.4 “Use” means storage."]


def test_a_clause_named_at_the_start_of_a_line_opens_it_behind_a_heading() -> None:
    assert split("LEASE\nArticle 3. Rent is due each month.") == ["LEASE", "Article 3. Rent is due each month."]
