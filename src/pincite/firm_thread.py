"""The thread of a firm that a program has opened: all that is asked of the firm is done there, on one event loop."""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from pincite.errors import WorkspaceError

T = TypeVar("T")

GIVEN_UP = "the firm was closed before this was done, and it was given up; open the firm again, and repeat it"


class ExitedError(Exception):
    """What was called in the firm's thread wanted to end the program or its task: `cause` is for whoever waits."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(cause)
        self.cause = cause


async def _exiting_elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives. An exit that `on_statement` asks for would end the thread, with all who wait for it.

    If it raises what a task is cancelled with, that looks as if the firm had been closed.
    """
    try:
        return await work
    except (SystemExit, KeyboardInterrupt) as error:
        raise ExitedError(error) from error
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise ExitedError(error) from error


class FirmThread:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="pincite", daemon=True)
        self._process = os.getpid()
        self._entering = threading.Lock()
        self._is_ending = False
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Begin a coroutine; cancelling what this gives cancels it.

        Raises:
            WorkspaceError: the firm is closed, or was opened by the process that this one was forked from.
        """
        with self._entering:
            if self._process == os.getpid() and not self._is_ending:
                return asyncio.run_coroutine_threadsafe(_exiting_elsewhere(work), self._loop)
        work.close()
        raise self._unusable()

    def require_open(self) -> None:
        """Refuse what is asked of a firm that nobody can use here any more.

        Raises:
            WorkspaceError: see `start`.
        """
        with self._entering:
            if self._process == os.getpid() and not self._is_ending:
                return
        raise self._unusable()

    def _unusable(self) -> WorkspaceError:
        if self._process != os.getpid():
            return WorkspaceError("the firm was opened before this process was forked; open it here with pincite.open")
        return WorkspaceError("the firm is closed; open it again with pincite.open")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine gives; it is cancelled when whoever waits for it is interrupted.

        Raises:
            WorkspaceError: see `start`; or the firm was closed meanwhile, or its own thread would wait for itself.
        """
        if threading.current_thread() is self._thread:
            work.close()
            raise WorkspaceError(
                "a session cannot be used in on_statement, whose thread does the work of all; hand the statement over, "
                "and return"
            )
        future = self.start(work)
        try:
            return future.result()
        except CancelledError:
            raise WorkspaceError(GIVEN_UP) from None
        finally:
            future.cancel()

    def end(self, last: Callable[[], None]) -> None:
        """Give up what is at work, do what comes `last`, and end the loop and its thread.

        Raises:
            WorkspaceError: it is called in that thread.
        """
        if threading.current_thread() is self._thread:
            raise WorkspaceError("the firm cannot be closed in on_statement; hand the statement over, and return")
        with self._entering:
            if self._is_ending or self._process != os.getpid():
                return
            self._is_ending = True
            ended = asyncio.run_coroutine_threadsafe(_ended(last), self._loop)
        try:
            ended.result()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


async def _ended(last: Callable[[], None]) -> None:
    """Give up all other work of this loop, wait until it has said so on the record, and do what comes `last`."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for other in others:
        if not other.cancelling():  # one that is at it already may be writing the record
            other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
    last()
