"""Makes the sample matters that ship with pincite, and their manifest, from the sources in `runs/making/samples`.

    python -m runs.making.make_samples [--to FOLDER]

Nothing in the files depends on the day, the machine or the order of the run, so a second run gives the same bytes.
`samples/markup.py` says how a source is written, `samples/firm.toml` who may see what, `samples/questions.toml` what is
asked of the documents. Every answer is looked up in the finished file, and a missing one stops the run.
"""

import argparse
import email
import email.policy
import json
import re
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
from docx.oxml.ns import qn
from lxml import etree
from runs.making.samples.mail import write_mail
from runs.making.samples.markup import Source, curled, sources
from runs.making.samples.pdf import write_pdf
from runs.making.samples.plain import write_html, write_markdown, write_text
from runs.making.samples.sheet import write_sheet
from runs.making.samples.statute import write_statute
from runs.making.samples.word import restamped, write_docx

HERE = Path(__file__).parent / "samples"

SHIPPED = Path(__file__).parents[2] / "src/pincite/samples"

MOST_BYTES = 3_000_000
"""All files together: they travel inside the wheel."""

WRITERS: dict[str, Callable[[Source, str], bytes]] = {
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".html": write_html,
    ".md": write_markdown,
    ".txt": write_text,
    ".eml": write_mail,
    ".xlsx": write_sheet,
    ".xml": write_statute,
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
                content = WRITERS[target.suffix](source, firm["firm"])
                if "inside" in source.settings:
                    _put_inside(target.with_name(source.settings["inside"]), target.name, content)
                else:
                    target.write_bytes(content)
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


def _put_inside(archive: Path, name: str, content: bytes) -> None:
    """Add a file to an archive, which is made with the first."""
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    archive.write_bytes(restamped(archive.read_bytes()))


def visible_text(path: Path) -> str:
    """The words that a person sees in a file, read without pincite so that its readers can be held to them.

    The path of a file in an archive goes on after the archive's own.
    """
    if path.parent.suffix == ".zip":
        with zipfile.ZipFile(path.parent) as archive:
            return _visible_text(path.suffix, archive.read(path.name))
    return _visible_text(path.suffix, path.read_bytes())


def _visible_text(suffix: str, content: bytes) -> str:
    if suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    if suffix == ".docx":
        words = docx.Document(BytesIO(content))
        cells = (cell for table in words.tables for row in table.rows for cell in row.cells)
        shown = [*words.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
        return "\n".join("".join(_seen_runs(paragraph._p)) for paragraph in shown)
    if suffix == ".html":
        page = etree.HTML(content.decode())
        return "".join(page.xpath("//body//text()[not(ancestor::*[@style])]"))
    if suffix == ".xml":
        return "".join(etree.fromstring(content).itertext())
    if suffix == ".xlsx":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            sheets = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "/sheet" in name]
        return " ".join(word for sheet in sheets for word in sheet.itertext())
    if suffix == ".eml":
        message = email.message_from_bytes(content, policy=email.policy.default)
        return "\n".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    return content.decode()


def _seen_runs(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph with its changes accepted, without hidden runs."""
    for run in paragraph.iter(qn("w:r")):
        if not list(run.iter(qn("w:vanish"))):
            yield from (word.text or "" for word in run.iter(qn("w:t")))


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
    if path.suffix not in (".txt", ".md", ".eml"):
        quote, text = curled(quote), re.sub(r"\s+", " ", text)
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"{document} does not say {quote!r}: correct samples/questions.toml")
    return found[0]


if __name__ == "__main__":
    main()
