"""Reading documents in gives way to answering questions."""

import os

NICENESS = 10
"""On Linux a tenth of the share of a processor that whoever asks gets, and all that nobody else wants."""


def give_way() -> None:
    """Have all else on this machine go before this process, and before the processes that it starts.

    It counts for threads that are started from now on, and cannot be taken back.
    """
    os.nice(NICENESS)
