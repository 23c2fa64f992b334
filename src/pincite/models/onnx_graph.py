"""The common base of the models that ship: a card that names their files, and a session on the processor's own cores.

Every text goes through a graph by itself. The graph's integer arithmetic scales each layer by the largest number in it,
so texts in one batch would change each other's result (cosine 0.993 to the same text alone, as far off as the
quantisation itself). Alone, a text always has the same result. This costs nothing: no padding is computed, and several
texts at a time, one on each core, keep the cores busy.
"""

import asyncio
import hashlib
import json
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, RuntimeException
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented as UnknownOperator
from tokenizers import Tokenizer

from pincite.errors import ModelError
from pincite.file_stamps import FileStamp, stamp_of

WEIGHTS = Path(__file__).with_name("weights")
"""The folder of the cards and files of the models that ship inside the package."""

SLOW_FUSIONS = ("SkipLayerNormFusion",)
"""Graph rewritings that are left out: onnxruntime's fused addition and normalisation takes longer than the two apart
(1.32 on AVX-512: 168 clauses per processor-second with it, 194 without)."""

AT_A_TIME = 8
"""Texts that a lane reads before whoever waits for a thread gets it: a question's reader is done by then, and a
document that is read in, with hundreds of texts, holds nobody up for longer than some 60 ms."""

REMEDY = "reinstall pincite, or name another model in the settings"

_SESSIONS: dict[str, onnxruntime.InferenceSession] = {}
"""Open graphs, by their hash: opening one takes 70 ms of processor time and 60 MB, and any thread may run it."""

_TOKENIZERS: dict[tuple[str, int | None], Tokenizer] = {}
"""Open tokenizers, by their hash and where they cut a text: opening one takes 30 ms, and any thread may use it."""

_SEEN: dict[tuple[tuple[Path, ...], str], tuple[FileStamp, ...]] = {}
"""The stamps of files whose hash was right, by paths and hash: reading 22 MB and hashing them takes 28 ms."""

SETTLED_S = 2.0
"""Seconds since a file was last changed, from which a change after it was read has a later time: a clock of the system
ticks every 4 ms, and that of some file systems every 2 s."""

onnxruntime.disable_telemetry_events()  # for a program that had loaded it before pincite, which turns it off otherwise

Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The content of the JSON file beside a graph: its shape, and the hashes (SHA-256, hexadecimal) of its two files.

    `graph` is one file, or the parts into which a large one was cut, in their order; the hash is that of the whole.
    `dimensions` is the length of the vector that the graph gives for a text. `slope` and `intercept` turn the graph's
    log odds for a pair into those of a calibrated probability; they are 1 and 0 if the card has none.
    """

    name: str
    dimensions: int
    max_tokens: int
    graph: tuple[Path, ...]
    graph_sha256: str
    tokenizer: Path
    tokenizer_sha256: str
    slope: float = 1.0
    intercept: float = 0.0

    @property
    def revision(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return f"{self.name}@{self.graph_sha256[:8]}"


def read_card(path: Path) -> ModelCard:
    """The card in a JSON file; the files that it names are in the same folder.

    Raises:
        ModelError: the card is missing, or is not one.
    """
    try:
        entries = json.loads(path.read_bytes())
        calibration = entries.get("calibration", {})
        return ModelCard(
            name=str(entries["name"]),
            dimensions=int(entries["dimensions"]),
            max_tokens=int(entries["max_tokens"]),
            graph=_graph_files(path.parent, entries["graph"]),
            graph_sha256=str(entries["graph"]["sha256"]),
            tokenizer=path.parent / entries["tokenizer"]["file"],
            tokenizer_sha256=str(entries["tokenizer"]["sha256"]),
            slope=float(calibration.get("slope", 1.0)),
            intercept=float(calibration.get("intercept", 0.0)),
        )
    except OSError as error:
        raise ModelError(f"the model card {path} could not be read ({error.strerror}); {REMEDY}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"the model card {path} is damaged ({error!r}); {REMEDY}") from error


def _graph_files(folder: Path, entry: Mapping[str, object]) -> tuple[Path, ...]:
    """The files of a graph: `file` names one, `parts` names several that are one after the other."""
    match entry:
        case {"parts": [str(), *_] as parts}:
            return tuple(folder / str(part) for part in parts)
        case {"file": str() as file}:
            return (folder / file,)
    raise KeyError("file")


class Once(Generic[Made]):
    """Something that takes long to make; it is made once, when any thread first wants it."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: Made | None = None

    def begin(self) -> None:
        """Begin to make it, on a thread of its own. A failure there is raised again when it is wanted.

        The thread is no daemon: a program that ends while the thread is inside of onnxruntime would crash.
        """
        threading.Thread(target=self._try).start()

    def _try(self) -> None:
        with suppress(ModelError):
            self.now()

    async def get(self) -> Made:
        """What was made; the event loop goes on meanwhile."""
        return self._made if self._made is not None else await asyncio.to_thread(self.now)

    def now(self) -> Made:
        """The same, on the calling thread."""
        if self._made is not None:
            return self._made
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


def open_tokenizer(card: ModelCard, longest: int | None) -> Tokenizer:
    """The tokenizer of a model, without padding; it cuts a text after `longest` tokens. The whole process shares it.

    Raises:
        ModelError: its file is missing or damaged.
    """
    key = card.tokenizer_sha256, longest
    opened = _TOKENIZERS.get(key)
    if opened is not None and _is_as_seen((card.tokenizer,), card.tokenizer_sha256):
        return opened
    content = _verified((card.tokenizer,), card.tokenizer_sha256)
    return opened if opened is not None else _TOKENIZERS.setdefault(key, _tokenizer(content, longest))


def _tokenizer(content: bytes, longest: int | None) -> Tokenizer:
    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    if longest is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(longest)
    return tokenizer


def open_session(card: ModelCard) -> onnxruntime.InferenceSession:
    """The graph of a model, ready to run on the calling thread; the whole process shares it.

    Raises:
        ModelError: its file is missing or damaged.
    """
    opened = _SESSIONS.get(card.graph_sha256)
    if opened is not None and _is_as_seen(card.graph, card.graph_sha256):
        return opened
    graph = _verified(card.graph, card.graph_sha256)
    return opened if opened is not None else _SESSIONS.setdefault(card.graph_sha256, _session(card.graph[0], graph))


def _session(path: Path, graph: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # on the caller's thread: no pool, so nothing spins while waiting for work
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(SLOW_FUSIONS)
        )
    except (Fail, InvalidGraph, InvalidProtobuf, RuntimeException, UnknownOperator) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"onnxruntime could not open the model {path} ({reason}); {REMEDY}") from error


async def in_lanes(items: Sequence[Item], lanes: int, work: Callable[[int, Item], None]) -> None:
    """Do `work(place, item)` for every item, on at most `lanes` threads at a time; the event loop goes on meanwhile.

    The threads are those of all models of the process, one for each core: whoever else asks waits in line for them, and
    not the threads that everything else is done on. If one fails or the caller gives up, the others stop after their
    current item.
    """
    pending = deque(enumerate(items))
    loop, threads = asyncio.get_running_loop(), _threads()

    def lane() -> None:
        for _ in range(AT_A_TIME):
            try:
                place, item = pending.popleft()
            except IndexError:
                return
            work(place, item)

    async def until_done() -> None:
        while pending:
            await loop.run_in_executor(threads, lane)

    try:
        await asyncio.gather(*(until_done() for _ in range(min(lanes, len(items)))))
    finally:
        pending.clear()


@cache
def _threads() -> ThreadPoolExecutor:
    """The threads on which models are run. More than there are cores would only share them."""
    return ThreadPoolExecutor(usable_cores(), "pincite-model")


def readable(text: str) -> str:
    """A text that a tokenizer accepts: lone surrogates, which cannot be encoded, become unknown characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _verified(paths: tuple[Path, ...], sha256: str) -> bytes:
    """The bytes of a file or of its parts one after the other, if their hash is as stated.

    Raises:
        ModelError: a file is missing, or they are not what the card describes.
    """
    now, seen, parts = time.time(), list[FileStamp](), list[bytes]()
    for path in paths:
        try:
            seen.append(stamp_of(path))
            parts.append(path.read_bytes())
        except OSError as error:
            raise ModelError(f"the model file {path} could not be read ({error.strerror}); {REMEDY}") from error
    content = parts[0] if len(parts) == 1 else b"".join(parts)
    if hashlib.sha256(content).hexdigest() != sha256:
        named = f"one of the model files {paths[0]} to {paths[-1].name}" if parts[1:] else f"the model file {paths[0]}"
        raise ModelError(f"{named} is damaged or is another version than its card says; {REMEDY}")
    if all(0 <= max(one.modified, one.changed) < (now - SETTLED_S) * 1e9 for one in seen):
        _SEEN[paths, sha256] = tuple(seen)
    return content


def _is_as_seen(paths: tuple[Path, ...], sha256: str) -> bool:
    """True if nothing has happened to files since their hash was right: one that is exchanged is noticed at once."""
    try:
        return _SEEN.get((paths, sha256)) == tuple(map(stamp_of, paths))
    except OSError:
        return False


def usable_cores() -> int:
    """How many cores this process may run on."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
