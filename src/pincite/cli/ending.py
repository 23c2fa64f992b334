"""How a verb ends that is told to: whatever was sent to a model by then goes on the record first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Within the block SIGTERM, which `timeout` and containers send, does what Ctrl-C does.

    Without it the process would be gone at once, and its record would not say what was asked and sent.
    """
    if threading.current_thread() is not threading.main_thread():  # signals come to the main thread alone
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
