"""Makes the sample matters that ship with pincite, and their manifest, from the sources in `runs/samples`.

    python runs/make_samples.py [--to FOLDER]

Nothing in the files depends on the day, the machine or the order of the run, so a second run gives the same bytes.
`samples/markup.py` says how a source is written, `samples/firm.toml` who may see what, `samples/questions.toml` what is
asked of the documents. Every answer is looked up in the finished file, and a missing one stops the run.
"""

import argparse
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pypdfium2
from lxml import etree

from samples.markup import Source, curled, sources
from samples.pdf import write_pdf
from samples.plain import write_html, write_markdown, write_text
from samples.word import write_docx

HERE = Path(__file__).parent / "samples"

SHIPPED = Path(__file__).parents[1] / "src/pincite/samples"

MOST_BYTES = 3_000_000
"""All files together: they travel inside the wheel."""

WRITERS: dict[str, Callable[[Source, str], bytes]] = {
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".html": write_html,
    ".md": write_markdown,
    ".txt": write_text,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sample matters.")
    parser.add_argument("--to", type=Path, default=SHIPPED, help="folder to write to (default: the package)")
    folder: Path = parser.parse_args().to
    firm = tomllib.loads((HERE / "firm.toml").read_text(encoding="utf-8"))
    for matter in firm["matters"]:
        shutil.rmtree(folder / matter["folder"], ignore_errors=True)
        (folder / matter["folder"]).mkdir(parents=True)
        for path in sorted((HERE / matter["folder"]).glob("*.txt")):
            for source in sources(path):
                target = folder / matter["folder"] / source.file
                if target.exists():
                    raise ValueError(f"two sources make {target.name}: rename one")
                target.write_bytes(WRITERS[target.suffix](source, firm["firm"]))
    for matter in firm["matters"]:
        for copied in matter.pop("copies", []):
            shutil.copyfile(folder / copied, folder / matter["folder"] / Path(copied).name)
    questions = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
    rows = [*_answered(folder, questions), *_unanswerable(questions), *_walled_off(folder, questions)]
    firm["demo"]["quote"] = _found(folder, firm["demo"]["document"], firm["demo"]["quote"])
    manifest = json.dumps({**firm, "questions": rows}, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    made = [path for matter in firm["matters"] for path in (folder / matter["folder"]).iterdir()]
    size = sum(path.stat().st_size for path in made)
    if size > MOST_BYTES:
        raise ValueError(f"the documents have {size:,} bytes, more than {MOST_BYTES:,}: make the scan smaller")
    print(f"{len(made)} documents, {size:,} bytes, {len(rows)} questions in {folder}")


def visible_text(path: Path) -> str:
    """The words that a person sees in a file, read without pincite so that its readers can be held to them."""
    if path.suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(path)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    if path.suffix == ".docx":
        words = docx.Document(str(path))
        cells = (cell for table in words.tables for row in table.rows for cell in row.cells)
        shown = [*words.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
        return "\n".join("".join(run.text for run in paragraph.runs if not run.font.hidden) for paragraph in shown)
    if path.suffix == ".html":
        page = etree.HTML(path.read_bytes().decode())
        return "".join(page.xpath("//body//text()[not(ancestor::*[@style])]"))
    return path.read_text(encoding="utf-8")


def _answered(folder: Path, questions: dict) -> Iterator[dict]:
    for document in questions["document"]:
        for question, quote in document["rows"]:
            yield _row(question, document, document["path"], _found(folder, document["path"], quote), "answerable")


def _unanswerable(questions: dict) -> Iterator[dict]:
    for asked in questions["unanswerable"]:
        for question in asked["questions"]:
            yield _row(question, asked, None, None, "")


def _walled_off(folder: Path, questions: dict) -> Iterator[dict]:
    for asked in questions["walled_off"]:
        for question, path, quote in asked["rows"]:
            yield _row(question, asked, path, _found(folder, path, quote), "walled_off")


def _row(question: str, asked: dict, document: str | None, quote: str | None, kind: str) -> dict:
    return {
        "question": question,
        "as": asked["as"],
        "matter": asked.get("matter"),
        "document": document,
        "quote": quote,
        "answerable": kind == "answerable",
        "walled_off": kind == "walled_off",
    }


def _found(folder: Path, document: str, quote: str) -> str:
    """A quote as it stands in the finished file: with its own quotation marks, and line ends where it is wrapped."""
    path = folder / document
    text = visible_text(path)
    if path.suffix not in (".txt", ".md"):
        quote, text = curled(quote), re.sub(r"\s+", " ", text)
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"{document} does not say {quote!r}: correct samples/questions.toml")
    return found[0]


if __name__ == "__main__":
    main()
