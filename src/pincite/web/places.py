"""How much of what is dear a worker does at once, of one user and of all.

Comparing holds threads that every page needs, drawing starts a process each, and a whole form lies on the disk twice.
A worker's memory is where this is counted, since it is the worker that it bounds.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pincite.errors import BusyError


class Places:
    """So many at once of one kind of work: `each` of one user."""

    def __init__(self, what: str, *, each: int, all_users: int) -> None:
        self.each = each
        self._what, self._all_users = what, all_users
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, user: str) -> Iterator[None]:
        """While this lasts, one of the places is a user's.

        Raises:
            BusyError: as many as one user may have are theirs, or none is left.
        """
        with self._lock:
            if self._taken[user] >= self.each:
                raise BusyError(
                    f"{self._what} for you already, as many as one person may have at once; wait until one is done"
                )
            if self._taken.total() >= self._all_users:
                raise BusyError(f"too many {self._what} at the moment; try again in a few seconds")
            self._taken[user] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[user] -= 1
                self._taken += Counter()  # keeps no name without a place


COMPARING: Final = Places("documents are being compared", each=2, all_users=3)
DRAWING: Final = Places("pages are being drawn", each=4, all_users=8)
SENDING: Final = Places("forms of files are being taken", each=1, all_users=3)
