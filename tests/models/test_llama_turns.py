"""Turns at one llama.cpp: one after the other, over processes, and none is kept by the dead."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from pincite.models.chat.llama_turns import State, drawn
from pincite.models.ports import Message
from pincite.routing.permits import digest

WAITER = (
    "import sys, time; from pathlib import Path; from pincite.models.chat.llama_turns import drawn\n"
    "with drawn(Path(sys.argv[1])) as ticket:\n"
    "    while not ticket.takes_turn(): time.sleep(0.01)\n"
    "    print('has it', flush=True); sys.stdin.readline()\n"
)


@contextmanager
def another(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that waits for its turn, says that it has it, and gives it back at the end of its input."""
    command = [sys.executable, "-c", WAITER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_each_has_its_turn_after_those_before_it_and_knows_how_many_they_are(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(drawn(tmp_path))
        assert first.takes_turn()
        with drawn(tmp_path) as second, drawn(tmp_path) as third:
            assert not second.takes_turn()
            assert not third.takes_turn()
            assert (second.before, third.before) == (1, 2)
            stack.close()
            assert not third.takes_turn()
            assert third.before == 1
            assert second.takes_turn()
            assert not third.takes_turn()
    assert [one.name for one in tmp_path.iterdir()] == ["turn"]


def test_who_leaves_the_queue_holds_nobody_up(tmp_path: Path) -> None:
    with ExitStack() as stack:
        assert stack.enter_context(drawn(tmp_path)).takes_turn()
        with drawn(tmp_path) as second:
            assert not second.takes_turn()
        with drawn(tmp_path) as third:
            assert not third.takes_turn()
            assert third.before == 1
            stack.close()
            assert third.takes_turn()


@pytest.mark.live
def test_another_process_waits_too_and_a_dead_one_keeps_no_turn(tmp_path: Path) -> None:
    with another(tmp_path) as process, ExitStack() as stack:
        assert said(process) == "has it"
        mine = stack.enter_context(drawn(tmp_path))
        assert not mine.takes_turn()
        assert mine.before == 1
        process.kill()
        process.wait()
        assert mine.takes_turn()
        with another(tmp_path) as last:
            while len([one for one in tmp_path.iterdir() if one.name[0].isdigit()]) < 2:
                time.sleep(0.01)
            stack.close()
            assert said(last) == "has it"


INSTRUCTIONS, ASKED = Message("system", "Answer."), Message("user", "How much?")
REPAIR = (Message("assistant", "no"), Message("user", "Once more."))


@pytest.mark.parametrize(
    ("served", "messages", "goes_on"),
    [
        ((INSTRUCTIONS, ASKED), (INSTRUCTIONS, ASKED, *REPAIR), True),
        ((INSTRUCTIONS, ASKED), (INSTRUCTIONS, ASKED), False),
        ((INSTRUCTIONS, ASKED), (INSTRUCTIONS, Message("user", "How long?"), *REPAIR), False),
        ((INSTRUCTIONS, ASKED, *REPAIR), (INSTRUCTIONS, ASKED), False),
        ((), (INSTRUCTIONS, ASKED), False),
    ],
    ids=["repair", "the same again", "another", "its beginning", "nothing"],
)
def test_only_a_longer_conversation_goes_on_from_the_last(
    served: tuple[Message, ...], messages: tuple[Message, ...], goes_on: bool, tmp_path: Path
) -> None:
    State(digest(served, None).hex(), len(served)).leave(tmp_path)
    assert State.left_in(tmp_path).goes_on(messages) is goes_on


@pytest.mark.parametrize("left", ["", "no JSON", "[]", '{"other": 1}'])
def test_a_state_that_cannot_be_read_is_none(left: str, tmp_path: Path) -> None:
    (tmp_path / "state").write_text(left, encoding="utf-8")
    assert State.left_in(tmp_path) == State()
