"""`pincite outline`: prints a document's clauses, its defined terms, or its references."""

import asyncio
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pincite.documents.document import Document
    from pincite.session.reading import Followed, OpenedDocument
    from pincite.structure.outline.definitions import DefinedTerm

LEAST_SHOWN = 30
"""Least characters printed of a clause's heading or first words, however narrow the terminal."""


@click.command("outline", cls=Verb)
@click.argument("document")
@click.option("--references", is_flag=True, help="List what the document points to instead, and where that stands.")
@click.option("--definitions", is_flag=True, help="List the terms that the document defines instead, and where.")
def command(document: str, references: bool, definitions: bool) -> None:
    """Print a document's sections and clauses, with their numbers, headings, places and pages.

    A reference into another document is followed only when exactly one document of the matter that you may see is
    called that.
    """
    from pincite.documents.document import page_at
    from pincite.session.reading import follow_references, open_document
    from pincite.structure.outline.definitions import defined_terms
    from pincite.views.outline import Outline

    async def read() -> "tuple[OpenedDocument, tuple[Followed, ...]]":
        opened = await open_document(session, document, "outline")
        return opened, await follow_references(session, opened) if references else ()

    with open_called() as session:
        opened, followed = asyncio.run(read())
    entry, content = opened.entry, opened.content
    terms = defined_terms(content.text, content.clauses) if definitions else ()
    pages = [page_at(content.pages, clause.start) for clause in content.clauses]
    if call().as_json:
        emit(Outline(entry.document, content, followed if references else None, terms if definitions else None))
        return
    from rich.text import Text

    out = console()
    out.print(visible(entry.title), style="bold")
    if references:
        _print_references(content, followed)
    if definitions:
        _print_definitions(content, terms)
    if references or definitions:
        return
    for clause, page in zip(content.clauses, pages, strict=True):
        number = visible(clause.number)
        place = f" (p. {page})" if page is not None else f" ({clause.start:,})"
        room = max(LEAST_SHOWN, out.width - 2 * clause.level - len(number) - len(place) - 3)
        words = (
            "" if clause.heading else visible(_opening(content.text[clause.start : clause.end], clause.number, room))
        )
        name = f"{number} {_cut(visible(clause.heading), room)}".strip()
        line = Text.assemble("  " * clause.level, name, (f"  {words}" if words else "", "dim"), place)
        out.print(line, soft_wrap=True)
    if not content.clauses:
        out.print("no numbered clauses or headings were found")


def _opening(words: str, number: str, room: int) -> str:
    r"""The first words of a clause after its number, on one line of `room` characters.

    >>> _opening("(b) to pay the\nRent", "7.2(b)", 60), _opening("By: ____", "", 4)
    ('to pay the Rent', 'By:…')
    """
    shown = " ".join(words[: 2 * room].split())
    label, _, rest = shown.partition(" ")
    stated = label.strip("().:§")
    if number and rest and stated and number.rstrip(")").endswith(stated):
        shown = rest
    return _cut(shown, room)


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else f"{words[: room - 1].rstrip()}…"


def _print_definitions(content: "Document", terms: "Sequence[DefinedTerm]") -> None:
    from rich.text import Text

    from pincite.documents.document import clause_path, page_at, section_in

    out = console()
    width = max((len(term.term) for term in terms), default=0)
    for term in terms:
        number = section_in(clause_path(content.clauses, term.start))
        page = page_at(content.pages, term.start)
        where = ", ".join(part for part in (visible(number), f"p. {page}" if page is not None else "") if part)
        name = visible(term.term).ljust(min(width, LEAST_SHOWN))
        room = max(LEAST_SHOWN, out.width - len(name) - len(where) - 6)
        words = visible(content.text[term.definition_start : term.definition_end])
        in_passing = term.definition_end - term.start < term.start - term.definition_start
        words = f"…{words[1 - room :].lstrip()}" if in_passing and len(words) > room else _cut(words, room)
        out.print(Text.assemble((name, "bold"), f"  {words}", (f"  ({where})" if where else "", "dim")), soft_wrap=True)
    out.print(Text(counted(len(terms), "defined term"), style="dim"))


def _print_references(content: "Document", followed: "Sequence[Followed]") -> None:
    from rich.text import Text

    out = console()
    for reference, found in followed:
        words = visible(content.text[reference.start : reference.end])
        if found is None:
            where = ("not in these documents" if reference.kind in ("document", "statute") else "not found", "dim")
        else:
            clause = found.clause
            name = f"{clause.number} {clause.heading}".strip() if clause else "the whole document"
            place = f"{found.span.document}:{found.span.start}-{found.span.end}"
            where = (f"{visible(name)}  ({place})", "cyan")
        out.print(Text.assemble(f"{reference.start:>9,}  {words}  →  ", where), soft_wrap=True)
    led = sum(found is not None for _, found in followed)
    out.print(Text(f"{counted(len(followed), 'reference')}, {led:,} of them followed", style="dim"))
