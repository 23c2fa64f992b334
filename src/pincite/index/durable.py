"""Makes what an engine wrote survive a loss of power.

LanceDB leaves its files to the operating system's cache (traced: no `fsync` in a commit). A killed process loses
nothing by that. A machine that loses power may keep the catalogue's record of a document but not its rows.
"""

import os
from contextlib import suppress
from pathlib import Path

from pincite.drafts import flush_to_disk

CLOCK_SLACK_NS = 1_000_000_000
"""Slack for file times: their clock ticks every few milliseconds, and on network disks it is another machine's.
Flushing a file of the previous second once more costs nothing."""


def make_durable(folder: Path, since_ns: int) -> None:
    """Flush to the disk every file below a folder that was written since `since_ns`, and the folders that name them.

    `since_ns` is in nanoseconds of the system's clock. Files that disappear meanwhile are skipped. The engine never
    writes to a file again, so folders that got no file since are passed over.
    """
    least = since_ns - CLOCK_SLACK_NS
    for directory, _, names in os.walk(folder):
        if not _is_since(Path(directory), least):
            continue
        for path in (*(Path(directory, name) for name in names), Path(directory)):
            with suppress(FileNotFoundError):
                if _is_since(path, least):
                    flush_to_disk(path)


def _is_since(path: Path, least: int) -> bool:
    try:
        return path.stat().st_mtime_ns >= least
    except FileNotFoundError:
        return False
