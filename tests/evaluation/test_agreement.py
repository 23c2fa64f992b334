"""How far two raters agree, with intervals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.agreement import NO_LABEL, NOTHING_LABELLED, ONE_LABEL, agreement, cohen_kappa
from pincite.evaluation.bootstrap import drawn_rows
from pincite.evaluation.score import Scored, Unscorable

LABEL = st.sampled_from(["supported", "unsupported", "unclear"])
RATED = st.lists(st.tuples(LABEL, LABEL, st.sampled_from("abcd")), min_size=1, max_size=30)


def test_raw_agreement_kappa_and_prevalence_stand_together() -> None:
    judge = ["yes"] * 18 + ["no"] * 2
    person = ["yes"] * 17 + ["no", "yes", "no"]
    found = agreement(judge, person, [f"document {at % 5}" for at in range(20)])
    assert found.raw.value == pytest.approx(0.9)
    assert found.kappa.value == pytest.approx((0.9 - 0.82) / 0.18)
    assert found.prevalence == {"no": (0.1, 0.1), "yes": (0.9, 0.9)}
    assert found.kappa.interval is not None
    assert found.kappa.interval.low < 0.4 < found.kappa.interval.high
    assert (found.kappa.scored, found.kappa.clusters) == (20, 5)


def test_one_label_throughout_has_raw_agreement_and_no_kappa() -> None:
    found = agreement(["yes"] * 4, ["yes"] * 4, "aabb")
    assert found.raw.value == 1
    assert found.kappa.value is None
    assert found.kappa.unscorable == {ONE_LABEL: 4}


def test_no_label_is_neither_agreement_nor_disagreement() -> None:
    found = agreement(["yes", None, "no", "yes"], ["yes", "yes", None, "no"], "aabb")
    assert found.raw.value == 0.5
    assert found.raw.unscorable == found.kappa.unscorable == {NO_LABEL: 2}
    assert found.kappa.scored == 2
    assert found.prevalence == {"no": (0.0, 0.5), "yes": (1.0, 0.5)}
    assert agreement([None], ["yes"], "a").kappa.unscorable == {NO_LABEL: 1}


def test_nothing_labelled_gives_no_figure() -> None:
    found = agreement([], [], [])
    assert found.raw.value is found.kappa.value is None
    assert found.prevalence == {}
    assert cohen_kappa([], []) == Unscorable(NOTHING_LABELLED)


@pytest.mark.parametrize(
    ("first", "second", "clusters"), [(["y"], [], []), (["y"], ["y"], []), (["y"], ["y", "n"], "a")]
)
def test_raters_must_have_labelled_the_same(first: list[str], second: list[str], clusters: str) -> None:
    with pytest.raises(ValueError, match="zip"):
        agreement(first, second, clusters)
    if len(first) != len(second):
        with pytest.raises(ValueError, match="must be the same"):
            cohen_kappa(first, second)


@settings(deadline=None)
@given(RATED)
def test_kappa_is_symmetric_and_at_most_1(rows: list[tuple[str, str, str]]) -> None:
    first, second = [one for one, _, _ in rows], [other for _, other, _ in rows]
    kappa = cohen_kappa(first, second)
    assert cohen_kappa(second, first) == kappa
    if isinstance(kappa, Scored):
        assert -1 - 1e-12 <= kappa.value <= 1 + 1e-12
        assert (first == second) == (kappa.value == pytest.approx(1))


@settings(deadline=None, max_examples=30)
@given(RATED)
def test_the_interval_is_that_of_kappa_over_whole_documents(rows: list[tuple[str, str, str]]) -> None:
    first, second, documents = (list(column) for column in zip(*rows, strict=True))
    found = agreement(first, second, documents, draws=25, seed=7)
    slowly = []
    for drawn in drawn_rows(documents, draws=25, seed=7):
        kappa = cohen_kappa([first[at] for at in drawn], [second[at] for at in drawn])
        slowly += [kappa.value] if isinstance(kappa, Scored) else []
    if found.kappa.value is None or not slowly:
        assert found.kappa.interval is None
    else:
        assert found.kappa.interval is not None
        low, high = np.percentile(slowly, [2.5, 97.5])
        assert (found.kappa.interval.low, found.kappa.interval.high) == pytest.approx((low, high))
