"""What stands on a page beside an agreement opens none of its clauses and stops none of its numbering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.documents.document import Clause, Heading, Region, RegionKind
from pincite.structure.outline.outline import outline


def at(text: str, words: str, kind: RegionKind) -> Region:
    start = text.index(words)
    return Region(kind, start, start + len(words))


def shown(text: str, *regions: Region) -> list[tuple[str, str]]:
    found = outline(text, (), "pdf", (), regions)
    return [(clause.number, " ".join(text[clause.start : clause.end].split())) for clause in found]


def test_a_running_head_between_two_clauses_does_not_stop_their_numbering() -> None:
    text = (
        "7. TERM\n7.1 It is a year.\n3\n7.2 ALDER LEASE\n7.2 It may be\n- 4 -\n8. ALDER LEASE\nlonger.\n8. LAW\nOhio's."
    )
    regions = [at(text, "3\n7.2 ALDER LEASE", "furniture"), at(text, "- 4 -\n8. ALDER LEASE", "furniture")]

    assert [number for number, _ in shown(text, *regions)] == ["7", "7.1", "7.2", "8"]
    assert shown(text, *regions)[2][1].startswith("7.2 It may be - 4 -")


def test_a_heading_that_the_running_head_repeats_is_one_clause() -> None:
    text = "2. FEES\nThe fee is $5, and it is due on\n2. FEES\nthe first of May.\n3. LAW\nOhio's."
    head = Region("furniture", text.rindex("2. FEES"), text.rindex("2. FEES") + 7)

    assert [number for number, _ in shown(text, head)] == ["2", "3"]


PLAIN = "1. SALE\n\nAlder sells.\n\n{}\n\n2. LAW\n\nThe law of Ohio."


@pytest.mark.parametrize("kind", ["table", "textbox", "quoted", "comment", "footnote", "header", "deleted"])
def test_numbers_in_what_is_set_apart_are_no_clauses(kind: RegionKind) -> None:
    apart = "1. Apples | 5\n2. Pears | 6\n3. Plums | 7"
    text = PLAIN.format(apart)

    assert [number for number, _ in shown(text, at(text, apart, kind))] == ["1", "2"]


@pytest.mark.parametrize("kind", ["footnote", "comment", "deleted", "header"])
def test_what_is_appended_at_the_end_does_not_belong_to_the_last_clause(kind: RegionKind) -> None:
    text = "1. SALE\n\nAlder sells.\n\n2. LAW\n\nOhio.\n\nA remark of somebody else."

    assert shown(text, at(text, "A remark of somebody else.", kind))[-1] == ("2", "2. LAW Ohio.")


def test_words_struck_from_a_clause_are_no_number_of_it() -> None:
    text = "1. SALE\n\nAlder sells.\n\n3. 2. LAW\n\nOhio."

    assert [number for number, _ in shown(text, at(text, "3. ", "deleted"))] == ["1", "2"]


def test_numbered_paragraphs_that_are_laid_out_as_a_table_are_clauses() -> None:
    rows = [
        "(a) | Alder sells to Birch all of the apples that it grows in the year.",
        "(b) | Birch pays for them in coin on the first day of the month after.",
    ]
    text = f"1. SALE\n\n{rows[0]}\n\n{rows[1]}\n\n2. LAW\n\nOhio."

    assert [number for number, _ in shown(text, *(at(text, row, "table") for row in rows))] == [
        "1",
        "1(a)",
        "1(b)",
        "2",
    ]


def test_a_signature_block_in_a_table_is_found() -> None:
    table = "ALDER CO. | BIRCH CO.\nBy: ______ | By: ______\nName: A. Alder | Name: B. Birch"
    text = f"1. LAW\n\nOhio.\n\nIN WITNESS WHEREOF, they sign.\n\n{table}"

    found = outline(text, (), "docx", (), [at(text, table, "table")])

    assert [(one.kind, text[one.start : one.end].endswith("B. Birch")) for one in found] == [
        ("section", False), ("signature", True),
    ]  # fmt: skip


def test_a_heading_of_the_format_in_a_part_set_apart_is_left_out() -> None:
    text = "Terms\n\nOne word.\n\nBox\n\nAnother word."
    headings = (Heading(0, 5, 1), Heading(text.index("Box"), text.index("Box") + 3, 1))

    found = outline(text, headings, "docx", (), [at(text, "Box", "textbox")])

    assert [one.heading for one in found] == ["Terms"]


PIECES = st.sampled_from(
    [
        "1. ",
        "2. ",
        "1.1 ",
        "(a) ",
        "(b) ",
        "SCHEDULE 1",
        "By: ____",
        "“Fee” means ",
        "Sale. ",
        "words ",
        "\n",
        "\n\n",
        "|",
        "\f",
    ]
)
KINDS = st.sampled_from(["furniture", "table", "footnote", "deleted", "header", "hidden", "quoted"])


@given(
    st.lists(PIECES, max_size=50).map("".join),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30), KINDS), max_size=6),
)
def test_clauses_beside_any_regions_are_nested_and_begin_and_end_outside_of_them(
    text: str, cuts: list[tuple[int, int, RegionKind]]
) -> None:
    regions = [Region(kind, start, min(len(text), start + size)) for start, size, kind in cuts if start < len(text)]

    still_open: list[Clause] = []
    for clause in outline(text, (), "pdf", (), regions):
        assert 0 <= clause.start < clause.end <= len(text)
        del still_open[clause.level :]
        assert not still_open or (still_open[-1].start <= clause.start and clause.end <= still_open[-1].end)
        still_open.append(clause)


def test_a_table_that_ends_a_clause_belongs_to_it_and_to_what_holds_it() -> None:
    text = (
        "ARTICLE 1 FEES\n\n1.1 The Fees are:\n\nItem | Fee\nStorage | $5\n\nARTICLE 2 SCOPE\n\n2.1 The Scope is narrow."
    )
    table = Region("table", text.index("Item"), text.index("$5") + 2)
    found = outline(text, (), "text", (), (table,))
    assert [(one.number, text[one.start : one.end].endswith("$5")) for one in found] == [
        ("ARTICLE 1", True),
        ("1.1", True),
        ("ARTICLE 2", False),
        ("2.1", False),
    ]


def test_a_defined_term_ends_before_the_table_below_it() -> None:
    text = "Definitions\n\n“Fee” means the amount due.\n\nItem | Fee\nStorage | $5\n\nScope\n\nIt is narrow."
    table = Region("table", text.index("Item"), text.index("$5") + 2)
    found = outline(
        text, [Heading(0, 11, 1), Heading(text.index("Scope"), text.index("Scope") + 5, 1)], "docx", (), (table,)
    )
    ends = {one.heading: text[one.start : one.end].endswith("$5") for one in found}
    assert ends == {"Definitions": True, "Fee": False, "Scope": False}
