"""The fields of a GGUF header that describe an architecture, each checked when it is read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.architecture.gguf_header import Header, LongArray

MOST_LAYERS = 1024
MOST_WIDTH = 2**24
MOST_CONTEXT = 2**31

SHOWN = 40
"""Characters of a value in a sentence."""

LONGEST_SAID = 200
"""Characters that are kept of what a file says of itself in words: its title, its licence."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one architecture; `number("block_count")` reads `llama.block_count`."""

    header: Header
    family: str

    def has(self, name: str) -> bool:
        """True if the file has the field."""
        return f"{self.family}.{name}" in self.header.fields

    def number(self, name: str, default: int | None = None, *, least: int = 1, most: int = MOST_WIDTH) -> int:
        """A whole number; `default` where the file does not say it.

        Raises:
            ModelError: the file has none and there is no default, or it lies outside what is possible.
        """
        found = self.maybe(name, least=least, most=most)
        if found is not None:
            return found
        if default is None:
            raise self.wrong(f"does not say its {self.family}.{name}")
        return default

    def maybe(self, name: str, *, least: int = 1, most: int = MOST_WIDTH) -> int | None:
        """A whole number, None where the file does not say it.

        Raises:
            ModelError: it lies outside what is possible.
        """
        found = self.header.fields.get(f"{self.family}.{name}")
        return None if found is None else self._within(found, name, least, most)

    def by_layer(self, name: str, at: int, default: int | None = None) -> int:
        """A number that is one for all layers, or one of a list by layer.

        Raises:
            ModelError: as `number`.
        """
        found = self.header.fields.get(f"{self.family}.{name}")
        if not isinstance(found, tuple):
            return self.number(name, default)
        if at >= len(found):
            raise self.wrong(f"has no {self.family}.{name} for layer {at}")
        return self._within(found[at], name, 1, MOST_WIDTH)

    def decimal(self, name: str, default: float) -> float:
        """A decimal number; `default` where the file does not say it.

        Raises:
            ModelError: it is none, or not finite.
        """
        found = self.maybe_decimal(name)
        return default if found is None else found

    def maybe_decimal(self, name: str) -> float | None:
        """A decimal number, None where the file does not say it.

        Raises:
            ModelError: it is none, or not finite.
        """
        found = self.header.fields.get(f"{self.family}.{name}")
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found) or found < 0:
            raise self.wrong(f"has the impossible {self.family}.{name} {_shown(found)}")
        return float(found)

    def is_true(self, name: str, default: bool) -> bool:
        """A field that is yes or no."""
        found = self.header.fields.get(f"{self.family}.{name}", default)
        return bool(found)

    def text(self, name: str) -> str | None:
        """A text under its whole name, None where the file has none."""
        found = self.header.fields.get(name)
        return found if isinstance(found, str) else None

    def said(self, name: str) -> str | None:
        """The beginning of a text that is for people, with an ellipsis where it is longer; None where there is none."""
        found = self.text(name)
        return found if found is None or len(found) <= LONGEST_SAID else found[:LONGEST_SAID] + "…"

    def scalars(self) -> Mapping[str, object]:
        """All fields but long lists, under their whole names."""
        return {name: value for name, value in self.header.fields.items() if not isinstance(value, LongArray)}

    def wrong(self, what: str) -> ModelError:
        """The error that the file is wrong in that way."""
        return ModelError(f"the model {self.header.path} {what}; get it anew, or convert it again from its source")

    def _within(self, found: object, name: str, least: int, most: int) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self.wrong(f"has the impossible {self.family}.{name} {_shown(found)}")
        return found


def _shown(found: object) -> str:
    """A value in a sentence, however long it is.

    >>> _shown("x" * 10**6), _shown((2, 2, 4))
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'", '(a list of 3 values)')
    """
    match found:
        case LongArray():
            return f"(a list of {found.length:,} values)"
        case tuple():
            return f"(a list of {len(found):,} values)"
    return repr(found[:SHOWN] if isinstance(found, str) else found)
