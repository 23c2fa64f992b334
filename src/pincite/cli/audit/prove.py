"""`pincite audit prove`: proofs for people who have neither the workspace nor pincite."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, open_called
from pincite.cli.output import json_line
from pincite.drafts import written_whole
from pincite.errors import AccessError, RecordError
from pincite.session.records import all_readable, readable

if TYPE_CHECKING:
    from pincite.audit.event import Entry, Json
    from pincite.session import Session


@click.command("prove", cls=Verb)
@click.argument("record", metavar="[ID]", required=False)
@click.option(
    "--since", type=FILE, help="A checkpoint noted earlier, in a file: prove that the record only grew since."
)
@click.option("--all", "whole", is_flag=True, help="Give every record as it is stored, one on a line.")
@click.option("--content", is_flag=True, help="Give what was asked and shown too, where you may see all of it.")
@click.option("-o", "--output", type=FILE, help="A file; standard output by default.")
def prove(record: str | None, since: Path | None, whole: bool, content: bool, output: Path | None) -> None:
    """Prove that the record holds a record, or that it begins with all that an earlier checkpoint counts.

    A proof is a JSON document, which verifier/verify_record.py checks with nothing but the workspace's public key.
    With ID and --since both are proved, a line each: that the record is among those that the checkpoint counts.
    """
    if (record is not None or since is not None) == whole:
        raise click.UsageError("name a record, or give --since with a checkpoint, or both, or --all")
    with open_called() as session:
        if record is not None:
            _write(output, _inclusion(session, record, since, content=content))
        elif since is not None:
            _write(output, [_growth(session, since)])
        else:
            session.require("audit")
            _write(output, _sealed(session, content=content))


def _inclusion(session: "Session", record: str, since: Path | None, *, content: bool) -> "list[dict[str, Json]]":
    """The proof for a record; with a checkpoint that was noted earlier, also the proof that its records still stand."""
    from pincite.audit.checkpoint import read_note

    scope = session.scope()
    seen = readable(session, record, scope)
    stored = session.firm.audit.find(record)
    if content and not _may_have_whole(session, stored):
        raise AccessError(
            f"the whole content of record {seen.entry.seq} says under which rules it came about, so only the owner can "
            "have it proved; leave out --content"
        )
    if content and (stored is None or seen.entry.content != stored.content):
        raise AccessError(f"part of the content of record {seen.entry.seq} is withheld from you; leave out --content")
    if since is None:
        return [session.firm.audit.prove(seen.entry.seq, content=content)]
    note, head = read_note(since, session.firm.heads.key)
    if seen.entry.seq > head.seq:
        raise RecordError(
            f"the checkpoint in {since} counts {head.seq} records, so it says nothing of record {seen.entry.seq}; "
            "name one that was noted later, or leave out --since"
        )
    while True:  # another process may record something between the two
        proof, growth = session.firm.audit.prove(seen.entry.seq, content=content), session.firm.audit.prove_growth(note)
        if proof["checkpoint"] == growth["new"]:
            return [proof, growth]


def _may_have_whole(session: "Session", stored: "Entry | None") -> bool:
    """True when a reader's scope lets them have a content as it is stored.

    What a scope leaves out is left out without a trace when the record is read. A proof needs all of it, and to refuse
    one to whom something was left out would tell that there is such a thing. So all but the owner are refused alike.
    """
    from pincite.audit.reading import SCOPED

    is_scoped = stored is not None and stored.content is not None and not SCOPED.isdisjoint(stored.content)
    return not is_scoped or session.principal.user == session.rules.owner


def _growth(session: "Session", since: Path) -> "dict[str, Json]":
    from pincite.audit.checkpoint import read_note

    note, _ = read_note(since, session.firm.heads.key)
    return session.firm.audit.prove_growth(note)


def _sealed(session: "Session", *, content: bool) -> "Iterator[dict[str, Json]]":
    scope = session.scope()
    for seen in all_readable(session, scope):
        stored = session.firm.audit.find(str(seen.entry.seq))
        is_whole = stored is not None and seen.entry.content == stored.content and _may_have_whole(session, stored)
        yield session.firm.audit.sealed(seen.entry.seq, content=content and is_whole)


def _write(output: Path | None, found: "list[dict[str, Json]] | Iterator[dict[str, Json]]") -> None:
    lines = (json_line(part) for part in found)
    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    try:
        with written_whole(output) as stream:
            stream.writelines(line.encode() for line in lines)
    except OSError as error:
        raise RecordError(f"the proof cannot be written to {output} ({error.strerror}); name another file") from error
