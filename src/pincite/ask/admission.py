"""Admission to the processors: how many questions are worked on at once, whichever processes answer them.

Finding and reading keep a processor busy for half a second. If all questions that come in together share the
processors, each is as slow as the last of them. Admitted one after another, the first is as fast as ever and the last
no slower.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol


class Admission(Protocol):
    """Lets so many questions work at once, in the order in which they came."""

    def admitted(self) -> AbstractAsyncContextManager[bool]:
        """While this lasts, one may work. True if that had to be waited for.

        Whoever is admitted asks for it no second time, and waits for no language model and no person meanwhile.
        """
        ...


class Unlimited:
    """Everybody is admitted, as in a process that answers one person. Implements `Admission`."""

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[bool]:
        """Nobody waits."""
        yield False


UNLIMITED = Unlimited()
