"""What a chat model is told when it writes an answer."""

from pathlib import Path

from pincite.models.prompt import prompts_in

prompt = prompts_in(Path(__file__).parent)
"""The prompt in `NAME.md` beside this module."""
