"""Citation recall and precision: do an answer's citations support it, and is each of them needed?

The recall of a sentence is 1 where the passages it cites, joined, entail it; without a citation it is 0. A citation is
irrelevant where its passage alone does not entail the sentence and the sentence's other passages do without it. A
citation is precise where its sentence has recall 1 and it is not irrelevant: citations of an unsupported sentence are
never precise.

The caller decides what counts as a passage. Pincite's answers are measured quote by quote (`pinned`): a passage that
entails a sentence does not make a quote from elsewhere in the passage right.

Source: T. Gao, H. Yen, J. Yu, D. Chen, "Enabling Large Language Models to Generate Text with Citations" (ALCE), EMNLP
2023, section 4. There a T5 model decides on entailment; here any `Entailment` does, from a threshold on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.evaluation.score import Score, Scored, Unscorable, share
from pincite.models.ports import Entailment

NO_SENTENCE = "the answer has no sentence"
NO_CITATION = "the answer cites nothing"

THRESHOLD = 0.5
"""Probability from which a passage entails a sentence: more likely than not."""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence with the labels of the passages that it cites, from 1, each once, in order."""

    text: str
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Convention:
    """Choices that the paper leaves open.

    Only the first `most_citations` of a sentence count; None counts all. A sentence that cites a label without a
    passage is not supported; `counts_unknown` says whether its citations also count as imprecise, or not at all.
    `uncited_is_zero` gives an answer without citations a precision of 0; otherwise it has no precision.
    """

    most_citations: int | None
    counts_unknown: bool
    uncited_is_zero: bool


PUBLISHED = Convention(most_citations=3, counts_unknown=False, uncited_is_zero=True)
"""The defaults of the authors' program, for figures to compare with theirs."""

STRICT = Convention(most_citations=None, counts_unknown=True, uncited_is_zero=False)
"""Our own choices. Every citation counts, since a reader follows every one. A label without a passage is the worst kind
of citation and must not improve the figure by dropping out. Without citations precision is undefined, and recall is
0."""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """The verdict on a sentence: whether it is supported, and the labels that are precise."""

    sentence: CitedSentence
    is_recalled: bool
    precise: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """Recall and precision of one answer, each in [0, 1], with its sentences in order."""

    recall: Score
    precision: Score
    judged: tuple[JudgedSentence, ...]


async def citation_quality(
    answer: Sequence[CitedSentence],
    passages: Sequence[str],
    entailment: Entailment,
    *,
    threshold: float = THRESHOLD,
    convention: Convention = STRICT,
) -> CitationQuality:
    """How well an answer is cited. Label n is `passages[n - 1]`.

    The entailment model is called at most three times, each time for all sentences.

    Raises:
        ModelError: the entailment model fails.
    """
    kept = [sentence.labels[: convention.most_citations] for sentence in answer]
    known = [
        bool(labels) and all(1 <= label <= len(passages) for label in one.labels)
        for one, labels in zip(answer, kept, strict=True)
    ]

    async def entailed(asked: Sequence[tuple[int, Sequence[int]]]) -> list[bool]:
        pairs = [("\n".join(passages[label - 1] for label in labels), answer[at].text) for at, labels in asked]
        return [support >= threshold for support in await entailment.support(pairs)] if pairs else []

    joined = [(at, labels) for at, labels in enumerate(kept) if known[at]]
    recalled = {at for (at, _), holds in zip(joined, await entailed(joined), strict=True) if holds}
    several = [(at, label) for at in sorted(recalled) if len(kept[at]) > 1 for label in kept[at]]
    alone = await entailed([(at, [label]) for at, label in several])
    doubtful = [pair for pair, holds in zip(several, alone, strict=True) if not holds]
    rest = await entailed([(at, [other for other in kept[at] if other != label]) for at, label in doubtful])
    irrelevant = {pair for pair, holds in zip(doubtful, rest, strict=True) if holds}
    judged = tuple(
        JudgedSentence(
            sentence,
            at in recalled,
            tuple(label for label in kept[at] if at in recalled and (at, label) not in irrelevant),
        )
        for at, sentence in enumerate(answer)
    )
    counted = sum(len(labels) for at, labels in enumerate(kept) if known[at] or convention.counts_unknown)
    precise = sum(len(one.precise) for one in judged)
    uncited = Scored(0.0) if convention.uncited_is_zero and answer else Unscorable(NO_CITATION)
    return CitationQuality(
        share(len(recalled), len(answer), NO_SENTENCE),
        share(precise, counted, NO_CITATION) if counted else uncited,
        judged,
    )
