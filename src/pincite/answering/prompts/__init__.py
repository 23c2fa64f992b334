"""What a chat model is told when it writes an answer: texts of their own, to be read by people and hashed."""

from functools import lru_cache
from pathlib import Path

from pincite.retrieval.prompts import Prompt


@lru_cache
def prompt(name: str) -> Prompt:
    """The prompt in `NAME.md` beside this module."""
    return Prompt(Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8"))
