"""A tensor of a model's file: its name, shape, type, and where its bytes are."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Role = Literal["embedding", "output", "attention", "feed-forward", "expert", "router", "norm", "table"]

TABLES = ("rope_freqs", "rope_factors_long", "rope_factors_short", "rotary_emb", "position_ids")

EXPERT = re.compile(r"_exps\.|\.experts\.|ffn_(?:gate|up|down)\.\d+\.")
"""A GGUF has a layer's experts in one tensor (`ffn_up_exps`); old ones and Hugging Face's files have each apart."""

OUTPUTS = ("output.weight", "lm_head.weight", "lm_head.bias")

EMBEDDINGS = ("token_embd.", "embed_tokens.", "position_embd.", "token_types.", "embeddings.", "shared.weight", "wte.")


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor with its type as the file names it (`q4_1`, `bfloat16`), its shape rows first, and its size in bytes.

    `offset` counts from the beginning of `file`. Both are None for a tensor that follows from config.json alone.
    """

    name: str
    shape: tuple[int, ...]
    type: str
    bytes: int
    file: Path | None = None
    offset: int | None = None

    @property
    def elements(self) -> int:
        """How many numbers it has."""
        product = 1
        for size in self.shape:
            product *= size
        return product

    @property
    def role(self) -> Role:
        """What it does in the model, by its name."""
        return role_of(self.name)


def role_of(name: str) -> Role:
    """What a tensor of that name does in the model.

    >>> [role_of(name) for name in ("blk.0.ffn_up.7.weight", "model.layers.0.self_attn.q_proj.weight")]
    ['expert', 'attention']
    """
    if any(table in name for table in TABLES):
        return "table"
    if EXPERT.search(name):
        return "expert"
    if name.endswith(OUTPUTS) and "attn_output" not in name and "attention.output" not in name:
        return "output"
    if "norm" in name.lower():
        return "norm"
    if any(part in name for part in EMBEDDINGS):
        return "embedding"
    if "ffn_gate_inp" in name or name.endswith((".gate.weight", "shared_expert_gate.weight")):
        return "router"
    if any(part in name for part in ("attn", "attention", "Attention")):
        return "attention"
    return "feed-forward"
