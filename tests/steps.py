"""Counts the steps that something takes, so that a test tells how they grow without a clock."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(task: Callable[[], object]) -> int:
    """How many lines of Python a task runs.

    What a regular expression does is one step, however long it takes: one that goes over a text again and again takes
    minutes for the texts of these tests, and ends at the time limit of a test.
    """
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> Any:  # noqa: ANN401 - as sys.settrace has it
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        task()
    finally:
        sys.settrace(before)
    return count


def assert_linear(task: Callable[[str], object], text: str) -> None:
    """A text is read to its end, and twice as much of its kind takes about twice the steps."""
    task(text)
    some = text[:5_000] + text[-5_000:]
    assert steps(lambda: task(2 * some)) <= 2.5 * steps(lambda: task(some)) + 1_000
