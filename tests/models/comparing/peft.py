"""LoRA adapters as PEFT writes them, and safetensors files of numbers in float32."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RANK, ALPHA = 4, 12.0

Arrays = Mapping[str, NDArray[np.float32]]


def write_tensors(path: Path, arrays: Arrays) -> Path:
    """A safetensors file of these arrays."""
    header: dict[str, object] = {}
    body = b""
    for name, array in arrays.items():
        last = len(body) + array.nbytes
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(body), last]}
        body += array.astype("<f4").tobytes()
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + body)
    return path


def random_pairs(shapes: Mapping[str, tuple[int, int]], seed: int, size: float = 0.3) -> Arrays:
    """Random A and B of the matrices of these names and shapes (out, in), by PEFT's names."""
    drawn, made = np.random.default_rng(seed), {}
    for name, (out, into) in shapes.items():
        for part, shape in (("A", (RANK, into)), ("B", (out, RANK))):
            key = f"base_model.model.{name.removesuffix('.weight')}.lora_{part}.weight"
            made[key] = (drawn.normal(size=shape) * size).astype(np.float32)
    return made


def write_adapter(folder: Path, pairs: Arrays, **config: object) -> Path:
    """An adapter's folder."""
    folder.mkdir()
    write_tensors(folder / "adapter_model.safetensors", pairs)
    modules = sorted({name.split(".")[-3] for name in pairs})
    about = {"peft_type": "LORA", "r": RANK, "lora_alpha": ALPHA, "target_modules": modules, "task_type": "CAUSAL_LM"}
    (folder / "adapter_config.json").write_text(json.dumps({**about, "bias": "none", **config}), encoding="utf-8")
    return folder
