"""A GGUF file says the same as the files that it was converted from."""

from pathlib import Path

import numpy as np
import pytest
from runs.making.planted import rewritten
from tests.models.reference.made import FAMILIES, expected, gguf_of

from pincite.models.comparing.engine import Running
from pincite.models.reference.loading import load
from pincite.models.reference.running import log_probabilities
from pincite.sandbox.llama_library import llama_library


@pytest.mark.parametrize("name", FAMILIES)
def test_a_converted_file_gives_what_transformers_gives(name: str, tmp_path: Path) -> None:
    wanted = expected(name)
    model = load(gguf_of(name, tmp_path / "model.gguf"))
    found = log_probabilities(model, wanted["tokens"])
    assert np.abs(found - np.array(wanted["log_probabilities"])).max() <= 1e-4


SCALINGS = ("linear", "yarn", "llama3")


@pytest.mark.live
@pytest.mark.parametrize("kind", SCALINGS)
def test_scaled_positions_are_read_as_transformers_and_llama_cpp_read_them(kind: str, tmp_path: Path) -> None:
    wanted = expected("llama")
    scaled = wanted["scaled"][kind]
    file = gguf_of("llama", tmp_path / "model.gguf", scaling=scaled["rope_parameters"])
    ours = log_probabilities(load(file), wanted["tokens"])
    assert np.abs(ours - np.array(scaled["log_probabilities"])).max() <= 1e-4
    with llama_library(file) as library:
        theirs = library.log_probs(wanted["tokens"], Running("f32", flash=False))
    assert np.abs(ours - theirs).max() <= 1e-4


@pytest.mark.live
def test_positions_stretched_from_nowhere_are_stretched_from_the_longest_context(tmp_path: Path) -> None:
    wanted = expected("llama")
    said = {key: each for key, each in wanted["scaled"]["yarn"]["rope_parameters"].items() if "original" not in key}
    file = gguf_of("llama", tmp_path / "model.gguf", scaling=said)
    ours = log_probabilities(load(file), wanted["tokens"])
    with llama_library(file) as library:
        theirs = library.log_probs(wanted["tokens"], Running("f32", flash=False))
    assert np.abs(ours - theirs).max() <= 1e-4
    assert np.abs(ours - np.array(wanted["log_probabilities"])).max() > 0.1


def test_a_bound_of_nothing_is_none_as_engines_take_it(tmp_path: Path) -> None:
    file = gguf_of("gemma2", tmp_path / "model.gguf")
    tokens = expected("gemma2")["tokens"]
    bounds = ("gemma2.final_logit_softcapping", "gemma2.attn_logit_softcapping")
    unbounded = rewritten(file, tmp_path / "unbounded.gguf", dict.fromkeys(bounds, 0.0))
    wide = rewritten(file, tmp_path / "wide.gguf", dict.fromkeys(bounds, 1e6))
    found = log_probabilities(load(unbounded), tokens)
    assert np.abs(found - log_probabilities(load(wide), tokens)).max() <= 1e-4
    assert np.abs(found - log_probabilities(load(file), tokens)).max() > 1e-3


ROUNDED = {"gemma2": 5e-3, "gemma3": 5e-3}
"""llama.cpp looks the GELU of Gemma up in a table of float16."""


@pytest.mark.live
@pytest.mark.parametrize("name", FAMILIES)
def test_llama_cpp_reads_a_converted_file_alike(name: str, tmp_path: Path) -> None:
    file = gguf_of(name, tmp_path / "model.gguf")
    tokens = expected(name)["tokens"]
    ours = log_probabilities(load(file), tokens)
    with llama_library(file) as library:
        theirs = library.log_probs(tokens, Running("f32", flash=False))
    assert np.abs(ours - theirs).max() <= ROUNDED.get(name, 1e-4)
    assert (np.exp(ours) * (ours - theirs)).sum(axis=-1).max() <= 1e-6
    assert ours.argmax(axis=-1).tolist() == theirs.argmax(axis=-1).tolist()
