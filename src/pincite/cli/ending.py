"""How a verb ends that is told to: whatever was sent to a model by then goes on the record first."""

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Within the block SIGTERM, which `timeout` and containers send, does what Ctrl-C does.

    Without it the process would be gone at once, and its record would not say what was asked and sent.
    """
    if threading.current_thread() is not threading.main_thread():  # signals come to the main thread alone
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


async def for_its_asker(asking: Coroutine[object, object, T]) -> T:
    """What a question comes to, for somebody who waits: cancelling that stops it for its asker, as its record says."""
    from pincite.ask import BY_ASKER

    task = asyncio.ensure_future(asking)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        task.cancel(BY_ASKER)
        await asyncio.wait([task])
        raise


def _interrupt(_sign: int, _frame: FrameType | None) -> None:
    """Do what Ctrl-C does, also in a process that a shell put into the background, where Ctrl-C is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)
