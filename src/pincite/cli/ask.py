"""`pincite ask`: a question, and a reply whose every sentence is pinned to its clause."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.batch import BatchLine, answer_lines
from pincite.cli.options import FILE, QUESTION, Verb, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.cli.refused import print_refusal
from pincite.cli.remaining import Countdown
from pincite.errors import QuestionError
from pincite.views.given import Given, Line
from pincite.views.printed import break_at, recognised, seen

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.answering.answer import Citation
    from pincite.ask import Listed, Listing, Mode, Released, Reply
    from pincite.retrieval.evidence import Passage
    from pincite.session import Session
    from pincite.session.asking import TextOf
    from pincite.verification.support import Support

MOST_CONTEXT = 700
"""Characters of the clause around a quote that are printed; `pincite show` has all of it."""

LEAST_CONTEXT = 60
"""Characters that a clause must add to the quote to be printed: a heading alone tells nothing new."""

MOST_NAMED = 12
"""Documents named of those in which something was not found; `--json` has all of them."""


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
    record.
    """
    if (question is None) == (file is None):
        raise click.UsageError("give a question, - to read it from standard input, or --batch FILE")
    if after is not None and file is not None:
        raise click.UsageError('each line of a batch says itself what it goes on from, as "after"; leave out --after')
    if stream and file is not None:
        raise click.UsageError("a batch prints a line for each reply already; leave out --stream")
    with open_called() as session:
        session.firm.load_models()  # meanwhile the rest is imported

        from pincite.session.asking import answer, newest_question, shown_texts
        from pincite.views.reply import Reply

        if file is not None:
            if asyncio.run(_batch(session, file, matter, mode)):
                click.get_current_context().exit(1)
        elif question is not None:
            out = console()
            release = (lambda one: show_released(one, shown_texts(session, one), out)) if stream else None
            with Countdown("documents", is_shown=not stream) as line:
                reply = asyncio.run(
                    answer(session, question, matter=matter, mode=mode, release=release, after=after, looked=line.show)
                )
            if call().as_json:
                emit(Reply.of(reply))
            else:
                is_unclear = reply.refusal is not None and reply.refusal.reason == "unclear"
                before = newest_question(session) if is_unclear else None
                print_reply(reply, shown_texts(session, reply), out, streamed=stream, before=before)


def show_released(released: "Released", text_of: "TextOf", out: "Console") -> None:
    """A statement that is on the record, while its reply is still being put together."""
    if call().as_json:
        from pincite.views.reply import Released, Statement

        emit(Released(released.number, Statement.of(released.support), released.record.seq))
    else:
        place = f"{released.record.seq}.1"
        _print_statement(
            released.number, released.support, released.passage, place, text_of, out, is_first_of_clause=True
        )


async def _batch(session: "Session", file: Path, matter: str | None, mode: "Mode") -> bool:
    """Answer every line in order; True when any failed."""
    from pincite.session.asking import answer
    from pincite.views.reply import Reply

    records: dict[object, str] = {}

    async def answered(identity: object, line: BatchLine) -> Given:
        only = matter if line.matter is None else line.matter
        after = None if line.after is None else records.get(line.after, str(line.after))
        if isinstance(identity, str | int):
            records[identity] = ""  # until it has a record
        if after == "":
            raise QuestionError(f"the line goes on from {json.dumps(line.after)}, which got neither answer nor refusal")
        reply = await answer(session, line.question, as_user=line.as_user, matter=only, mode=mode, after=after)
        if isinstance(identity, str | int) and reply.record is not None:
            records[identity] = reply.record.id
        view = Reply.of(reply)
        return view if identity is None else Line(identity, view)

    return await answer_lines(session, file, answered)


def print_reply(
    reply: "Reply",
    text_of: "TextOf",
    out: "Console",
    *,
    streamed: bool = False,
    before: tuple[int, str] | None = None,
) -> None:
    """The reply as a lawyer reads it: sentence, pin cite, and the clause around it; without what was streamed.

    `before` is the newest question that whoever asked could go on from, for a reply that asks back.
    """
    from rich.padding import Padding
    from rich.text import Text

    _print_understood(reply, out)
    if reply.refusal is None:
        clauses: set[tuple[str, int]] = set()
        for number, support in enumerate(() if streamed else reply.statements, start=1):
            passage = reply.passages[support.statement.citations[0].label - 1]
            place = f"{reply.record.seq}.{number}" if reply.record else ""
            clause = (passage.chunk.document, passage.chunk.clause_start)
            is_first = clause not in clauses
            clauses.add(clause)
            _print_statement(number, support, passage, place, text_of, out, is_first_of_clause=is_first)
        if reply.listing is not None:
            _print_listing(reply.listing, out)
    else:
        print_refusal(reply, text_of, out, before)
    for warning in reply.warnings:
        out.print(Text.assemble(("Caution: ", "bold yellow"), (visible(warning), "yellow")))
    if reply.warnings:
        out.print()
    place = f"record {reply.record.seq} ({reply.record.hash[:12]}…)" if reply.record else "not on the record"
    how = ""
    if reply.answered:
        how = " · quoted, no language model" if reply.model is None else f" · written by {visible(reply.model)}"
    elif reply.tier != "quote" and reply.model is None and reply.refusal and reply.refusal.reason == "no_evidence":
        how = " · no language model was asked to write"
    out.print(Text(f"{place} · {reply.ms['total']:.0f} ms{how}", style="dim"))
    kept_back = reply.coverage.statements - reply.coverage.released
    if reply.model is not None and kept_back:
        said = counted(kept_back, "statement")
        out.print(
            Text(f"{said} of {reply.coverage.statements} kept back, not borne out by what was cited:", style="dim")
        )
        for reason in reply.coverage.reasons:
            out.print(Padding(Text(visible(reason), style="dim"), (0, 0, 0, 2)))
    if reply.context is not None and reply.context.reads_whole and reply.context.whole:
        out.print(Text(visible(reply.context.sentence), style="dim"))


def _print_understood(reply: "Reply", out: "Console") -> None:
    """How a question was taken that goes on from another one, and in which documents it was looked for."""
    from rich.text import Text

    if reply.understood is not None:
        out.print(Text.assemble(("Understood: ", "bold"), visible(reply.understood)))
    if reply.about:
        names = ", ".join(_cite(one.path, one.title, "", None, "") for one in reply.about)
        out.print(Text.assemble(("In: ", "bold"), names))
    if reply.understood is not None or reply.about:
        out.print()


def _print_listing(listing: "Listing", out: "Console") -> None:
    """Of how many documents a question about many was put to what became of it, and which those are."""
    from rich.padding import Padding
    from rich.text import Text

    out.print(Text(f"Found in {listing.found} of {counted(len(listing.documents), 'document')}.", style="bold"))
    for state, words in (("not_found", "not found in what was read"), ("not_read", "not read")):
        names = [one for one in listing.documents if one.state == state]
        if names:
            shown = ", ".join(_name(one) for one in names[:MOST_NAMED])
            more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
            out.print(Padding(Text(f"{words}: {len(names):,} ({shown}{more})", style="dim"), (0, 0, 0, 3)))
    partly = [one for one in listing.documents if one.state == "not_found" and one.unread]
    if partly:
        pages = sum(one.unread for one in partly)
        note = f"of these {counted(len(partly), 'document')} {counted(pages, 'page')} could not be read"
        out.print(Padding(Text(note, style="yellow"), (0, 0, 0, 3)))
    out.print()


def _name(one: "Listed") -> str:
    from pincite.answering.citing import short_name

    return visible(short_name(one.path, one.title))


def _print_statement(
    number: int,
    support: "Support",
    passage: "Passage",
    place: str,
    text_of: "TextOf",
    out: "Console",
    *,
    is_first_of_clause: bool,
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    first = support.statement.citations[0]
    is_quote = not support.claims
    said = _quoted(support.statement.text) if is_quote else visible(support.statement.text)
    out.print(Text.assemble((f"{number}. ", "bold"), (said, "bold")))
    for citation in support.statement.citations:
        cite = _cite(citation.path, citation.title, citation.section, citation.page, citation.page_label)
        heading = f"  {visible(citation.heading)}" if citation.heading else ""
        care = " · ".join(part for part in (citation.note, recognised(citation.confidence)) if part)
        out.print(Padding(Text.assemble((cite, "cyan"), (heading, "italic")), (0, 0, 0, 3)))
        if care:
            out.print(Padding(Text(visible(care), style="yellow"), (0, 0, 0, 3)))
        if not is_quote:
            words = " ".join(seen(text_of(citation.span.version), citation.span.start, citation.span.end).split())
            shown = words if len(words) <= MOST_CONTEXT else f"{words[:MOST_CONTEXT].rpartition(' ')[0]} …"
            out.print(Padding(Text(_quoted(shown), style="dim"), (0, 0, 0, 3)))
    _print_replaced(support.statement.replaces, text_of, out)
    if is_quote and is_first_of_clause and not support.statement.replaces:
        _print_context(first, passage, text_of, out)
    if place:
        out.print(Padding(Text(f"pincite show {place}", style="dim"), (0, 0, 0, 3)))
    out.print()


def _print_replaced(replaced: "Sequence[Citation]", text_of: "TextOf", out: "Console") -> None:
    """The words that a statement's own took the place of, each with its pin."""
    from rich.padding import Padding
    from rich.text import Text

    for citation in replaced:
        cite = _cite(citation.path, citation.title, citation.section, citation.page, citation.page_label)
        out.print(Padding(Text.assemble(("in place of ", "italic"), (cite, "cyan"), (":", "italic")), (0, 0, 0, 3)))
        content = text_of(citation.span.version)
        words = " ".join(seen(content, citation.span.start, citation.span.end).split())
        shown = words if len(words) <= MOST_CONTEXT else f"{words[:MOST_CONTEXT].rpartition(' ')[0]} …"
        out.print(Padding(Text(_quoted(shown), style="dim"), (0, 0, 0, 5)))


def _print_context(citation: "Citation", passage: "Passage", text_of: "TextOf", out: "Console") -> None:
    """The clause around a quote, where it adds enough to be read."""
    from rich.padding import Padding
    from rich.text import Text

    content = text_of(citation.span.version)
    start = max(passage.chunk.clause_start, citation.span.start - MOST_CONTEXT // 2)
    end = min(passage.chunk.clause_end, max(citation.span.end, start + MOST_CONTEXT))
    before, after = seen(content, start, citation.span.start), seen(content, citation.span.end, end)
    if start > passage.chunk.clause_start:
        before = f"… {before.partition(' ')[2]}"
    if end < passage.chunk.clause_end:
        after = f"{after.rpartition(' ')[0]} …"
    if len(before) + len(after) > LEAST_CONTEXT:
        ends = [break_at(content, at) or " " for at in (citation.span.start, citation.span.end)]
        clause = "".join((before, ends[0] if before else "", "[…]", ends[1] if after else "", after))
        out.print(Padding(Text(clause, style="dim"), (0, 0, 0, 3)))


def _quoted(text: str) -> str:
    """A quote in quotation marks, also when it begins or ends with a term that has its own."""
    return f"“{visible(text)}”"


def _cite(path: str, title: str, section: str, page: int | None, label: str) -> str:
    from pincite.answering.citing import pin_cite

    return visible(pin_cite(path, title, section, page, label))
