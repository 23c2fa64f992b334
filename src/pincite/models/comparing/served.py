"""Holds a server that runs a model's weights in Hugging Face's form, such as vLLM, against what these weights say.

No engine runs such a model here, so the floor cannot be measured with one. It is the reference itself that rounds: to
16 bits, wherever an engine in half precision does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture
from pincite.models.architecture.reading import read_architecture
from pincite.models.comparing.adapting import Adapted, read_peft
from pincite.models.comparing.engine import LogProbs, Say
from pincite.models.comparing.figures import apart
from pincite.models.comparing.naming_faults import ServerSearch
from pincite.models.comparing.serving import Sampled, Server, sampled
from pincite.models.comparing.verifying import (
    LEAST_POSITIONS,
    LEAST_SERVED,
    TIMES_SAMPLED,
    TIMES_SERVED,
    require_trained,
)
from pincite.models.reference.building import names_in_files, reference_of
from pincite.models.reference.experts import tokens_by_expert
from pincite.models.reference.half import Half, Halved
from pincite.models.reference.running import Reference, of_hidden, read
from pincite.models.reference.shape import DecoderShape

LARGEST_TOKENIZER: Final = 64_000_000
"""Bytes; that of Gemma 3 has 33 million."""


@dataclass(frozen=True, slots=True)
class Served:
    """How far a server is from the weights, and how far half precision may move it: `floor`, in nats a position.

    `load` has of each layer with experts how many tokens went to each. `faults` are sentences; none if all is well.
    """

    server: Sampled
    half: Half
    floor: float
    floor_top1: float
    allowed: float
    load: tuple[tuple[int, ...], ...]
    faults: tuple[str, ...]


def verified_server(
    folder: Path, text: str, positions: int, server: Server, say: Say = lambda _: None, adapter: Path | None = None
) -> Served:
    """Compare a server with the reference on the first tokens of a text, with an adapter if it is to run one.

    Raises:
        ModelError: the model's files cannot be read, the text is too short, or the server gives no usable answers.
    """
    architecture = read_architecture(folder)
    require_trained(architecture, positions)
    tokens = tokens_of(folder, text)[:positions]
    if len(tokens) < min(positions, LEAST_POSITIONS):
        raise ModelError(f"the text has {len(tokens)} tokens, too few to compare; give one of {LEAST_POSITIONS}")
    reference, plain = reference_of(architecture), None
    if adapter is not None:
        adapted = Adapted(reference.weights, read_peft(adapter, names_in_files(architecture)))
        reference, plain = replace(reference, weights=adapted), reference
    if not isinstance(reference.shape, DecoderShape):
        raise ModelError(f"a model of the family {architecture.family!r} does not write by itself; nothing is compared")
    say("the reference computes")
    hidden = read(reference, tokens)
    exact = of_hidden(reference, hidden.hidden)
    load = tuple(tuple(map(int, tokens_by_expert(routing))) for routing in hidden.routings)
    half = half_of(architecture)
    say("the reference computes in 16 bits")
    floor = apart(_rows(in_half(reference, half), tokens), exact, tokens)
    moved = floor.median_kl if load else floor.kl
    allowed = TIMES_SAMPLED * max(TIMES_SERVED * moved, LEAST_SERVED)
    say("the server is sampled")
    answers, seen = sampled(server, tokens, exact)
    faults = []
    if not (seen.median_kl if load else seen.kl) <= allowed:  # what is no number is no sound answer
        faults.append(ServerSearch(reference, plain, tokens, say).fault(answers, seen, allowed))
    return Served(seen, half, moved, floor.top1, allowed, load, tuple(faults))


def half_of(architecture: Architecture) -> Half:
    """The type of 16 bits in which a server runs the model, where it is not told: float16 if the file says so."""
    said = (architecture.metadata.get(name) for name in ("dtype", "torch_dtype"))
    return "f16" if "float16" in said else "bf16"


def in_half(reference: Reference, half: Half) -> Reference:
    """The reference of a decoder as it computes in 16 bits."""
    if not isinstance(reference.shape, DecoderShape):
        return reference
    return Reference(replace(reference.shape, half=half), Halved(reference.weights, half))


def tokens_of(folder: Path, text: str) -> list[int]:
    """The tokens of a text by the tokenizer.json in a model's folder, with those that it puts first.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    file = folder / "tokenizer.json"
    try:
        content = file.read_bytes() if file.stat().st_size <= LARGEST_TOKENIZER else b""
        tokenizer = Tokenizer.from_buffer(content)
    except OSError as error:
        raise ModelError(f"{file} cannot be read ({error.strerror}); put the model's tokenizer.json there") from error
    except ValueError as error:
        raise ModelError(f"{file} is no tokenizer ({error}); fetch it again with the model") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return list(tokenizer.encode(text).ids)


def _rows(reference: Reference, tokens: Sequence[int]) -> LogProbs:
    return of_hidden(reference, read(reference, tokens).hidden)
