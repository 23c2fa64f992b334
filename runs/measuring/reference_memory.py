"""Runs the reference on a made file of the shape of Llama 2 7B, and says its peak memory and its time.

    python -m runs.measuring.reference_memory FOLDER [--tokens 4] [--limit 6]

The file is made in FOLDER and removed again: 3.8 GB in blocks of q4_0, all matrices from one block of random numbers
that is repeated, norms of ones. The process may have no more than `--limit` GiB of addresses.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np

LAYERS, WIDTH, INNER, HEADS, VOCABULARY = 32, 4096, 11_008, 32, 32_000

REPEATED = 1 << 20
"""Numbers of the block that all matrices repeat."""

ALIGNMENT = 32


def matrices() -> Iterator[tuple[str, tuple[int, int]]]:
    yield "token_embd.weight", (VOCABULARY, WIDTH)
    yield "output.weight", (VOCABULARY, WIDTH)
    for layer in range(LAYERS):
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"blk.{layer}.{part}.weight", (WIDTH, WIDTH)
        yield f"blk.{layer}.ffn_gate.weight", (INNER, WIDTH)
        yield f"blk.{layer}.ffn_up.weight", (INNER, WIDTH)
        yield f"blk.{layer}.ffn_down.weight", (WIDTH, INNER)


def norms() -> Iterator[str]:
    yield "output_norm.weight"
    for layer in range(LAYERS):
        yield f"blk.{layer}.attn_norm.weight"
        yield f"blk.{layer}.ffn_norm.weight"


def make(file: Path) -> int:
    """Writes the file, and gives the number of its parameters."""
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_block_count(LAYERS)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_context_length(4096)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(VOCABULARY)
    kind = gguf.GGMLQuantizationType.Q4_0
    random = np.random.default_rng(1).standard_normal(REPEATED).astype(np.float32) / np.float32(WIDTH**0.5)
    block = gguf.quants.quantize(random, kind).tobytes()
    one = np.ones(WIDTH, dtype=np.float32).tobytes()
    sizes = []
    for name in norms():
        writer.add_tensor_info(name, (WIDTH,), np.dtype(np.float32), len(one))
        sizes.append((one, len(one)))
    parameters = len(sizes) * WIDTH
    for name, (rows, columns) in matrices():
        size = rows * columns // 32 * 18
        writer.add_tensor_info(name, (rows, columns // 32 * 18), np.dtype(np.uint8), size, raw_dtype=kind)
        sizes.append((block, size))
        parameters += rows * columns
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    with file.open("ab") as opened:
        opened.write(bytes(-opened.tell() % ALIGNMENT))
        for repeated, size in sizes:
            whole, rest = divmod(size, len(repeated))
            for _ in range(whole):
                opened.write(repeated)
            opened.write(repeated[:rest] + bytes(-size % ALIGNMENT))
    return parameters


def run(file: Path, tokens: int, limit: int) -> None:
    """Computes log-probabilities within the limit, and prints what it took."""
    from pincite.models.reference.loading import load
    from pincite.models.reference.running import log_probabilities

    resource.setrlimit(resource.RLIMIT_AS, (limit << 30, limit << 30))
    started = time.process_time()
    found = log_probabilities(load(file), list(range(1, tokens + 1)))
    took = time.process_time() - started
    assert np.isfinite(found).all()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{tokens} tokens: peak {peak:.2f} GiB, {took:.0f} processor seconds, at most {limit} GiB of addresses")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tokens", type=int, default=4)
    parser.add_argument("--limit", type=int, default=6, help="GiB of addresses that the process may have")
    parser.add_argument("--run", action="store_true", help="run the file that is there already")
    given = parser.parse_args()
    file = given.folder / "made-7b.q4_0.gguf"
    if given.run:
        run(file, given.tokens, given.limit)
        return
    try:
        parameters = make(file)
        print(f"{parameters / 1e9:.2f}e9 parameters in {file.stat().st_size / 1e9:.2f} GB")
        more = ["--run", "--tokens", str(given.tokens), "--limit", str(given.limit)]
        subprocess.run([sys.executable, "-m", "runs.measuring.reference_memory", str(given.folder), *more], check=True)
    finally:
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
