"""`pincite access pending`, `confirm`, `withdraw`: what takes two people, and the second one."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pincite.cli.access import bound
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import emit, visible
from pincite.documents.span import DocumentId
from pincite.errors import AccessError, WorkspaceError
from pincite.session.refusals import ASKED

if TYPE_CHECKING:
    from pincite.access.second import Request
    from pincite.audit.event import Held, Json
    from pincite.audit.sqlite_log import SqliteAuditLog
    from pincite.session import Session

CONFIRMED, NOT_DONE, WITHDRAWN = "two people: confirmed", "two people: not done", "two people: withdrawn"
"""What the record says when somebody confirms, when it then could not be done, so that another one may, and when it is
taken back."""

WITHHELD = "withheld: it speaks of matters or documents that are not open to you"

EARLIER = timedelta(minutes=5)
"""How much earlier than what waits its record may be dated: clocks are stepped by seconds."""

ID = click.argument("request", metavar="ID")


@click.command("pending", cls=Verb)
@click.argument("request", metavar="[ID]", required=False)
def pending(request: str | None) -> None:
    """List what waits for a second person; with ID print the text that they sign, exactly.

    For the owner, administrators and those with a registered key.
    """
    with open_called() as session:
        _require_party(session)
        waiting = [session.firm.access.request(request)] if request is not None else session.firm.access.pending()
        name = session.firm.heads.key.workspace
        told = {each.id for each in waiting if _is_told(session, each)}
        if request is not None:
            _require_told(session, waiting[0])
    if call().as_json:
        listed = [_json(each, is_told=each.id in told) for each in waiting]
        for row, each in zip(listed, waiting, strict=True):
            row.update({"text": each.text(name)} if request is not None else {})
        emit({"pending": listed})
    elif request is not None:
        click.echo(waiting[0].text(name), nl=False)
    else:
        for each in waiting:
            who = each.by.actor if each.by.actor == each.by.user else f"{each.by.actor} for {each.by.user}"
            what = visible(each.what) if each.id in told else WITHHELD
            click.echo(f"{each.id}  until {each.expires:%Y-%m-%d %H:%M} UTC  {what}, asked by {who}")
        if not waiting:
            click.echo("nothing waits for a second person")


@click.command("confirm", cls=Verb)
@ID
@click.option("--by", "second", metavar="USER", help="Whose signature it is; without it your own account confirms.")
@click.option("--signature", type=FILE, help="A file with their signature, from: pincite access key sign.")
def confirm(request: str, second: str | None, signature: Path | None) -> None:
    """Confirm what another person asked for, as the second one; it is done at once, exactly as it was asked for.

    You confirm by your own account, never through --as, or with a signature by the key that is registered for the
    person named with --by. Whoever asked cannot confirm.
    """
    from pincite.access.second import require_second, require_signed

    if (second is None) != (signature is None):
        raise click.UsageError("give --by and --signature together, or neither of them")
    with open_called() as session:
        waiting, rules = session.firm.access.request(request), session.rules
        if second is None and session.principal.user != session.principal.actor:
            raise AccessError("nobody confirms for another with --as; confirm as yourself, or with a signature")
        who = session.principal.user if second is None else second
        require_second(waiting, who, rules)
        if signature is None:
            _require_told(session, waiting)
        _require_recorded(session, waiting)
        if signature is not None:
            require_signed(waiting, session.firm.heads.key.workspace, who, text_of(signature), rules.signers)
        how = "account" if signature is None else "key"
        asyncio.run(_record(session, waiting, CONFIRMED, {"second": who, "by": how}))
        try:
            done = _carry_out(session, waiting, who)
        except AccessError:
            asyncio.run(_record(session, waiting, NOT_DONE, {"second": who}))
            raise
    if call().as_json:
        emit({"done": waiting.what, "request": waiting.id, "second": who, **done})
    else:
        click.echo(f"done: {visible(waiting.what)}, confirmed by {who}")


@click.command("withdraw", cls=Verb)
@ID
def withdraw(request: str) -> None:
    """Take back what waits for a second person, or turn it down."""
    with open_called() as session:
        _require_party(session)
        waiting = session.firm.access.request(request)
        what = visible(waiting.what) if _is_told(session, waiting) else waiting.id
        asyncio.run(_record(session, waiting, WITHDRAWN, {}))
        session.firm.access.withdraw(waiting)
    emit({"withdrawn": waiting.id}) if call().as_json else click.echo(f"withdrawn: {what}")


def _require_recorded(session: "Session", request: "Request") -> None:
    """Refuse what the record does not say was asked for, exactly so and by them, or says was dealt with already.

    What waits lies beside the rules, where whoever has the files could write it; the record is signed.

    Raises:
        AccessError: in words that say which of the two it is.
    """
    from pincite.access.second import digest_of

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


def _require_this_history(session: "Session", request: "Request") -> None:
    """Refuse a request that was asked for in another history of the record.

    Raises:
        AccessError: the record is missing or another one has its number.
    """
    seq, _, digest = str(json.loads(request.body).get("head")).partition(":")
    newest = session.firm.audit.find(seq)
    if newest is None or newest.hash != digest:
        raise AccessError(f"{request.id} was asked for in another history of this record; ask for it again")


def _carry_out(session: "Session", request: "Request", second: str) -> "dict[str, Json]":
    """Do what was confirmed, as the person who asked for it.

    Raises:
        AccessError: it waits no longer, or whoever asked for it may not do it any more.
    """
    body = json.loads(request.body)
    match body.get("verb"):
        case None:
            return {"rules_version": session.firm.access.carry_out(request, second)}
        case "hold remove":
            log = _owners_record(session, request)
            what, agreed = _held(body), body.get(bound.STANDS)
            bound.require_same(request, agreed, bound.of_hold(session, what))
            session.firm.access.claim(request)
            released = log.release(what, request.by, session.now(), body["reason"], agreed=agreed)
            return {"seq": asyncio.run(released).seq}
        case "audit erase":
            log, owner = _owners_record(session, request), session.rules.owner
            session.firm.access.claim(request)
            made = asyncio.run(log.erase_many(body["records"], request.by, session.now(), body["reason"], owner))
            return {"erased": list(made.erased)}
        case "move":
            return _move_documents(session, request, body)
        case _:
            return _erase_documents(session, request, body)


def _owners_record(session: "Session", request: "Request") -> "SqliteAuditLog":
    """The record, for what only the owner may have done to it.

    Raises:
        AccessError: the owner did not ask for it.
    """
    if request.by.user != session.rules.owner:
        raise AccessError(f"only the workspace's owner ({session.rules.owner}) may have this done; ask them")
    return session.firm.audit


def _held(body: dict[str, Any]) -> "Held":
    from pincite.audit.event import Held

    match body["kind"]:
        case "matter" | "person" | "record" as kind:
            return Held(kind, body["name"])
    raise AccessError(f"what waits is damaged ({body['kind']!r} cannot be held); withdraw it and ask again")


def _erase_documents(session: "Session", request: "Request", body: dict[str, Any]) -> "dict[str, Json]":
    from pincite.access.decision import scope_of
    from pincite.access.roles import may, require
    from pincite.erasing import Stores, choose, erase

    rules = session.rules
    require(request.by, "remove", rules)
    stores = Stores(session.firm.index, session.firm.catalogue, session.firm.originals, session.firm.audit)
    documents, curates = [DocumentId(document) for document in body["documents"]], may(request.by, "curate", rules)
    with session.firm.alone():
        scope = scope_of(request.by, rules, session.firm.steady_now(), session.firm.catalogue.came_in)
        with_record = body["with_record"]
        chosen = choose(documents, scope, stores, rules.owner, curates=curates, with_record=with_record)
        own = bound.of_its_own(session, request, chosen.records) if with_record else set()
        chosen = replace(chosen, records=tuple(seq for seq in chosen.records if seq not in own))
        bound.require_same(request, body.get(bound.STANDS), bound.of_erasure(chosen, with_record=with_record))
        session.firm.access.claim(request)
        made = asyncio.run(
            erase(
                documents,
                scope,
                stores,
                rules.owner,
                curates=curates,
                with_record=body["with_record"],
                reason=body["reason"],
                now=session.now,
            )
        )
    return {"seq": made.record}


def _move_documents(session: "Session", request: "Request", body: dict[str, Any]) -> "dict[str, Json]":
    from pincite.access.decision import scope_of
    from pincite.access.roles import may, require
    from pincite.holding import move, with_attached

    rules = session.rules
    require(request.by, "move", rules)
    documents, curates = [DocumentId(document) for document in body["documents"]], may(request.by, "curate", rules)
    with session.firm.alone():
        scope = scope_of(request.by, rules, session.firm.steady_now(), session.firm.catalogue.came_in)
        entries = with_attached(documents, scope, session.firm.catalogue, "move", curates=curates)
        bound.require_same(request, body.get(bound.STANDS), bound.of_move(entries))
        session.firm.access.claim(request)
        moved = asyncio.run(
            move(
                documents,
                body["matter"],
                scope,
                curates=curates,
                index=session.firm.index,
                catalogue=session.firm.catalogue,
                audit=session.firm.audit,
                now=session.now,
            )
        )
    return {"moved": [entry.document for entry in moved]}


def _require_party(session: "Session") -> None:
    """Refuse whoever neither administers nor confirms."""
    if session.principal.user not in session.rules.signers:
        session.require("administer")


def _is_told(session: "Session", request: "Request") -> bool:
    """True when the caller may know what waits: they asked for it, or all that it speaks of is open to them.

    Who administers lists the rules, and may know of a change of them, and of the rest but what is behind a wall.
    """
    from pincite.audit.reading import is_behind_wall, is_open, spoken_of
    from pincite.session.records import place_of, reader

    if session.principal.user in (request.by.user, request.by.actor):
        return True
    content: dict[str, Json] = {"asked": request.what, "body": request.body}
    if session.may("administer"):
        body = (spoken_of(content) or {}).get("body")
        is_of_rules = isinstance(body, dict) and "verb" not in body
        return is_of_rules or not is_behind_wall(content, reader(session))
    return is_open(content, reader(session), place_of(session))


def _require_told(session: "Session", request: "Request") -> None:
    """Refuse a caller who may not know what waits.

    Raises:
        AccessError: it speaks of matters or documents that are not open to them.
    """
    if not _is_told(session, request):
        raise AccessError(
            f"{request.id} speaks of matters or documents that are not open to you, so you can neither read nor "
            "confirm it; have somebody do so to whom they are open"
        )


async def _record(session: "Session", request: "Request", what: str, facts: "dict[str, Json]") -> None:
    told: dict[str, Json] = {"what": what, "request": request.id, "asked_by": request.by.user, **facts}
    await session.record("access", told, {"asked": request.what, "body": request.body})


def _json(request: "Request", *, is_told: bool) -> "dict[str, Json]":
    """A waiting request in JSON; where the caller may not know what it is, only that it waits."""
    return {
        "id": request.id,
        "at": request.at.isoformat(),
        "expires": request.expires.isoformat(),
        "user": request.by.user,
        "actor": request.by.actor,
        "actions": list(request.actions),
        "what": request.what if is_told else None,
        **({} if is_told else {"withheld": WITHHELD}),
    }


def text_of(file: Path) -> str:
    """The signature in a file.

    Raises:
        WorkspaceError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"the signature {file} cannot be read ({error}); name the file that it is in") from error
