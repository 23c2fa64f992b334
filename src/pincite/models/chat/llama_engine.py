"""A chat model from a GGUF file: llama.cpp's server in a process of its own, reached over 127.0.0.1.

The engine is not loaded into this process: it holds Python's lock while it loads, and a fault in it would end a
question before its record is written. The process is started for the first question, with a key that is made for it, so
that no other user of the machine can ask it anything. It is started once more if it dies, and ends with this one,
however that ends.
"""

import asyncio
import shutil
import tempfile
import threading
import weakref
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from pincite.errors import ModelError
from pincite.models.chat.llama_asking import DIALECT, InTurn
from pincite.models.chat.llama_child import Way
from pincite.models.chat.llama_process import AS_IT_IS, LlamaProcess
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.chat.runs import Runs, llama_runs
from pincite.models.standing import BoundFile, Registrations

GGUF_MAGIC = b"GGUF"
"""Source: the GGUF specification of ggml: the first four bytes of every file."""


class LlamaEngine(InTurn):
    """A chat model that is a file. `close` ends its process; a later question starts it again.

    Before each request it is looked whether the file may still be used, and is still the one that was loaded.
    """

    def __init__(
        self,
        gguf: Path,
        *,
        context_tokens: int,
        timeout_s: float,
        registrations: Registrations,
        way: Way = AS_IT_IS,
    ) -> None:
        """`timeout_s` is in seconds, for one reply of the loaded model. `registrations` bind the file.

        Raises:
            ModelError: the file is missing or no GGUF, or the engine is not installed.
        """
        self._gguf = gguf.absolute()
        self._context_tokens = context_tokens
        self._timeout_s = timeout_s
        self._way = way
        self._starting = threading.Lock()
        self._process: LlamaProcess | None = None
        self._chat: OpenAIChat | None = None
        self._file = BoundFile(self._gguf, registrations)
        self._loaded = ""
        require_gguf(self._gguf)
        if find_spec("xllamacpp") is None:
            raise ModelError(
                "provider 'llama.cpp' needs the package xllamacpp, which is not installed; run: "
                "pip install 'pincite[llm]'"
            )

    @property
    def sha256(self) -> str:
        """The hash of the file that is loaded, or else of the one that is there.

        Raises:
            ModelError: it cannot be read.
        """
        return self._loaded or self._file.sha256

    @property
    def name(self) -> str:
        """The file's name and the first eight digits of its hash (SHA-256), unless it cannot be read."""
        try:
            return f"{self._gguf.stem}@{self.sha256[:8]}"
        except ModelError:
            return self._gguf.stem

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.is_alive else None

    async def server(self, dead: OpenAIChat | None) -> OpenAIChat:
        """The server, and no dead one; it is started if there is none.

        Raises:
            ModelError: the model cannot be loaded, or may not be used.
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
        return llama_runs(await asyncio.to_thread(lambda: self.sha256), self._way)

    def close(self) -> None:
        """End the process, if there is one, even while it loads."""
        process, self._process, self._chat, self._loaded = self._process, None, None, ""
        if process is not None:
            process.end()

    @cached_property
    def queue(self) -> Path:
        """Where those wait who ask within this process; nobody else may look into it."""
        folder = Path(tempfile.mkdtemp(prefix="pincite-llama-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    async def _running(self) -> OpenAIChat:
        """The server; it is started if there is none, or if the file is another than the one that it loaded.

        Raises:
            ModelError: the model cannot be loaded, or may not be used.
        """
        sha256 = await asyncio.to_thread(self._allowed)
        try:
            return await asyncio.to_thread(self._started, sha256)
        except asyncio.CancelledError:
            if self._starting.locked():
                self.close()  # so that the thread comes back now, not when a model is loaded that nobody waits for
            raise

    def _allowed(self) -> str:
        """The hash of the file, if it may be used; a process that has loaded one that may not is ended."""
        try:
            return self._file.require()
        except ModelError:
            with self._starting:
                self.close()
            raise

    def _started(self, sha256: str) -> OpenAIChat:
        with self._starting:
            is_alive = self._process is not None and self._process.is_alive
            if self._chat is not None and is_alive and self._loaded == sha256:
                return self._chat
            self.close()
            process = self._process = LlamaProcess(self._gguf, self._context_tokens, self._way)
            address = process.address()
            require_unchanged(self._gguf, self._file, sha256, process)
            self._loaded = sha256
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


def require_unchanged(gguf: Path, file: BoundFile, sha256: str, process: LlamaProcess) -> None:
    """End a process whose model's file has not this hash any more.

    Raises:
        ModelError: it has another, or cannot be read.
    """
    try:
        if file.sha256 != sha256:
            raise ModelError(f"the model file {gguf} changed since it was loaded; ask again, and it is loaded anew")
    except ModelError:
        process.end()
        raise


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
