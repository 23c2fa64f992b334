"""What is planned against what llama.cpp logs when it makes its cache for the same model."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from tests.models.architecture.made_families import deepseek, grouped, mixture, window_of_gemma2, window_of_gemma3
from tests.models.architecture.made_gguf import Made, llama

from pincite.errors import ModelError
from pincite.models.architecture.reading import read_architecture
from pincite.models.planning.assumptions import assumptions
from pincite.models.planning.cache import KvType
from pincite.models.planning.engine_speed import engine_machine, measured_machine
from pincite.models.planning.machine import Machine
from pincite.models.planning.plan import Demand, planned

GGUF = Path(__file__).parents[3] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not GGUF.is_file(), reason=f"{GGUF} is not there: python -m runs.making.fetch_gguf"),
    pytest.mark.skipif(find_spec("xllamacpp") is None, reason="xllamacpp is not installed: pip install 'pincite[llm]'"),
]

MACHINE = Machine("of a test", 2**34, 1e10, 1e11, "the figures of a test")

STARTED = """
import os, sys, xllamacpp
path, context, users, kind = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
params = xllamacpp.CommonParams()
params.model.path, params.n_ctx, params.n_parallel = path, context, users
params.warmup, params.port, params.verbosity = False, 0, 5
params.cache_type_k = params.cache_type_v = getattr(xllamacpp.ggml_type, f"GGML_TYPE_{kind.upper()}")
server = xllamacpp.Server(params)
os._exit(0)
"""


OPENED = """
import sys
from importlib.util import find_spec
from pathlib import Path
from llama_cpp_py_sync._cffi_bindings import ffi
library = ffi.dlopen(str(Path(find_spec("llama_cpp_py_sync").origin).parent / "libllama.so.0"))
library.llama_backend_init()
model = library.llama_model_load_from_file(sys.argv[1].encode(), library.llama_model_default_params())
params = library.llama_context_default_params()
params.n_ctx, params.n_seq_max, params.n_batch, params.n_ubatch = int(sys.argv[2]), int(sys.argv[3]), 2048, 512
params.type_k = params.type_v = {"f16": 1, "q4_0": 2, "q8_0": 8}[sys.argv[4]]
params.flash_attn_type, params.kv_unified, params.swa_full = 1, False, False
assert library.llama_init_from_model(model, params)
"""
"""Makes the cache of a model that has no vocabulary, with the library itself: its server needs one."""


@dataclass(frozen=True)
class Logged:
    cache_mib: float
    cells: int
    workspace_mib: float


def logged(context: int, users: int, kind: KvType) -> Logged:
    """What the engine itself says of its memory, for so many tokens in all."""
    started = [sys.executable, "-c", STARTED, str(GGUF), str(context), str(users), kind]
    talk = subprocess.run(started, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True, timeout=120)
    caches = re.findall(r"llama_kv_cache: size = +([\d.]+) MiB \( *(\d+) cells", talk.stdout)
    works = re.findall(r"sched_reserve: +CPU compute buffer size = +([\d.]+) MiB", talk.stdout)
    return Logged(float(caches[-1][0]), int(caches[-1][1]), float(works[-1]))


@pytest.mark.parametrize(("kind", "mib"), [("f16", 28.12), ("q8_0", 14.94), ("q4_0", 7.91)])
def test_the_planned_cache_is_the_one_that_llama_cpp_makes(kind: KvType, mib: float) -> None:
    plan = planned(read_architecture(GGUF), MACHINE, Demand(1280, 1, kind))
    found = logged(1280, 1, kind)
    assert found.cells == 1280
    assert found.cache_mib == mib
    assert f"{plan.kv_bytes_per_user / 2**20:.2f}" == f"{mib:.2f}"


def test_the_planned_memory_of_four_users_is_the_one_that_llama_cpp_makes() -> None:
    plan = planned(read_architecture(GGUF), MACHINE, Demand(1000, 4, "q8_0"))
    found = logged(4000, 4, "q8_0")
    assert found.cells == 1024
    assert found.cache_mib == pytest.approx(4 * plan.kv_bytes_per_user / 2**20, abs=0.005)
    assert found.workspace_mib == pytest.approx(plan.device_workspace / 2**20, rel=0.05)


@pytest.mark.skipif(find_spec("llama_cpp_py_sync") is None, reason="llama-cpp-py-sync is not installed")
@pytest.mark.parametrize("kind", ["f16", "q8_0", "q4_0"])
@pytest.mark.parametrize(
    "made", [grouped, window_of_gemma3, window_of_gemma2, mixture, deepseek], ids=lambda made: str(made.__name__)
)
def test_every_kind_of_layer_keeps_what_llama_cpp_makes_room_for(
    made: Callable[[], Made], kind: KvType, tmp_path: Path
) -> None:
    path = made().write(tmp_path / "m.gguf")
    plan = planned(read_architecture(path), MACHINE, Demand(8000, 2, kind))
    opened = [sys.executable, "-c", OPENED, str(path), "16000", "2", kind]
    talk = subprocess.run(opened, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True, timeout=120)
    caches = re.findall(r"llama_kv_cache: size = +([\d.]+) MiB", talk.stdout)
    assert sum(map(float, caches)) == pytest.approx(2 * plan.kv_bytes_per_user / 2**20, abs=0.006 * len(caches))


def test_calibrating_runs_the_engine_and_the_plan_then_agrees_with_it() -> None:
    model = read_architecture(GGUF)
    machine = engine_machine(model, GGUF, load=7.25)
    found = re.search(r"256 tokens read in ([\d.]+) s, then a token every ([\d.]+) ms", machine.source)
    assert found is not None
    plan = planned(model, machine, Demand(256, 1))
    assert plan.first_token_ms / 1000 == pytest.approx(float(found[1]), abs=0.006)
    assert plan.token_ms is not None
    assert plan.token_ms >= 0.9 * float(found[2])  # more, where reading was slower for each operation than writing
    assert not any("roofline" in sentence for sentence in assumptions(plan))
    assert any("the machine was busy when llama.cpp was measured (a load of 7.2)" in one for one in assumptions(plan))


def test_an_engine_that_is_killed_while_it_is_measured_is_a_sentence() -> None:
    def kill() -> None:
        for _ in range(600):
            for child in psutil.Process().children():
                if "pincite.models.chat.llama_child" in child.cmdline():
                    child.kill()
                    return
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(ModelError, match=r"it was killed|gave no usable reply"):
        engine_machine(read_architecture(GGUF), GGUF)
    killer.join()


def test_an_engine_that_cannot_load_the_model_is_a_sentence(tmp_path: Path) -> None:
    llama().write(tmp_path / "m.gguf")
    with pytest.raises(ModelError, match=r"llama\.cpp could not load"):
        measured_machine(read_architecture(tmp_path), calibrate=True, has_engine=True)


@pytest.mark.parametrize(
    ("calibrate", "has_engine", "remedy"),
    [
        (True, False, "; it is not installed: pip install 'pincite[llm]'"),
        (False, True, ": plan with --calibrate"),
        (False, False, ": plan with --calibrate, after pip install 'pincite[llm]'"),
    ],
)
def test_it_is_said_that_llama_cpp_was_not_measured(
    calibrate: bool, has_engine: bool, remedy: str, tmp_path: Path
) -> None:
    model = read_architecture(llama().write(tmp_path / "m.gguf"))
    machine = measured_machine(model, calibrate=calibrate, has_engine=has_engine)
    expected = f"llama.cpp was not measured, and times would be closer with it{remedy}"
    assert expected in assumptions(planned(model, machine, Demand(100, 1)))
