"""How fast each format is read, and in how much memory, beside pypdf, pdfplumber, python-docx and docling.

    python -m runs.timing.read_speed [--peers PYTHON] [--docling PYTHON] [--only FORMAT] [--repeat 3] [--out FILE.json]
        [--results]

Reads real files under ../shared/data: 28 contracts and 36 court papers as PDF (the contracts once more by
themselves), 114 DOCX, 28 statutes in XML, 94 policies in Markdown, 100 contracts as text. Each tool reads all files
of a format in a process of its own, one after the other on one core; the fastest of the repeats counts, with the
spread beside it. pincite does more than the others in that time (outline, regions, references, facts, the place of
every letter); `reader` is its PDF reader without outline, references and facts. pypdf, pdfplumber and python-docx are
taken from the environment of --peers. Where the machine is shared, pages a second of processor time say more. docling
is measured when the interpreter of an environment that has it is given; its PDF pipeline needs models that it
downloads, and is left out where there are none.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from runs.measuring import results

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

TEXTS = 100
"""Contracts as text: the first by name."""


def files(form: str) -> list[tuple[str, bytes]]:
    """Names and contents of the files of a format."""
    if form == "text":
        found: list[tuple[str, bytes]] = []
        with tarfile.open(DATA / "cuad/cuad_txt.tar.xz") as archive:
            for member in sorted(archive.getmembers(), key=lambda member: member.name):
                if member.isfile() and len(found) < TEXTS:
                    stream = archive.extractfile(member)
                    found.append((Path(member.name).name, stream.read() if stream else b""))
        return found
    folders = {
        "pdf": ("cuad/pdf/*.pdf", "docs_opinions_pdf/*.pdf"),
        "contracts": ("cuad/pdf/*.pdf",),
        "docx": ("docs_docx/*.docx",),
        "xml": ("docs_statutes_xml/uslm/*",),
        "markdown": ("docs_policies_md/**/*.md",),
    }[form]
    paths = sorted(path for pattern in folders for path in DATA.glob(pattern))
    return [(path.name, path.read_bytes()) for path in paths]


def pincite(name: str, content: bytes) -> int:
    from pincite.readers.read import read

    return max(1, len(read(content, name).pages))


def pincite_reader(_name: str, content: bytes) -> int:
    from pincite.readers.pdf.reader import read_pdf

    return len(read_pdf(content).pages)


def pincite_boxed(entries: list[tuple[str, bytes]]) -> tuple[int, int]:
    """Pages and failures through the boxed process, as `ingest` reads them (without text recognition)."""
    import asyncio

    from pincite.errors import PinciteError
    from pincite.sandbox.programs import Programs
    from pincite.sandbox.reader import FileReader

    async def steps() -> tuple[int, int]:
        pages = failed = 0
        async with FileReader(programs=Programs(None, None)) as reader:
            for name, content in entries:
                try:
                    pages += max(1, len((await reader.read(content, name)).pages))
                except PinciteError:
                    failed += 1
        return pages, failed

    return asyncio.run(steps())


def with_pypdf(_name: str, content: bytes) -> int:
    import io

    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    for page in pages:
        page.extract_text()
    return len(pages)


def with_pdfplumber(_name: str, content: bytes) -> int:
    import io

    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()
        return len(pdf.pages)


def with_python_docx(_name: str, content: bytes) -> int:
    import io

    import docx

    document = docx.Document(io.BytesIO(content))
    "\n".join(paragraph.text for paragraph in document.paragraphs)
    return 1


_CONVERTER = None


def with_docling(name: str, content: bytes) -> int:
    import io

    from docling.datamodel.base_models import DocumentStream
    from docling.document_converter import DocumentConverter

    global _CONVERTER
    _CONVERTER = _CONVERTER or DocumentConverter()
    result = _CONVERTER.convert(DocumentStream(name=name, stream=io.BytesIO(content)))
    result.document.export_to_text()
    return max(1, len(result.pages))


PDF_TOOLS: dict[str, Callable[[str, bytes], int]] = {
    "pincite": pincite,
    "reader": pincite_reader,
    "pypdf": with_pypdf,
    "pdfplumber": with_pdfplumber,
    "docling": with_docling,
}

PEERS = ("pypdf", "pdfplumber", "python-docx")

TOOLS: dict[str, dict[str, Callable[[str, bytes], int]]] = {
    "pdf": PDF_TOOLS,
    "contracts": PDF_TOOLS,
    "docx": {"pincite": pincite, "python-docx": with_python_docx, "docling": with_docling},
    "xml": {"pincite": pincite},
    "markdown": {"pincite": pincite, "docling": with_docling},
    "text": {"pincite": pincite},
}


def measure(form: str, tool: str, repeat: int) -> dict[str, object]:
    """One tool over one format, in this process."""
    entries = files(form)
    before = _peak()
    seconds, busy, pages, failed = [], [], 0, 0
    for _ in range(repeat):
        pages = failed = 0
        began, busy_before = time.perf_counter(), time.process_time()
        for name, content in entries:
            try:
                pages += TOOLS[form][tool](name, content)
            except Exception as error:  # noqa: BLE001 - a tool under measure may fail in any way; it is counted
                failed += 1
                if os.environ.get("SHOW_FAILURES"):
                    print(f"{tool} {name}: {type(error).__name__} {error}"[:300], file=sys.stderr)
        seconds.append(time.perf_counter() - began)
        busy.append(time.process_time() - busy_before)
    return {
        "format": form,
        "tool": tool,
        "files": len(entries),
        "failed": failed,
        "pages": pages,
        "megabytes": round(sum(len(content) for _, content in entries) / 1e6, 1),
        "seconds": [round(each, 2) for each in seconds],
        "files_per_s": round((len(entries) - failed) / min(seconds), 1),
        "pages_per_s": round(pages / min(seconds), 1),
        "pages_per_busy_s": round(pages / min(busy), 1),
        "peak_mb": round(_peak() / 1e6),
        "peak_before_mb": round(before / 1e6),
    }


ROWS = {
    "pdf": "PDF, contracts and court papers",
    "contracts": "PDF, contracts",
    "docx": "DOCX, forms",
    "xml": "XML, statutes and bills",
    "markdown": "Markdown, policies",
    "text": "text, contracts",
}
"""Formats as the pages name them."""


def noted(rows: list[dict]) -> results.Notes:
    """For the pages: pincite's speed of each format, and in one cell that of the others."""
    notes = results.Notes()
    for form, row in ROWS.items():
        of = {one["tool"]: one for one in rows if one["format"] == form}
        own, alone = of.pop("pincite", None), of.pop("reader", None)
        if own is None:
            continue
        unit = "pages" if form in ("pdf", "contracts") else "files"
        reader = f" (reader alone {alone[f'{unit}_per_s']:.0f})" if alone else ""
        speed = f"{own[f'{unit}_per_s']:.0f} {unit}/s{reader}, {own['peak_mb']} MB"
        notes.note(row, "pincite", speed, own["files"])
        others = [f"{tool} {one[f'{unit}_per_s']:.0f}, {one['peak_mb']} MB{_failures(one)}" for tool, one in of.items()]
        if others:
            notes.note(row, "others", "; ".join(others))
    return notes


def _failures(one: dict) -> str:
    return f" ({one['files'] - one['failed']} of {one['files']} files)" if one["failed"] else ""


def _peak() -> int:
    """Bytes in memory at the most so far."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Time readers.")
    parser.add_argument("--peers", default=sys.executable, help="python of an environment that has the others")
    parser.add_argument("--only", choices=[*TOOLS], help="this format alone")
    parser.add_argument("--docling", help="python of an environment that has docling")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("FORMAT", "TOOL"), help="measure one in this process")
    results.add_option(parser, "reading-speed")
    given = parser.parse_args()
    if given.one:
        form, tool = given.one
        print(json.dumps(measure(form, tool, given.repeat)))
        return
    rows = []
    for form, tools in TOOLS.items():
        if given.only not in (None, form):
            continue
        for tool in tools:
            python = given.docling if tool == "docling" else given.peers if tool in PEERS else sys.executable
            if python is None:
                continue
            command = [python, "-m", "runs.timing.read_speed", "--one", form, tool, "--repeat", str(given.repeat)]
            environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
            if done.returncode:
                last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
                print(f"{form} {tool}: not measured ({last[0]})")
                continue
            row = json.loads(done.stdout.splitlines()[-1])
            rows.append(row)
            print(
                f"{form:9} {tool:12} {row['files'] - row['failed']:>4} of {row['files']} files  "
                f"{row['files_per_s']:>8} files/s  {row['pages_per_s']:>8} pages/s  "
                f"{row['pages_per_busy_s']:>8} pages/processor s  {row['peak_mb']:>5} MB  "
                f"seconds {row['seconds']}",
                flush=True,
            )
    for form in ("pdf", "contracts"):
        if given.only in (None, form):
            began = time.perf_counter()
            pages, failed = pincite_boxed(files(form))
            per_second = pages / (time.perf_counter() - began)
            print(f"{form} through the boxed process: {per_second:.1f} pages/s, {failed} failed")
    if given.out:
        given.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    noted(rows).keep(given.results)


if __name__ == "__main__":
    main()
