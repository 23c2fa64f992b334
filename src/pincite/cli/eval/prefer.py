"""`pincite eval prefer`: says which of two runs answers better, as a person or a judge decides question by question."""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.bars import progress
from pincite.cli.eval.dialogue import kept_replies, opened, show_cited, typed
from pincite.cli.eval.preferred import Preferences, print_report
from pincite.cli.eval.released import tell_left_out
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.errors import QuestionError

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.evaluation.answered import Answered
    from pincite.evaluation.preferring import AnswerPair, PairedRuns
    from pincite.session import Session
    from pincite.views.answers_measured import Preferred

WORDS = {
    "f": "first",
    "1": "first",
    "s": "second",
    "2": "second",
    "t": "tie",
    "k": "skip",
    "u": "undo",
    "q": "quit",
}
"""The word for each key; the word itself may be typed too."""

KEYS = "f first · s second · t tie · k skip · u undo · q quit"


@click.command("prefer", cls=Verb)
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--by", metavar="NAME", help="Whose choices these are (else the user of the operating system).")
@click.option("--out", type=FILE, metavar="FILE", help="Where choices are kept (else in A, named after B).")
@click.option("--report", "is_reported", is_flag=True, help="Ask nobody, and give the figures of what is kept.")
@click.option("--judge", "is_judged", is_flag=True, help="Have the configured language model choose.")
@click.option(
    "--repeat",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    metavar="N",
    help="How often the language model is asked about each pair.",
)
def prefer(a: Path, b: Path, by: str | None, out: Path | None, is_reported: bool, is_judged: bool, repeat: int) -> None:
    """Choose between the answers of two runs of `eval run`, without knowing which run gave which.

    A and B are the folders of the runs. Each question that both have is shown with its two answers, in an order drawn
    by its id. A choice is kept at once; the same command goes on where it was left, and gives the figures when nothing
    is left: wins, ties, losses. With --judge the language model chooses, each pair in both orders, and only a verdict
    that holds in both counts; where a person's choices are kept, it says how far the two agree. It is sent the answers
    and what they cite.
    """
    from pincite.evaluation.journal import Journal
    from pincite.evaluation.preferring import paired
    from pincite.wiring import operating_system_user, private_files

    if is_reported and is_judged:
        raise click.UsageError("--report asks nobody; leave out --judge, whose verdicts it gives too.")
    if repeat > 1 and not is_judged:
        raise click.UsageError("--repeat is for the language model; add --judge.")
    ours, theirs = _replies_of(a), _replies_of(b)
    if ours.resolve() == theirs.resolve():
        raise QuestionError(f"{a} and {b} are the same run; name the folders of two")
    found = paired(_replies(ours), _replies(theirs))
    if not found.shared:
        raise QuestionError(f"{a} and {b} have no question in common, so there is nothing to choose between")
    file = out or ours.parent / f"preferences-with-{theirs.resolve().parent.name}.jsonl"
    if is_reported and not file.exists():
        raise QuestionError(f"no choice is kept in {file} yet; leave out --report, or name its file with --out")
    rater = by or operating_system_user()
    closed: list[AnswerPair] = []
    with private_files(), Journal(file, is_written=not is_reported) as kept:
        preferences = Preferences(kept, file.name)
        if not is_reported:
            with open_called() as session:
                found, closed = _apart(found, session)
                if is_judged:
                    asyncio.run(_judge(found, preferences, session, repeat))
                else:
                    _choose(found, preferences, rater, session)
                found, since = _apart(found, session)
                closed += since
        tell_left_out(len(closed), "pair of answers")
    report = _report(a, b, found, preferences, rater)
    if call().as_json:
        emit(report)
    elif report.person.left and not is_reported and not is_judged:
        # A person who knew after three choices which run leads would be less impartial.
        console().print(f"\n{report.person.left:,} left; the figures come when none is, or with --report")
    else:
        print_report(report)


def _replies_of(run: Path) -> Path:
    """The file that holds the replies of a run."""
    from pincite.evaluation.answering_report import REPLIES

    file = run / REPLIES if run.is_dir() else run
    if not file.is_file():
        raise QuestionError(f"{run} holds no replies of an eval run; name the folder that --out of eval run named")
    return file


def _replies(file: Path) -> "list[Answered]":
    """The replies of a run without their passages, which nobody is shown and which would fill the memory."""
    return [reply.without_passages() for reply in kept_replies(file)]


def _apart(found: "PairedRuns", session: "Session") -> "tuple[PairedRuns, list[AnswerPair]]":
    """Both runs without what may no longer be shown, and the pairs that may not be shown."""
    from pincite.session.evaluating.kept import still_open

    closed = [pair for pair in found.pairs if not still_open(session, pair.a, pair.b)]
    return replace(found, pairs=tuple(pair for pair in found.pairs if pair not in closed)), closed


def _report(a: Path, b: Path, found: "PairedRuns", preferences: Preferences, rater: str) -> "Preferred":
    from pincite.evaluation.preferring import between_persons, by_judge, by_person
    from pincite.views.answers_measured import Preferred

    choices = preferences.of(rater)
    others = {
        name: between_persons(found.pairs, choices, theirs)
        for name, theirs in sorted(preferences.choices.items())
        if name != rater
    }
    return Preferred(
        str(a),
        str(b),
        found,
        by_person(rater, found.pairs, choices),
        tuple(by_judge(found.pairs, verdicts, choices) for verdicts in preferences.verdicts()),
        {name: agreement for name, agreement in others.items() if agreement is not None},
    )


async def _judge(found: "PairedRuns", preferences: Preferences, session: "Session", repeat: int) -> None:
    """Have a language model choose on every pair as often as asked for; kept verdicts are not asked for again."""
    from pincite.evaluation.judging import compared, preference_judge
    from pincite.evaluation.preferring import shown_text
    from pincite.session.evaluating.judging import Judging
    from pincite.session.evaluating.kept import still_open

    judging = Judging(session, "eval prefer")
    judge = preference_judge(judging.model)
    with progress() as bars:
        watch = bars.asking(len(found.pairs))
        for done, pair in enumerate(found.pairs, start=1):
            cited = {place.path for answered in (pair.a, pair.b) for place in answered.cited_places}
            is_open = partial(still_open, session, pair.a, pair.b)
            async with judging.of(cited, (pair.a, pair.b), is_open):
                for asking in range(repeat):
                    if preferences.asked(judge, pair, asking) is None:
                        said = await compared(judge, pair.a.question, shown_text(pair.a), shown_text(pair.b))
                        preferences.judge(pair, judge, asking, said)
            watch(done)


def _choose(found: "PairedRuns", preferences: Preferences, rater: str, session: "Session") -> None:
    """Ask for every missing choice until none is missing, or the input ends.

    Hours may pass between two choices, so the rules are checked before each pair is shown.
    """
    from pincite.session.evaluating.kept import still_open

    out = opened()
    left = [pair for pair in found.pairs if pair.key not in preferences.of(rater)]
    if left:
        out.print(f"{len(left):,} of {len(found.pairs):,} to choose on: {KEYS}")
    given: list[AnswerPair] = []
    while len(given) < len(left):
        pair = left[len(given)]
        if not still_open(session, pair.a, pair.b):
            left.remove(pair)
            continue
        _show(pair, out)
        match typed(out, WORDS, KEYS):
            case "quit":
                return
            case "undo" if not given:
                out.print("there is nothing to undo")
            case "undo":
                preferences.choose(given.pop(), rater, None)
            case "tie" | "skip" as choice:
                preferences.choose(pair, rater, choice)
                given.append(pair)
            case "first" | "second" as place:
                preferences.choose(pair, rater, pair.at(place))
                given.append(pair)


def _show(pair: "AnswerPair", out: "Console") -> None:
    """Print a question and its two answers, without saying which run gave which."""
    from rich.text import Text

    out.print(Text.assemble("\n", (visible(pair.a.question), "bold"), (f"  {visible(pair.a.id)}", "dim")))
    for place, reply in zip(("first", "second"), pair.shown, strict=True):
        out.print(Text(f"{place}:", style="bold"))
        _show_reply(reply, out)
    out.print("Which is better?")


def _show_reply(reply: "Answered", out: "Console") -> None:
    """Print an answer with its pin cites, or a refusal."""
    from rich.padding import Padding
    from rich.text import Text

    if reply.refusal is not None:
        out.print(Padding(Text(f"No answer: {visible(reply.message)}"), (0, 0, 0, 2)))
        return
    for number, statement in enumerate(reply.statements, start=1):
        out.print(Padding(Text(f"{number}. {visible(statement.text)}"), (0, 0, 0, 2)))
        show_cited(statement, out, 5)
