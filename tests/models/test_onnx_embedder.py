import asyncio
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pincite.errors import ModelError
from pincite.models.onnx_embedder import SHIPPED, OnnxEmbedder
from pincite.models.onnx_graph import open_session, open_tokenizer, read_card
from pincite.models.ports import Vectors

pytestmark = pytest.mark.live

CLAUSES = (
    "Either party may terminate this Agreement for convenience upon ninety (90) days' prior written notice.",
    "All disputes arising hereunder shall be finally settled by arbitration seated in Geneva.",
    "In no event shall Supplier's aggregate liability exceed the fees paid in the preceding twelve months.",
    "The Receiving Party shall hold the Disclosing Party's Confidential Information in strict confidence.",
    "Neither party may assign this Agreement without the prior written consent of the other.",
)


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The card of a copy of the shipped model."""
    shutil.copytree(SHIPPED.parent, tmp_path / "weights")
    return tmp_path / "weights" / SHIPPED.name


def embed(embedder: OnnxEmbedder, *texts: str) -> Vectors:
    return asyncio.run(embedder.embed(texts))


def test_each_text_gets_one_unit_row(embedder: OnnxEmbedder) -> None:
    vectors = embed(embedder, *CLAUSES)
    assert vectors.shape == (len(CLAUSES), embedder.dimensions) == (5, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    assert embed(embedder).shape == (0, 384)


def test_the_name_carries_the_revision_of_the_weights() -> None:
    assert OnnxEmbedder().name == f"minilm-l6-legal-int8@{read_card(SHIPPED).graph_sha256[:8]}"


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: OnnxEmbedder) -> None:
    texts = [clause * repeats for repeats in (1, 4, 2) for clause in CLAUSES]
    together = embed(embedder, *texts)
    backwards = embed(embedder, *reversed(texts))
    alone = np.concatenate([embed(embedder, text) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(together, backwards[::-1])


def test_the_number_of_lanes_changes_no_vector(embedder: OnnxEmbedder) -> None:
    assert np.array_equal(embed(embedder, *CLAUSES), embed(OnnxEmbedder(lanes=1), *CLAUSES))


def test_calls_at_the_same_time_do_not_mix(embedder: OnnxEmbedder) -> None:
    async def both() -> tuple[Vectors, Vectors]:
        return await asyncio.gather(embedder.embed(CLAUSES), embedder.embed(CLAUSES[::-1]))

    forwards, backwards = asyncio.run(both())
    assert np.array_equal(forwards, backwards[::-1])


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("How much notice must be given to end the contract without cause?", 0),
        ("How are disputes between the parties resolved?", 1),
        ("Is there a cap on damages?", 2),
        ("Must trade secrets be kept secret?", 3),
        ("Can the contract be transferred to someone else?", 4),
    ],
    ids=["termination", "arbitration", "liability", "confidence", "assignment"],
)
def test_a_question_is_closest_to_the_clause_that_answers_it(
    embedder: OnnxEmbedder, question: str, clause: int
) -> None:
    likeness = embed(embedder, *CLAUSES) @ embed(embedder, question)[0]
    assert int(np.argmax(likeness)) == clause


@pytest.mark.parametrize(
    ("clause", "paraphrase", "distractor"),
    [
        (
            "Neither party may assign this Agreement without the prior written consent of the other.",
            "This contract may not be transferred by one side unless the other agrees in writing beforehand.",
            "This Agreement shall be binding on the successors of each party.",
        ),
        pytest.param(
            "The Supplier's total liability shall not exceed the fees paid in the last twelve months.",
            "Damages payable by the vendor are capped at one year of charges.",
            "The Supplier shall deliver the goods within twelve months.",
            marks=pytest.mark.xfail(strict=True, reason="trained on questions, it follows the clause's words"),
        ),
        (
            "Tenant shall pay rent on the first day of each month.",
            "The lessee must make monthly rental payments in advance.",
            "Landlord shall repair the roof and the structure of the building.",
        ),
        (
            "The Receiving Party shall keep the information in strict confidence.",
            "Whoever receives secrets must not disclose them to others.",
            "The Receiving Party shall pay all invoices within thirty days.",
        ),
    ],
    ids=["assignment", "cap", "rent", "confidence"],
)
def test_a_paraphrase_is_closer_than_a_clause_in_the_same_words(
    embedder: OnnxEmbedder, clause: str, paraphrase: str, distractor: str
) -> None:
    vectors = embed(embedder, clause, paraphrase, distractor)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_words_past_the_limit_are_not_read(embedder: OnnxEmbedder) -> None:
    kept = "notice " * (read_card(SHIPPED).max_tokens - 2)  # two tokens mark the text's start and end
    whole, longer, shorter = embed(embedder, kept, kept + "arbitration in Geneva " * 50, kept[: len(kept) // 2])
    assert np.array_equal(whole, longer)
    assert not np.array_equal(whole, shorter)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\x00\x01", "\ud800 lone surrogate", "漢字 ﷺ 🎉", "§ 7.2(b)(ii) – “Fees”", "x" * 100_000],
    ids=["empty", "blank", "control", "surrogate", "scripts", "legal marks", "one long word"],
)
def test_odd_texts_have_vectors_too(embedder: OnnxEmbedder, text: str) -> None:
    vector = embed(embedder, text)[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_damaged_weights_are_named(copied: Path) -> None:
    graph = copied.with_name("minilm-l6-legal-int8.onnx")
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 1
    graph.write_bytes(content)
    with pytest.raises(ModelError, match=r"^the model file \S+-int8\.onnx is damaged .+; reinstall pincite"):
        embed(OnnxEmbedder(copied), "a clause")


@pytest.mark.parametrize("name", ["minilm-l6-legal-int8.onnx", "tokenizer.json"])
def test_missing_files_are_named(copied: Path, name: str) -> None:
    copied.with_name(name).unlink()
    with pytest.raises(ModelError, match=rf"^the model file \S+{name} could not be read \(No such file or directory\)"):
        embed(OnnxEmbedder(copied), "a clause")


def test_a_process_opens_a_graph_once_wherever_it_lies(copied: Path) -> None:
    assert open_session(read_card(copied)) is open_session(read_card(SHIPPED))


def test_a_process_opens_a_tokenizer_once_for_each_length(copied: Path) -> None:
    card, words = read_card(copied), "a word " * 40
    short = open_tokenizer(card, 8)
    assert short is open_tokenizer(read_card(SHIPPED), 8)
    assert len(short.encode(words)) == 8
    assert len(open_tokenizer(card, None).encode(words)) == 82


def test_a_missing_card_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^the model card \S+none\.json could not be read"):
        OnnxEmbedder(tmp_path / "none.json")


@pytest.mark.parametrize("content", ["{", "[]", '{"name": "x"}', '{"name": "x", "dimensions": "many"}'])
def test_a_damaged_card_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "card.json").write_text(content)
    with pytest.raises(ModelError, match=r"^the model card \S+card\.json is damaged"):
        OnnxEmbedder(tmp_path / "card.json")


def test_a_graph_that_is_none_is_named(copied: Path) -> None:
    entries = json.loads(copied.read_bytes())
    entries["graph"] = entries["tokenizer"]
    copied.write_text(json.dumps(entries))
    with pytest.raises(ModelError, match="onnxruntime could not open the model"):
        embed(OnnxEmbedder(copied), "a clause")
