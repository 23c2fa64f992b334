"""The program that runs llama.cpp's library in a box, for one model file that nobody vouches for.

`python -IB -m pincite.sandbox.llama_program` gets the file, and the adapter where there is one, as open files. It loads
the library, whose files it compares with pinned hashes, gives up all rights for good, and only then looks into the
model. It reads requests from standard input, one a line (JSON), and answers each with a line (JSON) and, where
log-probabilities were asked for, as many numbers after it as the line says (float32, little-endian). It ends with its
standard input.
"""

import hashlib
import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from pincite.errors import ReadingRefused
from pincite.models.comparing.engine import LogProbs
from pincite.sandbox.box import keep_to_itself, require, shut

PACKAGE = "llama_cpp_py_sync"

PINNED: Final[Mapping[str, str]] = {
    "libggml-base.so.0": "86f507c03862168f5bdac05d5d100c89ee4dca990e97dd1287618dce0a2f3a60",
    "libggml-cpu.so.0": "867d23f38f550f523dc56f62a11cd893b4a89bce4f7dfb2b39bdab7ada7eeb67",
    "libggml-rpc.so.0": "f91fca7c2a274575374e38a1fb4e9082d96ce8a27fff10795baa474c77147bac",
    "libggml.so.0": "cf20e84da8e13e211f031313ac1293d1fef78308baf343d22a166bc4e16183e6",
    "libllama.so.0": "a7b75344d050b5becf6fb0dd947ddf3876f9d069607e660bfca85800ade6b4bb",
}
"""SHA-256 of each file of the library: llama-cpp-py-sync 0.11739 (llama.cpp b11739), Linux on x86-64."""

VERSION = "llama.cpp b11739"

LIBRARY = "libllama.so.0"

CACHE_TYPES: Final[Mapping[str, int]] = {"f32": 0, "f16": 1, "q4_0": 2, "q8_0": 8}
"""Numbers of ggml's types."""

CELLS = 256
"""llama.cpp keeps room for a multiple of so many tokens."""

ON_CPU = 0

NOT_LOADED, NOT_PINNED = 3, 4
"""Exit statuses: llama.cpp does not load the file (it has said why), or its own files are not the pinned ones."""

END_OF_TALK: Final = b"\x1e\n"
"""Written to standard error before a problem is answered: all that the library said of it stands before this."""


@dataclass(frozen=True, slots=True)
class Started:
    """What the program is told first: descriptors of the open files, its limits, and how many threads it has."""

    model: int
    adapter: int | None
    memory: int
    seconds: int
    threads: int

    def line(self) -> bytes:
        """The line that the program reads."""
        return json.dumps(asdict(self)).encode() + b"\n"


def main() -> None:
    """Answer requests until standard input ends."""
    keep_to_itself()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints is talk
    started = Started(**json.loads(requests.readline()))
    library = Library(started.threads)
    _limit(started)
    require(shut())
    model = Model(library, started)
    _answer(answers, {"vocabulary": model.vocabulary, "trained_context": model.trained_context})
    for line in requests:
        asked = json.loads(line)
        if "text" in asked:
            _answer(answers, {"tokens": model.tokens(asked["text"]), "bos": model.bos})
            continue
        found = model.log_probs(asked["tokens"], asked["kv"], flash=asked["flash"], at_once=asked["at_once"])
        if isinstance(found, str):
            os.write(2, END_OF_TALK)
            _answer(answers, {"problem": found})
        else:
            _answer(answers, {"rows": found.shape[0], "columns": found.shape[1]})
            answers.write(found.astype("<f4").tobytes())
            answers.flush()


def _limit(started: Started) -> None:
    for kind, most in ((resource.RLIMIT_CPU, started.seconds), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (started.memory, started.memory))


def _answer(answers: BinaryIO, line: Mapping[str, object]) -> None:
    answers.write(json.dumps(line).encode() + b"\n")
    answers.flush()


class Library:
    """llama.cpp's library, loaded from the pinned files."""

    def __init__(self, threads: int) -> None:
        spec = find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            sys.exit(NOT_PINNED)
        folder = Path(spec.origin).parent
        for name, sha256 in PINNED.items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    print(f"{folder / name} is not the pinned file", file=sys.stderr)  # noqa: T201 - the parent reads it
                    sys.exit(NOT_PINNED)
        from llama_cpp_py_sync._cffi_bindings import ffi

        self.ffi: Any = ffi
        self.calls: Any = ffi.dlopen(str(folder / LIBRARY))
        self.threads = threads
        system: Any = type(ffi)()
        system.cdef("void *fdopen(int, const char *);")
        self._system, self._fdopen = system, system.dlopen(None).fdopen
        self.calls.llama_backend_init()

    def opened(self, descriptor: int) -> Any:  # noqa: ANN401 - a pointer of C
        """A file of C's library, from an open file."""
        return self.ffi.cast("FILE *", int(self._system.cast("uintptr_t", self._fdopen(descriptor, b"rb"))))


class Model:
    """One model, loaded; and its adapter, if it has one."""

    def __init__(self, library: Library, started: Started) -> None:
        self._library, calls = library, library.calls
        params = calls.llama_model_default_params()
        params.n_gpu_layers = ON_CPU
        params.check_tensors = True
        self._model = calls.llama_model_load_from_file_ptr(library.opened(started.model), params)
        if not self._model:
            sys.exit(NOT_LOADED)
        self._adapter = None
        if started.adapter is not None:
            self._adapter = calls.llama_adapter_lora_init_from_file_ptr(self._model, library.opened(started.adapter))
            if not self._adapter:
                sys.exit(NOT_LOADED)
        self._words = calls.llama_model_get_vocab(self._model)
        self.vocabulary = int(calls.llama_vocab_n_tokens(self._words))
        self.trained_context = int(calls.llama_model_n_ctx_train(self._model))
        bos = int(calls.llama_vocab_bos(self._words))
        self.bos = bos if bos >= 0 else None

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text, with what the model's file puts first."""
        ffi, calls = self._library.ffi, self._library.calls
        encoded = text.encode()
        room = len(encoded) + 16
        found = ffi.new("llama_token[]", room)
        count = calls.llama_tokenize(self._words, encoded, len(encoded), found, room, True, False)
        return [int(found[at]) for at in range(count)]

    def log_probs(self, tokens: Sequence[int], kv: str, *, flash: bool, at_once: int) -> LogProbs | str:
        """Log-probabilities after each token; a sentence if the library cannot run the model so.

        Each position that is computed at once needs room for its logits: 25 MB for 128 of 49,152 tokens.
        """
        ffi, calls = self._library.ffi, self._library.calls
        params = calls.llama_context_default_params()
        params.n_ctx = -(-len(tokens) // CELLS) * CELLS
        params.n_batch = params.n_ubatch = at_once
        params.n_threads = params.n_threads_batch = self._library.threads
        params.type_k = params.type_v = CACHE_TYPES[kv]
        params.flash_attn_type = 1 if flash else 0
        context = calls.llama_init_from_model(self._model, params)
        if not context:
            return "llama.cpp does not run this model with these settings"
        try:
            if self._adapter is not None:
                adapters = ffi.new("struct llama_adapter_lora *[]", [self._adapter])
                calls.llama_set_adapters_lora(context, adapters, 1, ffi.new("float[]", [1.0]))
            return self._decoded(context, tokens, at_once)
        finally:
            calls.llama_free(context)

    def _decoded(self, context: Any, tokens: Sequence[int], at_once: int) -> LogProbs | str:  # noqa: ANN401 - a pointer of C
        ffi, calls = self._library.ffi, self._library.calls
        found = np.empty((len(tokens), self.vocabulary), np.float32)
        batch = calls.llama_batch_init(at_once, 0, 1)
        try:
            for start in range(0, len(tokens), at_once):
                part = tokens[start : start + at_once]
                batch.n_tokens = len(part)
                for at, token in enumerate(part):
                    batch.token[at], batch.pos[at], batch.n_seq_id[at] = token, start + at, 1
                    batch.seq_id[at][0], batch.logits[at] = 0, 1
                if status := calls.llama_decode(context, batch):
                    return f"llama.cpp does not compute this text (status {status})"
                size = len(part) * self.vocabulary * 4
                logits = np.frombuffer(ffi.buffer(calls.llama_get_logits(context), size), np.float32)
                found[start : start + len(part)] = log_softmax(logits.reshape(len(part), self.vocabulary))
        finally:
            calls.llama_batch_free(batch)
        return found


def log_softmax(logits: LogProbs) -> LogProbs:
    """Log-probabilities from logits, row by row; sums are in double precision.

    >>> round(float(log_softmax(np.zeros((1, 2), np.float32))[0, 1]), 4)
    -0.6931
    """
    shifted = logits.astype(np.float64)
    shifted -= shifted.max(axis=1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return shifted.astype(np.float32)


if __name__ == "__main__":
    try:
        main()
    except ReadingRefused as error:
        sys.exit(str(error))
