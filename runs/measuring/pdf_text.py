"""Scores the letters read from PDFs against the same contracts as text, beside pypdf and pdfplumber.

    python -m runs.measuring.pdf_text [--peers PYTHON] [--data ../shared/data] [--show NAME] [--results]

CUAD publishes 28 contracts of its part here as PDF and as text. Accuracy is one minus the edit distance over the length
of the text twin (insertions, deletions and replacements of single characters; 0 where the distance is longer). Before
that every run of white space, line ends too, becomes one space in both; nothing else is touched, and nothing is left
out: the twins hold page numbers and running heads where the PDF has them, and so do the readings. Three columns:

- `as read`: that, and no more.
- `plain signs`: typographic quotation marks, dashes and soft hyphens made plain in both. The twins have plain ones
  where the PDFs show typographic ones.
- `words`: F1 of the words as a bag, plain signs too. It does not see order: two twins are not in reading order
  (SECURIAN and CURAEGIS have paragraphs far from where the pages have them). The borders of table cells count as words.

A last line has pincite without its regions of furniture, which should be lower: what they mark is in the twins. Each
reader reads all files in a process of its own; pages a second are of the whole reading from bytes to text.
"""

import argparse
import io
import json
import statistics
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from runs.measuring import results

ROOT = Path(__file__).parents[2]

READERS = ("pincite", "pypdf", "pdfplumber")

PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "\u2011": "-", "\u00ad": "-"}
)

GOAL = 0.99


def pincite(content: bytes) -> tuple[str, int, list[tuple[int, int]]]:
    """Text, number of pages, and ranges of furniture."""
    from pincite.readers.pdf.reader import read_pdf

    reading = read_pdf(content)
    furniture = [(region.start, region.end) for region in reading.regions if region.kind == "furniture"]
    return reading.text, len(reading.pages), furniture


def pypdf(content: bytes) -> tuple[str, int, list[tuple[int, int]]]:
    """Text and number of pages as pypdf gives them."""
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages), len(pages), []


def pdfplumber(content: bytes) -> tuple[str, int, list[tuple[int, int]]]:
    """Text and number of pages as pdfplumber gives them."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as document:
        return "\n".join(page.extract_text() for page in document.pages), len(document.pages), []


def measure(reader: str, data: Path) -> dict[str, object]:
    """All PDFs through one reader, in this process."""
    read: Callable[[bytes], tuple[str, int, list[tuple[int, int]]]] = globals()[reader]
    contents = {path.stem: path.read_bytes() for path in sorted((data / "cuad/pdf").glob("*.pdf"))}
    read(next(iter(contents.values())))  # imports are not timed
    began = time.perf_counter()
    found = {stem: read(content) for stem, content in contents.items()}
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "pages": sum(pages for _, pages, _ in found.values()),
        "texts": {stem: text for stem, (text, _, _) in found.items()},
        "furniture": {stem: ranges for stem, (_, _, ranges) in found.items()},
    }


def twins(data: Path) -> dict[str, str]:
    """The text twins by the name of their file, without its ending."""
    found: dict[str, str] = {}
    with tarfile.open(data / "cuad/cuad_txt.tar.xz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                found[Path(member.name).name.removesuffix(".txt")] = stream.read().decode("utf-8")
    return found


def level(text: str, *, is_plain: bool) -> str:
    """A text with single spaces, and with plain signs where asked for."""
    return " ".join((text.translate(PLAIN) if is_plain else text).split())


def accuracy(reading: str, twin: str) -> float:
    """One minus the edit distance over the length of the twin, at least 0."""
    from rapidfuzz.distance import Levenshtein

    return max(0.0, 1 - Levenshtein.distance(reading, twin) / max(1, len(twin)))


def words(reading: str, twin: str) -> float:
    """F1 of the words as a bag."""
    one, other = Counter(reading.split()), Counter(twin.split())
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def without(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """A text without some ranges, given in order."""
    for start, end in reversed(ranges):
        text = f"{text[:start]} {text[end:]}"
    return text


def three(figures: Sequence[float]) -> str:
    """Mean, median and least of some figures."""
    return f"{statistics.mean(figures):.4f} {statistics.median(figures):.4f} {min(figures):.4f}"


def note(
    notes: results.Notes, reader: str, read: Sequence[float], signs: Sequence[float], bags: Sequence[float]
) -> None:
    """Keep one reader's figures for the pages."""
    notes.note(reader, "mean", statistics.mean(read), len(read))
    notes.note(reader, "median", statistics.median(read))
    notes.note(reader, "lowest", min(read))
    notes.note(reader, "plain quotes and dashes: mean", statistics.mean(signs))
    notes.note(reader, "words in any order (F1): mean", statistics.mean(bags))
    notes.note(reader, "F1: lowest", min(bags))


def show(reading: str, twin: str) -> None:
    """Print where a reading and its twin differ."""
    from rapidfuzz.distance import Levenshtein

    for change in Levenshtein.opcodes(reading, twin):
        if change.tag != "equal":
            print(f"  read {reading[max(0, change.src_start - 20) : change.src_end + 20]!r}")
            print(f"  twin {twin[max(0, change.dest_start - 20) : change.dest_end + 20]!r}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Score the letters read from PDFs.")
    parser.add_argument("--peers", default=sys.executable, help="python of an environment with pypdf and pdfplumber")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--show", help="print the differences of the file whose name begins so")
    parser.add_argument("--one", choices=READERS, help="read with one reader in this process")
    results.add_option(parser, "pdf-text")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.data)))
        return
    expected = twins(given.data)
    notes = results.Notes()
    print(f"{'':12} {'as read':>21}  {'plain signs':>21}  {'words':>21}")
    print(f"{'':12} {'mean median least':>21}  {'mean median least':>21}  {'mean median least':>21}  pages/s")
    for reader in READERS:
        python = sys.executable if reader == "pincite" else given.peers
        one = [python, "-m", "runs.measuring.pdf_text", "--one", reader, "--data", str(given.data.resolve())]
        done = subprocess.run(one, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            print(f"{reader:12} not measured: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
            continue
        found = json.loads(done.stdout)
        pairs = {stem: (text, expected[stem]) for stem, text in found["texts"].items()}
        read = {stem: accuracy(*(level(text, is_plain=False) for text in pair)) for stem, pair in pairs.items()}
        plain = {stem: tuple(level(text, is_plain=True) for text in pair) for stem, pair in pairs.items()}
        signs = {stem: accuracy(*pair) for stem, pair in plain.items()}
        bags = [words(*pair) for pair in plain.values()]
        print(
            f"{reader:12} {three([*read.values()])}   {three([*signs.values()])}   {three(bags)}  "
            f"{found['pages'] / found['seconds']:.0f}",
            flush=True,
        )
        note(notes, reader, [*read.values()], [*signs.values()], bags)
        if reader == "pincite":
            bare = [
                accuracy(level(without(text, found["furniture"][stem]), is_plain=True), plain[stem][1])
                for stem, text in found["texts"].items()
            ]
            lines = [f"pincite without furniture, plain signs: {three(bare)}"]
            lines += [f"{len(read)} files; {sum(each >= GOAL for each in read.values())} as read at {GOAL} or more, "]
            lines[-1] += f"{sum(each >= GOAL for each in signs.values())} with plain signs; below:"
            below = sorted((each, stem) for stem, each in signs.items() if each < GOAL)
            lines += [f"  {each:.4f} (words {words(*plain[stem]):.4f}) {stem}" for each, stem in below]
            for stem, pair in plain.items():
                if given.show and stem.startswith(given.show):
                    show(*pair)
    print("\n".join(lines))
    notes.keep(given.results)


if __name__ == "__main__":
    main()
