"""Questions read back from the record: what somebody asked and got, as they may see it now.

A page shows nothing else. So a reload, another server process and another day show the same as when the question was
answered, but for what has been closed to its reader or erased since.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pincite.ask.overview import QUOTES_ONLY
from pincite.ask.replying import LACKING, list_notes
from pincite.ask.stages import Attempt
from pincite.ask.warnings import fell_through, parts_unanswered
from pincite.audit.event import Entry, Json
from pincite.audit.reading import PlaceOf, RecordReader, View
from pincite.audit.reading import view as view_of
from pincite.errors import NotVisible
from pincite.retrieval.query import cleaned
from pincite.session.parts import (
    chance_in,
    counts_in,
    fields_in,
    left_firm_in,
    list_in,
    number_in,
    objects_in,
    text_in,
    whole_in,
)
from pincite.session.printing import Printing
from pincite.session.records import (
    asker,
    place_of,
    quotes_found,
    quotes_recorded,
    readable,
    statements_recorded,
)
from pincite.views.turn import Lacking, Said, Turn, TurnState
from pincite.views.wording import how_sure

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

STATES: Mapping[str, TurnState] = {"answer": "answered", "refusal": "refused", "failure": "failed"}
"""What a record of one of these kinds says of its question."""

MOST_ABOUT = 4
"""Documents that a question is said to be about; of more, none is named."""

SLACK = timedelta(seconds=5)
"""What a clock may differ between the first record of an answer and its last."""

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


async def place_on_record(session: "Session", place: str) -> str:
    """Where a sentence is to be looked up: of a list of which a part is closed by now, in the sentence's own record."""
    return await asyncio.to_thread(_place_on_record, session, place)


def _place_on_record(session: "Session", place: str) -> str:
    identity, _, number = place.rpartition(".")
    reply = session.firm.audit.find(identity) if identity else None
    if reply is None or not _is_list_of(session, reply):
        return place
    scope = session.scope()
    seen_now = view_of(reply, asker(session, scope), place_of(session))
    if seen_now is not None and seen_now.entry.content is not None:
        return place
    own = (one for one in _statements(session, reply) if str(one.facts.get("number")) == number)
    return next((f"{one.id}.1" for one in own), place)


async def said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    """The sentences of a reply under way that have been put on the record from place `since` on, and the next place.

    Sentences whose documents are closed to the user by now are left out.
    """
    return await asyncio.to_thread(_said_so_far, session, reply, since)


async def found_so_far(session: "Session", reply: str, since: int) -> tuple[Said, ...]:
    """The quotes that a reply under way began with, of whose records number `since` is the first; or none.

    None of them is given where part of them is closed to the user by now.
    """
    return await asyncio.to_thread(_found_so_far, session, reply, since)


async def next_record(session: "Session") -> int:
    """The number that the next record gets, or a later one if others write meanwhile."""
    return await asyncio.to_thread(lambda: session.firm.audit.head().seq + 1)


async def is_recorded(session: "Session", record: str) -> bool:
    """True if there is a record with this id."""
    return await asyncio.to_thread(session.firm.audit.find, record) is not None


def _turn(session: "Session", record: str) -> Turn:
    scope = session.scope()
    try:
        entry = _own(session, readable(session, record, scope, asker(session, scope)))
    except NotVisible:
        rest = _rest_of_list(session, record, scope)
        if rest is None:
            raise
        return rest
    content = entry.content or {}
    printed = Printing(session, scope)
    state = STATES[entry.kind]
    statements = objects_in(content.get("statements"))
    understood = text_in(fields_in(content.get("query")).get("text"))
    question = text_in(content.get("question")) or ""
    after = fields_in(content.get("after"))
    found = _found(printed, quotes_found(session, scope, entry.id, whole_in(entry.facts.get("found")) or 0))
    closest = printed.closest(entry.id, content) if state == "refused" and not statements else ()
    return Turn(
        id=entry.id,
        seq=entry.seq,
        asked=entry.at,
        question=question,
        state=state,
        message=text_in(content.get("refusal")) or "",
        reason=text_in(entry.facts.get("reason")),
        said=_in_order(
            [printed.said(entry.id, number, one) for number, one in enumerate(statements, start=1)], content
        ),
        closest=tuple(one for one in closest if _words(one) not in map(_words, found)),
        after=whole_in(entry.facts.get("after")),
        understood=understood if after and understood is not None and not _has_all(understood, question) else None,
        about=tuple(name for one in _about(content) if (name := printed.name(one))),
        meant=tuple((str(one), name) for one in _meant(content) if (name := printed.name(one))),
        counts=counts_in(entry.facts.get("listing"), content),
        looked=_looked(entry.facts.get("looked")),
        ms=number_in(fields_in(entry.facts.get("ms")).get("total")),
        cost_usd=number_in(entry.facts.get("cost_usd")),
        model=text_in(entry.facts.get("model")),
        sure=chance_in(entry) if statements else None,
        is_narrowed=bool(_hinted(content)),
        notes=(
            *((QUOTES_ONLY,) if statements and "overview" in content else ()),
            *((beyond,) if statements and (beyond := text_in(content.get("section_rest"))) else ()),
            *_fell_through(entry, content),
            *parts_unanswered([part for part in list_in(content.get("unanswered")) if isinstance(part, str)]),
            *list_notes(
                content.get("lacking") is True,
                whole_in(content.get("others")) or 0,
                text_in(content.get("called")) or "",
                whole_in(content.get("beyond")) or 0,
            ),
        ),
        outlined=text_in(content.get("overview")) or "",
        clauses=printed.clauses(content),
        prompt_tokens=whole_in(entry.facts.get("prompt_tokens")) or 0,
        completion_tokens=whole_in(entry.facts.get("completion_tokens")) or 0,
        lacking=_lacking(content, printed),
        tier=text_in(entry.facts.get("tier")),
        left_firm=left_firm_in(entry.facts.get("sent")),
        found=found,
    )


def _found(printed: Printing, entry: Entry | None) -> tuple[Said, ...]:
    """Quotes that were shown before a model wrote, from their own record."""
    if entry is None or entry.content is None:
        return ()
    rows = objects_in(entry.content.get("statements"))
    return tuple(printed.said(entry.id, number, one) for number, one in enumerate(rows, start=1))


def _words(said: Said) -> str:
    """The words of a quote, however its lines are broken."""
    return " ".join(said.text.split())


def _found_so_far(session: "Session", reply: str, since: int) -> tuple[Said, ...]:
    scope = session.scope()
    return _found(Printing(session, scope), quotes_recorded(session, scope, reply, since))


def _fell_through(entry: Entry, content: Mapping[str, Json]) -> tuple[str, ...]:
    """What the asker is told of models that failed, as the record has it."""
    problems = {text_in(one.get("tier")): text_in(one.get("problem")) for one in objects_in(content.get("fell_short"))}
    tried = objects_in(fields_in(entry.facts.get("routing")).get("attempts"))
    tiers = [text_in(one.get("tier")) or "" for one in tried]
    if not tiers:
        return ()
    sent = [one for one in objects_in(entry.facts.get("sent")) if one.get("tier") == tiers[-1]]
    charged = [one for one in objects_in(entry.facts.get("charges")) if one.get("tier") == tiers[-1]]
    return fell_through(
        [Attempt(tier, problems.get(tier) or "") for tier in tiers],
        leaves_firm=any(one.get("place") == "remote" for one in sent),
        costs=any(whole_in(one.get("pico_usd")) for one in charged),
    )


def _lacking(content: Mapping[str, Json], printed: Printing) -> Lacking | None:
    """Those in which nothing was found that may be seen, for a question that is after them; None for any other."""
    if content.get("lacking") is not True:
        return None
    rows = [row for row in objects_in(content.get("looked_into")) if row.get("state") == "not_found"]
    named = [(text_in(row.get("document")) or "", printed.name(row.get("document"))) for row in rows]
    return Lacking(LACKING, tuple((document, name) for document, name in named if name))


def _in_order(said: Sequence[Said], content: Mapping[str, Json]) -> tuple[Said, ...]:
    """The sentences of an answer; those of a list by document, the likeliest first, each with how sure it is."""
    if "looked_into" not in content:
        return tuple(said)
    chances = {row.get("document"): number_in(row.get("chance")) for row in objects_in(content["looked_into"])}
    is_compared = content.get("compared") is True
    is_judged = not is_compared or content.get("sides_judged") is True  # older records have another measure
    ranked: dict[str, list[Said]] = {}
    for one in said:
        ranked.setdefault(one.pins[0].document if one.pins else "", []).append(one)
    order = list(ranked) if is_compared else sorted(ranked, key=lambda document: -chances.get(document, 0.0))
    found: list[Said] = []
    for document in order:
        first, *others = ranked[document]
        name = first.pins[0].name if first.pins else ""
        sure = how_sure(chances[document]) if document in chances and is_judged else ""
        found += [replace(first, document=name, sure=sure), *others]
    return tuple(found)


def _has_all(understood: str, question: str) -> bool:
    """True if what was understood has the question word for word: the rest is of those that it goes on from."""
    return cleaned(question).strip(" .?!").casefold() in understood.casefold()


def _meant(content: Mapping[str, Json]) -> list[Json]:
    """The documents that a question could mean, by their passages; not those whose passages are closed by now."""
    documents = {whole_in(row.get("label")): row.get("document") for row in objects_in(content.get("passages"))}
    return [document for label in list_in(content.get("could_mean")) if (document := documents.get(whole_in(label)))]


def _about(content: Mapping[str, Json]) -> list[Json]:
    """The documents that a question named, or else those that it carried over from an earlier one.

    None if what was found stands in others as well: then they were not all that was looked through.
    """
    scope = fields_in(content.get("scope"))
    single = list_in(scope.get("documents"))
    if not scope.get("matters") and 0 < len(single) <= MOST_ABOUT:  # it was asked within these alone
        return single
    if content.get("compared") is True:
        return [row.get("document") for row in objects_in(content.get("looked_into"))]
    named = _hinted(content)
    cited = {
        row.get("document")
        for said in objects_in(content.get("statements"))
        for row in objects_in(said.get("citations"))
    }
    if 0 < len(named) <= MOST_ABOUT and cited <= set(named):
        return [*named]
    return list_in(fields_in(content.get("after")).get("documents"))


def _hinted(content: Mapping[str, Json]) -> list[str]:
    """The documents that a question names, by what was found of its names."""
    hints = [row[0] for search in objects_in(content.get("searches")) for row in _rows(search.get("hints"))]
    return list(dict.fromkeys(one for one in hints if isinstance(one, str)))


def _rest_of_list(session: "Session", record: str, scope: "Scope") -> Turn | None:
    """A list of the user's own, of whose documents some are closed to them by now, with what the others say.

    None if it is no such list, or nothing is left of it.
    """
    reply = session.firm.audit.find(record)
    if reply is None:
        return None
    printed = Printing(session, scope)
    said: list[Said] = []
    question, is_lacking = "", False
    for entry in statements_left(session, reply, asker(session, scope), place_of(session)):
        content = entry.content or {}
        question = text_in(content.get("question")) or ""
        is_lacking = content.get("lacking") is True
        [one, *_] = objects_in(content.get("statements"))
        said.append(printed.said(entry.id, 1, one, shown_as=whole_in(entry.facts.get("number")) or len(said) + 1))
    if not said:
        return None
    return Turn(
        id=reply.id,
        seq=reply.seq,
        asked=reply.at,
        question=question,
        state="answered",
        message="",
        reason=None,
        said=tuple(said),
        closest=(),
        after=whole_in(reply.facts.get("after")),
        understood=None,
        about=(),
        counts=None,
        looked=(0, 0),
        ms=0.0,
        cost_usd=number_in(reply.facts.get("cost_usd")),
        model=text_in(reply.facts.get("model")),
        is_partial=True,
        notes=list_notes(is_lacking, 0, ""),
    )


def statements_left(session: "Session", reply: Entry, whoever: RecordReader, where: PlaceOf) -> list[Entry]:
    """The records of a list's sentences that its asker may see now, in order; none of a reply that is no list."""
    if not _is_list_of(session, reply):
        return []
    seen = (view_of(entry, whoever, where) for entry in _statements(session, reply))
    return [one.entry for one in seen if one is not None and one.entry.content is not None]


def _is_list_of(session: "Session", reply: Entry) -> bool:
    """True for the reply to a question of the user's own about many documents, which was not erased."""
    is_own = reply.kind in STATES and reply.user == session.principal.user and reply.content is not None
    return is_own and isinstance(reply.facts.get("listing"), dict)


def _statements(session: "Session", reply: Entry) -> list[Entry]:
    """The records of the sentences of a reply, in order: each was written while it was being answered."""
    took = timedelta(milliseconds=number_in(fields_in(reply.facts.get("ms")).get("total"))) + SLACK
    began = (datetime.fromisoformat(reply.at) - took).isoformat(timespec="microseconds")
    found = []
    for entry in session.firm.audit.newest(reply.user, ("statement",), reply.seq):
        if entry.at < began:
            break
        if entry.facts.get("reply") == reply.id:
            found.append(entry)
    return found[::-1]


def _own(session: "Session", view: View) -> Entry:
    """The record of a question of the user's own.

    Raises:
        NotVisible: it is none, or what it says is withheld.
    """
    entry = view.entry
    if view.without or entry.kind not in STATES or entry.user != session.principal.user or entry.content is None:
        raise NotVisible(f"there is no question {entry.id!r} of yours that you may see; see the list of your questions")
    return entry


def _said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    scope = session.scope()
    printed = Printing(session, scope)
    recorded, since = statements_recorded(session, scope, reply, since)
    found: list[Said] = []
    for entry in recorded:
        content = entry.content or {}
        [one, *_] = objects_in(content.get("statements"))
        said = printed.said(entry.id, 1, one, shown_as=whole_in(entry.facts.get("number")) or len(found) + 1)
        sure = how_sure(number_in(content["chance"])) if "chance" in content else ""
        found.append(replace(said, sure=sure, is_behind=content.get("lacking") is True))
    return tuple(found), since


def _looked(part: Json) -> tuple[int, int]:
    match part:
        case {"documents": int(documents), "of": int(of)}:
            return documents, of
    return 0, 0


def _rows(part: Json) -> list[list[Json]]:
    return [one for one in list_in(part) if isinstance(one, list) and one]
