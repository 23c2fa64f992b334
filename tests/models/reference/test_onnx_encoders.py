"""The encoders that ship compute what their weights say, rounded as their graphs round."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pincite.errors import ModelError
from pincite.models.onnx_graph import WEIGHTS, open_session, open_tokenizer, read_card
from pincite.models.reference.arrays import Floats
from pincite.models.reference.onnx_encoder import embedding, head_scores, onnx_encoder
from pincite.models.reference.onnx_file import read_graph
from pincite.models.reference.running import Reference, read
from pincite.models.reference.shape import EncoderShape
from pincite.models.reference.weights import Kept, Weights, whole

PAIRED = ("entailment-l6-legal-int8", "reader-l6-legal-int8")
SHIPPED = ("minilm-l6-legal-int8", "scanner-l6-int8", *PAIRED)

TEXTS = (
    "Rent",
    "The rent is due monthly.",
    "What is the notice period?",
    "Either party may terminate on ninety days' notice.",
    "The Supplier's liability is capped at the fees paid.",
    "This Agreement is governed by the laws of Delaware.",
    "Confidential information must be returned.",
    "The lease ends on 31 March.",
    "No waiver is implied.",
)
"""Short ones: in a long text some number lies so near to the border of a step that float32 rounds it otherwise."""

UNTOUCHED = 2
"""Place of the third smallest difference: in at least three of the texts no number lies there."""


@cache
def _model(name: str) -> Reference:
    return onnx_encoder(WEIGHTS / f"{name}.onnx")


def _both(name: str, model: Reference) -> list[tuple[NDArray[np.float32], Floats]]:
    """What onnxruntime and the reference make of each text."""
    card = read_card(WEIGHTS / f"{name}.json")
    tokenizer, session = open_tokenizer(card, card.max_tokens), open_session(card)
    made = []
    for text in TEXTS:
        encoded = tokenizer.encode(text, TEXTS[1]) if name in PAIRED else tokenizer.encode(text)
        given = {"input_ids": np.array([encoded.ids]), "token_type_ids": np.array([encoded.type_ids])}
        wanted = {each.name for each in session.get_inputs()}
        theirs = session.run(None, {key: value for key, value in given.items() if key in wanted})[0].ravel()
        hidden = read(model, encoded.ids, types=encoded.type_ids).hidden
        ours = embedding(hidden) if name.startswith("minilm") else head_scores(model, hidden)
        if name.startswith("entailment"):  # its graph ends in the log odds of the first of three
            ours = ours[:1] - np.log(np.exp(ours[1:]).sum())
        made.append((theirs, ours))
    return made


def _differences(name: str, model: Reference) -> list[float]:
    """The largest difference of each text, the smallest first."""
    return sorted(float(np.abs(theirs - ours).max()) for theirs, ours in _both(name, model))


@pytest.mark.live
@pytest.mark.parametrize("name", SHIPPED)
def test_onnxruntime_computes_what_the_weights_say(name: str) -> None:
    differences = _differences(name, _model(name))
    assert differences[UNTOUCHED] <= 1e-5
    assert differences[-1] <= 0.5


@pytest.mark.live
@pytest.mark.parametrize("name", SHIPPED)
def test_what_rounding_costs_is_said_apart(name: str) -> None:
    model = _model(name)
    assert isinstance(model.shape, EncoderShape)
    plain = replace(model, shape=replace(model.shape, is_rounded=False))
    assert 1e-3 < _differences(name, plain)[UNTOUCHED] < 0.5


def _with_heads(model: Reference) -> Reference:
    assert isinstance(model.shape, EncoderShape)
    return replace(model, shape=replace(model.shape, heads=6))


def _changed(tensor: str, change: Callable[[Floats], Floats]) -> Callable[[Reference], Reference]:
    def spoil(model: Reference) -> Reference:
        return replace(model, weights=_Changed(model.weights, tensor, change))

    return spoil


class _Changed(Kept):
    """The weights of a model, one tensor of them changed."""

    def __init__(self, weights: Weights, tensor: str, change: Callable[[Floats], Floats]) -> None:
        super().__init__({tensor: change(whole(weights, tensor).copy())})
        self._others = weights

    def __contains__(self, name: str) -> bool:
        return name in self._others

    def shape(self, name: str) -> tuple[int, ...]:
        return self._others.shape(name)

    def rows(self, name: str, start: int, stop: int) -> Floats:
        return super().rows(name, start, stop) if name in self._tensors else self._others.rows(name, start, stop)


def _flipped(numbers: Floats) -> Floats:
    numbers[7, :32] = -numbers[7, :32]
    return numbers


FAULTS: dict[str, Callable[[Reference], Reference]] = {
    "heads of twice the size": _with_heads,
    "32 weights with the other sign": _changed("blk.3.ffn_up.weight", _flipped),
    "two heads exchanged": _changed("blk.5.attn_v.weight", lambda numbers: np.roll(numbers, 32, axis=0)),
    "a norm without its bias": _changed("blk.2.layer_output_norm.bias", np.zeros_like),
}


@pytest.mark.live
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_shows(fault: str) -> None:
    name = "minilm-l6-legal-int8"
    assert _differences(name, FAULTS[fault](_model(name)))[UNTOUCHED] > 1e-3


@pytest.mark.live
def test_an_encoder_says_its_form() -> None:
    shape = _model("minilm-l6-legal-int8").shape
    assert shape.epsilon == pytest.approx(1e-12)
    assert replace(shape, epsilon=1e-12) == EncoderShape(6, 12, 30_522, 1e-12, "gelu", 512, is_rounded=True)
    with pytest.raises(ModelError, match="has no head"):
        head_scores(_model("minilm-l6-legal-int8"), np.zeros((2, 384), np.float32))


@pytest.mark.live
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.99])
def test_a_file_that_is_cut_off_is_refused(share: float, tmp_path: Path) -> None:
    content = (WEIGHTS / "minilm-l6-legal-int8.onnx").read_bytes()
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match=r"cut\.onnx is no ONNX file, or is damaged; fetch it again"):
        onnx_encoder(cut)


@pytest.mark.live
def test_another_graph_is_refused() -> None:
    with pytest.raises(ModelError, match=r"tiny-reader\.onnx has no layers of BERT, so it is no encoder"):
        onnx_encoder(Path(__file__).parents[2] / "data" / "reader" / "tiny-reader.onnx")


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_end_in_a_sentence_or_a_graph(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "any.onnx"
    file.write_bytes(b"\x3a" + bytes([len(content) & 127]) + content)
    try:
        graph = read_graph(file)
    except ModelError:
        return
    assert len(graph.nodes) + len(graph.constants) <= len(content)
