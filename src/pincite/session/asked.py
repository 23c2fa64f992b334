"""The questions that somebody asked before, listed and looked through, as far as they may see them now."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from pincite.audit.event import Entry, Json
from pincite.audit.parts import list_in, objects_in, text_in, whole_in
from pincite.audit.reading import PlaceOf, RecordReader
from pincite.audit.reading import view as view_of
from pincite.errors import AccessError
from pincite.session.lists_left import statements_left
from pincite.session.printing import Printing
from pincite.session.records import asker, place_of
from pincite.session.turn_parts import STATES
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

    With `sought`, only those that have these words in the question, in what was answered, or in the name of a document
    that was cited, as far as the user may see it now. Those `without` which the list is wanted are named by their ids.

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
    return _asked_among(session, (entry for entry in found if entry.id not in without), sought)


def _asked_among(session: "Session", entries: Iterator[Entry], sought: str = "") -> Iterator[AskedBefore]:
    """The questions of the user's own that they may see now, of some records; with `sought`, those that have it."""
    scope = session.scope()
    whoever, where, user = asker(session, scope), place_of(session), session.principal.user
    looking = _Looking(Printing(session, scope), sought)
    for entry in entries:
        session.require_same_rules(scope.rules_version)
        if entry.user != user or entry.kind not in STATES or not {"withholds", "again_of"}.isdisjoint(entry.facts):
            continue
        if looking.found_in(entry.content or {}) is None:
            continue  # what is certainly not meant need not be looked at by the rules
        content, is_partial = _seen_now(session, entry, whoever, where)
        question, found = text_in(content.get("question")), looking.found_in(content)
        if question is not None and found is not None:
            state, after = STATES[entry.kind], whole_in(entry.facts.get("after"))
            reason = text_in(entry.facts.get("reason"))
            yield AskedBefore(
                entry.id, entry.seq, entry.at, question, state, after, reason, found.excerpt, found.name, is_partial
            )


def _seen_now(
    session: "Session", entry: Entry, whoever: RecordReader, where: PlaceOf
) -> tuple[Mapping[str, Json], bool]:
    """What a question's record says, as far as its asker may see it now; of a list, what is left of it (then True)."""
    seen_now = view_of(entry, whoever, where)
    if seen_now is not None and seen_now.entry.content is not None:
        return seen_now.entry.content, False
    contents = [one.content or {} for one in statements_left(session, entry, whoever, where)]
    if not contents:
        return {}, False
    statements = [said for one in contents for said in list_in(one.get("statements"))]
    return {"question": contents[-1].get("question"), "statements": statements}, True


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a question has what was looked for: in words of its answer, or in the name of a document that it cites.

    Both are empty where the question itself has it, or nothing was looked for.
    """

    excerpt: str = ""
    name: str = ""


class _Looking:
    """Looks for words in questions, in their answers, and in what the documents are called that those cite."""

    def __init__(self, printing: Printing, sought: str) -> None:
        self._wanted = " ".join(sought.split()).casefold()
        self._name = cache(printing.name)

    def found_in(self, content: Mapping[str, Json]) -> _Found | None:
        """Where what a record says has the words; None if nowhere. Only what its reader may see now has a name."""
        wanted = self._wanted
        if wanted in " ".join((text_in(content.get("question")) or "").split()).casefold():
            return _Found()
        statements = objects_in(content.get("statements"))
        for said in statements:
            words = " ".join((text_in(said.get("text")) or "").split())
            at = words.casefold().find(wanted)
            if at >= 0:
                return _Found(excerpt=_around(words, at, len(wanted)))
        cited = (text_in(row.get("document")) for said in statements for row in objects_in(said.get("citations")))
        names = (self._name(document) for document in cited)
        return next((_Found(name=name) for name in names if self._is_meant(name)), None)

    def _is_meant(self, name: str) -> bool:
        """True for a name that has each of the words: its parts are seldom typed in their order."""
        return bool(name) and all(word in name.casefold() for word in self._wanted.split())


def _around(words: str, at: int, length: int) -> str:
    """Some words on each side of a place."""
    begin, end = max(0, at - AROUND), min(len(words), at + length + AROUND)
    begin = (begin and words.find(" ", begin, at) + 1) or begin
    end = words.rfind(" ", at + length, end) if end < len(words) and " " in words[at + length : end] else end
    return f"{'… ' if begin else ''}{words[begin:end]}{' …' if end < len(words) else ''}"
