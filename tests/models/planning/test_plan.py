"""Plans against worked figures and against what engines log; and what is refused, in one sentence."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.models.architecture.made_gguf import llama

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture, Attention, FeedForward, Layer
from pincite.models.architecture.reading import read_architecture
from pincite.models.planning.advice import shortfall
from pincite.models.planning.assumptions import assumptions, verdict
from pincite.models.planning.cache import KvType, cross_bytes, pool_tokens, token_bytes, user_bytes
from pincite.models.planning.engines import LLAMA_CPP, VLLM, Engine
from pincite.models.planning.experts import expected_read
from pincite.models.planning.explaining import explained
from pincite.models.planning.machine import EngineName, Machine
from pincite.models.planning.parallel import copies, device_bytes, exchanged_bytes, obstacle
from pincite.models.planning.plan import Demand, Plan, memory_bytes, planned
from pincite.models.planning.positions import stretch_for
from pincite.models.planning.roofline import pairs, prompt_work, step_work
from pincite.models.planning.workspace import tiled_scores_bytes, whole_scores_bytes

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    Path("tests/data/architectures/published.json").read_text(encoding="utf-8")
)

MIB, GIB = 2**20, 2**30

SERVER = Machine("server", 80 * 10**9, 3e12, 1e15, "the figures of a test", devices=8, link=4e11)

KV: tuple[KvType, ...] = ("f16", "q8_0", "q4_0")


@pytest.fixture
def published(tmp_path: Path) -> "Published":
    return Published(tmp_path)


class Published:
    """Models by their published configurations."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "config.json"

    def __call__(self, name: str, **changed: object) -> Architecture:
        self._path.write_text(json.dumps({**PUBLISHED[name], **changed}), encoding="utf-8")
        return read_architecture(self._path)


def test_the_cache_of_smollm2_is_what_llama_cpp_logs(published: Published) -> None:
    model = published("SmolLM2-135M")
    logged = [user_bytes(model.decoder, kind, 1280, LLAMA_CPP) / MIB for kind in KV]
    assert [f"{size:.2f}" for size in logged] == ["28.12", "14.94", "7.91"]


def test_the_tokens_of_a_gibibyte_are_those_that_vllm_logs(published: Published) -> None:
    layers, engine = published("SmolLM2-135M").decoder, replace(VLLM, block=128)
    assert pool_tokens(layers, "f16", GIB, engine) == 46_592
    assert pool_tokens(layers, "f16", GIB, engine, devices=3) == 139_776


def test_the_cache_of_a_70b_is_10_gib_with_64_heads_and_an_eighth_with_8(published: Published) -> None:
    grouped = published("Llama-2-70B", max_position_embeddings=8192)
    each = published("Llama-2-70B", num_key_value_heads=64, max_position_embeddings=8192)
    assert user_bytes(each.decoder, "f16", 4096, VLLM) == 10 * GIB
    assert user_bytes(grouped.decoder, "f16", 4096, VLLM) == 1.25 * GIB


TOKEN_BYTES = {
    "Llama-2-7B": 2 * 32 * 32 * 128 * 2,
    "Llama-3-8B": 2 * 32 * 8 * 128 * 2,
    "Gemma-3-1B": 2 * 26 * 1 * 256 * 2,
    "DeepSeek-V2-Lite": 27 * (512 + 64) * 2,
    "DeepSeek-V3": 61 * (512 + 64) * 2,
    "BERT-base-uncased": 0,
    "T5-base": 2 * 12 * 12 * 64 * 2,
}


@pytest.mark.parametrize("name", TOKEN_BYTES)
def test_the_cache_of_a_token_by_kind_of_attention(name: str, published: Published) -> None:
    assert token_bytes(published(name).decoder, "f16") == TOKEN_BYTES[name]


def test_scales_are_counted(published: Published) -> None:
    layers = published("Llama-3-8B").decoder
    assert [token_bytes(layers, kind) / token_bytes(layers, "f16") for kind in KV] == [1, 34 / 64, 18 / 64]


def test_a_layer_with_a_window_keeps_no_more_than_it(published: Published) -> None:
    model = published("Gemma-3-1B")
    row = 2 * 256 * 2
    assert user_bytes(model.decoder, "f16", 32768, LLAMA_CPP) == row * (4 * 32768 + 22 * 1024)
    assert user_bytes(model.decoder, "f16", 32768, VLLM) == row * (4 * 32768 + 22 * (2560 + 16))
    assert user_bytes(model.decoder, "f16", 100, LLAMA_CPP) == row * 26 * 256


def test_what_an_encoder_read_is_kept_beside_what_the_decoder_wrote(published: Published) -> None:
    layers = published("T5-base").decoder
    assert cross_bytes(layers, 512) == 12 * 2 * 12 * 64 * 2 * 512
    assert user_bytes(layers, "f16", 512, VLLM) == 2 * cross_bytes(layers, 512)


@pytest.mark.parametrize(("engine", "tokens", "padded"), [(LLAMA_CPP, 257, 512), (VLLM, 257, 272), (VLLM, 16, 16)])
def test_a_sequence_takes_whole_blocks(engine: Engine, tokens: int, padded: int) -> None:
    assert engine.padded(tokens) == padded


def test_a_head_that_fills_no_block_is_refused(published: Published) -> None:
    odd = published("Llama-2-7B", head_dim=80)
    with pytest.raises(
        ModelError, match="a cache in q8_0 keeps blocks of 32 numbers, which a head of 80 does not fill"
    ):
        planned(odd, replace(SERVER, engine="llama.cpp"), Demand(1024, 1, "q8_0"))
    assert planned(odd, SERVER, Demand(1024, 1)).fits


def test_devices_that_do_not_divide_are_said_in_words(published: Published) -> None:
    model = published("SmolLM2-135M")
    with pytest.raises(ModelError) as refusal:
        planned(model, SERVER, Demand(1024, 1, devices=2))
    assert str(refusal.value) == (
        "9 query heads cannot be divided over 2 devices; over 1 or 3 the model can: plan with --tp"
    )
    assert obstacle(published("Llama-2-70B"), 8) is None
    assert obstacle(published("Llama-2-70B"), 16) is None
    assert obstacle(published("Qwen2.5-7B"), 3) == "28 query heads"
    assert obstacle(published("Llama-2-7B", num_attention_heads=36, num_key_value_heads=12, head_dim=64), 9) == (
        "12 heads of keys and values"
    )


def test_more_devices_than_heads_of_keys_keep_copies(published: Published) -> None:
    model = published("Llama-2-70B")
    assert copies(model, 8) == 1
    assert copies(model, 16) == 2
    assert token_bytes(model.decoder, "f16", 16) == token_bytes(model.decoder, "f16", 8)
    wide = replace(SERVER, devices=16)
    plans = [planned(model, wide, Demand(4096, 1, devices=devices)) for devices in (8, 16)]
    assert plans[1].kv_bytes_per_token == 2 * plans[0].kv_bytes_per_token


def test_a_latent_vector_is_on_every_device(published: Published) -> None:
    layers = published("DeepSeek-V3").decoder
    assert token_bytes(layers, "f16", 8) == token_bytes(layers, "f16")


def test_weights_are_divided_but_for_norms(published: Published) -> None:
    model = published("Llama-3-8B")
    norms = sum(tensor.bytes for tensor in model.tensors if tensor.role == "norm")
    assert norms == 65 * 4096 * 2
    assert device_bytes(model, 4) == (model.weights_bytes - norms) // 4 + norms


def test_two_sums_of_a_layer_go_around_a_ring(published: Published) -> None:
    assert exchanged_bytes(published("Llama-2-70B"), 8) == 80 * 2 * 8192 * 2 * 2 * 7 // 8
    assert exchanged_bytes(published("Llama-2-70B"), 1) == 0


def test_many_users_read_all_experts(published: Published) -> None:
    experts = published("Mixtral-8x7B").experts
    assert experts is not None
    assert expected_read(experts, 1) == pytest.approx(2)
    assert expected_read(experts, 2) == pytest.approx(8 * (1 - 0.75**2))
    assert 7.99 < expected_read(experts, 32) < 8


def test_a_step_of_many_users_moves_all_experts_and_one_user_a_quarter(published: Published) -> None:
    model = published("Mixtral-8x7B")
    embeddings = sum(tensor.bytes for tensor in model.tensors if tensor.role == "embedding")
    moved = model.weights_bytes - embeddings
    assert step_work(model, "f16", 1, 1000, 1).weight_bytes == pytest.approx(moved)
    assert step_work(model, "f16", 1, 1, 1).weight_bytes == pytest.approx(2 * model.active_parameters - embeddings)


def test_operations_are_two_for_each_active_parameter_and_token(published: Published) -> None:
    model = published("Llama-2-7B")
    multiplied = model.parameters - 32000 * 4096
    step = step_work(model, "f16", 1000, 3, 1)
    assert step.weight_flops == 2 * 3 * multiplied
    assert step.attention_flops == 3 * 32 * 2 * 32 * (128 + 128) * 1000
    read = prompt_work(model, "f16", 1000, 512, 1)
    output = 32000 * 4096
    assert read.weight_flops == 2 * (1000 * (multiplied - output) + output)
    assert read.attention_flops == 32 * 2 * 32 * (128 + 128) * 1000 * 1001 // 2


def test_tied_embeddings_are_multiplied_as_the_output(published: Published) -> None:
    model = published("SmolLM2-135M")
    assert step_work(model, "f16", 1, 1, 1).weight_flops == 2 * model.parameters


def test_a_window_bounds_the_pairs_of_attention() -> None:
    assert pairs(1000, 100, is_causal=True) == sum(min(at, 100) for at in range(1, 1001))
    assert pairs(1000, None, is_causal=True) == sum(range(1, 1001))
    assert pairs(1000, None, is_causal=False) == 1000**2


def test_attention_without_tiles_grows_with_the_square(published: Published) -> None:
    model = published("Llama-2-7B")
    assert whole_scores_bytes(model, 100_000) == 32 * 20 * 10**9
    assert whole_scores_bytes(model, 2048) == 4 * whole_scores_bytes(model, 1024)
    assert tiled_scores_bytes(model, 2048) == 2 * tiled_scores_bytes(model, 1024)


def made(tmp_path: Path, demand: Demand, machine: Machine = SERVER) -> Plan:
    return planned(read_architecture(llama().write(tmp_path / "m.gguf")), machine, demand)


def test_the_users_that_fit_are_those_whose_cache_fits(published: Published) -> None:
    plan = planned(published("Llama-3-8B"), SERVER, Demand(8192, 4))
    assert memory_bytes(plan, plan.users_at_once) <= SERVER.usable_bytes
    assert memory_bytes(plan, plan.users_at_once + 1) > SERVER.usable_bytes
    assert plan.fits
    assert plan.device_bytes == memory_bytes(plan, 4)


def test_the_longest_context_fits_and_one_block_more_does_not(published: Published) -> None:
    model = published("Llama-3.1-70B")
    plan = planned(model, SERVER, Demand(4096, 12, devices=4))
    longest = planned(model, SERVER, Demand(plan.longest_context, 12, devices=4))
    assert longest.fits
    assert not planned(model, SERVER, Demand(plan.longest_context + 1, 12, devices=4)).fits
    few = planned(model, SERVER, Demand(4096, 1, devices=8))
    assert few.longest_context == model.trained_context


def test_too_little_memory_is_said_before_anything_is_loaded(published: Published) -> None:
    plan = planned(published("Llama-2-70B"), SERVER, Demand(4096, 2))
    assert (plan.users_at_once, plan.fits, plan.longest_context) == (0, False, 0)
    assert list(verdict(plan)) == ["not even one user with 4,096 tokens fits in memory"]


def test_a_first_word_after_people_stopped_waiting_is_a_sentence_of_its_own(published: Published) -> None:
    slow = replace(SERVER, flops=1e13)
    fits, late = verdict(planned(published("Llama-3-8B"), slow, Demand(8192, 4)))
    assert fits == "4 users with 8,192 tokens each fit in memory"
    assert re.fullmatch(r"the first word comes only after \d+\.\d s, and people wait 3 s", late)
    few, late_too = verdict(planned(published("Llama-3-8B"), slow, Demand(8192, 400)))
    assert re.fullmatch(r"400 users with 8,192 tokens each do not fit in memory, but \d+ do", few)
    assert late_too == late


def test_weights_that_do_not_fit_are_named_with_the_devices_that_would_do(published: Published) -> None:
    model = published("Llama-3.1-70B")
    assert shortfall(planned(model, SERVER, Demand(32768, 12))) == (
        "the weights alone need 131.4 GiB, and 67.1 GiB are usable; plan more devices (--tp 4)"
    )
    alone = replace(SERVER, devices=1)
    assert shortfall(planned(model, alone, Demand(32768, 12))).endswith(
        "nothing that this machine has would help: take a smaller model, fewer bits a number, or more memory"
    )


def test_a_workspace_that_fills_the_memory_is_named(published: Published) -> None:
    model = published("Llama-3-8B")
    tight = replace(SERVER, devices=1, memory=device_bytes(model, 1) + 1000, usable=1.0)
    assert shortfall(planned(model, tight, Demand(8192, 1))).startswith("the weights and the workspace alone need ")


@pytest.mark.parametrize("engine", ["llama.cpp", "vllm"])
@pytest.mark.parametrize(("users", "devices", "context"), [(40, 4, 32768), (12, 2, 32768), (900, 8, 8192)])
def test_only_what_helps_is_advised(
    engine: EngineName, users: int, devices: int, context: int, published: Published
) -> None:
    model, machine = published("Llama-3.1-70B"), replace(SERVER, engine=engine)
    demand = Demand(context, users, devices=devices)
    said = shortfall(planned(model, machine, demand))
    advised = {
        "users": re.search(r"at most ([\d,]+) user", said),
        "context": re.search(r"at most ([\d,]+) tokens", said),
        "devices": re.search(r"--tp (\d+)", said),
    }
    changes: list[dict[str, Any]] = [{what: int(m[1].replace(",", ""))} for what, m in advised.items() if m is not None]
    if kind := re.search(r"--kv (q\d_0)", said):
        assert engine == "llama.cpp"
        changes.append({"kv": kind[1]})
    assert changes
    for change in changes:
        assert planned(model, machine, replace(demand, **change)).fits, (said, change)


def test_devices_with_fewer_users_are_advised_where_no_setting_alone_helps(published: Published) -> None:
    model, four = published("Llama-3.1-70B"), replace(SERVER, devices=4)
    said = shortfall(planned(model, four, Demand(32768, 500)))
    assert said.startswith("the weights alone need 131.4 GiB")
    found = re.search(r"plan --tp (\d) with at most (\d+) users?$", said)
    assert found is not None, said
    assert planned(model, four, Demand(32768, int(found[2]), devices=int(found[1]))).fits


def test_texts_that_do_not_fit_are_called_texts(published: Published) -> None:
    small = replace(SERVER, memory=800 * MIB, devices=1)
    said = shortfall(planned(published("BERT-base-uncased"), small, Demand(512, 1000)))
    assert said.startswith("1,000 texts with 512 tokens each need ")
    assert "--kv" not in said


@pytest.mark.parametrize("kind", ["q8_0", "q4_0"])
def test_a_cache_that_the_planned_engine_has_not_is_refused(kind: KvType, published: Published) -> None:
    model = published("Llama-3-8B")
    with pytest.raises(ModelError, match=f'--kv {kind} is a cache of llama.cpp, .* vLLM.* engine = "llama.cpp"'):
        planned(model, SERVER, Demand(1024, 1, kind))
    assert planned(model, replace(SERVER, engine="llama.cpp"), Demand(1024, 1, kind)).fits


def test_one_is_one_in_every_sentence(published: Published) -> None:
    model = published("Mixtral-8x7B")
    small = replace(SERVER, name="this machine", memory=100 * 10**9, devices=1)
    one = planned(model, small, Demand(1, 1))
    said = " ".join([*assumptions(one), *(f"{line.what} {line.note}" for line in explained(one)), shortfall(one)])
    for wrong in ("1 users", "1 tokens", "1 user fit ", "each device", "each need", "the machine this machine"):
        assert re.search(rf"\b{wrong}", said) is None, wrong
    with pytest.raises(ModelError, match="--tp 2 needs 2 devices, and this machine has 1 device; "):
        planned(model, small, Demand(1, 1, devices=2))


def test_an_encoder_keeps_no_cache_and_writes_nothing(published: Published) -> None:
    plan = planned(published("BERT-base-uncased"), SERVER, Demand(512, 8))
    assert (plan.kv_bytes_per_token, plan.kv_bytes_per_user, plan.token_ms) == (0, 0, None)
    assert plan.users_at_once == (SERVER.usable_bytes - plan.device_weights) // plan.device_workspace
    assert list(verdict(plan)) == ["8 texts with 512 tokens each fit in memory; one is read after 0.1 ms, within 3 s"]


def test_time_is_that_of_the_slower_side(published: Published) -> None:
    model, demand = published("Llama-3-8B"), Demand(8192, 1)
    plan = planned(model, SERVER, demand)
    twice = planned(model, replace(SERVER, bandwidth=2 * SERVER.bandwidth), demand)
    assert plan.token_ms == pytest.approx(2 * (twice.token_ms or 0))
    assert plan.first_token_ms == twice.first_token_ms
    faster = planned(model, replace(SERVER, flops=2 * SERVER.flops), demand)
    assert plan.first_token_ms == pytest.approx(2 * faster.first_token_ms)


def test_the_exchange_between_devices_takes_time(published: Published) -> None:
    model, demand = published("Llama-3-8B"), Demand(8192, 1, devices=4)
    plan = planned(model, SERVER, demand)
    slow = planned(model, replace(SERVER, link_latency_s=1e-5), demand)
    assert slow.token_ms == pytest.approx((plan.token_ms or 0) + 64 * 0.01)


def test_a_context_within_training_needs_no_yarn(published: Published) -> None:
    model = published("Llama-3-8B")
    assert stretch_for(model, 8192) is None
    assert not any("YaRN" in sentence for sentence in assumptions(planned(model, SERVER, Demand(8192, 1))))


def test_a_longer_context_needs_yarn_and_its_price_is_said(published: Published) -> None:
    plan = planned(published("Llama-3-8B"), SERVER, Demand(20_000, 1))
    assert plan.stretch is not None
    assert plan.stretch.factor == 2.5
    assert plan.stretch.temperature == pytest.approx(1.0916, abs=1e-4)
    said = list(assumptions(plan))
    assert "20,000 tokens are more than the 8,192 of its training" in said
    assert any(sentence.startswith("YaRN ×2.5 reads every input with stretched positions") for sentence in said)


BEYOND = {
    "learnt positions": (
        "BERT-base-uncased",
        513,
        "the model was trained with 512 tokens and has learnt a position for",
    ),
    "stretched already": (
        "Llama-3.1-70B",
        131_073,
        "trained with 131,072 tokens with positions that are stretched already",
    ),
    "beyond what was tried": (
        "Llama-3-8B",
        8192 * 33,
        "YaRN was never tried beyond ×32: plan for 262,144 tokens or fewer",
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_context_that_cannot_be_read_is_refused(name: str, published: Published) -> None:
    of, context, expected = BEYOND[name]
    with pytest.raises(ModelError, match=expected):
        planned(published(of), SERVER, Demand(context, 1))


def test_a_file_that_has_yarn_already_reads_as_far_as_it_says(published: Published) -> None:
    scaling = {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    model = published("Qwen2.5-7B", max_position_embeddings=32768, rope_scaling=scaling)
    assert stretch_for(model, 131_072) is None
    with pytest.raises(ModelError, match="stretched already"):
        stretch_for(model, 131_073)


@pytest.mark.parametrize(
    ("demand", "expected"),
    [
        (Demand(0, 1), "a context of 0 tokens is none"),
        (Demand(-5, 1), "a context of -5 tokens is none"),
        (Demand(10**12, 1), "a context of 1,000,000,000,000 tokens is none"),
        (Demand(10, 0), "0 users are none"),
        (Demand(10, 10**9), "1,000,000,000 users are none"),
        (Demand(10, 1, devices=9), "--tp 9 needs 9 devices, and the machine server has 8 devices"),
    ],
)
def test_what_cannot_be_planned_is_a_sentence(demand: Demand, expected: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=expected):
        made(tmp_path, demand)


def test_it_is_said_that_a_llama_cpp_of_pincites_own_answers_one_after_the_other(tmp_path: Path) -> None:
    def said(users: int, machine: Machine = SERVER) -> str:
        return " ".join(assumptions(made(tmp_path, Demand(100, users), machine)))

    assert "these 3 write side by side, in a server at an address (--parallel 3); the llama.cpp that pincite" in said(3)
    assert "side by side" not in said(1)
    assert "side by side" not in said(3, replace(SERVER, engine="vllm"))


def test_a_gguf_is_planned_for_llama_cpp_and_others_for_vllm(tmp_path: Path, published: Published) -> None:
    assert made(tmp_path, Demand(100, 1)).engine == LLAMA_CPP
    assert planned(published("Llama-3-8B"), SERVER, Demand(100, 1)).engine == VLLM
    named = replace(SERVER, engine="vllm", block_tokens=128)
    assert made(tmp_path, Demand(100, 1), named).engine == replace(VLLM, block=128)


def test_a_mixed_model_of_our_own_adds_its_layers_up() -> None:
    mixed = (
        Layer(Attention(8, 8, 64, 64), FeedForward(1, is_gated=True)),
        Layer(Attention(8, 1, 64, 32, window=128), FeedForward(1, is_gated=True)),
    )
    assert token_bytes(mixed, "f16") == 2 * (8 * 128 + 96)
    assert user_bytes(mixed, "f16", 10_000, LLAMA_CPP) == 2 * (8 * 128 * 10_240 + 96 * 768)
