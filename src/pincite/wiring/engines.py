"""Chooses the adapter for each port from the settings; nothing else does."""

import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from pincite.errors import KeyringError, ModelError
from pincite.keyrings import secret_of
from pincite.wiring.model_settings import ModelSettings
from pincite.wiring.settings import Settings

if TYPE_CHECKING:
    from pincite.models.chat.limits import Gate
    from pincite.models.chat.limits.store import TrafficStore
    from pincite.models.chat.pinning import Network
    from pincite.models.chat.transport import Endpoint
    from pincite.models.ports import CrossEncoder, Embedder, Entailment, Provider, Reader
    from pincite.models.standing import Registrations
    from pincite.security.scanner import Scanner


@runtime_checkable
class Loads(Protocol):
    """A model that can start reading its files before it is needed."""

    def load(self) -> None:
        """Start reading, on a separate thread."""
        ...


def open_embedder(settings: Settings) -> "Embedder":
    """The embedder that the settings name."""
    match settings.embedder:
        case "minilm":
            from pincite.models.onnx_embedder import OnnxEmbedder

            return OnnxEmbedder()
        case "hashing":
            from pincite.models.fakes import HashingEmbedder

            return HashingEmbedder()


def open_reranker(settings: Settings) -> "CrossEncoder | None":
    """The reranker that the settings name; None when they name none."""
    if settings.reranker is None:
        return None
    from pincite.models.onnx_cross_encoder import OnnxCrossEncoder

    return OnnxCrossEncoder(settings.reranker)


def open_entailment(settings: Settings) -> "Entailment":
    """The entailment model that the settings name."""
    from pincite.models.onnx_entailment import OnnxEntailment

    return OnnxEntailment() if settings.entailment is None else OnnxEntailment(settings.entailment)


def open_reader(settings: Settings) -> "Reader | None":
    """The reader that the settings name, with the second one that they name; None when they leave it out."""
    if settings.reader == "none":
        return None
    from pincite.models.onnx_reader import OnnxReader

    first, second = reader_cards(settings)
    return OnnxReader(first, second=second) if first is not None else None


def reader_cards(settings: Settings) -> "tuple[Path | None, Path | None]":
    """The cards of the first and of the second reader that the settings name; without a first there is no second."""
    from pincite.models.onnx_reader import SECOND, SHIPPED

    if settings.reader == "none":
        return None, None
    first = SHIPPED if settings.reader == "shipped" else settings.reader
    second = SECOND if settings.second_reader == "shipped" else settings.second_reader
    return first, (None if second == "none" else second)


def encoder_cards(settings: Settings) -> tuple[Path, ...]:
    """The cards of the encoders that the settings name, those that ship among them."""
    from pincite.models import onnx_embedder, onnx_entailment, onnx_scanner

    shipped_or_set = [
        onnx_embedder.SHIPPED if settings.embedder == "minilm" else None,
        settings.entailment or onnx_entailment.SHIPPED,
        *reader_cards(settings),
        onnx_scanner.SHIPPED,
        settings.reranker,
    ]
    return tuple(card for card in shipped_or_set if isinstance(card, Path))


def open_scanner() -> "Scanner":
    """The scanner that ships with pincite."""
    from pincite.models.onnx_scanner import OnnxScanner

    return OnnxScanner()


@contextmanager
def open_chat_model(
    settings: ModelSettings,
    environment: Mapping[str, str],
    shared: Path | None = None,
    on_prem: "Sequence[Network]" = (),
    traffic: "TrafficStore | None" = None,
    clock: Callable[[], float] = time.time,
    *,
    registrations: "Registrations",
) -> "Iterator[Provider]":
    """A context with what sends words to the language model that these settings name.

    `shared` is the file by which this process finds the llama.cpp that another one runs for it. `on_prem` are the
    firm's networks, beside this machine. `traffic` is kept for all who ask a model at an address; without it nothing
    holds requests back. `clock` gives the seconds since 1970, by the one clock of all of them. `registrations` bind a
    model's file.

    Raises:
        ModelError: a key, a file or a package that it needs is missing.
    """
    match settings:
        case ModelSettings(provider="openai", url=str(url), name=str(name)):
            from pincite.models.chat.openai_chat import OpenAIChat

            yield OpenAIChat(
                _endpoint(settings, url, name, environment, on_prem), gate=_gate(settings, url, name, traffic, clock)
            )
        case ModelSettings(provider="anthropic", url=str(url), name=str(name)):
            from pincite.models.chat.anthropic_chat import AnthropicChat

            yield AnthropicChat(
                _endpoint(settings, url, name, environment, on_prem), gate=_gate(settings, url, name, traffic, clock)
            )
        case ModelSettings(provider="llama.cpp", gguf=Path() as gguf) if shared is not None:
            from pincite.models.chat.llama_shared import SharedLlama

            yield SharedLlama(shared, gguf, timeout_s=settings.timeout_s, registrations=registrations)
        case ModelSettings(provider="llama.cpp", gguf=Path() as gguf):
            from pincite.models.chat.llama_engine import LlamaEngine

            engine = LlamaEngine(
                gguf,
                context_tokens=settings.context_tokens,
                timeout_s=settings.timeout_s,
                registrations=registrations,
                way=settings.way,
            )
            with closing(engine):
                yield engine
        case ModelSettings(provider="scripted", replies=Path() as replies):
            from pincite.models.fakes import InProcess, Scripted, read_replies

            yield InProcess(Scripted(read_replies(replies)))
        case _:
            raise ModelError(f"the settings lack what a model of provider {settings.provider!r} needs; see its table")


def _endpoint(
    settings: ModelSettings, url: str, name: str, environment: Mapping[str, str], on_prem: "Sequence[Network]"
) -> "Endpoint":
    """Where a model is that is asked at an address.

    Raises:
        ModelError: its key is missing.
    """
    from pincite.models.chat.transport import Endpoint

    within = None if settings.leaves_firm else tuple(on_prem)
    return Endpoint(url, name, _key(settings, environment), settings.timeout_s, settings.trust_env, within=within)


def _gate(
    settings: ModelSettings, url: str, name: str, traffic: "TrafficStore | None", clock: Callable[[], float]
) -> "Gate":
    """What each request to a model at an address goes through."""
    from pincite.models.chat.limits import UNLIMITED, HostedModel, Rates, SharedGate

    if traffic is None:
        return UNLIMITED
    rates = Rates(settings.requests_per_minute, settings.tokens_per_minute)
    return SharedGate(traffic, HostedModel(url, name), rates, settings.timeout_s, clock)


def _key(settings: ModelSettings, environment: Mapping[str, str]) -> str | None:
    """The key in an environment variable or in the keyring; None when neither is named. No message contains it.

    Raises:
        ModelError: the variable is not set, the keyring has no such entry, or its content is not a valid key.
    """
    if settings.key_env is not None:
        place = f"the environment variable {settings.key_env}"
        key = environment.get(settings.key_env, "").strip()
        if not key:
            raise ModelError(
                f"the settings say that the language model's key is in {place}, which is not set; set it, or take "
                "key_env out of settings.toml"
            )
    elif settings.key_keyring is not None:
        service, user = settings.key_keyring
        place = f"the keyring's entry for the service {service} and the user {user}"
        key = _in_keyring(service, user).strip()
        if not key:
            raise ModelError(
                f"the settings say that the language model's key is {place}, and there is none; put it there with: "
                f"keyring set {shlex.quote(service)} {shlex.quote(user)}"
            )
    else:
        return None
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ModelError(
            f"{place} holds something that is not a valid API key: keys are ASCII letters, digits and signs without a "
            "space; set it again"
        )
    return key


def _in_keyring(service: str, user: str) -> str:
    try:
        return secret_of(service, user) or ""
    except KeyringError as error:
        raise ModelError(f"the language model's key is not available: {error}") from error
