"""Statements that the gate kept back, as the record has them: for a person who labels, nowhere else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.cli.output import fail
from pincite.errors import NotVisible
from pincite.session.records import readable

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.evaluation.answered import Answered, CitedPlace, Stated
    from pincite.session import Session


def held_back(session: "Session", reply: "Answered", scope: "Scope") -> "Sequence[Stated]":
    """What was kept back of a reply and cites something; nothing where the record may not be read."""
    if reply.seq is None or reply.offered == reply.released:
        return ()
    try:
        entry = readable(session, str(reply.seq), scope).entry
    except NotVisible as error:
        fail(f"what was kept back of {reply.id} is left out: {error}")
        return ()
    content = entry.content or {}
    if content.get("question") != reply.question:
        fail(f"what was kept back of {reply.id} is left out: record {entry.seq} of this workspace is of another reply")
        return ()
    return tuple(_removed(content))


def _removed(content: Mapping[str, object]) -> "Iterator[Stated]":
    from pincite.evaluation.answered import Stated

    removed = content.get("removed")
    for one in removed if isinstance(removed, list) else []:
        match one:
            case {"text": str(text), "support": int() | float() as support, "citations": [_, *_] as citations}:
                yield Stated(text, float(support), tuple(_citations(citations)))


def _citations(listed: Sequence[object]) -> "Iterator[CitedPlace]":
    from pincite.evaluation.answered import CitedPlace
    from pincite.evaluation.retrieval import Place

    for one in listed:
        match one:
            case {
                "label": int(label),
                "document": str(document),
                "start": int(start),
                "end": int(end),
                "quote": str(quote),
            }:
                yield CitedPlace(label, Place(document, start, end), document, "", None, quote)
