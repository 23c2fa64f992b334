"""What was written for this line by line, in the files of `written/`: harmless questions, attacks, orders and clauses.

`planted` and `honest` are orders and clauses too, written later and harder to tell apart. The orders speak in the voice
of the document that they stand in; the others use the same words and mean what they say, as contracts, forms, opinions,
policies and letters do. Only trainings from a later turn on learn from them (`SUBTLE_FROM` in `train_scanner.py`).

A file has families under headings (`== name`), one item a line. `[one|two]` in a line takes one of what is between the
bars and `{party}` a word of a list, `⟦` and `⟧` are brackets. Families whose heading ends in "kept apart" are measured
on and never learnt from.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from runs.training.scanner.steering import words_of_steering
from runs.training.scanner.wording import CHOICE, SLOT

FOLDER = Path(__file__).with_name("written")
QUESTIONS = ("technical", "creation", "languages", "daily")
"""Files of harmless questions: programming, stories and games, other languages, everyday life and law firms."""

APART = ", kept apart"


GREETINGS = ("Hi,", "Hello!", "Please help:", "One question:", "Quick one:", "Next:")
LEADS = ("Note:", "N.B.", "Important:", "Remark:", "*", "–", "§", "Please note:")
THANKS = ("Thanks!", "Thank you.", "Please be brief.", "It is for work.", "Take your time.")


def families(name: str, *, apart: bool) -> dict[str, tuple[str, ...]]:
    """The families of a file, either those that are learnt from or those kept apart."""
    found: dict[str, list[str]] = {}
    family = ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            family = line.removeprefix("== ")
        elif line.strip() and family.endswith(APART) == apart:
            found.setdefault(family.removesuffix(APART), []).append(line.strip())
    return {family: tuple(texts) for family, texts in found.items()}


def items(*names: str, apart: bool = False) -> list[str]:
    """All lines of some files on one side, in order."""
    return [line for name in names for texts in families(name, apart=apart).values() for line in texts]


def drawn(line: str, chooser: random.Random) -> str:
    """A line with its choices made and its words put in; beside these it stays as it was written."""
    words = words_of_steering()
    for _ in range(12):
        changed = CHOICE.sub(lambda match: chooser.choice(match[1].split("|")), line)
        changed = SLOT.sub(lambda match: chooser.choice(words[match[1]]) if match[1] in words else match[0], changed)
        if changed == line:
            break
        line = changed
    line = " ".join(line.replace("⟦", "[").replace("⟧", "]").split())
    return line[:1].upper() + line[1:]


def as_typed(text: str, chooser: random.Random) -> str:
    """A text as people type it: now and then in small letters, without its stop, with a greeting or a thank-you."""
    throw = chooser.random()
    if throw < 0.10:
        return text.lower()
    if throw < 0.18:
        return text.rstrip("?.!")
    if throw < 0.24:
        return f"{chooser.choice(GREETINGS)} {text}"
    if throw < 0.28:
        return f"{text} {chooser.choice(THANKS)}"
    return text


def as_printed(text: str, chooser: random.Random) -> str:
    """A text as a document prints it: now and then with a number, a letter or a word before it, or without its stop."""
    throw = chooser.random()
    if throw < 0.12:
        return f"{chooser.randint(1, 30)}.{chooser.randint(1, 12)} {text}"
    if throw < 0.18:
        return f"({chooser.choice('abcdefghi')}) {text}"
    if throw < 0.23:
        return f"{chooser.choice(LEADS)} {text}"
    if throw < 0.31:
        return text.rstrip(".")
    return text


def typed(lines: Sequence[str], count: int, chooser: random.Random) -> list[str]:
    """So many texts of every line, each as typed anew; now and then two lines in one message."""
    found = []
    for line in lines:
        for _ in range(count):
            text = as_typed(drawn(line, chooser), chooser)
            if chooser.random() < 0.12:
                text = f"{text} {drawn(chooser.choice(lines), chooser)}"
            found.append(text)
    return found


def among(attacks: Sequence[str], questions: Sequence[str], count: int, chooser: random.Random) -> list[str]:
    """So many texts of every attack; now and then behind or before a harmless question, which makes it none."""
    found = []
    for line in attacks:
        for _ in range(count):
            text, throw = as_typed(drawn(line, chooser), chooser), chooser.random()
            if throw < 0.14:
                text = f"{drawn(chooser.choice(questions), chooser)} {text}"
            elif throw < 0.20:
                text = f"{text} {drawn(chooser.choice(questions), chooser)}"
            found.append(text)
    return found
