"""What takes long to make is made once, and can be begun before it is wanted."""

import asyncio
import threading

from pincite.models.onnx_graph import AT_A_TIME, Once, in_lanes, usable_cores


def test_what_was_begun_is_not_made_again_when_it_is_wanted() -> None:
    made: list[int] = []
    begun, may_end = threading.Event(), threading.Event()

    def make() -> str:
        made.append(threading.get_ident())
        begun.set()
        may_end.wait(10)
        return "a model"

    once = Once(make)
    once.begin()
    assert begun.wait(10)
    assert made != [threading.get_ident()]
    may_end.set()
    assert asyncio.run(once.get()) == once.now() == "a model"
    assert len(made) == 1


def test_whoever_waits_for_a_model_holds_up_no_other_step() -> None:
    may_end = threading.Event()

    def read(_: int, __: str) -> None:
        assert may_end.wait(10), "the step that ends this never got a thread"

    async def many_and_a_step() -> None:
        asking = [asyncio.create_task(in_lanes(["a text"] * 4, 2, read)) for _ in range(40)]
        for _ in range(5):  # until each has asked for its threads
            await asyncio.sleep(0)
        await asyncio.to_thread(may_end.set)
        await asyncio.gather(*asking)

    asyncio.run(many_and_a_step())


def test_models_run_on_no_more_threads_than_there_are_cores() -> None:
    threads = set[int]()

    def read(_: int, __: int) -> None:
        threads.add(threading.get_ident())

    async def many() -> None:
        await asyncio.gather(*(in_lanes(range(50), 4, read) for _ in range(10)))

    asyncio.run(many())
    assert 1 <= len(threads) <= usable_cores()


def test_every_text_is_read_once_however_many_there_are() -> None:
    read: list[tuple[int, str]] = []
    texts = [f"text {number}" for number in range(10 * AT_A_TIME + 3)]
    asyncio.run(in_lanes(texts, 2, lambda place, text: read.append((place, text))))
    assert sorted(read) == list(enumerate(texts))
