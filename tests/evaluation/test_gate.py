"""What the gate lets through, holds back and refuses."""

from collections.abc import Hashable, Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.gate import UNLABELLED, Gated, gate_scores
from pincite.evaluation.score import Figure, figure_of

ANSWERED = Gated(is_answerable=True, is_refused=False, offered=4, released=3, unsupported=1)
WRONGLY_REFUSED = Gated(is_answerable=True, is_refused=True, offered=2, released=0, unsupported=0)
RIGHTLY_REFUSED = Gated(is_answerable=False, is_refused=True, offered=3, released=0, unsupported=0)
WRONGLY_ANSWERED = Gated(is_answerable=False, is_refused=False, offered=1, released=1, unsupported=1)

GATED = st.builds(
    lambda is_answerable, is_refused, released, held, unsupported: Gated(
        is_answerable,
        is_refused,
        offered=(0 if is_refused else released) + held,
        released=0 if is_refused else released,
        unsupported=0 if is_refused else min(released, unsupported),
    ),
    st.booleans(),
    st.booleans(),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
)


def _figures(questions: Sequence[Gated], clusters: Iterable[Hashable]) -> dict[str, Figure]:
    """The figures over questions, as a scorecard makes them."""
    scores, documents = [gate_scores(one) for one in questions], list(clusters)
    return {name: figure_of([one[name] for one in scores], documents) for name in gate_scores(ANSWERED)}


def test_figures_by_hand() -> None:
    """Seven questions: answerable 3 answered, 1 refused; unanswerable 2 refused, 1 answered."""
    questions = [ANSWERED] * 3 + [WRONGLY_REFUSED] + [RIGHTLY_REFUSED] * 2 + [WRONGLY_ANSWERED]
    figures = _figures(questions, "aabbccd")
    assert figures["coverage"].value == pytest.approx(10 / 21)  # 9 + 1 released of 12 + 2 + 6 + 1 offered
    assert figures["unsupported_released"].value == pytest.approx(4 / 10)
    assert figures["false_refusals"].value == pytest.approx(1 / 4)
    assert figures["refusal_precision"].value == pytest.approx(2 / 3)
    assert figures["refusal_recall"].value == pytest.approx(2 / 3)
    assert (
        figures["false_refusals"].weight,
        figures["refusal_precision"].weight,
        figures["refusal_recall"].weight,
    ) == (4, 3, 3)
    assert figures["refusal_precision"].interval is not None


def test_a_gate_that_refuses_everything_shows_what_it_costs() -> None:
    figures = _figures([WRONGLY_REFUSED, RIGHTLY_REFUSED], "ab")
    assert figures["unsupported_released"].value is None  # nothing was released: no share of it
    assert (figures["coverage"].value, figures["false_refusals"].value, figures["refusal_recall"].value) == (0, 1, 1)


def test_a_gate_that_refuses_nothing_has_no_refusal_precision() -> None:
    figures = _figures([ANSWERED, WRONGLY_ANSWERED], "ab")
    assert figures["refusal_precision"].value is None
    assert (figures["false_refusals"].value, figures["refusal_recall"].value) == (0, 0)


def test_none_unsupported_is_given_with_how_many_there_could_be() -> None:
    clean = Gated(is_answerable=True, is_refused=False, offered=2, released=2, unsupported=0)
    figure = _figures([clean] * 50, range(50))["unsupported_released"]
    assert figure.value == 0
    assert figure.interval is not None
    assert figure.interval.high == pytest.approx(3.84146 / 53.84146, abs=1e-6)


def test_unlabelled_statements_are_counted_as_such() -> None:
    unlabelled = Gated(is_answerable=True, is_refused=False, offered=2, released=2, unsupported=None)
    figure = _figures([unlabelled, ANSWERED], "ab")["unsupported_released"]
    assert figure.value == pytest.approx(1 / 3)
    assert figure.unscorable == {UNLABELLED: 1}


@pytest.mark.parametrize(
    ("offered", "released", "unsupported", "is_refused"),
    [
        (1, 2, 0, False),
        (2, 1, 2, False),
        (1, -1, 0, False),
        (2, 1, 0, True),
    ],
)
def test_counts_that_cannot_be_are_refused(offered: int, released: int, unsupported: int, is_refused: bool) -> None:
    with pytest.raises(ValueError, match="cannot"):
        Gated(True, is_refused, offered, released, unsupported)


@settings(deadline=None, max_examples=50)
@given(st.lists(GATED, max_size=15))
def test_every_figure_is_a_share_or_absent(questions: list[Gated]) -> None:
    figures = _figures(questions, range(len(questions)))
    for figure in figures.values():
        assert figure.value is None or 0 <= figure.value <= 1
