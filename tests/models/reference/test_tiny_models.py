"""Tiny random models of each family: what the reference computes is what transformers computes."""

import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.models.reference.made import FOLDER, expected

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Experts, Rope, Scaling
from pincite.models.reference.arrays import Doubles
from pincite.models.reference.blocks import Kind
from pincite.models.reference.cache import PagedCache
from pincite.models.reference.decoder import decode, row_sizes
from pincite.models.reference.experts import load_balancing_loss, tokens_by_expert
from pincite.models.reference.loading import load
from pincite.models.reference.running import Reference, Writing, cache_for, log_probabilities, of_hidden, read
from pincite.models.reference.sampling import Sampling, probabilities
from pincite.models.reference.shape import DecoderLayer, DecoderShape, EncoderDecoderShape, EncoderShape
from pincite.models.reference.speculative import generate
from pincite.models.reference.weights import Remembered

DECODERS = ("llama", "qwen2", "qwen3", "gemma2", "gemma3", "mixtral", "deepseek")
MODELS = (*DECODERS, "bert", "t5")


@pytest.mark.parametrize("name", MODELS)
def test_log_probabilities_are_those_of_transformers(name: str) -> None:
    wanted = expected(name)
    model = load(FOLDER / name)
    made = read(model, wanted["tokens"], source=wanted.get("source", ()), types=wanted.get("types", ()))
    assert np.abs(of_hidden(model, made.hidden) - np.array(wanted["log_probabilities"])).max() <= 1e-4
    assert np.abs(made.hidden[-1] - np.array(wanted["hidden"])).max() <= 1e-4


def test_experts_have_the_load_and_the_loss_of_transformers() -> None:
    wanted = expected("mixtral")
    routings = read(load(FOLDER / "mixtral"), wanted["tokens"]).routings
    assert [tokens_by_expert(routing).tolist() for routing in routings] == wanted["loads"]
    assert load_balancing_loss(routings) == pytest.approx(wanted["load_balancing_loss"], abs=1e-6)


@pytest.mark.parametrize("kind", ["linear", "dynamic", "yarn", "llama3"])
def test_scaled_positions_give_what_transformers_gives(kind: str, tmp_path: Path) -> None:
    wanted = expected("llama")
    scaled = wanted["scaled"][kind]
    config = json.loads((FOLDER / "llama" / "config.json").read_text(encoding="utf-8"))
    config["rope_parameters"] = scaled["rope_parameters"]
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "model.safetensors").symlink_to(FOLDER / "llama" / "model.safetensors")
    found = log_probabilities(load(tmp_path), wanted["tokens"])
    assert np.abs(found - np.array(scaled["log_probabilities"])).max() <= 1e-4
    assert np.abs(found - np.array(wanted["log_probabilities"])).max() > 0.1


def _decoder(model: Reference) -> DecoderShape:
    assert isinstance(model.shape, DecoderShape)
    return model.shape


def _changed(model: Reference, change: Callable[[DecoderLayer], DecoderLayer]) -> Reference:
    shape = _decoder(model)
    return replace(model, shape=replace(shape, layers=tuple(change(layer) for layer in shape.layers)))


def _rope(layer: DecoderLayer, rope: Callable[[Rope], Rope]) -> DecoderLayer:
    assert layer.turning is not None
    return replace(layer, turning=replace(layer.turning, rope=rope(layer.turning.rope)))


def _window(layer: DecoderLayer, more: int) -> DecoderLayer:
    window = layer.attention.window
    return layer if window is None else replace(layer, attention=replace(layer.attention, window=window + more))


def _experts(layer: DecoderLayer, change: Callable[[Experts], Experts]) -> DecoderLayer:
    return layer if layer.experts is None else replace(layer, experts=change(layer.experts))


def _adjacent(layer: DecoderLayer) -> DecoderLayer:
    assert layer.turning is not None
    return replace(layer, turning=replace(layer.turning, pairs="adjacent"))


FAULTS: dict[str, tuple[str, Callable[[Reference], Reference]]] = {
    "base of positions": ("llama", lambda m: _changed(m, lambda at: _rope(at, lambda rope: replace(rope, base=2e4)))),
    "pairs that turn": ("llama", lambda m: _changed(m, _adjacent)),
    "scale of scores": ("llama", lambda m: _changed(m, lambda at: replace(at, scale=at.scale * 1.01))),
    "scaling left out": ("deepseek", lambda m: _changed(m, lambda at: _rope(at, lambda r: replace(r, scaling=None)))),
    "window one longer": ("gemma3", lambda m: _changed(m, lambda at: _window(at, 1))),
    "window one shorter": ("gemma2", lambda m: _changed(m, lambda at: _window(at, -1))),
    "scores not bounded": ("gemma2", lambda m: _changed(m, lambda at: replace(at, softcap=None))),
    "logits not bounded": ("gemma2", lambda m: replace(m, shape=replace(_decoder(m), softcap=None))),
    "embeddings not scaled": ("gemma3", lambda m: replace(m, shape=replace(_decoder(m), embedding_scale=1.0))),
    "epsilon of norms": ("llama", lambda m: replace(m, shape=replace(_decoder(m), epsilon=1e-2))),
    "another activation": ("qwen2", lambda m: replace(m, shape=replace(_decoder(m), activation="gelu"))),
    "one expert less": ("mixtral", lambda m: _changed(m, lambda at: _experts(at, lambda e: replace(e, used=1)))),
    "weights of experts": ("deepseek", lambda m: _changed(m, lambda at: _experts(at, lambda e: replace(e, scale=1.0)))),
    "groups of experts": ("deepseek", lambda m: _changed(m, lambda at: _experts(at, lambda e: replace(e, groups=1)))),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_setting_shows(fault: str) -> None:
    name, spoil = FAULTS[fault]
    wanted = expected(name)
    found = log_probabilities(spoil(load(FOLDER / name)), wanted["tokens"])
    assert np.abs(found - np.array(wanted["log_probabilities"])).max() > 2e-3


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize("first", [1, 7, 16])
def test_a_cache_changes_nothing(name: str, first: int) -> None:
    tokens = expected(name)["tokens"]
    model = load(FOLDER / name)
    text = cache_for(model, pages=2).open()
    steps = [tokens[:first], *([token] for token in tokens[first:])]
    cached = np.concatenate([decode(_decoder(model), model.weights, step, text).hidden for step in steps])
    assert np.abs(cached - read(model, tokens).hidden).max() <= 1e-5
    writing = Writing(model, cache_for(model, pages=2))
    logs = np.concatenate([writing.read(step) for step in steps])
    assert np.abs(logs - log_probabilities(model, tokens)).max() <= 1e-4  # some are as low as -70


@pytest.mark.parametrize(("kind", "least", "most"), [("q8_0", 1e-4, 0.5), ("q4_0", 1e-2, 8.0)])
def test_a_cache_in_blocks_moves_what_it_rounds(kind: Kind, least: float, most: float) -> None:
    tokens = expected("llama")["tokens"]
    model = load(FOLDER / "llama")
    writing = Writing(model, cache_for(model, pages=2, kind=kind))
    moved = np.abs(np.concatenate([writing.read([token]) for token in tokens]) - log_probabilities(model, tokens))
    assert least < moved.max() < most


def test_rows_that_blocks_do_not_divide_are_refused() -> None:
    with pytest.raises(ModelError, match="rows of 8 numbers cannot be kept as q8_0"):
        cache_for(load(FOLDER / "deepseek"), pages=2, kind="q8_0")


def test_latent_attention_caches_one_short_vector() -> None:
    shape = _decoder(load(FOLDER / "deepseek"))
    assert row_sizes(shape) == [(32, 8), (32, 8)]
    assert row_sizes(_decoder(load(FOLDER / "llama"))) == [(32, 32), (32, 32)]


def test_texts_share_pages_and_give_them_back() -> None:
    model = load(FOLDER / "llama")
    cache = PagedCache(row_sizes(_decoder(model)), pages=3, page=4)
    one, other = Writing(model, cache), Writing(model, cache)
    tokens = expected("llama")["tokens"]
    plain = log_probabilities(model, tokens[:6])
    parts = [one.read(tokens[:3]), other.read(tokens[10:12]), one.read(tokens[3:6])]
    assert np.abs(np.concatenate((parts[0], parts[2])) - plain).max() <= 2e-5
    assert cache.free_pages == 0
    with pytest.raises(ModelError, match="all pages of the cache are in use"):
        other.read(tokens[12:16])
    one.cut(4)
    assert (one.length, cache.free_pages) == (4, 1)
    assert np.abs(one.read(tokens[4:6]) - plain[4:]).max() <= 2e-5
    one.cut(0)
    assert cache.free_pages == 2


def test_a_cache_takes_the_bytes_of_its_blocks() -> None:
    rows = [(192, 192)] * 30
    assert [PagedCache(rows, pages=80, kind=kind).size / 2**20 for kind in ("f32", "q8_0", "q4_0")] == pytest.approx(
        [56.25, 14.94, 7.91], abs=0.005
    )


def test_greedy_drafts_write_what_the_model_alone_writes() -> None:
    target, draft = load(FOLDER / "llama"), load(FOLDER / "qwen2")
    greedy = Sampling(temperature=0)

    def distributions(model: Reference) -> Callable[[object, int], Doubles]:
        remembered = replace(model, weights=Remembered(model.weights))

        def after(tokens: object, last: int) -> Doubles:
            assert isinstance(tokens, list)
            return probabilities(log_probabilities(remembered, tokens)[len(tokens) - 1 - last :], greedy)

        return after

    prompt = expected("llama")["tokens"][:4]
    alone = list(prompt)
    for _ in range(30):
        alone.append(int(distributions(target)(alone, 0)[0].argmax()))
    for other in (draft, target):
        drafted = generate(distributions(target), distributions(other), prompt, length=30, ahead=4, uniform=lambda: 0.5)
        assert [*prompt, *drafted.tokens] == alone
        assert (drafted.accepted == drafted.drafted) is (other is target)


@pytest.mark.parametrize(
    ("name", "tokens", "source", "said"),
    [
        ("llama", [], [], "there are no tokens"),
        ("llama", [1, 96], [], "token 96 is not among the 96 of the model"),
        ("llama", [-1], [], "token -1 is not among"),
        ("llama", [1], [2], "only an encoder-decoder reads a source"),
        ("t5", [1], [], "reads a source first"),
        ("bert", [1] * 33, [], "33 tokens are more than the 32 positions"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, tokens: list[int], source: list[int], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        log_probabilities(load(FOLDER / name), tokens, source=source)


def test_an_encoder_and_dynamic_positions_have_no_cache() -> None:
    with pytest.raises(ModelError, match="only a decoder has a cache"):
        cache_for(load(FOLDER / "bert"), pages=1)
    llama = load(FOLDER / "llama")
    with pytest.raises(ModelError, match="only a decoder writes on"):
        Writing(load(FOLDER / "t5"), cache_for(llama, pages=1))
    dynamic = _changed(
        llama, lambda layer: _rope(layer, lambda rope: replace(rope, scaling=Scaling("dynamic", 2.0, 16)))
    )
    with pytest.raises(ModelError, match="dynamic NTK turns earlier tokens anew"):
        Writing(dynamic, cache_for(llama, pages=1))


def test_shapes_are_of_three_kinds() -> None:
    kinds = {name: type(load(FOLDER / name).shape) for name in MODELS}
    assert kinds == {**dict.fromkeys(DECODERS, DecoderShape), "bert": EncoderShape, "t5": EncoderDecoderShape}


def test_weights_are_read_when_they_are_needed_and_forgotten() -> None:
    model = load(FOLDER / "llama")
    tokens = expected("llama")["tokens"]
    log_probabilities(model, tokens)
    tracemalloc.start()
    log_probabilities(model, tokens)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    largest = 96 * 48 * 4
    every = sum(np.prod(model.weights.shape(name)) for name in _names(model)) * 4
    assert peak < every / 2
    assert peak > largest


def test_weights_that_are_remembered_are_the_same() -> None:
    model = load(FOLDER / "mixtral")
    tokens = expected("mixtral")["tokens"]
    remembered = replace(model, weights=Remembered(model.weights))
    assert np.array_equal(log_probabilities(remembered, tokens), log_probabilities(model, tokens))
    assert np.array_equal(log_probabilities(remembered, tokens), log_probabilities(model, tokens))


def _names(model: Reference) -> list[str]:
    parts = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
    blocks = [f"blk.{layer}.{part}.weight" for layer in range(2) for part in parts]
    return ["token_embd.weight", "output.weight", *blocks]
