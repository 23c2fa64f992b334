"""Searching: the passages that fit a question best, on the record before they are given out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

from pincite import __version__
from pincite.audit.event import Json
from pincite.index.missing import Missing
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.further import MOST_HITS, further
from pincite.retrieval.not_searched import NotSearched, not_searched
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.retrieval.trace import looked_for, matters_of
from pincite.session.search_pages import Onward, digest
from pincite.threads import on_thread
from pincite.views.printed import seen

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.catalogue.entry import Entry
    from pincite.session.session import Session


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, the best first, and the milliseconds that finding and recording them took.

    `words_of` gives the words of one of them, by its label, as a person sees them; see `_words_of`. `not_searched` says
    what was left out because a part of the index could not be searched; None if all was. `next` is where the search
    goes on, None where nothing more is found. `has_changed` is true if documents or rules are others than those of the
    first page: then a hit may come twice, or not at all.
    """

    evidence: Evidence
    ms: float
    words_of: Callable[[int], str]
    not_searched: NotSearched | None = None
    next: Onward | None = None
    has_changed: bool = False


async def find_passages(
    session: "Session",
    question: str,
    k: int = 10,
    *,
    as_user: str | None = None,
    matter: str | None = None,
    words_of: "Sequence[Entry]" = (),
    partly: bool = False,
    onward: Onward | None = None,
) -> SearchResult:
    """The `k` passages that fit a question best, or the next ones, once the record says that they were shown.

    `as_user` is the user whom a line of a batch names. `words_of` are documents whose words the question has, when they
    are not the asker's own: whoever may not see those may not read the record either.
    With `partly` the caller says what was not searched, where the settings let a search go without lost shards.

    Raises:
        PinciteError: the search failed, or the record could not be written; then nothing is shown.
    """
    began = time.perf_counter()
    scope = await on_thread(session.scope, as_user, matter)
    query = await on_thread(understand, question)
    async with session.firm.admission.admitted():
        engines, lost = session.firm.engines, list[Missing]()
        if partly:
            engines = replace(engines, index=engines.index.partly(lost.append))
        if onward is None:
            evidence = await search(query, scope, k, session.now(), engines)
        else:
            place = {"first": onward.first, "after": onward.after, "count": k}
            evidence = await further(query, scope, session.now(), engines, **place)
    lacked = await on_thread(not_searched, reduce(Missing.joined, lost), scope, engines.catalogue) if lost else None
    words: list[Json] = [{"document": entry.document} for entry in words_of]
    record = await session.record(
        "search",
        {
            "pincite": __version__,
            "hits": len(evidence.passages),
            **({"after": onward.after} if onward is not None else {}),
            "index_version": evidence.index_version,
            "rules_version": scope.rules_version,
            **({"not_searched": {**asdict(lacked)}} if lacked is not None else {}),
        },
        {"question": question, **looked_for(evidence, scope), **({"words_of": words} if words else {})},
        matters_of(evidence) | {entry.matter for entry in words_of},
        by=scope.principal,
    )
    await on_thread(session.require_open, scope, {passage.span.document for passage in evidence.passages}, record)
    ms = round((time.perf_counter() - began) * 1000, 3)
    now = digest(evidence.index_version, str(scope.rules_version))
    before = onward or Onward(digest(question, matter), k, 0, now)
    after = before.after + len(evidence.passages)
    is_more = len(evidence.passages) == k and after < MOST_HITS
    return SearchResult(
        evidence,
        ms,
        _words_of(session, scope, evidence),
        lacked,
        next=replace(before, after=after) if is_more else None,
        has_changed=before.began_with not in ("", now),
    )


def _words_of(session: "Session", scope: "Scope", evidence: Evidence) -> Callable[[int], str]:
    """Gives the words of passages that were found, without those that their files hide, and of nothing else.

    Any other label is a KeyError. A passage that was closed since is an AccessError: a result may be kept for long.
    """
    passages = {passage.label: passage for passage in evidence.passages}

    def words(label: int) -> str:
        span = passages[label].span
        session.require_open(scope, {span.document})
        return seen(session.firm.catalogue.content(span.version), span.start, span.end)

    return words
