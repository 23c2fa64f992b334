"""The values of a config.json, each checked when it is read."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import ModelError
from pincite.models.architecture.gguf_fields import MOST_WIDTH, SHOWN
from pincite.strict_json import read_strictly

LARGEST_CONFIG = 4_000_000
"""Bytes; published ones have up to 70,000."""


@dataclass(frozen=True, slots=True)
class Config:
    """The values of a Hugging Face configuration, by the first of several names that a family uses for them."""

    path: Path
    values: Mapping[str, object]

    @property
    def family(self) -> str:
        """The file's `model_type`.

        Raises:
            ModelError: it has none.
        """
        found = self.values.get("model_type")
        if not isinstance(found, str):
            raise self.wrong("does not say its model_type")
        return found

    def part(self, name: str) -> "Config | None":
        """A configuration within this one, None without."""
        found = self.values.get(name)
        return Config(self.path, found) if isinstance(found, dict) else None

    def number(self, *names: str, default: int | None = None, least: int = 1, most: int = MOST_WIDTH) -> int:
        """A whole number; `default` where the file does not say it.

        Raises:
            ModelError: the file has none and there is no default, or it lies outside what is possible.
        """
        found = self.maybe(*names, least=least, most=most)
        if found is not None:
            return found
        if default is None:
            raise self.wrong(f"does not say its {names[0]}")
        return default

    def maybe(self, *names: str, least: int = 1, most: int = MOST_WIDTH) -> int | None:
        """A whole number, None where the file does not say it.

        Raises:
            ModelError: it lies outside what is possible.
        """
        name = next((each for each in names if self.values.get(each) is not None), None)
        if name is None:
            return None
        found = self.values[name]
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self.wrong(f"has the impossible {name} {_shown(found)}")
        return found

    def decimal(self, name: str, default: float) -> float:
        """A decimal number; `default` where the file does not say it.

        Raises:
            ModelError: it is none, or negative.
        """
        found = self.maybe_decimal(name)
        return default if found is None else found

    def maybe_decimal(self, name: str) -> float | None:
        """A decimal number, None where the file does not say it.

        Raises:
            ModelError: it is none, or negative.
        """
        found = self.values.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= sys.float_info.max:
            raise self.wrong(f"has the impossible {name} {_shown(found)}")
        return float(found)

    def decimals(self, name: str) -> tuple[float, ...]:
        """A list of decimal numbers; empty where the file has none.

        Raises:
            ModelError: an item is no number.
        """
        found = self.values.get(name) or []
        if not isinstance(found, list) or not all(_is_decimal(item) for item in found):
            raise self.wrong(f"has something else than numbers in {name}")
        return tuple(float(item) for item in found)

    def is_true(self, name: str, default: bool) -> bool:
        """A value that is yes or no."""
        found = self.values.get(name)
        return default if found is None else bool(found)

    def text(self, *names: str) -> str | None:
        """A text, None where the file has none."""
        return next((found for name in names if isinstance(found := self.values.get(name), str)), None)

    def wrong(self, what: str, remedy: str = "get it anew from where the model was published") -> ModelError:
        """The error that the file is wrong in that way, with what would mend it."""
        return ModelError(f"the configuration {self.path} {what}; {remedy}")


def _shown(found: object) -> str:
    """A value in a sentence, however long it is and whatever is in it."""
    return repr(found[:SHOWN]) if isinstance(found, str) else str(found)[:SHOWN]


def _is_decimal(item: object) -> bool:
    return isinstance(item, int | float) and abs(item) <= sys.float_info.max


def read_config(path: Path) -> Config:
    """The values of a config.json.

    Raises:
        ModelError: it cannot be read, is too large, is no JSON, or no object.
    """
    try:
        with path.open("rb") as file:
            read = file.read(LARGEST_CONFIG + 1)
    except OSError as error:
        raise ModelError(f"the configuration {path} cannot be read ({error.strerror}); name a file that can") from error
    if len(read) > LARGEST_CONFIG:
        raise Config(path, {}).wrong(f"has more than {LARGEST_CONFIG:,} bytes, which none has")
    try:
        values = read_strictly(read)
    except ValueError as error:
        raise Config(path, {}).wrong(f"is not JSON ({error})") from error
    if not isinstance(values, dict):
        raise Config(path, {}).wrong("is no object of JSON")
    return Config(path, values)
