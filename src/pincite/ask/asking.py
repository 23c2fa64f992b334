"""Which walk a question takes: that of one answer, or that of many documents, each looked into by itself."""

from collections.abc import Callable
from datetime import datetime

from pincite.access.scope import Scope
from pincite.ask import walk
from pincite.ask.each_walk import Looked, WalkOfMany
from pincite.ask.reply import Released, Reply
from pincite.ask.walk import Mode, Sources
from pincite.retrieval.following import Earlier
from pincite.retrieval.meant import meant
from pincite.retrieval.query import understand
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.many import Many, many_in

FEWEST = 2
"""Documents from which a question about many is put to each: of one it is a question like any other."""


async def ask(
    question: str,
    scope: Scope,
    *,
    sources: Sources,
    now: Callable[[], datetime],
    mode: Mode = "quote",
    release: Callable[[Released], None] | None = None,
    after: Earlier | None = None,
    looked: Looked = lambda _done, _of: None,
) -> Reply:
    """The reply to a question under a scope: sentences of the documents, or, in write mode, a model's own.

    In quote mode a question about many documents ("Which contracts …?"), or about two side by side, is put to each of
    them, and the reply says of how many it was found in, not found in, and could not be read (`Reply.listing`).
    `looked` is told how far that is.

    For `release` and `after`, what is shown when rules change meanwhile, and what fails, see `ask.walk.ask`.

    Raises:
        QuestionError: the question is empty or too long.
    """
    if mode == "quote" and after is None:
        query = understand(question)
        catalogue = sources.engines.catalogue
        many = await _of_many(query.text, scope, sources)
        entries = catalogue.entries(scope) if many is not None else []
        asked = many.asked if many is not None else ""
        two = None
        if many is None and query.intent != "out_of_scope" and not scope.is_empty:
            engines = sources.engines
            two = await sides(query.text, scope, catalogue, engines.index, engines.embedder)
        if two is not None:
            permitted = catalogue.permitted(two.documents, scope)
            entries, asked = [permitted[document] for document in two.documents if document in permitted], two.asked
        if len(entries) >= FEWEST:
            walking = WalkOfMany(
                query, question, scope, sources, now, release, many=many, asked=asked, entries=entries, looked=looked
            )
            return await walking.reply()
    return await walk.ask(question, scope, sources=sources, now=now, mode=mode, release=release, after=after)


async def _of_many(text: str, scope: Scope, sources: Sources) -> Many | None:
    """What a question asks of each of many documents; None where it may be about one and names it.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: what the catalogue says of a document that is named was changed without pincite.
    """
    many = many_in(text)
    if many is None or many.is_certain or scope.is_empty:
        return many
    engines = sources.engines
    named = await meant(text, scope, engines.catalogue, engines.index)
    return None if named.documents or named.unknown else many
