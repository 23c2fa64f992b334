"""Words that a person does not see: how many planted ones are quoted, how many real ones are hidden by mistake.

    python -m runs.measuring.hidden_words [--data ../shared/data] [--only planted|real|letters] [--out FILE.json]
        [--results]

The planted ones are the files of `tests/hidden_words`: Word, HTML, PDF, spreadsheets, e-mail, Markdown and XML that
hide words, and files that look alike and show them. `fresh` are those the readers had not been tried with while they
were written. A word is quoted when it is left of the text that is searched and quoted.

The letters are those of the fonts of real PDFs: each is drawn and compared with what it is said to be, and with every
other that it could be said to be.

The real ones are all documents of the data that a reader judges by their look: agreements and forms (DOCX), opinions
and contracts (PDF), policies and guides (Markdown), bills and laws (XML). Every hidden range is printed, to be looked
at; the share is of words, with a 95 % interval (bootstrap over documents, 2,000 draws, seed 0).
"""

import argparse
import ctypes
import json
import random
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from runs.measuring import results
from tests.hidden_words import (
    binary_sheet,
    doubtful,
    doubtful_sheets,
    fresh,
    later,
    lettered,
    message,
    odd_markdown,
    odd_office,
    odd_page,
    odder_page,
    page,
    paper,
    sheet,
    word,
    written,
)
from tests.hidden_words.planted import SECRET

from pincite.errors import PinciteError
from pincite.readers.pdf.letterforms import ALIKE, SIGNS, glyphs_of, verdicts
from pincite.readers.pdf.objects import TEXT, inside, objects
from pincite.readers.pdf.specimens import Font, Specimens, models
from pincite.readers.read import read
from pincite.retrieval.joining import visible_words

PARTS = {
    "tried": (
        word,
        doubtful,
        doubtful_sheets,
        page,
        odd_page,
        odder_page,
        odd_markdown,
        odd_office,
        paper,
        lettered,
        sheet,
        binary_sheet,
        message,
        written,
    ),
    "fresh": (fresh, later),
}

FOLDERS = (
    ("docs_docx", "**/*.docx"),
    ("docs_opinions_pdf", "*.pdf"),
    ("docs_opinions_pdf", "*.html"),
    ("cuad/pdf", "**/*.pdf"),
    ("docs_policies_md", "**/*.md"),
    ("docs_statutes_xml", "**/*.xml"),
)

LIBRARY = "legal_practice_library/library.tar.xz"

DRAWS = 2_000


def planted() -> dict[str, object]:
    """Per set and format: hidden words that are quoted, seen ones that are hidden, and how many there are."""
    found: dict[str, object] = {}
    for name, modules in PARTS.items():
        counts: dict[str, Counter[str]] = {}
        for one in (one for module in modules for one in module.planted()):
            document = read(one.content, one.file)
            shown = visible_words(document, 0, len(document.text))
            count = counts.setdefault(one.file.rpartition(".")[2], Counter())
            count["hidden" if one.is_hidden else "seen"] += 1
            is_quoted = SECRET in shown or any("\U000e0020" <= sign <= "\U000e007e" for sign in shown)
            if is_quoted is one.is_hidden:
                count["hidden, quoted" if one.is_hidden else "seen, hidden"] += 1
                print(f"  wrong: {one.id}")
        for ending, count in counts.items():
            print(f"{name:6}{ending:6}{dict(count)}")
        total: Counter[str] = Counter()
        for count in counts.values():
            total.update(count)
        print(f"{name:6}all   {dict(total)}")
        found[name] = {"formats": counts, "all": total}
    return found


def documents(data: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of the real documents."""
    for folder, pattern in FOLDERS:
        for path in sorted((data / folder).glob(pattern)):
            yield f"{folder}/{path.name}", path.read_bytes()
    with tarfile.open(data / LIBRARY) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() and member.name.endswith(".md") else None
            if file is not None:
                yield f"library/{member.name}", file.read()


def real(data: Path, notes: results.Notes) -> dict[str, object]:
    """Of all words of real documents those that are hidden."""
    counted: list[tuple[int, int]] = []
    ranges: list[tuple[str, str]] = []
    failed = 0
    for name, content in documents(data):
        try:
            document = read(content, name)
        except PinciteError:
            failed += 1
            continue
        hidden = [" ".join(document.text[start:end].split()) for start, end in document.hidden]
        counted.append((sum(len(words.split()) for words in hidden), len(document.text.split())))
        ranges += [(name, quoted) for quoted in hidden]
    for name, quoted in ranges:
        print(f"  {name}: {quoted[:100]}")
    share = sum(hidden for hidden, _ in counted) / sum(words for _, words in counted)
    draw = random.Random(0)
    shares = []
    for _ in range(DRAWS):
        drawn = draw.choices(counted, k=len(counted))
        shares.append(sum(hidden for hidden, _ in drawn) / max(1, sum(words for _, words in drawn)))
    low, high = sorted(shares)[int(0.025 * DRAWS)], sorted(shares)[int(0.975 * DRAWS)]
    words = sum(words for _, words in counted)
    print(f"{len(counted)} documents ({failed} not read), {words:,} words: {share:.4%} hidden ({low:.4%}-{high:.4%})")
    row, each = f"words of {len(counted)} real documents", 10_000
    notes.note(row, "hidden of 10,000", each * share, words, (each * low, each * high))
    return {
        "documents": len(counted),
        "failed": failed,
        "words": words,
        "share": share,
        "interval": [low, high],
        "ranges": ranges,
    }


def letters(data: Path, notes: results.Notes) -> dict[str, object]:
    """Of the letters and figures of real PDFs' fonts those taken for others, and of those exchanged the ones told."""
    specimens = Specimens()
    taken: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for folder, pattern in (("docs_opinions_pdf", "*.pdf"), ("cuad/pdf", "**/*.pdf")):
        for path in sorted((data / folder).glob(pattern)):
            with pypdfium2.PdfDocument(path) as document:
                for name, font in fonts_in(document):
                    claimed = specimens.claimed(font)
                    if not claimed:
                        continue
                    signs = list(claimed.values())
                    glyphs = glyphs_of(specimens.drawn(font, list(claimed)))
                    own = verdicts(glyphs, signs, models())
                    taken["fonts"] += 1
                    taken["letters"] += int(glyphs.is_drawn.sum())
                    taken["taken for others"] += int(own.is_another.sum())
                    if own.is_another.any():
                        print(f"  {path.name}: {name}: {np.array(signs)[own.is_another].tolist()}")
                    good = np.flatnonzero(~own.is_not_its_own)
                    for sign in SIGNS:
                        others = good[[not alike(signs[at], sign) for at in good]]
                        found = verdicts(glyphs.only(others), [sign] * len(others), models())
                        kind = "figures" if sign.isdigit() else "letters"
                        told[f"{kind} exchanged"] += len(others)
                        told[f"{kind} told"] += int(found.is_not_its_own.sum())
    specimens.close()
    print(dict(taken), dict(told))
    row = "letters and figures of real fonts: taken for others"
    notes.note(row, "share", taken["taken for others"] / max(1, taken["letters"]), taken["letters"])
    for kind in ("letters", "figures"):
        exchanged = told[f"{kind} exchanged"]
        notes.note(
            f"{kind} said to be each other one: told", "share", told[f"{kind} told"] / max(1, exchanged), exchanged
        )
    return {"taken": taken, "told": told}


def fonts_in(document: pypdfium2.PdfDocument, most: int = 6) -> Iterator[tuple[str, Font]]:
    """The fonts of a document's first pages, which stay open meanwhile, with their names."""
    pages = [pdfium.FPDF_LoadPage(document.raw, index) for index in range(min(most, len(document)))]
    seen = set()
    items = (item for opened in pages for item in inside(objects(opened)))
    for item in items:
        if pdfium.FPDFPageObj_GetType(item) != TEXT:
            continue
        font = pdfium.FPDFTextObj_GetFont(item)
        if font and (at := ctypes.addressof(font.contents)) not in seen:
            seen.add(at)
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFFont_GetBaseFontName(font, name, 100)
            yield name.value.decode("latin-1"), font
    for opened in pages:
        pdfium.FPDF_ClosePage(opened)


def alike(one: str, other: str) -> bool:
    """True for two signs that nobody has to tell apart."""
    return one.lower() == other.lower() or any(one in group and other in group for group in ALIKE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared" / "data")
    parser.add_argument("--only", choices=("planted", "real", "letters"))
    parser.add_argument("--out", type=Path)
    results.add_option(parser, "hidden-words")
    given = parser.parse_args()
    notes = results.Notes()
    result: dict[str, object] = {}
    if given.only in (None, "planted"):
        result["planted"] = planted()
    if given.only in (None, "real"):
        result["real"] = real(given.data, notes)
    if given.only in (None, "letters"):
        result["letters"] = letters(given.data, notes)
    if given.out is not None:
        given.out.write_text(json.dumps(result, indent=1), encoding="utf-8")
    notes.keep(given.results)


if __name__ == "__main__":
    main()
