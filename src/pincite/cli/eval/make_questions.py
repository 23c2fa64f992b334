"""`pincite eval make-questions`: drafts a question file from the documents, for a person to correct."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import click

from pincite.cli.eval.bars import progress
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, counted, emit, json_line, visible
from pincite.drafts import write_whole
from pincite.errors import QuestionError
from pincite.views.given import Whole


@click.command("make-questions", cls=Verb)
@click.option("--matter", help="Only this matter.")
@click.option("--count", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many questions.")
@click.option(
    "--unanswerable",
    type=click.IntRange(0, 100),
    default=20,
    show_default=True,
    help="Of a hundred questions, how many have no answer.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed takes other questions.")
@click.option("--reword", is_flag=True, help="Have the configured language model word the questions.")
@click.option("--out", "out", type=FILE, required=True, metavar="FILE", help="Where to write them, one a line.")
def make_questions(matter: str | None, count: int, unanswerable: int, seed: int, reword: bool, out: Path) -> None:
    """Draft questions for `eval run` from the documents you may see.

    They come from what the documents state: facts, defined terms, duties, headings; and from what they have no word of.
    Each is marked as a draft, with its answer and where that stands. Read every one: correct it or take it out, and
    leave out "draft". The file holds words of the documents and is readable for you only.
    """
    _require_new(out)
    from pincite.session.evaluating.drafting import draft_questions
    from pincite.views.answers_measured import Drafted

    with open_called() as session:
        # Only the model is slow enough to need a progress line.
        with progress() if reword else nullcontext() as bars:
            share, asking = unanswerable / 100, bars.asking if bars is not None else _unwatched
            made = asyncio.run(
                draft_questions(session, count, share, seed, matter=matter, reword=reword, asking=asking)
            )
        drafts, kept = made.lines, made.not_reworded
        if not drafts:
            raise QuestionError(
                "no question could be drafted from the documents that you may see; ingest some, or name another matter"
            )
        write_whole(out, "".join(json_line(Whole(fields)) for fields in drafts))
    kinds = Counter(str(fields["kind"]) for fields in drafts)
    if call().as_json:
        emit(Drafted(str(out), len(drafts), kinds, kept))
        return
    screen = console()
    by_kind = ", ".join(f"{kind} {number:,}" for kind, number in sorted(kinds.items()))
    screen.print(f"{counted(len(drafts), 'question')} drafted: {by_kind}", soft_wrap=True)
    if len(drafts) < count:
        screen.print(f"the documents gave no more than that of {count:,}", style="yellow")
    for reason, number in Counter(kept).items():
        screen.print(f"kept as drafted: {visible(reason)} ({number:,})", style="dim", soft_wrap=True)
    screen.print(f"correct them in {visible(str(out))}, then: pincite eval run {visible(str(out))}", soft_wrap=True)


def _require_new(out: Path) -> None:
    """Refuse to overwrite a file: it may hold a person's corrections."""
    if out.exists():
        raise click.BadParameter(f"{out} is there already, and may hold corrections; name another file")
    if not out.absolute().parent.is_dir():
        raise click.BadParameter(f"{out} cannot be written; name a file in a folder that exists")


def _unwatched(_: int) -> Callable[[int], None]:
    return lambda _: None
