"""Machines: as a TOML file has them, and as this one is measured."""

from pathlib import Path

import pytest

from pincite.errors import ModelError
from pincite.models.planning.machine import Machine, read_machine
from pincite.models.planning.this_machine import memory_bytes, this_machine

SOUND = 'memory = "80 GB"\nbandwidth = "3.35 TB/s"\nflops = "990 TFLOP/s"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "server.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_machine_is_read_with_its_units(tmp_path: Path) -> None:
    assert read_machine(written(tmp_path, SOUND)) == Machine(
        "server", 80 * 10**9, 3.35e12, 9.9e14, "the figures of server.toml"
    )
    more = (
        'name = "four"\nmemory = "24 GiB"\nbandwidth = 936e9\nflops = 71e12\ndevices = 4\nlink = "32 GB/s"\n'
        'link_latency_us = 8\nusable = 0.8\nengine = "vllm"\nblock_tokens = 128\n'
    )
    assert read_machine(written(tmp_path, more)) == Machine(
        "four", 24 * 2**30, 936e9, 71e12, "the figures of server.toml", 4, 32e9, 8e-6, 0.8, "vllm", 128
    )


WRONG = {
    "no TOML": ("memory = ", "is not TOML"),
    "nothing": ("", 'does not say its memory; add a line such as memory = "24 GB"'),
    "no bandwidth": ('memory = "1 GB"', "does not say its bandwidth"),
    "an unknown key": (SOUND + "ram = 3\n", "has the unknown key 'ram'; known are name, memory, bandwidth"),
    "another unit": (
        SOUND.replace("80 GB", "80 GB/s"),
        "has the memory '80 GB/s', which is none; write it as in memory",
    ),
    "no number": (SOUND.replace("990 TFLOP/s", "fast"), "has the flops 'fast', which is none"),
    "negative": (SOUND.replace('"80 GB"', "-1"), "has the memory '-1', which is none"),
    "infinite": (SOUND.replace('"80 GB"', "inf"), "has the memory 'inf', which is none"),
    "two devices and no link": (SOUND + "devices = 2\n", 'does not say its link; add a line such as link = "32 GB/s"'),
    "no device": (SOUND + "devices = 0\n", "has the devices '0'; give a whole number from 1 to 4,096"),
    "more than all of it": (SOUND + "usable = 1.5\n", "has the usable '1.5'; give a number from 0.01 to 1"),
    "none of it": (SOUND + "usable = 0\n", "has the usable '0'; give a number from 0.01 to 1"),
    "bytes for gigabytes": (
        SOUND.replace('"80 GB"', "80"),
        'has too little memory: memory = 80 is 80 bytes; write "80 GB"?',
    ),
    "no prefix": (
        SOUND.replace("3.35 TB/s", "3350 B/s"),
        'has too little bandwidth: bandwidth = "3350 B/s" is 3,350 bytes/s; write "3350 GB/s"?',
    ),
    "a fast machine in FLOP/s": (
        SOUND.replace('"990 TFLOP/s"', "990"),
        'has too little flops: flops = 990 is 990 FLOP/s; write "990 TFLOP/s"?',
    ),
    "an unknown engine": (SOUND + 'engine = "tgi"\n', "has the unknown engine 'tgi'; known are llama.cpp, vllm"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_machine_ends_in_a_sentence(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    path = written(tmp_path, text)
    with pytest.raises(ModelError) as refusal:
        read_machine(path)
    assert str(refusal.value).startswith(f"the machine {path} {expected}")


def test_a_machine_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read \\(No such file or directory\\)"):
        read_machine(tmp_path / "none.toml")


def test_this_machine_is_measured() -> None:
    found = this_machine()
    assert found.memory == memory_bytes()
    assert found.bandwidth > 0
    assert found.flops > 0
    assert found.source.startswith("measured here, the fastest of 3 runs on ")
