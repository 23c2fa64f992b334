"""`pincite audit prove`: makes proofs for people who have neither the workspace nor pincite."""

import asyncio
import shlex
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail, json_line, listed, visible
from pincite.drafts import written_whole
from pincite.errors import RecordError
from pincite.sensitivity import WORDS
from pincite.views.given import Whole

if TYPE_CHECKING:
    from pincite.audit.requests import Requests
    from pincite.session.proving import Proof


WIDEST = 10_000
"""Columns of a terminal that no table of requests needs."""


@click.command("prove", cls=Verb)
@click.argument("record", metavar="[ID]", required=False)
@click.option(
    "--since", type=FILE, help="A checkpoint noted earlier, in a file: prove that the record only grew since."
)
@click.option("--all", "whole", is_flag=True, help="Give every record as it is stored, one on a line.")
@click.option("--content", is_flag=True, help="Give what was asked and shown too, where you may see all of it.")
@click.option("--sensitive", is_flag=True, help="Show what was sent to language models, and whether all was allowed.")
@click.option("--from", "first", metavar="DATE", help="With --sensitive: from this day, or this time, on.")
@click.option("--to", "last", metavar="DATE", help="With --sensitive: to the end of this day, or before this time.")
@click.option("-o", "--output", type=FILE, help="A file; standard output by default, with --sensitive none.")
def prove(
    record: str | None,
    since: Path | None,
    whole: bool,
    content: bool,
    sensitive: bool,
    first: str | None,
    last: str | None,
    output: Path | None,
) -> None:
    """Prove that the record holds a record, or that it begins with all that an earlier checkpoint counts.

    A proof is a JSON document, which verifier/verify_record.py checks with nothing but the workspace's public key. With
    ID and --since both are proved, a line each, and that the record is among those that the checkpoint counts.

    With --sensitive, for the owner and auditors: which requests, how sensitive, went to which language models, and that
    none was more sensitive than its model may read. Exit status 1 if one was, or if the record does not say so of all.
    With -o the proof goes into a file that is not there yet. It has who asked and when, and no question, answer,
    document or matter.
    """
    if output is not None and output.exists():
        raise click.BadParameter(f"{output} is there already, and may be a proof; name another file", param_hint="-o")
    if sensitive:
        if first is None or last is None or record is not None or whole or content:
            raise click.UsageError("--sensitive goes with --from and --to, and with neither ID, --all nor --content")
        _prove_requests(first, last, since, output)
        return
    if first is not None or last is not None:
        raise click.UsageError("--from and --to go with --sensitive")
    if (record is not None or since is not None) == whole:
        raise click.UsageError("name a record, or give --since with a checkpoint, or both, or --all, or --sensitive")
    from pincite.session.proving import prove_all, prove_growth, prove_record

    with open_called() as session:
        if record is not None:
            _write(output, prove_record(session, record, since=since, content=content))
        elif since is not None:
            _write(output, [prove_growth(session, since)])
        else:
            _write(output, prove_all(session, content=content))


def _prove_requests(first: str, last: str, since: Path | None, output: Path | None) -> None:
    from pincite.session.proving import prove_requests
    from pincite.views.requests import RequestsSent

    with open_called() as session:
        proved = asyncio.run(prove_requests(session, first, last, since))
        if output is None:
            deque(proved.lines, maxlen=0)
        else:
            _write(output, proved.lines)
        found = proved.counting.found()
        key = session.firm.root / "workspace.vkey"
    if call().as_json:
        emit(RequestsSent(found))
    else:
        _print_requests(found)
        if output is not None:
            out = console()
            out.print(f"proof: {visible(str(output))}; check it without pincite:")
            files = (key, output, *([since] if since is not None else []))
            named = " ".join(shlex.quote(visible(str(file))) for file in files)
            out.print(f"  python3 verifier/verify_record.py {named}", soft_wrap=True)
    if not found.ok:
        fail(_problems(found)[0])
        click.get_current_context().exit(1)


def _print_requests(found: "Requests") -> None:
    """The requests by where they went, and what the record shows of them."""
    from rich import box
    from rich.measure import Measurement
    from rich.table import Table

    out = console()
    if found.counts:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in ("place", "tier", "model", "may read"):
            table.add_column(heading, no_wrap=True)
        for level in WORDS:
            table.add_column(level, justify="right")
        for went in sorted({went for went, _ in found.counts}, key=lambda went: (went.place, went.tier, went.model)):
            numbers = [found.counts.get((went, level), 0) for level in WORDS]
            where = map(visible, (went.place, went.tier, went.model, went.accepts))
            table.add_row(*where, *(f"{number:,}" if number else "" for number in numbers))
        # A name that is cut or wrapped cannot be looked for; a line that is too long is wrapped by the terminal.
        needed = Measurement.get(out, out.options.update(max_width=WIDEST), table).maximum
        out.print(table, width=max(out.width, needed), soft_wrap=True)
    days = f"from {found.period.since:%Y-%m-%d %H:%M} to {found.end:%Y-%m-%d %H:%M} (UTC)"
    places = f", {found.first:,} to {found.last:,}" if found.records else ""
    out.print(f"{days}: {counted(found.records, 'record')}{places}", soft_wrap=True)
    for sentence in _problems(found) or [_all_allowed(found)]:
        out.print(visible(sentence), soft_wrap=True)


def _all_allowed(found: "Requests") -> str:
    if not found.requests:
        return "nothing was sent to a language model"
    if found.requests == 1:
        return "the one request was no more sensitive than its model may read"
    return f"none of {found.requests:,} requests was more sensitive than its model may read"


def _problems(found: "Requests") -> list[str]:
    """What keeps the record from showing that every request was allowed, a sentence each."""
    problems = []
    if found.not_allowed:
        seqs = list(dict.fromkeys(one.seq for one in found.not_allowed))
        of = f"{len(found.not_allowed):,} of {counted(found.requests, 'request')}"
        problems.append(f"{of} not shown to be allowed, on record{'s' * (len(seqs) > 1)}{listed(seqs)}")
    if found.silent:
        says = "says" if len(found.silent) == 1 else "say"
        before = f"{counted(len(found.silent), 'record')} before this was recorded {says} nothing"
        problems.append(f"{before} of what was sent{listed(found.silent)}")
    if found.unfinished:
        problems.append(
            f"{counted(len(found.unfinished), 'answer')} begun and not ended on the record, so that it does not say "
            f"what was sent{listed(found.unfinished)}"
        )
    if found.gaps:
        problems.append(f"records were lost in a restore, and with them what they said{listed(found.gaps)}")
    return problems


def _write(output: Path | None, found: "Iterable[Proof]") -> None:
    lines = (json_line(Whole(part)) for part in found)
    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    try:
        with written_whole(output) as stream:
            stream.writelines(line.encode() for line in lines)
    except OSError as error:
        raise RecordError(f"the proof cannot be written to {output} ({error.strerror}); name another file") from error
