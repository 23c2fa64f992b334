"""Written answers from their preparation to their end."""

import secrets
from collections.abc import Callable

from tests.permitting import AtOnce

from pincite.answering.prereading import Preread
from pincite.answering.writing import Written, prepare, write
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.models.ports import ChatModel
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.security.scanner import Scanner


async def written_whole(
    query: Query,
    evidence: Evidence,
    model: ChatModel,
    content_of: Callable[[VersionId], Document],
    context_tokens: int,
    *,
    answer_tokens: int,
    draw: Callable[[int], str] = secrets.token_hex,
    scanner: Scanner | None = None,
    read: Preread | None = None,
) -> Written:
    """What a model writes that gives each reply whole."""
    written = await prepare(
        query,
        evidence,
        model.name,
        content_of,
        context_tokens,
        answer_tokens=answer_tokens,
        draw=draw,
        scanner=scanner,
        read=read,
    )
    async for grown in write(written, AtOnce(model)):
        written = grown
    return written
