"""The entailment model that ships, and the reader of pairs below it."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from pincite.errors import ModelError
from pincite.models.onnx_entailment import SHIPPED, OnnxEntailment
from pincite.models.onnx_graph import read_card

pytestmark = pytest.mark.live

CLAUSE = (
    "9.2 Supplier shall indemnify Customer against third-party claims within thirty (30) days of notice, unless the "
    "claim arises from Customer's own negligence. This Agreement is governed by the laws of Delaware."
)


@pytest.fixture(scope="module")
def model() -> OnnxEntailment:
    return OnnxEntailment()


def support(model: OnnxEntailment, *pairs: tuple[str, str]) -> list[float]:
    return asyncio.run(model.support(pairs))


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("The agreement is governed by Delaware law.", "The agreement is governed by New York law."),
        ("Supplier must indemnify Customer within 30 days.", "Supplier must indemnify Customer within 90 days."),
        ("Supplier has to indemnify Customer.", "Supplier may indemnify Customer."),
        ("Supplier shall indemnify Customer.", "Customer shall indemnify Supplier."),
        ("Supplier indemnifies Customer against claims of third parties.", "Supplier must insure Customer's premises."),
        ("Delaware law governs.", "Delaware law does not govern."),
    ],
    ids=["law", "days", "duty", "parties", "subject", "not"],
)
def test_what_the_clause_says_is_better_supported_than_what_it_does_not(
    model: OnnxEntailment, true: str, false: str
) -> None:
    supported, unsupported = support(model, (CLAUSE, true), (CLAUSE, false))
    assert supported > unsupported


def test_probabilities_come_in_the_order_of_the_pairs(model: OnnxEntailment) -> None:
    pairs = [(CLAUSE, f"The notice period is {days} days.") for days in range(1, 12)]
    together = support(model, *pairs)
    assert all(0 <= probability <= 1 for probability in together)
    assert together == [support(model, pair)[0] for pair in pairs]
    assert together[::-1] == support(model, *reversed(pairs))
    assert support(model) == []


@pytest.mark.parametrize("text", ["", "🙂", "\ud800", "x" * 200_000, "租金", "a " * 50_000])
def test_any_text_has_a_probability(model: OnnxEntailment, text: str) -> None:
    for pair in ((text, "Rent is due."), (CLAUSE, text), (text, text)):
        assert 0 <= support(model, pair)[0] <= 1


def test_the_name_carries_the_revision_of_the_weights(model: OnnxEntailment) -> None:
    assert model.name == f"entailment-l6-legal-int8@{read_card(SHIPPED).graph_sha256[:8]}"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The card of a copy of the shipped model."""
    folder = tmp_path / "weights"
    folder.mkdir()
    for name in (SHIPPED.name, SHIPPED.with_suffix(".onnx").name, "tokenizer.json"):
        shutil.copy(SHIPPED.parent / name, folder)
    return folder / SHIPPED.name


def test_a_calibration_on_the_card_is_used(copied: Path) -> None:
    pair = (CLAUSE, "The agreement is governed by Delaware law.")
    card = json.loads(copied.read_bytes())
    card["calibration"] = {"slope": 0.0, "intercept": 0.0}
    copied.write_text(json.dumps(card), encoding="utf-8")
    assert support(OnnxEntailment(copied), pair) == [0.5]


def test_damaged_weights_are_refused_by_name(copied: Path) -> None:
    graph = copied.with_suffix(".onnx")
    graph.write_bytes(graph.read_bytes()[:-7] + b"damaged")
    with pytest.raises(ModelError, match=r"entailment-l6-legal-int8\.onnx is damaged"):
        support(OnnxEntailment(copied), (CLAUSE, "x"))


@pytest.mark.parametrize("calibration", ['"steep"', "[1]", '{"slope": "x"}'])
def test_a_card_with_a_wrong_calibration_is_refused(copied: Path, calibration: str) -> None:
    card = json.loads(copied.read_bytes())
    card["calibration"] = json.loads(calibration)
    copied.write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="is damaged"):
        OnnxEntailment(copied)
