"""llama.cpp's library as pincite sees it: a boxed process for one model file, which gives log-probabilities."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from pincite.errors import ModelError
from pincite.models.architecture.reading import read_architecture
from pincite.models.chat.llama_process import QUIET_WAITING, cause_in
from pincite.models.comparing.engine import LogProbs, Running, Tokens
from pincite.sandbox.box import account_setting
from pincite.sandbox.llama_program import END_OF_TALK, NOT_LOADED, NOT_PINNED, PACKAGE, VERSION, Started

SECONDS: Final = 3600
"""Seconds of processor time that the process may take for all that it is asked."""

ROOM: Final = 6 * 2**30
"""Bytes of address space that the process may have beyond twice its files: the interpreter, its libraries and stacks of
threads take 2 GB of it without using them."""

KEPT: Final = 8192
"""Last bytes of the process's output that are kept to explain a failure."""

LONGEST_LINE: Final = 64 * 2**20
"""Bytes of an answer's first line; the tokens of a text are in it."""

ANSWERS_WITHIN_S: Final = 3600.0
"""Seconds that one answer may take by the clock. What only waits takes no processor time, and would never end."""

TIME_TO_DIE_S: Final = 5.0
"""Seconds in which a process that ends is gone, and what it printed last has come."""


class LlamaLibrary:
    """llama.cpp's library with one model loaded. Implements `Engine`; use it within `llama_library`."""

    name = VERSION

    def __init__(self, gguf: Path, process: subprocess.Popen[bytes], within_s: float = ANSWERS_WITHIN_S) -> None:
        """`within_s` is the most seconds that an answer may take."""
        self._gguf, self._process, self._within_s = gguf, process, within_s
        self._is_late = False
        self._said = bytearray()
        self._heard = threading.Condition()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.vocabulary = 0

    def load(self, started: Started) -> None:
        """Have the model loaded.

        Raises:
            ModelError: it cannot be.
        """
        with self._in_time():
            answer = self._ask(started.line())
        # The process is not believed: by its own word, gigabytes would be read as one answer.
        self.vocabulary = read_architecture(self._gguf).vocabulary
        if answer.get("vocabulary") != self.vocabulary:
            raise ModelError(
                f"llama.cpp counts {answer.get('vocabulary')!r} tokens in {self._gguf}, and its header has "
                f"{self.vocabulary:,}; take a whole file of the model from where it is published"
            )

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text, with what the model's file puts first.

        Raises:
            ModelError: the process ended.
        """
        with self._in_time():
            answer = self._ask(json.dumps({"text": text}).encode() + b"\n")
        ids, bos = answer.get("tokens"), answer.get("bos")
        if not isinstance(ids, list) or not all(isinstance(one, int) and 0 <= one < self.vocabulary for one in ids):
            raise self._nonsense()
        return Tokens(tuple(ids), bos if isinstance(bos, int) else None)

    def log_probs(self, tokens: Sequence[int], running: Running) -> LogProbs:
        """What the model makes of the token after each of these.

        Raises:
            ModelError: the library cannot run the model so, or the process ended.
        """
        asked = {"tokens": list(tokens), "kv": running.kv, "flash": running.flash, "at_once": running.at_once}
        with self._in_time():
            answer = self._ask(json.dumps(asked).encode() + b"\n")
            if isinstance(problem := answer.get("problem"), str):
                why = cause_in(self._talk())
                raise ModelError(f"{problem} ({running.words}; {why}); choose other settings, or fewer positions")
            shape = answer.get("rows"), answer.get("columns")
            if shape != (len(tokens), self.vocabulary):
                raise self._nonsense()
            found = np.frombuffer(self._read(len(tokens) * self.vocabulary * 4), "<f4")
        return found.reshape(len(tokens), self.vocabulary)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def kill(self) -> None:
        """End the process while somebody waits for it; whoever does hears that it ended."""
        self._process.kill()

    def end(self) -> None:
        """End the process; it has nothing to save."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()
        self._listening.join(TIME_TO_DIE_S)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """End the process if it takes longer to answer than it may; whoever waits hears why."""
        watch = threading.Timer(self._within_s, self._end_late)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _end_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def _ask(self, line: bytes) -> Mapping[str, object]:
        stdin, stdout = self._pipes
        with contextlib.suppress(BrokenPipeError):
            stdin.write(line)
            stdin.flush()
        found = stdout.readline(LONGEST_LINE)
        if not found.endswith(b"\n"):
            raise ModelError(self._obituary())
        try:
            answer = json.loads(found)
        except (ValueError, RecursionError) as error:
            raise self._nonsense() from error
        if not isinstance(answer, dict):
            raise self._nonsense()
        return answer

    def _read(self, size: int) -> bytes:
        found = self._pipes[1].read(size)
        if len(found) < size:
            raise ModelError(self._obituary())
        return found

    @property
    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("the process was started with pipes")
        return stdin, stdout  # type: ignore[return-value]  # Popen's pipes are binary

    def _nonsense(self) -> ModelError:
        return ModelError(f"the process that runs {self._gguf} in llama.cpp gave back something that is no answer")

    @property
    def _last_words(self) -> str:
        return self._said.decode("utf-8", "replace")

    def _talk(self) -> str:
        """What the library printed before this answer; it comes by another pipe, and may come after it."""
        with self._heard:
            self._heard.wait_for(lambda: END_OF_TALK in self._said, TIME_TO_DIE_S)
            said, _, rest = self._said.partition(END_OF_TALK)
            self._said[:] = rest
        return said.decode("utf-8", "replace")

    def _obituary(self) -> str:
        """What the process died of, as a sentence."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(TIME_TO_DIE_S)
        status = self._process.poll()
        self._listening.join(TIME_TO_DIE_S)
        cause = cause_in(self._last_words)
        if self._is_late:
            return f"llama.cpp gave no answer on {self._gguf} in {self._within_s:g} s; nothing was concluded"
        if status == NOT_LOADED:
            return f"llama.cpp could not load {self._gguf} ({cause}); name a whole GGUF file of a model that it knows"
        if status == NOT_PINNED:
            return (
                f"the library of llama.cpp is not the one that pincite was tested with ({cause}); install it again: "
                "pip install --force-reinstall 'pincite[llm]'"
            )
        if status in (-signal.SIGKILL, -signal.SIGXCPU):
            cause, remedy = "it was killed, most likely for want of memory or time", "take fewer positions"
        else:
            remedy = "if that comes again, llama.cpp cannot run this file: take it anew from where it is published"
            if status is not None and status < 0:
                cause = f"signal {-status}; {cause}"
        return f"llama.cpp ended while it computed {self._gguf} ({cause}); nothing was concluded: {remedy}"

    def _listen(self) -> None:
        """Keep the last output of the process, so that it never waits for a reader."""
        stderr = self._process.stderr
        if stderr is None:
            return
        with stderr:
            while piece := os.read(stderr.fileno(), 4096):
                with self._heard:
                    self._said += piece
                    del self._said[:-KEPT]
                    self._heard.notify_all()


@contextmanager
def llama_library(
    gguf: Path, adapter: Path | None = None, within_s: float = ANSWERS_WITHIN_S
) -> Iterator[LlamaLibrary]:
    """llama.cpp's library in a boxed process, with a model, and an adapter where there is one; ended with this.

    An answer takes `within_s` seconds at most.

    Raises:
        ModelError: a file cannot be opened or is no model, the library is not installed, or it cannot load the model.
    """
    if find_spec(PACKAGE) is None:
        raise ModelError(
            "comparing needs the package llama-cpp-py-sync, which is not installed; run: pip install 'pincite[llm]'"
        )
    with ExitStack() as held:
        files = [_opened(held, path) for path in (gguf, *((adapter,) if adapter is not None else ()))]
        size = sum(os.fstat(file).st_size for file in files)
        threads = len(os.sched_getaffinity(0))
        process = subprocess.Popen(
            [sys.executable, "-IB", "-m", "pincite.sandbox.llama_program"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=files,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **QUIET_WAITING, **account_setting()},
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the parent, which then ends this one
        )
        library = LlamaLibrary(gguf, process, within_s)
        held.callback(library.end)
        library.load(Started(files[0], files[1] if adapter is not None else None, 2 * size + ROOM, SECONDS, threads))
        yield library


def _opened(held: ExitStack, path: Path) -> int:
    try:
        return held.enter_context(path.open("rb")).fileno()
    except OSError as error:
        raise ModelError(f"the model file {path} could not be read ({error.strerror}); correct its path") from error
