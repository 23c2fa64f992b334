"""The instructions that evaluation gives a judge."""

from pathlib import Path

from pincite.models.prompt import prompts_in

prompt = prompts_in(Path(__file__).parent)
"""The prompt in `NAME.md` beside this module."""
