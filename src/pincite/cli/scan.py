"""`pincite scan`: says whether texts try to steer the assistant."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.batch import Entry, judge_lines
from pincite.cli.options import FILE, Verb
from pincite.cli.output import visible
from pincite.errors import QuestionError

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.cli.batch import Judged
    from pincite.security.scanner import Kind, Scan, Scanner

LONGEST = 400_000
"""Most characters of a text; a longer one should be ingested as a document, which is scanned by passage."""


@click.command("scan", cls=Verb)
@click.argument("file", type=FILE)
@click.option(
    "--kind",
    type=click.Choice(["document", "question"]),
    required=True,
    help="What the texts are: words of documents, where any task is out of place, or questions that users ask.",
)
def command(file: Path, kind: "Kind") -> None:
    """Say of each line {"id","text"} whether it tries to steer the assistant, and in which words."""
    if asyncio.run(_scan(file, kind)):
        click.get_current_context().exit(1)


async def _scan(file: Path, kind: "Kind") -> bool:
    """Scan every line in order; True if any failed."""
    from pincite.security.scanner import scan
    from pincite.views.judged import ScannedText

    scanner = await open_scanner(kind)

    async def scanned(entry: Entry) -> "Judged":
        text = _text(entry)
        found = await scan(text, kind, scanner)
        return ScannedText(found, scanner.name), lambda out: _print(text, found, out)

    return await judge_lines(file, scanned, "scanned")


async def open_scanner(kind: "Kind") -> "Scanner":
    """The scanner that ships with pincite, loaded now so that no line's time includes the loading."""
    from pincite.models.onnx_scanner import OnnxScanner

    scanner = OnnxScanner()
    await scanner.scores(kind, ["a"])
    return scanner


def _text(entry: Entry) -> str:
    text = entry.text("text")
    if len(text) > LONGEST:
        raise QuestionError(f"the text has {len(text):,} characters, more than {LONGEST:,}; give it in parts")
    return text


def _print(text: str, found: "Scan", out: "Console") -> None:
    from rich.padding import Padding
    from rich.text import Text

    style, word = ("red", "flagged") if found.flagged else ("green", "clean")
    out.print(Text.assemble((f"{word} ", f"bold {style}"), (f"{found.score:.2f}  ", style), visible(text)[:300]))
    for reason in found.reasons:
        out.print(Padding(Text(visible(reason), style="yellow"), (0, 0, 0, 4)))
