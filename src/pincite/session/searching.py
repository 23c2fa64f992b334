"""Searching: the passages that fit a question best, on the record before they are given out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite import __version__
from pincite.audit.event import Json
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.retrieval.trace import looked_for, matters_of

if TYPE_CHECKING:
    from pincite.catalogue.entry import Entry
    from pincite.session.session import Session


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, the best first, and the milliseconds that finding and recording them took.

    `text_of` gives the documents that they are of, for whoever prints their words as a person sees them.
    """

    evidence: Evidence
    ms: float
    text_of: Callable[[VersionId], Document]


async def find_passages(
    session: "Session",
    question: str,
    k: int = 10,
    *,
    as_user: str | None = None,
    matter: str | None = None,
    words_of: "Sequence[Entry]" = (),
) -> SearchResult:
    """The `k` passages that fit a question best, once the record says that they were shown.

    `as_user` is the user whom a line of a batch names. `words_of` are documents whose words the question has, when they
    are not the asker's own: whoever may not see those may not read the record either.

    Raises:
        PinciteError: the search failed, or the record could not be written; then nothing is shown.
    """
    began = time.perf_counter()
    scope = session.scope(as_user, matter)
    evidence = await search(understand(question), scope, k, session.now(), session.firm.engines)
    words: list[Json] = [{"document": entry.document} for entry in words_of]
    record = await session.record(
        "search",
        {
            "pincite": __version__,
            "hits": len(evidence.passages),
            "index_version": evidence.index_version,
            "rules_version": scope.rules_version,
        },
        {"question": question, **looked_for(evidence, scope), **({"words_of": words} if words else {})},
        matters_of(evidence) | {entry.matter for entry in words_of},
        by=scope.principal,
    )
    session.require_open(scope, {passage.span.document for passage in evidence.passages}, record)
    return SearchResult(evidence, round((time.perf_counter() - began) * 1000, 3), session.firm.catalogue.content)
