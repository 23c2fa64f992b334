"""The port to an engine whose log-probabilities are compared: llama.cpp's library, or a server that gives them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

LogProbs = NDArray[np.float32]
"""Shape (positions, vocabulary), in nats: row i is what the model makes of the token after tokens 0 to i."""

KvType = Literal["f32", "f16", "q8_0", "q4_0"]
"""How an engine keeps keys and values."""


@dataclass(frozen=True, slots=True)
class Running:
    """How an engine runs a model: the type of its cache, with flash attention or without, so many positions at once.

    llama.cpp keeps values in blocks (`q8_0`, `q4_0`) only with flash attention.
    """

    kv: KvType = "f16"
    flash: bool = True
    at_once: int = 128

    @property
    def words(self) -> str:
        """The settings, in words.

        >>> Running("q8_0", flash=True).words
        'KV q8_0, flash attention'
        """
        return f"KV {self.kv}, {'flash attention' if self.flash else 'no flash attention'}"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, as an engine cuts it: what it reads, with the token that it puts first, if any."""

    ids: tuple[int, ...]
    bos: int | None
    """The token that begins a text, by the model's file; None if it has none."""

    @property
    def begins_with_bos(self) -> bool:
        """True when the engine put that token first."""
        return self.bos is not None and self.ids[:1] == (self.bos,)


class Engine(Protocol):
    """Computes the log-probabilities of tokens."""

    @property
    def name(self) -> str:
        """The engine and its version."""
        ...

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text.

        Raises:
            ModelError: the engine cannot be run, or ended.
        """
        ...

    def log_probs(self, tokens: Sequence[int], running: Running) -> LogProbs:
        """What the model makes of the token after each of these.

        Raises:
            ModelError: the engine cannot be run so, or ended.
        """
        ...


Opener = Callable[[Path, Path | None], AbstractContextManager[Engine]]
"""Opens an engine with a model, and an adapter where there is one."""

Say = Callable[[str], None]
"""Is told what is being done."""
