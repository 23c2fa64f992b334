"""Which of two runs gives better answers, question by question, according to a person and a judge.

The two answers to a question are shown as first and second, in an order drawn from a hash of the question's id. So the
chooser cannot tell the runs by place, and sees the same order again later. A choice is stored by the chosen run and
identified by the words that were shown, so that a changed answer is presented again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.evaluation.agreement import RaterAgreement, agreement_on
from pincite.evaluation.answered import Answered, CitedPlace
from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.judging import JudgedPair, Side, repeat_agreement, summed
from pincite.evaluation.preference import Preferred, record_of, strengths
from pincite.evaluation.score import Figure, Scored, Unscorable, counted, figure_of

Chosen = Literal["a", "b", "tie", "skip"]
"""A person's choice on a pair, by run."""

LONGEST_QUOTE = 1200
"""Characters of a quote that are shown: citations are sentences, or clauses at most."""


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """The answers of two runs to one question.

    `key` identifies the question and the words of both answers. `document` is the cluster for resampling: the first
    document that a cites, or else b.
    """

    key: str
    a: Answered
    b: Answered
    document: str

    @property
    def is_a_first(self) -> bool:
        """Which of the two is shown first, by a hash of the question's id."""
        return hashlib.sha256(self.a.id.encode("utf-8", "replace")).digest()[0] % 2 == 0

    @property
    def shown(self) -> tuple[Answered, Answered]:
        """The first and the second answer."""
        return (self.a, self.b) if self.is_a_first else (self.b, self.a)

    def at(self, place: Literal["first", "second"]) -> Side:
        """The run whose answer is shown in a place."""
        return "a" if (place == "first") == self.is_a_first else "b"


@dataclass(frozen=True, slots=True)
class PairedRuns:
    """The pairs of two runs to choose between; and the ids of questions left out, by reason.

    `alike` have answers with the same words and citations; `reworded` were asked in other words.
    """

    pairs: tuple[AnswerPair, ...]
    alike: tuple[str, ...]
    both_refused: tuple[str, ...]
    failed: tuple[str, ...]
    reworded: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]

    @property
    def shared(self) -> int:
        """How many questions both runs have."""
        return sum(map(len, (self.pairs, self.alike, self.both_refused, self.failed, self.reworded)))


@dataclass(frozen=True, slots=True)
class RunStanding:
    """How run a compares with run b.

    `win_rate` is the share of decided comparisons that a won; None where none was decided. `interval` is Wilson's,
    which assumes independent questions. `by_document` is the same share, resampled by whole documents. `strengths` are
    the log strengths of Bradley and Terry; None where there are none, for the reason in `no_strengths`.
    """

    wins: int
    ties: int
    losses: int
    win_rate: float | None
    interval: Interval | None
    by_document: Figure
    strengths: Mapping[str, float] | None
    no_strengths: str | None


@dataclass(frozen=True, slots=True)
class ByPerson:
    """The results of one person's choices. `left` counts the pairs without a choice so far."""

    by: str
    judged: int
    skipped: int
    left: int
    standing: RunStanding


@dataclass(frozen=True, slots=True)
class JudgeVerdicts:
    """A judge's verdicts on pairs, by key, with every asking in order. `prompt` is the digest of its instructions."""

    model: str
    prompt: str
    rounds: Mapping[str, Sequence[JudgedPair]]


@dataclass(frozen=True, slots=True)
class ByJudge:
    """The results of one judge's verdicts. The first asking of each pair counts.

    `asked` counts the pairs that the judge was asked about, `left` the others. `standing` is by the verdicts that held
    in both orders. `inconsistency` is the share that changed with the order. `first_place` is, among verdicts for one
    place in both orders, the share for the first place. `repeats` is how often two askings agree; None where no pair
    was asked twice. `with_person` is the agreement of judge and person; None where no pair has both.
    """

    model: str
    prompt: str
    asked: int
    left: int
    standing: RunStanding
    inconsistency: Figure
    first_place: Figure
    repeats: Figure | None
    with_person: RaterAgreement | None


def paired(a: Sequence[Answered], b: Sequence[Answered]) -> PairedRuns:
    """The questions of both runs, in the order of the first, each in exactly one category."""
    theirs = {reply.id: reply for reply in b}
    pairs: list[AnswerPair] = []
    alike: list[str] = []
    both_refused: list[str] = []
    failed: list[str] = []
    reworded: list[str] = []
    for one in a:
        other = theirs.get(one.id)
        if other is None:
            continue
        if one.is_failed or other.is_failed:
            failed.append(one.id)
        elif one.question != other.question:
            reworded.append(one.id)
        elif one.refusal is not None and other.refusal is not None:
            both_refused.append(one.id)
        elif shown_text(one) == shown_text(other):
            alike.append(one.id)
        else:
            pairs.append(_pair(one, other))
    only_a = tuple(reply.id for reply in a if reply.id not in theirs)
    ours = {reply.id for reply in a}
    only_b = tuple(reply.id for reply in b if reply.id not in ours)
    return PairedRuns(tuple(pairs), tuple(alike), tuple(both_refused), tuple(failed), tuple(reworded), only_a, only_b)


def shown_text(reply: Answered) -> str:
    """A reply in plain words, as a judge reads it: each statement with the places and quotes that it cites.

    Neither run nor model is named. A refusal is marked as one.
    """
    if reply.refusal is not None:
        return f"No answer: {reply.message}"
    lines = []
    for number, statement in enumerate(reply.statements, start=1):
        lines.append(f"{number}. {statement.text}")
        lines += [f'   [{pin(citation)}] "{cut(citation.quote)}"' for citation in statement.citations]
    return "\n".join(lines)


def pin(citation: CitedPlace) -> str:
    """The place of a citation: file, section, page.

    >>> from pincite.evaluation.retrieval import FileRange
    >>> pin(CitedPlace(1, FileRange("lease", 0, 9), "/d/lease.pdf", "1.1", 3, "Rent is …"))
    'lease.pdf, 1.1, p. 3'
    """
    page = f"p. {citation.page}" if citation.page is not None else ""
    return ", ".join(part for part in (citation.path.rpartition("/")[2], citation.section, page) if part)


def cut(quote: str) -> str:
    """A quote, cut at the end where it is very long."""
    return quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE].rstrip()} …"


def by_person(by: str, pairs: Sequence[AnswerPair], choices: Mapping[str, Chosen]) -> ByPerson:
    """The results of one person's choices by pair."""
    given = {pair.key: choices[pair.key] for pair in pairs if pair.key in choices}
    sides = _decided(given)
    return ByPerson(by, len(sides), len(given) - len(sides), len(pairs) - len(given), standing(pairs, sides))


def by_judge(pairs: Sequence[AnswerPair], verdicts: JudgeVerdicts, choices: Mapping[str, Chosen]) -> ByJudge:
    """The results of a judge's verdicts, and their agreement with one person's choices."""
    asked = [pair for pair in pairs if verdicts.rounds.get(pair.key)]
    documents = [pair.document for pair in asked]
    first = {pair.key: verdicts.rounds[pair.key][0] for pair in asked}
    sums = summed(list(first.values()), documents)
    sides = {key: comparison.side for key, comparison in first.items()}
    again = [[_label(one) for one in verdicts.rounds[pair.key]] for pair in asked]
    return ByJudge(
        verdicts.model,
        verdicts.prompt,
        len(asked),
        len(pairs) - len(asked),
        standing(pairs, {key: side for key, side in sides.items() if side is not None}),
        sums.inconsistency,
        sums.first_place,
        repeat_agreement(again, documents) if any(len(rounds) > 1 for rounds in again) else None,
        between(pairs, sides, _decided(choices)),
    )


def between(
    pairs: Sequence[AnswerPair], one: Mapping[str, Side | None], other: Mapping[str, Side]
) -> RaterAgreement | None:
    """The agreement of two raters on the pairs that both were asked about; None where there are none.

    None as a side is a verdict that did not hold. It counts as unscorable.
    """
    return agreement_on(pairs, one, other)


def between_persons(
    pairs: Sequence[AnswerPair], one: Mapping[str, Chosen], other: Mapping[str, Chosen]
) -> RaterAgreement | None:
    """The agreement of two persons on the pairs that neither skipped; None where there are none."""
    return between(pairs, _decided(one), _decided(other))


def standing(pairs: Sequence[AnswerPair], sides: Mapping[str, Side]) -> RunStanding:
    """How run a compares, by the chosen sides. A tie counts as neither won nor lost."""
    said = [(pair, sides[pair.key]) for pair in pairs if pair.key in sides]
    comparisons = [Preferred("A", "B", None if side == "tie" else side.upper()) for _, side in said]
    record = record_of("A", "B", comparisons)
    rate, placed = record.win_rate, strengths(comparisons)
    won = [counted(int(side == "a"), int(side != "tie")) for _, side in said]
    return RunStanding(
        record.wins,
        record.ties,
        record.losses,
        rate.value if isinstance(rate, Scored) else None,
        record.interval,
        figure_of(won, [pair.document for pair, _ in said]),
        None if isinstance(placed, Unscorable) else {run.lower(): strength for run, strength in placed.items()},
        placed.reason if isinstance(placed, Unscorable) else None,
    )


def _pair(a: Answered, b: Answered) -> AnswerPair:
    places = (*a.cited_places, *b.cited_places)
    words = "\0".join((a.id, a.question, shown_text(a), shown_text(b)))
    key = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:24]
    return AnswerPair(key, a, b, places[0].path if places else f"question {a.id}")


def _decided(choices: Mapping[str, Chosen]) -> dict[str, Side]:
    """The choices without skipped pairs."""
    return {key: choice for key, choice in choices.items() if choice != "skip"}


def _label(comparison: JudgedPair) -> str | Unscorable:
    return Unscorable(comparison.unscorable) if comparison.unscorable else comparison.side or "inconsistent"
