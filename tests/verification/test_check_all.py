"""All checks together: quiet on what stands there, the same every time, and done in time on any text."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.verification.checks.all import findings
from pincite.verification.checks.comparison import compare
from pincite.verification.checks.finding import CHECKS
from pincite.verification.checks.numerals import disagreeing, in_figures
from pincite.verification.checks.reading import read

SENTENCES = (
    "The Supplier shall deliver the goods within thirty (30) days of the order, unless the Buyer agrees otherwise.",
    "Neither party may assign this Agreement without the prior written consent of the other party.",
    "The Licensee shall pay a royalty of 4% of Net Sales, but not less than US$10,000 in each calendar year.",
    "Under Section 7.2(b), the Landlord may enter the premises at reasonable times and on 24 hours' notice.",
    "This Agreement is governed by the laws of Portugal, excluding its rules on the conflict of laws.",
    "The Contractor is not liable for loss of profit, except where it acted knowingly or with gross negligence.",
    "On 3 May 2019 the Board approved the sale of all shares in Brightwater Ltd to Halden Group.",
    "The Borrower shall notify the Agent promptly of any default and, on request, of the steps taken to cure it.",
)
HOSTILE = (
    "",
    " \n\t ",
    "😀😀😀",
    "\ud800 shall not \udfff",
    "契約は三十日以内に終了する。",
    "shall " * 10_000,
    "a" * 100_000,
    "1" * 100_000,
    "1,000 " * 20_000,
    '"' * 100_000,
    "'a " * 33_000,
    "(" * 100_000,
    "-" * 100_000,
    " " * 100_000,
    "twenty-" * 14_000,
    "one hundred and " * 6_000,
    "not " * 25_000,
    "$" * 100_000,
    "Section 1.1.1(a)(b)(c) " * 4_000,
    "A. B. v. C. " * 8_000,
    "except unless subject to " * 4_000,
    "31 December 2019 " * 6_000,
    "§" * 100_000,
)


@pytest.mark.long
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_read_to_the_end(text: str) -> None:
    ordinary = " ".join(SENTENCES)
    for claim, premise in ((text, ordinary), (ordinary, text), (text, text)):
        for finding in findings(claim, premise):
            assert finding.check in CHECKS
            assert finding.message


@settings(max_examples=150, deadline=None)
@given(st.permutations(SENTENCES), st.sampled_from(SENTENCES))
def test_a_sentence_of_the_passage_is_never_spoken_against(passage: list[str], sentence: str) -> None:
    assert findings(sentence, " ".join(passage)) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_the_same_texts_give_the_same_findings_once_each(claim: str, premise: str) -> None:
    found = findings(claim, premise)
    assert found == findings(claim, premise)
    assert len(set(found)) == len(found)


def test_findings_come_in_the_order_of_the_checks() -> None:
    claim = "The Buyer may deliver the goods within sixty (60) months of the order under Section 8.1 for $5 million."
    places = [CHECKS.index(finding.check) for finding in findings(claim, " ".join(SENTENCES))]
    assert len(places) > 1
    assert places == sorted(places)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_counterparts_have_the_same_stem_and_keep_the_order(passage: list[str], chance: random.Random) -> None:
    words = " ".join(passage).split()
    claim, premise = read(" ".join(chance.sample(words, min(12, len(words))))), read(" ".join(passage))
    comparison = compare(claim, premise)
    others = [comparison.pairs[at] for at in comparison.paired]
    assert others == sorted(set(others))
    assert all(claim.stems[at] == premise.stems[comparison.pairs[at]] for at in comparison.paired)
    assert all(comparison.first <= other < comparison.last for other in others)
    assert 0 <= comparison.ordered <= comparison.coverage + 1e-9 <= 1 + 2e-9
    for stretch in comparison.stretches:
        assert all(comparison.pairs[at] < 0 for at in stretch.claim_places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thirty (30) days", "30 days"),
        ("30 (thirty) days", "30 days"),
        ("one hundred and eighty days", "180 days"),
        ("two million five hundred thousand dollars", "2500000 dollars"),
        ("one of twenty-five", "one of 25"),
        ("one year", "1 year"),
        ("two and three", "two and three"),
        ("someone often phones", "someone often phones"),
    ],
)
def test_numbers_in_words_become_figures(text: str, expected: str) -> None:
    assert in_figures(text) == expected


@given(st.integers(1, 999_999))
def test_every_number_in_words_is_the_number(number: int) -> None:
    assert in_figures(f"{spelled(number)} days") == f"{number} days"
    assert disagreeing(f"{spelled(number)} ({number}) days") == []
    assert disagreeing(f"{spelled(number)} ({number + 1}) days") == [(spelled(number), str(number + 1))]


def spelled(number: int) -> str:
    """A number below a million in words, by a way of its own."""
    small = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
    if number >= 1000:
        rest = number % 1000
        return f"{spelled(number // 1000)} thousand" + (f" {spelled(rest)}" if rest else "")
    if number >= 100:
        return f"{small[number // 100]} hundred" + (f" and {spelled(number % 100)}" if number % 100 else "")
    if number >= 20:
        return tens[number // 10 - 2] + (f"-{small[number % 10]}" if number % 10 else "")
    return small[number]
