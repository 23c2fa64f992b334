"""All of it, or the best of it? What a model gets to read of a bounded set: one document, or a small matter.

A reader of everything misses nothing, and a long context beats retrieval on average if it is affordable (Li et al.,
"Retrieval Augmented Generation or Long-Context LLMs?", EMNLP 2024). Whether it is affordable is arithmetic: how much
the reader takes at once, what its reading costs, and how long it takes before the first word. The reply and its record
say what was decided.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

READS_WELL = 32_000
"""Tokens up to which a model is trusted to use what it reads. Of 17 models that take more, half still answered well at
32,000 (Hsieh et al., "RULER: What's the Real Context Size of Your Long-Context Language Models?", COLM 2024)."""

MOST_USD = 0.10
"""US dollars that reading for one question may cost: 50,000 tokens at 2 dollars a million. A lawyer bills more for
every second."""

MOST_SECONDS = 2.0
"""Seconds that reading may last before the first word, so that a whole answer comes within three."""

PASSAGES_READ = 60
"""Passages of a bounded set that the selection of quotes reads whole; they have half as many sentences again as the
best 20. It costs time and no answers: of 200 questions (`runs/measuring/packing.py`), each asked of its own document,
the best quote is right as often when it is chosen from all of a document of up to 240 passages (.53) as from the best
20 (.53). In longer ones more passages mislead: .31 of the best 20, .24 of the best 100."""

Unit = Literal["token", "passage"]


@dataclass(frozen=True, slots=True)
class ReadingCapacity:
    """What reads the evidence, and at what cost.

    `window` is how many units it takes of evidence at once; `usd_per_million` the price of a million units, 0 where
    nothing is paid; `per_second` how many it reads in a second, `math.inf` where nothing is known of it.
    """

    unit: Unit
    window: int
    usd_per_million: float = 0.0
    per_second: float = math.inf

    def __post_init__(self) -> None:
        if self.window < 0 or self.usd_per_million < 0 or not self.per_second > 0:
            raise ValueError(
                f"a reader takes no fewer than 0 {self.unit}s, costs no less than 0 and reads more than 0 a second; "
                f"this one takes {self.window}, costs {self.usd_per_million} and reads {self.per_second}"
            )


SELECTION = ReadingCapacity("passage", PASSAGES_READ)
"""Quote mode: nothing is paid, and what counts is how many passages the sentences are chosen from."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading for one question may cost, in US dollars and in seconds before the first word."""

    usd: float = MOST_USD
    seconds: float = MOST_SECONDS


Reason = Literal["fits", "no_longer", "window", "price", "time"]
"""`fits`: all of it is within every limit. `no_longer`: all of it is no more than what was retrieved. Else the limit
that all of it would pass."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether all of a bounded set is read, why, and the figures: all of it plain values, for the record.

    `whole` and `retrieved` are in units. `usd` and `seconds` are what reading all of it takes or would take.
    `sentence` says it to the person who asked.
    """

    reads_whole: bool
    reason: Reason
    unit: Unit
    whole: int
    retrieved: int
    usd: float
    seconds: float
    sentence: str


def decide(
    name: str, size: int, retrieved: int, passages: int, reader: ReadingCapacity, limits: Limits = Limits()
) -> Choice:
    """Whether a bounded set goes into the context whole.

    `name` is what the set is called in a sentence ("the Dunmore lease", "what you may see"): who is walled off from
    part of a set must read the same words. `size` and `retrieved` are the units of all of it and of what retrieval
    gave, `passages` how many passages that is.
    """
    usd = size * reader.usd_per_million / 1_000_000
    seconds = size / reader.per_second
    units = f"{size:,} {reader.unit}" if size == 1 else f"{size:,} {reader.unit}s"
    reason: Reason = "fits"
    why = ""
    if size <= min(retrieved, reader.window):
        reason = "no_longer"
    elif size > reader.window:
        reason, why = "window", f"There are {units} in {name}, more than the {reader.window:,} that are read at once"
    elif usd > limits.usd:
        reason, why = "price", f"All of {name} ({units}) would cost ${usd:,.3f} to read, more than ${limits.usd:,.3f}"
    elif seconds > limits.seconds:
        reason, why = "time", f"All of {name} ({units}) would take {seconds:,.1f} s, more than {limits.seconds:,.1f} s"
    used = "the best passage was used" if passages == 1 else f"the {passages:,} best passages were used"
    sentence = f"{why}: {used}." if why else f"All of {name} was read ({units})."
    return Choice(not why, reason, reader.unit, size, retrieved, usd, seconds, sentence)


def part_read(choice: Choice, read: int, found: int) -> Choice:
    """The choice to read all, corrected: a model's window held only `read` of the `found` passages."""
    used = "the best passage was used" if read == 1 else f"the {read:,} best passages were used"
    sentence = f"There are {found:,} passages, more than the model reads at once: {used}."
    return replace(choice, reads_whole=False, reason="window", sentence=sentence)
