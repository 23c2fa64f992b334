"""A folder that is filled once and put back for each test.

It is put back where it was filled: a workspace has the paths of the files that it read, and files that are read again
must lie where they were.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Kept:
    """What a folder held when it was kept, and where it lay."""

    place: Path
    held: Path

    @contextmanager
    def put_back(self, aside: Path) -> Iterator[Path]:
        """The folder as it was kept, with keys and signed heads in it; what becomes of it goes to `aside`."""
        shutil.copytree(self.held, self.place, symlinks=True)
        try:
            with keys_in(self.place):
                yield self.place
        finally:
            self.place.rename(aside)


def kept(place: Path, fill: Callable[[Path], object]) -> Kept:
    """A folder that is filled now, with keys and signed heads in it."""
    place.mkdir()
    with keys_in(place):
        fill(place)
    return Kept(place, place.rename(place.with_name(f"{place.name} as it was")))


@contextmanager
def keys_in(place: Path) -> Iterator[None]:
    """Keep keys and signed heads in a folder that belongs to the test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", os.fspath(place / "state"))
        patch.setenv("XDG_CONFIG_HOME", os.fspath(place / "config"))
        yield
