"""`pincite ask`: answers a question, every sentence pinned to its clause."""

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.answering.citing import is_around
from pincite.answering.sureness import how_sure
from pincite.cli.batch import BatchLine, answer_lines
from pincite.cli.ending import ended_as_by_ctrl_c, for_its_asker
from pincite.cli.options import FILE, QUESTION, Verb, call, open_called, there
from pincite.cli.output import console, counted, emit, print_command, visible
from pincite.cli.refused import print_refusal
from pincite.cli.remaining import Countdown
from pincite.cli.waiting import WaitingLine
from pincite.errors import QuestionError
from pincite.views.given import Given, Line
from pincite.views.printed import recognised
from pincite.views.wording import FOUND_SO_FAR, HAVING, LACKS, dollars, found_in

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.ask import Found as FoundOnRecord
    from pincite.ask import Mode
    from pincite.ask import Released as OnRecord
    from pincite.session import Session
    from pincite.views.excerpts import Excerpts
    from pincite.views.listing import Listing
    from pincite.views.reply import Found, Released, Reply, Statement

MOST_NAMED = 12
"""Most documents named in which something was not found; `--json` has all of them."""


@click.command("ask", cls=Verb)
@click.argument("question", required=False, type=QUESTION)
@click.option("--matter", help="Only this matter.")
@click.option(
    "--mode",
    type=click.Choice(["quote", "write"]),
    default="quote",
    show_default=True,
    help="Quote the documents word for word, or have a language model write and cite.",
)
@click.option("--after", metavar="RECORD", help="Go on from this earlier question: its record's number or id.")
@click.option("--batch", "file", type=FILE, help='JSON lines: {"id","question","as","matter","after"}.')
@click.option("--stream", is_flag=True, help="Show each sentence as soon as it is on the record.")
def command(
    question: str | None, matter: str | None, mode: "Mode", after: str | None, file: Path | None, stream: bool
) -> None:
    """Ask a question. The answer is on the record before you read it; so is a refusal.

    With --after the question goes on from an earlier one of yours. It is about the same document and subject unless it
    names another, and the reply says how it was understood. In a batch "after" is the id of an earlier line, or a
    record. A written answer is shown sentence by sentence, as each is on the record.
    """
    if (question is None) == (file is None):
        raise click.UsageError("give a question, - to read it from standard input, or --batch FILE")
    if after is not None and file is not None:
        raise click.UsageError('each line of a batch says itself what it goes on from, as "after"; leave out --after')
    if stream and file is not None:
        raise click.UsageError("a batch already prints a line for each reply; leave out --stream")
    with ended_as_by_ctrl_c(), open_called() as session:
        session.firm.load_models()  # load them while the rest is imported

        from pincite.session.asking import answer, found_now, given_out, newest_question, released_now

        if file is not None:
            if asyncio.run(for_its_asker(_batch(session, file, matter, mode))):
                click.get_current_context().exit(1)
        elif question is not None:
            out = console()
            is_streamed = stream or (mode == "write" and not call().as_json)  # a model takes minutes

            async def release(one: "OnRecord") -> None:
                view = await released_now(session, one)
                waiting.clear()
                show_released(view, out)

            from pincite.views.streamed import FoundBefore

            async def found(one: "FoundOnRecord") -> None:
                view = await found_now(session, one)
                waiting.clear()
                if call().as_json:
                    emit(FoundBefore(view))
                else:
                    print_found(view, out)

            async def asked() -> "Reply":
                reply = await answer(
                    session,
                    question,
                    matter=matter,
                    mode=mode,
                    release=release if is_streamed else None,
                    found=found if is_streamed else None,
                    after=after,
                    looked=line.show,
                    told=waiting.tell,
                )
                return await given_out(session, reply)

            with Countdown("documents", is_shown=not is_streamed) as line, WaitingLine() as waiting:
                reply = asyncio.run(for_its_asker(asked()))
            if call().as_json:
                emit(reply)
            else:
                is_unclear = reply.refusal is not None and reply.refusal.reason == "unclear"
                before = newest_question(session) if is_unclear else None
                print_reply(reply, out, streamed=is_streamed, before=before)


def show_released(released: "Released", out: "Console") -> None:
    """Print a statement that is on the record while the rest of its reply is still being made."""
    if call().as_json:
        emit(released)
    else:
        _print_statement(f"{released.number}. ", released.statement, released.excerpts, f"{released.seq}.1", out)


def print_found(found: "Found", out: "Console") -> None:
    """Print quotes that were found before a language model was asked, which are no part of what it writes."""
    from rich.text import Text

    out.print(Text(FOUND_SO_FAR, style="bold"))
    out.print()
    for number, (statement, excerpts) in enumerate(zip(found.statements, found.excerpts, strict=True), start=1):
        _print_statement("· ", statement, excerpts, f"{found.seq}.{number}", out)
    out.print(Text("The written answer, each sentence once it is checked:", style="bold"))
    out.print()


async def _batch(session: "Session", file: Path, matter: str | None, mode: "Mode") -> bool:
    """Answer every line in order; True if any failed."""
    from pincite.session.asking import answer, given_out

    records: dict[object, str] = {}

    async def answered(identity: object, line: BatchLine) -> Given:
        only = matter if line.matter is None else line.matter
        after = None if line.after is None else records.get(line.after, str(line.after))
        if isinstance(identity, str | int):
            records[identity] = ""  # stays so if the line gets no record
        if after == "":
            raise QuestionError(f"the line goes on from {json.dumps(line.after)}, which got neither answer nor refusal")
        reply = await answer(session, line.question, as_user=line.as_user, matter=only, mode=mode, after=after)
        if isinstance(identity, str | int) and reply.record is not None:
            records[identity] = reply.record.id
        view = await given_out(session, reply, line.as_user)
        return view if identity is None else Line(identity, view)

    return await answer_lines(session, file, answered)


def print_reply(
    reply: "Reply",
    out: "Console",
    *,
    streamed: bool = False,
    before: tuple[int, str] | None = None,
) -> None:
    """Print a reply for a lawyer: each sentence, its pin cite and the clause around it, unless they were streamed.

    `before` is the number and the question of the newest record that the asker could follow up, if a choice is needed.
    """
    from rich.padding import Padding
    from rich.text import Text

    _print_understood(reply, out)
    from pincite.ask.replying import LACKING

    is_lacking = reply.listing is not None and reply.listing.is_lacking
    if is_lacking and reply.listing is not None:
        _print_lacking(reply, reply.listing, out)
    if reply.refusal is None or reply.statements:
        under = ""
        rows = () if streamed else reply.rows
        # The numbers are those of the record. Out of order they would read as a mistake, and each row names its own.
        in_order = all(before.number < after.number for before, after in pairwise(rows))
        for row in rows:
            place = "" if reply.audit.seq is None else f"{reply.audit.seq}.{row.number}"
            if row.document:
                sure = "" if row.chance is None else f"  {how_sure(row.chance)}"
                under = visible(row.document)
                out.print(Text.assemble((under, "bold underline"), (sure, "dim")))
            statement, excerpts = reply.statements[row.number - 1], reply.excerpts[row.number - 1]
            _print_statement(f"{row.number}. " if in_order else "", statement, excerpts, place, out, under)
        if reply.listing is not None:
            _print_listing(reply.listing, out)
    if reply.refusal is not None:
        print_refusal(reply, out, before)
    _print_clauses(reply, out)
    cautions = [one for one in reply.warnings if not is_lacking or one != LACKING]
    for warning in cautions:
        out.print(Text.assemble(("Caution: ", "bold yellow"), (visible(warning), "yellow")))
    if cautions:
        out.print()
    record = reply.audit
    place = f"record {record.seq} ({record.hash[:12]}…)" if record.hash is not None else "not on the record"
    how = "".join(f" · {part}" for part in _by_whom(reply))
    sure = "" if reply.chance is None else f"{how_sure(reply.chance)} · "
    out.print(Text(f"{sure}{place} · {reply.ms['total']:.0f} ms{how}", style="dim"))
    kept_back = reply.coverage.statements - reply.coverage.released
    if reply.model is not None and kept_back:
        said = counted(kept_back, "statement")
        out.print(
            Text(f"{said} of {reply.coverage.statements} kept back, not supported by what was cited:", style="dim")
        )
        for reason in reply.coverage.reasons:
            out.print(Padding(Text(visible(reason), style="dim"), (0, 0, 0, 2)))
    if reply.context is not None and reply.context.reads_whole and reply.context.whole:
        out.print(Text(visible(reply.context.sentence), style="dim"))


def _by_whom(reply: "Reply") -> list[str]:
    """What it cost, who worded it, and whether words left the firm; no cost where no model was asked."""
    where = "outside the firm" if reply.left_firm else "within the firm"
    cost = [dollars(reply.cost_usd)] if reply.model is not None or reply.cost_usd or reply.left_firm else []
    if reply.model is not None:
        what = "written by" if reply.statements else "asked"
        return [*cost, f"{what} {visible(reply.model)}, {where}"]
    if reply.left_firm:
        return [*cost, "words left the firm"]
    if reply.answered:
        return [*cost, "quoted, no language model"]
    if reply.tier != "quote" and reply.refusal is not None and reply.refusal.reason == "no_evidence":
        return [*cost, "no language model was asked to write"]
    return cost


def _print_clauses(reply: "Reply", out: "Console") -> None:
    """Print the clauses of a document that a summary was asked for, and how to read on."""
    from rich.padding import Padding
    from rich.text import Text

    if not reply.clauses:
        return
    out.print(Text("Its clauses:", style="bold"))
    for clause in reply.clauses:
        out.print(Padding(Text(visible(clause)), (0, 0, 0, 3)))
    document = next(iter(reply.statements[0].citations), None) if reply.statements else None
    if document is not None:
        print_command(f"pincite outline {visible(document.document)}{there()}", out)
    out.print()


def _print_understood(reply: "Reply", out: "Console") -> None:
    """Print how a follow-up question was understood, and in which documents it was looked for."""
    from rich.text import Text

    if reply.understood is not None:
        out.print(Text.assemble(("Understood: ", "bold"), visible(reply.understood)))
    if reply.about:
        names = ", ".join(visible(one.name) for one in reply.about)
        out.print(Text.assemble(("In: ", "bold"), names))
    if reply.understood is not None or reply.about:
        out.print()


def _print_lacking(reply: "Reply", listing: "Listing", out: "Console") -> None:
    """Print the documents that a question for what is missing is after, and what may be made of them."""
    from rich.padding import Padding
    from rich.text import Text

    from pincite.ask.replying import LACKING

    out.print(Text.assemble(("Caution: ", "bold yellow"), (LACKING, "yellow")))
    out.print()
    names = [one for one in listing.documents if one.state == "not_found"]
    if names:
        out.print(Text(LACKS, style="bold"))
        for one in names:
            out.print(Padding(Text(visible(one.name)), (0, 0, 0, 3)))
        out.print()
    if reply.statements:
        out.print(Text(HAVING, style="bold"))
        out.print()


def _print_listing(listing: "Listing", out: "Console") -> None:
    """Print the outcome of a question about many documents: how many had each, and which ones lacked an answer."""
    from rich.padding import Padding
    from rich.text import Text

    out.print(Text(f"{found_in(listing.found, len(listing.documents), listing.to_check)}.", style="bold"))
    states = (("not_found", "not found in what was read"), ("not_read", "not read"))
    for state, words in states[listing.is_lacking :]:  # those that lack something are named before all others
        names = [one for one in listing.documents if one.state == state]
        if names:
            out.print(Padding(Text(f"{words}: {len(names):,}", style="dim"), (0, 0, 0, 3)))
            shown = [visible(one.name) for one in names[:MOST_NAMED]]
            shown += [f"and {len(names) - MOST_NAMED:,} more"] if len(names) > MOST_NAMED else []
            for name in shown:
                out.print(Padding(Text(name, style="dim"), (0, 0, 0, 5)))
    partly = [one for one in listing.documents if one.state == "not_found" and one.unread_pages]
    if partly:
        pages = sum(one.unread_pages for one in partly)
        note = f"of these {counted(len(partly), 'document')} {counted(pages, 'page')} could not be read"
        out.print(Padding(Text(note, style="yellow"), (0, 0, 0, 3)))
    out.print()


def _print_statement(
    mark: str, statement: "Statement", excerpts: "Excerpts", place: str, out: "Console", under: str = ""
) -> None:
    """Print a statement with its pins; below the name of its document (`under`), these do without it."""
    from rich.padding import Padding
    from rich.text import Text

    said = f"“{excerpts.words}”" if excerpts.is_quote else excerpts.words
    out.print(Text(f"{mark}{said}", style="bold"))
    first = statement.citations[0]
    for citation, words, place_of in zip(statement.citations, excerpts.cited, excerpts.places, strict=True):
        is_outer = citation.path == first.path and is_around(citation.section, first.section)
        if excerpts.is_quote and citation is not first and is_outer:
            continue  # the words that open the list of an item: the pin of the item names its clause too
        heading = f"  {visible(citation.heading)}" if citation.heading else ""
        place_of = (under and place_of.removeprefix(under).lstrip(" ,")) or place_of
        care = " · ".join(part for part in (citation.note, recognised(citation.confidence)) if part)
        out.print(Padding(Text.assemble((place_of, "cyan"), (heading, "italic")), (0, 0, 0, 3)))
        if care:
            out.print(Padding(Text(visible(care), style="yellow"), (0, 0, 0, 3)))
        if not excerpts.is_quote:
            out.print(Padding(Text(f"“{words}”", style="dim"), (0, 0, 0, 3)))
    for place_of, words in zip(excerpts.replaced_places, excerpts.replaced, strict=True):
        in_place = Text.assemble(("in place of ", "italic"), (place_of, "cyan"), (":", "italic"))
        out.print(Padding(in_place, (0, 0, 0, 3)))
        out.print(Padding(Text(f"“{words}”", style="dim"), (0, 0, 0, 5)))
    if excerpts.clause is not None:
        out.print(Padding(Text(excerpts.clause, style="dim"), (0, 0, 0, 3)))
    if place:
        print_command(f"pincite show {place}{there()}", out)
    out.print()
