"""A fault is found where one is planted, and nowhere else: small random models in llama.cpp and in the reference."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from runs.making.planted import (
    FEW_TOKENS,
    MIXTURE,
    WINDOWED,
    Change,
    Raw,
    Trial,
    Value,
    adapter_for,
    astray,
    field_of,
    in_order,
    rewritten,
    small,
    stale,
    unpermuted,
    without_adapter,
    write,
)

from pincite.errors import ModelError
from pincite.models.chat.llama_child import KvCache
from pincite.models.comparing.engine import Engine, Running
from pincite.models.comparing.naming_faults import first_off
from pincite.models.comparing.serving import server_here
from pincite.models.comparing.verifying import Subject, Verified, verified
from pincite.models.scoring import Answers
from pincite.sandbox.llama_library import llama_library

GGUF = Path(__file__).parents[3] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not GGUF.is_file(), reason=f"{GGUF} is not there: python -m runs.making.fetch_gguf"),
]

TEXT = (
    "The Tenant shall pay the rent of EUR 4,200 a month on the first working day of each month. If the rent is more "
    "than ten days late, the Landlord may charge interest at four percent above the base rate. The Tenant keeps the "
    "premises in repair and may sublet them only with the Landlord's consent, which is not unreasonably withheld."
)

POSITIONS = 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def llama(folder: Path) -> Path:
    return small(GGUF, folder / "llama.gguf", "llama", {}, 11, FEW_TOKENS)


def tried(trial: Trial) -> Verified:
    return verified(trial.subject, TEXT, POSITIONS, trial.opened, None)


def test_a_server_keeps_its_cache_as_it_is_asked_to() -> None:
    kinds: tuple[KvCache, ...] = ("f16", "f16", "q4_0")
    sharp, again, coarse = (server_here(GGUF, kind).asked(range(100, 132)) for kind in kinds)
    last = max(sharp)

    def moved(other: Answers) -> float:
        return max(abs(other[last][token] - sharp[last][token]) for token in other[last].keys() & sharp[last].keys())

    assert moved(coarse) > 1e-3 > 100 * moved(again)


def compared(engine: Path, reference: Path) -> tuple[str, ...]:
    return tried(Trial("", Subject(engine, reference, Running()))).faults


def negated(row: int) -> Change:
    """The signs of 32 numbers of a row in float32 turned over."""

    def change(rows: Raw) -> Raw:
        made = rows.copy()
        made[row, 3:128:4] ^= 0x80
        return made

    return change


FIELDS: Mapping[str, tuple[Mapping[str, Value], str]] = {
    "rope base": ({"llama.rope.freq_base": 500_000.0}, "the RoPE base is 500,000 instead of 10,000"),
    "epsilon": ({"llama.attention.layer_norm_rms_epsilon": 1e-6}, "norms have an epsilon of 1e-06 instead of 1e-05"),
    "first token": ({"tokenizer.ggml.add_bos_token": True}, "the engine puts a token first that begins a text (BOS)"),
    "template": ({"tokenizer.chat_template": "{{ messages }}"}, "the chat template that is served is"),
}

ROWS: Mapping[str, tuple[Mapping[str, Change], str]] = {
    "not permuted": ({".attn_q.": unpermuted(4), ".attn_k.": unpermuted(2)}, "rows of queries and keys are not permu"),
    "heads": (
        {".attn_k.": in_order(2, (1, 0)), ".attn_v.": in_order(2, (1, 0))},
        "heads 0 and 1 of keys and values are exchanged",
    ),
    "block": ({"blk.1.ffn_down.": negated(5)}, "the engine is off from layer 1 on"),
}


def test_a_copy_without_a_fault_is_sound(llama: Path, folder: Path) -> None:
    assert compared(rewritten(llama, folder / "same.gguf", {}), llama) == ()


@pytest.mark.parametrize(("fields", "fault"), FIELDS.values(), ids=FIELDS)
def test_a_field_that_the_engine_reads_otherwise_is_named(
    llama: Path, folder: Path, fields: Mapping[str, Value], fault: str
) -> None:
    [found] = compared(rewritten(llama, folder / "other.gguf", fields), llama)
    assert fault in found


@pytest.mark.parametrize(("changes", "fault"), ROWS.values(), ids=ROWS)
def test_numbers_that_the_engine_has_otherwise_are_named(
    llama: Path, folder: Path, changes: Mapping[str, Change], fault: str
) -> None:
    [found] = compared(rewritten(llama, folder / "other.gguf", {}, changes), llama)
    assert fault in found


def test_an_adapter_counts_and_one_that_is_ignored_is_named(llama: Path, folder: Path) -> None:
    subject = Subject(llama, llama, Running(), adapter_for(llama, folder / "adapter.gguf"))
    assert tried(Trial("", subject)).faults == ()
    [found] = tried(Trial("", subject, opened=without_adapter)).faults
    assert found == "the adapter is ignored"


def test_an_adapter_of_another_model_is_refused(llama: Path, folder: Path) -> None:
    other = small(GGUF, folder / "wide.gguf", "llama", {"attention.head_count_kv": 4}, 12, FEW_TOKENS)
    subject = Subject(llama, llama, Running(), adapter_for(other, folder / "of_other.gguf"))
    with pytest.raises(ModelError, match=r"changes blk\.0\.attn_v\.weight of shape \(64, 64\).* \(32, 64\); it is for"):
        tried(Trial("", subject))


PAIR: Mapping[str, tuple[tuple[int, ...], int, bytes]] = {
    "blk.0.attn_q.weight.lora_a": ((4, 64), 0, bytes(1024)),
    "blk.0.attn_q.weight.lora_b": ((64, 4), 0, bytes(1024)),
}
"""Name, shape, number of the type, and bytes."""

HOSTILE: Mapping[str, tuple[Mapping[str, Value], Mapping[str, tuple[tuple[int, ...], int, bytes]], str]] = {
    "another architecture": ({"general.architecture": "qwen2"}, PAIR, r"is for models of 'qwen2', and this one is of"),
    "no alpha": ({"adapter.lora.alpha": float("nan")}, PAIR, "has 'nan' for adapter.lora.alpha, which is no number"),
    "no numbers": (
        {},
        {**PAIR, "blk.0.attn_q.weight.lora_a": ((4, 64), 0, b"\xff" * 1024)},
        r"has what is no number in blk\.0\.attn_q\.weight\.lora_a; train it anew",
    ),
    "whole numbers": (
        {},
        {**PAIR, "blk.0.attn_q.weight.lora_a": ((4, 64), 26, bytes(1024))},
        "has numbers of type i32, which cannot be read",
    ),
    "another rank": (
        {},
        {**PAIR, "blk.0.attn_q.weight.lora_b": ((64, 8), 0, bytes(2048))},
        r"matrices of the shapes \(4, 64\) and \(64, 8\), which do not go together",
    ),
    "no matrices": ({}, {name: ((64,), 0, bytes(256)) for name in PAIR}, "which do not go together"),
    "embeddings": (
        {},
        {name.replace("blk.0.attn_q", "token_embd"): said for name, said in PAIR.items()},
        "changes the embeddings, which is not computed here",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_adapter_that_cannot_be_is_refused_before_an_engine_has_it(name: str, llama: Path, folder: Path) -> None:
    said, tensors, expected = HOSTILE[name]
    fields = {"general.architecture": "llama", "adapter.type": "lora", "adapter.lora.alpha": 8.0, **said}
    adapter = write(
        folder / "hostile.gguf",
        [field_of(*pair) for pair in fields.items()],
        [(tensor, *shaped) for tensor, shaped in tensors.items()],
    )

    opened: list[Path] = []

    def noted(gguf: Path, adapter: Path | None) -> AbstractContextManager[Engine]:
        opened.append(gguf)
        return llama_library(gguf, adapter)

    with pytest.raises(ModelError, match=expected):
        tried(Trial("", Subject(llama, llama, Running(), adapter), opened=noted))
    assert not opened


def test_what_an_earlier_text_left_is_named_by_its_place(llama: Path) -> None:
    subject = Subject(llama, llama, Running())
    [found] = tried(Trial("", subject, opened=stale(40))).faults
    assert "the engine is right up to position 40 and off from there on" in found


ASTRAY: Mapping[str, tuple[Callable[[Running], bool], str]] = {
    "with flash attention": (lambda running: running.flash, "with flash attention and without"),
    "one at a time": (lambda running: running.at_once == 1, "one position at a time and many"),
}


@pytest.mark.parametrize(("is_astray", "between"), ASTRAY.values(), ids=ASTRAY)
def test_an_engine_that_is_wrong_in_one_of_two_ways_is_not_excused_by_the_other(
    llama: Path, is_astray: Callable[[Running], bool], between: str
) -> None:
    found = tried(Trial("", Subject(llama, llama, Running()), opened=astray(is_astray))).faults
    assert [fault for fault in found if "contradicts itself" in fault and between in fault]


def test_experts_are_counted_and_two_that_are_exchanged_are_named(folder: Path) -> None:
    mixture = small(GGUF, folder / "mixture.gguf", "llama", MIXTURE, 3, FEW_TOKENS)
    whole = tried(Trial("", Subject(mixture, mixture, Running())))
    assert whole.faults == ()
    assert [sum(layer) for layer in whole.load] == [2 * POSITIONS] * 3
    others = {f"ffn_{name}_exps": in_order(4, (0, 2, 1, 3)) for name in ("gate", "up", "down")}
    assert compared(rewritten(mixture, folder / "o.gguf", {}, others), mixture) == ("experts 1 and 2 are exchanged",)


def test_a_window_that_is_one_token_short_is_named(folder: Path) -> None:
    windowed = small(GGUF, folder / "windowed.gguf", "gemma3", WINDOWED, 4, FEW_TOKENS)
    assert compared(windowed, windowed) == ()
    shorter = rewritten(windowed, folder / "shorter.gguf", {"gemma3.attention.sliding_window": 23})
    assert compared(shorter, windowed) == ("the window of 24 tokens is 23 tokens",)


def test_a_short_text_is_refused(llama: Path) -> None:
    with pytest.raises(ModelError, match=r"has 4 tokens, too few to compare; give one of at least 32"):
        verified(Subject(llama, llama, Running()), "Rent is due", POSITIONS, llama_library, None)


def test_divergence_that_begins_late_is_placed() -> None:
    assert first_off(np.array([1e-8] * 20 + [1e-2, 1e-9, 1e-2, 1e-2])) == 20
    assert first_off(np.array([1e-2] * 20)) is None
