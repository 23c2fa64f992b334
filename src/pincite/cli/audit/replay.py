"""`pincite audit replay`: runs a recorded answer or search again, as far as it can be rebuilt."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail, visible

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.views.replay import Replay


@click.command("replay", cls=Verb)
@click.argument("record", metavar="ID")
def replay(record: str) -> None:
    """Rebuild what a recorded answer or search rested on, and say what is still the same.

    The search is made again at the recorded version of the index, if that is kept. Passages, quotes and prompts are
    compared with the kept texts. Which models might word an answer is decided again, as things stand today. Each
    document is checked against the rules of today for the person who asked. Exit status 1 when a quote no longer reads
    as it was recorded.
    """
    from pincite.session.replaying import replay_record

    with open_called() as session:
        found = asyncio.run(replay_record(session, record))
    if call().as_json:
        emit(found)
    else:
        print_replay(found)
    if not found.same:
        fail(f"record {found.view.entry.seq} cannot be rebuilt: a quote does not read as it was recorded")
        click.get_current_context().exit(1)


def print_replay(found: "Replay") -> None:
    """Print the outcome of a replay."""
    out, entry = console(), found.view.entry
    out.print(f"record {entry.seq}: {counted(len(found.quotes), 'quote')}", style="bold")
    for quote in found.quotes:
        span = quote.span
        if quote.erased:
            out.print(
                f"  {span.document} {span.start}-{span.end}: the document was erased for good, so its words cannot be "
                "read again",
                soft_wrap=True,
            )
            continue
        read = "reads as recorded" if quote.same else "does not read as recorded"
        stands = "the version cited still stands" if quote.stands else "the document has changed or gone since"
        out.print(f"  {span.document} {span.start}-{span.end}: {read}; {stands}", soft_wrap=True)
    if entry.content is None:
        out.print(f"  {found.view.without}")
        return
    _print_evidence(out, found)
    if (routed := found.routed) is not None:
        would = (
            "the same" if routed.now is not None and not routed.changed else "another one" if routed.now else "unknown"
        )
        out.print(f"decision on models: {would} today; {visible(routed.how)}", soft_wrap=True)
        for sentence in routed.changed:
            out.print(f"  {visible(sentence)}", soft_wrap=True)
    if found.reader and found.numbers is not None:
        numbers = found.numbers
        out.print(f"reader: {numbers.same} of {counted(numbers.of, 'number')} as recorded")
    elif found.reader:
        out.print(f"reader: {visible(found.reader)} is not set now, so its numbers cannot be compared", soft_wrap=True)
    if found.prompts:
        whole = sum(prompt.same for prompt in found.prompts)
        out.print(f"prompts: {whole} of {counted(len(found.prompts), 'message')} give the recorded digest")
    _print_access(out, found)


def _print_evidence(out: "Console", found: "Replay") -> None:
    if not found.is_search and not found.passages:
        return
    version = f"{found.then}, now {found.now}" if found.then != found.now else f"{found.then}, still the newest"
    out.print(f"index: version {visible(version)}; {found.how}", soft_wrap=True)
    if found.again is not None:
        held = found.again.ranks - len(found.again.moved)
        out.print(f"ranks: {held:,} of {found.again.ranks:,} are the same")
        for one in found.again.moved[:10]:
            now = "is not found" if one.now is None else f"is now {one.now}"
            out.print(
                f"  {one.span.document} {one.span.start}-{one.span.end}: {one.leg} rank was {one.then}, {now}",
                soft_wrap=True,
            )
    known = [passage for passage in found.passages if passage.same is not None]
    same = sum(bool(passage.same) for passage in known)
    gone = sum(passage.erased for passage in found.passages)
    erased = f"; {gone} of documents that were erased for good" if gone else ""
    out.print(f"passages: {same} of {counted(len(known), 'text')} read as recorded{erased}")


def _print_access(out: "Console", found: "Replay") -> None:
    facts: Mapping[str, object] = found.view.entry.facts
    closed = [one.document for one in found.access if not one.allowed]
    rules = f"rules: version {facts.get('rules_version')} then, {found.rules} now"
    if not found.access:
        out.print(rules)
    elif not closed:
        out.print(
            f"{rules}; {visible(found.person)} may still see {counted(len(found.access), 'document')}, all of them"
        )
    else:
        out.print(f"{rules}; {visible(found.person)} may not see {counted(len(closed), 'document')} any more:")
        for document in closed:
            out.print(f"  {document}", soft_wrap=True)
