"""The process that runs llama.cpp for all workers: `python -m pincite.web.model LIFELINE READY FOLDER`."""

import signal
import sys
import threading
from functools import partial
from pathlib import Path
from types import FrameType

from pincite.errors import PinciteError
from pincite.models.chat.llama_shared import run_for_all
from pincite.sandbox.box import leave_no_memory
from pincite.web.lifeline import end_with, say_ready
from pincite.wiring import open_workspace
from pincite.wiring.names import MODEL


def run(lifeline: int, ready: int, root: Path) -> None:
    """Run the model that the settings name until told to end, or until the supervisor is gone (`lifeline`).

    Raises:
        ModelError: it cannot be loaded or may not be used, or llama.cpp died.
        WorkspaceError: the settings cannot be used.
    """
    leave_no_memory()
    ending = threading.Event()

    def end(_sign: int, _frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    end_with(lifeline)
    with open_workspace(root, create=False) as firm:
        for model in firm.settings.models:
            if model.gguf is not None:  # there is at most one
                run_for_all(
                    root / MODEL,
                    model.gguf,
                    model.context_tokens,
                    ending,
                    partial(say_ready, ready),
                    firm.registrations,
                    model.way,
                )


if __name__ == "__main__":
    try:
        run(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    except PinciteError as error:
        sys.exit(f"the language model does not run: {error}")
