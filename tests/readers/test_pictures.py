"""Pictures as documents: their pages, their sizes, how they are drawn for recognition and for a reader's eyes."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from pincite.documents.document import Box, Document, Page, Word
from pincite.errors import DocumentError, UnreadableFile
from pincite.readers.pictures import picture_of, read_picture
from pincite.sandbox.programs import Programs
from pincite.sandbox.reader import NOT_INSTALLED, FileReader

BY_MODE = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"]


def saved(picture: Image.Image, format: str, **options: object) -> bytes:
    stream = BytesIO()
    picture.save(stream, format, **options)
    return stream.getvalue()


def sheet(width: int = 600, height: int = 800) -> Image.Image:
    page = Image.new("L", (width, height), 255)
    ImageDraw.Draw(page).rectangle((100, 50, 299, 89), fill=0)
    return page


def size(page: Page) -> tuple[float, float]:
    return round(page.width, 1), round(page.height, 1)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "BMP", "GIF"])
def test_a_picture_is_a_page_that_waits_for_recognition(format: str) -> None:
    reading = read_picture(saved(sheet(), format), {})
    assert (reading.format, reading.text, reading.unread) == ("picture", "", (1,))
    assert len(reading.pages) == 1


def test_the_pages_of_a_fax_are_pages_and_its_previews_are_not() -> None:
    preview = sheet(60, 80)
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    content = saved(sheet(), "TIFF", save_all=True, append_images=[preview, sheet(700, 800)], dpi=(100, 100))
    assert [size(page) for page in read_picture(content, {}).pages] == [(432, 576), (504, 576)]
    assert picture_of(content, 2).drawn == (2100, 2400)


@pytest.mark.parametrize(
    ("dots", "points"),
    [((300, 300), (144, 192)), ((200, 100), (216, 576)), ((72, 72), (594, 792)), (None, (594, 792))],
    ids=["stated", "fax", "unknown-to-the-camera", "not-stated"],
)
def test_the_size_of_a_page_is_what_its_picture_says(dots: tuple[int, int] | None, points: tuple[float, float]) -> None:
    content = saved(sheet(), "TIFF", dpi=dots) if dots else saved(sheet(), "PNG")
    [page] = read_picture(content, {}).pages
    assert size(page) == points


def test_a_photograph_taken_sideways_is_read_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6
    content = saved(sheet().rotate(90, expand=True), "JPEG", exif=exif, dpi=(100, 100), quality=95)
    [page] = read_picture(content, {}).pages
    assert size(page) == (432, 576)
    drawn = picture_of(content, 1)
    ink = Image.frombytes("L", (drawn.width, drawn.height), drawn.grey).point(lambda grey: 255 * (grey < 128))
    assert ink.getbbox() == pytest.approx((300, 150, 900, 270), abs=6)


@pytest.mark.parametrize("mode", BY_MODE)
def test_ink_is_dark_on_white_paper_however_the_colours_are_kept(mode: str) -> None:
    page = Image.merge("LA", (Image.new("L", (600, 800), 0), sheet().point(lambda grey: 255 - grey)))
    flat = sheet()
    kept = page if mode == "LA" else page.convert("RGBA") if mode == "RGBA" else flat.convert(mode)
    content = saved(kept, "TIFF" if mode in ("CMYK", "I;16") else "PNG", dpi=(300, 300))
    drawn = picture_of(content, 1)
    grey = Image.frombytes("L", (drawn.width, drawn.height), drawn.grey)
    assert grey.getpixel((200, 70)) == 0
    assert grey.getpixel((400, 400)) == 255


def test_words_on_a_picture_are_its_text_with_their_places() -> None:
    word = Word("Rent", 10, 100, 40, 112, 0.91, 0, 0)
    reading = read_picture(saved(sheet(), "PNG"), {1: (word,)})
    assert (reading.text, reading.unread) == ("Rent", ())
    [line] = reading.recognised
    assert (line.start, line.end, round(line.confidence, 2)) == (0, 4, 0.91)


def test_a_page_whose_picture_is_cut_off_is_not_drawn_in_part() -> None:
    content = saved(sheet(), "TIFF")[:-100_000]
    assert read_picture(content, {}).unread == (1,)
    with pytest.raises(UnreadableFile, match="the picture is damaged"):
        picture_of(content, 1)


def test_a_page_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(DocumentError, match="the picture has no page 2: it has 1"):
        picture_of(saved(sheet(), "PNG"), 2)


@pytest.mark.live
def test_words_on_a_page_of_a_picture_are_marked() -> None:
    content = saved(sheet(), "TIFF", save_all=True, append_images=[sheet()], dpi=(100, 100))

    async def steps() -> tuple[Document, bytes]:
        async with FileReader(programs=Programs(None, None)) as reader:
            document = await reader.read(content, "scan.tif")
            return document, await reader.draw(content, 2, [Box(2, 300, 300, 350, 320)], 1.0)

    document, png = asyncio.run(steps())
    assert document.warnings[-1] == NOT_INSTALLED
    with Image.open(BytesIO(png)) as drawn:
        assert drawn.size == (432, 576)
        assert drawn.convert("RGB").getpixel((325, 576 - 310)) != (255, 255, 255)
        assert drawn.convert("RGB").getpixel((100, 45)) == (0, 0, 0)
