"""Damages every sample file in thousands of ways and reads what is left, as a firm's worst day would.

    python -m runs.attacking.mutation [--ways 10000] [--files PATTERN …] [--seed 7] [--out FILE.json] [--results]

Each copy is damaged by a few of: bits flipped, bytes overwritten, a stretch cut out, doubled, moved or filled with one
byte, the end cut off, words of the format put in the wrong place. Archives (DOCX, XLSX, ZIP) are also damaged inside,
part by part, and packed again, since damage outside is caught by the archive's own checks.

Every copy goes through the boxed reading process with its ordinary limits. What counts: that this process never stops,
that nothing takes longer than the limit, and that whatever comes back fits together. How a copy ended is counted by
kind; each sentence of refusal is kept once with an example, for reading by eye.
"""

import argparse
import asyncio
import collections
import io
import json
import random
import re
import sys
import time
import zipfile
from pathlib import Path

from runs.measuring import results

from pincite import samples
from pincite.errors import DocumentError, ReaderStopped, UnreadableFile
from pincite.sandbox.programs import Programs
from pincite.sandbox.reader import FileReader

WORDS = (
    b"%PDF-1.7", b"endobj", b"stream\n", b"endstream", b"/Kids [1 0 R]", b"/Length 99999999", b"xref", b"trailer",
    b"<", b">", b"&#x0;", b"&#xD800;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<w:p>", b"</w:tbl>", b"]]>", b"<!--",
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"=?utf-8?B?////?=", b"#" * 4000, b"(" * 5000, b"1." * 3000, b"|" * 3000, b"\n" * 5000, b"\t" * 5000,
)  # fmt: skip
"""Put in the wrong place: what the formats are made of, and what makes careless parsers slow."""

NOTHING_ELSE = Programs(None, None)
"""No text recognition: it would take minutes for each page whose letters were damaged, and is fuzzed by others."""

MOST_DAMAGES = 6


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy with one to a few damages; half the time inside, when the file is an archive."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.5:
        return _damaged_inside(content, chance)
    return _damaged_bytes(content, chance)


def _damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    copy = bytearray(content)
    for _ in range(chance.randint(1, MOST_DAMAGES)):
        if not copy:
            break
        at = chance.randrange(len(copy))
        length = min(len(copy) - at, int(chance.expovariate(1 / 64)) + 1)
        match chance.randrange(8):
            case 0:
                copy[at] ^= 1 << chance.randrange(8)
            case 1:
                copy[at : at + length] = chance.randbytes(length)
            case 2:
                del copy[at : at + length]
            case 3:
                copy[at:at] = copy[at : at + length] * chance.choice((1, 2, 50))
            case 4:
                piece = bytes(copy[at : at + length])
                del copy[at : at + length]
                to = chance.randrange(len(copy) + 1)
                copy[to:to] = piece
            case 5:
                copy[at : at + length] = bytes([chance.choice((0, 32, 48, 60, 255))]) * length
            case 6:
                copy[at:at] = chance.choice(WORDS)
            case 7:
                if chance.random() < 0.3:
                    del copy[at:]
    return bytes(copy)


def _damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """The archive with one part damaged, lost or doubled."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            part = old.read(name)
            if name == hit:
                if chance.random() < 0.05:
                    continue
                part = _damaged_bytes(part, chance)
            new.writestr(name, part)
    return packed.getvalue()


def _form(error: DocumentError) -> str:
    """A sentence with its figures and names taken out, so that each kind is kept once."""
    return re.sub(r"\d[\d,.]*", "#", re.sub(r"part [\w/.]+", "part …", str(error)))[:160]


def note(ways: int, kinds: int, files: int, ends: collections.Counter[str], slowest: float) -> results.Notes:
    """What the pages show of a run."""
    notes = results.Notes()
    row = f"{ways:,} copies of each of {files} files of {kinds} formats"
    notes.note(row, "read", ends["read"], sum(ends.values()))
    notes.note(row, "refused with a sentence", ends["refused"] + ends["other"])
    notes.note(row, "stopped the process", ends["stopped"])
    notes.note(row, "slowest, s", slowest)
    return notes


async def run(files: list[Path], ways: int, seed: int) -> tuple[dict[str, object], results.Notes]:
    """Read every damaged copy: how they ended, the slowest, one example of each sentence; and what pages show of it."""
    ends: collections.Counter[str] = collections.Counter()
    by_kind: dict[str, collections.Counter[str]] = {}
    sentences: dict[str, str] = {}
    slowest = (0.0, "")
    began = time.perf_counter()
    async with FileReader(programs=NOTHING_ELSE) as reader:
        for number, file in enumerate(files, start=1):
            content = file.read_bytes()
            counts = by_kind.setdefault(file.suffix.lower(), collections.Counter())
            for way in range(ways):
                chance = random.Random(f"{seed} {file.name} {way}")
                copy = damaged(content, chance)
                since = time.perf_counter()
                try:
                    await reader.read(copy, file.name)
                    end = "read"
                except UnreadableFile as error:
                    end = "refused"
                    sentences.setdefault(_form(error), f"{file.name} way {way}")
                except ReaderStopped as error:
                    end = "stopped"
                    sentences.setdefault(_form(error), f"{file.name} way {way}")
                except DocumentError as error:
                    end = "other"
                    sentences.setdefault(_form(error), f"{file.name} way {way}")
                ends[end] += 1
                counts[end] += 1
                slowest = max(slowest, (time.perf_counter() - since, f"{file.name} way {way}"))
            print(f"{number}/{len(files)} {file.name}: {dict(counts)}, {time.perf_counter() - began:.0f} s", flush=True)
    found: dict[str, object] = {
        "copies": sum(ends.values()),
        "ways_per_file": ways,
        "seed": seed,
        "ends": dict(ends),
        "by_format": {kind: dict(counts) for kind, counts in sorted(by_kind.items())},
        "slowest_s": round(slowest[0], 2),
        "slowest": slowest[1],
        "seconds": round(time.perf_counter() - began, 1),
        "sentences": sentences,
    }
    return found, note(ways, len(by_kind), len(files), ends, slowest[0])


def main() -> None:
    parser = argparse.ArgumentParser(description="Damage every sample file in many ways and read what is left.")
    parser.add_argument("--ways", type=int, default=10_000)
    parser.add_argument("--files", nargs="+", default=["*"], help="patterns of file names")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    results.add_option(parser, "damage")
    given = parser.parse_args()
    files = sorted(
        path
        for pattern in given.files
        for path in samples.folder().rglob(pattern)
        if path.is_file() and path.suffix not in (".py", ".pyc", ".json")
    )
    if not files:
        sys.exit(f"no sample file is called {' or '.join(given.files)}")
    found, notes = asyncio.run(run(files, given.ways, given.seed))
    printed = json.dumps(found, indent=1)
    if given.out is not None:
        given.out.write_text(printed + "\n", encoding="utf-8")
    print(printed)
    notes.keep(given.results)


if __name__ == "__main__":
    main()
