"""Files that somebody sends, whichever door they come through: begun, announced, taken piece by piece, and closed.

Each use looks at the rules anew: a delivery to a matter that is closed to its sender by now is none that they may see,
and a program whose token is limited to some matters sees the deliveries to these alone.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from fastapi import Request
from starlette.requests import ClientDisconnect

from pincite.errors import DocumentError, NotVisible
from pincite.serving.deliveries import NO_DELIVERY, Counted, Delivery, Upload
from pincite.serving.names import is_left_out
from pincite.serving.uploads import LONGEST_PIECE
from pincite.session import Session
from pincite.session.delivering import record_sent, require_may_send, still_open
from pincite.session.refusals import refusals_recorded, refusals_recorded_here
from pincite.views.remaining import in_words
from pincite.web.server import Server

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
    return server.deliveries.begin(session.principal.user, into, clean, server.firm.now(), identity)


def own_delivery(server: Server, session: Session, identity: str) -> Delivery:
    """A delivery of the session's user to a matter that is open to the session. Waits for the disk.

    Raises:
        NotVisible: there is none that they may see; the words are the same.
    """
    found = server.deliveries.delivery(identity, session.principal.user)
    if not still_open(session, [found.matter]):
        raise NotVisible(NO_DELIVERY)
    return found


def own_upload(server: Server, session: Session, identity: str) -> Upload:
    """A file of such a delivery. Waits for the disk.

    Raises:
        NotVisible: there is none that they may see; the words are the same.
    """
    found = server.deliveries.upload(identity, session.principal.user)
    own_delivery(server, session, found.delivery)
    return found


def announce(server: Server, session: Session, delivery: str, name: str, size: int) -> Upload:
    """Announce a file; one that was announced before, and has come in part, is gone on with. Waits for the disk.

    Raises:
        NotVisible: there is no such delivery that they may see.
        DocumentError: the file is empty, too large or one too many, its name does not do, only a computer made it, the
            disk has no room, or the delivery is being read already.
    """
    own_delivery(server, session, delivery)
    if is_left_out(name):
        raise DocumentError(ONLY_A_COMPUTER)
    server.uploads.require_room(size, delivery, name)
    return server.deliveries.announce(delivery, session.principal.user, name, size, server.firm.now())


async def take(request: Request, server: Server, session: Session, upload: str, offset: int) -> int:
    """Take what a request brings of a file, from `offset` on; returns how many bytes of the file have come by then.

    Raises:
        NotVisible: there is no such file that they may see.
        OutOfStep: it begins elsewhere than at the end of what has come.
        DocumentError: it goes over the end of the file, or the disk is full.
    """
    known = await asyncio.to_thread(own_upload, server, session, upload)
    async for piece in _pieces(request):
        user = session.principal.user
        offset = await asyncio.to_thread(server.uploads.append, known, user, offset, piece, server.firm.now())
    return offset


async def close(server: Server, session: Session, delivery: str, what: str) -> Delivery:
    """Have a delivery read, once the record says that it was sent; `what` names the door there.

    Raises:
        NotVisible: there is no such delivery that they may see.
        AccessError: the user may no longer add to the matter.
        DocumentError: no file has come whole, or it is being read already.
    """
    found = await asyncio.to_thread(server.deliveries.delivery, delivery, session.principal.user)
    counted = await asyncio.to_thread(server.deliveries.counted, delivery)
    async with refusals_recorded(session, what):
        into, _ = await asyncio.to_thread(require_may_send, session, found.matter)
        if counted.of("whole"):
            await record_sent(session, delivery, into, counted.of("whole"), counted.bytes.get("whole", 0))
    return await asyncio.to_thread(server.deliveries.close, delivery, session.principal.user, server.firm.now())


def said(server: Server, delivery: Delivery, counted: Counted, moved: int) -> str:
    """Where a delivery stands, in one sentence; `moved` of its files were not read, since they lie elsewhere now.

    Waits for the disk.
    """
    match delivery.state:
        case "open":
            return f"{counted.of('whole'):,} of {counted.all:,} files have come."
        case "waiting" if (ahead := server.deliveries.ahead_of(delivery)) and not counted.of("read", "failed"):
            return f"Waiting: {'one delivery is' if ahead == 1 else f'{ahead:,} deliveries are'} read first."
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
            return f"{read}; {failed:,} could not be." if failed else f"{read}."


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body of a request in pieces; of one that was broken off, what has come."""
    held = bytearray()
    try:
        async for part in request.stream():
            held += part
            if len(held) >= LONGEST_PIECE:
                yield bytes(held)
                held.clear()
    except ClientDisconnect:
        pass  # what has come is kept, and the rest is sent again
    if held:
        yield bytes(held)
