"""What a process of the server does for its supervisor: it ends with it, and says when it is ready."""

import os
import signal
import threading

LAST_SECONDS = 60.0
"""How long questions under way may take once the server is told to end."""


def end_with(lifeline: int) -> None:
    """From now on end, as on SIGTERM, once the supervisor is gone.

    `lifeline` is the reading end of a pipe that only the supervisor holds the other end of: the kernel closes that
    however the supervisor ends.
    """
    threading.Thread(target=_wait, args=(lifeline,), daemon=True).start()


def say_ready(ready: int) -> None:
    """Tell the supervisor that this process does its work now. `ready` is the writing end of a pipe."""
    try:
        os.write(ready, b"1")
    except BrokenPipeError:
        pass  # the supervisor is gone, which the lifeline tells too
    finally:
        os.close(ready)


def _wait(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
