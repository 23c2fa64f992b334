"""The process that reads what people send, and what they put into watched folders.

`python -m pincite.web.ingesting LIFELINE READY FOLDER`, as the supervisor starts it. It alone adds documents for a
server. It takes a portion of a delivery at a time (`serving.jobs`), reads it as whoever sent it, by the rules of that
moment, and lets go of the documents before it takes the next: a colleague's move, or `pincite ingest` on the same
machine, comes in between. Whatever ends it, the next one goes on: a file that was read already is found to be
unchanged.
"""

import asyncio
import atexit
import gc
import logging
import signal
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.databases import bound_pages
from pincite.documents.span import MatterId
from pincite.errors import AccessError, DocumentsBusy, PinciteError, WorkspaceError
from pincite.index.lean import leave_out_the_service
from pincite.ingest import Progress
from pincite.niceness import give_way
from pincite.sandbox.box import leave_no_memory
from pincite.serving.deliveries import Deliveries
from pincite.serving.delivery import Delivery
from pincite.serving.jobs import PORTION_FILES, Jobs, Portion
from pincite.serving.uploads import NotAsSent, Uploads
from pincite.serving.watching import WatchError, Watching
from pincite.session.delivering import ReadIn, SentFile, as_owner, read_sent, read_watched
from pincite.session.refusals import refusals_recorded
from pincite.threads import on_thread
from pincite.views.remaining import TimeLeft
from pincite.web.lifeline import end_with, say_ready
from pincite.wiring import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from pincite.session import Session
    from pincite.wiring import Workspace

LOOKED_EVERY = 0.5
"""Seconds between two looks at what waits, and between two notes of how far a portion is."""

BUSY_SECONDS = 2.0
"""Seconds after which the lock on the documents is tried again that somebody else holds."""

TIDIED_EVERY = timedelta(hours=1)

SCANNED_EVERY = timedelta(seconds=30)
"""How often watched folders are looked into, while nothing that somebody sent waits."""

NOT_NOW = "this could not be done at the moment. Whoever runs pincite finds the reason in its log; then try it again"

log = logging.getLogger("pincite.ingest")


@dataclass(slots=True)
class Ingesting:
    """Reads what people send, until it is told to end; `owner` gives the session of the workspace's owner."""

    firm: "Workspace"
    jobs: Jobs
    uploads: Uploads
    watching: Watching
    owner: "Callable[[], Session]"
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    _left: dict[str, TimeLeft] = field(default_factory=dict)

    async def run(self) -> None:
        """Read portion after portion."""
        await on_thread(self._tidy_files)
        tidied = self.firm.now() - TIDIED_EVERY
        scanned = self.firm.now() - SCANNED_EVERY
        while not self.ending.is_set():
            if self.firm.now() - tidied >= TIDIED_EVERY:
                tidied = self.firm.now()
                self.uploads.delete(await on_thread(self.jobs.tidied, tidied))
                await on_thread(self._tidy_files)  # other servers may have read what lies here
                await on_thread(self._scrub)
            if await self.step():
                continue
            if self.firm.now() - scanned >= SCANNED_EVERY:
                scanned = self.firm.now()
                for each in self.firm.settings.server.watch:
                    await self.scan(each.folder, each.matter)
            await self._pause(LOOKED_EVERY)

    async def step(self) -> bool:
        """Read one portion; False if nothing waits."""
        portion = await on_thread(self.jobs.next, self.firm.now())
        if portion is None:
            return False
        try:
            session = await on_thread(self._sender, portion.delivery)
            async with refusals_recorded(session, "page ingest"):
                await self._read(portion, session)
        except DocumentsBusy:
            await on_thread(self.jobs.give_back, portion, "waiting")
            await self._pause(BUSY_SECONDS)
        except AccessError as error:
            await on_thread(self.jobs.give_back, portion, "failed", error.failed)
        except PinciteError as error:
            log.error("files of delivery %s could not be read: %s", portion.delivery.id, error)
            await on_thread(self.jobs.give_back, portion, "failed", NOT_NOW)
        return True

    async def scan(self, folder: Path, matter: str) -> None:
        """Read what is new or has changed in a watched folder, as the owner."""
        now = self.firm.now()
        try:
            fresh = await on_thread(self.watching.fresh, folder, matter, self.firm.root, now)
            session = await on_thread(self.owner)
            while fresh and not self.ending.is_set():
                portion, fresh = fresh[:PORTION_FILES], fresh[PORTION_FILES:]
                async with refusals_recorded(session, "page ingest"):
                    report = await read_watched(session, [each.found for each in portion], matter, lambda _: None)
                await on_thread(self.watching.note, folder, portion, report.failures)
                await self.step()  # what somebody sent meanwhile does not wait for a large folder
        except DocumentsBusy:
            return  # the next look finds the same
        except (AccessError, WatchError) as error:
            await on_thread(self.watching.note_error, folder, matter, error.failed, now)
        except PinciteError as error:
            log.error("the folder %s could not be read: %s", folder, error)
            await on_thread(self.watching.note_error, folder, matter, NOT_NOW, now)

    def _sender(self, delivery: Delivery) -> "Session":
        """The session of whoever sent a delivery, within the limits of the program that did it for them."""
        within = None if delivery.within is None else map(MatterId, delivery.within)
        return self.firm.signed_in(delivery.user).through(delivery.actor, within)

    async def _read(self, portion: Portion, session: "Session") -> None:
        """Read a portion as who sent it, unless somebody stops it, and note what came of it."""
        delivery = portion.delivery
        lost: dict[str, str] = {}
        files: list[SentFile] = []
        for each in portion.uploads:
            try:
                files.append(SentFile(await on_thread(self.uploads.fetched, each.id, each.size), each.name, each.size))
            except NotAsSent as error:
                log.error("the file %s of delivery %s: %s", each.id, delivery.id, error)
                lost[each.id] = str(error)
        seen: list[Progress] = []
        reading = asyncio.ensure_future(
            read_sent(session, delivery.id, files, delivery.matter, delivery.labels, seen.append)
        )
        is_stopped = await self._watched(portion, reading, seen)
        if reading.cancelled():
            await on_thread(self.jobs.give_back, portion, "stopped" if is_stopped else "waiting")
            return
        came = reading.result()
        ids = {each.name: each.id for each in portion.uploads}
        failed = lost | {ids[name]: reason for name, reason in came.failed.items()}
        notes = {ids[name]: reason for name, reason in came.notes.items()}
        self.uploads.delete(await on_thread(self.jobs.note_read, portion, notes, failed, came.became))

    async def _watched(self, portion: Portion, reading: "asyncio.Future[ReadIn]", seen: list[Progress]) -> bool:
        """Note how far a portion is until it is read; True if somebody stopped it."""
        left = self._left.setdefault(portion.delivery.id, TimeLeft())
        is_stopped = False
        while not reading.done():
            await asyncio.wait((reading,), timeout=LOOKED_EVERY)
            if seen:
                is_stopped = await on_thread(self._note, portion, seen[-1], left)
                del seen[:-1]
            if is_stopped or self.ending.is_set():
                reading.cancel()
                await asyncio.wait((reading,))
        return is_stopped

    def _note(self, portion: Portion, seen: Progress, left: TimeLeft) -> bool:
        """Write down how far a portion is; True if somebody wants it stopped."""
        own = sum(each.size for each in portion.uploads)
        done = portion.before + own * (seen.bytes_done / seen.bytes_total if seen.bytes_total else 0.0)
        inside = max(0, seen.files - len(portion.uploads))
        return self.jobs.note_progress(
            portion.delivery.id,
            portion.files_before + seen.files_done,
            portion.files + inside,
            done / portion.all if portion.all else 0.0,
            left.after(done, portion.all),
            seen.path.rpartition("/")[2],
        )

    async def _pause(self, seconds: float) -> None:
        """Wait, but not for longer than until this is to end."""
        try:
            await asyncio.wait_for(self.ending.wait(), seconds)
        except TimeoutError:
            return

    def _scrub(self) -> None:
        """Have nothing left in the server's file of what was deleted; where that fails, the next hour's does it."""
        try:
            self.jobs.scrub()
        except WorkspaceError as error:
            log.error("words that were deleted may still be in the server's file: %s", error)

    def _tidy_files(self) -> None:
        """Delete files that a process had noted as not needed before it died."""
        there = self.uploads.names()  # first: what begins to come meanwhile is not among them
        needed = self.jobs.needed()
        self.uploads.delete(name for name in there if name not in needed)


async def _ingest(root: Path, ready: int) -> None:
    with (
        open_workspace(root, create=False) as firm,
        firm.workers.at_work() as worker,
        firm.server(create=False) as file,
    ):
        deliveries = Deliveries(file)
        jobs = Jobs(file, firm.workers, worker)
        uploads = firm.uploads(deliveries)
        ingesting = Ingesting(firm, jobs, uploads, Watching(file), partial(as_owner, firm))
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, ingesting.ending.set)
        say_ready(ready)
        await ingesting.run()


def run(lifeline: int, ready: int, root: Path) -> None:
    """Read what people send until told to end, or until the supervisor is gone (`lifeline`)."""
    give_way()
    leave_no_memory()
    atexit.register(gc.freeze)  # as the command line does
    leave_out_the_service()
    bound_pages()
    end_with(lifeline)
    asyncio.run(_ingest(root, ready))


if __name__ == "__main__":
    try:
        run(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    except PinciteError as error:
        sys.exit(f"no documents are read in: {error}")
