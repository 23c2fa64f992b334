"""How freely a model may choose its words, by the task and by what the model takes.

Citing, extraction and judging have one right answer, so they ask for temperature 0. That narrows the choice and no
more: a server that works on several requests at once adds their numbers up in another order each time, so the same
request can have another reply at temperature 0 as well.

Several families think before they answer and take no temperature. They are listed, so that no request is wasted on
them; of any other model we learn it from its refusal.

Source: Anthropic, "Migration guide" (Opus 4.7 and later, Sonnet 5 and later, Haiku 5.5, Fable, Mythos); OpenAI,
"Reasoning models" (o series, GPT-5). Both as of November 2026.
"""

import re
from collections.abc import Mapping

from pincite.models.ports import Task

BY_TASK: Mapping[Task, float] = {"citing": 0, "extraction": 0, "judging": 0}

TAKES_NONE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bclaude-(fable|mythos)\b",
        r"\bclaude-(opus|sonnet|haiku)-([5-9]|\d\d)(?!\d)",
        r"\bclaude-opus-4-([7-9]|\d\d)(?!\d)",
        r"(^|/)o[1-9](-|$)",
        r"(^|/)gpt-5(?!\.|\d|.*\bchat\b)",
    )
)


def temperature(task: Task, model: str) -> float | None:
    """The temperature to ask a model for; None if it takes none.

    >>> temperature("citing", "claude-opus-4-6"), temperature("citing", "claude-opus-5-5")
    (0, None)
    """
    name = model.casefold()
    return None if any(pattern.search(name) for pattern in TAKES_NONE) else BY_TASK[task]
