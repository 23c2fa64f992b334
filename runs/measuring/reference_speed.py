"""Compares the reference with llama.cpp on the same tokens: how far apart, and how many tokens a processor second.

    OPENBLAS_NUM_THREADS=1 python -m runs.measuring.reference_speed [MODEL] [--tokens 512] [--written 32]

Both read the tokens at once, and then write some one by one; llama.cpp only reads. Seconds are of the processor and not
of the clock, so a machine that others use changes them little.
"""

import argparse
import os
import resource
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from pincite.models.comparing.engine import Running
from pincite.models.reference.loading import load
from pincite.models.reference.running import Writing, cache_for, log_probabilities
from pincite.models.reference.weights import Remembered
from pincite.sandbox.llama_library import llama_library

MODEL = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
PAGES = (Path(__file__).parents[2] / "docs" / "security.md", Path(__file__).parents[2] / "docs" / "decisions.md")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=MODEL)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--written", type=int, default=32)
    given = parser.parse_args()
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)[:40_000]
    with llama_library(given.model) as library:
        tokens = library.tokens(text).ids[: given.tokens]
        library.log_probs(tokens[:8], Running("f16", flash=True))
        before = spent(library.pid)
        theirs = library.log_probs(tokens, Running("f16", flash=True))
        say("llama.cpp reads", len(tokens), spent(library.pid) - before)
    model = load(given.model)
    before = time.process_time()
    ours = log_probabilities(model, tokens)
    say("the reference reads", len(tokens), time.process_time() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    remembered = replace(model, weights=Remembered(model.weights))
    writing = Writing(remembered, cache_for(remembered, pages=len(tokens)))
    writing.read(tokens[: -given.written])
    before = time.process_time()
    for token in tokens[-given.written :]:
        writing.read([token])
    say("the reference writes", given.written, time.process_time() - before)
    divergence = (np.exp(ours) * (ours - theirs)).sum(axis=-1)
    same = (ours.argmax(axis=-1) == theirs.argmax(axis=-1)).mean()
    print(f"KL of llama.cpp from the reference: mean {divergence.mean():.5f}, same likeliest token {same:.1%}")
    print(f"peak memory until the reference had read: {peak:.2f} GiB")


def spent(process: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def say(what: str, tokens: int, seconds: float) -> None:
    print(f"{what} {tokens} tokens in {seconds:.2f} processor seconds: {tokens / seconds:.0f} tokens/s")


if __name__ == "__main__":
    main()
