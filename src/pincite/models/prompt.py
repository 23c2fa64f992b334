"""Prompts for chat models: texts in files of their own, for people to read and to hash for the record."""

from collections.abc import Callable
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


def prompts_in(folder: Path) -> Callable[[str], Prompt]:
    """A function that reads `NAME.md` of a folder, each file once."""

    @lru_cache
    def prompt(name: str) -> Prompt:
        return Prompt((folder / f"{name}.md").read_text(encoding="utf-8"))

    return prompt
