"""`pincite search`: retrieval only."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite import __version__
from pincite.cli.batch import Line, answer_lines
from pincite.cli.options import FILE, QUESTION, Verb, call, open_called
from pincite.cli.output import console, counted, emit, hit_json, recognised, seen, visible

if TYPE_CHECKING:
    from pincite.catalogue.catalogue import Catalogue
    from pincite.catalogue.entry import Entry
    from pincite.retrieval.evidence import Evidence
    from pincite.wiring import Workspace


@click.command("search", cls=Verb)
@click.argument("question", required=False, type=QUESTION)
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@click.option("--matter", help="Only this matter.")
@click.option("--batch", "file", type=FILE, help='JSON lines: {"id","question","as"}.')
def command(question: str | None, k: int, matter: str | None, file: Path | None) -> None:
    """Find the passages that fit a question best, among those you may see."""
    if (question is None) == (file is None):
        raise click.UsageError("give a question, - to read it from standard input, or --batch FILE")
    with open_called() as workspace:
        if file is not None:
            if asyncio.run(_batch(workspace, file, k, matter)):
                click.get_current_context().exit(1)
        elif question is not None:
            evidence, ms = asyncio.run(search_recorded(workspace, question, k, None, matter))
            if call().as_json:
                emit({"question": question, "hits": [hit_json(passage) for passage in evidence.passages], "ms": ms})
            else:
                _print(evidence, workspace.catalogue, ms)


async def search_recorded(
    workspace: "Workspace",
    question: str,
    k: int,
    as_user: str | None,
    matter: str | None,
    words_of: "Sequence[Entry]" = (),
) -> tuple["Evidence", float]:
    """Passages, once the record says that they were shown, and the milliseconds it took.

    `words_of` are documents whose words the question has, when they are not the asker's own: whoever may not see those
    may not read the record either.

    Raises:
        PinciteError: the search failed, or the record could not be written; then nothing is shown.
    """
    from pincite.audit.event import Event
    from pincite.retrieval.query import understand
    from pincite.retrieval.search import search
    from pincite.retrieval.trace import looked_for, matters_of

    began = time.perf_counter()
    scope = workspace.scope(as_user, matter)
    evidence = await search(understand(question), scope, k, workspace.now(), workspace.engines)
    record = await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind="search",
            principal=scope.principal,
            at=workspace.now(),
            matters=matters_of(evidence) | {entry.matter for entry in words_of},
            facts={
                "pincite": __version__,
                "hits": len(evidence.passages),
                "index_version": evidence.index_version,
                "rules_version": scope.rules_version,
            },
            content={
                "question": question,
                **looked_for(evidence, scope),
                **({"words_of": [{"document": entry.document} for entry in words_of]} if words_of else {}),
            },
        )
    )
    workspace.require_open(scope, {passage.span.document for passage in evidence.passages}, record)
    return evidence, round((time.perf_counter() - began) * 1000, 3)


async def _batch(workspace: "Workspace", file: Path, k: int, matter: str | None) -> bool:
    """Answer every line in order; True when any failed."""

    async def answer(identity: object, line: Line) -> dict[str, object]:
        only = matter if line.matter is None else line.matter
        evidence, ms = await search_recorded(workspace, line.question, k, line.as_user, only)
        return {"id": identity, "hits": [hit_json(passage) for passage in evidence.passages], "ms": ms}

    return await answer_lines(workspace, file, answer)


def _print(evidence: "Evidence", catalogue: "Catalogue", ms: float) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from pincite.answering.citing import pin_cite

    out = console()
    for passage in evidence.passages:
        cite = pin_cite(passage.path, passage.title, passage.chunk.section, passage.page, passage.page_label)
        care = f"  {recognised(passage.confidence)}".rstrip()
        out.print(Text.assemble((f"{passage.label:>3}  ", "dim"), (visible(cite), "bold"), (care, "yellow")))
        if passage.chunk.heading:
            out.print(Padding(Text(visible(passage.chunk.heading), style="dim"), (0, 0, 0, 5)))
        words = seen(catalogue.content(passage.chunk.version), passage.chunk.start, passage.chunk.end)
        out.print(Padding(Text(words), (0, 0, 1, 5)))
    out.print(Text(f"{counted(len(evidence.passages), 'passage')} · {ms:.0f} ms", style="dim"))
