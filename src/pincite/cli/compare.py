"""`pincite compare`: compares two versions of an agreement, clause by clause."""

import asyncio
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.views.printed import recognised

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from pincite.documents.document import Document
    from pincite.session.reading import OpenedDocument
    from pincite.structure.comparison.compare import ClauseChange, Comparison, Side

STYLES = {"equal": "", "delete": "red strike", "insert": "green underline"}

MARKS = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}
"""Marks around deleted and added words where there are no colours."""

LEFT_OUT = {
    "hidden": "hidden words",
    "furniture": "running heads and page numbers",
    "comment": "comments",
    "deleted": "words struck by a tracked change",
    "header": "heads and feet",
}


@click.command("compare", cls=Verb)
@click.argument("a")
@click.argument("b")
@click.option("--all", "everything", is_flag=True, help="Print the differences of two unlike documents too.")
def command(a: str, b: str, everything: bool) -> None:
    """Compare two documents clause by clause: from A, the earlier version, to B, the later one.

    Struck words are red, added ones green and underlined; without colours [-struck-] and {+added+}. Line breaks,
    running heads, page numbers and the form of quotation marks do not count, so the two may be of different formats.
    """
    from pincite.session.comparing import compare_documents
    from pincite.views.comparison import Compared

    with open_called() as session:
        compared = asyncio.run(compare_documents(session, a, b))
    found, one, other = compared.comparison, compared.a, compared.b
    if call().as_json:
        emit(Compared(found, (one.entry, one.content), (other.entry, other.content)))
    else:
        _print(found, one, other, everything=everything)


def _print(found: "Comparison", one: "OpenedDocument", other: "OpenedDocument", *, everything: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from pincite.documents.regions import confidence

    out = console()
    for sign, version in (("from", one), ("to  ", other)):
        name = PurePath(version.entry.path).name
        out.print(Text.assemble(f"{sign} ", (visible(version.entry.title), "bold"), f"  {visible(name)}"))
        sure = confidence(version.content, 0, len(version.content.text))
        if sure is not None:
            care = f"{recognised(sure).partition(':')[0]}: some differences may be misread letters"
            out.print(Padding(Text(care, style="yellow"), (0, 0, 0, 5)))
    out.print(Text(_summary(found), style="bold" if found.are_versions else "yellow"))
    if not found.are_versions and not everything:
        out.print("add --all to print every difference")
        return
    _print_changes(out, found, one, other)
    if found.left_out:
        out.print(Text(f"\nnot compared: {', '.join(LEFT_OUT[kind] for kind in found.left_out)}", style="dim"))


def _summary(found: "Comparison") -> str:
    """The changes, counted in one line."""
    from pincite.views.comparison import KINDS

    unchanged = f"{counted(found.unchanged, 'clause')} unchanged"
    if not found.changes:
        return f"the same words: {unchanged}"
    if not found.are_versions:
        return f"two different documents, not versions of one: they share {found.kept:.0%} of their words"
    counts = Counter(change.kind for change in found.changes)
    return f"{_percent(found.kept)} kept: " + ", ".join(
        [*(f"{counts[kind]:,} {kind}" for kind in KINDS if counts[kind]), unchanged]
    )


def _percent(share: float) -> str:
    """A share in per cent; 100 only if nothing changed at all."""
    return f"{min(share, 0.999):.1%}" if 0.99 < share < 1 else f"{share:.0%}"


def _print_changes(out: "Console", found: "Comparison", one: "OpenedDocument", other: "OpenedDocument") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from pincite.structure.comparison.wording import ComparableText, wordings

    is_plain = out.color_system is None
    readers = ComparableText(one.content), ComparableText(other.content)
    for change in found.changes:
        if change.kind in ("moved", "renumbered"):
            continue
        out.print()
        out.print(_head(change, one.content, other.content))
        words = Text()
        for wording in wordings(change, *readers):
            before, after = MARKS[wording.op] if is_plain and wording.words else ("", "")
            gap = " " if words and wording.is_apart else ""
            words.append(gap).append(f"{before}{visible(wording.words)}{after}", style=STYLES[wording.op])
        out.print(Padding(words, (0, 0, 0, 4)))
    for kind in ("moved", "renumbered"):
        same = [_named(change) for change in found.changes if change.kind == kind]
        if same:
            out.print()
            out.print(Text(f"{kind}, the words unchanged", style="bold cyan"))
            out.print(Padding(Text("; ".join(same)), (0, 0, 0, 4)))


def _head(change: "ClauseChange", a: "Document", b: "Document") -> "Text":
    """The heading of a change: the clause, the kind of change, and the place."""
    from rich.text import Text

    from pincite.documents.document import page_at

    kinds = [change.kind, *(["moved"] if change.is_moved else [])]
    if any(side is not None and side.kind == "definition" for side in (change.a, change.b)):
        kinds = ["definition", *kinds]
    sides = [(side, document) for side, document in ((change.a, a), (change.b, b)) if side is not None]
    pages = [page_at(document.pages, side.start) for side, document in sides]
    shown = list(dict.fromkeys(f"p. {page}" for page in pages if page is not None))
    return Text.assemble(
        (_named(change), "bold cyan"),
        f"  {', '.join(kinds)}",
        (f"  ({' → '.join(shown)})" if shown else "", "dim"),
    )


def _named(change: "ClauseChange") -> str:
    """The number and heading of a clause in both versions, printed once if they are equal."""
    return " → ".join(dict.fromkeys(_side_name(side) for side in (change.a, change.b) if side is not None))


def _side_name(side: "Side") -> str:
    name = " ".join(part for part in (visible(side.number), visible(side.heading)) if part)
    return name or ("signatures" if side.kind == "signature" else "outside the clauses")
