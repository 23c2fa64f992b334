"""Runs llama.cpp's server as our process: it is started with a key of its own, listened to, and always ended."""

import contextlib
import json
import os
import re
import secrets
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from pincite.errors import ModelError
from pincite.models.chat.llama_child import NOT_LOADED, ServeOptions, Way

AS_IT_IS = Way()
"""With a cache of 16 bits, and positions as the file has them."""

LOADING_S = 600.0
"""Seconds to load a model; 40 GB come from a slow disk in about 400."""

TIME_TO_DIE_S = 5.0
"""Seconds that a process with broken connections has to end: the kernel closes these first."""

KEPT = 8192
"""How many of the last bytes of the process's output are kept to explain a failure."""

PASSED_ON = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
PASSED_ON_BEGINNINGS = ("CUDA_", "GGML_", "HIP_", "ROCR_", "VK_")
"""What the process gets of the environment: the places of libraries and accelerators, and nobody's keys."""

QUIET_WAITING = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
"""Threads that wait for each other sleep. With spinning, a busy machine of two cores gave 0.5 tokens per second."""

ERROR_LINE = re.compile(r"^[0-9.]{1,30} E (.*)")
"""An error line in llama.cpp's log: the first one says most, the others where it led."""

NO_MEMORY = ("insufficient memory", "failed to allocate", "bad_alloc", "out of memory")
"""The words of llama.cpp, C++ and accelerators for a lack of memory."""

CAUSE = "error loading model: "

FOLDERS = re.compile(r"(?:/[^/\s]{1,100}){1,30}/(?=[\w.-]{1,100}\.(?:c|cpp|cu|h):\d)")
"""Where a file of llama.cpp's source lay on the machine that built it."""

LONGEST_CAUSE = 300
"""Characters."""


class LlamaProcess:
    """One process, from its start to its end."""

    def __init__(self, gguf: Path, context_tokens: int, way: Way = AS_IT_IS) -> None:
        self._gguf = gguf
        self._said = bytearray()
        self.key = secrets.token_urlsafe(32)
        self._process = subprocess.Popen(
            [sys.executable, "-IB", "-m", "pincite.models.chat.llama_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(os.environ),
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the parent, which then ends this one
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(
                    ServeOptions(str(gguf.absolute()), context_tokens, self.key, way.kv, way.yarn_factor).line()
                )
                self._process.stdin.flush()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    def address(self, patience_s: float = LOADING_S) -> str:
        """The server's address, once the model is loaded; a process that fails to load it is ended.

        Raises:
            ModelError: the model cannot be loaded, or not in time.
        """
        if line := self._answer(patience_s):
            return str(json.loads(line)["address"])
        raise ModelError(self.obituary("while it loaded the model"))

    def obituary(self, when: str) -> str:
        """What the process died of, as a sentence; one that is still alive is ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(TIME_TO_DIE_S)
        status = self._process.poll()
        self.end()
        if status == NOT_LOADED:
            cause = cause_in(self._last_words)
            remedy = "set gguf in settings.toml to a whole GGUF file of a model that it knows"
            if any(words in cause for words in NO_MEMORY):
                remedy = "lower context_tokens in settings.toml, or set gguf to a smaller model"
            return f"llama.cpp could not load {self._gguf} ({cause}); {remedy}"
        if status == -signal.SIGKILL:
            cause = "it was killed, most likely for want of memory"
        elif status is None:
            cause = "it stopped answering"
        else:
            cause = f"signal {-status}" if status < 0 else cause_in(self._last_words)
        return (
            f"llama.cpp, which runs {self._gguf}, ended {when} ({cause}); lower context_tokens in settings.toml, "
            "or choose another model"
        )

    @property
    def _last_words(self) -> str:
        return self._said.decode("utf-8", "replace")

    def end(self) -> None:
        """End the process; it has nothing to save."""
        self._process.kill()
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()
        self._listening.join(TIME_TO_DIE_S)

    def _answer(self, patience_s: float) -> bytes:
        """The line that says that the model is ready; empty if the process ended before.

        Raises:
            ModelError: it takes too long.
        """
        stdout = self._process.stdout
        if stdout is None:
            return b""
        with stdout:
            answered = select.poll()
            answered.register(stdout, select.POLLIN | select.POLLHUP)
            if answered.poll(patience_s * 1000):
                return stdout.readline()
        self.end()
        raise ModelError(
            f"llama.cpp did not load {self._gguf} within {patience_s:g} s; choose a smaller model, or copy it to a "
            "faster disk"
        )

    def _listen(self) -> None:
        """Keep the last output of the process, so that it never waits for a reader."""
        stderr = self._process.stderr
        if stderr is None:
            return
        with stderr:
            while piece := os.read(stderr.fileno(), 4096):
                self._said += piece
                del self._said[:-KEPT]


def cause_in(said: str) -> str:
    r"""What went wrong, from llama.cpp's last output: why a model was not loaded, else the first error.

    >>> cause_in("0.01 W slow\n0.02 E alloc: insufficient memory\n0.03 E srv: exiting")
    'alloc: insufficient memory'
    >>> cause_in("/home/build/llama.cpp/src/llama-vocab.cpp:26: GGML_ASSERT(a == b) failed")
    'llama-vocab.cpp:26: GGML_ASSERT(a == b) failed'
    """
    lines = [line for line in said.splitlines() if line.strip()]
    causes = [line.partition(CAUSE)[2] for line in lines if CAUSE in line]
    errors = [found[1] for line in lines if (found := ERROR_LINE.match(line))]
    first = (causes or errors or lines[-1:] or ["it did not say why"])[0]
    first = FOLDERS.sub("", first)
    return "".join(sign if sign.isprintable() else " " for sign in first).strip()[:LONGEST_CAUSE]


def environment(ours: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process, selected from ours.

    >>> environment({"PATH": "/bin", "SECRET_KEY": "x", "CUDA_HOME": "/c"})["CUDA_HOME"]
    '/c'
    """
    kept = {name: value for name, value in ours.items() if name in PASSED_ON or name.startswith(PASSED_ON_BEGINNINGS)}
    return kept | QUIET_WAITING
