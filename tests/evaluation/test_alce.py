"""Citation quality of written answers, whatever they look like."""

import asyncio
from collections.abc import Sequence

from pincite.evaluation.alce import NO_SENTENCE, PUBLISHED, CitationQuality, CitedSentence, citation_quality
from pincite.evaluation.score import Scored, Unscorable
from pincite.models.fakes import WordOverlapEntailment

PASSAGES = ("Fees are due within thirty days of the invoice.", "Interest runs at five per cent a year.")


class Counting(WordOverlapEntailment):
    """Counts how often it is asked, and how many pairs."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.calls.append(len(pairs))
        return await super().support(pairs)


def quality(*answer: CitedSentence, passages: Sequence[str] = PASSAGES) -> CitationQuality:
    return asyncio.run(citation_quality(answer, passages, WordOverlapEntailment(), threshold=1.0))


FEES, INTEREST = "Fees are due within thirty days.", "Interest runs at five per cent."


def test_sentences_that_cite_what_bears_them_out() -> None:
    found = quality(CitedSentence(FEES, (1,)), CitedSentence(INTEREST, (2,)))
    assert (found.recall, found.precision) == (Scored(1.0), Scored(1.0))


def test_one_sentence_of_two_is_borne_out() -> None:
    found = quality(CitedSentence(FEES, (1,)), CitedSentence("Interest runs at nine per cent.", (1, 2)))
    assert (found.recall, found.precision) == (Scored(0.5), Scored(1 / 3))


def test_an_answer_without_a_sentence_is_not_scored() -> None:
    found = quality()
    assert found.recall == Unscorable(NO_SENTENCE)
    assert isinstance(found.precision, Unscorable)
    nothing = asyncio.run(citation_quality([], PASSAGES, WordOverlapEntailment(), convention=PUBLISHED))
    assert nothing.recall == Unscorable(NO_SENTENCE)
    assert isinstance(nothing.precision, Unscorable)


def test_without_passages_nothing_is_borne_out() -> None:
    found = quality(CitedSentence("Fees are due.", (1,)), passages=[])
    assert (found.recall, found.precision) == (Scored(0.0), Scored(0.0))


def test_the_model_is_asked_at_most_three_times_and_only_what_is_needed() -> None:
    model = Counting()
    labels = {"Fees are due.": (1,), "Interest runs.": (2, 1), "Costs.": (9,), "Nothing cited.": ()}
    answer = [CitedSentence(text, cited) for text, cited in labels.items()]
    asyncio.run(citation_quality(answer, PASSAGES, model, threshold=1.0))
    assert model.calls == [2, 2, 1]  # two sentences joined; two citations alone; one without the other
    asyncio.run(citation_quality([CitedSentence("Nothing cited.", ())], PASSAGES, idle := Counting()))
    assert idle.calls == []


def test_long_and_foreign_answers_are_scored() -> None:
    assert quality(CitedSentence("Плата вносится.", (1,))).recall == Scored(0.0)
    assert quality(
        CitedSentence("費用は三十日以内に支払う。", (1,)), passages=["費用は三十日以内に支払う"]
    ).recall == Scored(1.0)
    assert quality(CitedSentence("fee " * 10_000, (1,)), passages=["fee"]).recall == Scored(1.0)
    assert quality(CitedSentence("\ud800 fee.", (1,)), passages=["fee"]).recall == Scored(1.0)
