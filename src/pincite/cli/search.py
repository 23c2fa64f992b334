"""`pincite search`: finds passages, without an answer."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.batch import BatchLine, answer_lines
from pincite.cli.options import FILE, QUESTION, Verb, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.views.given import Line
from pincite.views.printed import CHANGED, recognised

if TYPE_CHECKING:
    from pincite.session import Session
    from pincite.session.searching import SearchResult
    from pincite.views.passage import SearchResults


@click.command("search", cls=Verb)
@click.argument("question", required=False, type=QUESTION)
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@click.option("--matter", help="Only this matter.")
@click.option("--after", metavar="CURSOR", help="Those after the ones of a search before, by what it ended with.")
@click.option("--batch", "file", type=FILE, help='JSON lines: {"id","question","as"}.')
def command(question: str | None, k: int, matter: str | None, after: str | None, file: Path | None) -> None:
    """Find the passages that fit a question best, among those you may see."""
    if (question is None) == (file is None):
        raise click.UsageError("give a question, - to read it from standard input, or --batch FILE")
    if after is not None and question is None:
        raise click.UsageError("--after goes on with one question; the lines of a batch have none")
    from pincite.session.search_pages import Onward
    from pincite.session.searching import find_passages

    with open_called() as session:
        if file is not None:
            if asyncio.run(_batch(session, file, k, matter)):
                click.get_current_context().exit(1)
        elif question is not None:
            onward = None if after is None else Onward.of(after, question, matter)
            found = asyncio.run(find_passages(session, question, k, matter=matter, partly=True, onward=onward))
            if call().as_json:
                emit(_view(found, question))
            else:
                _print(found)


async def _batch(session: "Session", file: Path, k: int, matter: str | None) -> bool:
    """Answer every line in order; True if any failed."""
    from pincite.session.searching import find_passages

    async def answer(identity: object, line: BatchLine) -> Line:
        only = matter if line.matter is None else line.matter
        found = await find_passages(session, line.question, k, as_user=line.as_user, matter=only, partly=True)
        return Line(identity, _view(found))

    return await answer_lines(session, file, answer)


def _view(found: "SearchResult", question: str | None = None) -> "SearchResults":
    from pincite.views.passage import Hit, SearchResults

    hits, rest = tuple(map(Hit.of, found.evidence.passages)), found.next.cursor if found.next else None
    return SearchResults(hits, found.ms, question, found.not_searched, rest, found.has_changed)


def _print(found: "SearchResult") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from pincite.answering.citing import pin_cite

    out = console()
    for passage in found.evidence.passages:
        cite = pin_cite(passage.path, passage.title, passage.chunk.section, passage.page, passage.page_label)
        care = f"  {recognised(passage.confidence)}".rstrip()
        out.print(Text.assemble((f"{passage.label:>3}  ", "dim"), (visible(cite), "bold"), (care, "yellow")))
        if passage.chunk.heading:
            out.print(Padding(Text(visible(passage.chunk.heading), style="dim"), (0, 0, 0, 5)))
        out.print(Padding(Text(found.words_of(passage.label)), (0, 0, 1, 5)))
    if found.not_searched is not None:
        out.print(Text.assemble(("Caution: ", "bold yellow"), (found.not_searched.sentence, "yellow")))
    if found.has_changed:
        out.print(Text(CHANGED, style="yellow"))
    out.print(Text(f"{counted(len(found.evidence.passages), 'passage')} · {found.ms:.0f} ms", style="dim"))
    if found.next is not None:
        out.print(Text(f"There may be more: --after {found.next.cursor}", style="dim"), soft_wrap=True)
