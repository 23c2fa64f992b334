"""Citation recall and precision against cases worked by hand from the definitions of Gao et al. (2023), section 4.

Entailment is exact here: a passage entails a sentence where it has all its words.
"""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.alce import NO_CITATION, PUBLISHED, STRICT, CitedSentence, Convention, citation_quality
from pincite.evaluation.score import Score, Scored, Unscorable
from pincite.models.fakes import WordOverlapEntailment

PASSAGES = ("red", "green", "red green", "blue", "red green blue")
CLAIM = "red green"

# labels -> (recall, labels that are precise), by the definitions:
BY_HAND: dict[str, tuple[tuple[int, ...], int, tuple[int, ...]]] = {
    "no citation: nothing bears it out": ((), 0, ()),
    "one that entails": ((3,), 1, (3,)),
    "one that does not": ((1,), 0, ()),
    "two that entail only together: neither can be spared": ((1, 2), 1, (1, 2)),
    "two that each entail: the first test lets both stand": ((3, 5), 1, (3, 5)),
    "one that entails and one beside the point": ((3, 4), 1, (3,)),
    # as the paper's example of three citations: [4] alone does not entail, [1] and [2] do without it
    "three of which one can be spared": ((4, 1, 2), 1, (1, 2)),
    # [1] alone does not, the rest [2][3] does; [2] likewise; [3] alone does
    "two halves beside the whole": ((1, 2, 3), 1, (3,)),
    # without either half the other and the twin of the first remain
    "a half spared by its like": ((1, 2, 4), 1, (1, 2)),
    "several that do not entail together": ((1, 4), 0, ()),
}


def judged(labels: Sequence[int], convention: Convention = STRICT) -> tuple[bool, tuple[int, ...], Score, Score]:
    quality = asyncio.run(
        citation_quality(
            [CitedSentence(CLAIM, tuple(labels))],
            PASSAGES,
            WordOverlapEntailment(),
            threshold=1.0,
            convention=convention,
        )
    )
    [sentence] = quality.judged
    return sentence.is_recalled, sentence.precise, quality.recall, quality.precision


@pytest.mark.parametrize(("labels", "recall", "precise"), BY_HAND.values(), ids=BY_HAND.keys())
@pytest.mark.parametrize("convention", [STRICT, PUBLISHED], ids=["strict", "published"])
def test_a_sentence(labels: tuple[int, ...], recall: int, precise: tuple[int, ...], convention: Convention) -> None:
    is_recalled, found, recall_score, precision = judged(labels, convention)
    assert (is_recalled, found, recall_score) == (bool(recall), precise, Scored(recall))
    if labels:
        assert precision == Scored(len(precise) / len(labels))


def test_an_answer_averages_recall_over_sentences_and_precision_over_citations() -> None:
    """Recall: 3 of 4. Citations: 2 (both needed) + 1 + 2 (one spared) + 1 (not borne out): 4 of 6 are precise."""
    answer = [
        CitedSentence(CLAIM, (1, 2)),
        CitedSentence("blue", (4,)),
        CitedSentence(CLAIM, (3, 4)),
        CitedSentence("grey", (5,)),
    ]
    quality = asyncio.run(citation_quality(answer, PASSAGES, WordOverlapEntailment(), threshold=1.0))
    assert quality.recall == Scored(3 / 4)
    assert quality.precision == Scored(4 / 6)


@pytest.mark.parametrize("unknown", [0, 6, 999])
def test_a_label_without_a_passage_bears_nothing_out(unknown: int) -> None:
    is_recalled, precise, recall, precision = judged((3, unknown))
    assert (is_recalled, precise, recall, precision) == (False, (), Scored(0.0), Scored(0.0))


def test_the_published_count_leaves_a_sentence_with_an_unknown_label_out() -> None:
    answer = [CitedSentence(CLAIM, (3, 9)), CitedSentence("blue", (4,))]
    for convention, precision in ((STRICT, 1 / 3), (PUBLISHED, 1.0)):
        quality = asyncio.run(
            citation_quality(answer, PASSAGES, WordOverlapEntailment(), threshold=1.0, convention=convention)
        )
        assert (quality.recall, quality.precision) == (Scored(0.5), Scored(precision))


def test_the_published_count_looks_at_three_citations_and_ours_at_all() -> None:
    assert judged((4, 1, 4, 2))[0]
    labels = (4, 1, 5, 3)  # of the first three, [5] alone entails: [4] and [1] can be spared
    assert judged(labels, PUBLISHED)[1:] == ((5,), Scored(1.0), Scored(1 / 3))
    assert judged(labels)[1:] == ((5, 3), Scored(1.0), Scored(2 / 4))


def test_an_answer_without_citations_has_no_precision_and_by_the_published_count_0() -> None:
    assert judged(())[3] == Unscorable(NO_CITATION)
    assert judged((), PUBLISHED)[3] == Scored(0.0)


def by_definition(labels: Sequence[int]) -> tuple[bool, list[int]]:
    """The definitions, read literally with sets of words."""
    wanted = set(CLAIM.split())

    def entails(chosen: Sequence[int]) -> bool:
        return wanted <= {word for label in chosen for word in PASSAGES[label - 1].split()}

    recall = bool(labels) and entails(labels)
    irrelevant = [one for one in labels if not entails([one]) and entails([other for other in labels if other != one])]
    return recall, [one for one in labels if recall and one not in irrelevant]


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), max_size=5, unique=True))
def test_any_citations_are_judged_by_the_definition(labels: list[int]) -> None:
    is_recalled, precise, _, _ = judged(labels)
    assert (is_recalled, list(precise)) == by_definition(labels)
