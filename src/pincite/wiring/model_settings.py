"""The tables `[[models]]` of a workspace's settings: which language models write, where, and at what price.

One model alone may stand in a table `[model]`.

A model on this machine, or at an address that the settings declare as the firm's, keeps documents in the firm. Any
other model takes them out of it, and nothing is sent there unencrypted.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from pincite.errors import WorkspaceError
from pincite.models.chat.llama_child import UNSTRETCHED, KvCache, Way
from pincite.models.chat.prices import UNDATED, Prices, Rates
from pincite.sensitivity import Sensitivity
from pincite.wiring.model_entries import OVER_HTTP, ModelEntries, Provider

NEEDS: Mapping[Provider, tuple[str, ...]] = {
    "none": (),
    "openai": ("url", "name"),
    "anthropic": ("url", "name"),
    "llama.cpp": ("gguf",),
    "scripted": ("replies",),
}
"""The settings that each provider needs."""

CONTEXT_TOKENS = 8192
"""Twenty passages of 1,000 characters are some 5,000 tokens; the instructions and the answer need the rest."""

ANSWER_TOKENS = 1024
"""Five statements, each with its quote, have some 600 tokens as JSON."""

REMOTE_TIMEOUT_S = 120.0
LOCAL_TIMEOUT_S = 600.0
"""Seconds: two cores read a prompt of 5,000 tokens into a model of 1.5 billion weights in about 150."""

OF_WORKSPACE = (
    "embedder", "reader", "second_reader", "reranker", "entailment", "chunking", "hyde", "languages", "when_full",
    "on_prem",
)  # fmt: skip
"""Settings at the top of the file; written below a table, they are read as entries of it."""

MOST_MODELS = 20


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model that writes answers.

    - `tier`: its name among the models, by which records and replies call it. The default, for a model alone, is
      `on-prem` or `remote`, after where what is sent goes.
    - `provider`: `openai` (a server with that vendor's protocol: vLLM, llama.cpp, Ollama, a vendor), `anthropic` (one
      with Anthropic's), `llama.cpp` (a GGUF file, run here), `scripted` (replies from a file, for demonstrations and
      tests), or `none`.
    - `url`, `name`: the address of the server, up to and including its `/v1`, and which of its models writes.
    - `key_env`: the environment variable that holds the key. The key itself is never in a file of ours.
    - `key_keyring`: alternatively, its place in the operating system's keyring, as a service and a user.
    - `gguf`, `replies`: files of the other providers.
    - `context_tokens`: what the model reads and writes at once; `max_answer_tokens`: the most that it writes.
    - `kv_cache`, `yarn_factor`: how llama.cpp keeps keys and values (`f16`, `q8_0`, `q4_0`), and by what it stretches
      positions (YaRN), so that the model reads more than it was trained with; 1 is not at all.
    - `timeout_s`: seconds for one reply, including retries.
    - `requests_per_minute`, `tokens_per_minute`: how much it is sent a minute by all processes of the workspace
      together, on average; without them, as much as is asked.
    - `prompt_usd_per_million`, `completion_usd_per_million`: US$ per million tokens read, and written, as long as no
      day is known from which they hold; prices with a day stand in a file of their own.
    - `cache_read_usd_per_million`, `cache_write_usd_per_million`: of tokens read from the provider's cache, and put
      into it; the default is what other tokens cost that are read.
    - `leaves_firm`: true where what is sent leaves the firm. The default is true for every address but this machine's.
    - `accepts`: the most sensitive that may be sent: `public`, `internal`, `confidential` or `privileged`. The default
      is `public` where what is sent leaves the firm, and `privileged` where it stays.
    - `judges`: the model also splits written sentences into claims, and is asked whether a passage supports a claim
      where the checks and the entailment model are in doubt.
    - `understands`: the model also reads the question before the search, and may add to what the rules find.
    - `trust_env`: take proxies and certificates from the environment (`HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`).
    """

    provider: Provider = "none"
    url: str | None = None
    name: str | None = None
    key_env: str | None = None
    key_keyring: tuple[str, str] | None = None
    gguf: Path | None = None
    replies: Path | None = None
    context_tokens: int = CONTEXT_TOKENS
    max_answer_tokens: int = ANSWER_TOKENS
    kv_cache: KvCache = "f16"
    yarn_factor: float = UNSTRETCHED
    timeout_s: float = LOCAL_TIMEOUT_S
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    prompt_usd_per_million: Decimal | None = None
    completion_usd_per_million: Decimal | None = None
    cache_read_usd_per_million: Decimal | None = None
    cache_write_usd_per_million: Decimal | None = None
    leaves_firm: bool = False
    accepts: Sensitivity = Sensitivity.PUBLIC
    judges: bool = False
    understands: bool = False
    trust_env: bool = False
    tier: str = ""

    @property
    def way(self) -> Way:
        """How llama.cpp runs the model."""
        return Way(self.kv_cache, self.yarn_factor)

    @property
    def prices(self) -> Prices:
        """The prices of tokens that stand in the settings; none if none does."""
        prompt, completion = self.prompt_usd_per_million, self.completion_usd_per_million
        if prompt is None and completion is None:
            return Prices()
        zero = Decimal(0)
        rates = Rates.per_million(
            prompt or zero, completion or zero, self.cache_read_usd_per_million, self.cache_write_usd_per_million
        )
        return Prices(((UNDATED, rates),))

    @property
    def caution(self) -> str:
        """What hardly anybody means who sets it, as a sentence; empty where there is nothing of that kind."""
        if self.leaves_firm and self.accepts is Sensitivity.PRIVILEGED:
            return (
                'accepts = "privileged" sends everything out of the firm, also what nobody has classified and what is '
                "under privilege; lower it unless the firm's clients agreed to that"
            )
        return ""


def read_models(found: Mapping[str, object], file: Path) -> tuple[ModelSettings, ...]:
    """The models in the tables `[[models]]` of a settings file, the cheapest first; or the one in `[model]`.

    Raises:
        WorkspaceError: a value is not a table, has an unknown key or an invalid value, or lacks what its provider
        needs; or two models have the same name.
    """
    if "models" not in found:
        alone = read_model(found.get("model", {}), file)
        return () if alone.provider == "none" else (alone,)
    if "model" in found:
        raise WorkspaceError(f"{file} has both [model] and [[models]]; move the one model into a table [[models]]")
    match found["models"]:
        case [_, *_] as tables if len(tables) <= MOST_MODELS:
            models = tuple(read_model(table, file, number) for number, table in enumerate(tables, start=1))
        case other:
            raise WorkspaceError(
                f"{file} sets models to {other!r}; it is up to {MOST_MODELS} tables, each beginning with [[models]]"
            )
    names = [model.tier for model in models]
    if len(set(names)) < len(names):
        again = next(name for name in names if names.count(name) > 1)
        raise WorkspaceError(f"{file} has two models of the tier {again!r}; give each a tier of its own")
    if sum(model.provider == "llama.cpp" for model in models) > 1:
        raise WorkspaceError(
            f"{file} has two models of provider 'llama.cpp', and a server runs one; run the other by itself, and name "
            "its address with provider 'openai'"
        )
    return models


def read_model(table: object, file: Path, number: int | None = None) -> ModelSettings:
    """The settings in the table `[model]` of a settings file, or in one of its tables `[[models]]`.

    Raises:
        WorkspaceError: the value is not a table, has an unknown key or an invalid value, or lacks what its provider
        needs.
    """
    where = "[model]" if number is None else f"[[models]] number {number}"
    if not isinstance(table, dict):
        raise WorkspaceError(f"{file} sets model to {table!r}; it is a table that begins with a line [model]")
    _require_known(table, file, where)
    entries = ModelEntries(table, file, where)
    provider = entries.provider()
    _require_needed(table, provider, file, where, is_one_of_several=number is not None)
    url = entries.url()
    loopback = provider not in OVER_HTTP or (url is not None and is_loopback(url))
    leaves_firm = entries.truth("leaves_firm", otherwise=not loopback)
    settings = ModelSettings(
        provider=provider,
        url=url,
        name=entries.text("name"),
        key_env=entries.variable("key_env"),
        key_keyring=entries.keyring("key_keyring"),
        gguf=entries.path("gguf"),
        replies=entries.path("replies"),
        context_tokens=entries.whole("context_tokens", CONTEXT_TOKENS, 256, 10_000_000),
        max_answer_tokens=entries.whole("max_answer_tokens", ANSWER_TOKENS, 16, 1_000_000),
        kv_cache=entries.kv_cache("kv_cache"),
        yarn_factor=entries.stretch("yarn_factor"),
        timeout_s=entries.number("timeout_s", LOCAL_TIMEOUT_S if loopback else REMOTE_TIMEOUT_S, 0.1, 86_400),
        requests_per_minute=entries.rate("requests_per_minute", 1),
        tokens_per_minute=entries.rate("tokens_per_minute", 1000),
        prompt_usd_per_million=entries.price("prompt_usd_per_million"),
        completion_usd_per_million=entries.price("completion_usd_per_million"),
        cache_read_usd_per_million=entries.price("cache_read_usd_per_million"),
        cache_write_usd_per_million=entries.price("cache_write_usd_per_million"),
        leaves_firm=leaves_firm,
        accepts=entries.level("accepts", accepted_unless_set(leaves_firm=leaves_firm)),
        judges=entries.truth("judges", otherwise=False),
        understands=entries.truth("understands", otherwise=False),
        trust_env=entries.truth("trust_env", otherwise=False),
        tier=entries.tier("remote" if leaves_firm else "on-prem"),
    )
    _require_consistent(settings, file, where)
    return settings


def _require_known(table: Mapping[str, object], file: Path, where: str) -> None:
    """Refuse a table with a setting that no model has.

    Raises:
        WorkspaceError: it has one.
    """
    known = {field.name for field in fields(ModelSettings)}
    for key in table:
        if key in OF_WORKSPACE:
            raise WorkspaceError(
                f"{file} has {key} in {where}, where it is read as a setting of that model; it is one of the whole "
                "workspace: move its line up, before the first line in brackets"
            )
        if key not in known:
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in {where}; the settings there are: {', '.join(sorted(known))}"
            )


def _require_needed(
    table: Mapping[str, object], provider: Provider, file: Path, where: str, *, is_one_of_several: bool
) -> None:
    """Refuse a table without what its provider needs, and without what tells it from others.

    Raises:
        WorkspaceError: something is not there, or the table is of no model.
    """
    for needed in (*NEEDS[provider], *(("tier", "provider") if is_one_of_several else ())):
        if needed not in table:
            whose = f"which provider {provider!r} needs" if needed in NEEDS[provider] else "which each of them has"
            raise WorkspaceError(f"{file} lacks {needed} in {where}, {whose}; add it")
    if is_one_of_several and provider == "none":
        raise WorkspaceError(f"{file} has a model of provider 'none' in {where}; take that table out")


def _require_consistent(settings: ModelSettings, file: Path, where: str) -> None:
    """Refuse settings if one makes another useless, or would send documents in readable form.

    Raises:
        WorkspaceError: they do.
    """
    if settings.prices == Prices() and (
        settings.cache_read_usd_per_million is not None or settings.cache_write_usd_per_million is not None
    ):
        raise WorkspaceError(
            f"{file} has a price of cached tokens in {where} and none of other tokens; add prompt_usd_per_million and "
            "completion_usd_per_million"
        )
    if settings.key_env and settings.key_keyring:
        raise WorkspaceError(
            f"{file} sets both key_env and key_keyring in {where}; a key is in one place: leave one out"
        )
    if settings.leaves_firm and settings.tier == "on-prem":
        raise WorkspaceError(
            f"{file} calls a model 'on-prem' in {where} whose words leave the firm; give its tier another name, or set "
            "leaves_firm = false if that machine is the firm's own"
        )
    if settings.max_answer_tokens >= settings.context_tokens:
        raise WorkspaceError(
            f"{file} sets max_answer_tokens in {where} to {settings.max_answer_tokens}, which leaves nothing of "
            f"{settings.context_tokens} context_tokens for the question; lower the one or raise the other"
        )
    if settings.provider in OVER_HTTP and settings.leaves_firm and not (settings.url or "").startswith("https:"):
        raise WorkspaceError(
            f"{file} sets url in {where} to {settings.url!r}, by which documents would leave the firm in readable "
            "form; use https, or set leaves_firm = false if that machine is the firm's own"
        )


def accepted_unless_set(*, leaves_firm: bool) -> Sensitivity:
    """The most sensitive that a model is sent where the settings do not say."""
    return Sensitivity.PUBLIC if leaves_firm else Sensitivity.PRIVILEGED


def is_loopback(url: str) -> bool:
    """True for an address of this machine itself.

    >>> is_loopback("http://127.0.0.1:8080/v1"), is_loopback("http://localhost.example.com/v1")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
