# ruff: noqa: E501 - a template is one line, however long
"""What documents ask of the people who read them: orders, requests and questions that plant no task.

Letters and e-mails to colleagues, forms, court orders, instructions to juries and counsel, notices and warnings, questions
that head a section, advice of one programmer to another, comments in code, tables, newsletters. `APART` are families that
are measured and never learnt from.
"""

import random
from pathlib import Path

from runs.training.scanner.wording import said, templates
from runs.training.scanner.words import WORDS

FAMILIES: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "ordinary.txt")
"""Families of sentences with their templates. `{n}` is a number."""

APART = frozenset(("minutes", "engagement"))
"""Families that are measured and never learnt from."""


def ordinary(family: str, chooser: random.Random) -> str:
    """One sentence of a family."""
    numbers = {"n": [str(chooser.randrange(1, 60)) for _ in range(8)]}
    text = said(chooser.choice(FAMILIES[family]), {**WORDS, **numbers}, chooser, as_is=family in ("code", "rows"))
    if family == "colleague" and chooser.random() < 0.15:
        text = f"{chooser.choice(('P.S.', 'By the way,', 'Also,', 'One more thing:', 'Hi', 'Quick question:'))} {text}"
    return text
