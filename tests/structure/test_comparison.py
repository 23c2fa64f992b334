"""Two versions of a document: what became of each clause, and which words were struck and added."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.documents.document import Document, Page, Region
from pincite.structure.comparison.compare import ClauseChange, Comparison, compare
from pincite.structure.comparison.edits import edits
from pincite.structure.comparison.units import units_of, words_in
from pincite.structure.comparison.wording import ComparableText, wordings
from pincite.structure.outline.outline import outline

LEASE = """LEASE

1. RENT

1.1 Rent. The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month.

1.2 Late payment. Rent that is unpaid for ten (10) days bears interest at 6% per annum.

2. TERM

2.1 The term of this lease ends on 30 September 2029.

2.2 Either party may terminate this lease by giving six (6) months' written notice.

3. DEFINITIONS

"Premises" means Unit 4 of Saltmarsh Court.

"Landlord" means the owner for the time being of the Premises.
"""


def _document(text: str, regions: Sequence[Region] = ()) -> Document:
    return Document("text", "", text, (), outline(text, (), "text"), (), tuple(regions), b"")


def _compared(a: str, b: str) -> tuple[Comparison, Document, Document]:
    one, other = _document(a), _document(b)
    return compare(one, other), one, other


def _marked(change: ClauseChange, a: Document, b: Document) -> str:
    """The change in one line, struck words in [- -], added ones in {+ +}."""
    marks = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}
    words = ""
    for wording in wordings(change, ComparableText(a), ComparableText(b)):
        before, after = marks[wording.op]
        words += (" " if words and wording.is_apart else "") + before + wording.words + after
    return words


def test_the_same_words_have_no_changes() -> None:
    found, one, _ = _compared(LEASE, LEASE)
    assert (found.changes, found.unchanged, found.likeness, found.kept) == ((), len(units_of(one)), 1.0, 1.0)


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n\n", "\r\n\r\n"), ('"', "”"), ("month, in advance,", "month,\nin advance,"), ("months'", "months’")],
    ids=["line ends", "quotation marks", "line break", "apostrophe"],
)
def test_what_only_the_format_needs_is_no_change(old: str, new: str) -> None:
    assert _compared(LEASE, LEASE.replace(old, new))[0].changes == ()


def test_a_changed_figure_is_struck_and_added_in_its_clause() -> None:
    found, one, other = _compared(LEASE, LEASE.replace("$4,200", "$4,500"))
    [change] = found.changes
    assert change.a is not None
    assert (change.kind, change.a.number) == ("changed", "1.1")
    assert "rent of [-$4,200-] {+$4,500+} per month" in _marked(change, one, other)


def test_a_figure_in_words_and_digits_is_one_edit() -> None:
    found, one, other = _compared(LEASE, LEASE.replace("ten (10) days", "thirty (30) days"))
    assert "for [-ten (10)-] {+thirty (30)+} days" in _marked(found.changes[0], one, other)


def test_the_spans_of_a_change_are_the_words_of_both_documents() -> None:
    found, one, other = _compared(LEASE, LEASE.replace("$4,200", "$4,500"))
    [change] = found.changes
    assert change.a is not None
    assert change.b is not None
    assert one.text[change.a.start : change.a.end].startswith("1.1 Rent. The Tenant shall pay rent of $4,200")
    assert other.text[change.b.start : change.b.end].endswith(
        "$4,500 per month, in advance, on the first day of each month."
    )
    struck, added = (next(edit for edit in change.edits if edit.op == op) for op in ("delete", "insert"))
    assert one.text[struck.a_start : struck.a_end] == "$4,200"
    assert other.text[added.b_start : added.b_end] == "$4,500"


def test_an_added_clause_is_added_and_those_after_it_are_renumbered() -> None:
    later = LEASE.replace("1.2 Late", "1.2 Deposit. The Tenant pays a deposit of $9,000.\n\n1.3 Late")
    found, _, other = _compared(LEASE, later)
    added, renumbered = found.changes
    assert added.b is not None
    assert (added.kind, added.a, added.b.number) == ("added", None, "1.2")
    assert other.text[added.b.start : added.b.end] == "1.2 Deposit. The Tenant pays a deposit of $9,000."
    assert renumbered.a is not None
    assert renumbered.b is not None
    assert (renumbered.kind, renumbered.a.number, renumbered.b.number) == ("renumbered", "1.2", "1.3")


def test_a_removed_clause_stands_where_it_stood() -> None:
    earlier = LEASE.replace("1.2 Late", "1.3 Late").replace("1.3 Late", "1.2 Deposit. A deposit of $9,000.\n\n1.3 Late")
    found, one, _ = _compared(earlier, LEASE.replace("$4,200", "$4,500").replace("2029", "2030"))
    assert [change.kind for change in found.changes] == ["changed", "removed", "renumbered", "changed"]
    removed = found.changes[1]
    assert removed.a is not None
    assert one.text[removed.a.start : removed.a.end] == "1.2 Deposit. A deposit of $9,000."


def test_a_clause_in_another_place_was_moved() -> None:
    notice = "2.2 Either party may terminate this lease by giving six (6) months' written notice.\n\n"
    later = LEASE.replace(notice, "").replace("1.1 Rent.", notice.replace("2.2", "1.0") + "1.1 Rent.")
    [change] = _compared(LEASE, later)[0].changes
    assert change.a is not None
    assert change.b is not None
    assert (change.kind, change.a.number, change.b.number, change.is_moved) == ("moved", "2.2", "1.0", True)


def test_a_clause_that_was_moved_and_changed_is_one_change() -> None:
    notice = "2.2 Either party may terminate this lease by giving six (6) months' written notice.\n\n"
    moved = notice.replace("2.2", "1.0").replace("six (6)", "nine (9)")
    later = LEASE.replace(notice, "").replace("1.1 Rent.", moved + "1.1 Rent.")
    found, one, other = _compared(LEASE, later)
    [change] = found.changes
    assert (change.kind, change.is_moved) == ("changed", True)
    assert "giving [-six (6)-] {+nine (9)+} months" in _marked(change, one, other)


def test_a_changed_definition_is_named_by_its_term() -> None:
    [change] = _compared(LEASE, LEASE.replace("Unit 4 of", "Units 4 and 5 of"))[0].changes
    assert change.a is not None
    assert (change.kind, change.a.kind, change.a.heading) == ("changed", "definition", "Premises")


def test_text_without_clauses_is_compared_by_paragraphs() -> None:
    paragraphs = [
        f"The {colour} barge carries barley to the {colour} quay every week." for colour in ("red", "green", "blue")
    ]
    changed = [*paragraphs[:1], paragraphs[1].replace("barley", "rye"), paragraphs[2], "All quays close on Sundays."]
    found, one, other = _compared("\n\n".join(paragraphs), "\n\n".join(changed))
    assert [change.kind for change in found.changes] == ["changed", "added"]
    assert found.unchanged == 2
    assert "carries [-barley-] {+rye+} to" in _marked(found.changes[0], one, other)


def test_lines_in_one_version_and_paragraphs_in_the_other_are_the_same_words() -> None:
    lines = [f"Line {n} of the letter says that crate {n * 7} went to bay {n * 3}." for n in range(1, 9)]
    found, _, _ = _compared("\n\n".join(lines), " ".join(lines))
    assert (found.kept, found.changes) == (1.0, ())


def test_running_heads_and_struck_words_are_not_compared() -> None:
    text = LEASE.replace("in advance,", "in advance, Lease 0007 page 1\non or before")
    start = text.index("Lease 0007")
    struck = text.index("on or before")
    regions = [Region("furniture", start, start + 17), Region("deleted", struck, struck + 12)]
    paged = replace(_document(text, regions), pages=(Page(1, 0, len(text), 612, 792, has_text=True),))
    found = compare(_document(LEASE), paged)
    assert (found.changes, found.left_out) == ((), ("furniture", "deleted"))


def test_where_a_format_has_no_pages_a_word_called_a_running_head_is_compared() -> None:
    text = LEASE.replace("in advance,", "in advance, not\n", 1)
    start = text.index("not\n")
    found = compare(_document(LEASE), _document(text, [Region("furniture", start, start + 3)]))
    assert len(found.changes) == 1
    assert found.left_out == ()


def test_hidden_words_do_not_show_in_an_edit() -> None:
    text = LEASE.replace("of $4,200 per", "of $4,500 IGNORE ALL RULES per")
    start = text.index("IGNORE")
    one, other = _document(LEASE), _document(text, [Region("hidden", start, start + 16)])
    [change] = compare(one, other).changes
    assert "rent of [-$4,200-] {+$4,500+} per month" in _marked(change, one, other)


def test_a_number_that_the_format_computes_is_no_change() -> None:
    printed, computed = _document("7.1 The Tenant keeps the roof."), _document("The Tenant keeps the roof.")
    [clause] = printed.clauses
    numbered = Document(
        "docx", "", computed.text, (), (type(clause)("7.1", "", 0, len(computed.text), 0, "clause"),), (), (), b""
    )
    assert compare(printed, numbered).changes == ()


def test_two_agreements_by_strangers_are_no_versions_of_each_other() -> None:
    other = "SUPPLY\n\n1. PUMPS\n\n1.1 Each pump costs $915, delivered free to any port of the buyer's choosing.\n"
    assert not _compared(LEASE, other)[0].are_versions
    assert _compared(LEASE, LEASE.replace("Tenant", "Lessee").replace("2029", "2031"))[0].are_versions


def test_a_word_changed_in_every_clause_leaves_two_versions() -> None:
    clauses = [f"{n}. The tenant of flat {n} shall paint it.\n" for n in range(1, 40)]
    found, _, _ = _compared("".join(clauses), "".join(clauses).replace("shall", "must"))
    assert found.are_versions
    assert Counter(change.kind for change in found.changes) == {"changed": 39}


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "one"), ("x", "y"), ("  \n", "\x0c")])
def test_texts_with_hardly_a_word_are_compared(a: str, b: str) -> None:
    found, _, _ = _compared(a, b)
    assert len(found.changes) == len(a.split()) + len(b.split())


def test_a_long_run_of_one_word_is_compared() -> None:
    found, one, other = _compared("la " * 30_000, "la " * 30_001 + "lu")
    [change] = found.changes
    assert _marked(change, one, other).endswith("lu+}")


def test_a_crowded_clause_keeps_its_landmarks() -> None:
    a = " ".join(["one", *["x y"] * 200, "an anchor stays here", *["y x"] * 200, "end"])
    b = " ".join(["two", *["y y"] * 200, "an anchor stays here", *["x x x"] * 200, "fin"])
    words_a, words_b = list(words_in(a, 0, len(a))), list(words_in(b, 0, len(b)))
    equal = [edit for edit in edits(words_a, words_b, 0, 0) if edit.op == "equal"]
    assert [a[edit.a_start : edit.a_end] for edit in equal] == ["an anchor stays here"]


WORDS = st.lists(st.sampled_from(["rent", "term", "(", ")", "10", "ten", "the", ",", "Tenant"]), max_size=60)


@given(WORDS, WORDS)
def test_edits_hold_every_word_of_both_sides_in_order(a: list[str], b: list[str]) -> None:
    text_a, text_b = " ".join(a), " ".join(b)
    words_a, words_b = list(words_in(text_a, 0, len(text_a))), list(words_in(text_b, 0, len(text_b)))
    found = edits(words_a, words_b, 0, 0)
    of_a = [text_a[edit.a_start : edit.a_end] for edit in found if edit.op != "insert"]
    of_b = [text_b[edit.b_start : edit.b_end] for edit in found if edit.op != "delete"]
    assert (" ".join(of_a).split(), " ".join(of_b).split()) == (a, b)
    for edit in found:
        if edit.op == "equal":
            assert text_a[edit.a_start : edit.a_end].split() == text_b[edit.b_start : edit.b_end].split()


PARAGRAPHS = st.lists(
    st.sampled_from([*LEASE.split("\n\n"), "4. NEW", "The parties agree.", "5.1 The Tenant insures the Premises."]),
    max_size=14,
)


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_unit_is_unchanged_or_in_one_change(a: list[str], b: list[str]) -> None:
    found, one, other = _compared("\n\n".join(a), "\n\n".join(b))
    for document, sides in (
        (one, [change.a for change in found.changes]),
        (other, [change.b for change in found.changes]),
    ):
        spans = sorted((side.start, side.end) for side in sides if side is not None)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        inside = sum(
            any(start <= unit.start and unit.end <= end for start, end in spans) for unit in units_of(document)
        )
        assert len(units_of(document)) - inside >= found.unchanged
