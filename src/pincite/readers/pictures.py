"""Pictures as documents: photographs and scans of pages, as PNG, JPEG, TIFF (with many pages), BMP and GIF.

A picture has no words until text recognition has read it. It is then read like a PDF that shows only the picture, so
that columns, running heads and boxes come out the same.
"""

import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image, ImageOps

from pincite.documents.document import Word
from pincite.errors import DocumentError, UnreadableFile
from pincite.readers.cleaning import skew, smoothed, straightened
from pincite.readers.drawn import Picture
from pincite.readers.pdf.reader import open_pdf, read_pdf
from pincite.readers.reading import Reading

KINDS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")

STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"BM", b"GIF8")

MANY_PAGES = "TIFF"
"""The only kind whose pictures are pages. In the others, several pictures are an animation or a preview."""

MOST_PAGES = 5_000

MOST_PIXELS = 120_000_000
"""Pixels of one picture: the largest drawing (A0) at 270 dots per inch. In colour it takes half a gigabyte."""

DOTS_PER_INCH = 300
"""Resolution at which pages are drawn for text recognition."""

MOST_DRAWN = 25_000_000
"""Most pixels drawn of a page. A letter page has 8.4 million, an 11 by 17 inch sheet 17; larger pages are drawn
coarser."""

FEWEST_DOTS, MOST_DOTS = 90, 2_400
"""Dots per inch that are believed when a picture states them. Cameras and programs that do not know write 72."""

LONG_SIDE = 11.0
"""Inches assumed for the longer side of a picture without a usable resolution: a letter page."""

REDUCED = 254
"""TIFF's tag for pictures that are not pages (NewSubfileType). Its lowest bit marks a preview."""

POINTS = 72

BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error, zlib.error)
"""Exceptions that Pillow raises on damaged pictures, depending on kind and place."""

Image.MAX_IMAGE_PIXELS = None  # each picture is checked against `MOST_PIXELS` before it is unpacked


@dataclass(frozen=True, slots=True)
class _Frame:
    """One picture of a file: its index, and its size in pixels and in points, as shown."""

    index: int
    width: float
    height: float


def is_picture(content: bytes) -> bool:
    """True for files that begin like a picture."""
    return content.startswith(STARTS)


def read_picture(content: bytes, recognised: Mapping[int, Sequence[Word]]) -> Reading:
    """The pages of a picture, with the words that text recognition found on them.

    Raises:
        UnreadableFile: the picture is damaged, or larger than a page can be.
    """
    frames = _frames(content)
    grey = Image.new("L", (1, 1), 128)
    reading = read_pdf(_pdf([(grey, frame) for frame in frames]), recognised)
    return replace(reading, format="picture")


def as_pdf_page(content: bytes, page: int) -> bytes:
    """A page of a picture as a one-page PDF.

    Raises:
        UnreadableFile: the picture is damaged.
        DocumentError: the picture has no such page.
    """
    frame = _frame(_frames(content), page)
    picture = _loaded(content, frame)
    return _pdf([(_plain(picture), frame)])


def picture_of(content: bytes, page: int) -> Picture:
    """A page of a PDF or a picture, in grey for text recognition, without a bad scan's grain, and straightened.

    Raises:
        UnreadableFile: the file cannot be opened.
        DocumentError: there is no such page, or it is damaged.
    """
    drawn = smoothed(_of_picture(content, page) if is_picture(content) else _of_pdf(content, page))
    angle = skew(drawn)
    straight = straightened(drawn, angle)
    return Picture(straight.width, straight.height, straight.tobytes(), angle, drawn.size)


def _of_picture(content: bytes, page: int) -> Image.Image:
    frame = _frame(_frames(content), page)
    picture = _plain(_loaded(content, frame)).convert("L")
    scale = _scale(frame.width, frame.height)
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    return picture if _alike(picture.size, size) else picture.resize(size, Image.Resampling.BICUBIC)


def _of_pdf(content: bytes, page: int) -> Image.Image:
    with open_pdf(content) as document:
        if not 1 <= page <= len(document):
            raise DocumentError(f"the PDF has no page {page}: it has {len(document)}")
        document.init_forms()
        try:
            sheet = document[page - 1]
            width, height = sheet.get_size()
            drawn: Image.Image = sheet.render(scale=_scale(width, height), grayscale=True).to_pil()
            return drawn.convert("L")
        except pypdfium2.PdfiumError as error:
            raise DocumentError(f"page {page} of the PDF is damaged and cannot be drawn") from error


def _scale(width: float, height: float) -> float:
    """Pixels per point for a page of this size in points."""
    return min(DOTS_PER_INCH / POINTS, math.sqrt(MOST_DRAWN / max(1.0, width * height)))


def _alike(size: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """True when a picture is within a tenth of the wanted size: redrawing it would only blur it."""
    return all(abs(have - want) <= want / 10 for have, want in zip(size, wanted, strict=True))


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The opened picture.

    Raises:
        UnreadableFile: the picture is damaged.
    """
    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            yield picture
    except BROKEN as error:
        raise UnreadableFile("the picture is damaged and cannot be opened: get a fresh copy") from error


def _frames(content: bytes) -> tuple[_Frame, ...]:
    """The pages of a picture. Those of the latest file are cached, since its pages are requested one after the other.

    Raises:
        UnreadableFile: the picture is damaged, or larger than a page can be.
    """
    # Python hashes bytes only once, with a key per process.
    file = len(content), hash(content)
    if file not in _latest:
        measured = tuple(_measured(content))
        _latest.clear()
        _latest[file] = measured
    return _latest[file]


_latest: dict[tuple[int, int], tuple[_Frame, ...]] = {}


def _measured(content: bytes) -> Iterator[_Frame]:
    with _opened(content) as picture:
        count = getattr(picture, "n_frames", 1) if picture.format == MANY_PAGES else 1
        if count > MOST_PAGES:
            raise UnreadableFile(f"the picture has {count:,} pages, the most that are read is {MOST_PAGES:,}: split it")
        for index in range(count):
            picture.seek(index)
            tags = getattr(picture, "tag_v2", {})
            if index and isinstance(kind := tags.get(REDUCED, 0), int) and kind & 1:
                continue
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise UnreadableFile(
                    f"the picture has {width * height / 1e6:,.0f} million pixels, the most that are read is "
                    f"{MOST_PIXELS / 1e6:,.0f} million: save it smaller"
                )
            yield _Frame(index, *_points(picture))


def _points(picture: Image.Image) -> tuple[float, float]:
    """Width and height of a picture as shown, in points."""
    width, height = picture.size
    across, up = _dots(picture)
    size = width / across * POINTS, height / up * POINTS
    # Orientations 5 to 8 lie on their side (TIFF 6.0, tag 274; Exif uses the same).
    lies = picture.getexif().get(274, 1) in (5, 6, 7, 8)
    return (size[1], size[0]) if lies else size


def _dots(picture: Image.Image) -> tuple[float, float]:
    """Dots per inch, horizontally and vertically."""
    stated = picture.info.get("dpi")
    if isinstance(stated, tuple) and len(stated) == 2:
        try:
            across, up = map(float, stated)
        except (TypeError, ValueError, ZeroDivisionError):
            across = up = 0.0
        if FEWEST_DOTS <= across <= MOST_DOTS and FEWEST_DOTS <= up <= MOST_DOTS:
            return across, up
    dots = max(1.0, max(picture.size) / LONG_SIDE)
    return dots, dots


def _frame(frames: Sequence[_Frame], page: int) -> _Frame:
    if not 1 <= page <= len(frames):
        raise DocumentError(f"the picture has no page {page}: it has {len(frames)}")
    return frames[page - 1]


def _loaded(content: bytes, frame: _Frame) -> Image.Image:
    """One picture of a file, unpacked, and turned upright as its file says."""
    with _opened(content) as picture:
        picture.seek(frame.index)
        return ImageOps.exif_transpose(picture)


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in grey or in colour, on white where it is transparent."""
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, np.float64)
        least = float(values.min())
        spread = max(1.0, float(values.max()) - least)
        return Image.fromarray(((values - least) * (255 / spread)).astype(np.uint8))
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if "transparency" in picture.info or picture.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return picture.convert("RGB")


def _pdf(pages: Sequence[tuple[Image.Image, _Frame]]) -> bytes:
    """A PDF of pictures, each filling a page. Source: ISO 32000-1, 7.5 and 8.9."""
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode("ascii"),
    ]
    for number, (picture, frame) in enumerate(pages):
        first = 3 + 3 * number
        colours = "/DeviceGray" if picture.mode == "L" else "/DeviceRGB"
        box = f"[0 0 {frame.width:.3f} {frame.height:.3f}]"
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {first + 1} 0 R "
            f"/Resources << /XObject << /P {first + 2} 0 R >> >> >>"
        )
        image = (
            f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
            f"/ColorSpace {colours} /BitsPerComponent 8 /Filter /FlateDecode"
        )
        shows = f"q {frame.width:.3f} 0 0 {frame.height:.3f} 0 0 cm /P Do Q"
        objects += [
            page.encode("ascii"),
            _stream("", shows.encode("ascii")),
            _stream(image, zlib.compress(picture.tobytes(), 1)),
        ]
    return _file(objects)


def _stream(entries: str, content: bytes) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode("ascii") + content + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """A PDF file of objects, numbered from 1. The first is its catalogue."""
    parts = [b"%PDF-1.4\n"]
    at = len(parts[0])
    places: list[int] = []
    for number, written in enumerate(objects, start=1):
        part = b"%d 0 obj\n" % number + written + b"\nendobj\n"
        places.append(at)
        parts.append(part)
        at += len(part)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    parts.append(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n".encode("ascii")
    )
    return b"".join(parts)
