"""Holds an engine against what the weights say, on one text, and names what is wrong.

The engine is compared twice. As it serves: with the file as it is, and the settings that it is run with. There it
rounds what it multiplies with weights in blocks of 4 or 8 bits, so two sound computations differ, and by how much is
measured: with flash attention against without. And sharply: with the same numbers in float32, where hardly anything is
rounded, so that a wrong epsilon or one wrong block of weights shows. How much rounding is left there is measured too:
one position at a time against many.

The second computation is the engine's own, so it may be the wrong one, and then the two lie far apart. Their distance
must not excuse anything: both are held against the weights, and what is allowed follows the nearer one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture
from pincite.models.architecture.gguf_header import read_header
from pincite.models.architecture.reading import read_architecture
from pincite.models.comparing.adapting import Adapted, read_adapter
from pincite.models.comparing.engine import KvType, LogProbs, Opener, Running, Say, Tokens
from pincite.models.comparing.figures import Apart, apart
from pincite.models.comparing.gguf_copy import copied_f32, f32_bytes
from pincite.models.comparing.naming_faults import SHARP, Search, ServerSearch
from pincite.models.comparing.serving import Sampled, Server, sampled
from pincite.models.reference.building import reference_of
from pincite.models.reference.experts import tokens_by_expert
from pincite.models.reference.running import Reference, of_hidden, read

LEAST_POSITIONS: Final = 32

LARGEST_COPY: Final = 4 * 10**9
"""Bytes of a copy in float32 that is still made: a model of a billion parameters."""

TIMES_SERVED: Final = 3.0
"""How many floors an engine may be away as it serves."""

LEAST_SERVED: Final = 1e-4
"""Nats a position that are always allowed as it serves: a file in float16 has a floor of 5e-7."""

TIMES_SHARP: Final = 30.0
"""How many floors a log-probability may be away in float32. Of SmolLM2 it is 3 floors away; with a norm's epsilon of
5e-6 instead of 1e-5 it is 800, and with 32 wrong weights of 135 million 3,000."""

LEAST_SHARP: Final = 2e-4
"""Nats that a log-probability may always be away in float32."""

TIMES_SAMPLED: Final = 2.0
"""How many times that the server may be away: the mean of 32 positions varies more than that of 512."""

MOST_BLOCKS: Final[Mapping[KvType, float]] = {"q8_0": 0.05, "q4_0": 0.3}
"""Nats a position that a cache in blocks may cost, whatever its floor is: of SmolLM2 q8_0 costs .003 and q4_0 .035."""

SINGLE: Final = 64
"""Positions that are computed one at a time to measure the floor in float32."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: the file that the engine runs, the one that the reference reads, and how the engine runs.

    The two files are one, unless somebody asks whether a copy still computes what its source does.
    """

    engine: Path
    reference: Path
    running: Running
    adapter: Path | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One comparison: how far apart, how far apart sound computations are, and how far they may be.

    `allowed` bounds the mean divergence as the engine serves, and the largest difference in float32. Of a model with
    experts it bounds the median of either: rounding sends a token now and then to another expert, and at that position
    all is different. `contradiction` says that one of two ways to run the engine is wrong and the other is not; empty
    if neither is, or both.
    """

    apart: Apart
    floor: Apart
    allowed: float
    is_sound: bool
    contradiction: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it. Without `sharp`, the copy in float32 would have been too large.

    `server` is what a server came to that runs the same file, if one was sampled.

    `load` has of each layer with experts how many tokens went to each. `faults` are sentences; none if all is well.
    `server_faults` are those of the server that was sampled.
    """

    engine: str
    running: Running
    tokens: Tokens
    served: Held
    sharp: Held | None
    server: Sampled | None
    load: tuple[tuple[int, ...], ...]
    faults: tuple[str, ...]
    server_faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def all_faults(self) -> tuple[str, ...]:
        """The faults of the engine, then those of the server."""
        return self.faults + self.server_faults


def verified(
    subject: Subject, text: str, positions: int, opened: Opener, server: Server | None, say: Say = lambda _: None
) -> Verified:
    """Compare an engine with the reference on the first tokens of a text, and sample a server that runs the same file.

    Raises:
        ModelError: a file cannot be read or run, the engine ended, or the text is too short.
        OSError: the copy in float32 cannot be written.
    """
    architecture, header = read_architecture(subject.reference), read_header(subject.engine)
    require_trained(architecture, positions)
    reference, plain = _references(subject, architecture)
    say("the engine computes")
    with opened(subject.engine, subject.adapter) as engine:
        name, tokens = engine.name, _cut(engine.tokens(text), positions)
        rows = engine.log_probs(tokens.ids, subject.running)
        others = engine.log_probs(tokens.ids, _otherwise(subject.running))
    say("the reference computes")
    hidden = read(reference, tokens.ids)
    exact = of_hidden(reference, hidden.hidden)
    _require_same(rows, exact)
    load = tuple(tuple(map(int, tokens_by_expert(routing))) for routing in hidden.routings)
    served = _as_served(rows, others, exact, tokens.ids, subject.running, has_experts=bool(load))
    del others  # 100 MB for 512 positions of 49,152 tokens
    search = Search(subject.engine, subject.adapter, reference, plain, tokens.ids, opened, say)
    faults = list(_of_the_files(architecture, read_architecture(subject.engine), tokens))
    sharp, notes = None, [NOT_SHARP.format(bytes=f32_bytes(header))]
    if f32_bytes(header) <= LARGEST_COPY:
        notes = []
        say("the engine computes in float32")
        with copied_f32(subject.engine) as copy:
            sharp, rows = _sharply(copy, subject, exact, tokens.ids, opened, has_experts=bool(load))
        if not sharp.is_sound:
            faults.append(sharp.contradiction or search.fault(rows, exact))
    if served.contradiction:
        faults.append(served.contradiction)
    elif not served.is_sound and (sharp is None or sharp.is_sound):
        faults.append(_only_served(served, subject.running) if sharp is not None else search.fault(rows, exact))
    seen, of_server = None, []
    if server is not None:
        say("the server is sampled")
        answers, seen = sampled(server, tokens.ids, exact)
        most, away = TIMES_SAMPLED * served.allowed, seen.median_kl if load else seen.kl
        if not away <= most:  # what is no number is no sound answer
            of_server.append(ServerSearch(reference, plain, tokens.ids, say).fault(answers, seen, most))
    return Verified(
        name, subject.running, tokens, served, sharp, seen, load, tuple(faults), tuple(of_server), tuple(notes)
    )


NOT_SHARP: Final = (
    "in float32 the model would have {bytes:,} bytes, more than are copied: faults smaller than the floor were not "
    "looked for"
)


def require_trained(architecture: Architecture, positions: int) -> None:
    """Refuse a text longer than the model was trained with, on which no figure says anything of its answers."""
    trained = architecture.trained_context
    if trained is not None and positions > trained:
        raise ModelError(
            f"the model was trained with {trained:,} tokens, and {positions:,} positions are asked for; take at most "
            "that many with --positions"
        )


def _require_same(rows: LogProbs, exact: LogProbs) -> None:
    """Refuse an engine that gives other tokens than the file has: the file loads in it as something else."""
    if rows.shape != exact.shape:
        raise ModelError(
            f"the engine gives log-probabilities of {rows.shape[1]:,} tokens, and the model's file has "
            f"{exact.shape[1]:,}; nothing was concluded"
        )


def _references(subject: Subject, architecture: Architecture) -> tuple[Reference, Reference | None]:
    """The reference, and the one without the adapter where there is one."""
    plain = reference_of(architecture)
    if subject.adapter is None:
        return plain, None
    return replace(plain, weights=Adapted(plain.weights, read_adapter(subject.adapter, architecture.family))), plain


def _otherwise(running: Running) -> Running:
    """Settings under which a sound engine computes the same with other rounding.

    Values in blocks need flash attention; there it is the blocks themselves that round.
    """
    if running.kv in ("q8_0", "q4_0"):
        return replace(running, kv="f16")
    return replace(running, flash=not running.flash)


def _cut(tokens: Tokens, positions: int) -> Tokens:
    if len(tokens.ids) < min(positions, LEAST_POSITIONS):
        raise ModelError(
            f"the text has {len(tokens.ids)} tokens, too few to compare; give one of at least {LEAST_POSITIONS}"
        )
    return replace(tokens, ids=tokens.ids[:positions])


def _as_served(
    rows: LogProbs, others: LogProbs, exact: LogProbs, tokens: Sequence[int], running: Running, *, has_experts: bool
) -> Held:
    """The comparison as the engine serves. `others` are its rows under the settings that `_otherwise` names."""

    def away(found: Apart) -> float:
        return found.median_kl if has_experts else found.kl

    found, floor = apart(rows, exact, tokens), apart(others, rows, tokens)
    if running.kv in MOST_BLOCKS:
        allowed = max(_least(TIMES_SERVED * away(floor), MOST_BLOCKS[running.kv]), LEAST_SERVED)
        return Held(found, floor, allowed, is_sound=away(found) <= allowed)
    flash, plain = "with flash attention", "without it"
    ways = Ways(*((flash, plain) if running.flash else (plain, flash)), "with flash attention and without")
    pair = Pair(found, apart(others, exact, tokens))
    return _held(found, pair, floor, away, TIMES_SERVED, LEAST_SERVED, ways)


def _sharply(
    copy: Path, subject: Subject, exact: LogProbs, tokens: Sequence[int], opened: Opener, *, has_experts: bool
) -> tuple[Held, LogProbs]:
    """The comparison in float32, and what the engine computed for it."""

    def away(found: Apart) -> float:
        return found.typical if has_experts else found.largest

    single, count = tokens[:SINGLE], min(len(tokens), SINGLE)
    with opened(copy, subject.adapter) as engine:
        rows = engine.log_probs(tokens, SHARP)
        others = engine.log_probs(single, replace(SHARP, at_once=1))
    pair = Pair(apart(rows[:count], exact[:count], single), apart(others, exact[:count], single))
    ways = Ways("with many", "with one", "one position at a time and many, in float32,")
    floor = apart(others, rows[:count], single)
    return _held(apart(rows, exact, tokens), pair, floor, away, TIMES_SHARP, LEAST_SHARP, ways), rows


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two ways to run an engine are from the weights, at the same positions."""

    first: Apart
    other: Apart


@dataclass(frozen=True, slots=True)
class Ways:
    """Two ways to run an engine that come to the same except for rounding, and both of them, in words."""

    first: str
    other: str
    both: str


def _held(
    found: Apart, pair: Pair, floor: Apart, away: Callable[[Apart], float], times: float, least: float, ways: Ways
) -> Held:
    """One comparison, of an engine that was run in two ways: what is allowed follows the nearest of all distances."""
    first, other = away(pair.first), away(pair.other)
    allowed = max(_least(times * away(floor), times * first, times * other), least)
    contradiction = ""
    if max(first, other) > max(times * min(first, other), least):
        wrong, right = (ways.other, ways.first) if first < other else (ways.first, ways.other)
        contradiction = (
            f"the engine contradicts itself: {ways.both} it gives other answers; {wrong} it is "
            f"{max(first, other):.2g} nats away from what the weights say, and {right} {min(first, other):.2g}"
        )
    is_sound = away(found) <= allowed and other <= allowed
    return Held(found, floor, allowed, is_sound, contradiction)


def _least(*nats: float) -> float:
    """The least of some distances; not a number if any is none, so that nothing is below it."""
    return float(np.min(nats))


def _only_served(served: Held, running: Running) -> str:
    return (
        f"as it serves ({running.words}) the engine is {served.apart.kl:.2g} nats a position away, and "
        f"{served.allowed:.2g} are allowed; in float32 it computes what the weights say, so its arithmetic with "
        "blocks of weights or its cache is at fault"
    )


def _of_the_files(reference: Architecture, engine: Architecture, tokens: Tokens) -> Iterator[str]:
    """What the files alone show: another template, or another first token."""
    if reference.chat_template_sha256 != engine.chat_template_sha256:
        yield (
            f"the chat template that is served is {_short(engine.chat_template_sha256)}, and the model's own is "
            f"{_short(reference.chat_template_sha256)}"
        )
    wanted = reference.metadata.get(ADDS_BOS)
    if isinstance(wanted, bool) and wanted != tokens.begins_with_bos and tokens.bos is not None:
        yield (
            "the engine does not put the token that begins a text first (BOS), and the model was trained with it"
            if wanted
            else "the engine puts a token first that begins a text (BOS), and the model was trained without it"
        )


ADDS_BOS: Final = "tokenizer.ggml.add_bos_token"


def _short(digest: str | None) -> str:
    return "none" if digest is None else digest[:8]
