import asyncio
import contextlib
import hashlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing, closing
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from tests.permitting import Permitted, PermittedStream

from pincite.errors import ModelError
from pincite.models.chat.llama_child import KvCache, ServeOptions, Way, params_of
from pincite.models.chat.llama_engine import LlamaEngine
from pincite.models.chat.llama_process import LlamaProcess, cause_in, environment
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.ports import Completion, Message
from pincite.models.standing import none_registered

GGUF = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
NAME = "SmolLM2-135M-Instruct.Q4_1@b179c952"
HELLO = (Message("user", "Say hello."),)
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 20}},
    "required": ["city"],
    "additionalProperties": False,
}

needs_gguf = pytest.mark.skipif(not GGUF.is_file(), reason=f"{GGUF} is not there: python -m runs.making.fetch_gguf")


@pytest.fixture(scope="module")
def engine() -> Iterator[LlamaEngine]:
    with closing(LlamaEngine(GGUF, context_tokens=1024, timeout_s=120, registrations=none_registered)) as running:
        yield running


def say(engine: LlamaEngine, *, tokens: int = 12, schema: dict[str, object] | None = None) -> Completion:
    return asyncio.run(Permitted(engine).complete(HELLO, tokens, schema))


def is_gone(pid: int, within_s: float = 10) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def sentence(gguf: Path) -> str:
    with (
        pytest.raises(ModelError) as raised,
        closing(LlamaEngine(gguf, context_tokens=512, timeout_s=60, registrations=none_registered)) as engine,
    ):
        say(engine)
    return str(raised.value)


@pytest.mark.parametrize("kv", ["f16", "q8_0", "q4_0"])
@pytest.mark.parametrize("factor", [1.0, 4.0])
def test_llama_cpp_is_told_how_to_run_the_model(kv: KvCache, factor: float) -> None:
    xllamacpp = pytest.importorskip("xllamacpp")
    params = params_of(ServeOptions("m.gguf", 512, "key", kv, factor))
    wanted = getattr(xllamacpp.ggml_type, f"GGML_TYPE_{kv.upper()}")
    assert (params.cache_type_k, params.cache_type_v) == (wanted, wanted)
    scaling = xllamacpp.llama_rope_scaling_type
    is_yarn = params.rope_scaling_type == scaling.LLAMA_ROPE_SCALING_TYPE_YARN
    assert (is_yarn, params.rope_freq_scale) == ((True, 0.25) if factor == 4.0 else (False, 0.0))


@pytest.mark.live
@needs_gguf
class TestTheEngine:
    def test_runs_with_a_cache_in_blocks_and_stretched_positions_and_says_so(self) -> None:
        with closing(
            LlamaEngine(GGUF, context_tokens=1024, timeout_s=120, registrations=none_registered, way=Way("q8_0", 2.0))
        ) as stretched:
            said = say(stretched)
        assert said.text.strip()
        assert said.runs is not None
        assert (said.runs.facts()["kv"], said.runs.facts()["yarn"]) == ("q8_0", 2.0)

    def test_answers_the_same_each_time_and_counts_its_tokens(self, engine: LlamaEngine) -> None:
        first, second = say(engine), say(engine)
        assert first.text == second.text
        assert first.text.strip()
        assert first.model == engine.name == NAME
        assert first.runs is not None
        assert first.runs.facts() == {
            "weights": hashlib.sha256(GGUF.read_bytes()).hexdigest(),
            "adapter": None,
            "engine": f"llama.cpp, xllamacpp {version('xllamacpp')}",
            "kv": "f16",
            "speculation": "ngram_simple",
            "seed": 1,
            "temperature": 0,
            "repeats": False,
        }
        assert 0 < first.usage.completion_tokens <= 12
        assert first.usage.prompt_tokens > 3
        assert not first.usage.estimated

    def test_streams_what_it_says_at_once(self) -> None:
        process = LlamaProcess(GGUF, 512)

        async def pieces() -> list[str | Completion]:
            chat = OpenAIChat(Endpoint(f"{process.address()}/v1", "small", process.key, 120, attempts=1))
            async with aclosing(PermittedStream(chat).stream(HELLO, 12)) as stream:
                return [piece async for piece in stream]

        with contextlib.ExitStack() as stack:
            stack.callback(process.end)
            *said, whole = asyncio.run(pieces())
        assert isinstance(whole, Completion)
        assert len(said) > 3
        assert "".join(map(str, said)) == whole.text
        assert 0 < whole.usage.completion_tokens <= 12
        assert not whole.usage.estimated

    def test_keeps_to_a_schema(self, engine: LlamaEngine) -> None:
        said = json.loads(say(engine, tokens=60, schema=CITY).text)
        assert said.keys() == {"city"}
        assert isinstance(said["city"], str)

    def test_several_questions_at_once_each_get_their_answer(self, engine: LlamaEngine) -> None:
        async def together() -> list[Completion]:
            return list(await asyncio.gather(*(Permitted(engine).complete(HELLO, 12) for _ in range(3))))

        assert {completion.text for completion in asyncio.run(together())} == {say(engine).text}

    def test_is_started_again_when_it_died(self, engine: LlamaEngine) -> None:
        before, pid = say(engine), engine.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert say(engine).text == before.text
        assert engine.pid != pid

    def test_is_started_again_when_it_dies_of_a_question(self, engine: LlamaEngine) -> None:
        async def killed_once() -> Completion:
            await Permitted(engine).complete(HELLO, 1)
            pid = engine.pid
            asked = asyncio.create_task(Permitted(engine).complete(HELLO, 60))
            await asyncio.sleep(0.2)
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            return await asked

        assert asyncio.run(killed_once()).text == say(engine, tokens=60).text

    def test_is_not_started_for_ever(self, engine: LlamaEngine) -> None:
        async def kill_each() -> None:
            while True:
                if (pid := engine.pid) is not None:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                await asyncio.sleep(0.01)

        async def asked() -> None:
            engine.close()
            killing = asyncio.create_task(kill_each())
            try:
                await Permitted(engine).complete(HELLO, 200)
            finally:
                killing.cancel()

        with pytest.raises(ModelError, match=r"it was killed, most likely for want of memory\); lower context_tokens"):
            asyncio.run(asked())
        assert say(engine).text

    def test_says_when_a_question_is_too_long(self, engine: LlamaEngine) -> None:
        with pytest.raises(ModelError, match=r"exceeds the available context size \(1024 tokens\)"):
            asyncio.run(Permitted(engine).complete([Message("user", "clause " * 3000)], 20))

    @pytest.mark.parametrize("text", ["", "🎉", "\ud800", "漢字", "\x00"], ids=repr)
    def test_takes_any_text(self, text: str, engine: LlamaEngine) -> None:
        assert asyncio.run(Permitted(engine).complete([Message("user", text)], 4)).model == NAME

    def test_shares_the_machine_with_another(self, engine: LlamaEngine) -> None:
        with closing(LlamaEngine(GGUF, context_tokens=512, timeout_s=120, registrations=none_registered)) as other:

            async def together() -> tuple[Completion, Completion]:
                return await asyncio.gather(Permitted(engine).complete(HELLO, 12), Permitted(other).complete(HELLO, 12))

            one, two = asyncio.run(together())
            assert one.text == two.text
            assert other.pid != engine.pid
        assert say(engine).text == one.text

    def test_closing_it_leaves_no_process(self) -> None:
        engine = LlamaEngine(GGUF, context_tokens=512, timeout_s=120, registrations=none_registered)
        say(engine, tokens=1)
        pid = engine.pid
        assert pid is not None
        engine.close()
        engine.close()
        assert not psutil.pid_exists(pid)
        assert engine.pid is None

    def test_giving_up_while_it_loads_ends_it(self) -> None:
        engine = LlamaEngine(GGUF, context_tokens=512, timeout_s=120, registrations=none_registered)

        async def give_up() -> int:
            asked = asyncio.create_task(Permitted(engine).complete(HELLO, 5))
            while (pid := engine.pid) is None:
                await asyncio.sleep(0.001)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked
            return pid

        assert is_gone(asyncio.run(give_up()))

    def test_says_when_an_answer_takes_too_long(self) -> None:
        with (
            closing(LlamaEngine(GGUF, context_tokens=2048, timeout_s=0.2, registrations=none_registered)) as engine,
            pytest.raises(ModelError, match=r"gave no reply within 0\.2 s; raise timeout_s"),
        ):
            say(engine, tokens=1500)


@pytest.mark.live
@needs_gguf
class TestTheProcess:
    def test_answers_nobody_without_its_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VENDOR_KEY", "sk-not-for-children")
        process = LlamaProcess(GGUF, 512)
        try:
            place = urlsplit(process.address())
            assert place.hostname == "127.0.0.1"
            shown = (
                Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
            )
            assert process.key.encode() not in shown
            assert b"sk-not-for-children" not in shown
            assert b"OMP_WAIT_POLICY=passive" in shown
            for key, status in ((None, 401), ("wrong", 401), (process.key, 200)):
                headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
                with closing(http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)) as connection:
                    asked = json.dumps({"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1})
                    connection.request("POST", "/v1/chat/completions", asked, headers)
                    assert connection.getresponse().status == status
        finally:
            process.end()

    @pytest.mark.parametrize("loaded", [True, False], ids=["ready", "loading"])
    def test_ends_with_a_parent_that_is_killed(self, loaded: bool) -> None:
        program = (
            "import sys, time; from pathlib import Path; from pincite.models.chat.llama_process import LlamaProcess\n"
            f"process = LlamaProcess(Path({str(GGUF)!r}), 512)\n"
            f"{'process.address()' if loaded else ''}\n"
            "print(process.pid, flush=True); time.sleep(60)"
        )
        parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        with parent:
            assert parent.stdout is not None
            pid = int(parent.stdout.readline())
            assert psutil.pid_exists(pid)
            parent.kill()
        assert is_gone(pid)


class TestFilesThatAreNoModel:
    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        assert sentence(tmp_path / "m.gguf") == (
            f"there is no file {tmp_path / 'm.gguf'}; set gguf in settings.toml to the path of a GGUF file"
        )

    def test_a_folder_and_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path in (tmp_path, tmp_path / "pipe"):
            assert "there is no file" in sentence(path)

    @pytest.mark.parametrize("content", [b"", b"GGU", b"PK\x03\x04" + b"x" * 9000], ids=["empty", "short", "other"])
    def test_one_of_another_format(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "m.gguf").write_bytes(content)
        assert "m.gguf is no GGUF file; set gguf in settings.toml to the path of one" in sentence(tmp_path / "m.gguf")

    @pytest.mark.parametrize(
        "rest", [b"", bytes(range(1, 251)) * 20, b"\x03\x00\x00\x00" + b"\xff" * 16], ids=["", "other", "big"]
    )
    def test_one_that_only_begins_as_one(self, rest: bytes, tmp_path: Path) -> None:
        (tmp_path / "m.gguf").write_bytes(b"GGUF" + rest)
        said = sentence(tmp_path / "m.gguf")
        assert said.startswith(f"llama.cpp could not load {tmp_path / 'm.gguf'} (")
        assert said.endswith("; set gguf in settings.toml to a whole GGUF file of a model that it knows")

    @needs_gguf
    def test_one_that_was_cut_off(self, tmp_path: Path) -> None:
        with GGUF.open("rb") as whole:
            (tmp_path / "m.gguf").write_bytes(whole.read(40_000_000))
        assert "data is not within the file bounds, model is corrupted or incomplete" in sentence(tmp_path / "m.gguf")

    def test_an_engine_that_is_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "m.gguf").write_bytes(b"GGUF")
        monkeypatch.setitem(sys.modules, "xllamacpp", None)
        assert sentence(tmp_path / "m.gguf").endswith("is not installed; run: pip install 'pincite[llm]'")


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("", "it did not say why"),
        ("Illegal instruction\n\n", "Illegal instruction"),
        (
            "0.03.2 W fit: abort\n0.06.0 E ggml_aligned_malloc: insufficient memory\n0.06.2 E srv: exiting",
            "ggml_aligned_malloc: insufficient memory",
        ),
        (
            "0.0 E gguf: failed\n0.1 E llama_model_load: error loading model: unknown architecture\x1b",
            "unknown architecture",
        ),
        ("1" * 100_000, "1" * 300),
        ("0." * 50_000 + " E", "0." * 150),
    ],
    ids=["nothing", "a word", "errors", "a cause", "digits", "a long time"],
)
def test_the_cause_among_the_last_words(said: str, cause: str) -> None:
    assert cause_in(said) == cause


def test_a_key_of_the_parents_is_not_passed_on() -> None:
    ours = {"PATH": "/bin", "OPENAI_API_KEY": "sk-1", "CUDA_VISIBLE_DEVICES": "0", "OMP_WAIT_POLICY": "active"}
    assert environment(ours) == {
        "PATH": "/bin",
        "CUDA_VISIBLE_DEVICES": "0",
        "OMP_WAIT_POLICY": "passive",
        "GOMP_SPINCOUNT": "0",
    }
