"""Whether a file is the one that it was."""

import os
from pathlib import Path

from pincite.file_stamps import stamp_of, which_file


def test_a_file_that_is_exchanged_has_another_stamp_although_size_and_time_are_the_same(tmp_path: Path) -> None:
    file, other = tmp_path / "model", tmp_path / "other"
    file.write_bytes(b"one")
    before = stamp_of(file)
    other.write_bytes(b"two")
    os.utime(other, ns=(before.modified, before.modified))
    other.replace(file)
    after = stamp_of(file)
    assert (after.size, after.modified) == (before.size, before.modified)
    assert after != before
    assert str(after) != str(before)


def test_a_file_stays_the_same_one_when_it_is_written_to(tmp_path: Path) -> None:
    file = tmp_path / "store"
    file.write_bytes(b"one")
    before, stamp = which_file(file), stamp_of(file)
    with file.open("ab") as opened:
        opened.write(b"more")
    assert which_file(file) == before
    assert stamp_of(file) != stamp


def test_no_file_is_none(tmp_path: Path) -> None:
    assert which_file(tmp_path / "nowhere") is None
