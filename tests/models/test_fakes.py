import asyncio
import inspect

import numpy as np
import pytest

from pincite.errors import ModelError
from pincite.models.fakes import HashingEmbedder, Overlap, OverlapReader, Scripted, WordOverlapEntailment
from pincite.models.ports import ChatModel, CrossEncoder, Embedder, Entailment, Message, Reader, ToRead

QUESTION = (Message("system", "Answer from the passages."), Message("user", "How much notice?"))


FAKES: tuple[tuple[type, ChatModel | Embedder | CrossEncoder | Entailment | Reader], ...] = (
    (ChatModel, Scripted([])),
    (Embedder, HashingEmbedder()),
    (CrossEncoder, Overlap()),
    (Entailment, WordOverlapEntailment()),
    (Reader, OverlapReader()),
)


@pytest.mark.parametrize(("port", "fake"), FAKES, ids=[port.__name__ for port, _ in FAKES])
def test_a_fake_has_what_its_port_has_with_the_same_parameters(port: type, fake: object) -> None:
    for name, wanted in vars(port).items():
        if isinstance(wanted, property):
            assert hasattr(fake, name)
        elif not name.startswith("_"):
            found = inspect.signature(getattr(type(fake), name))
            assert list(found.parameters) == list(inspect.signature(wanted).parameters)


def test_the_fake_reader_counts_words_of_the_question() -> None:
    text = "Rent is due on the first day. The Landlord insures the Premises."
    passage = ToRead("", text, ((0, 29), (30, len(text))))
    [odds] = asyncio.run(OverlapReader().read("Who insures the Premises?", [passage]))
    assert odds[1] > 0 > odds[0]


@pytest.mark.parametrize(
    "texts",
    [[], [""], ["the of and"], ["\ud800 \x00"], ["one two", "", "漢字 🎉", "word " * 5000]],
    ids=["none", "empty", "function words", "odd characters", "mixed"],
)
def test_hashed_rows_have_unit_length_whatever_the_text(texts: list[str]) -> None:
    vectors = asyncio.run(HashingEmbedder(64).embed(texts))
    assert vectors.shape == (len(texts), 64)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_hashed_vector_is_the_same_in_every_process() -> None:
    vector = asyncio.run(HashingEmbedder(8).embed(["Termination for convenience"]))[0]
    stored = [-0.377415, -0.323498, 0.161749, 0.161749, -0.700913, -0.323498, 0.0, 0.323498]
    assert vector == pytest.approx(stored, abs=1e-6)


def test_texts_that_share_words_or_their_stems_are_closer() -> None:
    query, same, stem, other = asyncio.run(
        HashingEmbedder().embed(
            [
                "terminate this agreement",
                "Either party may terminate the agreement.",
                "Upon termination of agreements",
                "Royalties accrue quarterly in euros.",
            ]
        )
    )
    assert query @ same > query @ stem > query @ other + 0.1


def test_function_words_do_not_make_texts_alike() -> None:
    first, second = asyncio.run(HashingEmbedder().embed(["the fee of the buyer", "the law of the state"]))
    assert abs(first @ second) < 0.3


def test_a_vector_needs_a_dimension() -> None:
    with pytest.raises(ModelError, match="0 dimensions"):
        HashingEmbedder(0)


def test_overlap_counts_distinct_content_words() -> None:
    scores = asyncio.run(
        Overlap().score("notice of termination", ["Notice, notice and notice.", "Termination needs notice.", ""])
    )
    assert scores == [1.0, 2.0, 0.0]


@pytest.mark.parametrize(
    ("premise", "claim", "support"),
    [
        ("Fees are due within 30 days.", "Fees are due within 30 days.", 1.0),
        ("Fees are due within 30 days.", "Fees are due within 60 days.", 0.8),
        ("Supplier shall pay.", "Supplier shall not pay.", 0.75),
        ("Fees are due.", "The buyer indemnifies.", 0.0),
        ("Fees are due.", "", 0.0),
        ("", "Fees are due.", 0.0),
    ],
    ids=["same", "another figure", "negated", "unrelated", "empty claim", "empty premise"],
)
def test_entailment_is_the_share_of_the_claims_words(premise: str, claim: str, support: float) -> None:
    assert asyncio.run(WordOverlapEntailment().support([(premise, claim)])) == [pytest.approx(support)]


def test_the_script_is_played_in_order_and_usage_is_counted() -> None:
    model = Scripted(["Thirty days [1].", "Not found."])
    first = asyncio.run(model.complete(QUESTION, max_tokens=10))
    second = asyncio.run(model.complete(QUESTION[1:], max_tokens=10))
    assert (first.text, second.text) == ("Thirty days [1].", "Not found.")
    assert (first.usage.prompt_tokens, first.usage.completion_tokens) == (7, 3)
    assert model.asked == (QUESTION, QUESTION[1:])


def test_a_scripted_reply_keeps_to_the_limit() -> None:
    completion = asyncio.run(Scripted(["Thirty  days' written notice."]).complete(QUESTION, max_tokens=2))
    assert completion.text == "Thirty  days'"
    assert completion.usage.completion_tokens == 2


def test_a_script_that_is_over_says_so() -> None:
    model = Scripted(["One."], name="demo")
    asyncio.run(model.complete(QUESTION, max_tokens=5))
    with pytest.raises(ModelError, match="the scripted model demo has given all its 1 replies"):
        asyncio.run(model.complete(QUESTION, max_tokens=5))
