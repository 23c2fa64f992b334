"""A machine that models run on: its memory, and how fast it moves and multiplies numbers. Read from a TOML file.

memory = "80 GB"            # of one device
bandwidth = "3.35 TB/s"     # of its memory
flops = "990 TFLOP/s"       # in the type of number that the engine multiplies in
devices = 4
link = "450 GB/s"           # between two devices, one way
"""

import math
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pincite.errors import ModelError

EngineName = Literal["llama.cpp", "vllm"]

UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
BINARY_UNITS = {"": 1, "k": 2**10, "M": 2**20, "G": 2**30, "T": 2**40, "P": 2**50}

QUANTITY = re.compile(r"(\d[\d_,]*(?:\.\d+)?)\s*([kMGTP]?)(i?)(B|FLOP)(/s)?")

USABLE = 0.9
"""Share of a device's memory that weights, cache and workspace may fill, as in vLLM unless told otherwise. The rest is
for the driver, the engine's program and what its allocator cannot use."""

LARGEST_FILE = 100_000

KEYS = (
    "name",
    "memory",
    "bandwidth",
    "flops",
    "devices",
    "link",
    "link_latency_us",
    "usable",
    "engine",
    "block_tokens",
)
"""What a machine's file may say."""

MOST_DEVICES = 4096

LEAST = 1e6
"""Bytes, bytes/s or operations/s of a machine: whoever writes less has left out the unit."""

HERE = "this machine"
"""What the machine is called that pincite runs on."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine: `memory` in bytes and `bandwidth` in bytes/s are of one device, `flops` in operations/s too.

    `link` is in bytes/s between two devices one way, None where there is one device. `block_tokens` overrides how many
    tokens the engine's cache has in a block. `source` says where the figures are from; with `is_engine` they are those
    that an engine reached, and not the machine's own. `note` is a sentence on how better figures are had.
    """

    name: str
    memory: int
    bandwidth: float
    flops: float
    source: str
    devices: int = 1
    link: float | None = None
    link_latency_s: float = 0.0
    usable: float = USABLE
    engine: EngineName | None = None
    block_tokens: int | None = None
    is_engine: bool = False
    note: str = ""

    @property
    def called(self) -> str:
        """The machine in a sentence."""
        return self.name if self.name == HERE else f"the machine {self.name}"

    @property
    def usable_bytes(self) -> int:
        """Bytes of one device that a model may fill."""
        return int(self.memory * self.usable)


def read_machine(path: Path) -> Machine:
    """The machine that a TOML file describes.

    Raises:
        ModelError: the file cannot be read, is no TOML, has an unknown key, or lacks or misspells a figure.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
        values = tomllib.loads(raw[:LARGEST_FILE].decode())
    except OSError as error:
        raise ModelError(f"the machine {path} cannot be read ({error.strerror}); name a file that can") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"the machine {path} is not TOML ({error}); correct it") from error
    return _Table(path, values).machine()


@dataclass(frozen=True, slots=True)
class _Table:
    path: Path
    values: dict[str, object]

    def machine(self) -> Machine:
        if unknown := sorted(self.values.keys() - set(KEYS)):
            raise self._wrong(f"has the unknown key {unknown[0][:40]!r}; known are {', '.join(KEYS)}")
        memory, bandwidth, flops = (self._quantity(name) for name in ("memory", "bandwidth", "flops"))
        devices = self._whole("devices", 1, MOST_DEVICES) or 1
        link = self._quantity("link") if devices > 1 or "link" in self.values else None
        engine, name = self.values.get("engine"), self.values.get("name", self.path.stem)
        if engine is not None and engine not in get_args(EngineName):
            raise self._wrong(
                f"has the unknown engine {str(engine)[:40]!r}; known are {', '.join(get_args(EngineName))}"
            )
        return Machine(
            name=str(name)[:100],
            memory=int(memory),
            bandwidth=bandwidth,
            flops=flops,
            source=f"the figures of {self.path.name}",
            devices=devices,
            link=link,
            link_latency_s=self._decimal("link_latency_us", 0.0, 1e6) / 1e6,
            usable=self._decimal("usable", USABLE, 1.0, least=0.01),
            engine="vllm" if engine == "vllm" else "llama.cpp" if engine == "llama.cpp" else None,
            block_tokens=self._whole("block_tokens", 1, 2**20),
        )

    def _quantity(self, name: str) -> float:
        """A number of bytes or operations, plain or with a unit."""
        found = self.values.get(name)
        if found is None:
            raise self._wrong(f"does not say its {name}; add a line such as {EXAMPLES[name]}")
        amount = (
            float(found) if isinstance(found, int | float) and not isinstance(found, bool) else _amount(found, name)
        )
        if amount is None or not math.isfinite(amount) or not 0 < amount < 1e21:
            raise self._wrong(f"has the {name} {str(found)[:40]!r}, which is none; write it as in {EXAMPLES[name]}")
        if amount < LEAST:
            raise self._wrong(_too_small(name, found, amount))
        return amount

    def _whole(self, name: str, least: int, most: int) -> int | None:
        found = self.values.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self._wrong(f"has the {name} {str(found)[:40]!r}; give a whole number from {least} to {most:,}")
        return found

    def _decimal(self, name: str, default: float, most: float, *, least: float = 0.0) -> float:
        found = self.values.get(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found <= most:
            raise self._wrong(f"has the {name} {str(found)[:40]!r}; give a number from {least:g} to {most:g}")
        return float(found)

    def _wrong(self, what: str) -> ModelError:
        return ModelError(f"the machine {self.path} {what}")


EXAMPLES = {
    "memory": 'memory = "24 GB"',
    "bandwidth": 'bandwidth = "936 GB/s"',
    "flops": 'flops = "71 TFLOP/s"',
    "link": 'link = "32 GB/s"',
}

UNITS_OF = {
    "memory": ("GB", "bytes"),
    "bandwidth": ("GB/s", "bytes/s"),
    "flops": ("TFLOP/s", "FLOP/s"),
    "link": ("GB/s", "bytes/s"),
}
"""The unit in which each figure is usually written, and the one of a plain number."""


def _too_small(name: str, found: object, amount: float) -> str:
    """What a figure without its unit comes to, and how it was probably meant."""
    usual, plain = UNITS_OF[name]
    match = QUANTITY.fullmatch(str(found).strip())
    number = f"{amount:g}" if match is None else match[1]
    written = f'"{found}"' if isinstance(found, str) else f"{found}"
    return f'has too little {name}: {name} = {written} is {amount:,.15g} {plain}; write "{number} {usual}"?'


def _amount(found: object, name: str) -> float | None:
    """A quantity with its unit as a number; None where it is none of its kind."""
    match = QUANTITY.fullmatch(str(found).strip())
    if match is None:
        return None
    number, prefix, binary, what, each = match.groups()
    if (what == "FLOP") != (name == "flops") or bool(each) != (name != "memory"):
        return None
    return float(number.replace("_", "").replace(",", "")) * (BINARY_UNITS if binary else UNITS)[prefix]
