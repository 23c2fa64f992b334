"""Labels of three subjects, as lines of a file: the cheap tier fails most on tax, and on notice both often do."""

import json
import random
from pathlib import Path
from typing import Any

CHANCES = {"rent": (0.95, 0.96), "tax": (0.2, 0.9), "notice": (0.3, 0.32)}
ABOUT = {
    "rent": ("the rent", "the deposit", "the landlord's costs", "arrears of rent", "the rent review"),
    "tax": ("withholding tax", "value added tax", "stamp duty", "the tax indemnity", "transfer pricing"),
    "notice": ("the notice period", "service of notices", "notice of breach", "a notice by e-mail", "who is notified"),
}


def label_lines(n: int = 300, tiers: tuple[str, str] = ("cheap", "premium"), seed: int = 0) -> list[dict[str, Any]]:
    """Lines as the firm writes them; the first of the two tiers is the cheaper one."""
    draw = random.Random(seed)  # noqa: S311 - the same each time
    lines = []
    for number in range(n):
        subject = (*CHANCES,)[number % 3]
        cheap, premium = CHANCES[subject]
        question = f"What does clause {number} of agreement {draw.randrange(900)} say of {draw.choice(ABOUT[subject])}?"
        ok = {tiers[0]: draw.random() < cheap, tiers[1]: draw.random() < premium}
        lines.append({"question": question, "ok": ok})
    return lines


def write_lines(file: Path, lines: list[dict[str, Any]]) -> Path:
    """The file with these lines."""
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file
