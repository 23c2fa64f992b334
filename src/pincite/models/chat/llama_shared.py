"""One llama.cpp for all processes of a server: one of them runs it, and the others find it by a file.

The file has the address, the key and the model's name, or what llama.cpp died of. Only the account that runs the server
can read it. A process that finds the address dead waits for the next one, and asks once more.
"""

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from pincite.errors import ModelError
from pincite.models.chat.llama_asking import DIALECT, InTurn
from pincite.models.chat.llama_child import UNSTRETCHED, KvCache, Way
from pincite.models.chat.llama_engine import require_gguf, require_unchanged
from pincite.models.chat.llama_process import AS_IT_IS, LOADING_S, LlamaProcess
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.chat.runs import Runs, llama_runs
from pincite.models.standing import BoundFile, Registrations

LOOKED_EVERY_S = 0.2

HERE = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}")
"""The address of every llama.cpp that was started here."""


@dataclass(frozen=True, slots=True)
class LlamaServer:
    """Where llama.cpp answers, with which key, and under which name; or the `problem` for which it does not.

    `weights` is the hash of the model's file (SHA-256), and `stamp` that of the file which has it (`BoundFile`). `kv`
    and `yarn_factor` say how it is run (`Way`).
    """

    address: str = ""
    key: str = ""
    name: str = ""
    problem: str = ""
    weights: str = ""
    stamp: str = ""
    kv: KvCache = "f16"
    yarn_factor: float = UNSTRETCHED

    @classmethod
    def read(cls, file: Path) -> "LlamaServer | None":
        """What a file says; None where there is none yet."""
        try:
            found = cls(**json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        return found if found.problem or HERE.fullmatch(found.address) else None  # words go nowhere else

    def write(self, file: Path) -> None:
        """Put it into a file, whole, for the own account alone."""
        making = file.with_suffix(".making")
        making.unlink(missing_ok=True)
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            json.dump(asdict(self), opened)
        making.replace(file)


def run_for_all(
    file: Path,
    gguf: Path,
    context_tokens: int,
    ending: threading.Event,
    ready: Callable[[], None],
    registrations: Registrations,
    way: Way = AS_IT_IS,
) -> None:
    """Run llama.cpp until told to end, and say in a file where it answers. `ready` is called when it does.

    Raises:
        ModelError: it may not or cannot load the model, which the file says too; it died; or the model's file changed.
    """
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.unlink(missing_ok=True)
    weights = BoundFile(gguf, registrations)
    with _loaded(file, gguf, context_tokens, weights, way) as (process, place):
        place.write(file)
        ready()
        try:
            while not ending.wait(LOOKED_EVERY_S):
                if not process.is_alive:
                    raise ModelError(process.obituary("while it wrote"))
                require_unchanged(gguf, weights, place.weights, process)
        finally:
            file.unlink(missing_ok=True)


@contextmanager
def _loaded(
    file: Path, gguf: Path, context_tokens: int, weights: BoundFile, way: Way
) -> Iterator[tuple[LlamaProcess, LlamaServer]]:
    """The process with its model loaded, and where it answers; it ends with this."""
    try:
        require_gguf(gguf)
        digest, stamp = weights.require(), weights.stamp
        process = LlamaProcess(gguf, context_tokens, way)
    except ModelError as error:
        LlamaServer(problem=error.failed).write(file)
        raise
    try:
        try:
            address = process.address()
            require_unchanged(gguf, weights, digest, process)
            name = f"{gguf.stem}@{digest[:8]}"
            place = LlamaServer(
                address, process.key, name, weights=digest, stamp=stamp, kv=way.kv, yarn_factor=way.yarn_factor
            )
        except ModelError as error:
            LlamaServer(problem=error.failed).write(file)
            raise
        yield process, place
    finally:
        process.end()


class SharedLlama(InTurn):
    """A chat model that another process runs for this one. Implements `StreamingProvider`."""

    def __init__(
        self,
        file: Path,
        gguf: Path,
        *,
        timeout_s: float,
        registrations: Registrations,
        patience_s: float = LOADING_S,
    ) -> None:
        """`timeout_s` is for one reply; `patience_s` how long the model may take to be loaded.

        `registrations` bind the model's file, here as where it is run.
        """
        self._file, self._gguf, self._timeout_s, self._patience_s = file, gguf, timeout_s, patience_s
        self._bound = BoundFile(gguf, registrations)
        self._name = self._weights = ""
        self._way = AS_IT_IS
        self._places: WeakKeyDictionary[OpenAIChat, LlamaServer] = WeakKeyDictionary()

    @property
    def name(self) -> str:
        """The file's name and the first eight digits of its hash, once whoever runs it has read it."""
        if not self._name:
            found = LlamaServer.read(self._file)
            self._name = found.name if found is not None else ""
        return self._name or self._gguf.stem

    async def server(self, dead: OpenAIChat | None) -> OpenAIChat:
        """Where llama.cpp answers, once it does, and not where it answered before it died.

        Raises:
            ModelError: it could not be loaded, or not in time, or may not be used.
        """
        place = await self._other_than(self._places.pop(dead, None) if dead is not None else None)
        while place.weights != await asyncio.to_thread(self._allowed, place):
            place = await self._other_than(place)  # whoever runs it loads the file that is there now
        endpoint = Endpoint(f"{place.address}/v1", self._gguf.stem, place.key, self._timeout_s, attempts=1)
        chat = OpenAIChat(endpoint, sends_for=self, dialect=DIALECT)
        self._places[chat] = place
        self._name, self._weights, self._way = place.name, place.weights, Way(place.kv, place.yarn_factor)
        return chat

    async def died(self, dead: OpenAIChat) -> ModelError:  # noqa: ARG002 - as the port has it
        """That it died twice."""
        return ModelError(
            f"llama.cpp, which runs {self._gguf}, ended twice while it wrote; lower context_tokens in settings.toml, "
            "or choose another model"
        )

    async def named(self) -> str:
        """The name."""
        return await asyncio.to_thread(lambda: self.name)

    async def runs(self) -> Runs | None:
        """How the model is run; None where the process that runs it does not say which file it has."""
        return llama_runs(self._weights, self._way) if self._weights else None

    @property
    def queue(self) -> Path:
        """Where all wait who ask it, of whichever process."""
        return self._file.with_suffix(".queue")

    def _allowed(self, place: LlamaServer) -> str:
        """The hash of the model's file, if it may be used."""
        self._bound.know(place.stamp, place.weights)
        return self._bound.require()

    async def _other_than(self, dead: LlamaServer | None) -> LlamaServer:
        """Where llama.cpp answers, once it does, and not where it answered before it died.

        Raises:
            ModelError: it could not be loaded, or not in time.
        """
        until = time.monotonic() + self._patience_s
        while time.monotonic() < until:
            place = await asyncio.to_thread(LlamaServer.read, self._file)
            if place is not None and place != dead:
                if place.problem:
                    raise ModelError(place.problem)
                return place
            await asyncio.sleep(LOOKED_EVERY_S)
        raise ModelError(f"llama.cpp, which runs {self._gguf}, is not there; whoever runs pincite finds why in its log")
