"""Loads everything that reading may ever need, before the process gives up the right to open files."""

import email
import encodings
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType

import pincite.readers

ALSO = (
    "_strptime",
    "bz2",
    "calendar",
    "decimal",
    "fractions",
    "heapq",
    "html.entities",
    "lxml.html",
    "lzma",
    "multiprocessing.util",
    "numpy.ma",
    "quopri",
    "statistics",
    "stringprep",
    "uu",
    "xml.etree.ElementTree",
    "zipfile",
)
"""Modules that others import only when they need them."""


def warm() -> list[object]:
    """Load every reader, every encoding, the system's fonts, and the letter shapes used for comparison.

    Keep the returned objects, or the fonts are released.
    """
    for package in (pincite.readers, encodings, email):
        for name in _modules(package):
            _load(name)
    for name in ALSO:
        _load(name)
    from PIL import Image

    from pincite.readers.pdf.fonts import hold_fonts
    from pincite.readers.pdf.specimens import models

    Image.init()
    held: list[object] = [hold_fonts()] if sys.platform == "linux" else []
    return [*held, models()]


def _modules(package: ModuleType) -> Iterator[str]:
    return (found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def _load(name: str) -> None:
    """Import a module, unless this system or this version of Python lacks it."""
    try:
        importlib.import_module(name)
    except ImportError:
        if name.startswith("pincite."):
            raise
