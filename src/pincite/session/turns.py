"""Questions read back from the record: what somebody asked and got, as they may see it now.

A page shows nothing else. So a reload, another server process and another day show the same as when the question was
answered, but for what has been closed to its reader or erased since.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pincite.ask.overview import QUOTES_ONLY
from pincite.ask.refusing import SEE_FOUND
from pincite.ask.replying import list_notes
from pincite.ask.warnings import parts_unanswered
from pincite.audit.event import Entry, Json
from pincite.audit.parts import fields_in, list_in, number_in, objects_in, text_in, texts_in, whole_in
from pincite.audit.reading import View
from pincite.errors import NotVisible
from pincite.retrieval.not_searched import NotSearched
from pincite.session.lists_left import rest_of_list
from pincite.session.parts import chance_in, counts_in, left_firm_in, not_searched_in, understood_in
from pincite.session.printing import Printing
from pincite.session.records import asker, quotes_found, readable
from pincite.session.turn_parts import (
    STATES,
    about_in,
    has_all,
    hinted_in,
    in_order,
    lacking_in,
    looked_in,
    meant_in,
    notes_of_failures,
    without_answer,
)
from pincite.views.turn import Said, Turn

if TYPE_CHECKING:
    from pincite.session.session import Session

MOST_TURNS = 50
"""Questions of one conversation that are read, the newest."""


async def read_turn(session: "Session", record: str) -> Turn:
    """A question of the user's own with what it got; `record` is the id or the number of its reply.

    Reading it leaves no record: it was shown to them before. Of a list over many documents of which some are closed to
    them by now, they get the sentences of the others.

    Raises:
        NotVisible: there is no such record, it is somebody else's, or part of it is closed to the user by now: the
            words are the same.
    """
    return await asyncio.to_thread(_turn, session, record)


async def read_conversation(session: "Session", record: str) -> tuple[Turn | None, ...]:
    """A question of the user's own with those that it goes on from, the first one first, as `read_turn` gives each.

    None stands for one of which they may see nothing any more.

    Raises:
        NotVisible: the same holds of the question itself.
    """
    return await asyncio.to_thread(_conversation, session, record)


def _conversation(session: "Session", record: str) -> tuple[Turn | None, ...]:
    turns: list[Turn | None] = [_turn(session, record)]
    after = _after(session, record)
    while after is not None and len(turns) < MOST_TURNS:
        try:
            turns.insert(0, _turn(session, str(after)))
        except NotVisible:
            turns.insert(0, None)
        after = _after(session, str(after))
    return tuple(turns)


def _after(session: "Session", record: str) -> int | None:
    """The number of the record that a question of the user's own goes on from: a fact, which holds no words."""
    entry = session.firm.audit.find(record)
    is_own = entry is not None and entry.user == session.principal.user
    return whole_in(entry.facts.get("after")) if entry is not None and is_own else None


def _turn(session: "Session", record: str) -> Turn:
    scope = session.scope()
    try:
        entry = _own(session, readable(session, record, scope, asker(session, scope)))
    except NotVisible:
        rest = rest_of_list(session, record, scope)
        if rest is None:
            raise
        return rest
    content = entry.content or {}
    printed = Printing(session, scope)
    state = STATES[entry.kind]
    lacked = not_searched_in(entry.facts.get("not_searched"))
    statements = objects_in(content.get("statements"))
    understood = understood_in(content)
    question = text_in(content.get("question")) or ""
    found = found_said(printed, quotes_found(session, scope, entry.id, whole_in(entry.facts.get("found")) or 0))
    nearest = printed.closest(entry.id, content) if state == "refused" and not statements else ()
    closest = tuple(one for one in nearest if _words(one) not in map(_words, found))
    message = text_in(content.get("refusal")) or ""
    return Turn(
        id=entry.id,
        seq=entry.seq,
        asked=entry.at,
        question=question,
        state=state,
        message=message if closest or found else message.removesuffix(SEE_FOUND),
        reason=text_in(entry.facts.get("reason")),
        said=in_order([printed.said(entry.id, number, one) for number, one in enumerate(statements, start=1)], content),
        closest=closest,
        after=whole_in(entry.facts.get("after")),
        understood=understood if understood is not None and not has_all(understood, question) else None,
        about=tuple(name for one in about_in(content) if (name := printed.name(one))),
        meant=tuple((str(one), name) for one in meant_in(content) if (name := printed.name(one))),
        counts=counts_in(entry.facts.get("listing"), content),
        looked=looked_in(entry.facts.get("looked"), lacked),
        ms=number_in(fields_in(entry.facts.get("ms")).get("total")),
        cost_usd=number_in(entry.facts.get("cost_usd")),
        model=text_in(entry.facts.get("model")),
        sure=chance_in(entry) if statements else None,
        is_narrowed=bool(hinted_in(content)),
        notes=_notes(entry, content, lacked),
        outlined=text_in(content.get("overview")) or "",
        clauses=printed.clauses(content),
        prompt_tokens=whole_in(entry.facts.get("prompt_tokens")) or 0,
        completion_tokens=whole_in(entry.facts.get("completion_tokens")) or 0,
        lacking=lacking_in(content, printed),
        tier=text_in(entry.facts.get("tier")),
        left_firm=left_firm_in(entry.facts.get("sent")),
        found=found,
        not_found=without_answer(content, printed, "not_found"),
        not_read=without_answer(content, printed, "not_read"),
        is_compared=content.get("compared") is True,
    )


def _notes(entry: Entry, content: Mapping[str, Json], lacked: NotSearched | None) -> tuple[str, ...]:
    """What is said beside a reply, in the order in which it is shown."""
    has_statements, is_list = bool(objects_in(content.get("statements"))), bool(list_in(content.get("looked_into")))
    beyond = text_in(content.get("section_rest")) or ""
    return (
        *((lacked.sentence,) if lacked is not None and STATES[entry.kind] != "failed" else ()),
        *((QUOTES_ONLY,) if has_statements and "overview" in content else ()),
        *((beyond,) if has_statements and beyond else ()),
        *notes_of_failures(entry, content),
        *parts_unanswered(texts_in(content.get("unanswered"))),
        *list_notes(
            content.get("lacking") is True,
            (whole_in(content.get("others")) or 0) if is_list else 0,
            text_in(content.get("called")) or "",
            whole_in(content.get("beyond")) or 0,
            texts_in(content.get("unknown")),
            texts_in(content.get("unclear")),
            (text_in(content.get("narrowed")) or "") if is_list else "",
            whole_in(content.get("undated")) or 0,
        ),
    )


def found_said(printed: Printing, entry: Entry | None) -> tuple[Said, ...]:
    """Quotes that were shown before a model wrote, from their own record."""
    if entry is None or entry.content is None:
        return ()
    rows = objects_in(entry.content.get("statements"))
    return tuple(printed.said(entry.id, number, one) for number, one in enumerate(rows, start=1))


def _words(said: Said) -> str:
    """The words of a quote, however its lines are broken."""
    return " ".join(said.text.split())


def _own(session: "Session", view: View) -> Entry:
    """The record of a question of the user's own.

    Raises:
        NotVisible: it is none, or what it says is withheld.
    """
    entry = view.entry
    if view.without or entry.kind not in STATES or entry.user != session.principal.user or entry.content is None:
        raise NotVisible(f"there is no question {entry.id!r} of yours that you may see; see the list of your questions")
    return entry
