"""How large a default install is, and what each large part of it is for.

    python -m runs.measuring.installed [--python python3.11] [--keep FOLDER]

A fresh environment gets what requirements.lock names and the built wheel, then the extras one after the other. A
distribution's size is that of the blocks its files take on this disk, compiled Python included, each file once (hard
links too). `du -sm *` says much more in sum, since it rounds every entry up to a whole megabyte. pip,
setuptools and what only builds the wheel are left out. Needs a package index, or pip's cache.
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
    "LanceDB: the search index on disk, its versions and commits": ("lancedb", "lance-namespace"),
    "Arrow: the form in which LanceDB keeps and hands over rows": ("pyarrow",),
    "pincite: four models of 23 MB each, readers, sample matters": ("pincite",),
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

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "extra code: grammars by which source code is cut": ("tree-sitter",),
    "extra export: the record as a PDF": ("reportlab",),
}

SIZES = """
import importlib.metadata, json, os, re, sys
seen, sizes = set(), {}
for found in importlib.metadata.distributions():
    name = re.sub("[-_.]+", "-", found.metadata["Name"]).lower()
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


def installed(python: str, work: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Megabytes (of 2**20 bytes) of each distribution: after a default install, and with the extras."""
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
    subprocess.run([*pip, "-c", pins(work), f"pincite[code,export] @ file://{next(wheels.glob('*.whl'))}"], check=True)
    return default, sizes(place)


def pins(work: Path) -> Path:
    """The versions of requirements-dev.lock, without their hashes, as constraints."""
    lines = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    file = work / "pins.txt"
    file.write_text("\n".join(line.partition(" \\")[0] for line in lines if "==" in line) + "\n", encoding="utf-8")
    return file


def sizes(place: Path) -> dict[str, float]:
    """Megabytes of each distribution of an environment, without tools."""
    done = subprocess.run([place / "bin" / "python", "-c", SIZES], capture_output=True, text=True, check=True)
    return {name: size / 2**20 for name, size in json.loads(done.stdout).items() if name not in TOOLS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="python3.11", help="whose environment is made")
    parser.add_argument("--keep", type=Path, help="work here and leave the environment")
    results.add_option(parser, "installed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = given.keep or Path(scratch)
        default, full = installed(given.python, work)
    notes = results.Notes()
    left = dict(default)
    for title, names in PARTS.items():
        notes.note(title, "MB", round(sum(left.pop(name, 0.0) for name in names)))
    notes.note(f"{len(left)} small packages", "MB", round(sum(left.values())))
    notes.note("default install", "MB", round(sum(default.values())))
    added = {name: size for name, size in full.items() if name not in default}
    for title, (beginning,) in EXTRAS.items():
        notes.note(title, "MB", round(sum(size for name, size in added.items() if name.startswith(beginning))))
    for title, row in notes.rows.items():
        print(f"{row.figures['MB'].value:6} MB  {title}")
    print(
        "the largest of the small:", sorted(((round(size, 1), name) for name, size in left.items()), reverse=True)[:6]
    )
    notes.keep(given.results)


if __name__ == "__main__":
    main()
