"""The results of an evaluation, question by question, and their figures, kept as a file.

Only what was measured is stored. Figures are derived from it, so they cannot contradict it. The file includes them for
people to read, but they are not read back.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

from pincite.errors import PinciteError
from pincite.evaluation.distribution import Distribution, distribution
from pincite.evaluation.score import Figure, Score, Scored, Unscorable, figure_of

FORMAT = 1
"""Version of the file format; a file of another version is refused."""

Setting = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be the same for a second run to be the same.

    `models` has the model of each role, `prompts` the digest of each prompt, `settings` all other choices: seeds,
    thresholds, k, the versions of pincite and of the index.
    """

    models: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One question: its document, its scores by figure, and its amounts (`ms`, `cost_usd`), None where not measured.

    A figure that does not apply to the question is missing. One that applies but could not be measured is unscorable.
    """

    id: str
    document: str
    scores: Mapping[str, Score]
    amounts: Mapping[str, float | None]


@dataclass(frozen=True)
class Scorecard:
    """An evaluation. `rows` are in the order of the questions, with distinct ids."""

    name: str
    conditions: Conditions
    rows: tuple[ScorecardRow, ...]

    def __post_init__(self) -> None:
        if len({row.id for row in self.rows}) < len(self.rows):
            raise PinciteError(f"the scorecard {self.name} has two rows of one question; give each an id of its own")

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Each figure over the questions to which it applies, in order of first appearance."""
        names = dict.fromkeys(name for row in self.rows for name in row.scores)
        return {name: self._figure(name) for name in names}

    @cached_property
    def amounts(self) -> Mapping[str, Distribution | None]:
        """The distribution of each amount; None where it was not measured for any question."""
        names = dict.fromkeys(name for row in self.rows for name in row.amounts)
        return {
            name: distribution([row.amounts.get(name) for row in self.rows], [row.document for row in self.rows])
            for name in names
        }

    def _figure(self, name: str) -> Figure:
        rows = [row for row in self.rows if name in row.scores]
        return figure_of([row.scores[name] for row in rows], [row.document for row in rows])


def written(card: Scorecard) -> str:
    """The scorecard as JSON, from which `read` restores the same scorecard; numbers keep every digit."""
    return json.dumps(
        {
            "format": FORMAT,
            "name": card.name,
            "conditions": asdict(card.conditions),
            "figures": {name: asdict(figure) for name, figure in card.figures.items()},
            "amounts": {name: asdict(spread) if spread else None for name, spread in card.amounts.items()},
            "rows": [
                {
                    "id": row.id,
                    "document": row.document,
                    "scores": {name: _score_written(score) for name, score in row.scores.items()},
                    "amounts": dict(row.amounts),
                }
                for row in card.rows
            ],
        },
        allow_nan=False,
        indent=1,
    )


def read(text: str) -> Scorecard:
    """The scorecard that `written` wrote.

    Raises:
        PinciteError: the text is not a scorecard of this format, or is damaged.
    """
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise PinciteError(f"a scorecard of format {said['format']} cannot be read; this pincite reads {FORMAT}")
        rows = tuple(
            ScorecardRow(
                _text(row["id"]),
                _text(row["document"]),
                {_text(name): _score_read(score) for name, score in row["scores"].items()},
                {_text(name): None if amount is None else _number(amount) for name, amount in row["amounts"].items()},
            )
            for row in said["rows"]
        )
        return Scorecard(_text(said["name"]), _conditions_read(said["conditions"]), rows)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PinciteError(f"this is no scorecard, or a damaged one ({error}); write it anew with eval run") from error


def _conditions_read(said: Mapping[str, object]) -> Conditions:
    models, prompts, settings = said["models"], said["prompts"], said["settings"]
    if not (isinstance(models, dict) and isinstance(prompts, dict) and isinstance(settings, dict)):
        raise ValueError("conditions are models, prompts and settings")
    if not all(isinstance(value, (str, int, float, bool, type(None))) for value in settings.values()):
        raise ValueError("a setting is a text, a number, true, false or null")
    return Conditions(_texts(models), _texts(prompts), settings)


def _texts(said: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(value) for name, value in said.items()}


def _score_written(score: Score) -> object:
    return {"unscorable": score.reason} if isinstance(score, Unscorable) else [score.value, score.weight]


def _score_read(said: object) -> Score:
    if isinstance(said, dict):
        return Unscorable(_text(said["unscorable"]))
    if not isinstance(said, list):
        raise ValueError("a score is a value with its weight, or a reason")
    value, weight = said
    return Scored(_number(value), _number(weight))


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise ValueError(f"{said!r} is no text")
    return said


def _number(said: object) -> float:
    if not isinstance(said, (int, float)) or isinstance(said, bool) or not math.isfinite(said):
        raise ValueError(f"{said!r} is no number")
    return float(said)
