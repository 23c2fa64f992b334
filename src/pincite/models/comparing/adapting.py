"""A model's weights with a LoRA adapter added to them, for the reference.

The adapter of a GGUF model is in a GGUF file. That of one in Hugging Face's form is a folder as PEFT writes it, with
`adapter_config.json` and `adapter_model.safetensors`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from pincite.errors import ModelError
from pincite.models.architecture.config_fields import Config, read_config
from pincite.models.architecture.gguf_header import Header, read_header
from pincite.models.architecture.safetensors import tensors_in
from pincite.models.reference.arrays import Floats
from pincite.models.reference.file_weights import FileWeights
from pincite.models.reference.naming import TensorSource
from pincite.models.reference.weights import Weights, whole

A, B, ALPHA, KIND = ".lora_a", ".lora_b", "adapter.lora.alpha", "adapter.type"

EMBEDDINGS: Final = "token_embd.weight"
"""Of these llama.cpp wants both matrices the other way round."""

PEFT: Final = ("adapter_config.json", "adapter_model.safetensors")
"""The files of an adapter that PEFT writes."""

OF_PEFT: Final = "base_model.model."
"""What PEFT writes before the name of a matrix."""

OTHERWISE: Final = ("use_dora", "rank_pattern", "alpha_pattern", "modules_to_save", "fan_in_fan_out", "megatron_config")
"""Settings of PEFT under which an adapter is not alpha/rank · B·A alone, or not the same everywhere."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """The matrices of an adapter: of each tensor that it changes, A (rank, in) and B (out, rank), and alpha."""

    path: Path
    changed: frozenset[str]
    weights: Weights
    alpha: float


def read_adapter(path: Path, family: str) -> Adapter:
    """The LoRA adapter in a GGUF file, for a model of this architecture.

    All is looked at before an engine is given the file, so that the sentence is about the adapter and not the model.

    Raises:
        ModelError: it cannot be read, is no such adapter, is for another architecture, or its numbers are none.
    """
    header = read_header(path)
    names = {tensor.name for tensor in header.tensors}
    changed = {name.removesuffix(A) for name in names if name.endswith(A)}
    if header.fields.get(KIND) != "lora" or not changed:
        raise ModelError(f"{path} is no LoRA adapter in a GGUF file; make one with llama.cpp's convert_lora_to_gguf.py")
    if strange := sorted(names - {name + part for name in changed for part in (A, B)}):
        raise ModelError(f"the adapter {path} has a tensor {strange[0]}, which is no part of a pair; convert it anew")
    if missing := sorted(name + B for name in changed if name + B not in names):
        raise ModelError(f"the adapter {path} lacks {missing[0]}; convert it anew")
    if (other := header.fields.get("general.architecture")) != family:
        raise ModelError(f"the adapter {path} is for models of {str(other)[:40]!r}, and this one is of {family!r}")
    weights = FileWeights(
        {tensor.name: tensor for tensor in header.tensors}, {name: TensorSource((name,)) for name in names}
    )
    found = Adapter(path, frozenset(changed), weights, _alpha(header))
    _require_computable(found)
    return found


def _require_computable(adapter: Adapter) -> None:
    """Refuse an adapter of which two matrices do not go together, or that has what is no number."""
    for name in sorted(adapter.changed):
        down, up = (adapter.weights.shape(name + part) for part in (A, B))
        if name == EMBEDDINGS:
            raise ModelError(f"the adapter {adapter.path} changes the embeddings, which is not computed here")
        if len(down) != 2 or len(up) != 2 or down[0] != up[1]:
            raise ModelError(
                f"the adapter {adapter.path} changes {name} by matrices of the shapes {down} and {up}, which do not go "
                "together; convert it anew"
            )
        for part in (A, B):
            if not np.isfinite(whole(adapter.weights, name + part)).all():
                raise ModelError(f"the adapter {adapter.path} has what is no number in {name + part}; train it anew")


def read_peft(folder: Path, names: Mapping[str, TensorSource]) -> Adapter:
    """The LoRA adapter in a folder of PEFT's, for a model whose tensors have these names in its files.

    With rank-stabilised LoRA the scale is alpha/√rank (Kalajdzievski, 2023, arXiv 2312.03732).

    Raises:
        ModelError: it cannot be read, is no LoRA adapter, or changes what the model lacks.
    """
    config = read_config(folder / PEFT[0])
    _require_plain(folder, config)
    rank, alpha = config.number("r"), config.maybe_decimal("lora_alpha")
    scaled = alpha if alpha is not None else float(rank)
    tensors = {tensor.name: tensor for tensor in tensors_in(folder / PEFT[1])}
    pairs = {ours + part: name for ours, stored in _matrices(names) for part, name in _pair(stored) if name in tensors}
    changed = {name.removesuffix(A) for name in pairs if name.endswith(A)}
    if strange := sorted(tensors.keys() - set(pairs.values())):
        raise ModelError(f"the adapter {folder} changes {strange[0]}, which the model lacks; it is for another")
    if not changed or changed != {name.removesuffix(B) for name in pairs if name.endswith(B)}:
        raise ModelError(f"the adapter {folder} does not have A and B of each matrix that it changes; save it anew")
    weights = FileWeights(tensors, {name: TensorSource((stored,)) for name, stored in pairs.items()})
    scale = scaled * math.sqrt(rank) if config.is_true("use_rslora", default=False) else scaled
    found = Adapter(folder, frozenset(changed), weights, scale)
    _require_computable(found)
    return found


def _require_plain(folder: Path, config: Config) -> None:
    if config.text("peft_type") != "LORA":
        raise ModelError(f"{folder} is no LoRA adapter of PEFT's; save it with save_pretrained")
    if other := next((name for name in OTHERWISE if config.values.get(name)), None):
        raise ModelError(f"the adapter {folder} sets {other}, which is not computed here; train it without")


def _matrices(names: Mapping[str, TensorSource]) -> Iterator[tuple[str, str]]:
    """Our name of each matrix that is one tensor in a model's files, and its name there."""
    for ours, named in names.items():
        if not named.is_stacked and ours.endswith(".weight"):
            yield ours, named.stored[0].removesuffix(".weight")


def _pair(stored: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (A, f"{OF_PEFT}{stored}.lora_A.weight"), (B, f"{OF_PEFT}{stored}.lora_B.weight")


def _alpha(header: Header) -> float:
    found = header.fields.get(ALPHA, 0.0)
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise ModelError(
            f"the adapter {header.path} has {str(found)[:40]!r} for {ALPHA}, which is no number; convert it anew"
        )
    return float(found)


class Adapted:
    """Weights to which an adapter adds alpha/rank · B·A. Implements `Weights`.

    Source: Hu et al., "LoRA", 2021 (arXiv 2106.09685), section 4.1. llama.cpp takes an alpha of 0 for a scale of 1.
    """

    def __init__(self, weights: Weights, adapter: Adapter) -> None:
        """Takes the weights and the adapter.

        Raises:
            ModelError: it is for another model.
        """
        self._weights, self._adapter = weights, adapter
        for name in sorted(adapter.changed):
            if name not in weights:
                raise ModelError(f"the adapter {adapter.path} changes {name}, which the model lacks; it is for another")
            shape = (adapter.weights.shape(name + B)[0], adapter.weights.shape(name + A)[-1])
            if weights.shape(name) != shape:
                raise ModelError(
                    f"the adapter {adapter.path} changes {name} of shape {shape}, and the model's has "
                    f"{weights.shape(name)}; it is for another"
                )

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        return name in self._weights

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return self._weights.shape(name)

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """Part of a tensor."""
        rows = self._weights.rows(name, start, stop)
        if name not in self._adapter.changed:
            return rows
        down, up = whole(self._adapter.weights, name + A), self._adapter.weights.rows(name + B, start, stop)
        scale = self._adapter.alpha / len(down) if self._adapter.alpha else 1.0
        added: Floats = rows + (up @ down) * rows.dtype.type(scale)
        return added
