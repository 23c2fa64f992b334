"""The public attacks and harmless prompts, with groups of near-duplicates that must not be parted.

Only rows whose licence permits shipped weights are learnt from; Tensor Trust's are measured on.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runs.training.scanner.documents import side

BIPIA_APART = frozenset(
    (
        "Information Retrieval",
        "Homophonic Substitution",
        "Social Interaction",
        "Clickbait",
        "Content Creation",
        "Cookie Theft",
        "Network Propagation",
        "Environment Variable Analysis",
    )
)
"""Categories of BIPIA's training part that are measured on and never learnt from."""

ALIKE = 0.4
"""Share of the shorter text's runs of four words that two texts of one group have in common."""


@dataclass(frozen=True)
class Prompt:
    """A public prompt. `attack` as its source has it; `side` is `learnt`, `valid` or `test`."""

    source: str
    text: str
    attack: bool
    category: str
    side: str


def prompts(load: Any) -> list[Prompt]:  # noqa: ANN401 - the data's own loader
    """Every prompt of the set once, each with its side; a repeated text keeps its first source."""
    rows, seen = [], set()
    for row in load.injection():
        if row["source"] == "bipia_email_ctx_train" or row["text"].strip() in seen:
            continue
        seen.add(row["text"].strip())
        # Where a source tells its own label in `fields`, the row's label is not it.
        own = (row.get("fields") or {}).get("label")
        rows.append((row, bool(int(own)) if own is not None else bool(row["label"])))
    groups = grouped([row["text"] for row, _ in rows])
    found = []
    for (row, attack), group in zip(rows, groups, strict=True):
        if row["source"].startswith("bipia"):
            where = "test" if row["category"] in BIPIA_APART else "learnt"
        else:
            where = side(f"prompt/{group}") if load.may_train(row) else "test"
        found.append(Prompt(row["source"], row["text"], attack, row.get("category") or "", where))
    return found


def grouped(texts: Sequence[str]) -> list[str]:
    """For each text the first text of its group: texts are joined that share `ALIKE` of their runs of four words."""
    parents = list(range(len(texts)))

    def root(at: int) -> int:
        while parents[at] != at:
            at = parents[at]
        return at

    runs = [_runs(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, mine in enumerate(runs):
        shared: dict[int, int] = defaultdict(int)
        for run in mine:
            for other in holders[run]:
                shared[other] += 1
            holders[run].append(at)
        for other, count in shared.items():
            if count >= ALIKE * max(1, min(len(mine), len(runs[other]))):
                one, two = sorted((root(at), root(other)))
                parents[two] = one
    return [texts[root(at)] for at in range(len(texts))]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))}


def window(text: str, chooser: random.Random, most: int = 110) -> str:
    """A text, or of a long one its beginning, now and then a part from within."""
    words = text.split()
    if len(words) <= most:
        return text
    first = 0 if chooser.random() < 0.6 else chooser.randrange(len(words) - most)
    return " ".join(words[first : first + most])
