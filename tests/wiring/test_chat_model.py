"""The language model that the settings name, as a workspace opens and closes it."""

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from tests.models.openai_server import serving
from tests.models.test_llama_engine import GGUF, needs_gguf
from tests.permitting import Permitted

from pincite.cli import main
from pincite.errors import ModelError
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.llama_engine import LlamaEngine
from pincite.models.ports import Message
from pincite.models.standing import none_registered
from pincite.wiring import ModelSettings, Workspace, open_chat_model, open_workspace


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    open_workspace(tmp_path / "ws", create=True).close()
    return tmp_path / "ws"


def opened(folder: Path, model: str) -> Workspace:
    (folder / "settings.toml").write_text(f"[model]\n{model}", encoding="utf-8")
    agreed = CliRunner().invoke(main, ["workspace", "trust", "--yes", "--workspace", str(folder)])
    assert agreed.exit_code == 0, agreed.output
    return open_workspace(folder, create=False)


def say(workspace: Workspace) -> str:
    return asyncio.run(Permitted(workspace.tiers[0].provider).complete([Message("user", "Hello?")], 5)).text


def test_there_is_none_by_default(folder: Path) -> None:
    with opened(folder, "") as workspace:
        assert workspace.tiers == ()


def test_a_server_is_asked_with_the_key_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRM_KEY", "k-123")
    with serving() as server:
        model = f'provider = "openai"\nurl = "{server.url}"\nname = "m"\nkey_env = "FIRM_KEY"'
        with opened(folder, model) as workspace:
            assert say(workspace) == "You said: Hello?"
        assert server.taken[0].headers["Authorization"] == "Bearer k-123"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "in the environment variable FIRM_KEY, which is not set; set it, or take key_env out of settings.toml"),
        (" ", "in the environment variable FIRM_KEY, which is not set; set it, or take key_env out of settings.toml"),
        ("two words", "the environment variable FIRM_KEY holds something that is not a valid API key"),
        ("schlüssel", "the environment variable FIRM_KEY holds something that is not a valid API key"),
        ("line\nX-Other: 1", "the environment variable FIRM_KEY holds something that is not a valid API key"),
    ],
)
def test_a_key_that_is_missing_or_none_is_not_repeated(key: str | None, said: str) -> None:
    settings = ModelSettings(provider="openai", url="https://x/v1", name="m", key_env="FIRM_KEY")
    environment = {} if key is None else {"FIRM_KEY": key}
    with pytest.raises(ModelError) as raised, open_chat_model(settings, environment, registrations=none_registered):
        pass
    assert said in str(raised.value)
    assert key is None or not key.strip() or key not in str(raised.value)


@pytest.fixture
def keyring() -> Iterator[dict[tuple[str, str], str]]:
    """A keyring in memory: what is on this machine's is left alone."""
    package = pytest.importorskip("keyring")
    backend = pytest.importorskip("keyring.backend")
    kept: dict[tuple[str, str], str] = {}

    class InMemory(backend.KeyringBackend):  # type: ignore[name-defined,misc]
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

    before = package.get_keyring()
    package.set_keyring(InMemory())
    yield kept
    package.set_keyring(before)


def test_a_server_is_asked_with_the_key_of_the_keyring(folder: Path, keyring: dict[tuple[str, str], str]) -> None:
    keyring["pincite", "large-2"] = "k-456"
    with serving() as server:
        model = f'provider = "openai"\nurl = "{server.url}"\nname = "m"\nkey_keyring = "pincite/large-2"'
        with opened(folder, model) as workspace:
            assert say(workspace) == "You said: Hello?"
        assert server.taken[0].headers["Authorization"] == "Bearer k-456"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "there is none; put it there with: keyring set pincite 'large 2'"),
        ("two words", "for the service pincite and the user large 2 holds something that is not a valid API key"),
    ],
)
def test_a_key_that_the_keyring_lacks_is_a_sentence(
    key: str | None, said: str, keyring: dict[tuple[str, str], str]
) -> None:
    if key is not None:
        keyring["pincite", "large 2"] = key
    settings = ModelSettings(provider="openai", url="https://x/v1", name="m", key_keyring=("pincite", "large 2"))
    with pytest.raises(ModelError) as raised, open_chat_model(settings, {}, registrations=none_registered):
        pass
    assert said in str(raised.value)
    assert key is None or key not in str(raised.value)


@pytest.mark.parametrize("backend", ["no.such.Backend", "nodots", "keyring.backends.fail.Keyring"])
def test_a_keyring_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    program = """
        from pincite.errors import ModelError
        from pincite.wiring import ModelSettings, open_chat_model
        try:
            settings = ModelSettings(provider="openai", url="u", name="m", key_keyring=("a", "b"))
            with open_chat_model(settings, {}, registrations=tuple):
                print("opened")
        except ModelError as error:
            print(error)
    """
    pytest.importorskip("keyring")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("the language model's key is not available: the keyring cannot be read (")


@pytest.mark.live
def test_a_server_that_speaks_messages(folder: Path) -> None:
    with running(FakeProvider()) as server:
        text = f'provider = "anthropic"\nurl = "{server.url}"\nname = "m-1"\naccepts = "internal"\n'
        with opened(folder, text) as workspace:
            assert say(workspace)
            assert not workspace.tiers[0].leaves_firm
        assert [entry.wire for entry in server.ledger] == ["anthropic"]


def test_prepared_replies_lie_beside_the_settings(folder: Path) -> None:
    (folder / "replies.jsonl").write_text('"Thirty days."\n', encoding="utf-8")
    with opened(folder, 'provider = "scripted"\nreplies = "replies.jsonl"') as workspace:
        assert say(workspace) == "Thirty days."
        assert workspace.tiers is workspace.tiers


def test_settings_that_were_put_together_wrongly() -> None:
    opening = open_chat_model(ModelSettings(provider="openai"), {}, registrations=none_registered)
    with pytest.raises(ModelError, match=r"lack what a model of provider 'openai' needs; see its table"), opening:
        pass


@pytest.mark.live
@needs_gguf
def test_a_file_is_run_and_ended_with_the_workspace(folder: Path) -> None:
    with opened(folder, f'provider = "llama.cpp"\ngguf = "{GGUF}"\ncontext_tokens = 512\nmax_answer_tokens = 64') as (
        workspace
    ):
        assert say(workspace).strip()
        assert isinstance(workspace.tiers[0].provider, LlamaEngine)
        pid = workspace.tiers[0].provider.pid
    assert pid is not None
    assert not psutil.pid_exists(pid)


def test_a_model_without_its_key_keeps_no_other_from_answering(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIRM_KEY", raising=False)
    with running(FakeProvider()) as fake:
        table = '[[models]]\ntier = "{tier}"\nprovider = "openai"\nurl = "{url}"\nname = "small-1"\n{key}\n'
        keyed, plain = (
            table.format(tier=tier, url=fake.url, key=key)
            for tier, key in (("cheap", 'key_env = "FIRM_KEY"'), ("dear", ""))
        )
        (folder / "settings.toml").write_text(keyed + plain, encoding="utf-8")
        CliRunner().invoke(main, ["workspace", "trust", "--yes", "--workspace", str(folder)], catch_exceptions=False)
        with open_workspace(folder, create=False) as workspace:
            cheap, dear = workspace.tiers
            with pytest.raises(ModelError, match="FIRM_KEY, which is not set"):
                asyncio.run(Permitted(cheap.provider).complete([Message("user", "Hello?")], 5))
            assert asyncio.run(Permitted(dear.provider).complete([Message("user", "Hello?")], 5)).text
        assert len(fake.ledger) == 1
