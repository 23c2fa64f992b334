"""`pincite list`: lists the documents that the asker may see, and the facts they state."""

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called, there
from pincite.cli.output import console, counted, emit, shell_word, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from pincite.catalogue.entry import Entry
    from pincite.documents.document import FactKind
    from pincite.documents.span import DocumentId
    from pincite.session.reading import Near

LONGEST_NAME = 32
"""Most characters shown of a party's name."""

MOST_NAMES = 3
"""Most parties shown of a document."""

DEEPEST = 4
"""Most levels by which attachments of attachments are indented."""

MOST_AT_ONCE = 1_000
"""Most documents of a list that is asked for in parts."""

WIDE = 100
"""Least columns for a table with a row per document, whose ids alone take up to 39; below that, paragraphs."""


@click.command("list", cls=Verb)
@click.option("--matter", help="Only this matter.")
@click.option("--first", type=click.IntRange(1, MOST_AT_ONCE), metavar="N", help="So many at the most.")
@click.option("--after", metavar="DOCUMENT", help="Those after this one, by its id: where the last list ended.")
def command(matter: str | None, first: int | None, after: str | None) -> None:
    """List the documents you may see, with their parties, dates and governing law.

    Attachments stand below the document that they belong to. Documents of one matter that are nearly the same are
    pointed out, with the share of their words that they have in common.
    """
    from pincite.session.paging import page_of_documents, place_after
    from pincite.session.reading import list_documents
    from pincite.views.document import Documents, DocumentsPage, documents_of

    entries: Sequence[Entry]
    with open_called() as session:
        if first is None and after is None:
            listed = asyncio.run(list_documents(session, matter))
            entries, near, rest = listed.entries, listed.near, None
        else:
            place = place_after(session, after) if after is not None else None
            page = asyncio.run(page_of_documents(session, matter, place, first or MOST_AT_ONCE))
            entries, near = page.entries, page.near
            rest = None if page.is_last else page.entries[-1].document
    if call().as_json:
        documents = documents_of(entries, near)
        emit(Documents(documents) if first is None and after is None else DocumentsPage(documents, rest))
        return
    from rich.text import Text

    out = console()
    for name in sorted({entry.matter for entry in entries}):
        own = [entry for entry in entries if entry.matter == name]
        out.print(Text(f"{visible(name)}, {counted(len(own), 'document')}", style="bold"))
        if out.width >= WIDE:
            out.print(_table(own, near))
        else:
            _print_narrow(own, near)
    out.print(f"{counted(len(entries), 'document')} that {visible(session.principal.user)} may see")
    if rest is not None:
        of_matter = f" --matter {shell_word(visible(matter))}" if matter is not None else ""
        shown = f"--first {len(entries)} --after {rest}{of_matter}{there()}"
        out.print(f"There are more: pincite list {shown}", soft_wrap=True)


def _arranged(entries: "Sequence[Entry]") -> "Iterator[tuple[Entry, int]]":
    """The documents, each followed by its attachments, with their level.

    An attachment whose parent is not among them stands at level 0 itself.
    """
    present = {entry.document for entry in entries}
    below: dict[DocumentId | None, list[Entry]] = {}
    for entry in entries:
        parent = entry.parent if entry.parent in present and entry.parent != entry.document else None
        below.setdefault(parent, []).append(entry)
    waiting = [(entry, 0) for entry in reversed(below.pop(None, []))]
    while waiting or below:
        if not waiting:  # a ring: each is attached to another one
            waiting = [(entry, 0) for entry in below.pop(next(iter(below)))]
        entry, level = waiting.pop()
        yield entry, level
        waiting += [(attached, level + 1) for attached in reversed(below.pop(entry.document, []))]


def _table(entries: "Sequence[Entry]", near: "Near") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("document", no_wrap=True)
    table.add_column("title and parties", ratio=1, overflow="fold")
    table.add_column("date and law", max_width=17)
    table.add_column("pages", justify="right")
    for entry, level in _arranged(entries):
        title = Text(f"{_indent(level)}{visible(entry.title)}")
        if parties := _parties(entry):
            title.append(f"\n{parties}", style="dim")
        if alike := _alike(near[entry.document]):
            title.append(f"\n{alike}", style="yellow")
        when = Text("\n".join(part for part in (_date(entry), _value(entry, "governing_law")) if part))
        name = Text(entry.document)
        if type_ := _value(entry, "type"):
            name.append(f"\n{type_}", style="dim")
        table.add_row(name, title, when, f"{entry.page_count:,}" if entry.page_count else "–")
    return table


def _print_narrow(entries: "Sequence[Entry]", near: "Near") -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    for entry, level in _arranged(entries):
        pages = counted(entry.page_count, "page") if entry.page_count else ""
        stated = (_value(entry, "type"), _date(entry), _value(entry, "governing_law"), pages)
        left = 2 * min(level, DEEPEST)
        out.print(Padding(Text(f"{'└ ' if level else ''}{entry.document}", style="cyan"), (0, 0, 0, left)))
        lines = [
            Text(visible(entry.title)),
            Text(_parties(entry)),
            Text(", ".join(part for part in stated if part), style="dim"),
            Text(_alike(near[entry.document]), style="yellow"),
        ]
        for line in lines:
            if line:
                out.print(Padding(line, (0, 0, 0, left + 4)))


def _indent(level: int) -> str:
    return f"{'  ' * (min(level, DEEPEST) - 1)}└ " if level else ""


def _values(entry: "Entry", kind: "FactKind") -> list[str]:
    """What a document states of one kind of fact, each value once, in the order of the text."""
    return list(dict.fromkeys(visible(fact.value) for fact in entry.facts if fact.kind == kind))


def _value(entry: "Entry", kind: "FactKind") -> str:
    return next(iter(_values(entry, kind)), "")


def _date(entry: "Entry") -> str:
    return _value(entry, "date") or _value(entry, "effective_date")


def _parties(entry: "Entry") -> str:
    """The parties of a document, or its sender and recipients; long names are cut short, and long lists counted."""
    parties = _values(entry, "party")
    if parties or not (senders := _values(entry, "sender")):
        return _names(parties)
    recipients = _names(_values(entry, "recipient"))
    return f"{_names(senders)} → {recipients}" if recipients else _names(senders)


def _names(names: "Sequence[str]") -> str:
    more = [f"{len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return " · ".join([*(_cut(name) for name in names[:MOST_NAMES]), *more])


def _cut(name: str) -> str:
    """A name of at most `LONGEST_NAME` characters, cut between words if possible."""
    if len(name) <= LONGEST_NAME:
        return name
    head = name[: LONGEST_NAME - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head[LONGEST_NAME // 2 :] else head}…"


def _alike(near: "Sequence[tuple[Entry, float]]") -> str:
    """The most similar document, by the name of its file, with the share of words in common."""
    if not near:
        return ""
    entry, likeness = near[0]
    others = f", and of {counted(len(near) - 1, 'other')}" if len(near) > 1 else ""
    return f"near-duplicate of {visible(PurePath(entry.path).stem)}, {likeness:.0%} alike{others}"
