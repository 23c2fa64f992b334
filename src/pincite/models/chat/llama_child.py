"""The program that runs llama.cpp's own server for one process, and ends with it.

`python -IB -m pincite.models.chat.llama_child` reads one line of JSON (`ServeOptions`) from standard input and writes
one to standard output when the model is ready: `{"address": "http://127.0.0.1:…"}`. The key comes in that line, since
process lists show arguments to everybody. When standard input closes, the process ends.
"""

import fcntl
import http.client
import json
import os
import resource
import select
import signal
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import xllamacpp

NOT_LOADED = 3
"""Exit status if the model could not be loaded; llama.cpp has said why."""

HTTP_THREADS = 4
"""One request is worked on at a time; the others wait, and are told so."""

WARNINGS = 2
"""llama.cpp's log level with errors and warnings, and nothing of what it is asked."""

BATCH = 256
"""Tokens that are read before it is looked whether anybody still waits for them, and told how many are read: seconds of
a small model on two processors."""

SPECULATION = "ngram_simple"
"""How the next words are guessed, before all of them are checked at once."""

BETWEEN_LOOKS_S = 0.05


KvCache = Literal["f16", "q8_0", "q4_0"]
"""How keys and values are kept: as numbers of 16 bits, or in blocks of 32 with a scale, of 8 or 4 bits each."""

UNSTRETCHED = 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """How a model is run: the type of its cache, and by what its positions are stretched (YaRN; 1 is not at all)."""

    kv: KvCache = "f16"
    yarn_factor: float = UNSTRETCHED


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What to serve: a GGUF file by its full path, with a number of tokens of context, to whoever has the key."""

    gguf: str
    context_tokens: int
    key: str
    kv: KvCache = "f16"
    yarn_factor: float = UNSTRETCHED

    def line(self) -> bytes:
        """The line that the program reads."""
        return json.dumps(asdict(self)).encode() + b"\n"


class _Server(Protocol):
    """The part of `xllamacpp.Server` that is used."""

    listening_address: str


def main() -> None:
    """Serve until the parent is gone."""
    asked = ServeOptions(**json.loads(sys.stdin.buffer.readline()))
    end_with_standard_input()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is being read would lie in a core file
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever the engine prints is talk
    try:
        server = _served(asked)
    except RuntimeError:
        sys.exit(NOT_LOADED)
    _wait_until_ready(server.listening_address)
    os.write(answers, json.dumps({"address": server.listening_address}).encode() + b"\n")
    while True:
        signal.pause()


def end_with_standard_input() -> None:
    """From now on the kernel ends this process as soon as the other end of its standard input is closed.

    No thread could watch for that: while a model is loaded, the engine holds Python's lock.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO})
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    ended = select.poll()
    ended.register(0, select.POLLHUP)
    if ended.poll(0):  # before the signal was asked for
        sys.exit(0)


def _served(asked: ServeOptions) -> _Server:
    """The server, with the model loaded.

    Raises:
        RuntimeError: it could not be loaded.
    """
    import xllamacpp

    server: _Server = xllamacpp.Server(params_of(asked))
    return server


def params_of(asked: ServeOptions) -> "xllamacpp.CommonParams":
    """What llama.cpp is told."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = asked.gguf
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # any that is free
    params.api_keys = [asked.key]
    params.offline = True
    params.ui = params.endpoint_slots = params.endpoint_props = False
    params.n_threads_http = HTTP_THREADS
    params.verbosity = WARNINGS
    params.n_ctx = asked.context_tokens
    params.n_parallel = 1  # so that the instructions, which all requests share, are read once
    params.cache_ram_mib = 0  # it would keep everybody's words, and answer at once where somebody asked the same before
    params.cache_idle_slots = False
    params.n_batch = BATCH
    params.cache_type_k = params.cache_type_v = getattr(xllamacpp.ggml_type, f"GGML_TYPE_{asked.kv.upper()}")
    if asked.yarn_factor != UNSTRETCHED:  # the context that it was trained with stands in the file
        params.rope_scaling_type = xllamacpp.llama_rope_scaling_type.LLAMA_ROPE_SCALING_TYPE_YARN
        params.rope_freq_scale = 1 / asked.yarn_factor
    params.cpuparams.n_threads = len(os.sched_getaffinity(0))
    # Answers repeat the passages: what followed the last words there is guessed, and checked all at once. Other ways of
    # guessing keep what they learnt of one request for the next.
    params.speculative.types = [
        getattr(xllamacpp.common_speculative_type, f"COMMON_SPECULATIVE_TYPE_{SPECULATION.upper()}")
    ]
    return params


def _wait_until_ready(address: str) -> None:
    """Ask for the server's health until it is ready; the parent ends a process that takes too long."""
    place = urlsplit(address)
    while True:
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(BETWEEN_LOOKS_S)


if __name__ == "__main__":
    main()
