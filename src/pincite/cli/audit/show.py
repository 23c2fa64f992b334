"""`pincite audit show`, `audit list`: prints records as their reader may see them."""

import asyncio
import json
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called, there
from pincite.cli.output import console, counted, emit, visible
from pincite.session.records import read_newest, read_record
from pincite.views.printed import shown
from pincite.views.record import Record, Records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pincite.audit.event import Json

READ_FIRST = {"question": 0, "refusal": 1, "statements": 2, "removed": 3, "flagged": 4}
"""The parts of a record that people read first, in this order."""

LONGEST_LINE = 88
"""Characters of a fact that still stand on one line with its name."""

WITH_REASONS = {"removed": "kept back", "flagged": "flagged"}
"""Parts in which every item has reasons, and the word for such an item."""


@click.command("show", cls=Verb)
@click.argument("record", metavar="ID")
def show(record: str) -> None:
    """Show a record by its id or its number, as far as you may see it."""
    with open_called() as session:
        seen = asyncio.run(read_record(session, record, "audit show"))
    if call().as_json:
        emit(Record.of(seen))
        return
    out, entry = console(), seen.entry
    out.print(f"record {entry.seq}: {entry.kind}", style="bold")
    who = entry.user if entry.user == entry.actor else f"{entry.actor} on behalf of {entry.user}"
    for name, value in (
        ("id", entry.id),
        ("when", entry.at),
        ("who", who),
        ("hash", entry.hash),
        ("previous", entry.prev),
    ):
        out.print(f"  {name:9} {visible(value)}", soft_wrap=True)
    for name, fact in entry.facts.items():
        if name == "state" and isinstance(fact, dict):
            out.print(f"  state     of {' and '.join(fact)}, by digests that --json lists")
            continue
        for line in _lines(name, fact):
            out.print(f"  {line}", soft_wrap=True)
    if entry.content is None:
        out.print(f"  {seen.without}")
        return
    for name, part in sorted(entry.content.items(), key=lambda item: READ_FIRST.get(item[0], 9)):
        if isinstance(part, str | int | float | bool):
            out.print(f"{name}: {visible(str(part))}", soft_wrap=True)
        elif name == "statements" and isinstance(part, list):
            for number, statement in enumerate(part, start=1):
                text = statement.get("text") if isinstance(statement, dict) else None
                out.print(f"statement {number}: {visible(str(text))}  (pincite show {entry.seq}.{number}{there()})")
        elif name in WITH_REASONS and isinstance(part, list):
            for one in part:
                if isinstance(one, dict) and isinstance(reasons := one.get("reasons"), list):
                    what = f"passage [{one['label']}]" if name == "flagged" else str(one.get("text"))
                    said = f"{WITH_REASONS[name]}: {what}: {'; '.join(map(str, reasons))}"
                    out.print(visible(said), soft_wrap=True)
        elif name == "changes" and isinstance(part, list):
            for change in part:
                if isinstance(change, dict):
                    out.print(f"  {visible(str(change.get('change')))}", soft_wrap=True)
        elif isinstance(part, list) and part:
            out.print(f"{name}: {counted(len(part), 'item')}, listed by --json")


def _lines(name: str, fact: "Json", depth: int = 0) -> "Iterator[str]":
    """A fact after its name; one that is too long for a line with what it consists of on lines of their own."""
    written, indent = _fact(fact), "  " * depth
    if len(written) <= LONGEST_LINE or not isinstance(fact, dict | list):
        yield f"{indent}{name:9} {written}"
        return
    yield f"{indent}{name}"
    parts = fact.items() if isinstance(fact, dict) else [("-", part) for part in fact]
    for key, part in parts:
        yield from _lines(key, part, depth + 1) if key != "-" else _item(part, depth + 1)


def _item(part: "Json", depth: int) -> "Iterator[str]":
    """An item of a list, after a dash."""
    written, indent = _fact(part), "  " * depth
    if len(written) <= LONGEST_LINE or not isinstance(part, dict):
        yield f"{indent}- {written}"
        return
    for number, (key, value) in enumerate(part.items()):
        first, *others = _lines(key, value, depth + 1)
        yield f"{indent}- {first.lstrip()}" if number == 0 else first
        yield from others


def _fact(value: "Json") -> str:
    r"""A fact as JSON on one line, its letters readable, without those that could steer a terminal.

    >>> print(_fact({"reason": "0.88 ≥ 0.85\u202e"}))
    {"reason": "0.88 ≥ 0.85\u202e"}
    """
    written = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else shown(letter) for letter in written)


@click.command("list", cls=Verb)
@click.option("-n", "count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
def list_records(count: int) -> None:
    """List the newest records that you may see, the newest last.

    A record's number is its place among all records of the workspace, as it is printed with each answer. Numbers
    missing here show that others were at work, and nothing of what they did.
    """
    with open_called() as session:
        found = asyncio.run(read_newest(session, count, "audit list"))
    if call().as_json:
        emit(Records(tuple(map(Record.of, found))))
        return
    out = console()
    for seen in found:
        entry = seen.entry
        who = entry.user if entry.user == entry.actor else f"{entry.actor} for {entry.user}"
        when = entry.at[:16].replace("T", " ")
        out.print(f"{entry.seq:>6}  {when}  {entry.kind:9}  {visible(who)}  {visible(_about(Record.of(seen)))}")


def _about(record: Record) -> str:
    """What a record is about, in a few words: of a change of the rules also whom, and which matters."""
    if record.question is not None:
        return record.question
    done = str(record.facts.get("what", ""))
    if record.whom:
        return f"{done}: {', '.join((record.whom, *(record.matters or ())))}"
    return done or (f"[{record.withheld}]" if record.withheld else "")
