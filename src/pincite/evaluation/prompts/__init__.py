"""Instructions for judges in evaluation."""

from pathlib import Path

from pincite.models.prompt import prompts_in

prompt = prompts_in(Path(__file__).parent)
"""Loads the prompt in `NAME.md` beside this module."""
