"""Reading documents in gives way to answering questions: niceness, and a session's share of the processors by it."""

import os
import time
from pathlib import Path

NICENESS = 10
"""On Linux a tenth of the share of a processor that whoever asks gets, and all that nobody else wants."""

NICEST_SESSION = 5
"""A third of the share of a session that asks. As nice as the processes themselves, a session had a tenth: 1 s of a
processor in 100 s on two processors that eighteen others wanted, so that a file took minutes."""

SHARE_OF_SESSION = Path("/proc/self/autogroup")
"""How nice the session of this process is, where Linux divides processors between sessions first (autogroups)."""

TRIES, BETWEEN_TRIES = 3, 0.11
"""How often a session's share is tried to set, and seconds in between: the kernel takes one such order in a tenth of a
second from all who are not administrators."""


def give_way() -> None:
    """Have all else on this machine go before this process, and before the processes that it starts.

    It counts for threads that are started from now on, and cannot be taken back. In a session that others are in as
    well, such as that of a terminal, it counts within this session alone.
    """
    os.nice(NICENESS)
    share_by_niceness()


def share_by_niceness() -> None:
    """Have a session that begins with this process be nice to other sessions, if the process is nice.

    A new session would otherwise get as much of the processors as any other, however nice its processes are. Nothing
    is changed where another process began the session, or where the system has no such shares.
    """
    niceness = min(os.nice(0), NICEST_SESSION)
    if niceness <= 0 or os.getsid(0) != os.getpid():
        return
    for _ in range(TRIES):
        try:
            SHARE_OF_SESSION.write_text(str(niceness), encoding="ascii")
        except BlockingIOError:
            time.sleep(BETWEEN_TRIES)
        except OSError:  # this system has none, or gives it to nobody
            return
        else:
            return
