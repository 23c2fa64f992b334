"""External programs that pincite uses where they are installed: text recognition and an office suite."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ANSWERS_WITHIN = 20
"""Seconds in which a program must report its version. It takes a hundredth of one, but disks of busy servers sleep."""

LANGUAGES = ("eng",)
"""Languages that text recognition reads unless the settings say otherwise, by tesseract's codes."""

OFFICE_SUITES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
"""Names under which LibreOffice is searched for."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Paths of the programs, None for each that is not installed; and the languages to recognise."""

    tesseract: Path | None
    libreoffice: Path | None
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class Tesseract:
    """An installed text recognition: its version and its languages."""

    program: Path
    version: str
    languages: frozenset[str]


def installed(
    search_path: str | None = None,
    tesseract: str = "",
    libreoffice: str = "",
    languages: tuple[str, ...] = LANGUAGES,
) -> Programs:
    """The installed programs.

    Args:
        search_path: folders to search, separated as in `PATH`; None means `PATH` itself.
        tesseract: path of the program, where it is not on the search path.
        libreoffice: likewise.
        languages: the languages to recognise.
    """
    suites = (libreoffice,) if libreoffice else OFFICE_SUITES
    found = (shutil.which(name, path=search_path) for name in suites if search_path is None or "/" not in name)
    return Programs(
        _path(shutil.which(tesseract or "tesseract", path=search_path)),
        _path(next((each for each in found if each is not None), None)),
        languages,
    )


@cache
def look_at(program: Path) -> Tesseract | None:
    """The version and languages that a text recognition reports; None when it does not run."""
    says = [_says(program, option) for option in ("--version", "--list-langs")]
    version = re.search(r"tesseract\s+v?(\d[\w.]*)", says[0])
    if version is None:
        return None
    names = re.findall(r"(?m)^([A-Za-z0-9_/]+)$", says[1])
    return Tesseract(program, version[1], frozenset(names))


def _says(program: Path, option: str) -> str:
    """What a program prints, on either stream; empty when it does not run."""
    try:
        ended = subprocess.run(  # noqa: S603 - the program that the settings name or that is installed
            [program, option],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=ANSWERS_WITHIN,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout.decode("utf-8", "replace")


def _path(found: str | None) -> Path | None:
    return None if found is None else Path(found).absolute()
