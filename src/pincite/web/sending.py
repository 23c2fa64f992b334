"""Files that somebody sends, whichever door they come through: begun, announced, taken piece by piece, and closed.

Each use looks at the rules anew: a delivery to a matter that is closed to its sender by now is none that they may see,
and a program whose token is limited to some matters sees the deliveries to these alone.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.requests import ClientDisconnect

from pincite.errors import DocumentError, NotVisible
from pincite.serving.deliveries import NO_DELIVERY
from pincite.serving.delivery import Counted, Delivery, Upload
from pincite.serving.names import is_left_out
from pincite.serving.uploads import LONGEST_PIECE, require_next
from pincite.session import Session
from pincite.session.delivering import record_sent, require_may_send, still_open, untaken_recorded
from pincite.session.refusals import refusals_recorded, refusals_recorded_here
from pincite.views.remaining import in_words
from pincite.web.places import TAKING
from pincite.web.server import Server

LOOKED_EVERY: Final = 5.0
"""Seconds of a piece's coming after which it is asked again whether its sender may still send it."""

ONLY_A_COMPUTER = "only a computer made this file, so there is nothing in it to ask about; leave it out"


def begin(
    server: Server, session: Session, matter: str, labels: Sequence[str], what: str, identity: str | None = None
) -> Delivery:
    """Begin a delivery, whose files come after; `what` names the door on the record. Waits for the disk.

    Raises:
        AccessError: the user may not add documents, or a label cannot be a name.
        NotVisible: there is no such matter, or it is closed to them.
        DocumentError: too many deliveries of theirs are not done.
    """
    with refusals_recorded_here(session, what):
        into, clean = require_may_send(session, matter, labels)
    who = session.principal
    return server.deliveries.begin(
        who.user, into, clean, server.firm.now(), identity, actor=who.actor, within=who.within
    )


def own_deliveries(server: Server, session: Session) -> tuple[Delivery, ...]:
    """The newest deliveries of the session's user, of those that `own_delivery` gives. Waits for the disk."""
    listed = server.deliveries.listed(session.principal.user)
    there = still_open(session, [one.matter for one in listed])
    return tuple(one for one in listed if one.matter in there and _is_within(one, session))


def own_delivery(server: Server, session: Session, identity: str) -> Delivery:
    """A delivery of the session's user to a matter that is open to the session. Waits for the disk.

    Whoever is limited to some matters gets none that was sent without such a limit: what became of its files may tell
    of documents in other matters.

    Raises:
        NotVisible: there is none that they may see; the words are the same.
    """
    found = server.deliveries.delivery(identity, session.principal.user)
    if not (still_open(session, [found.matter]) and _is_within(found, session)):
        raise NotVisible(NO_DELIVERY)
    return found


def _is_within(delivery: Delivery, session: Session) -> bool:
    """True if a delivery was sent within the limits of a session."""
    within = session.principal.within
    return within is None or (delivery.within is not None and delivery.within <= within)


def own_upload(server: Server, session: Session, identity: str) -> Upload:
    """A file of such a delivery. Waits for the disk.

    Raises:
        NotVisible: there is none that they may see; the words are the same.
    """
    found = server.deliveries.upload(identity, session.principal.user)
    own_delivery(server, session, found.delivery)
    return found


def announce(server: Server, session: Session, delivery: str, name: str, size: int, *, door: str) -> Upload:
    """Announce a file; one that was announced before, and has come in part, is gone on with. Waits for the disk.

    `door` names where it came in on the record of a refusal.

    Raises:
        NotVisible: there is no such delivery that they may see.
        AccessError: they may no longer add to its matter.
        DocumentError: the file is empty, too large or one too many, its name does not do, only a computer made it, the
            disk has no room, or the delivery is being read already.
    """
    found = own_delivery(server, session, delivery)
    _require_may_add(session, found, door)
    with untaken_recorded(session, door, found.matter, name, size):
        return _announced(server, session, delivery, name, size)


def _announced(server: Server, session: Session, delivery: str, name: str, size: int) -> Upload:
    if is_left_out(name):
        raise DocumentError(ONLY_A_COMPUTER)
    server.uploads.require_room(size, delivery, name)
    return server.deliveries.announce(delivery, session.principal.user, name, size, server.firm.now())


@dataclass(frozen=True, slots=True)
class Piece:
    """A request that brings a piece of a file, by `session`; `door` names where it came in on the record.

    `session_now` gives the session of its sender anew, by what counts at that moment, or raises what they are told
    whom the server does not know any more. It waits for the disk.
    """

    request: Request
    session: Session
    session_now: Callable[[], Session]
    door: str

    @property
    def announced(self) -> int:
        """The bytes that the request says it brings, 0 where it does not say."""
        size = self.request.headers.get("content-length", "")
        return int(size) if size.isdecimal() else 0

    async def parts(self) -> AsyncIterator[bytes]:
        """What it brings, as it comes; of one that was broken off, what has come. The last part is empty."""
        try:
            async for part in self.request.stream():
                if part:
                    yield part
        except ClientDisconnect:
            pass  # what has come is kept, and the rest is sent again
        yield b""


async def take(server: Server, piece: Piece, upload: str, offset: int) -> int:
    """Take what a request brings of a file, from `offset` on; returns how many bytes of the file have come by then.

    It is looked again and again, while bytes come, whether their sender may send them: who is shut out sends no more.

    Raises:
        NotVisible: there is no such file that they may see.
        AccessError: they may no longer add to the matter.
        BusyError: as many pieces of theirs as one person may send at once are being taken.
        OutOfStep: it begins elsewhere than at the end of what has come.
        DocumentError: it goes over the end of the file, or the disk is full.
    """
    user = piece.session.principal.user
    async with TAKING.turn(user):
        known = await asyncio.to_thread(_expected, server, piece.session, upload, piece.door)
        require_next(known, offset, piece.announced)
        looked, held = time.monotonic(), bytearray()
        async for part in piece.parts():
            held += part
            if time.monotonic() - looked >= LOOKED_EVERY:
                session, looked = await asyncio.to_thread(piece.session_now), time.monotonic()
                await asyncio.to_thread(_expected, server, session, upload, piece.door)
            if held and (len(held) >= LONGEST_PIECE or not part or offset + len(held) > known.size):
                come, held = bytes(held), bytearray()
                offset = await asyncio.to_thread(_appended, server, piece, known, offset, come)
    return offset


def _appended(server: Server, piece: Piece, upload: Upload, offset: int, come: bytes) -> int:
    """How many bytes of a file have come with these; what is not taken is on the record."""
    session = piece.session
    user = session.principal.user
    matter = server.deliveries.delivery(upload.delivery, user).matter
    with untaken_recorded(session, piece.door, matter, upload.name, upload.size):
        return server.uploads.append(upload, user, offset, come, server.firm.now())


def _expected(server: Server, session: Session, upload: str, door: str) -> Upload:
    """A file that the session's user may still send pieces of.

    Raises:
        NotVisible: there is no such file that they may see.
        AccessError: they may no longer add to its matter.
    """
    found = own_upload(server, session, upload)
    _require_may_add(session, own_delivery(server, session, found.delivery), door)
    return found


def _require_may_add(session: Session, delivery: Delivery, door: str) -> None:
    with refusals_recorded_here(session, door):
        require_may_send(session, delivery.matter)


async def close(server: Server, session: Session, delivery: str, what: str) -> Delivery:
    """Have a delivery read, once the record says that it was sent; `what` names the door there.

    Raises:
        NotVisible: there is no such delivery that they may see.
        AccessError: the user may no longer add to the matter.
        DocumentError: no file has come whole, or it is being read already.
    """
    found = await asyncio.to_thread(own_delivery, server, session, delivery)
    await asyncio.to_thread(server.deliveries.require_open, delivery, session.principal.user)
    counted = await asyncio.to_thread(server.deliveries.counted, delivery)
    async with refusals_recorded(session, what):
        into, _ = await asyncio.to_thread(require_may_send, session, found.matter)
        if counted.of("whole"):
            await record_sent(session, delivery, into, counted.of("whole"), counted.bytes.get("whole", 0))
    return await asyncio.to_thread(server.deliveries.close, delivery, session.principal.user, server.firm.now())


def forget(server: Server, delivery: str, user: str) -> None:
    """Forget a delivery of somebody's, and what was not read of it. Waits for the disk.

    Raises:
        NotVisible: they have none of that name.
        DocumentError: it is being read.
    """
    server.uploads.delete(server.deliveries.drop(delivery, user))
    server.deliveries.scrub()


def said(server: Server, delivery: Delivery, counted: Counted, moved: int) -> str:
    """Where a delivery stands, in one sentence; `moved` of its files were not read, since they lie elsewhere now.

    Waits for the disk.
    """
    match delivery.state:
        case "open":
            return f"{counted.of('whole'):,} of {counted.all:,} files have come."
        case "waiting" if not counted.of("read", "failed") and server.deliveries.is_behind(delivery):
            return "Waiting: other files are read first."
        case "waiting" | "reading":
            through = counted.of("read", "failed")
            done, of = max(delivery.done, through), max(delivery.of, counted.all)
            left = f", {in_words(delivery.left)} left" if delivery.left is not None else ""
            return f"{done:,} of {of:,} files are through{left}."
        case "stopped":
            return f"Stopped: {counted.of('read'):,} of {counted.all:,} files were read, and stay."
        case "failed":
            return delivery.error[:1].upper() + delivery.error[1:].rstrip(".") + "."
        case _:
            failed = counted.of("failed")
            through = max(0, counted.of("read") - moved)
            read = f"{through:,} of {counted.all:,} files {'was' if through == 1 else 'were'} read"
            if counted.forgotten:
                return f"{read}; {failed:,} could not be. {_forgotten(counted.forgotten, failed)}"
            return f"{read}; {failed:,} could not be." if failed else f"{read}."


def _forgotten(forgotten: int, failed: int) -> str:
    """That names of files and reasons are no longer kept."""
    which = "Which and why" if forgotten == failed else f"Which {forgotten:,} of them were, and why,"
    return f"{which} is no longer kept, since documents were erased."
