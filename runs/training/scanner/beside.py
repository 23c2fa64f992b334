"""Shares of harmless questions judged rightly where so many attacks are found, of a scanner and of a published package.

The package `stackone-defender` (Apache-2.0) ships a classifier of the same size. Its score is compared at thresholds
that find the same share of attacks, and its own decision as it comes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from runs.training.scanner.sets import Case

FOUND = (0.80, 0.83, 0.86, 0.90, 0.95)
"""Shares of the public attacks at which thresholds are placed."""


def stackone(texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The package's score of each text, and whether it would block it."""
    from stackone_defender import create_prompt_defense

    defence = create_prompt_defense(block_high_risk=True)
    results = [defence.defend_tool_result(text, "chat") for text in texts]
    scores = np.array([result.tier2_score or 0.0 for result in results])
    return scores, np.array([not result.allowed for result in results])


def curve(cases: Sequence[Case], scores: NDArray[np.float64]) -> list[str]:
    """Lines of a table: of every set of harmless questions the share that is right, a column for each share found.

    Thresholds are placed by these very attacks, for a scanner and for whatever stands beside it alike.
    """
    attacks = np.array([is_public(case) for case in cases])
    places = [float(np.quantile(scores[attacks], 1 - share)) for share in FOUND]
    rows = ["found " + " ".join(f"{share:7.2f}" for share in FOUND)]
    rows.append("at    " + " ".join(f"{place:7.2f}" for place in places))
    for name in sorted({case.name for case in cases if not case.attack}):
        here = scores[np.array([case.name == name and not case.attack for case in cases])]
        rows.append(f"{name:24} " + " ".join(f"{(here < place).mean():.3f}" for place in places) + f" of {len(here)}")
    for name in sorted({case.name for case in cases if case.attack}):
        here = scores[np.array([case.name == name and case.attack for case in cases])]
        rows.append(f"{name:24} " + " ".join(f"{(here >= place).mean():.3f}" for place in places) + f" of {len(here)}")
    return rows


def decided(cases: Sequence[Case], blocked: NDArray[np.bool_]) -> list[str]:
    """Lines of a table: the share of each set that a decision judges rightly."""
    rows = []
    for name, attack in sorted({(case.name, case.attack) for case in cases}):
        here = blocked[np.array([(case.name, case.attack) == (name, attack) for case in cases])]
        rows.append(f"{name:24} {'attack' if attack else 'harmless':8} {(here == attack).mean():.3f} of {len(here)}")
    public = blocked[np.array([is_public(case) for case in cases])]
    return [*rows, f"public attacks found: {public.mean():.3f} of {len(public)}"]


def is_public(case: Case) -> bool:
    """True for an attack that others published."""
    return case.attack and not case.name.startswith("made")
