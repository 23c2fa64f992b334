"""A chat model from a GGUF file: llama.cpp's server in a process of its own, reached over 127.0.0.1.

The engine is not loaded into this process: it holds Python's lock while it loads, and a fault in it would end a
question before its record is written. The process is started for the first question, with a key that is made for it, so
that no other user of the machine can ask it anything. It is started once more if it dies, and ends with this one,
however that ends.
"""

import asyncio
import hashlib
import shutil
import tempfile
import threading
import weakref
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from pincite.errors import ModelError
from pincite.models.chat.llama_asking import DIALECT, InTurn
from pincite.models.chat.llama_process import LlamaProcess
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.chat.runs import Runs, llama_runs

GGUF_MAGIC = b"GGUF"
"""Source: the GGUF specification of ggml: the first four bytes of every file."""


class LlamaEngine(InTurn):
    """A chat model that is a file. `close` ends its process; a later question starts it again."""

    def __init__(self, gguf: Path, *, context_tokens: int, timeout_s: float) -> None:
        """`timeout_s` is in seconds, for one reply of the loaded model.

        Raises:
            ModelError: the file is missing or no GGUF, or the engine is not installed.
        """
        self._gguf = gguf.absolute()
        self._context_tokens = context_tokens
        self._timeout_s = timeout_s
        self._starting = threading.Lock()
        self._process: LlamaProcess | None = None
        self._chat: OpenAIChat | None = None
        require_gguf(self._gguf)
        if find_spec("xllamacpp") is None:
            raise ModelError(
                "provider 'llama.cpp' needs the package xllamacpp, which is not installed; run: "
                "pip install 'pincite[llm]'"
            )

    @cached_property
    def sha256(self) -> str:
        """The hash of the file, which is read once for it."""
        with self._gguf.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def name(self) -> str:
        """The file's name and the first eight digits of its hash (SHA-256); the file is read once for it."""
        return f"{self._gguf.stem}@{self.sha256[:8]}"

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.is_alive else None

    async def server(self, dead: OpenAIChat | None) -> OpenAIChat:
        """The server, and no dead one; it is started if there is none.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if dead is not None:
            await asyncio.to_thread(self._bury, dead)
        return await self._running()

    async def died(self, dead: OpenAIChat) -> ModelError:
        """What the process died of."""
        return ModelError(await asyncio.to_thread(self._bury, dead))

    async def named(self) -> str:
        """The name."""
        return await asyncio.to_thread(lambda: self.name)

    async def runs(self) -> Runs:
        """How the model is run."""
        return llama_runs(await asyncio.to_thread(lambda: self.sha256))

    def close(self) -> None:
        """End the process, if there is one, even while it loads."""
        process, self._process, self._chat = self._process, None, None
        if process is not None:
            process.end()

    @cached_property
    def queue(self) -> Path:
        """Where those wait who ask within this process; nobody else may look into it."""
        folder = Path(tempfile.mkdtemp(prefix="pincite-llama-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    async def _running(self) -> OpenAIChat:
        """The server; it is started if there is none.

        Raises:
            ModelError: the model cannot be loaded.
        """
        try:
            return await asyncio.to_thread(self._started)
        except asyncio.CancelledError:
            if self._starting.locked():
                self.close()  # so that the thread comes back now, not when a model is loaded that nobody waits for
            raise

    def _started(self) -> OpenAIChat:
        with self._starting:
            if self._chat is not None and self._process is not None and self._process.is_alive:
                return self._chat
            self.close()
            process = self._process = LlamaProcess(self._gguf, self._context_tokens)
            address = process.address()
            chat = OpenAIChat(
                Endpoint(f"{address}/v1", self._gguf.stem, process.key, self._timeout_s, attempts=1),
                sends_for=self,
                dialect=DIALECT,
            )
            self._chat = chat
            return chat

    def _bury(self, chat: OpenAIChat) -> str:
        """End the process of a lost server, unless another has replaced it; return what it died of."""
        with self._starting:
            process = self._process
            if process is None or self._chat is not chat:
                return "llama.cpp ended while it wrote; ask again"
            reason = process.obituary("while it wrote")
            self.close()
            return reason


def require_gguf(gguf: Path) -> None:
    """Refuse a file that does not begin like a GGUF.

    Raises:
        ModelError: it is missing, cannot be read, or is no GGUF.
    """
    if not gguf.is_file():
        raise ModelError(f"there is no file {gguf}; set gguf in settings.toml to the path of a GGUF file")
    try:
        with gguf.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as error:
        raise ModelError(
            f"the model file {gguf} could not be read ({error.strerror}); correct its permissions"
        ) from error
    if magic != GGUF_MAGIC:
        raise ModelError(f"the model file {gguf} is no GGUF file; set gguf in settings.toml to the path of one")
