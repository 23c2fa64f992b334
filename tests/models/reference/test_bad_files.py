"""A file that lacks something, or contradicts itself, ends in one sentence and never in figures."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.models.reference.made import FOLDER, Change, expected, gguf_of

from pincite.errors import ModelError
from pincite.models.reference.arrays import Floats
from pincite.models.reference.loading import load
from pincite.models.reference.running import log_probabilities


def _run(name: str, file: Path, change: Change) -> Floats:
    return log_probabilities(load(gguf_of(name, file, change)), expected(name)["tokens"])


def _without(tensor: str) -> Change:
    return lambda name, numbers: None if name == tensor else numbers


def _shorter(tensor: str) -> Change:
    return lambda name, numbers: numbers[:-1] if name == tensor else numbers


@pytest.mark.parametrize(
    ("name", "tensor"),
    [
        ("llama", "output_norm.weight"),
        ("llama", "blk.1.ffn_down.weight"),
        ("qwen2", "blk.0.attn_k.bias"),
        ("qwen3", "blk.1.attn_q_norm.weight"),
        ("gemma2", "blk.0.post_ffw_norm.weight"),
        ("gemma3", "blk.1.post_attention_norm.weight"),
        ("mixtral", "blk.0.ffn_gate_inp.weight"),
        ("mixtral", "blk.1.ffn_up_exps.weight"),
        ("deepseek", "blk.1.ffn_gate_shexp.weight"),
        ("deepseek", "blk.1.exp_probs_b.bias"),
        ("deepseek", "blk.0.attn_v_b.weight"),
    ],
)
def test_a_tensor_that_is_missing_is_named(name: str, tensor: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=tensor.replace(".", r"\.")):
        _run(name, tmp_path / "model.gguf", _without(tensor))


@pytest.mark.parametrize(
    ("name", "tensor"),
    [
        ("llama", "blk.0.ffn_norm.weight"),
        ("qwen3", "blk.0.attn_k_norm.weight"),
        ("mixtral", "blk.0.ffn_gate_inp.weight"),
        ("deepseek", "blk.1.exp_probs_b.bias"),
        ("deepseek", "blk.0.attn_k_b.weight"),
        ("deepseek", "blk.1.ffn_up_shexp.weight"),
    ],
)
def test_a_tensor_of_another_shape_is_refused(name: str, tensor: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"; (fetch|get|convert)"):
        _run(name, tmp_path / "model.gguf", _shorter(tensor))


@pytest.mark.parametrize("tensor", ["blk.0.attn_v.weight", "output.weight"])
@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_found(tensor: str, number: float, tmp_path: Path) -> None:
    def spoil(name: str, numbers: Floats) -> Floats:
        return np.full_like(numbers, number) if name == tensor else numbers

    with pytest.raises(ModelError, match="not finite"):
        _run("llama", tmp_path / "model.gguf", spoil)


def test_a_file_that_is_cut_while_it_is_open_is_noticed(tmp_path: Path) -> None:
    file = gguf_of("llama", tmp_path / "model.gguf")
    model = load(file)
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)
    with pytest.raises(ModelError, match=r"model.gguf ends before tensor .*; fetch it again"):
        log_probabilities(model, [3, 4])
    file.unlink()
    with pytest.raises(ModelError, match="cannot be read: No such file"):
        log_probabilities(model, [3, 4])


def test_a_configuration_alone_has_no_weights(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "llama" / "config.json", tmp_path)
    with pytest.raises(ModelError, match="follows from a configuration alone; give the model's weights too"):
        log_probabilities(load(tmp_path), [3, 4])


def test_a_family_that_is_not_computed_is_refused_by_name(tmp_path: Path) -> None:
    config = (FOLDER / "llama" / "config.json").read_text(encoding="utf-8")
    (tmp_path / "config.json").write_text(config.replace('"llama"', '"phi3"'), encoding="utf-8")
    with pytest.raises(ModelError, match="does not run models of the family 'phi3'; it runs llama, mistral"):
        load(tmp_path)


def test_whole_numbers_are_no_weights(tmp_path: Path) -> None:
    def whole(name: str, numbers: Floats) -> Floats | NDArray[np.int8]:
        return numbers.astype(np.int8) if name == "blk.0.ffn_up.weight" else numbers

    with pytest.raises(ModelError, match="has numbers of type i8, which cannot be read"):
        _run("llama", tmp_path / "model.gguf", whole)
