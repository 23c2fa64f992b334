"""So many questions work at once over all processes, in the order in which they came, whatever becomes of one."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.serving.admission import shared_admission

HOLDING = """
import asyncio, sys
from pathlib import Path
from pincite.serving.admission import shared_admission

async def hold() -> None:
    with shared_admission(Path(sys.argv[1]), 1) as admission:
        async with admission.admitted():
            print("admitted", flush=True)
            await asyncio.sleep(3600)

asyncio.run(hold())
"""


async def _until(event: asyncio.Event) -> None:
    async with asyncio.timeout(60):
        await event.wait()


def test_they_are_admitted_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    at_work: set[int] = set()
    most, order = 0, list[tuple[int, bool]]()

    async def one(number: int) -> None:
        nonlocal most
        async with admission.admitted() as has_waited:
            order.append((number, has_waited))
            at_work.add(number)
            most = max(most, len(at_work))
            await asyncio.sleep(0)
            at_work.remove(number)

    async def all_of_them() -> None:
        await asyncio.gather(*map(one, range(20)))

    with shared_admission(tmp_path, 2) as admission:
        asyncio.run(all_of_them())
    assert most == 2
    assert order == [(number, number > 1) for number in range(20)]


def test_one_who_gives_up_while_waiting_takes_no_place(tmp_path: Path) -> None:
    async def gives_up() -> list[str]:
        done, came = list[str](), asyncio.Event()

        async def waits(name: str) -> None:
            async with admission.admitted():
                done.append(name)
                came.set()

        async with admission.admitted():
            first, second = asyncio.create_task(waits("first")), asyncio.create_task(waits("second"))
            await asyncio.sleep(0.05)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            assert done == []
        await _until(came)
        await second
        return done

    with shared_admission(tmp_path, 1) as admission:
        assert asyncio.run(gives_up()) == ["second"]


def test_a_place_is_free_after_whoever_has_it_fails(tmp_path: Path) -> None:
    async def fails() -> bool:
        with pytest.raises(ZeroDivisionError):
            async with admission.admitted():
                raise ZeroDivisionError
        async with admission.admitted() as has_waited:
            return has_waited

    with shared_admission(tmp_path, 1) as admission:
        assert asyncio.run(fails()) is False


def test_a_process_waits_for_another_one_which_may_be_killed(tmp_path: Path) -> None:
    async def waits() -> bool:
        entered = asyncio.Event()

        async def enters() -> bool:
            async with admission.admitted() as has_waited:
                entered.set()
                return has_waited

        task = asyncio.create_task(enters())
        await asyncio.sleep(0.2)
        assert not entered.is_set()
        other.send_signal(signal.SIGKILL)
        await _until(entered)
        return await task

    with (
        subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other,
        shared_admission(tmp_path, 1) as admission,
    ):
        assert other.stdout is not None
        assert other.stdout.readline() == "admitted\n"
        assert asyncio.run(waits()) is True


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(WorkspaceError, match="Not a directory"), shared_admission(file / "folder", 1):
        pytest.fail("nobody is admitted")
