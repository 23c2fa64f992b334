"""How well text recognition reads scans of contracts: pages with a text layer of their own, made into pictures.

Each sampled page is drawn, at 300 and at 200 dots per inch and once more as a poor scan (askew, grainy, JPEG), put into
a PDF that has nothing but the picture, and read as any scan is: drawn, straightened, recognised in its box, assembled.
What comes out is compared with the letters of the page itself. Accuracy is 1 - edit distance / length, white space made
one blank; words in another order than the page has them count as errors. Rules that were typed (dashes, underscores,
dots in a row) are lines in a picture: the first column counts them as the letters they were, the others leave them out
on both sides.

    python -m runs.measuring.ocr_accuracy --data ../shared/data --pages 60 [--results]
"""

import argparse
import asyncio
import itertools
import os
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein
from runs.measuring import results

from pincite.documents.document import Word
from pincite.readers.pdf.reader import read_pdf
from pincite.readers.pictures import picture_of
from pincite.sandbox.programs import installed
from pincite.sandbox.recognition import Recogniser, recogniser

FEWEST_LETTERS = 600
"""Of a page that is measured: title pages and signature pages say little about reading."""

LARGEST_PICTURE = 0.2
"""Share of the page that a picture on it may cover: the letters over a scan are themselves recognised ones."""

GOAL = 0.97

BUCKETS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with its own text."""

    file: Path
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """One variant of one page as it was read; of each word how sure recognition was of it, and whether it is right."""

    sample: Sample
    variant: str
    with_rules: float
    accuracy: float
    letters: float
    seconds: float
    words: tuple[tuple[float, bool], ...]


def samples(folder: Path, count: int, seed: int) -> list[Sample]:
    """Pages drawn evenly over the documents."""
    dice = random.Random(seed)
    by_document: list[list[Sample]] = []
    for file in sorted(folder.glob("*.pdf")):
        found = list(_good_pages(file))
        dice.shuffle(found)
        by_document.append(found)
    dice.shuffle(by_document)
    rounds = max(map(len, by_document), default=0)
    return [pages[turn] for turn in range(rounds) for pages in by_document if turn < len(pages)][:count]


def _good_pages(file: Path) -> Iterator[Sample]:
    content = file.read_bytes()
    reading = read_pdf(content)
    with pypdfium2.PdfDocument(content) as document:
        for page in reading.pages:
            text = reading.text[page.start : page.end]
            if len(text) >= FEWEST_LETTERS and "\ufffd" not in text and not _shows_pictures(document[page.number - 1]):
                yield Sample(file, page.number, text)


def _shows_pictures(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > LARGEST_PICTURE * width * height:
            return True
    return False


def scan(sample: Sample, variant: str, seed: int) -> bytes:
    """A PDF of nothing but a picture of the page."""
    dots = 300 if variant == "300 dpi" else 200
    with pypdfium2.PdfDocument(sample.file) as document:
        page = document[sample.page - 1]
        picture = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
    stream = BytesIO()
    if variant == "poor":
        picture = _worse(picture, random.Random(f"{seed} {sample.file.name} {sample.page}"))
        picture.save(stream, "PDF", resolution=dots, quality=40)
    else:
        picture.save(stream, "PDF", resolution=dots, quality=95)
    return stream.getvalue()


def _worse(picture: Image.Image, dice: random.Random) -> Image.Image:
    """As a worn office scanner gives it: up to 2 degrees askew, soft, grainy, grey paper."""
    askew = picture.rotate(dice.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    soft = np.asarray(askew.filter(ImageFilter.GaussianBlur(0.7)), np.float64)
    grain = np.random.default_rng(dice.randrange(1 << 30)).normal(0, 14, soft.shape)
    return Image.fromarray(np.clip(soft * 0.8 + 40 + grain, 0, 255).astype(np.uint8))


async def measured(sample: Sample, variant: str, seed: int, found: Recogniser) -> Result:
    """One variant of a page, read."""
    content = scan(sample, variant, seed)
    began = time.perf_counter()
    picture = picture_of(content, 1)  # not in a thread: pdfium is not made for several
    (shown,) = read_pdf(content).pages
    words = await found.words(picture, shown.width, shown.height)
    reading = read_pdf(content, {1: words})
    seconds = time.perf_counter() - began
    have, want = _plain(reading.text), _plain(sample.text)
    with_rules = _alike(" ".join(reading.text.split()), " ".join(sample.text.split()))
    letters = _alike(*(re.sub(r"[\W_]", "", text) for text in (have, want)))
    return Result(sample, variant, with_rules, _alike(have, want), letters, seconds, tuple(_right(words, want)))


def _alike(have: str, want: str) -> float:
    return max(0.0, 1 - Levenshtein.distance(have, want) / len(want))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[-_=.*~—]{3,}", " ", text).split())


def _right(words: tuple[Word, ...], text: str) -> Iterator[tuple[float, bool]]:
    """How sure recognition was of each word, and whether the page has it there."""
    steps = Levenshtein.opcodes([word.text for word in words], text.split())
    for step in steps:
        for word in words[step.src_start : step.src_end]:
            yield word.confidence, step.tag == "equal"


def report(measured_pages: list[Result], variants: tuple[str, ...]) -> results.Notes:
    """Print what was read, scan by scan, and give back what the pages show of it."""
    notes = results.Notes()
    print("| scan | pages | rules counted | mean | median | letters and digits | ≥ .97 | worst | s/page |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for variant in variants:
        own = [result for result in measured_pages if result.variant == variant]
        if not own:
            continue
        right = [result.accuracy for result in own]
        notes.note(variant, "mean", statistics.mean(right), len(own))
        notes.note(variant, "median", statistics.median(right))
        notes.note(variant, "pages at .97 or better", sum(value >= GOAL for value in right) / len(own))
        notes.note(variant, "lowest", min(right))
        notes.note(variant, "letters and digits only", statistics.mean(result.letters for result in own))
        notes.note(variant, "typed rules counted too", statistics.mean(result.with_rules for result in own))
        print(
            f"| {variant} | {len(own)} | {statistics.mean(result.with_rules for result in own):.4f} | "
            f"{statistics.mean(right):.4f} | {statistics.median(right):.4f} | "
            f"{statistics.mean(result.letters for result in own):.4f} | "
            f"{sum(value >= GOAL for value in right) / len(own):.0%} | {min(right):.3f} | "
            f"{statistics.mean(result.seconds for result in own):.1f} |"
        )
    print("\n| sure of the word | words | right |\n| --- | --: | --: |")
    buckets: dict[float, list[bool]] = defaultdict(list)
    for result in measured_pages:
        for confidence, is_right in result.words:
            buckets[max(edge for edge in BUCKETS if edge <= confidence)].append(is_right)
    for low, high in itertools.pairwise(BUCKETS):
        if buckets[low]:
            print(f"| {low:.2f}-{min(high, 1):.2f} | {len(buckets[low])} | {statistics.mean(buckets[low]):.3f} |")
    print("\nThe ten worst:")
    for result in sorted(measured_pages, key=lambda result: result.accuracy)[:10]:
        where = f"{result.sample.file.name} {result.sample.page}"
        print(f"{result.accuracy:.3f} {result.letters:.3f} {result.variant}: {where}")
    return notes


async def run(data: Path, pages: int, seed: int, minutes: float, at_once: int) -> results.Notes:
    found = recogniser(installed())
    if found is None or not found.is_ready:
        raise SystemExit("text recognition is not installed: install tesseract (tesseract-ocr) first")
    variants = ("300 dpi", "200 dpi", "poor")
    until = time.monotonic() + 60 * minutes
    sampled = samples(data / "cuad" / "pdf", pages, seed)
    print(f"{found.name}, {len(sampled)} pages of {len({sample.file for sample in sampled})} contracts, seed {seed}\n")
    waiting = iter([(sample, variant) for sample in sampled for variant in variants])
    measured_pages: list[Result] = []

    async def one_after_the_other() -> None:
        for sample, variant in waiting:
            if time.monotonic() > until:
                return
            measured_pages.append(await measured(sample, variant, seed, found))

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    return report(measured_pages, variants)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=15, help="after which no further page is begun")
    parser.add_argument("--at-once", type=int, default=min(4, os.cpu_count() or 1))
    results.add_option(parser, "recognition")
    given = parser.parse_args()
    asyncio.run(run(given.data, given.pages, given.seed, given.minutes, given.at_once)).keep(given.results)


if __name__ == "__main__":
    main()
