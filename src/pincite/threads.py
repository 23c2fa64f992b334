"""Steps that wait for a disk, done on a thread, so that an event loop never does."""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def on_thread(do: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What a step gives that is done on another thread, while the loop goes on.

    A step is whole, as it would be on the loop: if its task is cancelled meanwhile, the step is done all the same, and
    the task is cancelled where it waits next. So whatever is to be recorded of a question that is given up is recorded
    by whoever would do it anyway.

    Raises:
        whatever the step raises.
    """
    call = partial(contextvars.copy_context().run, partial(do, *arguments, **named))
    return await whole(asyncio.get_running_loop().run_in_executor(None, call))


@asynccontextmanager
async def entered_on_thread(context: AbstractContextManager[T]) -> AsyncIterator[T]:
    """A block that waits for a disk where it begins and where it ends, such as one that holds a lock file.

    Raises:
        whatever the beginning or the end raises.
    """
    stack = ExitStack()
    given = await on_thread(stack.enter_context, context)
    try:
        yield given
    finally:
        await on_thread(stack.close)


async def whole(step: "asyncio.Future[T]") -> T:
    """What a step gives that was begun and is not to be left half awaited; see `on_thread`.

    Raises:
        whatever the step raises.
    """
    cancelled: asyncio.CancelledError | None = None
    while not step.done():
        try:
            await asyncio.wait((step,))
        except asyncio.CancelledError as error:
            cancelled = error
    task = asyncio.current_task()
    if cancelled is not None and task is not None:
        task.uncancel()  # it was asked for once, whenever it is heard
        task.cancel(*cancelled.args)
    return step.result()
