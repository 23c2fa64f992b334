"""`pincite eval run`: measures how good answers are."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.batch import entries
from pincite.cli.eval.bars import progress
from pincite.cli.eval.conditions import asked_under, measured_by, require_same, together
from pincite.cli.eval.figures import print_report
from pincite.cli.options import FILE, Verb, call, open_called, settings_of
from pincite.cli.output import counted, emit, fail, json_line
from pincite.drafts import write_whole
from pincite.errors import ModelError, QuestionError

if TYPE_CHECKING:
    from pincite.ask import Mode
    from pincite.evaluation.answering_report import AnsweringReport, Unusable
    from pincite.evaluation.questions import Question
    from pincite.session import Session


@dataclass(frozen=True, slots=True)
class _Order:
    """A run to do: a question file, how it is answered, and where the results are kept.

    `what` is the name of the verb in records of refusals.
    """

    file: Path
    mode: "Mode"
    matter: str | None
    folder: Path
    judged: bool
    against: str | None
    what: str


@click.command("run", cls=Verb)
@click.argument("file", type=FILE)
@click.option(
    "--mode",
    type=click.Choice(["quote", "write"]),
    default="quote",
    show_default=True,
    help="Quote the documents word for word, or have a language model write and cite.",
)
@click.option("--matter", help="Only this matter, for the questions that name none.")
@click.option(
    "--out", "folder", type=FILE, metavar="FOLDER", help="Where everything is kept (else FILE's name with .eval)."
)
@click.option("--judge", "judged", is_flag=True, help="Have the configured language model judge too.")
@click.option(
    "--against", metavar="MATTER", help="Look up each claim of each answer among the documents of this matter."
)
def run(file: Path, mode: "Mode", matter: str | None, folder: Path | None, judged: bool, against: str | None) -> None:
    """Ask every question of a file, and measure the answers.

    FILE has one JSON object a line: {"id", "question", "as", "matter", "reference", "gold", "answerable"}; all but the
    first two may be left out. The same command run again goes on where it was stopped, and asks again what failed. A
    line that cannot be asked stops nothing; the exit status is then 1.
    """
    from pincite.session.evaluating.against import require_visible
    from pincite.views.answers_measured import AnswersMeasured

    with open_called() as session:
        _require_model(session, mode, judged)
        found, unusable = read_questions(file)
        if against is not None:
            require_visible(session, against, found)
        kept = folder if folder is not None else Path(f"{file.stem}.eval")
        order = _Order(file, mode, matter, kept, judged, against, click.get_current_context().command_path)
        report = asyncio.run(_report(session, found, unusable, order))
    if call().as_json:
        emit(AnswersMeasured(report))
    else:
        print_report(report, order.folder)
    if report.failed:
        fail(f"{counted(len(report.failed), 'question')} failed; the scorecard says why, and the next run asks again")
    if unusable:
        fail(f"{counted(len(unusable), 'line')} of {file.name} could not be asked; the scorecard says why")
    if report.failed or unusable:
        click.get_current_context().exit(1)


def read_questions(file: Path) -> "tuple[list[Question], list[Unusable]]":
    """The questions of a file, and the lines that hold none.

    Raises:
        QuestionError: the file cannot be read, or holds no question.
    """
    from pincite.evaluation.answering_report import Unusable
    from pincite.evaluation.questions import Question, questions

    found: list[Question] = []
    unusable: list[Unusable] = []
    for identity, one in questions(entries(file)):
        if isinstance(one, Question):
            found.append(one)
        else:
            unusable.append(Unusable(identity, " ".join(str(one).split())))
    if not found and not unusable:
        raise QuestionError(f'{file} holds no question; write one JSON object a line: {{"id", "question"}}')
    return found, unusable


def _require_model(session: "Session", mode: "Mode", judged: bool) -> None:
    """Refuse, before anything is asked, a run that needs a language model where none is configured."""
    if (mode == "write" or judged) and not settings_of(session).models:
        what, option = ("written", "--mode") if mode == "write" else ("judged", "--judge")
        raise ModelError(
            f"no language model is configured, so nothing can be {what}; set one under [[models]] in "
            f"{session.firm.root / 'settings.toml'}, or leave out {option}"
        )


async def _report(
    session: "Session", found: "list[Question]", unusable: "list[Unusable]", order: _Order
) -> "AnsweringReport":
    """The report, its files written: the replies and the scores as they come, the rest at the end."""
    from pincite.evaluation.answering_report import PAGE, REPLIES, SCORECARD, SCORES, AnsweringReport
    from pincite.evaluation.answering_run import RunJournals, settled
    from pincite.evaluation.journal import Journal
    from pincite.evaluation.questions import digest_of
    from pincite.evaluation.scorecard import Scorecard
    from pincite.evaluation.scorecard_page import scorecard_page
    from pincite.session.evaluating.answering import Answering, instruments
    from pincite.views.answers_measured import AnswersMeasured

    folder = order.folder
    conditions = asked_under(session, order.mode, order.matter)
    require_same(folder, conditions)
    with Journal(folder / REPLIES) as replies, Journal(folder / SCORES) as scores, progress() as bars:
        measured = await instruments(session, order.what, judged=order.judged, against=order.against, warn=fail)
        by = await measured_by(session, measured, order.against)
        rows = await settled(
            found,
            Answering(session, order.mode, order.matter, order.what),
            measured,
            json.dumps(asdict(by), sort_keys=True),
            RunJournals(replies, scores),
            bars.asking(len(found)),
        )
    card = Scorecard(
        order.file.name,
        together(conditions, by, rows, digest_of(found)),
        tuple(one.row for one in rows),
    )
    report = AnsweringReport(card, session.now(), rows, tuple(unusable))
    write_whole(folder / SCORECARD, json_line(AnswersMeasured(report)))
    write_whole(folder / PAGE, scorecard_page(report))
    return report
