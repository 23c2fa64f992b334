"""The encoders that ship, and a tiny MPNet, compute what their weights say, rounded as their graphs round."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.errors import ModelError
from pincite.models.comparing.encoders import ALLOWED, COUNTED, EncoderFound, compare_encoder, differences
from pincite.models.onnx_graph import WEIGHTS, read_card
from pincite.models.reference.arrays import Floats
from pincite.models.reference.onnx_encoder import head_scores, onnx_encoder
from pincite.models.reference.onnx_file import read_graph
from pincite.models.reference.running import Reference, read
from pincite.models.reference.shape import EncoderShape
from pincite.models.reference.weights import Kept, Weights, whole

SHIPPED = (
    "minilm-l6-legal-int8",
    "scanner-l6-int8",
    "entailment-l6-legal-int8",
    "reader-l6-legal-int8",
    "second-reader-mpnet6-legal-int8",
)

DATA = Path(__file__).parents[2] / "data"

TINY_MPNET = DATA / "encoder" / "tiny-mpnet.json"
"""Two layers of random weights, exported and smoothed as a larger reader is (`runs/making/make_tiny_encoder.py`)."""


@cache
def _model(card: Path) -> Reference:
    return onnx_encoder(*read_card(card).graph)


def _card(name: str) -> Path:
    return WEIGHTS / f"{name}.json"


def _third_nearest(card: Path, model: Reference) -> float:
    return differences(card, model)[COUNTED - 1]


@pytest.mark.live
@pytest.mark.parametrize("name", SHIPPED)
def test_onnxruntime_computes_what_the_weights_say(name: str) -> None:
    found = compare_encoder(_card(name))
    assert found.is_ok
    assert found.nearest <= 5e-6  # 1.4e-6 where numpy multiplies with AVX-512, 2.4e-6 with AVX2
    assert found.nearest <= found.farthest <= 0.5
    assert found.rounding is not None
    assert 1e-3 < found.rounding < 0.5


def _shaped(change: Callable[[EncoderShape], EncoderShape]) -> Callable[[Reference], Reference]:
    def spoil(model: Reference) -> Reference:
        assert isinstance(model.shape, EncoderShape)
        return replace(model, shape=change(model.shape))

    return spoil


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
    "heads of twice the size": _shaped(lambda shape: replace(shape, heads=6)),
    "32 weights with the other sign": _changed("blk.3.ffn_up.weight", _flipped),
    "two heads exchanged": _changed("blk.5.attn_v.weight", lambda numbers: np.roll(numbers, 32, axis=0)),
    "a norm without its bias": _changed("blk.2.layer_output_norm.bias", np.zeros_like),
}


@pytest.mark.live
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_shows(fault: str) -> None:
    card = _card("minilm-l6-legal-int8")
    assert _third_nearest(card, FAULTS[fault](_model(card))) > 100 * ALLOWED


@pytest.mark.live
def test_an_encoder_says_its_form() -> None:
    model = _model(_card("minilm-l6-legal-int8"))
    shape = model.shape
    assert shape.epsilon == pytest.approx(1e-12)
    assert replace(shape, epsilon=1e-12) == EncoderShape(6, 12, 30_522, 1e-12, "gelu", 512, is_rounded=True)
    with pytest.raises(ModelError, match="has no head"):
        head_scores(model, np.zeros((2, 384), np.float32))


@pytest.mark.live
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.99])
def test_a_file_that_is_cut_off_is_refused(share: float, tmp_path: Path) -> None:
    content = (WEIGHTS / "minilm-l6-legal-int8.onnx").read_bytes()
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match=r"cut\.onnx is no ONNX file, or is damaged; fetch it again"):
        onnx_encoder(cut)


def test_another_graph_is_refused() -> None:
    with pytest.raises(ModelError, match=r"tiny-reader\.onnx has no layers of BERT or MPNet, so it is no encoder"):
        onnx_encoder(DATA / "reader" / "tiny-reader.onnx")


def test_an_mpnet_computes_what_its_weights_say() -> None:
    found = compare_encoder(TINY_MPNET)
    assert found.is_ok
    assert found.rounding is not None
    assert found.rounding > 100 * ALLOWED


def test_an_mpnet_says_its_form() -> None:
    shape = _model(TINY_MPNET).shape
    assert shape.epsilon == pytest.approx(1e-12)
    assert replace(shape, epsilon=1e-12) == EncoderShape(
        2, 4, 71, 1e-12, "gelu", 128, first_position=2, has_types=False, farthest=128, is_rounded=True
    )


SMOOTHED = [f"blk.{layer}.{part}" for layer in range(2) for part in ("attn_q", "attn_output", "ffn_up", "ffn_down")]

MPNET_FAULTS: dict[str, Callable[[Reference], Reference]] = {
    "positions from the padding's on": _shaped(lambda shape: replace(shape, first_position=1)),
    "positions from 0 on, as in BERT": _shaped(lambda shape: replace(shape, first_position=0)),
    "buckets up to 64 tokens": _shaped(lambda shape: replace(shape, farthest=64)),
    "no distances": _shaped(lambda shape: replace(shape, farthest=None)),
    "before and behind exchanged": _changed("blk.0.attn_rel_b.weight", lambda table: np.roll(table, 16, axis=0)),
    "each distance in the next bucket": _changed("blk.0.attn_rel_b.weight", lambda table: np.roll(table, 1, axis=0)),
} | {f"{matrix} not smoothed": _changed(f"{matrix}.smoothing", np.ones_like) for matrix in SMOOTHED}


@pytest.mark.parametrize("fault", MPNET_FAULTS)
def test_a_fault_of_an_mpnet_shows(fault: str) -> None:
    assert _third_nearest(TINY_MPNET, MPNET_FAULTS[fault](_model(TINY_MPNET))) > 100 * ALLOWED


def test_types_count_for_nothing_in_an_mpnet() -> None:
    model, tokens = _model(TINY_MPNET), list(range(4, 20))
    assert (read(model, tokens, types=[1] * 16).hidden == read(model, tokens).hidden).all()


def test_an_mpnet_has_fewer_positions_than_its_table_has_rows() -> None:
    assert len(read(_model(TINY_MPNET), [5] * 128).hidden) == 128
    with pytest.raises(ModelError, match="129 tokens are more than the 128 positions"):
        read(_model(TINY_MPNET), [5] * 129)


def test_a_graph_in_parts_is_compared_as_a_whole(tmp_path: Path) -> None:
    entries = json.loads(TINY_MPNET.read_text(encoding="utf-8"))
    content = TINY_MPNET.with_suffix(".onnx").read_bytes()
    for part, start in (("a", 0), ("b", 40_000), ("c", 80_000)):
        (tmp_path / part).write_bytes(content[start : start + 40_000])
    entries["graph"] = {"parts": ["a", "b", "c"], "sha256": entries["graph"]["sha256"]}
    words = TINY_MPNET.with_name(entries["tokenizer"]["file"])
    (tmp_path / words.name).write_bytes(words.read_bytes())
    (tmp_path / "card.json").write_text(json.dumps(entries), encoding="utf-8")
    found: EncoderFound = compare_encoder(tmp_path / "card.json")
    assert found == compare_encoder(TINY_MPNET)


@pytest.mark.parametrize("part", [b"encoder.relative_attention_bias.weight", b"layer.1/attention/attn/o/MatMul_out"])
def test_an_mpnet_that_lacks_a_part_is_refused(part: bytes, tmp_path: Path) -> None:
    content = TINY_MPNET.with_suffix(".onnx").read_bytes()
    assert part in content
    other = tmp_path / "other.onnx"
    other.write_bytes(content.replace(part, part.replace(b"t", b"_")))
    with pytest.raises(ModelError, match=r"other\.onnx lacks bert\.encoder\.\S+\.weight, so it is no encoder"):
        onnx_encoder(other)


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
