"""The questions that somebody asked before, listed and looked through, as far as they may see them now."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pincite.audit.event import Entry, Json
from pincite.audit.reading import view as view_of
from pincite.errors import AccessError
from pincite.session.parts import objects_in, text_in, whole_in
from pincite.session.records import asker, place_of
from pincite.session.turns import STATES
from pincite.views.turn import AskedBefore

if TYPE_CHECKING:
    from pincite.session.session import Session

TRIES = 4
"""How often a list of questions is read again when rules are changed meanwhile."""

AROUND = 90
"""Characters of an answer that are shown on each side of what was looked for in it."""


async def asked_before(
    session: "Session",
    count: int,
    before: int | None = None,
    *,
    sought: str = "",
    without: Collection[str] = (),
) -> tuple[AskedBefore, ...]:
    """The newest questions of the user's own that they may see now, the newest first; older ones than record `before`.

    With `sought`, only those that have these words in the question or in what was answered, as far as the user may see
    it now. Those `without` which the list is wanted are named by their ids.

    Raises:
        AccessError: the rules were changed meanwhile.
    """
    hidden = frozenset(without)
    return await _while_rules_stand(lambda: tuple(islice(_asked(session, before, sought, hidden), count)))


async def asked_by_id(session: "Session", ids: Sequence[str]) -> tuple[AskedBefore, ...]:
    """Those of some questions of the user's own that they may see now, in the same order.

    Raises:
        AccessError: the rules were changed meanwhile.
    """
    found = session.firm.audit.find
    return await _while_rules_stand(
        lambda: tuple(_asked_among(session, (entry for one in ids if (entry := found(one)) is not None)))
    )


async def erased_of(session: "Session", ids: Collection[str]) -> frozenset[str]:
    """Those of some questions whose words have been erased from the record by now, or that it does not have."""
    find = session.firm.audit.find

    def is_gone(record: str) -> bool:
        entry = find(record)
        return entry is None or entry.content is None

    return await asyncio.to_thread(lambda: frozenset(filter(is_gone, ids)))


async def _while_rules_stand(read: Callable[[], tuple[AskedBefore, ...]]) -> tuple[AskedBefore, ...]:
    for _ in range(TRIES - 1):
        try:
            return await asyncio.to_thread(read)
        except AccessError:  # the rules were changed while the record was being read
            continue
    return await asyncio.to_thread(read)


def _asked(session: "Session", before: int | None, sought: str, without: Collection[str]) -> Iterator[AskedBefore]:
    found = session.firm.audit.newest(session.principal.user, tuple(STATES), before)
    wanted = (entry for entry in found if entry.id not in without)
    if sought:  # what is certainly not meant need not be looked at by the rules
        wanted = (entry for entry in wanted if _found_in(entry.content or {}, sought) is not None)
    return _asked_among(session, wanted, sought)


def _asked_among(session: "Session", entries: Iterator[Entry], sought: str = "") -> Iterator[AskedBefore]:
    """The questions of the user's own that they may see now, of some records; with `sought`, those that have it."""
    scope = session.scope()
    whoever, where, user = asker(session, scope), place_of(session), session.principal.user
    for entry in entries:
        session.require_same_rules(scope.rules_version)
        seen_now = view_of(entry, whoever, where)
        content = seen_now.entry.content if seen_now is not None else None
        question = text_in((content or {}).get("question"))
        is_asked = entry.kind in STATES and "withholds" not in entry.facts
        excerpt = _found_in(content or {}, sought) if sought else ""
        if is_asked and entry.user == user and question is not None and excerpt is not None:
            state, after = STATES[entry.kind], whole_in(entry.facts.get("after"))
            reason = text_in(entry.facts.get("reason"))
            yield AskedBefore(entry.id, entry.seq, entry.at, question, state, after, reason, excerpt)


def _found_in(content: Mapping[str, Json], sought: str) -> str | None:
    """The words around what is looked for in an answer, empty where the question has it; None if neither does."""
    wanted = " ".join(sought.split()).casefold()
    if wanted in " ".join((text_in(content.get("question")) or "").split()).casefold():
        return ""
    for said in objects_in(content.get("statements")):
        words = " ".join((text_in(said.get("text")) or "").split())
        at = words.casefold().find(wanted)
        if at >= 0:
            return _around(words, at, len(wanted))
    return None


def _around(words: str, at: int, length: int) -> str:
    """Some words on each side of a place."""
    begin, end = max(0, at - AROUND), min(len(words), at + length + AROUND)
    begin = (begin and words.find(" ", begin, at) + 1) or begin
    end = words.rfind(" ", at + length, end) if end < len(words) and " " in words[at + length : end] else end
    return f"{'… ' if begin else ''}{words[begin:end]}{' …' if end < len(words) else ''}"
