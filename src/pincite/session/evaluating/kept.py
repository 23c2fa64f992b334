"""What is kept of replies, looked at again before it is shown to anybody; and what the gate kept back of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.errors import NotVisible
from pincite.session.records import readable

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.evaluation.answered import Answered, CitedPlace, Stated
    from pincite.session.session import Session


def still_open(session: "Session", *replies: "Answered", also: Iterable[str] = ()) -> bool:
    """Whether whoever asked may by now still see all that kept replies say anything of, and `also`, by document id."""
    return all(session.is_open(reply.documents.union(also), reply.as_user, reply.matter) for reply in replies)


def held_back(session: "Session", reply: "Answered", scope: "Scope", warn: Callable[[str], None]) -> "Sequence[Stated]":
    """What was kept back of a reply and cites something, for a person who labels.

    Nothing where the record may not be read, or is of another reply, of which `warn` is told. Numbers are given anew in
    each workspace, so a reply is looked up by its record's id; only those that were kept long ago have none.
    """
    record = reply.record if reply.record is not None or reply.seq is None else str(reply.seq)
    if record is None or reply.offered == reply.released:
        return ()
    try:
        entry = readable(session, record, scope).entry
    except NotVisible as error:
        warn(f"what was kept back of {reply.id} is left out: {error}")
        return ()
    content = entry.content or {}
    if content.get("question") != reply.question:
        warn(f"what was kept back of {reply.id} is left out: record {entry.seq} of this workspace is of another reply")
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
    from pincite.evaluation.retrieval import FileRange

    for one in listed:
        match one:
            case {
                "label": int(label),
                "document": str(document),
                "start": int(start),
                "end": int(end),
                "quote": str(quote),
            }:
                yield CitedPlace(label, FileRange(document, start, end), document, "", None, quote)
