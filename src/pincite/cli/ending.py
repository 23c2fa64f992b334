"""How a verb ends that is told to: whatever was sent to a model by then goes on the record first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


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


def _interrupt(_sign: int, _frame: FrameType | None) -> None:
    """Do what Ctrl-C does, also in a process that a shell put into the background, where Ctrl-C is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)
