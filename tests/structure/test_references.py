"""Words that point to clauses, schedules, terms, other documents and statutes; and what they point to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.documents.document import Reference
from pincite.structure.outline.outline import outline
from pincite.structure.references.find import references_of


def found(text: str) -> tuple[Reference, ...]:
    return references_of(text, outline(text, (), "text"))


def pointed(text: str, words: str) -> str | None:
    """The first words of what a reference points to, None when it has no target here."""
    one = next(one for one in found(text) if " ".join(text[one.start : one.end].split()) == words)
    return None if one.target_start is None else text[one.target_start : one.target_start + 12].split("\n")[0]


LEASE = """ARTICLE I
TERMS

1.01 Rent. It is paid as in {}.

1.02 Costs. The tenant pays:

(a) heat; and

(b) light, which is:

(i) day light;

(ii) night light.

ARTICLE II
LAW

2.01 Law. The law of Ohio governs this lease.

SCHEDULE 1

1. Rooms. There are four.

2. Keys. There are two.

EXHIBIT A-1

The plan of the house.
"""


@pytest.mark.parametrize(
    ("words", "first", "target"),
    [
        ("Section 1.02(b)", "(b) light, w", "1.02(b)"),
        ("Section 1.02(b)(ii)", "(ii) night l", "1.02(b)(ii)"),
        ("Section 1.02 (b)", "(b) light, w", "1.02(b)"),
        ("section\n2.01", "2.01 Law. Th", "2.01"),
        ("§ 2.01", "2.01 Law. Th", "2.01"),
        ("Clause 1.02", "1.02 Costs. ", "1.02"),
        ("SECTION 2.01", "2.01 Law. Th", "2.01"),
        ("SECTION 1.02(B)", "(b) light, w", "1.02(B)"),
        ("Section\u200b 2.01", "2.01 Law. Th", "2.01"),
        ("Article II", "ARTICLE II", "ARTICLE II"),
        ("Article 2", "ARTICLE II", "ARTICLE 2"),
        ("Schedule 1", "SCHEDULE 1", "SCHEDULE 1"),
        ("Exhibit “A-1”", "EXHIBIT A-1", "EXHIBIT A-1"),
        ("Section 9.99", None, "9.99"),
        ("Exhibit Z", None, "EXHIBIT Z"),
    ],
)
def test_a_number_leads_to_its_clause(words: str, first: str | None, target: str) -> None:
    text = LEASE.format(words)
    one = found(text)[0]

    assert (text[one.start : one.end], one.target) == (words, target)
    assert pointed(text, " ".join(words.split())) == first


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("Sections 1.01 and 1.02(a)–(b)", ["1.01", "1.02(a)", "1.02(b)"]),
        ("Sections 1.01, 1.02 and 2.01", ["1.01", "1.02", "2.01"]),
        ("Section 1.02(b)(i) and (ii)", ["1.02(b)(i)", "1.02(b)(ii)"]),
        ("Sections 1.01 through 2.01", ["1.01", "2.01"]),
        ("clauses (a) and (b) of Section 1.02", ["1.02(a)", "1.02(b)", "1.02"]),
        ("paragraph 2 of Schedule 1", ["SCHEDULE 1 2", "SCHEDULE 1"]),
        ("Article I, Article II", ["ARTICLE I", "ARTICLE II"]),
        ("Section 1.01 and 30 days", ["1.01"]),
        ("Sections 1.01-2.01", ["1.01", "2.01"]),
        ("Sections 1.01 (Rent) and 1.02 (Costs)", ["1.01", "1.02"]),
        ("Paragraph 1.01 of this Section", ["1.01", "1.01"]),
    ],
)
def test_each_number_of_a_list_is_a_reference(words: str, targets: list[str]) -> None:
    references = found(LEASE.format(words))

    assert [one.target for one in references] == targets
    assert all(one.target_start is not None for one in references)


@pytest.mark.parametrize(
    ("words", "kind", "target", "document"),
    [
        ("Section 5 of the Master Agreement", "clause", "5", "the Master Agreement"),
        ("Sections 5 and 6(a) of the Supply Agreement", "clause", "5", "the Supply Agreement"),
        ("Section 5 (Fees) of the Old Lease", "clause", "5", "the Old Lease"),
        ("Exhibit A to the Credit Agreement", "schedule", "EXHIBIT A", "the Credit Agreement"),
        ("Section 3 of the Terms of Service", "clause", "3", "the Terms of Service"),
        ("as defined in the Supply Agreement", "document", "the Supply Agreement", "the Supply Agreement"),
        ("Section 409A of the Code", "statute", "409A", "the Code"),
        ("Section 4(2) of the Act.", "statute", "4(2)", "the Act"),
        ("Section 3 of the Securities Exchange Act of 1934", "statute", "3", "the Securities Exchange Act of 1934"),
        ("15 U.S.C. § 1681a(d)", "statute", "15 U.S.C. § 1681a(d)", ""),
        ("21 C.F.R. Part 210", "statute", "21 C.F.R. Part 210", ""),
        ("California Civil Code Section 1671", "statute", "1671", ""),
        ("article 1077 of the Colombian code of commerce", "statute", "1077", "the Colombian code of commerce"),
        ("Section 101(35A) of the U.S. Bankruptcy Code", "statute", "101(35A)", "the U.S. Bankruptcy Code"),
        ("Sections 501 and 502, respectively, of the Act", "statute", "501", "the Act"),
        ("Section 1 of Amendment #2", "clause", "1", "Amendment #2"),
    ],
)
def test_what_stands_elsewhere_has_no_target_here(words: str, kind: str, target: str, document: str) -> None:
    one = found(LEASE.format(f"the Goods, {words}"))[0]

    assert (one.kind, one.target, one.document, one.target_start) == (kind, target, document, None)


def test_the_document_that_a_text_calls_its_own_is_no_other() -> None:
    text = "1. FEES\n\nThis Agreement ends as in Section 2 of this Agreement and Section 2 of the Agreement.\n\n2. END"

    assert [(one.target, one.document, one.target_start is None) for one in found(text)] == [("2", "", False)] * 2


def test_this_section_is_the_one_around_it() -> None:
    text = "1. FEES\n\nPaid under this Section.\n\nSCHEDULE 1\n\nThis Schedule binds as much as the rest does."

    assert [pointed(text, "this Section"), pointed(text, "This Schedule")] == ["1. FEES", "SCHEDULE 1"]


def test_this_section_is_left_open_where_it_may_be_either_of_two() -> None:
    assert pointed("1. FEES\n\n1.1 Now. Paid under this Section.\n\n1.2 Then. No more.", "this Section") is None


TWICE = (
    "1. SALE\n\nSee Section 2.\n\n2. LAW\n\nOhio.\n\n"
    "EXHIBIT A\n\nFORM OF LEASE\n\n1. RENT\n\nSee Section 2.\n\n2. TERM\n\nA year."
)


def test_a_number_that_stands_twice_means_the_one_in_the_same_schedule() -> None:
    assert [TWICE[slice(one.target_start, one.target_end)][:7] for one in found(TWICE)] == ["2. LAW\n", "2. TERM"]


def test_a_number_that_is_not_in_its_schedule_is_not_looked_for_elsewhere() -> None:
    text = TWICE.replace("1. RENT\n\nSee Section 2.", "1. RENT\n\nSee Section 3.").replace(
        "2. LAW", "2. LAW\n\nX.\n\n3. COURT"
    )

    assert [one.target_start is None for one in found(text)] == [False, True]


def test_numbering_that_starts_again_in_each_article_is_read_within_its_own() -> None:
    text = (
        "ARTICLE I GOODS\n\nSection 1. See Section 2.\n\nSection 2. Sold.\n\n"
        "ARTICLE II LAW\n\nSection 1. See Section 2.\n\nSection 2. Ohio."
    )

    assert [text[slice(one.target_start, one.target_end)] for one in found(text)] == [
        "Section 2. Sold.", "Section 2. Ohio.",
    ]  # fmt: skip


def test_a_term_that_is_defined_elsewhere_leads_to_its_definition() -> None:
    text = "1. SALE\n\nThe Goods (as defined below) are sold.\n\n2. WORDS\n\n“Goods” means apples."
    one = found(text)[0]

    assert (one.kind, one.target) == ("definition", "Goods")
    assert text[slice(one.target_start, one.target_end)] == "“Goods” means apples."


@pytest.mark.parametrize(
    "words",
    [
        "each party of it",
        "the Party I know",
        "in Part of it",
        "Sections of 30 days",
        "an article in print",
        "the foregoing paragraph",
        "a Schedule 13D that is filed",
        "portions of this exhibit",
        "ANY PARTY TO IT",
    ],
)
def test_other_words_are_no_references(words: str) -> None:
    assert found(LEASE.format(words)) == ()


def test_the_labels_of_clauses_and_entries_of_contents_are_no_references() -> None:
    contents = "TABLE OF CONTENTS\n\nSection 1. Sale ..... 1\nSection 2. Law ..... 2\n\n"
    text = f"{contents}Section 1. Sale\n\nSold.\n\nSection 2. Law\n\nOhio."

    assert found(text) == ()


PIECES = st.sampled_from(
    ["Section ", "Sections ", "1.1", "2", "(a)", "(ii)", " and ", ", ", " of the ", "Lease", "Article ", "IV",
     "Exhibit ", "A", "this ", "\n\n", "1. ", "2. ", "SCHEDULE 1", "the Code", "§ ", "15 U.S.C. ",
     " (as defined below)",
     "“A” means ", "."]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
def test_references_stand_in_order_and_lead_to_whole_clauses(text: str) -> None:
    clauses = outline(text, (), "text")
    spans = {(clause.start, clause.end) for clause in clauses}

    references = references_of(text, clauses)

    assert [one.start for one in references] == sorted(one.start for one in references)
    for one in references:
        assert 0 <= one.start < one.end <= len(text)
        assert (one.target_start is None) == (one.target_end is None)
        assert one.target_start is None or one.kind == "definition" or (one.target_start, one.target_end) in spans


SIZE = 100_000
HOSTILE = {
    "section": "Section " * (SIZE // 8),
    "list": "Section 1" + ", 1" * (SIZE // 3),
    "brackets": "Section 1" + "(a)" * (SIZE // 3),
    "of": "clause (a) of " * (SIZE // 14),
    "names": "Section 1 of the " + "Alder " * (SIZE // 6),
    "spaces": "Section" + " " * SIZE,
    "codes": "A. B. C. D. § 1 " * (SIZE // 16),
    "defined": "Alder Birch " * (SIZE // 12) + "as defined below",
    "labels": "1.1 Section 1.1\n\n" * (SIZE // 17),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    assert len(references_of(text, ())) <= len(text)
