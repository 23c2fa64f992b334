"""Sentences and what they cite, however the markers are written."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.answering.answer import Citation, Statement
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.evaluation.markers import Cited, cited_of, cited_sentences

FEES, INTEREST = "Fees are due within thirty days", "Interest runs at five per cent"


@pytest.mark.parametrize(
    "answer",
    [
        f"{FEES} [1][2]. {INTEREST} [3].",
        f"{FEES}[1][2]. {INTEREST}[3].",
        f"{FEES}. [1][2] {INTEREST}. [3]",
        f"{FEES}.[1][2] {INTEREST}.[3]",
        f"{FEES}.[1][2]{INTEREST}.[3]",
        f"{FEES} [1, 2]. {INTEREST} [3].",
        f"{FEES} [1; 2]. {INTEREST} [ 3 ].",
        f"{FEES} [1-2]. {INTEREST} [3].",
        f"{FEES} [1–2]. {INTEREST} [3].",
        f"{FEES}. [1] [2]. {INTEREST}. [3].",
        f"{FEES}. [1]\n[2]\n\n{INTEREST}.\n[3]",
        f"{FEES} 【1】【2】. {INTEREST} 【3】.",
        f"{FEES} [1][2][1]. {INTEREST} [3][3].",
        f"[1][2] {FEES}. [3] {INTEREST}.",
        f"[1, 2] {FEES}.\n[3] {INTEREST}.",
    ],
)
def test_the_same_citations_written_otherwise_read_alike(answer: str) -> None:
    assert cited_sentences(answer) == (Cited(f"{FEES}.", (1, 2)), Cited(f"{INTEREST}.", (3,)))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", ()),
        ("😀 …", ()),
        ("[1]", ()),
        ("[1] [2].", ()),
        ("Fees are due", (Cited("Fees are due", ()),)),
        ("Fees [1] are due.", (Cited("Fees are due.", (1,)),)),
        ("[2019] EWCA Civ 12 applies [1].", (Cited("[2019] EWCA Civ 12 applies.", (1,)),)),
        ("Fees are due [sic] [2].", (Cited("Fees are due [sic].", (2,)),)),
        ("Fees are due [0].", (Cited("Fees are due.", (0,)),)),
        ("Fees are due [1-900].", (Cited("Fees are due.", (1, 900)),)),
        (
            "He said “fees are due.” [1] Interest runs.",
            (Cited("He said “fees are due.”", (1,)), Cited("Interest runs.", ())),
        ),
        ("- Fees [1]\n- Interest [2]", (Cited("- Fees", (1,)), Cited("- Interest", (2,)))),
        ("Die Gebühr ist fällig [1].", (Cited("Die Gebühr ist fällig.", (1,)),)),
        ("Fees are due\ue001 now [1].", (Cited("Fees are due  now.", (1,)),)),
    ],
)
def test_what_is_a_marker_and_where_it_belongs(answer: str, expected: tuple[Cited, ...]) -> None:
    assert cited_sentences(answer) == expected


def test_our_own_answers_carry_their_labels() -> None:
    span = Span(DocumentId("d"), VersionId("v"), 0, 4)
    one = Citation(2, span, "p", "", "", "", None, "", "", None, "Fees")
    answer = [Statement("Fees are due.", (one, replace(one, label=1), one)), Statement("Interest runs.", ())]
    assert cited_of(answer) == (Cited("Fees are due.", (2, 1)), Cited("Interest runs.", ()))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 9), max_size=3, unique=True), min_size=1, max_size=6), st.booleans())
def test_every_citation_comes_back_with_its_sentence(labels: list[list[int]], is_after: bool) -> None:
    parts = []
    for cited in labels:
        marks = "".join(f"[{label}]" for label in cited)
        parts.append(f"{FEES}. {marks}".strip() if is_after else f"{FEES} {marks}".strip() + ".")
    assert [sentence.labels for sentence in cited_sentences(" ".join(parts))] == [tuple(cited) for cited in labels]


@settings(deadline=None)
@given(st.text(alphabet='ab. []123,\n-–【】!?)"”\ue001\ud800', max_size=60))
def test_any_text_gives_sentences_that_say_something(answer: str) -> None:
    for sentence in cited_sentences(answer):
        assert any(sign.isalnum() for sign in sentence.text)
        assert len(set(sentence.labels)) == len(sentence.labels)


@pytest.mark.parametrize(
    "answer",
    [
        "[" * 100_000,
        "[1," * 33_000,
        "[1]" * 33_000,
        "[1 " * 33_000,
        "[1" + " " * 100_000,
        "a" + "." * 50_000 + "[1]" * 9_000,
        "." * 50_000 + "x[1]" * 9_000,
        "[1]. " * 20_000,
        "\n[1]\n" * 20_000,
    ],
    ids=lambda answer: repr(answer[:6]),
)
def test_hostile_answers_are_read_in_linear_time(answer: str) -> None:
    cited_sentences(answer)
