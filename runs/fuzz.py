"""Fuzzes what is parsed by our own Python, guided by coverage: libFuzzer through Atheris.

    pip install atheris
    python runs/fuzz.py TARGET [--seconds 600] [--seeds FOLDER]

TARGET is one of the names in `TARGETS`. Inputs begin from the sample files of the format. A target may refuse an input
with one of our own errors; anything else that it raises is a finding, and so is an input that takes longer than
`SLOWEST` seconds. Findings are written to the folder that the last line names, and the exit status is then not 0.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pincite"]):
    from pincite import samples
    from pincite.documents.outline.outline import outline
    from pincite.documents.readers.read import read
    from pincite.documents.references.find import references_of
    from pincite.documents.sentences import sentences
    from pincite.errors import PinciteError

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
        length = len(document.text)
        for clause in document.clauses:
            if not 0 <= clause.start < clause.end <= length:
                raise AssertionError(f"clause {clause} outside of {length} characters")
        for region in document.regions:
            if not 0 <= region.start < region.end <= length:
                raise AssertionError(f"region {region} outside of {length} characters")

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


TARGETS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "outline": (text_only, ".txt"),
    "text": (reading("a.txt"), ".txt"),
    "markdown": (reading("a.md"), ".md"),
    "html": (reading("a.html"), ".html"),
    "docx": (reading("a.docx"), ".docx"),
    "xml": (reading("a.xml"), ".xml"),
    "mail": (reading("a.eml"), ".eml"),
    "outlook": (reading("a.msg"), ".msg"),
    "mailbox": (reading("a.mbox"), ".mbox"),
    "zip": (reading("a.zip"), ".zip"),
    "csv": (reading("a.csv"), ".csv"),
}
"""Name -> what is run, and the ending of the sample files that it begins from."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzz a reader.")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="folder of further inputs to begin from")
    given = parser.parse_args()
    run, ending = TARGETS[given.target]
    folder = Path(tempfile.mkdtemp(prefix=f"pincite-fuzz-{given.target}-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    begun = [path for path in samples.folder().rglob(f"*{ending}") if path.stat().st_size <= LONGEST]
    begun += [path for path in given.seeds.iterdir() if path.is_file()] if given.seeds else []
    for number, path in enumerate(begun):
        (corpus / str(number)).write_bytes(path.read_bytes())
    print(f"{given.target}: {len(begun)} inputs to begin from; findings go to {folder}", flush=True)
    options = [
        f"-max_total_time={given.seconds}", f"-timeout={SLOWEST}", f"-max_len={LONGEST}", "-rss_limit_mb=3000",
        f"-artifact_prefix={folder}/", "-print_final_stats=1", str(corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
