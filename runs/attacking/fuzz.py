"""Fuzzes what is parsed by our own Python, guided by coverage: libFuzzer through Atheris.

    pip install atheris
    python -m runs.attacking.fuzz TARGET [--seconds 600] [--seeds FOLDER]

TARGET is one of the names in `TARGETS`. Inputs begin from the sample files of the format. Archives are also fuzzed from
inside, one part of them (`xlsx-sheet`, `docx-body`): outside, their checksums refuse nearly every input. A target may
refuse an input with one of our own errors; anything else that it raises is a finding, and so is an input that takes
longer than `SLOWEST` seconds. Findings are written to the folder that the last line names, and the exit status is then
not 0.
"""

import argparse
import importlib
import io
import pkgutil
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pincite"]):
    from pincite import readers, samples
    from pincite.errors import PinciteError
    from pincite.readers.read import read
    from pincite.readers.table.number_formats import number_format
    from pincite.sandbox.frames import document_frame, document_from
    from pincite.structure.outline.outline import outline
    from pincite.structure.references.find import references_of
    from pincite.structure.sentences import sentences

    # Readers are imported when a file first needs them, which would be too late to count their branches.
    for module in pkgutil.walk_packages(readers.__path__, f"{readers.__name__}."):
        importlib.import_module(module.name)

SLOWEST = 10
"""Seconds for one input; the limit of the product is 60, and inputs here are small."""

LONGEST = 60_000
"""Bytes of one input: larger ones are slower to explore and find the same."""


def reading(name: str) -> Callable[[bytes], None]:
    """A target that reads its input as a file of this name, and holds the document to its own rules."""

    def run(content: bytes) -> None:
        try:
            document = read(content, name)
        except PinciteError:
            return
        header, blobs = document_frame(document)
        try:
            document_from(header, blobs)
        except PinciteError as problem:
            raise AssertionError("the document does not fit together") from problem

    return run


def text_only(content: bytes) -> None:
    """Outline, sentences and references of any text."""
    text = content.decode("utf-8", "replace")
    clauses = outline(text, (), "text")
    references_of(text, clauses)
    at = 0
    for start, end in sentences(text, 0, len(text)):
        if not at <= start < end <= len(text) or text[at:start].strip():
            raise AssertionError("sentences do not tile the text")
        at = end


def inside(ending: str, part: str) -> Callable[[bytes], None]:
    """A target that reads its input as one part of the smallest sample file of a kind."""
    whole = min(sample_files(ending), key=lambda path: path.stat().st_size)
    with zipfile.ZipFile(whole) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if name != part}
    read_file = reading(f"a{ending}")

    def run(content: bytes) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, other in (*others.items(), (part, content)):
                archive.writestr(name, other)
        read_file(packed.getvalue())

    return run


def number_formats(content: bytes) -> None:
    """Any format of any number; the first line is the format."""
    code, _, value = content.decode("utf-8", "replace").partition("\n")
    stated = number_format(code)
    if stated is not None:
        stated.words(value)


@dataclass(frozen=True)
class Target:
    """What is run, made when it is chosen, and what it begins from: sample files, or parts of them with such a name."""

    run: Callable[[], Callable[[bytes], None]]
    ending: str
    parts: str = ""


def sample_files(ending: str) -> list[Path]:
    """The sample files of a format."""
    return sorted(samples.folder().rglob(f"*{ending}"))


def beginnings(target: Target) -> Iterator[bytes]:
    """The inputs that a target begins from."""
    for path in sample_files(target.ending):
        if not target.parts:
            yield path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist() if re.fullmatch(target.parts, name))


TARGETS: dict[str, Target] = {
    "outline": Target(lambda: text_only, ".txt"),
    "text": Target(lambda: reading("a.txt"), ".txt"),
    "markdown": Target(lambda: reading("a.md"), ".md"),
    "html": Target(lambda: reading("a.html"), ".html"),
    "docx": Target(lambda: reading("a.docx"), ".docx"),
    "docx-body": Target(lambda: inside(".docx", "word/document.xml"), ".docx", r"word/document\.xml"),
    "xml": Target(lambda: reading("a.xml"), ".xml"),
    "mail": Target(lambda: reading("a.eml"), ".eml"),
    "outlook": Target(lambda: reading("a.msg"), ".msg"),
    "mailbox": Target(lambda: reading("a.mbox"), ".mbox"),
    "zip": Target(lambda: reading("a.zip"), ".zip"),
    "csv": Target(lambda: reading("a.csv"), ".csv"),
    "xls": Target(lambda: reading("a.xls"), ".xls"),
    "xlsx": Target(lambda: reading("a.xlsx"), ".xlsx"),
    "xlsx-sheet": Target(lambda: inside(".xlsx", "xl/worksheets/sheet1.xml"), ".xlsx", r"xl/worksheets/sheet\d+\.xml"),
    "xlsx-styles": Target(lambda: inside(".xlsx", "xl/styles.xml"), ".xlsx", r"xl/styles\.xml"),
    "number-format": Target(lambda: number_formats, ".none"),
}
"""By name, what can be fuzzed."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzz a reader.")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="folder of further inputs to begin from")
    given = parser.parse_args()
    target = TARGETS[given.target]
    folder = Path(tempfile.mkdtemp(prefix=f"pincite-fuzz-{given.target}-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    begun = list(beginnings(target))
    begun += [path.read_bytes() for path in given.seeds.iterdir() if path.is_file()] if given.seeds else []
    begun = [content for content in begun if len(content) <= LONGEST]
    for number, content in enumerate(begun):
        (corpus / str(number)).write_bytes(content)
    print(f"{given.target}: {len(begun)} inputs to begin from; findings go to {folder}", flush=True)
    options = [
        f"-max_total_time={given.seconds}", f"-timeout={SLOWEST}", f"-max_len={LONGEST}", "-rss_limit_mb=3000",
        f"-artifact_prefix={folder}/", "-print_final_stats=1", str(corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], target.run())
    atheris.Fuzz()


if __name__ == "__main__":
    main()
