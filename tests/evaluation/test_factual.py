"""Claims against a reference collection that the user names."""

import asyncio
import re
from collections.abc import Sequence

from pincite.evaluation.factual import ClaimVerdict, checked, factual_scores, is_about
from pincite.evaluation.score import figure_of
from pincite.models.fakes import WordOverlapEntailment, content_words

COLLECTION = [
    "The executed lease sets the monthly rent at 900 pounds.",
    "The tenant may assign the lease with the landlord's consent.",
    "The deposit is held by the agent.",
    "Repayment of the deposit comes within ten days.",
]


async def search(claim: str) -> Sequence[str]:
    """The two passages that share most words with a claim, none where none shares any."""
    shared = {passage: len(content_words(claim) & content_words(passage)) for passage in COLLECTION}
    ranked = sorted((passage for passage in COLLECTION if shared[passage]), key=lambda passage: -shared[passage])
    return ranked[:2]


def objections(passage: str, claim: str) -> Sequence[str]:
    """Figures of the claim that the passage lacks."""
    given = set(re.findall(r"[0-9]{1,9}", passage))
    return [f"{figure} stands nowhere" for figure in re.findall(r"[0-9]{1,9}", claim) if figure not in given]


def check(*claims: str) -> tuple[ClaimVerdict, ...]:
    return asyncio.run(checked(claims, search, WordOverlapEntailment(), objections, threshold=1.0))


def test_a_claim_that_a_passage_bears_out_is_supported_by_it() -> None:
    assert check("The monthly rent is 900 pounds.") == (
        ClaimVerdict("The monthly rent is 900 pounds.", "supported", COLLECTION[0], ()),
    )


def test_a_claim_that_a_passage_on_the_same_thing_speaks_against_is_contradicted_for_a_reason() -> None:
    [found] = check("The monthly rent of the lease is 850 pounds.")
    assert (found.finding, found.passage, found.reasons) == ("contradicted", COLLECTION[0], ("850 stands nowhere",))


def test_an_objection_outweighs_what_the_model_finds_likely() -> None:
    claim = "The monthly rent of the lease is 850 pounds."  # four of five content words stand in the passage
    [found] = asyncio.run(checked([claim], search, WordOverlapEntailment(), objections, threshold=0.5))
    assert found.finding == "contradicted"
    [unopposed] = asyncio.run(checked([claim], search, WordOverlapEntailment(), lambda *_: (), threshold=0.5))
    assert unopposed.finding == "supported"


def test_silence_is_no_contradiction() -> None:
    """A passage on another thing lacks the figure too; one on the same thing says nothing against it."""
    assert [
        found.finding for found in check("Insurance covers 5000000 pounds of damage.", "The tenant keeps a dog.")
    ] == [
        "not found",
        "not found",
    ]
    assert check("Кошка спит.")[0] == ClaimVerdict("Кошка спит.", "not found", None, ())


def test_a_claim_that_two_passages_bear_out_together_is_supported_by_neither_alone() -> None:
    [found] = check("Repayment of the deposit held by the agent comes within ten days.")
    assert (found.finding, found.passage) == ("supported", None)


def test_coverage_stands_beside_precision() -> None:
    """Of 4 claims 2 are found, of those 1 is borne out; an answer without claims weighs nothing."""
    first = check("The monthly rent is 900 pounds.", "The monthly rent of the lease is 850 pounds.")
    second = check("The tenant keeps a dog.", "The garden is large.")
    scores = [factual_scores(answer) for answer in (first, second, ())]
    coverage, precision = (figure_of(list(of), "abc") for of in zip(*scores, strict=True))
    assert (coverage.value, precision.value) == (0.5, 0.5)
    assert (coverage.weight, precision.weight) == (4, 2)
    nothing, unknown = (figure_of([score], "a") for score in factual_scores(second))
    assert nothing.value == 0
    assert unknown.value is None


def test_hostile_claims_are_looked_up_like_others() -> None:
    for claim in ("", "😀", "\ud800", "rent " * 10_000):
        [found] = check(claim)
        assert found.finding in {"supported", "not found"}
    assert not is_about("The rent is due.", "")
