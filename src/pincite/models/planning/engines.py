"""How an engine lays out its cache, and how many tokens of a prompt it reads at once."""

from dataclasses import dataclass
from typing import Literal

from pincite.models.planning.machine import EngineName, Machine


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine's cache: in blocks of `block` tokens, `chunk` tokens of a prompt at a time.

    A layer with a window keeps the window and the tokens that are being read.
    """

    name: EngineName
    block: int
    chunk: int

    def padded(self, tokens: int) -> int:
        """Tokens that a sequence of so many takes, in whole blocks."""
        return -(-tokens // self.block) * self.block

    def cells(self, context: int, window: int | None) -> int:
        """Tokens that one layer keeps of a sequence, in whole blocks.

        Sources: llama.cpp: `llama-kv-cache-iswa.cpp` (window + micro-batch, padded). vLLM: `kv_cache_interface.py`,
        `SlidingWindowSpec` (window − 1 + batch, and one block more).
        """
        whole = self.padded(context)
        if window is None:
            return whole
        if self.name == "llama.cpp":
            return min(whole, self.padded(min(whole, window + self.chunk)))
        return min(whole, self.padded(min(context, window - 1 + self.chunk)) + self.block)


LLAMA_CPP = Engine("llama.cpp", block=256, chunk=512)
"""Pads a sequence to 256 cells (`llama-context.cpp`); its micro-batch is 512 unless `-ub` says otherwise."""

VLLM = Engine("vllm", block=16, chunk=2048)
"""Blocks of 16 tokens on a GPU (128 on a processor: `block_tokens = 128`); `max_num_batched_tokens` is 2,048."""

ENGINES = {"llama.cpp": LLAMA_CPP, "vllm": VLLM}


def engine_of(machine: Machine, tensors_from: Literal["gguf", "safetensors", "config.json"]) -> Engine:
    """The engine that the machine names, else llama.cpp for a GGUF and vLLM for Hugging Face's files."""
    engine = ENGINES[machine.engine or ("llama.cpp" if tensors_from == "gguf" else "vllm")]
    return engine if machine.block_tokens is None else Engine(engine.name, machine.block_tokens, engine.chunk)
