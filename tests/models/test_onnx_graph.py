"""What takes long to make is made once, and can be begun before it is wanted."""

import asyncio
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.errors import ModelError
from pincite.models.onnx_graph import (
    AT_A_TIME,
    WEIGHTS,
    ModelCard,
    Once,
    in_lanes,
    open_tokenizer,
    read_card,
    usable_cores,
)


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


@pytest.fixture
def card(tmp_path: Path) -> ModelCard:
    """The card of the embedder, whose tokenizer is to lie in a folder of the test."""
    return replace(read_card(WEIGHTS / "minilm-l6-legal-int8.json"), tokenizer=tmp_path / "tokenizer.json")


SHIPPED = WEIGHTS / "tokenizer.json"


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_file_that_is_exchanged_is_noticed_though_the_other_has_its_size_and_time(
    card: ModelCard, is_gone: bool
) -> None:
    card.tokenizer.symlink_to(SHIPPED)
    opened = open_tokenizer(card, 256)
    assert open_tokenizer(card, 256) is opened
    card.tokenizer.unlink()
    if not is_gone:
        card.tokenizer.write_bytes(SHIPPED.read_bytes()[:-1] + b" ")
        os.utime(card.tokenizer, ns=(SHIPPED.stat().st_mtime_ns, SHIPPED.stat().st_mtime_ns))
    with pytest.raises(ModelError, match="reinstall pincite"):
        open_tokenizer(card, 256)


def test_a_file_that_is_written_to_while_it_is_new_is_noticed(card: ModelCard) -> None:
    for _ in range(20):  # within one tick of the clock of the system, some of the times
        shutil.copy(SHIPPED, card.tokenizer)
        open_tokenizer(card, 256)
        with card.tokenizer.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b" ")
        with pytest.raises(ModelError, match="is damaged"):
            open_tokenizer(card, 256)
