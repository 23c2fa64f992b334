"""Looks into two documents at once, so that the models read one while the sentences of the next are searched."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

AT_ONCE = 2
"""Documents looked into at once. Work outside the models takes a third of the time, on one core."""

Item = TypeVar("Item")
Made = TypeVar("Made")


async def in_order(
    items: Iterable[Item], work: Callable[[Item], Awaitable[Made]], at_once: int = AT_ONCE
) -> AsyncGenerator[Made, None]:
    """The results of `work` for each item, in order; up to `at_once` items are in work at a time.

    An error is raised in its turn, after all results before it. Closing the generator early cancels what was begun.
    """
    begun: deque[asyncio.Future[Made]] = deque()
    try:
        for item in items:
            begun.append(asyncio.ensure_future(work(item)))
            if len(begun) == at_once:
                yield await begun[0]
                begun.popleft()
        while begun:
            yield await begun[0]
            begun.popleft()
    finally:
        for one in begun:
            one.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
