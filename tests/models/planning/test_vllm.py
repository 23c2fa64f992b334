"""What is planned and computed, against what vLLM itself logs, does and computes for the same model.

`make test-vllm` installs it into an environment of its own and runs these. It reads the whole of a model on a processor
and takes minutes to start, so no other test needs it.
"""

import json
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray
from tests.models.comparing.peft import random_pairs, write_adapter
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from pincite.cli import main
from pincite.models.architecture.reading import read_architecture
from pincite.models.planning.cache import pool_tokens
from pincite.models.planning.engines import Engine
from pincite.models.planning.machine import Machine
from pincite.models.planning.plan import Demand, Plan, planned
from pincite.models.reference.loading import load
from pincite.models.reference.running import log_probabilities

VLLM = Path(__file__).parents[3] / ".vllm" / "bin" / "python"

GIB = 2**30

BLOCK = 128
"""Tokens of a block of vLLM's cache on a processor."""

STARTING_SECONDS = ANSWERING_SECONDS = 900.0
"""On a machine that is busy; otherwise it takes a tenth of that."""

WRITTEN = 40
"""Tokens of an answer."""

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(2 * STARTING_SECONDS),
    pytest.mark.skipif(not VLLM.is_file(), reason="vLLM is not installed, which is compared by: make test-vllm"),
]

UNKNOWN = "w2"

SMOLLM2 = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "vocab_size": 49152,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": True,
}

WIDE_CACHE = {
    "hidden_size": 256,
    "intermediate_size": 256,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 32,
    "head_dim": 128,
    "vocab_size": 256,
    "max_position_embeddings": 2048,
    "tie_word_embeddings": True,
}
"""A model with a cache so wide that 1 GiB holds 16 blocks of it."""

SMALL = {
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "vocab_size": 256,
    "max_position_embeddings": 512,
    "tie_word_embeddings": False,
}


def made(folder: Path, shape: Mapping[str, object]) -> Path:
    """A folder with the configuration of a Llama, and a tokenizer of one word for each number."""
    folder.mkdir()
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0,
        "torch_dtype": "bfloat16",
        "bos_token_id": 0,
        "eos_token_id": 1,
        **shape,
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    words = {f"w{number}": number for number in range(256)}
    tokenizer = Tokenizer(WordLevel(words, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.save(str(folder / "tokenizer.json"))
    about = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "w0", "eos_token": "w1", "unk_token": UNKNOWN}
    (folder / "tokenizer_config.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def with_weights(folder: Path, seed: int = 7) -> Path:
    """The same with random weights in float32, in a file of safetensors."""
    shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    hidden, inner, vocabulary = shape["hidden_size"], shape["intermediate_size"], shape["vocab_size"]
    queries, keys = (shape[name] * shape["head_dim"] for name in ("num_attention_heads", "num_key_value_heads"))
    sizes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (vocabulary, hidden),
        "model.norm.weight": (hidden,),
        "lm_head.weight": (vocabulary, hidden),
    }
    for layer in range(shape["num_hidden_layers"]):
        of = f"model.layers.{layer}"
        sizes |= {
            f"{of}.input_layernorm.weight": (hidden,),
            f"{of}.post_attention_layernorm.weight": (hidden,),
            f"{of}.self_attn.q_proj.weight": (queries, hidden),
            f"{of}.self_attn.k_proj.weight": (keys, hidden),
            f"{of}.self_attn.v_proj.weight": (keys, hidden),
            f"{of}.self_attn.o_proj.weight": (hidden, queries),
            f"{of}.mlp.gate_proj.weight": (inner, hidden),
            f"{of}.mlp.up_proj.weight": (inner, hidden),
            f"{of}.mlp.down_proj.weight": (hidden, inner),
        }
    drawn = np.random.default_rng(seed)
    header: dict[str, Any] = {}
    body = b""
    for name, size in sizes.items():
        scale = 1.0 if len(size) == 1 else 2 / np.sqrt(size[-1])
        numbers = (drawn.normal(size=size) * (0.1 if len(size) == 1 else scale) + (len(size) == 1)).astype("<f4")
        header[name] = {"dtype": "F32", "shape": list(size), "data_offsets": [len(body), len(body) + numbers.nbytes]}
        body += numbers.tobytes()
    head = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + body)
    return folder


@dataclass
class Started:
    """A server of vLLM that answers, and what it has printed."""

    base: str
    said: list[str] = field(default_factory=list)

    def logged(self, pattern: str) -> str:
        """What a pattern's group is in what it printed."""
        found = re.search(pattern, "".join(self.said))
        assert found is not None, "".join(self.said)[-4000:]
        return found[1]

    def asked(self, **what: object) -> Any:  # noqa: ANN401 - JSON
        """A reply to a request for a completion."""
        reply = httpx2.post(f"{self.base}/v1/completions", json={"model": "own", **what}, timeout=ANSWERING_SECONDS)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def requests(self) -> tuple[int, int]:
        """How many requests it works on and how many wait, at one moment."""
        text = httpx2.get(f"{self.base}/metrics", timeout=ANSWERING_SECONDS).text

        def gauge(name: str) -> int:
            return int(sum(float(number) for number in re.findall(rf"^vllm:{name}{{.*}} (\S+)$", text, re.MULTILINE)))

        return gauge("num_requests_running"), gauge("num_requests_waiting")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Started]:
    """vLLM's server with a model and 1 GiB of cache on each device, on loopback, for as long as this lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(VLLM), "-m", "vllm.entrypoints.openai.api_server", "--model", str(folder), "--enforce-eager"]
    command += ["--served-model-name", "own", "--host", "127.0.0.1", "--port", str(port), *options]
    environment = {
        **os.environ,
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_CPU_OMP_THREADS_BIND": "nobind",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "VLLM_CONFIGURE_LOGGING": "1",
    }
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    running = Started(f"http://127.0.0.1:{port}")
    listening = threading.Thread(target=_listen, args=(process, running.said), daemon=True)
    listening.start()
    try:
        _wait(running, process)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
        listening.join(10)


def _listen(process: "subprocess.Popen[str]", said: list[str]) -> None:
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            said.append(line)


def _wait(running: Started, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            if httpx2.get(f"{running.base}/health", timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            assert process.poll() is None, "".join(running.said)[-4000:]
            assert time.monotonic() < deadline, "".join(running.said)[-4000:]
        time.sleep(1)


def plan_with_one_gib(folder: Path, context: int, devices: int = 1) -> Plan:
    """The plan on a machine that has 1 GiB beside the weights and the workspace, on each device."""
    model = read_architecture(folder)

    def on(memory: int) -> Plan:
        machine = Machine(
            "of a test", memory, 1e10, 1e11, "given", devices=devices, engine="vllm", block_tokens=BLOCK, usable=1.0
        )
        return planned(model, machine, Demand(context, 1, devices=devices))

    wide = on(2**40)
    return on(wide.device_weights + wide.device_workspace + GIB)


def planned_tokens(folder: Path, devices: int = 1) -> int:
    """Tokens of 1 GiB of cache on each device, of each of which a device keeps its heads' share."""
    layers = read_architecture(folder).decoder
    return pool_tokens(layers, "f16", GIB, Engine("vllm", block=BLOCK, chunk=2048), devices)


@pytest.mark.parametrize(("devices", "tokens"), [(1, 46_592), (3, 139_776)])
def test_the_planned_cache_is_the_one_that_vllm_logs(devices: int, tokens: int, tmp_path: Path) -> None:
    folder = made(tmp_path / "smollm2", SMOLLM2)
    options = ("--load-format", "dummy", "--tensor-parallel-size", str(devices))
    with serving(folder, *options) as running:
        logged = int(running.logged(r"KV cache size: ([\d,]+) tokens").replace(",", ""))
    assert (logged, planned_tokens(folder, devices)) == (tokens, tokens)


def test_as_many_as_planned_are_served_at_once_and_one_more_waits(tmp_path: Path) -> None:
    folder, context = made(tmp_path / "wide", WIDE_CACHE), 3 * BLOCK
    plan = plan_with_one_gib(folder, context)
    assert plan.users_at_once == 5
    seen: set[tuple[int, int]] = set()
    with (
        serving(folder, "--load-format", "dummy", "--max-model-len", str(context)) as running,
        ThreadPoolExecutor(plan.users_at_once + 1) as users,
    ):
        logged = float(running.logged(r"concurrency for 384 tokens per request: ([\d.]+)x"))
        assert int(logged) == plan.users_at_once
        prompts = [[3 + (user + at) % 250 for at in range(context - WRITTEN)] for user in range(plan.users_at_once + 1)]
        replies = [
            users.submit(running.asked, prompt=prompt, max_tokens=WRITTEN, ignore_eos=True, temperature=0)
            for prompt in prompts
        ]
        while not all(reply.done() for reply in replies):
            seen.add(running.requests())
            time.sleep(0.1)
        assert {reply.result()["usage"]["completion_tokens"] for reply in replies} == {WRITTEN}
    assert max(at_once for at_once, _ in seen) == plan.users_at_once, seen
    assert (plan.users_at_once, 1) in seen, seen  # before, more wait that came while it read the first


def echoed(running: Started, tokens: Sequence[int], likeliest: int) -> list[dict[int, float]]:
    """What the server makes of the token after each of these but the last: the likeliest with their logarithms."""
    reply = running.asked(
        prompt=list(tokens), max_tokens=1, echo=True, logprobs=likeliest, temperature=0, return_tokens_as_token_ids=True
    )
    rows = reply["choices"][0]["logprobs"]["top_logprobs"][1 : len(tokens)]
    return [{int(name.removeprefix("token_id:")): value for name, value in row.items()} for row in rows]


def test_what_vllm_computes_is_what_the_reference_computes(tmp_path: Path) -> None:
    folder = with_weights(made(tmp_path / "small", SMALL))
    tokens = [int(one) for one in np.random.default_rng(11).integers(3, 256, 200)]
    ours: NDArray[np.float64] = np.asarray(log_probabilities(load(folder), tokens), dtype=np.float64)
    with serving(folder, "--dtype", "float32", "--max-logprobs", "20") as running:
        theirs = echoed(running, tokens, 20)
    assert len(theirs) == len(tokens) - 1
    away = [abs(value - ours[at, token]) for at, row in enumerate(theirs) for token, value in row.items()]
    assert len(away) >= 20 * len(theirs)
    assert max(away) <= 2e-3
    assert [max(row, key=lambda one: row[one]) for row in theirs] == ours[:-1].argmax(axis=1).tolist()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def table(tier: str, name: str, url: str) -> str:
    """The table of a server's model in the settings."""
    return f'[[models]]\ntier = "{tier}"\nprovider = "openai"\nurl = "{url}"\nname = "{name}"\n'


def test_a_running_vllm_is_held_against_the_weights_that_it_is_said_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, place in {"XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "PINCITE_WORKSPACE": "ws"}.items():
        monkeypatch.setenv(name, str(tmp_path / place))
    own = with_weights(made(tmp_path / "own", SMALL))
    other = with_weights(made(tmp_path / "other", {**SMALL, "rope_theta": 500_000.0}))
    (tmp_path / "note.txt").write_text("The rent is due.", encoding="utf-8")
    assert run("ingest", str(tmp_path / "note.txt"), "--matter", "lease").exit_code == 0
    for folder in (own, other):
        assert run("models", "add", str(folder), folder.name).exit_code == 0
    words = " ".join(f"w{one}" for one in np.random.default_rng(11).integers(3, 256, 200))
    (tmp_path / "words.txt").write_text(words, encoding="utf-8")
    options = ("--text", str(tmp_path / "words.txt"), "--positions", "200", "--json")
    queries = {f"model.layers.{at}.self_attn.q_proj.weight": (128, 128) for at in range(3)}
    adapter = write_adapter(tmp_path / "adapter", random_pairs(queries, 5, size=0.1))
    with_adapter = ("own", "--adapter", str(adapter), *options)
    with serving(own, "--enable-lora", "--max-lora-rank", "8", "--lora-modules", f"tuned={adapter}") as running:
        settings = [table(tier, name, f"{running.base}/v1") for tier, name in (("box", "own"), ("tuned", "tuned"))]
        (tmp_path / "ws" / "settings.toml").write_text("\n".join(settings), encoding="utf-8")
        assert run("workspace", "trust", "--yes").exit_code == 0
        sound, wrong = (run("models", "verify", name, *options, "--server", "box") for name in ("own", "other"))
        tuned, ignored = (run("models", "verify", *with_adapter, "--server", tier) for tier in ("tuned", "box"))
    found: dict[str, Any] = json.loads(sound.stdout)
    assert (sound.exit_code, found["ok"], found["positions"]) == (0, True, 200), sound.output
    assert wrong.exit_code == 1
    [fault] = json.loads(wrong.stdout)["faults"]
    assert fault.startswith("the server of the tier box: the RoPE base is 10,000 instead of 500,000")
    assert (tuned.exit_code, json.loads(tuned.stdout)["ok"]) == (0, True), tuned.output
    assert ignored.exit_code == 1
    [fault] = json.loads(ignored.stdout)["faults"]
    assert fault.startswith("the server of the tier box: the adapter is ignored (it is ")
