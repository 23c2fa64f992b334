"""What a process of the server does for its supervisor: it ends with it, and says when it is ready."""

import os
import signal
import threading
import time
from dataclasses import dataclass

LAST_SECONDS = 60.0
"""How long questions under way may take once the server is told to end."""


@dataclass(slots=True)
class Ending:
    """When this process was told to end, in seconds of `time.monotonic`; None until it is."""

    told: float | None = None

    def begin(self) -> None:
        """Note that it is told to end; the first time counts."""
        if self.told is None:
            self.told = time.monotonic()

    def left(self) -> float:
        """Seconds that questions under way may still take."""
        if self.told is None:
            return LAST_SECONDS
        return max(0.0, self.told + LAST_SECONDS - time.monotonic())


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
