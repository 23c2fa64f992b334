"""The encoders that ship compute what their weights say, rounded as their graphs round."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.errors import ModelError
from pincite.models.comparing.encoders import ALLOWED, COUNTED, compare_encoder, differences
from pincite.models.onnx_graph import WEIGHTS
from pincite.models.reference.arrays import Floats
from pincite.models.reference.onnx_encoder import head_scores, onnx_encoder
from pincite.models.reference.onnx_file import read_graph
from pincite.models.reference.running import Reference
from pincite.models.reference.shape import EncoderShape
from pincite.models.reference.weights import Kept, Weights, whole

SHIPPED = ("minilm-l6-legal-int8", "scanner-l6-int8", "entailment-l6-legal-int8", "reader-l6-legal-int8")


@cache
def _model(name: str) -> Reference:
    return onnx_encoder(WEIGHTS / f"{name}.onnx")


def _third_nearest(name: str, model: Reference) -> float:
    return differences(WEIGHTS / f"{name}.json", model)[COUNTED - 1]


@pytest.mark.live
@pytest.mark.parametrize("name", SHIPPED)
def test_onnxruntime_computes_what_the_weights_say(name: str) -> None:
    found = compare_encoder(WEIGHTS / f"{name}.json")
    assert found.is_ok
    assert found.nearest <= 5e-6  # 1.4e-6 where numpy multiplies with AVX-512, 2.4e-6 with AVX2
    assert found.nearest <= found.farthest <= 0.5
    assert found.rounding is not None
    assert 1e-3 < found.rounding < 0.5


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
    assert _third_nearest(name, FAULTS[fault](_model(name))) > 100 * ALLOWED


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
