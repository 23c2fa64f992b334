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


def environment_of(options: Mapping[str, str], counts: Path) -> dict[str, str]:
    """The environment of these processes: that of this one, with the settings that options gave over it.

    `counts` is the folder in which they count.
    """
    settings = {SERVER.variable(key): value for key, value in options.items()}
    return {ARENAS: MOST_ARENAS, **os.environ, FOLDER: str(counts), **settings}
