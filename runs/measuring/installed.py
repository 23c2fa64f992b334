"""How large a default install is, and what each large part of it is for.

    python -m runs.measuring.installed [--python python3.11] [--keep FOLDER]

A fresh environment gets what requirements.lock names and the built wheel, then all extras; what an extra adds is what
the default install does not have already, so packages that several extras share count for each. A distribution's size
is that of the blocks its files take on this disk, compiled Python included, each file once (hard links too). `du -sm *`
says much more in sum, since it rounds every entry up to a whole megabyte. pip, setuptools and what only builds the
wheel are left out. Needs a package index, or pip's cache.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from runs.measuring import results

ROOT = Path(__file__).parents[2]
TOOLS = frozenset(
    ("pip", "setuptools", "hatchling", "editables", "pathspec", "pluggy", "trove-classifiers", "tomlkit", "packaging")
)

PARTS: Mapping[str, tuple[str, ...]] = {
    "pincite: five models (four of 23 MB, one of 67), readers, sample matters": ("pincite",),
    "onnxruntime: runs the models": ("onnxruntime", "protobuf", "flatbuffers"),
    "numpy: numbers between models and index": ("numpy",),
    "pillow, pypdfium2: pages and scans as pictures, PDF": ("pillow", "pypdfium2"),
    "tokenizers: words as the models' tokens": ("tokenizers",),
    "what tokenizers asks for and pincite never uses": ("huggingface-hub", "hf-xet", "pyyaml", "fsspec", "filelock"),
    "cryptography: signatures of the record": ("cryptography", "cffi"),
    "lxml: Word, HTML, XML": ("lxml",),
    "rich, pygments: what is printed": ("rich", "pygments"),
    "python-calamine, olefile: spreadsheets, Outlook messages": ("python-calamine", "olefile"),
}
"""The large distributions by what they are for; the rest is one row."""

EXTRAS: Mapping[str, str] = {
    "code": "grammars by which source code is cut",
    "export": "the record as a PDF",
    "server": "the page and the interface for programs",
    "mcp": "the tools of assistants",
    "postgres": "stores that several machines share",
    "lance": "LanceDB and Arrow: an index in a bucket, in shards, or of very many rows",
    "s3": "originals and index in a bucket; with lance",
    "cluster": "machines that search together; with postgres and s3",
    "telemetry": "traces of questions",
    "llm": "a language model on this machine",
    "keyring": "keys and secrets in the system's keyring",
    "eval": "BLEU and ROUGE",
}
"""What each extra is for."""

SIZES = """
import importlib.metadata, json, os, re
seen, sizes = set(), {}
def named(text):
    return re.sub("[-_.]+", "-", text).lower()
for found in importlib.metadata.distributions():
    name = named(found.metadata["Name"])
    for file in found.files or ():
        try:
            state = os.stat(found.locate_file(file))
        except FileNotFoundError:
            continue
        if (state.st_dev, state.st_ino) not in seen:
            seen.add((state.st_dev, state.st_ino))
            sizes[name] = sizes.get(name, 0) + state.st_blocks * 512
print(json.dumps(sizes))
"""
"""Prints the bytes of each distribution that an environment has."""

NEEDS = """
import importlib.metadata, json, re, sys
from packaging.requirements import Requirement
def needs(name, extras, known):
    for text in importlib.metadata.requires(name) or ():
        one = Requirement(text)
        if one.marker and not any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            continue
        other = re.sub("[-_.]+", "-", one.name).lower()
        if (other, frozenset(one.extras)) not in known:
            known.add((other, frozenset(one.extras)))
            needs(other, one.extras, known)
    return known
print(json.dumps({extra: sorted({name for name, _ in needs("pincite", [extra], set())}) for extra in sys.argv[1:]}))
"""
"""Prints the distributions that pincite needs with each extra, those of the default install among them."""


def installed(python: str, work: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Megabytes (of 2**20 bytes) of each distribution of a default install, and what each extra adds to it."""
    wheels, place = work / "wheels", work / "environment"
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", wheels, ROOT],
        check=True,
    )
    subprocess.run([python, "-m", "venv", place], check=True)
    pip = (place / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    locked = ("--only-binary", ":all:", "--require-hashes", "-r")
    subprocess.run([*pip, *locked, ROOT / "requirements.lock"], check=True)
    subprocess.run([*pip, "--no-deps", *wheels.glob("*.whl")], check=True)
    default = sizes(place)
    whole = f"pincite[{','.join(EXTRAS)}] @ file://{next(wheels.glob('*.whl'))}"
    subprocess.run([*pip, "--only-binary", ":all:", "-c", pins(work), whole], check=True)
    full, needed = sizes(place), json.loads(said(place, NEEDS, *EXTRAS))
    return default, {
        extra: sum(full.get(name, 0.0) for name in names if name not in default) for extra, names in needed.items()
    }


def pins(work: Path) -> Path:
    """The versions of requirements-dev.lock, without their hashes, as constraints."""
    lines = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    file = work / "pins.txt"
    file.write_text("\n".join(line.partition(" \\")[0] for line in lines if "==" in line) + "\n", encoding="utf-8")
    return file


def said(place: Path, program: str, *arguments: str) -> str:
    """What a program prints that an environment's Python runs."""
    command: list[str | Path] = [place / "bin" / "python", "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def sizes(place: Path) -> dict[str, float]:
    """Megabytes of each distribution of an environment, without tools."""
    return {name: size / 2**20 for name, size in json.loads(said(place, SIZES)).items() if name not in TOOLS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="python3.11", help="whose environment is made")
    parser.add_argument("--keep", type=Path, help="work here and leave the environment")
    results.add_option(parser, "installed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = given.keep or Path(scratch)
        default, added = installed(given.python, work)
    notes = results.Notes()
    left = dict(default)
    for title, names in PARTS.items():
        notes.note(title, "MB", round(sum(left.pop(name, 0.0) for name in names)))
    notes.note(f"{len(left)} small packages", "MB", round(sum(left.values())))
    notes.note("default install", "MB", round(sum(default.values())))
    for extra, size in added.items():
        notes.note(f"extra {extra}: {EXTRAS[extra]}", "MB", round(size))
    for title, row in notes.rows.items():
        print(f"{row.figures['MB'].value:6} MB  {title}")
    print(
        "the largest of the small:", sorted(((round(size, 1), name) for name, size in left.items()), reverse=True)[:6]
    )
    notes.keep(given.results)


if __name__ == "__main__":
    main()
