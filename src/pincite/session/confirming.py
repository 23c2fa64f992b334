"""Actions that take two people: which of them wait, who may know of them, and carrying them out once confirmed."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from pincite.access.changes import Diff
from pincite.access.decision import scope_of
from pincite.access.history import from_json
from pincite.access.roles import may, require
from pincite.access.rules import Rules
from pincite.access.second import PendingRequest, digest_of, freed, none_waits, require_second, require_signed
from pincite.audit.event import Held, Json, Record
from pincite.audit.port import AuditLog
from pincite.audit.reading import is_behind_wall, is_open, spoken_of
from pincite.documents.span import DocumentId
from pincite.erasing import choose, erase
from pincite.errors import AccessError, DocumentsBusy
from pincite.holding import Authority, Stores, move, relabel, with_attached
from pincite.session import bound
from pincite.session.erasing import erased_contents
from pincite.session.holding import stores_of
from pincite.session.records import place_of, reader
from pincite.session.refusals import ASKED
from pincite.session.routing import forget_if_taught_by
from pincite.threads import entered_on_thread, on_thread
from pincite.views.waiting import Confirmed, Waiting

if TYPE_CHECKING:
    from pincite.access.port import Settling
    from pincite.catalogue.entry import Entry
    from pincite.session.session import Session

CONFIRMED, NOT_DONE, WITHDRAWN = "two people: confirmed", "two people: not done", "two people: withdrawn"
"""What the record says when somebody confirms, when it then could not be done, so that another one may, and when it is
taken back."""

EARLIER = timedelta(minutes=5)
"""How much earlier than what waits its record may be dated: clocks are stepped by seconds."""


def waiting(session: "Session") -> tuple[Waiting, ...]:
    """All that waits, for the owner, administrators and those with a registered key.

    Raises:
        AccessError: the user is not one of these.
    """
    _require_party(session)
    return tuple(_waiting(session, request) for request in session.firm.access.pending())


def waiting_for(session: "Session", name: str) -> Waiting:
    """One thing that waits, with the text that the second person signs.

    Raises:
        AccessError: there is none, or the user may not know what it is.
    """
    _require_party(session)
    return _waiting(session, known(session, name))


def known(session: "Session", name: str) -> PendingRequest:
    """The request that waits by a name.

    Raises:
        AccessError: there is none, or the user may not know what it is: the words are the same.
    """
    request = session.firm.access.request(name)
    if not _may_know(session, request):
        raise none_waits(name)
    return request


def effect(session: "Session", body: Mapping[str, Any]) -> tuple[Diff, Rules, Rules]:
    """What a request to change the rules adds and removes, the rules that stand, and what they would be.

    Raises:
        ValueError, KeyError, TypeError: it is not as it was asked for.
    """
    state = session.firm.access.state()
    change = Diff(from_json(body["added"]), from_json(body["removed"]))
    after = (state.facts - change.removed) | change.added
    return change, Rules.of(0, state.owner, state.facts), Rules.of(0, state.owner, after)


def _waiting(session: "Session", request: PendingRequest) -> Waiting:
    return Waiting(request, _may_know(session, request), request.text(session.firm.heads.key.workspace))


async def confirm(session: "Session", name: str, signed: tuple[str, str] | None) -> Confirmed:
    """Confirm what another person asked for, and do it, exactly as it was asked for.

    By the user's own account, or `signed`: a name, and a signature by the key that is registered for it.

    Raises:
        AccessError: they may not confirm it; it waits no longer, or is not on the record as it is; or whoever asked for
            it may not do it any more.
        DocumentsBusy: another process is changing the documents; it can be confirmed again.
    """
    request, who = await on_thread(_confirmable, session, name, signed)
    how = "account" if signed is None else "key"
    record = await _record(session, request, CONFIRMED, {"second": who, "by": how})
    settling = session.firm.recorder.after(record)
    try:
        return Confirmed(request.what, request.id, who, await _carry_out(session, request, who, settling))
    except (AccessError, DocumentsBusy):
        await _record(session, request, NOT_DONE, {"second": who})
        raise


def _confirmable(session: "Session", name: str, signed: tuple[str, str] | None) -> tuple[PendingRequest, str]:
    """What waits by this name, and who confirms it.

    Raises:
        AccessError: they may not confirm it, or it waits no longer or is not on the record as it is.
    """
    rules = session.rules
    if signed is None and session.principal.user != session.principal.actor:
        raise AccessError("nobody confirms for another with --as; confirm as yourself, or with a signature")
    who = session.principal.user if signed is None else signed[0]
    request = known(session, name) if signed is None else session.firm.access.request(name)
    require_second(request, who, rules)
    _require_recorded(session, request)
    if signed is not None:
        require_signed(request, session.firm.heads.key.workspace, who, signed[1], rules.signers)
    return request, who


async def withdraw(session: "Session", name: str) -> Waiting:
    """Take back what waits for a second person, or turn it down.

    Raises:
        AccessError: it does not wait, or the user has no part in it, or may not know what it is.
    """
    found = await on_thread(waiting_for, session, name)
    record = await _record(session, found.request, WITHDRAWN, {})
    await on_thread(lambda: session.firm.recorder.after(record).withdraw(found.request))
    return found


def _require_recorded(session: "Session", request: PendingRequest) -> None:
    """Refuse what the record does not say was asked for, exactly so and by them, or says was dealt with already.

    What waits lies beside the rules, where whoever has the files could write it; the record is signed.

    Raises:
        AccessError: in words that say which of the two it is.
    """
    asked = digest_of(request, session.firm.heads.key.workspace)
    undone = 0
    for entry in session.firm.audit.entries(backwards=True):
        if datetime.fromisoformat(entry.at) < request.at - EARLIER:
            break
        if entry.kind == "restore":
            raise AccessError(
                f"the workspace was put back from a backup since {request.id} was asked for, as record {entry.seq} "
                "says, so what waited before is worth nothing now; ask for it again"
            )
        if entry.facts.get("request") != request.id:
            continue
        if entry.facts.get("what") == NOT_DONE:
            undone += 1
            continue
        if entry.facts.get("what") == CONFIRMED and undone:
            undone -= 1
            continue
        said = (entry.facts.get("what"), entry.facts.get("sha256"), entry.user, entry.actor)
        if said == (ASKED, asked, request.by.user, request.by.actor):
            return _require_this_history(session, request)
        if entry.facts.get("what") != ASKED:
            raise AccessError(f"{request.id} was dealt with already, as record {entry.seq} says; ask for it again")
        break
    raise AccessError(
        f"the record does not say that {request.id} was asked for like this, so it was altered or made up; "
        "withdraw it, run: pincite audit verify, and ask for it again"
    )


def _require_this_history(session: "Session", request: PendingRequest) -> None:
    """Refuse a request that was asked for in another history of the record.

    Raises:
        AccessError: the record is missing or another one has its number.
    """
    seq, _, digest = str(json.loads(request.body).get("head")).partition(":")
    newest = session.firm.audit.find(seq)
    if newest is None or newest.hash != digest:
        raise AccessError(f"{request.id} was asked for in another history of this record; ask for it again")


async def _carry_out(session: "Session", request: PendingRequest, second: str, settling: "Settling") -> dict[str, Json]:
    """Do what was confirmed, as the person who asked for it.

    Raises:
        AccessError: it waits no longer, or whoever asked for it may not do it any more.
    """
    body = json.loads(request.body)
    match body.get("verb"):
        case None:
            return {"rules_version": await on_thread(settling.carry_out, request, second)}
        case "hold remove":
            what, agreed = _held(body), body.get(bound.STANDS)
            log = await on_thread(_lifting, session, request, what, agreed, settling)
            released = log.release(what, request.by, session.now(), body["reason"], agreed=agreed)
            return {"seq": (await released).seq}
        case "audit erase":
            log, owner = await on_thread(_erasing, session, request, settling)
            made, _ = await erased_contents(session, log, body["records"], request.by, body["reason"], owner)
            return {"erased": list(made.erased)}
        case "move":
            return await _move_documents(session, request, body, settling)
        case "label":
            return await _label_documents(session, request, body, settling)
        case _:
            return await _erase_documents(session, request, body, settling)


def _lifting(session: "Session", request: PendingRequest, what: Held, agreed: object, settling: "Settling") -> AuditLog:
    """The record in which holds are lifted, once the request is nobody else's to carry out.

    Raises:
        AccessError: the owner did not ask for it, or there are other holds by now.
    """
    log = _owners_record(session, request)
    bound.require_same(request, agreed, bound.of_hold(session, what))
    settling.claim(request)
    return log


def _erasing(session: "Session", request: PendingRequest, settling: "Settling") -> tuple[AuditLog, str]:
    """The record that contents are erased from, and its owner, once the request is nobody else's to carry out.

    Raises:
        AccessError: the owner did not ask for it.
    """
    log, owner = _owners_record(session, request), session.rules.owner
    settling.claim(request)
    return log, owner


def _owners_record(session: "Session", request: PendingRequest) -> AuditLog:
    """The record, for what only the owner may have done to it.

    Raises:
        AccessError: the owner did not ask for it.
    """
    if request.by.user != session.rules.owner:
        raise AccessError(f"only the workspace's owner ({session.rules.owner}) may have this done; ask them")
    return session.firm.audit


def _held(body: dict[str, Any]) -> Held:
    match body["kind"]:
        case "matter" | "person" | "record" as kind:
            return Held(kind, body["name"])
    raise AccessError(f"what waits is damaged ({body['kind']!r} cannot be held); withdraw it and ask again")


async def _erase_documents(
    session: "Session", request: PendingRequest, body: dict[str, Any], settling: "Settling"
) -> dict[str, Json]:
    documents, with_record = [DocumentId(document) for document in body["documents"]], body["with_record"]

    def permitted() -> Rules:
        require(request.by, "remove", rules := session.rules)
        return rules

    def agreed(rules: Rules) -> tuple[Authority, Stores]:
        authority, stores = _authority_of(session, request, rules), stores_of(session.firm)
        chosen = choose(documents, authority, stores, with_record=with_record)
        own = bound.of_its_own(session, request, chosen.records) if with_record else set()
        chosen = replace(chosen, records=tuple(seq for seq in chosen.records if seq not in own))
        bound.require_same(request, body.get(bound.STANDS), bound.of_erasure(chosen, with_record=with_record))
        settling.claim(request)
        if with_record:
            forget_if_taught_by(session, map(str, chosen.records))
        return authority, stores

    rules = await on_thread(permitted)
    async with entered_on_thread(session.firm.alone()):
        authority, stores = await on_thread(agreed, rules)
        made = await erase(
            documents, authority, stores, with_record=with_record, reason=body["reason"], now=session.now
        )
    return {"seq": made.record}


async def _move_documents(
    session: "Session", request: PendingRequest, body: dict[str, Any], settling: "Settling"
) -> dict[str, Json]:
    async with _of_documents(session, request, body, settling, "move", bound.of_move) as (documents, authority, stores):
        moved = await move(documents, body["matter"], authority, stores, session.now)
    return {"moved": [entry.document for entry in moved]}


async def _label_documents(
    session: "Session", request: PendingRequest, body: dict[str, Any], settling: "Settling"
) -> dict[str, Json]:
    async with _of_documents(session, request, body, settling, "label", bound.of_labels) as (
        documents,
        authority,
        stores,
    ):
        changed = await relabel(documents, body["labels"], authority, stores, session.now)
    return {"labelled": [entry.document for entry in changed]}


@asynccontextmanager
async def _of_documents(
    session: "Session",
    request: PendingRequest,
    body: dict[str, Any],
    settling: "Settling",
    verb: Literal["move", "label"],
    standing: Callable[[Sequence["Entry"]], list[Json]],
) -> AsyncIterator[tuple[list[DocumentId], Authority, Stores]]:
    """Documents that are moved or labelled, while nobody else changes the workspace, if they stand as was asked for.

    Raises:
        AccessError: whoever asked may not move documents any more, or these are others by now.
    """
    documents = [DocumentId(document) for document in body["documents"]]

    def permitted() -> Rules:
        require(request.by, "move", rules := session.rules)
        return rules

    def agreed(rules: Rules) -> tuple[Authority, Stores]:
        authority, stores = _authority_of(session, request, rules), stores_of(session.firm)
        entries = with_attached(documents, authority, stores.catalogue, verb)
        bound.require_same(request, body.get(bound.STANDS), standing(entries))
        settling.claim(request)
        return authority, stores

    rules = await on_thread(permitted)
    async with entered_on_thread(session.firm.alone()):
        yield documents, *await on_thread(agreed, rules)


def _authority_of(session: "Session", request: PendingRequest, rules: Rules) -> Authority:
    """What whoever asked for something may see and do with documents now."""
    scope = scope_of(request.by, rules, session.firm.steady_now(), session.firm.catalogue.came_in)
    return Authority(scope, rules.owner, may(request.by, "curate", rules))


def _require_party(session: "Session") -> None:
    """Refuse whoever neither administers nor confirms."""
    if session.principal.user not in session.rules.signers:
        session.require("administer")


def _may_know(session: "Session", request: PendingRequest) -> bool:
    """True when the caller may know what waits: they asked for it, or all that it speaks of is open to them.

    It speaks of the walls that fall by it, too, which it need not name: nobody decides on a part of what is done.

    Who administers lists the rules, and may know of a change of them, and of the rest but what is behind a wall.
    """
    if session.principal.user in (request.by.user, request.by.actor):
        return True
    content: dict[str, Json] = {"asked": request.what, "body": request.body}
    if session.may("administer"):
        body = (spoken_of(content) or {}).get("body")
        is_of_rules = isinstance(body, dict) and "verb" not in body
        return is_of_rules or not is_behind_wall(content, reader(session))
    whoever, where = reader(session), place_of(session)
    if not is_open(content, whoever, where):
        return False
    try:
        return is_open(_falling(session, request), whoever, where)
    except (ValueError, KeyError, TypeError):  # it was altered where it lies, and nobody can carry it out
        return False


def _falling(session: "Session", request: PendingRequest) -> dict[str, Json]:
    """The walls that would fall by a request and that it does not name, as a content.

    Raises:
        ValueError, KeyError, TypeError: the request is not as it was asked for.
    """
    body = json.loads(request.body)
    if "verb" in body:
        return {}
    change, before, after = effect(session, body)
    return {"walls": [asdict(target) for target in freed(before, after, change)]}


async def _record(session: "Session", request: PendingRequest, what: str, facts: dict[str, Json]) -> Record:
    recorded: dict[str, Json] = {"what": what, "request": request.id, "asked_by": request.by.user, **facts}
    return await session.record("access", recorded, {"asked": request.what, "body": request.body})
