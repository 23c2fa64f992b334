"""The instructions that retrieval gives a chat model, each in a file of its own, to be read by people and hashed."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Prompt:
    """Instructions to a chat model; `digest` (SHA-256, hexadecimal) names their exact words on the record."""

    text: str

    @property
    def digest(self) -> str:
        """Names the exact words."""
        return sha256(self.text.encode()).hexdigest()


@lru_cache
def prompt(name: str) -> Prompt:
    """The prompt in `NAME.md` beside this module."""
    return Prompt(Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8"))
