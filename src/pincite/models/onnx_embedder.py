"""The embedder that ships: a sentence encoder as an ONNX graph, run on the processor's own cores.

Every text goes through the graph by itself. The graph's integer arithmetic scales each layer by the largest number it
meets, so that texts sharing a batch would change each other's vectors (cosine 0.993 to the same text alone, as far off
as the quantisation itself); alone, a text has one vector, whenever and beside whatever it is embedded. It costs
nothing: no padding is computed, and the cores are kept busy by several texts at a time, one on each.
"""

import asyncio
import hashlib
import json
import os
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, RuntimeException
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented as UnknownOperator
from tokenizers import Tokenizer

from pincite.errors import ModelError
from pincite.models.ports import Vectors

SHIPPED = Path(__file__).with_name("weights") / "minilm-l6-int8.json"
"""Card of the encoder inside the package; `docs/model-card-embedder.md` says where it comes from."""

SLOW_FUSIONS = ("SkipLayerNormFusion",)
"""Graph rewritings left out: onnxruntime's fused addition and normalisation takes longer than the two apart
(1.32 on AVX-512: 168 clauses per processor-second with it, 194 without)."""

REMEDY = "reinstall pincite, or name another model in the settings"


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What the JSON file beside a graph says: its shape, and the hashes (SHA-256, hexadecimal) of its two files."""

    name: str
    dimensions: int
    max_tokens: int
    graph: Path
    graph_sha256: str
    tokenizer: Path
    tokenizer_sha256: str


def read_card(path: Path) -> EncoderCard:
    """The card in a JSON file; the files it names stand in the same folder.

    Raises:
        ModelError: the card is missing, or is not one.
    """
    try:
        entries = json.loads(path.read_bytes())
        return EncoderCard(
            name=str(entries["name"]),
            dimensions=int(entries["dimensions"]),
            max_tokens=int(entries["max_tokens"]),
            graph=path.parent / entries["graph"]["file"],
            graph_sha256=str(entries["graph"]["sha256"]),
            tokenizer=path.parent / entries["tokenizer"]["file"],
            tokenizer_sha256=str(entries["tokenizer"]["sha256"]),
        )
    except OSError as error:
        raise ModelError(f"the model card {path} could not be read ({error.strerror}); {REMEDY}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the model card {path} is damaged ({error!r}); {REMEDY}") from error


class OnnxEmbedder:
    """Sentence vectors from an ONNX graph with the input `input_ids` (1, n_tokens) and the output `embedding` (1, dim).

    Nothing but the card is read until the first text comes. `lanes` texts are encoded at a time, each on one core.
    """

    def __init__(self, card: Path = SHIPPED, lanes: int | None = None) -> None:
        self._card = read_card(card)
        self._lanes = lanes or usable_cores()
        self._loading = threading.Lock()
        self._encoder: _Encoder | None = None

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return f"{self._card.name}@{self._card.graph_sha256[:8]}"

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._card.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length vector per text, in the same order; a text's words past `max_tokens` are not read.

        It computes on threads, so that reading can go on meanwhile.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        encoder = await asyncio.to_thread(self._loaded)
        pending = deque(enumerate(texts))
        lanes = min(self._lanes, len(texts))
        try:
            await asyncio.gather(*(asyncio.to_thread(encoder.fill, vectors, pending) for _ in range(lanes)))
        finally:
            pending.clear()  # when one lane fails or the caller gives up, the others stop after their current text
        return vectors

    def _loaded(self) -> "_Encoder":
        """The encoder, made at the first call."""
        with self._loading:
            if self._encoder is None:
                self._encoder = _Encoder(self._card)
            return self._encoder


class _Encoder:
    """A tokenizer and a session, both safe to share between threads."""

    def __init__(self, card: EncoderCard) -> None:
        self._tokenizer = Tokenizer.from_buffer(_verified(card.tokenizer, card.tokenizer_sha256))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(card.max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # on the caller's thread: no pool, so nothing spins while waiting for work
        options.inter_op_num_threads = 1
        graph = _verified(card.graph, card.graph_sha256)
        try:
            self._session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(SLOW_FUSIONS)
            )
        except (Fail, InvalidGraph, InvalidProtobuf, RuntimeException, UnknownOperator) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(f"onnxruntime could not open the model {card.graph} ({reason}); {REMEDY}") from error

    def fill(self, vectors: Vectors, pending: deque[tuple[int, str]]) -> None:
        """Take texts from `pending` until it is empty, and put each one's vector in its row."""
        while True:
            try:
                row, text = pending.popleft()
            except IndexError:
                return
            vectors[row] = self._session.run(["embedding"], {"input_ids": self._token_ids(text)})[0][0]

    def _token_ids(self, text: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        """Shape (1, n_tokens). Lone surrogates, which no encoding carries, are read as unknown characters."""
        readable = text.encode("utf-8", "replace").decode("utf-8")
        return np.array([self._tokenizer.encode(readable).ids], dtype=np.int64)


def _verified(path: Path, sha256: str) -> bytes:
    """The bytes of a file whose hash is as stated.

    Raises:
        ModelError: the file is missing, or is not the one that the card describes.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the model file {path} could not be read ({error.strerror}); {REMEDY}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"the model file {path} is damaged or is another version than its card says; {REMEDY}")
    return content


def usable_cores() -> int:
    """Cores that this process may run on."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
