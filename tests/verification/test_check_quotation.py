"""Quotes in a claim: the passage's own words, in one piece."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pincite.verification.checks.all import findings
from pincite.verification.checks.plain import folded
from pincite.verification.checks.quotation import quotes_in, stands_in

PREMISE = (
    "The “Base Rent” is due on the first busi-\nness day of each month, without set-off. The ﬁrst instalment is due at "
    "signing; the Landlord’s agent collects it.  Interest accrues daily."
)
WORDS = folded(PREMISE).split()


def is_rejected(claim: str) -> bool:
    return "quotation" in {finding.check for finding in findings(claim, PREMISE)}


@pytest.mark.parametrize(
    "claim",
    [
        'It says that the rent "is due on the first business day of each month".',
        'It says: "The first instalment is due at signing."',
        "It says “the Landlord's agent collects it.”",
        'Under the lease, "[t]he ﬁrst instalment is due at signing".',
        'The rent "is due on the first business day ... without set-off".',
        'It says "The "Base Rent" is due on the first business day of each month, without set off".'.replace(
            "set off", "set-off"
        ),
        'The "Rent" is what is called so.',
    ],
)
def test_true_quotes_are_accepted(claim: str) -> None:
    assert not is_rejected(claim)


@pytest.mark.parametrize(
    ("claim", "how"),
    [
        ('It says that the rent "is due on the last business day of each month".', "other words"),
        ('It says "is due on the first day of each month".', "in pieces"),
        ('It says "The first instalment ... Interest accrues daily".', "in pieces"),
        ('It says "without set-off ... is due on the first business day".', "in pieces"),
        ('It says "the Landlord collects it".', "other words"),
        ('It says "first instalment is due at sign".', "other words"),
    ],
)
def test_changed_shortened_and_spliced_quotes_are_rejected(claim: str, how: str) -> None:
    [message] = [finding.message for finding in findings(claim, PREMISE) if finding.check == "quotation"]
    assert how in message


@given(st.integers(0, len(WORDS) - 4), st.integers(4, 12))
def test_every_run_of_the_passages_words_is_a_true_quote(start: int, length: int) -> None:
    assert stands_in(" ".join(WORDS[start : start + length]), folded(PREMISE))


@settings(max_examples=300)
@given(st.integers(0, len(WORDS) - 8), st.integers(1, 6), st.sampled_from(("left out", "doubled", "replaced")))
def test_no_run_with_a_word_changed_is_a_true_quote(start: int, at: int, change: str) -> None:
    run = WORDS[start : start + 8]
    assume(run[at] != run[at - 1])
    kept = {"left out": [], "doubled": [run[at], run[at]], "replaced": ["zeppelin"]}[change]
    changed = [*run[:at], *kept, *run[at + 1 :]]
    assert not stands_in(" ".join(changed), folded(PREMISE))


def test_quotes_within_quotes_are_a_part_of_theirs() -> None:
    assert quotes_in('Both "the "Base Rent" is due" and "it accrues daily" stand there.') == [
        'the "Base Rent" is due',
        "it accrues daily",
    ]


def test_a_mark_that_is_never_closed_quotes_nothing() -> None:
    assert quotes_in('The 5" pipe and the 6" pipe are "laid') == []


def test_what_is_put_as_a_case_is_no_quote() -> None:
    assert quotes_in('The statement "all rents are due at dawn" would follow.') == []


@given(st.text(alphabet="ab \"'.[](…", max_size=200))
def test_any_marks_are_read(text: str) -> None:
    for quote in quotes_in(text):
        assert re.sub(r"\s", "", quote) in re.sub(r"\s", "", text)
