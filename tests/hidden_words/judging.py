"""What a person sees, told from pictures of pages: the same file drawn with the planted words and with others.

The others are the same letters, each word backwards: they are as wide, so that nothing else on the page moves. Where
the two pictures differ enough, over as much as letters, the words are seen. Nothing of the readers takes part.
"""

import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from tests.hidden_words.planted import SECRET

OTHERS = " ".join(word[::-1] for word in SECRET.split(" "))

SCALE = 3.0
"""Pixels for a point."""

SHORTEST = 2.5
"""Points from the top to the foot of the words that can be read: those of letters of 3 points have 2.8."""

NARROWEST = 42.0
"""Points from their first letter to their last: one for each."""

LEAST = 1.25
"""Contrast at which a difference is noticed."""

OF_A_COLOUR = 0.38
"""Of 1 in red, green or blue: a difference that is noticed by its colour, as yellow on white."""

PARTS = np.arange(256) / 255
LINEAR = np.where(PARTS <= 0.04045, PARTS / 12.92, ((PARTS + 0.055) / 1.055) ** 2.4)
"""Of each value that a colour of a pixel can have: from 0 to 1, and in proportion to its light."""

Picture = NDArray[np.uint8]
"""Shape (pixels high, pixels wide, 3): red, green and blue."""


def pictures_of_pdf(content: bytes) -> list[Picture]:
    """The pages."""
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        return [np.array(page.render(scale=SCALE, rev_byteorder=True).to_numpy()) for page in document]


def picture_of_png(content: bytes) -> Picture:
    """A screenshot, as a page."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def _light(picture: Picture) -> NDArray[np.float64]:
    """Relative luminance, and red, green and blue from 0 to 1, of each pixel."""
    return np.concatenate(((LINEAR[picture] @ np.array((0.2126, 0.7152, 0.0722)))[..., None], PARTS[picture]), axis=2)


def is_seen(with_words: list[Picture], without: list[Picture], scale: float = SCALE) -> bool:
    """True where the words make a difference that is noticed and as large as letters."""
    for one, other in zip(with_words, without, strict=False):
        height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
        one, other = one[:height, :width], other[:height, :width]
        rows = np.flatnonzero((one != other).reshape(height, width * 3).any(axis=1))
        if not len(rows):
            continue
        changed = slice(rows[0], rows[-1] + 1)
        columns = np.flatnonzero((one[changed] != other[changed]).any(axis=0).any(axis=1))
        box = changed, slice(columns[0], columns[-1] + 1)
        a, b = _light(one[box]), _light(other[box])
        differs = (np.maximum(a, b)[..., 0] + 0.05) / (np.minimum(a, b)[..., 0] + 0.05) >= LEAST
        differs |= np.abs(a - b)[..., 1:].max(axis=2) >= OF_A_COLOUR
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if not len(rows):
            continue
        tall, wide = (rows[-1] - rows[0] + 1) / scale, (columns[-1] - columns[0] + 1) / scale
        if min(tall, wide) >= SHORTEST and max(tall, wide) >= NARROWEST:
            return True
    return False


def reversed_package(content: bytes) -> bytes:
    """An office file with the other words in the place of the planted ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry).replace(SECRET.encode(), OTHERS.encode()))
    return file.getvalue()


def drawn_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each file as PDF, by name; those that LibreOffice cannot convert are left out."""
    source, drawn = folder / "source", folder / "drawn"
    source.mkdir()
    for name, content in files.items():
        (source / name).write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf"]
    names = sorted(str(path) for path in source.iterdir())
    for at in range(0, len(names), 60):
        done = subprocess.run(
            [*command, "--outdir", str(drawn), *names[at : at + 60]], check=False, capture_output=True
        )
        assert done.returncode in (0, 1), done.stderr  # from 26.8 on it is 1 if one of them cannot be converted
    return {name: path.read_bytes() for name in files if (path := drawn / f"{name.rpartition('.')[0]}.pdf").exists()}
