"""Each line of an explanation is arithmetic that gives its result, for every kind of model."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pincite.models.architecture.reading import read_architecture
from pincite.models.planning.cache import KvType
from pincite.models.planning.explaining import Line, explained
from pincite.models.planning.machine import Machine
from pincite.models.planning.plan import Demand, Plan, planned

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    Path("tests/data/architectures/published.json").read_text(encoding="utf-8")
)

SERVER = Machine("server", 80 * 10**9, 3e12, 1e15, "the figures of a test", devices=8, link=4e11, link_latency_s=1e-5)

SIGNS = {"×": "*", "÷": "/", "−": "-", "^": "**", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}

ARITHMETIC = re.compile(r"[\d.+*/() ,e-]|floor|ceil|max|min")


def worked_out(line: Line) -> float:
    """What a person would get who works the line out."""
    text = line.working
    for sign, meaning in SIGNS.items():
        text = text.replace(sign, meaning)
    assert ARITHMETIC.sub("", text) == ""
    return float(eval(text, {"__builtins__": {}}, {"floor": math.floor, "ceil": math.ceil, "max": max, "min": min}))  # noqa: S307 - arithmetic only, as was just made sure


def plan(name: str, folder: Path, demand: Demand) -> Plan:
    path = folder / "config.json"
    path.write_text(json.dumps(PUBLISHED[name]), encoding="utf-8")
    machine = SERVER if demand.kv == "f16" else replace(SERVER, engine="llama.cpp")
    return planned(read_architecture(path), machine, demand)


CASES: list[tuple[str, int, KvType, int]] = [
    ("SmolLM2-135M", 1280, "q8_0", 1),
    ("SmolLM2-135M", 3000, "q4_0", 3),
    ("Llama-2-7B", 4000, "f16", 1),
    ("Llama-3.1-70B", 100_000, "q4_0", 8),
    ("Mistral-7B-v0.1", 30_000, "f16", 2),
    ("Mixtral-8x7B", 5000, "f16", 4),
    ("Qwen3-30B-A3B", 5000, "q8_0", 4),
    ("Qwen1.5-MoE-A2.7B", 5000, "q8_0", 1),
    ("Gemma-2-9B", 8000, "f16", 1),
    ("Gemma-3-1B", 20_000, "f16", 4),
    ("Phi-3-mini-4k", 4000, "f16", 1),
    ("DeepSeek-V2-Lite", 30_000, "f16", 1),
    ("DeepSeek-V3", 30_000, "f16", 8),
    ("BERT-base-uncased", 512, "f16", 1),
    ("T5-base", 512, "f16", 2),
]


@pytest.mark.parametrize(("name", "context", "kind", "devices"), CASES, ids=[f"{case[0]}-{case[3]}" for case in CASES])
def test_each_line_gives_its_result(name: str, context: int, kind: KvType, devices: int, tmp_path: Path) -> None:
    lines = list(explained(plan(name, tmp_path, Demand(context, 6, kind, devices))))
    worked = [line for line in lines if line.working]
    assert len(worked) >= 10
    assert {line.what for line in lines if not line.working} <= read_off(lines)
    for line in worked:
        assert worked_out(line) == pytest.approx(line.result, rel=1e-6, abs=2e-3), line.what


def read_off(lines: list[Line]) -> set[str]:
    """What is no arithmetic: read in the file, searched, or worked out as a line above."""
    said = ("tensors in ", "parameters: ", "longest context", "workspace then", "cache of a user then")
    return {
        line.what
        for line in lines
        if line.what.startswith(said) or ": matrices of " in line.what or line.what == "devices that hold one KV head"
    }


def test_every_figure_of_the_plan_is_among_the_lines(tmp_path: Path) -> None:
    of = plan("Mixtral-8x7B", tmp_path, Demand(5000, 6, "q8_0"))
    results = {line.what: line.result for line in explained(of)}
    assert results["weights"] == of.weights_bytes
    assert results["parameters"] == of.model.parameters
    assert results["active parameters"] == of.model.active_parameters
    assert results["cache of a token"] == of.kv_bytes_per_token
    assert results["cache of a user"] == of.kv_bytes_per_user
    assert results["users at once"] == of.users_at_once
    assert results["longest context"] == of.longest_context
    assert results["first word: time"] == of.first_token_ms
    assert results["next word: time"] == of.token_ms
