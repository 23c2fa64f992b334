"""What takes long to make is made once, and can be begun before it is wanted."""

import asyncio
import threading

from pincite.models.onnx_graph import Once


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
