"""The entries of a table `[model]` or `[[models]]`, each checked for what it may be."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from pincite.errors import WorkspaceError
from pincite.models.chat.llama_child import UNSTRETCHED, KvCache
from pincite.models.chat.prices import pico_dollars
from pincite.models.planning.positions import MOST_STRETCH
from pincite.sensitivity import WORDS, Sensitivity, level_of
from pincite.wiring.decimals import exact

Provider = Literal["none", "openai", "anthropic", "llama.cpp", "scripted"]

OVER_HTTP: tuple[Provider, ...] = ("openai", "anthropic")
"""The providers that are asked at an address."""

TIER = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?<!.{31})")
"""Names of tiers, of 30 characters at most."""

LONGEST_TEXT = 2000
"""Characters of a text setting."""

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""Names of environment variables."""

PLACE = re.compile(r"[A-Za-z][A-Za-z0-9 ._@-]{0,59}/[A-Za-z][A-Za-z0-9 ._@-]{0,59}")
"""Places in a keyring: a service and a user."""


@dataclass(frozen=True, slots=True)
class ModelEntries:
    """The entries of the table, each checked for its type. All methods raise WorkspaceError with a sentence."""

    table: Mapping[str, object]
    file: Path
    where: str

    def provider(self) -> Provider:
        """The kind of model."""
        for provider in get_args(Provider):
            if self.table.get("provider", "none") == provider:
                return provider  # type: ignore[no-any-return]  # get_args is untyped
        raise self._wrong("provider", f"one of {', '.join(map(repr, get_args(Provider)))}")

    def tier(self, otherwise: str) -> str:
        """A model's name among the models."""
        match self.table.get("tier", otherwise):
            case str() as name if TIER.fullmatch(name) and name != "quote":
                return name
        raise self._wrong("tier", "a short name in small letters, digits and hyphens, as in 'premium', and not 'quote'")

    def text(self, key: str) -> str | None:
        """A short text on one line."""
        match self.table.get(key):
            case None:
                return None
            case str() as text if text.strip() and text.isprintable() and len(text) <= LONGEST_TEXT:
                return text
        raise self._wrong(key, "a text on one line")

    def path(self, key: str) -> Path | None:
        """A file, relative to the settings' folder."""
        text = self.text(key)
        return None if text is None else self.file.parent / text

    def variable(self, key: str) -> str | None:
        """The name of an environment variable. An invalid value may be a key, so it is not repeated."""
        match self.table.get(key):
            case None:
                return None
            case str() as text if VARIABLE.fullmatch(text):
                return text
        raise WorkspaceError(
            f"{self.file} sets {key} in {self.where} to something that is not the name of an environment variable; "
            "name the variable, and put the key itself into that variable, not into this file"
        )

    def keyring(self, key: str) -> tuple[str, str] | None:
        """A place in a keyring, written "SERVICE/USER". An invalid value may be a key, so it is not repeated."""
        match self.table.get(key):
            case None:
                return None
            case str() as text if PLACE.fullmatch(text):
                service, _, user = text.partition("/")
                return service, user
        raise WorkspaceError(
            f"{self.file} sets {key} in {self.where} to something that is not a place in a keyring; it is a service "
            "and a user, like 'pincite/large-2', under which the keyring has the key"
        )

    def url(self) -> str | None:
        """A server's address, without user, password, query or fragment, which would show in records and messages."""
        match self.table.get("url"):
            case None:
                return None
            case str() as text if _is_base_url(text):
                return text.rstrip("/")
        raise WorkspaceError(
            f"{self.file} sets url in {self.where} to something that is not a plain address; it is one like "
            "'https://models.example.com/v1', without user, password or query"
        )

    def whole(self, key: str, otherwise: int, least: int, most: int) -> int:
        """A whole number."""
        match self.table.get(key, otherwise):
            case bool():
                pass
            case int() as number if least <= number <= most:
                return number
        raise self._wrong(key, f"a whole number from {least} to {most:,}")

    def rate(self, key: str, least: int) -> int | None:
        """How many of something a minute; None for no limit. It is a limit of servers, so only they can have it."""
        if key not in self.table:
            return None
        if self.provider() not in OVER_HTTP:
            raise WorkspaceError(
                f"{self.file} sets {key} in {self.where}, which is for models at an address; take it out"
            )
        return self.whole(key, least, least, 1_000_000_000)

    def kv_cache(self, key: str) -> KvCache:
        """How keys and values are kept, by a model that llama.cpp runs here."""
        self._require_run_here(key)
        for kind in get_args(KvCache):
            if self.table.get(key, "f16") == kind:
                return kind  # type: ignore[no-any-return]  # get_args is untyped
        raise self._wrong(key, f"one of {', '.join(map(repr, get_args(KvCache)))}")

    def stretch(self, key: str) -> float:
        """By what positions are stretched, by a model that llama.cpp runs here."""
        self._require_run_here(key)
        return self.number(key, UNSTRETCHED, UNSTRETCHED, MOST_STRETCH)

    def _require_run_here(self, key: str) -> None:
        if key in self.table and self.provider() != "llama.cpp":
            raise WorkspaceError(
                f"{self.file} sets {key} in {self.where}, which is for models that llama.cpp runs here; take it out, "
                "and set it where that model is run"
            )

    def number(self, key: str, otherwise: float, least: float, most: float) -> float:
        """A number, whole or not."""
        match self.table.get(key, otherwise):
            case bool():
                pass
            case (int() | float()) as number if math.isfinite(number) and least <= number <= most:
                return float(number)
        raise self._wrong(key, f"a number from {least:g} to {most:,.0f}")

    def price(self, key: str) -> Decimal | None:
        """A price in US$ per million tokens, exactly as it is written; None where none is."""
        value = self.table.get(key)
        if value is None:
            return None
        try:
            price = exact(value)
            pico_dollars(price)
        except ValueError as error:
            raise self._wrong(key, str(error)) from error
        return price

    def truth(self, key: str, *, otherwise: bool) -> bool:
        """True or false."""
        match self.table.get(key, otherwise):
            case bool() as truth:
                return truth
        raise self._wrong(key, "true or false")

    def level(self, key: str, otherwise: Sensitivity) -> Sensitivity:
        """A level of sensitivity."""
        match self.table.get(key):
            case None:
                return otherwise
            case str() as word if (level := level_of(word)) is not None:
                return level
        raise self._wrong(key, f"one of {', '.join(map(repr, WORDS))}")

    def _wrong(self, key: str, allowed: str) -> WorkspaceError:
        return WorkspaceError(f"{self.file} sets {key} in {self.where} to {self.table.get(key)!r}; it is {allowed}")


def _is_base_url(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST_TEXT:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and parts.username is None
        and parts.password is None
        and not set("?#\\") & set(text)
    )
