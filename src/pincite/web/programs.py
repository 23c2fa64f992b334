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


def environment_of(options: Mapping[str, str], counts: Path) -> dict[str, str]:
    """The environment of these processes: that of this one, with the settings that options gave over it.

    `counts` is the folder in which they count.
    """
    return {**os.environ, FOLDER: str(counts), **{SERVER.variable(key): value for key, value in options.items()}}
