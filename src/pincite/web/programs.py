"""The processes of a server, by name: what the supervisor keeps running."""

import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from pincite.serving.counting import FOLDER
from pincite.web.supervisor import Program
from pincite.wiring.model_settings import ModelSettings
from pincite.wiring.server_settings import SERVER, ServerSettings


def programs_of(
    root: Path, settings: ServerSettings, models: Sequence[ModelSettings], listener: socket.socket
) -> tuple[Program, ...]:
    """The programs of a server over the workspace in a folder: one of them runs llama.cpp where a model takes it."""
    runs_model = any(model.provider == "llama.cpp" for model in models)
    return (
        *((Program("model", "pincite.web.model", (str(root),), ends_last=True),) if runs_model else ()),
        Program(
            "web",
            "pincite.web.worker",
            (str(listener.fileno()), str(root)),
            settings.workers,
            (listener.fileno(),),
            overlaps=True,
        ),
        Program("ingest", "pincite.web.ingesting", (str(root),)),
    )


ARENAS = "MALLOC_ARENA_MAX"
"""The variable by which glibc is told how many arenas it may take memory from."""

MOST_ARENAS = "2"
"""A worker's many short-lived threads get an arena each without a bound, up to eight for each processor, and what one
frees none of the others uses: after 240 questions 408 MB of 888 were free and kept. With two arenas, 60 MB of 540."""

LARGE = "MALLOC_MMAP_THRESHOLD_"
"""The variable by which glibc is told from how many bytes on a block is given back to the system once it is freed."""

LARGE_BYTES = "1048576"
"""Otherwise glibc raises that bound to the largest block that was ever freed, and what a search reads, 17 MB over 408
contracts, comes to lie between what stays. After 180 searches, three at once, 53 MB of 369 were free and kept, and with
this bound 6 of 321, for 9 ms of a processor a search."""


def environment_of(options: Mapping[str, str], counts: Path) -> dict[str, str]:
    """The environment of these processes: that of this one, with the settings that options gave over it.

    `counts` is the folder in which they count.
    """
    settings = {SERVER.variable(key): value for key, value in options.items()}
    return {ARENAS: MOST_ARENAS, LARGE: LARGE_BYTES, **os.environ, FOLDER: str(counts), **settings}
