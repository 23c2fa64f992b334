"""`pincite models verify NAME --server TIER`: a running server held against the weights, on the firm's own text."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from runs.making.planted import FEW_TOKENS, adapter_for, rewritten, small
from tests.models.comparing.test_verifying import TEXT
from tests.models.openai_server import OpenAIServer, Sent, failed, serving

from pincite.cli import main
from pincite.models.chat.llama_process import QUIET_WAITING, LlamaProcess

GGUF = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

POSITIONS = "48"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not GGUF.is_file(), reason=f"{GGUF} is not there: python -m runs.making.fetch_gguf"),
]


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a workspace with a lease, in which a small model is registered."""
    for name, folder in {"XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "PINCITE_WORKSPACE": "ws"}.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "lease.txt").write_text(TEXT, encoding="utf-8")
    made = small(GGUF, tmp_path / "firm.gguf", "llama", {}, 11, FEW_TOKENS)
    assert run("ingest", str(tmp_path / "lease.txt"), "--matter", "lease").exit_code == 0
    assert run("models", "add", str(made), "firm").exit_code == 0
    return tmp_path


@contextmanager
def running(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """llama.cpp's own server with a model, by itself; its address."""
    process = LlamaProcess(gguf, 256)
    try:
        address = process.address()
        monkeypatch.setenv("SERVER_KEY", process.key)
        yield f"{address}/v1"
    finally:
        process.end()


WITH_ADAPTER = """
import sys
import xllamacpp
from pincite.models.chat.llama_child import ServeOptions, params_of

adapter = xllamacpp.CommonAdapterLoraInfo()
adapter.path, adapter.scale = sys.argv[2], 1.0
params = params_of(ServeOptions(sys.argv[1], 256, "key-of-a-test"))
params.lora_adapters, params.cpuparams.n_threads = [adapter], 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@contextmanager
def running_with_adapter(gguf: Path, adapter: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """llama.cpp's own server with a model and an adapter; its address."""
    command = [sys.executable, "-c", WITH_ADAPTER, str(gguf), str(adapter)]
    quiet = os.environ | QUIET_WAITING
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet) as process:
        try:
            assert process.stdout is not None
            monkeypatch.setenv("SERVER_KEY", "key-of-a-test")
            yield f"{process.stdout.readline().strip()}/v1"
        finally:
            process.kill()


def set_tier(firm: Path, url: str, *more: str) -> None:
    """A server at this address is the tier `box` of the workspace."""
    lines = ["[[models]]", 'tier = "box"', 'provider = "openai"', f'url = "{url}"', 'name = "firm"', *more]
    (firm / "ws" / "settings.toml").write_text("\n".join(lines), encoding="utf-8")
    assert run("workspace", "trust", "--yes").exit_code == 0


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def verified(*options: str) -> Result:
    return run("models", "verify", "firm", "--server", "box", "--positions", POSITIONS, *options)


def kinds() -> list[str]:
    """The kinds of all records."""
    lines = run("audit", "export", "--json").stdout.splitlines()
    return [str(json.loads(line).get("kind")) for line in lines]


def shown(record: object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(run("audit", "show", str(record), "--json").stdout)
    return found


def test_a_running_server_is_sampled_with_leave_and_on_the_record(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(firm / "firm.gguf", monkeypatch) as url:
        set_tier(firm, url, 'key_env = "SERVER_KEY"')
        result = verified("--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert (found["ok"], found["server"]["tier"], found["faults"]) == (True, "box", [])
    assert found["server"]["positions"] >= 32
    assert shown(found["record"])["facts"]["server_tier"] == "box"
    asked = shown(found["record"] - 1)
    assert (asked["kind"], asked["facts"]["what"]) == ("try", "models verify --server")
    assert asked["matters"] == ["lease"]
    sent = asked["facts"]["sent"]
    assert len(sent) == asked["facts"]["model_calls"] >= 32
    assert {(one["tier"], one["place"], one["sensitivity"], one["accepts"], one["purpose"]) for one in sent} == {
        ("box", "on-prem", "privileged", "privileged", "verify")
    }


def test_a_server_that_goes_wrong_is_found_and_named(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = rewritten(firm / "firm.gguf", firm / "other.gguf", {"llama.rope.freq_base": 500_000.0})
    with running(other, monkeypatch) as url:
        set_tier(firm, url, 'key_env = "SERVER_KEY"')
        result = verified()
    assert result.exit_code == 1
    assert "the server of the tier box: the RoPE base is 500,000 instead of 10,000" in result.stderr
    assert "with no fault" in run("models", "show", "firm").stdout  # as llama.cpp runs it here
    facts = shown(len(kinds()))["facts"]
    assert (facts["faults"], len(facts["server_faults"])) == ([], 1)


def test_a_server_is_held_to_the_adapter_that_it_should_have(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = adapter_for(firm / "firm.gguf", firm / "adapter.gguf", 5)
    with running(firm / "firm.gguf", monkeypatch) as url:
        set_tier(firm, url, 'key_env = "SERVER_KEY"')
        result = verified("--adapter", str(adapter))
    assert result.exit_code == 1
    assert "the server of the tier box: the adapter is ignored" in result.stderr
    with running_with_adapter(firm / "firm.gguf", adapter, monkeypatch) as url:
        set_tier(firm, url, 'key_env = "SERVER_KEY"')
        assert "computes what the weights say" in verified("--adapter", str(adapter)).stdout


def test_a_server_that_may_not_read_the_text_is_not_sent_it(firm: Path) -> None:
    with serving() as server:
        set_tier(firm, server.url, 'accepts = "internal"')
        result = verified()
        assert server.taken == []
    assert result.exit_code == 1
    assert "and the language model firm may read what is internal at most" in result.output
    assert "model" not in kinds()[-1:]


def test_a_server_that_says_nothing_of_tokens_is_no_ground_for_a_verdict(firm: Path) -> None:
    with serving() as server:
        set_tier(firm, server.url)
        server.plan.extend([failed(400, "echo is not supported"), *[plain()] * 8])
        result = verified()
        assert len(server.taken) == 9
        assert {request.path for request in server.taken} == {"/v1/completions"}
    assert result.exit_code == 1
    assert "the server of the tier box gave log-probabilities at 0 positions" in result.output
    assert shown(len(kinds()))["facts"]["model_calls"] == 9


def plain() -> Sent:
    """A completion without log-probabilities."""
    return Sent(body=json.dumps({"choices": [{"index": 0, "text": " rent", "logprobs": None}]}).encode())


def test_a_server_that_ends_meanwhile_leaves_no_verification(firm: Path) -> None:
    server: OpenAIServer
    with serving() as server:
        set_tier(firm, server.url)
        url = server.url
    result = verified()
    assert result.exit_code == 1
    assert f"the language model firm at {url} cannot be reached" in result.output
    assert run("models", "show", "firm").stdout.count("not verified") == 1


def test_a_server_that_breaks_off_in_between_leaves_only_what_was_sent(firm: Path) -> None:
    with serving() as server:
        set_tier(firm, server.url, "timeout_s = 20")
        server.plan.extend([plain(), *[answering(7)] * 3, *[Sent(status=0)] * 20])
        result = verified()
    assert result.exit_code == 1
    assert f"the language model firm at {server.url} cannot be reached" in result.stderr.splitlines()[-1]
    assert shown(len(kinds()))["facts"]["model_calls"] == 5
    assert "not verified" in run("models", "show", "firm").stdout


def test_who_stops_it_leaves_on_the_record_what_was_sent(firm: Path) -> None:
    with serving() as server:
        set_tier(firm, server.url)
        server.plan.extend([plain(), Sent(body=b"{}", wait_s=120)])
        command = [sys.executable, "-m", "pincite", "models", "verify", "firm", "--server", "box", "--positions", "48"]
        verifying = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        while len(server.taken) < 2 and verifying.poll() is None:
            time.sleep(0.01)
        verifying.send_signal(signal.SIGINT)
        assert "stopped before it was done" in verifying.communicate()[1]
    assert verifying.returncode == 130
    stopped = shown(len(kinds()))
    assert (stopped["facts"]["what"], stopped["facts"]["model_calls"]) == ("models verify --server", 2)
    assert len(stopped["facts"]["sent"]) == 2


def answering(token: int) -> Sent:
    """A completion as llama.cpp gives it, with the log-probability of one token."""
    content = [{"id": token, "top_logprobs": [{"id": token, "logprob": -0.5}]}]
    return Sent(
        body=json.dumps({"choices": [{"index": 0, "text": " rent", "logprobs": {"content": content}}]}).encode()
    )


@pytest.mark.usefixtures("firm")
def test_a_tier_that_is_no_server_at_an_address_is_refused(firm: Path) -> None:
    result = verified()
    assert "no language model of the tier 'box' is set; the tiers of settings.toml are: none" in result.output
    settings = ["[model]", 'tier = "box"', 'provider = "llama.cpp"', f'gguf = "{firm / "firm.gguf"}"']
    (firm / "ws" / "settings.toml").write_text("\n".join(settings), encoding="utf-8")
    assert run("workspace", "trust", "--yes").exit_code == 0
    assert "llama.cpp as pincite runs it is sampled without --server" in verified().output
