"""Questions that a worker answers, apart from the requests that asked them: who goes away can come back for the answer.

What a page shows of a question under way it reads from the record and from the server's file, so any worker can show
what another one answers.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from pincite.ask import BY_ASKER, Asking, Found, Mode, Released, Reply, new_id
from pincite.errors import BusyError, PinciteError
from pincite.serving.port import Workers
from pincite.serving.questions import OwnQuestions
from pincite.serving.store import ServerStore
from pincite.serving.values import Pending
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.refusals import refusals_recorded
from pincite.session.sampling import sampled_after
from pincite.session.under_way import is_recorded, next_record
from pincite.views.under_way import asking_said

MOST_OF_ONE, MOST = 4, 64
"""Questions under way of one user, over all workers, and of one worker: a question costs half a second of a processor,
and a list over many documents a minute."""

PROGRESS_SECONDS = 0.5
"""How often it is written down how many documents have been looked into, or how far a language model is."""

STOP_SECONDS = 0.3
"""How often it is looked whether a question is to be stopped."""

STOPPED = "this was stopped before anything was looked for"

BROKEN = "something went wrong while this was being answered; whoever runs pincite finds it in the log"

log = logging.getLogger("pincite.web")


@dataclass(frozen=True, slots=True)
class Answering:
    """The questions that one worker answers; `pages` counts for each user the open pages that wait for an answer.

    `has_answered` is set once the first has ended, however it ended.
    """

    store: ServerStore
    own: OwnQuestions
    workers: Workers
    worker: str
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    pages: Counter[str] = field(default_factory=Counter)
    has_answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def begin(
        self,
        session: Session,
        question: str,
        *,
        matter: str | None,
        after: str | None,
        about: str | None = None,
        mode: Mode = "quote",
        door: str = "page",
        reply_id: str | None = None,
    ) -> str:
        """Begin to answer a question; returns the id that its reply will have on the record (`reply_id`, if given).

        `door` names where it came from in the record of what is refused.

        Raises:
            BusyError: too many are being answered already.
        """
        if len(self.tasks) >= MOST:
            raise BusyError("too many questions are being answered at the moment; try again in a minute")
        identity = reply_id or new_id()
        since = await next_record(session)
        pending = Pending(identity, session.principal.user, question, since, session.now(), self.worker)
        await asyncio.to_thread(self.store.begin, pending, self._require_room)
        asked = partial(answer, session, question, matter=matter, after=after, about=about, mode=mode)
        task = asyncio.create_task(self._answered(session, pending, asked, door))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return identity

    def _require_room(self, workers: Sequence[str]) -> None:
        """Refuse a question to somebody whose others are with these workers: those of dead ones do not count."""
        own = sum(self.workers.is_alive(one) for one in workers)
        if own >= MOST_OF_ONE:
            raise BusyError(f"{own} questions of yours are being answered already; wait until one of them is")

    async def finish(self, seconds: float) -> None:
        """Wait for all questions to be answered; those that are not by then are given up, which the record says."""
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _answered(
        self, session: Session, pending: Pending, asked: Callable[..., Awaitable[Reply]], door: str
    ) -> None:
        noting, reply = Noting(self.store, pending.id), None
        stopping = asyncio.create_task(self._stopped_when_asked(pending.id, asyncio.current_task()))
        try:
            async with refusals_recorded(session, f"{door} ask"):
                reply = await asked(
                    release=noting.release,
                    found=noting.found,
                    looked=noting.progress,
                    told=noting.asking,
                    reply_id=pending.id,
                )
        except asyncio.CancelledError:  # the walk has put on the record that it was given up, and by whom
            await noting.finish()
            if await is_recorded(session, pending.id):
                await asyncio.to_thread(self.store.end, pending.id)
            else:
                await asyncio.to_thread(self.store.note_error, pending.id, STOPPED)
            raise
        except PinciteError as error:
            await asyncio.to_thread(self.store.note_error, pending.id, error.failed)
        except Exception as error:  # nobody waits for this task: it is the server's outermost layer
            log.error("a question could not be answered", exc_info=error)
            await asyncio.to_thread(self.store.note_error, pending.id, BROKEN)
        else:
            await noting.finish()
            await asyncio.to_thread(self.store.end, pending.id)
        finally:
            stopping.cancel()
            self.has_answered.set()
        if reply is not None:
            await _labelled(session, reply)

    async def _stopped_when_asked(self, identity: str, task: "asyncio.Task[None] | None") -> None:
        """Cancel the task of a question once its asker has it stopped, over whichever worker."""
        while not await asyncio.to_thread(self.own.stopped, (identity,)):
            await asyncio.sleep(STOP_SECONDS)
        if task is not None:
            task.cancel(BY_ASKER)


async def _labelled(session: Session, reply: Reply) -> None:
    """Put a question to further models for labels if it is drawn: its asker has the answer by then."""
    try:
        await sampled_after(session, reply)
    except PinciteError as error:
        log.warning("a question was not asked again for a label: %s", error.failed)


@dataclass(slots=True)
class Noting:
    """Writes down how far a question has come, on threads: the walk that says so goes on meanwhile."""

    store: ServerStore
    identity: str
    noted: float = 0.0
    told: str = ""
    writing: set[asyncio.Task[None]] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def release(self, released: Released) -> None:
        """One more sentence may be shown."""
        self._write(self.store.note_released, released.number)

    async def found(self, _found: Found) -> None:
        """Quotes are on the record: whoever follows the question looks for them once a model is being asked."""

    def progress(self, done: int, of: int) -> None:
        """So many documents have been looked into, of so many."""
        now = time.monotonic()
        if now - self.noted >= PROGRESS_SECONDS:
            self.noted = now
            self._write(self.store.note_progress, done, of)

    def asking(self, asking: Asking) -> None:
        """A language model has come so far; another model, or another place in a queue, is told at once."""
        now, said = time.monotonic(), asking_said(asking)
        progress = asking.progress
        step = f"{asking.model} {progress.is_here} {progress.before} {progress.of > 0} {progress.written > 0}"
        if step != self.told or now - self.noted >= PROGRESS_SECONDS:
            self.told, self.noted = step, now
            self._write(self.store.note_asking, said)

    async def finish(self) -> None:
        """Wait until all of it is written."""
        await asyncio.gather(*self.writing)

    def _write(self, note: Callable[..., None], *values: int | str) -> None:
        written = asyncio.create_task(self._in_turn(partial(note, self.identity, *values)))
        self.writing.add(written)
        written.add_done_callback(self.writing.discard)

    async def _in_turn(self, note: Callable[[], None]) -> None:
        """Write one note after those before it, so that what was said last stands last."""
        async with self.turn:
            await asyncio.to_thread(note)
