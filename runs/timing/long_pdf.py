"""Makes a PDF of thousands of pages and reads it: pages a second and the most memory, of each step in a fresh process.

    python -m runs.timing.long_pdf [--pages 3000] [--keep FILE.pdf] [--results]

The pages are as a long agreement's: a running head, clauses with numbers, a table on every tenth page, a footnote on
every seventh, a page number. Words are drawn from the sample files, so that no two pages are alike. `reader` is the PDF
reader alone, `whole` all of reading (outline, facts, references), `boxed` the same through the boxed process, as
`ingest` does it, and is what the pages show.
"""

import argparse
import asyncio
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from runs.measuring import results

ROOT = Path(__file__).parents[2]
STEPS = ("reader", "whole", "boxed")


def make(pages: int, seed: int = 7) -> bytes:
    """A PDF of so many pages."""
    from reportlab.pdfgen.canvas import Canvas

    from pincite import samples

    texts = sorted(Path(samples.__file__).parent.rglob("*.txt")) + sorted(Path(samples.__file__).parent.rglob("*.md"))
    words = " ".join(path.read_text(encoding="utf-8") for path in texts).split()
    chance = random.Random(seed)

    def sentence(length: int) -> str:
        start = chance.randrange(len(words) - length)
        return " ".join(words[start : start + length])

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for number in range(1, pages + 1):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(72, 755, "Master Agreement - Execution Copy")
        for line in range(40):
            label = f"{number}.{line // 8 + 1} " if line % 8 == 0 else ""
            canvas.drawString(72, 725 - 14 * line, f"{label}{sentence(12)}"[:100])
        if number % 10 == 0:
            for row in range(3):
                for column in range(3):
                    canvas.drawString(76 + 120 * column, 146 - 18 * row, f"{sentence(1)[:14]} {row}{column}")
            canvas.grid([72, 192, 312, 432], [105, 123, 141, 159])
        if number % 7 == 0:
            canvas.line(72, 80, 216, 80)
            canvas.setFont("Times-Roman", 8)
            canvas.drawString(72, 68, f"{number // 7 % 99 + 1} {sentence(8)}"[:100])
        canvas.setFont("Times-Roman", 10)
        canvas.drawCentredString(306, 36, str(number))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def take(step: str, path: Path) -> tuple[int, float, int]:
    """Pages, seconds and the most bytes in memory of one step, in this process or the boxed one."""
    content = path.read_bytes()
    if step == "boxed":
        return asyncio.run(_boxed(content, path.name))
    from pincite.readers.pdf.reader import read_pdf
    from pincite.readers.read import read

    began = time.perf_counter()
    pages = read_pdf(content).pages if step == "reader" else read(content, path.name).pages
    return len(pages), time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def _boxed(content: bytes, name: str) -> tuple[int, float, int]:
    """The same through the boxed process; its memory is what it says of itself."""
    import psutil

    from pincite.sandbox.reader import FileReader

    most = 0

    async def look() -> None:
        nonlocal most
        while True:
            children = psutil.Process().children(recursive=True)
            most = max([most, *(child.memory_info().rss for child in children if child.is_running())])
            await asyncio.sleep(0.1)

    watch = asyncio.create_task(look())
    began = time.perf_counter()
    async with FileReader() as reader:
        document = await reader.read(content, name)
    seconds = time.perf_counter() - began
    watch.cancel()
    return len(document.pages), seconds, most


def note(notes: results.Notes, row: str, pages: int, seconds: float, most: int) -> None:
    """Keep how long the boxed process took, and the most bytes it had in memory."""
    notes.note(row, "seconds", round(seconds), pages)
    notes.note(row, "pages/s", round(pages / seconds))
    notes.note(row, "most memory, MB", round(most / 1e6))


def main() -> None:
    """Make the file, take each step in a process of its own, print a line each."""
    parser = argparse.ArgumentParser(description="Read a long PDF.")
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--keep", type=Path, help="keep the file here")
    parser.add_argument("--one", nargs=2, metavar=("STEP", "FILE"), help="take one step in this process")
    results.add_option(parser, "long-pdf")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(take(given.one[0], Path(given.one[1]))))
        return
    notes = results.Notes()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep.resolve() if given.keep else Path(folder) / "long.pdf"
        path.write_bytes(make(given.pages))
        size = path.stat().st_size / 1e6
        print(f"{size:.1f} MB", flush=True)
        for step in STEPS:
            one = [sys.executable, "-m", "runs.timing.long_pdf", "--one", step, str(path)]
            done = subprocess.run(one, cwd=ROOT, check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"{step}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}", flush=True)
                continue
            pages, seconds, most = json.loads(done.stdout)
            print(
                f"{step:8} {pages} pages  {pages / seconds:7.1f} pages/s  {most / 1e6:6.0f} MB at the most", flush=True
            )
            if step == "boxed":
                note(notes, f"a PDF of {size:.0f} MB with heads, tables and footnotes: pages", pages, seconds, most)
    notes.keep(given.results)


if __name__ == "__main__":
    main()
