"""Do the citations of an answer bear it out, and is each of them needed? Citation recall and precision.

Recall of a sentence is 1 where the passages that it cites, joined, entail it; without a citation it is 0. A citation is
irrelevant where its passage alone does not entail the sentence, and the sentence's other passages do without it. It is
precise where the sentence has recall 1 and it is not irrelevant: a citation of a sentence that is not borne out is
precise in nothing.

What counts as a passage is for the caller to say. The answers of pincite are measured quote by quote (`pinned`): a
passage that entails a sentence does not make a quote from beside it right.

Source: T. Gao, H. Yen, J. Yu, D. Chen, "Enabling Large Language Models to Generate Text with Citations" (ALCE), EMNLP
2023, section 4. There a sentence is entailed or not by a T5 model; here by any `Entailment` from a threshold on.
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
class Cited:
    """A sentence, and the labels of the passages that it cites, from 1, each once, in order."""

    text: str
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Convention:
    """What the paper leaves open.

    Only the first `most_citations` of a sentence are looked at; None looks at all. A sentence that cites a label no
    passage has is not borne out; `counts_unknown` says whether its citations are imprecise too, or are left out.
    `uncited_is_zero` gives an answer without citations a precision of 0; else it has none.
    """

    most_citations: int | None
    counts_unknown: bool
    uncited_is_zero: bool


PUBLISHED = Convention(most_citations=3, counts_unknown=False, uncited_is_zero=True)
"""As the authors' program does by default: for figures that stand beside theirs."""

STRICT = Convention(most_citations=None, counts_unknown=True, uncited_is_zero=False)
"""Ours. Every citation is looked at, since a reader follows every one. A label without a passage is the worst kind of
citation and must not help by leaving the count. Precision of nothing does not exist, and recall is 0 already."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a sentence: whether it is borne out, and the labels that are precise."""

    sentence: Cited
    is_recalled: bool
    precise: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """Recall and precision of one answer, each in [0, 1], with the sentences in order."""

    recall: Score
    precision: Score
    judged: tuple[Judged, ...]


async def citation_quality(
    answer: Sequence[Cited],
    passages: Sequence[str],
    entailment: Entailment,
    *,
    threshold: float = THRESHOLD,
    convention: Convention = STRICT,
) -> CitationQuality:
    """How well an answer is cited: label n is `passages[n - 1]`.

    The port is asked at most three times, for all sentences at once.

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
        Judged(
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
