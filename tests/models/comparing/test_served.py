"""A server with weights in Hugging Face's form: what transformers computes is right, and what goes wrong is found."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.comparing.peft import ALPHA, RANK, Arrays, random_pairs, write_adapter, write_tensors
from tests.models.reference.made import FOLDER, expected
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from pincite.errors import ModelError
from pincite.models.architecture.safetensors import tensors_in
from pincite.models.comparing.served import Served, verified_server
from pincite.models.comparing.serving import Server
from pincite.models.reference.loading import load
from pincite.models.reference.running import log_probabilities
from pincite.models.scoring import Answers

POSITIONS = 16

UNKNOWN = "w0"


def folder_of(name: str, tmp_path: Path, **changed: object) -> Path:
    """A tiny model's folder, with a tokenizer of one word for each number, and another configuration if asked."""
    config = json.loads((FOLDER / name / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**config, **changed}), encoding="utf-8")
    (tmp_path / "model.safetensors").symlink_to(FOLDER / name / "model.safetensors")
    tokenizer = Tokenizer(WordLevel({f"w{number}": number for number in range(96)}, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def text_of(name: str) -> str:
    return " ".join(f"w{token}" for token in expected(name)["tokens"])


def saying(rows: Sequence[Sequence[float]]) -> Server:
    """A server that gives the ten likeliest tokens of these rows, as transformers computed them."""

    def asked(tokens: Sequence[int]) -> Answers:
        likeliest = np.array(rows)[: len(tokens)].argsort(axis=1)[:, ::-1][:, :10].tolist()
        return {at: {token: rows[at][token] for token in these} for at, these in enumerate(likeliest)}

    return Server("the server of the tier box", asked)


def verified(name: str, folder: Path, rows: Sequence[Sequence[float]]) -> Served:
    return verified_server(folder, text_of(name), POSITIONS, saying(rows))


@pytest.mark.parametrize("name", ["llama", "qwen2", "qwen3", "gemma2", "gemma3", "mixtral", "deepseek"])
def test_a_server_that_computes_what_transformers_does_is_sound(name: str, tmp_path: Path) -> None:
    found = verified(name, folder_of(name, tmp_path), expected(name)["log_probabilities"])
    assert found.faults == ()
    assert found.server.positions == POSITIONS
    assert 0 <= found.server.kl < 1e-6 < found.allowed < 0.1
    assert (found.server.top1, found.server.first_difference) == (1.0, None)


@pytest.mark.parametrize("kind", ["yarn", "llama3", "linear"])
def test_a_server_that_leaves_positions_unstretched_is_found(kind: str, tmp_path: Path) -> None:
    wanted: dict[str, Any] = expected("llama")
    scaled = wanted["scaled"][kind]
    folder = folder_of("llama", tmp_path, rope_parameters=scaled["rope_parameters"])
    assert verified("llama", folder, scaled["log_probabilities"]).faults == ()
    [fault] = verified("llama", folder, wanted["log_probabilities"]).faults
    assert fault.startswith("the server of the tier box: the scaling of positions (")
    assert ") is ignored (it is " in fault


def test_what_no_known_fault_explains_is_said_as_it_is(tmp_path: Path) -> None:
    rows = np.roll(np.array(expected("llama")["log_probabilities"]), 1, axis=1).tolist()
    [fault] = verified("llama", folder_of("llama", tmp_path), rows).faults
    assert fault.startswith("the server of the tier box is off: it is ")


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_a_folder_without_a_tokenizer_is_refused(content: bytes | None, tmp_path: Path) -> None:
    folder = folder_of("llama", tmp_path)
    (folder / "tokenizer.json").unlink()
    if content is not None:
        (folder / "tokenizer.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"tokenizer.json (cannot be read|is no tokenizer)"):
        verified("llama", folder, expected("llama")["log_probabilities"])


def test_an_encoder_is_not_compared_as_a_server(tmp_path: Path) -> None:
    folder = folder_of("bert", tmp_path)
    with pytest.raises(ModelError, match="'bert' does not write by itself"):
        verified_server(folder, text_of("llama"), POSITIONS, saying([[0.0]]))


QUERIES, DOWN = "model.layers.0.self_attn.q_proj.weight", "model.layers.1.mlp.down_proj.weight"


def merged(folder: Path, tmp_path: Path, pairs: Arrays, scale: float) -> Path:
    """The folder of the tiny Llama with the adapter's matrices added to its own, and without the adapter."""
    made = folder_of("llama", tmp_path)
    arrays = {}
    for tensor in tensors_in(folder / "model.safetensors"):
        assert (tensor.file, tensor.type) == (folder / "model.safetensors", "bf16")
        raw = (folder / "model.safetensors").read_bytes()[tensor.offset :][: tensor.bytes]
        arrays[tensor.name] = (np.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4").reshape(tensor.shape)
    for name in (QUERIES, DOWN):
        a, b = (pairs[f"base_model.model.{name.removesuffix('.weight')}.lora_{part}.weight"] for part in "AB")
        arrays[name] = arrays[name] + np.float32(scale) * (b @ a)
    (made / "model.safetensors").unlink()
    write_tensors(made / "model.safetensors", arrays)
    return made


@pytest.mark.parametrize(("config", "scale"), [({}, ALPHA / RANK), ({"use_rslora": True}, ALPHA / RANK**0.5)])
def test_a_server_with_an_adapter_is_held_to_it(config: dict[str, object], scale: float, tmp_path: Path) -> None:
    for name in ("own", "other"):
        (tmp_path / name).mkdir()
    folder = folder_of("llama", tmp_path / "own")
    pairs = random_pairs({QUERIES: (64, 48), DOWN: (48, 64)}, 3)
    adapter = write_adapter(tmp_path / "adapter", pairs, **config)
    whole = load(merged(folder, tmp_path / "other", pairs, scale))
    rows = log_probabilities(whole, expected("llama")["tokens"]).tolist()

    def with_adapter(rows: Sequence[Sequence[float]]) -> tuple[str, ...]:
        return verified_server(folder, text_of("llama"), POSITIONS, saying(rows), adapter=adapter).faults

    assert with_adapter(rows) == ()
    [fault] = with_adapter(expected("llama")["log_probabilities"])
    assert fault.startswith("the server of the tier box: the adapter is ignored (it is ")


@pytest.mark.parametrize(
    ("pairs", "config", "why"),
    [
        ({QUERIES: (64, 48)}, {"peft_type": "IA3"}, "is no LoRA adapter of PEFT's"),
        ({QUERIES: (64, 48)}, {"use_dora": True}, "sets use_dora, which is not computed here"),
        ({QUERIES: (64, 48)}, {"r": None}, "does not say its r"),
        ({"model.layers.7.self_attn.q_proj.weight": (64, 48)}, {}, "which the model lacks; it is for another"),
        ({QUERIES: (64, 40)}, {}, "it is for another"),
        ({}, {}, "does not have A and B of each matrix"),
    ],
)
def test_an_adapter_that_cannot_be_computed_is_refused(
    pairs: dict[str, tuple[int, int]], config: dict[str, object], why: str, tmp_path: Path
) -> None:
    folder = folder_of("llama", tmp_path)
    adapter = write_adapter(tmp_path / "adapter", random_pairs(pairs, 3), **config)
    with pytest.raises(ModelError, match=why):
        verified_server(folder, text_of("llama"), POSITIONS, saying([[0.0]]), adapter=adapter)
