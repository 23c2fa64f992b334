"""Sentences out of templates: `[one|two|]` takes one of what is between the bars, `{word}` a word of a list.

`⟦` and `⟧` are brackets. A template is one line; the files in `templates` have them by kind. Lists are in `words.py`; a
list's word may be a template itself.
"""

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{([a-z_]+)\}")


def said(template: str, words: Mapping[str, Sequence[str]], chooser: random.Random, *, as_is: bool = False) -> str:
    """One sentence of a template; it begins with a capital unless it is to stay as it is.

    >>> said("[Write|Draft] a {kind}.", {"kind": ["poem"]}, random.Random(1))
    'Write a poem.'
    """
    text = template
    for _ in range(12):
        changed = CHOICE.sub(lambda match: chooser.choice(match[1].split("|")), text)
        changed = SLOT.sub(lambda match: chooser.choice(words[match[1]]), changed)
        if changed == text:
            break
        text = changed
    text = re.sub(r"[ ]{2,}", " ", text).strip()
    text = re.sub(r" ([,.?!;:])(?=\s|$)", r"\1", text)
    text = re.sub(r"\b(the|a|an|my|your|our) (?:the|a|an|my|your) ", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b([Aa]) (?=[aeioAEIO][a-z])", r"\1n ", text)
    text = text.replace("⟦", "[").replace("⟧", "]")
    return text if as_is else text[:1].upper() + text[1:]


def templates(file: Path) -> dict[str, tuple[str, ...]]:
    """The templates of a file by kind: a line that begins with "===" names the kind of those below it."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            kind = line.removeprefix("=== ")
        elif line.strip():
            found.setdefault(kind, []).append(line)
    return {name: tuple(rows) for name, rows in found.items()}


def lines(block: str) -> tuple[str, ...]:
    """The templates of a block of text, one to a line."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())
