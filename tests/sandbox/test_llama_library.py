"""llama.cpp's library in its box, on a real model and on files that are none."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.models.architecture.made_gguf import llama

from pincite.errors import ModelError
from pincite.models.comparing.engine import Running
from pincite.models.comparing.figures import apart
from pincite.sandbox.llama_library import LlamaLibrary, llama_library
from pincite.sandbox.llama_program import Started

GGUF = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not GGUF.is_file(), reason=f"{GGUF} is not there: python -m runs.making.fetch_gguf"),
]

CLAUSE = "The Tenant shall pay the rent on the first day of each month. The rent falls due on the first day of each"


@pytest.fixture(scope="module")
def library() -> Iterator[LlamaLibrary]:
    with llama_library(GGUF) as loaded:
        yield loaded


def test_gives_log_probabilities_of_the_whole_vocabulary(library: LlamaLibrary) -> None:
    tokens = library.tokens(CLAUSE)
    found = library.log_probs(tokens.ids, Running("f16", flash=False))
    assert found.shape == (len(tokens.ids), 49152)
    assert np.allclose(np.exp(found.astype(np.float64)).sum(axis=1), 1.0, atol=1e-6)
    assert library.tokens(" month").ids == (int(found[-1].argmax()),)


def test_reads_what_the_file_says_of_the_first_token(library: LlamaLibrary) -> None:
    tokens = library.tokens("Rent.")
    assert (tokens.bos, tokens.begins_with_bos) == (1, False)


def test_the_same_settings_give_the_same_figures(library: LlamaLibrary) -> None:
    ids, running = library.tokens(CLAUSE).ids, Running("f16", flash=True)
    assert (library.log_probs(ids, running) == library.log_probs(ids, running)).all()


def test_a_rounder_cache_lies_further_apart(library: LlamaLibrary) -> None:
    ids = library.tokens(CLAUSE).ids
    exact = library.log_probs(ids, Running("f16", flash=True))
    by_type = {kv: apart(library.log_probs(ids, Running(kv, flash=True)), exact, ids).kl for kv in ("q8_0", "q4_0")}
    assert 0 < by_type["q8_0"] < by_type["q4_0"]


def test_values_in_blocks_need_flash_attention(library: LlamaLibrary) -> None:
    with pytest.raises(ModelError, match=r"KV q4_0, no flash attention.*quantized V cache requires flash_attn"):
        library.log_probs([1, 2], Running("q4_0", flash=False))


def test_why_settings_do_not_run_is_waited_for() -> None:
    late = """
import sys, time
print('{"problem": "no"}', flush=True)
time.sleep(0.2)
print("0.01 E init: the cause", file=sys.stderr, flush=True)
sys.stderr.buffer.write(b"\x1e\\n")
sys.stderr.flush()
input()
"""
    library = LlamaLibrary(GGUF, standing_in(late))
    try:
        with pytest.raises(ModelError, match=r"no \(KV f16, flash attention; init: the cause\)"):
            library.log_probs([1, 2], Running("f16", flash=True))
    finally:
        library.end()


def test_the_process_has_no_rights_and_no_files_to_open(library: LlamaLibrary) -> None:
    status = Path(f"/proc/{library.pid}/status").read_text(encoding="ascii")
    assert "Seccomp:\t2" in status
    assert "NoNewPrivs:\t1" in status
    assert "CapEff:\t0000000000000000" in status


def test_a_process_that_is_killed_is_said_to_be() -> None:
    with llama_library(GGUF) as loaded:
        os.kill(loaded.pid, signal.SIGKILL)
        with pytest.raises(ModelError, match=r"ended while it computed .*killed, most likely for want of memory"):
            loaded.log_probs([1, 2, 3], Running())


@pytest.mark.parametrize("kept", [0, 4, 1000, 5_000_000], ids=["empty", "magic", "header", "half"])
def test_a_file_that_is_not_whole_is_refused_in_a_sentence(kept: int, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    with GGUF.open("rb") as whole:
        cut.write_bytes(whole.read(kept))
    with (
        pytest.raises(ModelError, match=r"llama\.cpp could not load .*cut\.gguf \(.+\); name a whole GGUF"),
        llama_library(cut),
    ):
        pass


def test_a_file_that_ends_the_process_is_said_without_folders_of_whoever_built_it(tmp_path: Path) -> None:
    hostile = llama(tokenizer__ggml__model="gpt2", tokenizer__ggml__tokens=["a"] * 40, tokenizer__ggml__merges=["a a"])
    with (
        pytest.raises(ModelError, match=r"\(signal \d+; llama-vocab\.cpp:\d+: .*\); nothing was concluded: if that"),
        llama_library(hostile.write(tmp_path / "m.gguf")),
    ):
        pass


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf could not be read"), llama_library(tmp_path / "none.gguf"):
        pass


def standing_in(program: str) -> subprocess.Popen[bytes]:
    """A process in the library's place, as one that a hostile file has taken over may be."""
    return subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def load_from(program: str, within_s: float) -> None:
    library = LlamaLibrary(GGUF, standing_in(program), within_s)
    try:
        library.load(Started(0, None, 2**30, 10, 1))
    finally:
        library.end()


def test_a_process_that_only_waits_is_ended() -> None:
    with pytest.raises(ModelError, match=r"gave no answer on .*\.gguf in 0\.3 s; nothing was concluded"):
        load_from("import time; time.sleep(60)", within_s=0.3)


@pytest.mark.parametrize("claimed", ["1000000000", "49153", "null", '"many"'])
def test_a_process_is_not_believed_about_the_vocabulary(claimed: str) -> None:
    lie = f"print('{{\"vocabulary\": {claimed}}}', flush=True); input()"
    with pytest.raises(ModelError, match=r"llama\.cpp counts .* tokens in .*, and its header has 49,152"):
        load_from(lie, within_s=60)
