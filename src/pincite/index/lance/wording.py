"""What LanceDB says of an error, in one line."""

import re
from types import TracebackType
from typing import Final

SOURCE_PLACE = re.compile(r",? ?/\S+\.rs:\d+:\d+")

PANICS: Final = (("pyo3_async_runtimes", "RustPanic"), ("pyo3_runtime", "PanicException"))
"""The classes by which a program in Rust says that it broke off. Nothing exports them, so they are known by name."""


def first_line(error: Exception) -> str:
    """The first line of an engine's error, without the places in its source."""
    line = SOURCE_PLACE.sub("", str(error).strip().split("\n", 1)[0])
    return line.removeprefix("lance error: ").rstrip(".") or type(error).__name__


class PanicsAsErrors:
    """Within the block, an engine that breaks off over a damaged file is an error like any other of its errors."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise a RuntimeError where the engine broke off."""
        if kind is not None and (kind.__module__, kind.__name__) in PANICS:
            raise RuntimeError("its files are damaged, and the engine broke off reading them") from error
