"""The result of an evaluation of answers: scorecard, outcome of each question, lines that could not be asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pincite.errors import PinciteError
from pincite.evaluation.answering_run import QuestionResult, alone
from pincite.evaluation.pairing import PairedScorecards, paired
from pincite.evaluation.scorecard import Scorecard, read

SCORECARD, PAGE, REPLIES, SCORES, CONDITIONS = (
    "scorecard.json",
    "scorecard.html",
    "replies.jsonl",
    "scores.jsonl",
    "conditions.json",
)
"""Files in a run's folder."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A line of the question file that could not be asked, and why."""

    id: object
    error: str


@dataclass(frozen=True, slots=True)
class AnsweringReport:
    """The result of an evaluation of answers. `settled` are the scorecard's rows, in order."""

    card: Scorecard
    at: datetime
    settled: tuple[QuestionResult, ...]
    unusable: tuple[Unusable, ...]

    @property
    def documents(self) -> int:
        """The number of documents that the questions are about; unknown documents are not counted."""
        return len({one.row.document for one in self.settled if one.row.document != alone(one.question)})

    @property
    def failed(self) -> tuple[QuestionResult, ...]:
        """The questions that failed."""
        return tuple(one for one in self.settled if one.error is not None)


@dataclass(frozen=True, slots=True)
class EarlierScorecard:
    """A scorecard read from a file: `words` are questions by id, `known` the ids of those with a certain document."""

    card: Scorecard
    words: Mapping[str, str]
    known: frozenset[str]


def read_scorecard(place: Path) -> EarlierScorecard:
    """The scorecard in a run's folder, or in a file.

    Raises:
        PinciteError: there is none, or it is damaged.
    """
    file = place / SCORECARD if place.is_dir() else place
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise PinciteError(
            f"there is no scorecard {file} that can be read ({error.strerror}); name the folder of an eval run"
        ) from error
    except UnicodeDecodeError as error:
        raise PinciteError(f"{file} is no scorecard; name the folder of an eval run") from error
    card = replace(read(text), name=str(place))
    words: dict[str, str] = {}
    known: set[str] = set()
    for one in json.loads(text).get("questions", ()):
        match one:
            case {"id": str(identity), "question": str(question), "about": about}:
                words[identity] = question
                if about is not None:
                    known.add(identity)
    return EarlierScorecard(card, words, frozenset(known))


@dataclass(frozen=True, slots=True)
class ComparedScorecards:
    """Two runs side by side. `reworded` are shared questions whose words differ."""

    a: EarlierScorecard
    b: EarlierScorecard
    paired: PairedScorecards
    reworded: tuple[str, ...]

    @property
    def shared(self) -> int:
        """How many questions the two runs share."""
        return len(self.a.card.rows) - len(self.paired.only_a)


def compared(a: EarlierScorecard, b: EarlierScorecard) -> ComparedScorecards:
    """Two runs, compared on the questions that they share.

    Raises:
        PinciteError: they share no question, or a question has different documents in the two.
    """
    shared = {row.id for row in a.card.rows} & {row.id for row in b.card.rows}
    if not shared:
        raise PinciteError(
            f"{a.card.name} and {b.card.name} have no question in common; compare two runs of one question file"
        )
    reworded = [row.id for row in a.card.rows if row.id in shared and a.words.get(row.id) != b.words.get(row.id)]
    return ComparedScorecards(a, b, paired(a.card, _aligned(a, b)), tuple(reworded))


def _aligned(a: EarlierScorecard, b: EarlierScorecard) -> Scorecard:
    """The second scorecard, with the first one's document for each question whose document neither run knows.

    The document cited first may differ from run to run. A resample must draw a question in both runs or in neither.
    """
    documents = {row.id: row.document for row in a.card.rows if row.id not in a.known | b.known}
    rows = tuple(replace(row, document=documents.get(row.id, row.document)) for row in b.card.rows)
    return replace(b.card, rows=rows)
