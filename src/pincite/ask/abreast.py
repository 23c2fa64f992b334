"""Two documents looked into at once, so that the models read for one while the sentences of the next are sought."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

AT_ONCE = 2
"""Documents looked into at once. What is not the models' work takes a third of the time, on one core."""

Item = TypeVar("Item")
Made = TypeVar("Made")


async def in_order(
    items: Iterable[Item], work: Callable[[Item], Awaitable[Made]], at_once: int = AT_ONCE
) -> AsyncGenerator[Made, None]:
    """What `work` makes of each item, in their order, begun before the one ahead of it has been given out.

    What fails is raised in its turn, after all that comes before it. Whoever stops early closes the generator, and what
    was begun is given up.
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
