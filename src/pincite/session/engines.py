"""Hold the engine that runs a registered model against the model's weights, on documents that the user may see."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import ModelError, WorkspaceError
from pincite.models.comparing.adapting import PEFT
from pincite.models.comparing.served import Served, verified_server
from pincite.models.registry import Registered, digest_of, state_of
from pincite.session.reading import version_of
from pincite.session.registering import registered_model
from pincite.session.scoring import asked_of_server, tier_at_address
from pincite.threads import on_thread
from pincite.views.engine_verified import EngineVerified
from pincite.views.server_verified import ServerVerified

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.documents.span import DocumentId, MatterId
    from pincite.models.chat.tier import Tier
    from pincite.models.comparing.engine import Engine, Running, Say
    from pincite.models.comparing.serving import Server
    from pincite.models.comparing.verifying import Verified
    from pincite.models.scoring import Answers
    from pincite.sandbox.llama_library import LlamaLibrary
    from pincite.session.session import Session

CHARACTERS_A_TOKEN = 12
"""Characters of text that are taken for a token: words of contracts have 4 to 6, tables fewer."""

NOT_SAMPLED = "the server that answers are written with takes no adapter, so it was not sampled; --server samples one"

WHAT = "models verify"

MODEL_CHANGED = "the file of {name!r} is not the one that was registered ({path}): its hash is another"


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What is compared: a registered model, an adapter by its path, how the engine runs, and on how many positions.

    `tier` is that of a server which runs the model, and is sampled.
    """

    name: str
    adapter: Path | None
    running: "Running"
    positions: int
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text, and the documents that it is of, with their matters; none of a text that somebody brought."""

    text: str
    documents: "frozenset[DocumentId]" = frozenset()
    matters: "frozenset[MatterId]" = frozenset()


async def verify_engine(
    session: "Session", asked: VerifyOptions, text: str | None, say: "Say" = lambda _: None
) -> EngineVerified | ServerVerified:
    """Compare llama.cpp with the reference on a registered model, and put on the record what came of it.

    Of a model in a folder of Hugging Face's form, which llama.cpp does not run, the server of a tier is compared.

    Without a `text`, that of documents is taken which the session's user may see, as they lie by matter and path. It
    stays in this process and those that it starts, unless a tier's server is asked, which takes leave.

    Raises:
        ModelError: no such model is registered, its file is another by now, it cannot be run, or there is no text; or
            the tier's server may not be sent it, or gives no log-probabilities.
        WorkspaceError: the disk has no room for a copy in float32.
        AccessError: a document was closed while it was compared.
        RecordError: the record cannot be read or written.
    """
    began = time.perf_counter()
    model = await on_thread(registered_model, session.firm, asked.name)
    if await on_thread(lambda: state_of(model, looks_inside=True)) != "registered":
        raise ModelError(f"{MODEL_CHANGED.format(name=model.name, path=model.path)}; put it back, or retire it")
    if model.path.is_dir():
        _require_server_alone(model, asked)
    tier = None if asked.tier is None else await on_thread(tier_at_address, session, asked.tier)
    scope = await on_thread(session.scope)
    words = ComparedText(text) if text is not None else await on_thread(_firm_text, session, asked)
    adapter = None if asked.adapter is None else await on_thread(lambda: digest_of(_files_of_adapter(asked)))
    found = await _Comparing(session, model, asked, words, tier, say).done()
    content: dict[str, Json] = {"documents": [*sorted(words.documents)]}
    facts = {
        "what": WHAT,
        "model": model.name,
        "sha256": model.sha256,
        "adapter_sha256": adapter,
        **_facts(found, asked.tier),
    }
    record = await session.record("model", {**facts, "server_tier": asked.tier}, content, words.matters)
    await on_thread(session.require_open, scope, words.documents, record)
    seconds = time.perf_counter() - began
    if isinstance(found, Served):
        return ServerVerified(model.name, model.sha256, adapter, asked.tier or "", found, record.seq, seconds)
    return EngineVerified(model.name, model.sha256, adapter, found, record.seq, seconds, asked.tier)


def _require_server_alone(model: Registered, asked: VerifyOptions) -> None:
    """Refuse what cannot be asked of a model in a folder, which no engine runs here.

    Raises:
        ModelError: no server is named, or how the engine should run it.
    """
    from pincite.models.comparing.engine import Running

    if asked.tier is None:
        raise ModelError(
            f"llama.cpp runs GGUF files, and {model.path} is a folder; name its server with --server TIER, "
            "or register the GGUF made from it"
        )
    if asked.running != Running():
        raise ModelError("how a server keeps its cache is set where it runs; leave out --kv and --no-flash")


def _files_of_adapter(asked: VerifyOptions) -> list[Path]:
    """The files of the adapter that was asked for: one, or those of a folder that PEFT wrote."""
    if asked.adapter is None:
        raise AssertionError("it is asked only where there is one")
    return [asked.adapter / name for name in sorted(PEFT)] if asked.adapter.is_dir() else [asked.adapter]


class _Comparing:
    """A comparison on a thread of its own, which is stopped when nobody waits for it any more."""

    def __init__(
        self,
        session: "Session",
        model: Registered,
        asked: VerifyOptions,
        words: ComparedText,
        tier: "Tier | None",
        say: "Say",
    ) -> None:
        self._session, self._model, self._asked, self._words = session, model, asked, words
        self._tier, self._say = tier, say
        self._is_stopped = False
        self._engines: set[LlamaLibrary] = set()
        self._asking: asyncio.Task[Answers] | None = None

    async def done(self) -> "Verified | Served":
        """What came of it.

        Raises:
            ModelError, WorkspaceError: as `verify_engine`.
        """
        loop = asyncio.get_running_loop()
        step = loop.run_in_executor(None, self._compared, loop)
        try:
            return await asyncio.shield(step)
        except asyncio.CancelledError:
            self._is_stopped = True
            for engine in tuple(self._engines):
                engine.kill()
            asking = (self._asking,) if self._asking is not None else ()
            for task in asking:
                task.cancel()
            await asyncio.wait((step, *asking))  # what was sent is put on the record meanwhile
            step.exception()  # that it was stopped is no news
            raise

    def _compared(self, loop: asyncio.AbstractEventLoop) -> "Verified | Served":
        from pincite.models.comparing.verifying import Subject, verified

        model, asked, server = self._model, self._asked, self._server(loop)
        if model.path.is_dir() and server is not None:
            words = self._words.text
            return verified_server(model.path, words, asked.positions, server, self._told, asked.adapter)
        subject = Subject(model.path, model.path, asked.running, asked.adapter)
        try:
            found = verified(subject, self._words.text, asked.positions, self._opened, server, self._told)
        except OSError as error:
            raise WorkspaceError(
                f"the copy of {model.path} in float32 cannot be written ({error.strerror}); make room where TMPDIR "
                "leads"
            ) from error
        return found if server is not None else replace(found, notes=(*found.notes, NOT_SAMPLED))

    def _server(self, loop: asyncio.AbstractEventLoop) -> "Server | None":
        """The server that is sampled: a tier's, or the one that answers are written with, which takes no adapter."""
        from pincite.models.comparing.serving import Server, server_here

        tier, asked = self._tier, self._asked
        if tier is None:
            kv = asked.running.kv
            return None if asked.adapter is not None else server_here(self._model.path, "f16" if kv == "f32" else kv)

        async def asked_of_it(tokens: Sequence[int]) -> "Answers":
            words = self._words
            self._asking = asyncio.ensure_future(
                asked_of_server(self._session, tier, words.text, tokens, words.documents, words.matters)
            )
            return await self._asking

        def sent(tokens: Sequence[int]) -> "Answers":
            return asyncio.run_coroutine_threadsafe(asked_of_it(tokens), loop).result()

        return Server(f"the server of the tier {tier.name}", sent)

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


def _firm_text(session: "Session", asked: VerifyOptions) -> ComparedText:
    """The words of documents, up to what is needed.

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
    return ComparedText(text, frozenset(documents), frozenset(matters))


def _facts(found: "Verified | Served", tier: str | None) -> "dict[str, Json]":
    """What the record says of a comparison. The faults of a tier's server are not those of the engine here."""
    if isinstance(found, Served):
        return {
            "engine": found.server.called,
            "positions": found.server.positions,
            "kl": found.server.kl,
            "top1": found.server.top1,
            "floor": found.floor,
            "faults": list(found.faults),
        }
    served, sharp, server = found.served, found.sharp, found.server
    return {
        "engine": found.engine,
        "kv": found.running.kv,
        "flash_attention": found.running.flash,
        "positions": served.apart.positions,
        "kl": served.apart.kl,
        "top1": served.apart.top1,
        "floor": served.floor.kl,
        "float32_largest": None if sharp is None else sharp.apart.largest,
        "server_kl": None if server is None else server.kl,
        "faults": list(found.all_faults if tier is None else found.faults),
        "server_faults": list(found.server_faults),
    }
