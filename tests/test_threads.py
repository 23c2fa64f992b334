"""Steps on another thread are as whole as those on the loop."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from pincite.threads import on_thread

ASKED: ContextVar[str] = ContextVar("asked")


def test_a_step_runs_on_another_thread_with_the_context_of_its_task() -> None:
    async def asking() -> tuple[str, bool]:
        ASKED.set("ada")
        return await on_thread(lambda: (ASKED.get(), threading.current_thread() is threading.main_thread()))

    assert asyncio.run(asking()) == ("ada", False)


def test_what_a_step_raises_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(on_thread(divmod, 1, 0))


def test_a_step_that_is_given_up_is_done_and_its_task_is_cancelled_where_it_waits_next() -> None:
    done: list[str] = []
    began, goes_on = threading.Event(), threading.Event()

    def step() -> str:
        began.set()
        assert goes_on.wait(10)
        done.append("step")
        return "result"

    async def asking() -> None:
        try:
            done.append(await on_thread(step))
            await asyncio.sleep(0)
            done.append("went on")
        finally:
            done.append("recorded")

    async def giving_up() -> None:
        task = asyncio.create_task(asking())
        while not began.is_set():
            await asyncio.sleep(0)
        task.cancel()
        task.get_loop().call_later(0.01, goes_on.set)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()

    asyncio.run(giving_up())
    assert done == ["step", "result", "recorded"]


def test_a_time_limit_is_told_apart_from_being_given_up() -> None:
    goes_on = threading.Event()

    async def in_time() -> None:
        asyncio.get_running_loop().call_later(0.05, goes_on.set)
        async with asyncio.timeout(0.01):
            await on_thread(goes_on.wait, 10)
            await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        asyncio.run(in_time())


def test_the_loop_goes_on_while_a_step_waits() -> None:
    goes_on = threading.Event()

    async def both() -> bool:
        waiting = asyncio.create_task(on_thread(goes_on.wait, 10))
        await asyncio.sleep(0)
        goes_on.set()
        return await waiting

    assert asyncio.run(both())
