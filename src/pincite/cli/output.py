"""What the verbs print: JSON for programs, and text for people, both made from the same values."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.errors import PinciteError, QuestionError

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.answering.answer import Citation
    from pincite.ask import Reply
    from pincite.retrieval.evidence import Passage

PLAIN_WIDTH = 100
"""Columns when the output is no terminal."""


def emit(value: object) -> None:
    """Print one JSON document on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def console(*, stderr: bool = False) -> "Console":
    """Where text for people goes: styled on a terminal, plain elsewhere."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else PLAIN_WIDTH
    )


def visible(text: str) -> str:
    """A document's words for a terminal: white space squeezed, control characters (which could steer it) shown."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(text.split()))


def batch(file: Path) -> Iterator[tuple[object, Mapping[str, object] | PinciteError]]:
    """The lines of a batch: each line's id, with its fields or with what is wrong with it. Empty lines are skipped.

    Raises:
        QuestionError: the file cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"the batch {file} cannot be read ({error}); give a file of JSON lines in UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            yield None, QuestionError(f"line {number} of {file.name} is not JSON ({error.msg})")
            continue
        if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
            identity = fields.get("id") if isinstance(fields, dict) else None
            yield identity, QuestionError(f'line {number} of {file.name} has no "question" that is a text')
            continue
        odd = next((name for name in ("as", "matter") if not isinstance(fields.get(name), str | None)), None)
        if odd:
            yield fields.get("id"), QuestionError(f'line {number} of {file.name} has a "{odd}" that is not a text')
            continue
        yield fields.get("id"), fields


def hit_json(passage: "Passage") -> dict[str, object]:
    """A passage as the contract's hit."""
    chunk = passage.chunk
    return {
        "document": chunk.document,
        "path": passage.path,
        "section": chunk.section,
        "heading": chunk.heading,
        "page": passage.page,
        "start": chunk.start,
        "end": chunk.end,
        "score": round(passage.score, 6),
        "text": passage.text,
    }


def citation_json(citation: "Citation") -> dict[str, object]:
    """A citation as the contract has it."""
    return {
        "label": citation.label,
        "document": citation.span.document,
        "path": citation.path,
        "title": citation.title,
        "section": citation.section,
        "heading": citation.heading,
        "page": citation.page,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
    }


def reply_json(reply: "Reply", identity: object = None) -> dict[str, object]:
    """A reply as the contract has it; `identity` is the batch line's id."""
    record = reply.record
    return {
        "id": reply.id if identity is None else identity,
        "question": reply.question,
        "answered": reply.answered,
        "refusal": {"reason": reply.refusal.reason, "message": reply.refusal.message} if reply.refusal else None,
        "statements": [
            {
                "text": support.statement.text,
                "support": support.score,
                "citations": [citation_json(citation) for citation in support.statement.citations],
            }
            for support in reply.statements
        ],
        "passages": [{"label": passage.label, **hit_json(passage)} for passage in reply.passages],
        "tier": reply.tier,
        "model": reply.model,
        "cost_usd": reply.cost_usd,
        "index_version": reply.index_version,
        "audit": {
            "id": record.id if record else None,
            "seq": record.seq if record else None,
            "hash": record.hash if record else None,
        },
        "ms": dict(reply.ms),
    }


def fail(message: str) -> None:
    """Print a sentence on stderr; the verb goes on, and ends with status 1 by itself."""
    click.echo(f"pincite: {' '.join(message.split())}", err=True)
