"""Which numbers become clauses, and under which path."""

import json
from pathlib import Path

import pytest

from pincite.documents.document import Clause, Format, Heading
from pincite.structure.outline.outline import outline

LABELLED = Path(__file__).parents[1] / "data" / "outline"


def numbers(text: str, headings: tuple[Heading, ...] = (), format: Format = "text") -> list[str]:
    return [clause.number for clause in outline(text, headings, format)]


def clause(text: str, number: str) -> Clause:
    return next(found for found in outline(text, (), "text") if found.number == number)


@pytest.mark.parametrize("labels", sorted(LABELLED.glob("*.json")), ids=lambda path: path.stem)
def test_the_outline_of_a_labelled_text_is_what_a_person_marked(labels: Path) -> None:
    text = labels.with_suffix(".txt").read_bytes().decode()
    expected = [(entry["number"], entry["start"], entry["opens"]) for entry in json.loads(labels.read_text("utf-8"))]

    found = [(one.number, one.start) for one in outline(text, (), "text")]

    assert found == [(number, start) for number, start, _ in expected]
    assert all(text.startswith(opens, start) for _, start, opens in expected)


CONTRACT = """1. DEFINITIONS

1.1 "Goods" means the items in Schedule 1.

7. TERM

7.2 Termination. Either party may end this Agreement if the other:

(a) breaks it;

(b) becomes insolvent, which is so when it

(i) cannot pay its debts; or

(ii) says that it cannot.

(c) is dissolved.

SCHEDULE 1

1. Apples

2. Pears
"""


def test_a_number_is_the_full_path_of_its_parents() -> None:
    assert numbers(CONTRACT) == [
        "1", "1.1", "7", "7.2", "7.2(a)", "7.2(b)", "7.2(b)(i)", "7.2(b)(ii)", "7.2(c)",
        "SCHEDULE 1", "SCHEDULE 1 1", "SCHEDULE 1 2",
    ]  # fmt: skip


def test_a_clause_holds_its_children_and_ends_where_the_next_of_its_level_begins() -> None:
    termination = clause(CONTRACT, "7.2")
    insolvent = clause(CONTRACT, "7.2(b)")

    assert CONTRACT[termination.start : termination.end].startswith("7.2 Termination.")
    assert CONTRACT[termination.start : termination.end].endswith("(c) is dissolved.")
    assert CONTRACT[insolvent.start : insolvent.end].endswith("(ii) says that it cannot.")


@pytest.mark.parametrize(
    "reference",
    [
        "Subject to Section 1.1 of this Agreement, the rest stands.",
        "It lasts as long as is said in Section\n1.1 of this Agreement.",
        "See clauses (a) and (b) above, and paragraph (c) of Schedule 4.",
        "He has thirty (30) days, or two (2) weeks and three (3) days.",
        "In 2019. 4 of the 12. parties left, at $1.50 each and 3.5 % a year.",
        "The buyer (see Exhibit A) and J. B. Smith of 12 Hill Road agree.",
        "It is binding as set out in Articles II, III and IV hereof.",
    ],
)
def test_references_dates_and_amounts_are_no_clauses(reference: str) -> None:
    text = f"1. TERM\n\nThe term is a year. {reference}\n\n2. LAW\n\nThe law of Ohio governs."

    assert numbers(text) == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARTICLE I\n\nTERMS\n\n1.01 One.\n\n1.02 Two.\n\nARTICLE II\n\nMORE\n\n2.01 Three.",
         ["ARTICLE I", "1.01", "1.02", "ARTICLE II", "2.01"]),
        ("ARTICLE I TERMS\n\nSection 1. One thing.\n\nSection 2. Two things.\n\nARTICLE II MORE\n\nSection 1. Again.",
         ["ARTICLE I", "ARTICLE I 1", "ARTICLE I 2", "ARTICLE II", "ARTICLE II 1"]),
        ("ARTICLE I TERMS\n\nSection 1. One thing.\n\nARTICLE II MORE\n\nSection 2. Counting on.",
         ["ARTICLE I", "1", "ARTICLE II", "2"]),
        ("9.0 PAY\n\n9.1 Pay now.\n\n10 TERM\n\n10.1 Ten years.\n\n11.0 LAW\n\n11.1 Ohio.",
         ["9.0", "9.1", "10", "10.1", "11.0", "11.1"]),
        ("1. Pay\n\na) Pay now;\n\nb) pay all.\n\n2. Go", ["1", "1(a)", "1(b)", "2"]),
        ("Section 1 - Pay\n\nA. Now.\n\n1. In coin.\n\n2. In full.\n\nB. Later.\n\nSection 2 - Go",
         ["1", "1(A)", "1(A)(1)", "1(A)(2)", "1(B)", "2"]),
        ("1. Pay\n\n1.1. Now.\n\n1.1.1. In coin.\n\n1.1.2. In full.\n\n1.2. Later.",
         ["1", "1.1", "1.1.1", "1.1.2", "1.2"]),
        ("§ 1 Pay\n\n(1) Now.\n\n(2) Later.\n\n§ 2 Go", ["1", "1(1)", "1(2)", "2"]),
        ("ARTICLE ONE\n\nPAY\n\nPay now.\n\nARTICLE TWO\n\nGO\n\nGo now.", ["ARTICLE ONE", "ARTICLE TWO"]),
    ],
    ids=["article-decimal", "sections-restart", "sections-count-on", "point-zero", "half-brackets",
         "letters-over-figures", "three-levels", "paragraph-signs", "words"],
)  # fmt: skip
def test_numbering_styles(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_the_letter_i_after_h_and_the_roman_one_below_it_are_told_apart() -> None:
    letters = "".join(f"({letter}) item {letter} stands;\n\n" for letter in "abcdefgh")
    text = f"1. LIST\n\n{letters}(i) first below;\n\n(ii) second below;\n\n(i) item i stands;\n\n(j) item j stands."

    assert numbers(text)[-4:] == ["1(h)(i)", "1(h)(ii)", "1(i)", "1(j)"]


def test_an_enumeration_inside_a_sentence_is_cited_and_ends_with_it() -> None:
    text = "1. TERM. Either party may go if (a) it rains, or (b) it snows. Fees stay paid."

    assert numbers(text) == ["1", "1(a)", "1(b)"]
    last = clause(text, "1(b)")
    assert text[last.start : last.end] == "(b) it snows."


def test_a_lone_letter_inside_a_sentence_is_no_clause() -> None:
    assert numbers("1. TERM. It lasts (a) year at most. It may end before.") == ["1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. One\n\nText.\n\n3. Three\n\nText.\n\n4. Four\n\nText.", ["1", "3", "4"]),
        ("4.1 First.\n\n4.2 Second.\n\n4.5 Fifth.", ["4.1", "4.2", "4.5"]),
        ("(a) one;\n\n(b) two;\n\n(d) four.", ["(a)", "(b)", "(d)"]),
    ],
    ids=["chapters", "decimals", "letters"],
)
def test_a_deleted_number_does_not_end_a_sequence(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_numbering_that_starts_again_without_a_heading_keeps_its_own_numbers() -> None:
    text = "1. Pay\n\nNow.\n\n2. Go\n\nNow.\n\n1. Apples\n\nRed.\n\n2. Pears\n\nGreen."

    assert numbers(text) == ["1", "2", "1", "2"]


def test_a_list_nested_in_its_own_style_stays_inside() -> None:
    text = "7. Duties\n\nThey are:\n\n1. to pay;\n\n2. to wait;\n\n3. to go.\n\n8. Law\n\nOhio."
    text = "".join(f"{number}. Head\n\nWords.\n\n" for number in range(1, 7)) + text

    assert numbers(text)[6:] == ["7", "7(1)", "7(2)", "7(3)", "8"]


def test_recitals_are_lettered_apart_from_the_body() -> None:
    text = (
        "RECITALS\n\nA. One has goods.\n\nB. One wants them.\n\nNOW, THEREFORE, they agree:\n\n1. Sale\n\nIt is sold."
    )

    found = outline(text, (), "text")

    assert [(one.number, one.heading, one.level) for one in found] == [
        ("", "RECITALS", 0), ("A", "", 1), ("B", "", 1), ("", "NOW, THEREFORE", 0), ("1", "Sale", 0),
    ]  # fmt: skip


def test_items_of_a_definition_are_cited_under_its_term() -> None:
    text = '1. WORDS\n\n"Loss" means (a) harm, or (b) cost.\n\n"Gain" means (a) use, or (b) price.'

    assert numbers(text) == ["1", "", "1 “Loss”(a)", "1 “Loss”(b)", "", "1 “Gain”(a)", "1 “Gain”(b)"]


def test_an_exhibit_that_is_only_mentioned_does_not_break_the_numbering() -> None:
    text = "1. Goods\n\nThe goods are in:\n\nExhibit A Goods of Spring\n\n1.1 First.\n\n1.2 Second.\n\n2. Law\n\nOhio."

    assert numbers(text) == ["1", "1.1", "1.2", "2"]


def test_the_number_of_an_sec_exhibit_is_no_schedule() -> None:
    assert numbers("Exhibit 10.13\n\nLEASE\n\n1. Rent\n\nIt is $1.\n\nExhibit 10.13\n\n2. Term\n\nA year.") == [
        "1",
        "2",
    ]


def test_page_numbers_are_no_clauses() -> None:
    text = "1. Rent\n\nIt is paid in coin and\n\n2\n\n\n\n\n\nnot later than noon.\n\n- 3 -\n\n2. Term\n\nA year."

    assert numbers(text) == ["1", "2"]


def test_clauses_of_a_document_that_is_itself_an_exhibit_are_cited_by_their_numbers_alone() -> None:
    text = (
        "EXHIBIT C\n\nFRANCHISE AGREEMENT\n\n1. GRANT\n\n1.1 The Company grants a franchise.\n\n2. TERM\n\n"
        "2.1 The term is five years.\n\nSCHEDULE 1\n\n1. The fee is $10.\n"
    )
    numbers = [clause.number for clause in outline(text, (), "text") if clause.number]
    assert numbers == ["EXHIBIT C", "1", "1.1", "2", "2.1", "SCHEDULE 1", "SCHEDULE 1 1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. FEES\n\nPaid (a) as in Section 6, (b) as agreed or (c) under Section 7.", ["1", "1(a)", "1(b)", "1(c)"]),
        ("1. FEES\n\nPaid as in Sections 6(a), (b) and (c).", ["1"]),
        ("1. FEES\n\nPaid when (x) the goods arrive and (y) they are whole.", ["1", "1(x)", "1(y)"]),
        ("1. FEES\n\nAn (x) stands alone.", ["1"]),
        (
            "1. FEES\n\nPaid (i) in coin or (ii) in kind. The payer shall (a) ask and (b) pay.",
            ["1", "1(i)", "1(ii)", "1(a)", "1(b)"],
        ),
        (
            "1. FEES\n\n(i) The payer shall pay. He shall (a) ask and (b) pay. (ii) The payee takes it.",
            ["1", "1(i)", "1(i)(a)", "1(i)(b)", "1(ii)"],
        ),
        ("1. FEES. As under Amendment #3. Then paid.\n\n2. END. Now.", ["1", "2"]),
        ("1. AMENDMENT OF SECTION 3.1. It is so.\n\n2. LAW. Ohio.", ["1", "2"]),
    ],
    ids=["not-joined", "joined", "last-letters", "alone", "new-sentence", "sentences", "counted", "named"],
)
def test_lists_inside_a_paragraph_are_told_from_references(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_a_number_below_a_running_head_on_the_same_line_opens_a_clause() -> None:
    pages = [
        f"Orchard Lease {at} {at}. {name} It is so." for at, name in enumerate(("RENT.", "TERM.", "LAW."), start=1)
    ]

    assert numbers("\n\n".join(["A lease.", *pages])) == ["1", "2", "3"]


def test_a_schedule_is_opened_by_its_name_and_that_of_the_agreement_it_belongs_to() -> None:
    text = "1. RENT\n\nAs in Attachment A to Master Lease of May.\n\nAttachment A to Master Lease\n\nThe rent is $5."

    assert numbers(text) == ["1", "Attachment A"]


RECITALS = {
    "dots": "A. The Seller makes pumps;\n\nB. The Buyer runs a quarry; and\n\nC. They wish to trade.",
    "brackets": "(A) The Seller makes pumps.\n\n(B) The Buyer runs a quarry.",
    "Roman": "I. The Seller makes pumps.\n\nII. The Buyer runs a quarry.",
    "under a heading": "WHEREAS:\n\nA. The Seller makes pumps;\n\nB. The Buyer runs a quarry.",
}
AGREED = [
    "In consideration of the mutual covenants herein, the parties hereto covenant and agree as follows:",
    "The parties agree:",
    "It is hereby agreed as follows:",
    "IT IS AGREED",
    "The parties, intending to be legally bound, hereby agree to the following terms and conditions:",
    "",
]


@pytest.mark.parametrize("agreed", AGREED, ids=lambda words: words[-20:])
@pytest.mark.parametrize("recitals", RECITALS.values(), ids=RECITALS)
def test_lettered_recitals_do_not_hold_the_numbered_clauses(recitals: str, agreed: str) -> None:
    body = "1. Supply\n\n1.1 The Seller supplies pumps.\n\n2. Price\n\n2.1 The Buyer pays the price.\n\n2.2 In euros."
    found = numbers(f"SUPPLY AGREEMENT\n\n{recitals}\n\n{agreed}\n\n{body}")
    assert [number for number in found if number[:1].isdigit()] == ["1", "1.1", "2", "2.1", "2.2"]


@pytest.mark.parametrize(
    "text",
    [
        "A. The Seller delivers.\n\nB. With each delivery both agree to:\n\n1. Count it.\n\n2. Sign for it.",
        "A. Delivery\n\nThe Seller delivers.\n\nB. Fees\n\nThe parties agree as follows:\n\n1. Five.\n\n2. Six.",
        "A. The Seller delivers.\n\nB. The parties agree so.\n\nWe agree:\n\n1. Count.\n\n2. Sign.\n\nC. It is paid.",
    ],
)
def test_numbers_under_a_letter_stay_there(text: str) -> None:
    assert [number for number in numbers(text) if number[-2:] == "1)"] == ["B(1)"]
