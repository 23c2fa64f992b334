"""Measures how fast llama.cpp itself reads and writes with a model on this machine, by the clock.

Of how long it takes to read a prompt and to write a token follow the operations and bytes per second that the engine
reaches. These take the place of what the processor could do at best.
"""

import http.client
import json
import os
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture
from pincite.models.chat.llama_process import LlamaProcess
from pincite.models.planning.machine import HERE, Machine
from pincite.models.planning.roofline import prompt_work, step_work
from pincite.models.planning.this_machine import QUICK, THOROUGH, memory_bytes, this_machine

READ, WRITTEN = 256, 16
"""Tokens of the prompt, and of the reply."""

RUNS = 3

PATIENCE_S = 600.0

CLOSER = "llama.cpp was not measured, and times would be closer with it"
INSTALL = "pip install 'pincite[llm]'"

BUSY = 0.5
"""Load average from which a machine counts as busy: about how many others wanted a core in the last minute. Engines are
measured by the clock; at a load of 21 one read at a tenth of its speed."""

STRIDE = 7919
"""A prime, so that the prompt's tokens differ: a prompt that repeats itself would be guessed and not written."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How long the engine took: to read the prompt, and for each token after it."""

    prompt_s: float
    token_s: float


def is_installed() -> bool:
    """True if llama.cpp is installed."""
    return find_spec("xllamacpp") is not None


def load_now() -> float:
    """How many processes wanted a core on average in the last minute; 0 where the system does not say."""
    try:
        return os.getloadavg()[0]
    except OSError:
        return 0.0


def measured_machine(model: Architecture, *, calibrate: bool, has_engine: bool, load: float = 0.0) -> Machine:
    """This machine, measured quickly, or to `calibrate` with llama.cpp where that is installed and runs the model.

    `load` is how many others want a core meanwhile.

    Raises:
        ModelError: as `engine_machine`.
    """
    gguf = model.tensors[0].file if model.tensors_from == "gguf" else None
    if gguf is None:
        return this_machine(THOROUGH if calibrate else QUICK)
    if calibrate and has_engine:
        return engine_machine(model, gguf, load)
    note = f"{CLOSER}; it is not installed: {INSTALL}" if calibrate else f"{CLOSER}: plan with --calibrate"
    if not calibrate and not has_engine:
        note += f", after {INSTALL}"
    return replace(this_machine(THOROUGH if calibrate else QUICK), note=note)


def engine_machine(model: Architecture, gguf: Path, load: float = 0.0) -> Machine:
    """This machine as llama.cpp uses it with this model; the model is loaded and runs for some seconds.

    If others want a core meanwhile (`load`), its note says so.

    Raises:
        ModelError: the model cannot be loaded, or the engine gave no usable reply.
    """
    speed = _measured(model, gguf)
    read = prompt_work(model, "f16", READ, READ, 1)
    written = step_work(model, "f16", READ + WRITTEN, 1, 1)
    source = (
        f"measured here with llama.cpp and this model, the fastest of {RUNS} runs: {READ} tokens read in "
        f"{speed.prompt_s:.2f} s, then a token every {1000 * speed.token_s:.1f} ms"
    )
    bandwidth, flops = written.bytes / speed.token_s, read.flops / speed.prompt_s
    return Machine(HERE, memory_bytes(), bandwidth, flops, source, is_engine=True, note=_busy(load))


def _busy(load: float) -> str:
    """A sentence that the machine was busy; empty for a quiet one.

    >>> _busy(0.2)
    ''
    """
    if load < BUSY:
        return ""
    return (
        f"the machine was busy when llama.cpp was measured (a load of {load:.1f}), and that is by the clock: on a "
        "quiet one words come sooner; calibrate again when nothing else runs"
    )


def _measured(model: Architecture, gguf: Path) -> Speed:
    process = LlamaProcess(gguf, READ + WRITTEN)
    try:
        address = urlsplit(process.address())
        with closing(http.client.HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE_S)) as server:
            runs = [_run(server, process.key, model.vocabulary) for _ in range(RUNS)]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"llama.cpp gave no usable reply with {gguf} ({error!r}); plan without --calibrate") from error
    finally:
        process.end()
    return Speed(min(run.prompt_s for run in runs), min(run.token_s for run in runs))


def _run(server: http.client.HTTPConnection, key: str, vocabulary: int) -> Speed:
    asked = {
        "prompt": [at * STRIDE % vocabulary for at in range(1, READ + 1)],
        "n_predict": WRITTEN,
        "cache_prompt": False,
        "ignore_eos": True,
        "temperature": 0,
    }
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    server.request("POST", "/completion", json.dumps(asked), headers)
    timings = json.loads(server.getresponse().read())["timings"]
    return Speed(timings["prompt_ms"] / 1000, timings["predicted_per_token_ms"] / 1000)
