"""Hold the engine that runs a registered model against the model's weights, on documents that the user may see."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import ModelError, WorkspaceError
from pincite.models.registry import Registered, digest_of, state_of
from pincite.session.reading import version_of
from pincite.session.registering import registered_model
from pincite.threads import on_thread
from pincite.views.engine_verified import EngineVerified

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.documents.span import DocumentId, MatterId
    from pincite.models.comparing.engine import Engine, Running, Say
    from pincite.models.comparing.verifying import Verified
    from pincite.sandbox.llama_library import LlamaLibrary
    from pincite.session.session import Session

CHARACTERS_A_TOKEN = 12
"""Characters of text that are taken for a token: words of contracts have 4 to 6, tables fewer."""

MODEL_CHANGED = "the file of {name!r} is not the one that was registered ({path}): its hash is another"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: a registered model, an adapter by its path, how the engine runs, and on how many positions."""

    name: str
    adapter: Path | None
    running: "Running"
    positions: int


async def verify_engine(
    session: "Session", asked: Asked, text: str | None, say: "Say" = lambda _: None
) -> EngineVerified:
    """Compare llama.cpp with the reference on a registered model, and put on the record what came of it.

    Without a `text`, that of documents is taken which the session's user may see, as they lie by matter and path.

    Raises:
        ModelError: no such model is registered, its file is another by now, it cannot be run, or there is no text.
        WorkspaceError: the disk has no room for a copy in float32.
        AccessError: a document was closed while it was compared.
        RecordError: the record cannot be read or written.
    """
    began = time.perf_counter()
    model = await on_thread(registered_model, session.firm, asked.name)
    if await on_thread(lambda: state_of(model, looks_inside=True)) != "registered":
        raise ModelError(f"{MODEL_CHANGED.format(name=model.name, path=model.path)}; put it back, or retire it")
    if model.path.is_dir():
        raise ModelError(f"llama.cpp runs GGUF files, and {model.path} is a folder; register the GGUF made from it")
    scope = await on_thread(session.scope)
    documents, matters, words = (
        (set(), set(), text) if text is not None else await on_thread(_firm_text, session, asked)
    )
    adapter = None if asked.adapter is None else await on_thread(lambda: digest_of([_there(asked)]))
    found = await _Comparing(model, asked, words, say).done()
    record = await session.record("model", _facts(model, adapter, found), {"documents": [*sorted(documents)]}, matters)
    await on_thread(session.require_open, scope, documents, record)
    return EngineVerified(model.name, model.sha256, adapter, found, record.seq, time.perf_counter() - began)


def _there(asked: Asked) -> Path:
    if asked.adapter is None:
        raise AssertionError("it is asked only where there is one")
    return asked.adapter


class _Comparing:
    """A comparison on a thread of its own, which is stopped when nobody waits for it any more."""

    def __init__(self, model: Registered, asked: Asked, text: str, say: "Say") -> None:
        self._model, self._asked, self._text, self._say = model, asked, text, say
        self._is_stopped = False
        self._engines: set[LlamaLibrary] = set()

    async def done(self) -> "Verified":
        """What came of it.

        Raises:
            ModelError, WorkspaceError: as `verify_engine`.
        """
        step = asyncio.get_running_loop().run_in_executor(None, self._compared)
        try:
            return await asyncio.shield(step)
        except asyncio.CancelledError:
            self._is_stopped = True
            for engine in tuple(self._engines):
                engine.kill()
            await asyncio.wait((step,))
            step.exception()  # that it was stopped is no news
            raise

    def _compared(self) -> "Verified":
        from pincite.models.comparing.serving import sampled
        from pincite.models.comparing.verifying import Subject, verified

        model, asked = self._model, self._asked
        subject = Subject(model.path, model.path, asked.running, asked.adapter)
        sampling = sampled if asked.adapter is None else None  # the server that answers are written with takes none
        try:
            return verified(subject, self._text, asked.positions, self._opened, sampling, self._told)
        except OSError as error:
            raise WorkspaceError(
                f"the copy of {model.path} in float32 cannot be written ({error.strerror}); make room where TMPDIR "
                "leads"
            ) from error

    @contextmanager
    def _opened(self, gguf: Path, adapter: Path | None) -> "Iterator[Engine]":
        from pincite.sandbox.llama_library import llama_library

        with llama_library(gguf, adapter) as engine:
            self._engines.add(engine)
            try:
                self._told("the engine computes")
                yield engine
            finally:
                self._engines.discard(engine)

    def _told(self, said: str) -> None:
        if self._is_stopped:
            raise ModelError("the comparison was stopped")
        self._say(said)


def _firm_text(session: "Session", asked: Asked) -> "tuple[set[DocumentId], set[MatterId], str]":
    """Documents, their matters, and their words up to what is needed.

    Raises:
        ModelError: the user may see no document with words.
    """
    catalogue, scope = session.firm.catalogue, session.scope()
    wanted = asked.positions * CHARACTERS_A_TOKEN
    documents: set[DocumentId] = set()
    matters: set[MatterId] = set()
    text = ""
    for entry in sorted(catalogue.entries(scope), key=lambda one: (one.matter, one.path)):
        text += catalogue.content(version_of(entry)).text[: wanted - len(text)] + "\n\n"
        documents.add(entry.document)
        matters.add(entry.matter)
        if len(text) >= wanted:
            break
    if not text.strip():
        raise ModelError(
            f"{scope.principal.user} may see no document on whose text the engine could be compared; ask somebody who "
            "may, or name a text file with --text"
        )
    return documents, matters, text


def _facts(model: Registered, adapter: str | None, found: "Verified") -> "dict[str, Json]":
    served, sharp, server = found.served, found.sharp, found.server
    return {
        "what": "models verify",
        "model": model.name,
        "sha256": model.sha256,
        "adapter_sha256": adapter,
        "engine": found.engine,
        "kv": found.running.kv,
        "flash_attention": found.running.flash,
        "positions": served.apart.positions,
        "kl": served.apart.kl,
        "top1": served.apart.top1,
        "floor": served.floor.kl,
        "float32_largest": None if sharp is None else sharp.apart.largest,
        "server_kl": None if server is None else server.kl,
        "faults": list(found.faults),
    }
