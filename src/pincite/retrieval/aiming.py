"""Where a question is searched: everywhere, and in the documents that it names; or in these alone."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from pincite.access.scope import Scope
from pincite.catalogue.port import Catalogue
from pincite.retrieval.engines import Engines
from pincite.retrieval.hints import Hint, carrying, named
from pincite.retrieval.meant import Meant, meant
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.many import many_in

NEAR = 0.6
"""The share of the best hint's score from which another document is searched by itself too: of two versions of an
agreement, either may be meant."""

NAMED_FROM = 15.0
"""The score of the best hint from which a question names documents: one rare name has 38, a common place 10. Below it,
searching the hinted documents by themselves lowered recall on guides from .91 to .84 and raised nothing."""

MOST_AIMED_AT = 4
"""The most documents that are searched by themselves."""


async def aims(query: Query, scope: Scope, now: datetime, engines: Engines) -> tuple[Meant, ...]:
    """The documents that each part of a question names, for `search`; a part that names none gets the whole's.

    Those of a question without its story are told from the story too.

    What an earlier question was about counts as named. A name that stands nowhere is in each result. Empty for a
    comparison, which names its sides one by one, and for a question about many documents.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be read.
        WorkspaceError: what the catalogue says about a named document was changed without pincite.
    """
    scope.require_current(now)
    many = many_in(query.text)
    if scope.is_empty or query.intent == "compare" or (many is not None and many.is_certain):
        return ()
    carried = await asyncio.to_thread(engines.catalogue.permitted, query.carried, scope) if query.carried else {}
    if carried:
        found_named = await asyncio.to_thread(named, query.text, scope, engines.catalogue)
        aim = carrying(found_named, query.text, carried)
        only = Meant(aim.hints, aim.rest, aim.looked_for)
        return tuple(replace(only, rest=only.rest if len(query.parts) < 2 else part) for part in query.parts)
    whole = await meant(query.text, scope, engines.catalogue, engines.index)
    told = await meant(query.story, scope, engines.catalogue, engines.index) if query.story else None
    whole = _with_story(whole, told)
    if whole.unknown or whole.unmentioned:
        return tuple(whole for _ in query.parts)
    if len(query.parts) < 2:
        return (whole,) if whole.documents else ()
    parts = [await meant(part, scope, engines.catalogue, engines.index) for part in query.parts]
    parts = [_with_story(part, told) if part.documents else part for part in parts]
    found = tuple(replace(whole, rest=part.rest) if not part.documents else part for part in parts)
    return found if all(part.documents for part in found) else ()


def _with_story(asked: Meant, told: Meant | None) -> Meant:
    """What a question names, where a story around it names documents too.

    A party that the question names has many of them, and the story says which one. A question that names others is
    about these. A name of the story that stands nowhere is one of the question, unless that names something itself.
    """
    if told is None or (asked.documents and not told.documents):
        return asked
    if not asked.documents:
        return told if told.documents or told.unknown or told.unmentioned else asked
    named = {hint.document for hint in asked.documents}
    both = tuple(hint for hint in told.documents if hint.document in named)
    return replace(asked, documents=both) if both else asked


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a question is searched: `near` by themselves, with `rest`, and everywhere unless `only` is set.

    `hints` say how far each document is meant.
    """

    hints: tuple[Hint, ...]
    near: tuple[Hint, ...]
    rest: str
    only: bool


def aim_of(query: Query, scope: Scope, catalogue: Catalogue) -> Aim:
    """An aim at everything, and at the documents whose cards the question names by themselves, likeliest first."""
    aim = named(query.text, scope, catalogue)
    if query.carried:
        aim = carrying(aim, query.text, catalogue.permitted(query.carried, scope))
    catalogue.require_cards((hint.document for hint in aim.hints), aim.looked_for)
    least = max(NAMED_FROM, NEAR * aim.hints[0].score) if aim.hints else NAMED_FROM
    near = tuple(hint for hint in aim.hints if hint.score >= least)[:MOST_AIMED_AT]
    return Aim(aim.hints, near, aim.rest, only=False)
