"""Manuals and programs of packages, as they are published: advice to programmers, comments, strings, docstrings.

`ARCHIVES` are source archives of PyPI and npm; `runs/training/train_scanner.py` says how to get them. They are learnt
from only.
"""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from runs.training.scanner.documents import LONGEST, Clean

ARCHIVES = {
    "django-5.2.19.tar.gz": ("BSD-3-Clause", "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1"),
    "flask-3.1.3.tar.gz": ("BSD-3-Clause", "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb"),
    "celery-5.7.0.tar.gz": ("BSD-3-Clause", "6a5dfcf6662287204f009a02002b9e66c83d4105e47ebabdc7079108772fc6f0"),
    "click-8.5.1.tar.gz": ("BSD-3-Clause", "9bbfada76703fd1d784b83eea012e3e8c6a001a876543ef104fa56aaaeb072b4"),
    "scrapy-2.19.0.tar.gz": ("BSD-3-Clause", "34130726582b64c91531162ab277c4053e558876d49ba219cb43679e71d80a87"),
    "pytest-9.2.0.tar.gz": ("MIT", "97c4f3b1f3c7414aa36465e09b8220f1d03627993bd51b1282e193753c80557b"),
    "eslint-10.15.0.tgz": ("MIT", "8cb5e45fb5b1174e4216d546b69d37c0ac5cb5d9ba8342946a04af1f59605edb"),
    "express-5.3.0.tgz": ("MIT", "62450d99e36dc393295f1ddd93cb9291e658c169f3b700b0110c1ae8fa799930"),
    "webpack-5.113.0.tgz": ("MIT", "095755cb8e271b3f38615ae794264f314b1e4dd3158c5677e8700aee9ea20bb7"),
    "lodash-4.18.1.tgz": ("MIT", "696942c2a488c9d7428e9ca5f12ccf03b52de01dcdbfe4d4751d392f0491ae16"),
}
"""Archives with their licences and their SHA-256."""

PROSE = (".rst", ".md", ".txt")
PROGRAMS = (".py", ".js", ".ts", ".html", ".css")
STRETCH = 40
"""Lines of a program that are one document."""

MARKUP = re.compile(r"^\.\. [\w-]+::.*$|:[\w:]+:(?=`)|^[=\-~^*#\"]{4,}$", re.MULTILINE)
"""Marks of reStructuredText that no reader of the page sees."""


def manuals(folder: Path) -> Iterator[Clean]:
    """Documents of every archive in the folder: `manual`, and stretches of programs: `package`."""
    for name, (_, digest) in ARCHIVES.items():
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"{folder / name} is not the archive that was learnt from: its SHA-256 is another")
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                path = member.name
                if not member.isfile() or member.size > 400_000 or "/locale/" in path or "LICENSE" in path:
                    continue
                if path.endswith(PROSE):
                    text = _text(archive, member)
                    yield Clean("manual", f"{name}/{path}", MARKUP.sub("", text)[:LONGEST])
                elif path.endswith(PROGRAMS):
                    rows = _text(archive, member).splitlines()
                    if rows and max(len(row) for row in rows) < 300:
                        for first in range(0, min(len(rows), 6 * STRETCH), 2 * STRETCH):
                            yield Clean("package", f"{name}/{path}", "\n".join(rows[first : first + STRETCH]))


def _text(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    found = archive.extractfile(member)
    return "" if found is None else found.read().decode("utf-8", errors="replace")
