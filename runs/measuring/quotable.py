"""Measure what quote mode could state that no lawyer would take for the document's words, over real documents.

    python -m runs.measuring.quotable [--data ../shared/data] [--set contracts|ndas|policies|guides|pdfs ...]
        [--every N]
        [--show foot|contents|markup|notice|body]

Every document is read and cut as the product does it, and every candidate sentence of it is listed, as if all of it had
been found: 408 commercial contracts (text), 57 non-disclosure agreements, 94 policies and terms (Markdown), 130 guides
and 28 contracts in PDF. A candidate is counted by what its words show, whatever the product knows of it:

- `foot`: the whole of it is a page number or a running head ("Page 3 of 12", "Source: ACME INC, 10-K, 3/1/2019"), or a
  line of it is one;
- `contents`: it ends in dot leaders and a page number, or is a heading with a page number that comes again below;
- `markup`: it shows an anchor, a tag or an attribute that a page never shows;
- `notice`: it is an address for notices, without a verb.

The share is of candidates; intervals (95 %) by bootstrap over documents, seed 0. `body` is another figure: of documents
with a clause "1", the share of those in which it stands below a recital, so that a citation would say "B(1)".
"""

import argparse
import io
import lzma
import random
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pincite.answering.candidates import Candidate, candidates
from pincite.chunking.by_clause import by_clause
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import PinciteError
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

SETS = ("contracts", "ndas", "policies", "guides", "pdfs")
KINDS = ("foot", "contents", "markup", "notice")
SAMPLES = 1_000
QUERY = understand("What does it say?")

_FOOT = re.compile(
    r"[-–—\s]*(?:page\s*)?(?:[a-z]{1,2}-)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*"
    r"|Source: .{3,80}, \S.{0,20}, \d{1,2}/\d{1,2}/\d{4}"
    r"|.{0,80}\bPage \d{1,3} of \d{1,3}.{0,80}",
    re.IGNORECASE,
)
_INLINE_FOOT = re.compile(
    r"\s-\s?\d{1,3}\s?-\s|\bPage \d{1,3} of \d{1,3}\b|Source: [A-Z][^\n]{3,60}, \d{1,2}/\d{1,2}/\d{4}"
)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:[A-Z]-)?\d{1,3}\b|_{5,}\s*\d{1,3}\s*$")
_ENTRY = re.compile(r"(?P<words>(?:Section |Article |ARTICLE )?[\dIVX]{1,4}[.\d]*\s+\D{4,90}?)\s+\d{1,3}", re.DOTALL)
_ENTRIES = re.compile(
    r"[A-Za-z)\]”\"] {2,}\d{1,3}\s+(?:ARTICLE|Article|SECTION|Section|EXHIBIT|Exhibit|\d{1,2}\.\d{1,2})\s"
)
_MARKUP = re.compile(
    r"\{[#.:][^}\n]{1,80}\}|</?(?:a|b|br|div|p|span|img|td|tr|table|sup|sub)\b[^>\n]{0,200}/?>|&nbsp;|\]\(#"
)
_ADDRESS = re.compile(
    r"\b(?:Attention|Attn|Facsimile|Fax|Telephone|Tel|E-?mail)\b\s?\.?:|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:shall|will|must|may|is|are|was|were|be|has|have|agrees?|means?|if|made|given|sent|delivered|which|that)\b",
    re.IGNORECASE,
)


def texts(data: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """The files of one set: name and content."""
    match name:
        case "contracts":
            yield from _packed(data / "cuad" / "cuad_txt.tar.xz", ".txt")
        case "ndas":
            for path in sorted((data / "legalbench_rag" / "corpus" / "contractnli").rglob("*.txt")):
                yield path.name, path.read_bytes()
        case "policies":
            for path in sorted((data / "docs_policies_md").rglob("*.md")):
                yield path.name, path.read_bytes()
        case "guides":
            yield from _packed(data / "legal_practice_library" / "library.tar.xz", ".md")
        case _:
            for path in sorted((data / "cuad" / "pdf").rglob("*.pdf")):
                yield path.name, path.read_bytes()


def _packed(path: Path, ending: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(path.read_bytes()))) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            content = archive.extractfile(member) if member.isfile() and member.name.endswith(ending) else None
            if content is not None and "case-excerpts" not in member.name:
                yield Path(member.name).name, content.read()


def quotable(name: str, reading: Document) -> tuple[Candidate, ...]:
    """All that quote mode would choose from if every piece of a document had been found."""
    document, version = DocumentId(name), VersionId(name)
    passages = tuple(
        Passage(
            label, chunk, MatterId("m"), name, reading.title, None, "", None,
            reading.text[chunk.start : chunk.end], 1.0, 1, 1, 0.5,
        )
        for label, chunk in enumerate(by_clause(document, version, reading, ""), start=1)
    )  # fmt: skip
    return candidates(QUERY, Evidence(passages, ""), lambda _: reading)


def kinds_of(candidate: Candidate, text: str) -> list[str]:
    """What a candidate shows that is no sentence."""
    words = candidate.text.strip()
    flat = " ".join(words.split())
    found = []
    is_foot = any(_FOOT.fullmatch(line.strip()) for line in words.splitlines() if line.strip())
    if is_foot or _INLINE_FOOT.search(flat):
        found.append("foot")
    entry = _ENTRY.fullmatch(flat) if len(flat) < 120 else None
    if (
        _LEADERS.search(flat)
        or len(_ENTRIES.findall(words)) > 1
        or (entry is not None and _comes_again(text, entry["words"], candidate.end))
    ):
        found.append("contents")
    if _MARKUP.search(words):
        found.append("markup")
    if _ADDRESS.search(words) and not _VERB.search(words):
        found.append("notice")
    return found


def _comes_again(text: str, words: str, after: int) -> bool:
    pattern = r"[\s.:*_]+".join(map(re.escape, words.replace(".", " ").split()))
    return re.compile(pattern, re.IGNORECASE).search(text, after) is not None


def stands_below_recital(reading: Document) -> bool | None:
    """Whether the body's first clause is cited below a letter; None for a document without a clause "1"."""
    numbers = [clause.number for clause in reading.clauses]
    if any(number in ("1", "1.1", "1.01", "ARTICLE 1", "ARTICLE I") for number in numbers):
        return False
    named = {clause.number for clause in reading.clauses if clause.heading}
    below = [re.fullmatch(r"(\(?[A-Z]\)?)[( ]*1\)?", number) for number in numbers]
    return True if any(one is not None and one[1] not in named for one in below) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared" / "data")
    parser.add_argument("--set", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--every", type=int, default=1, help="read every Nth document of each set")
    parser.add_argument("--show", choices=(*KINDS, "body"), help="print every candidate of one kind")
    chosen = parser.parse_args()
    print(f"{'':10} {'documents':>9} {'candidates':>10}" + "".join(f" {kind:>24}" for kind in (*KINDS, "body")))
    for name in chosen.set:
        counts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for path, content in islice(texts(chosen.data, name), 0, None, chosen.every):
            try:
                reading = read(content, path)
            except PinciteError as error:
                print(f"{path}: {error}")
                continue
            found = quotable(path, reading)
            seen = Counter(kind for one in found for kind in kinds_of(one, reading.text))
            for kind in KINDS:
                counts[kind].append((seen[kind], len(found)))
            below = stands_below_recital(reading)
            if below is not None:
                counts["body"].append((below, 1))
            _show(chosen.show, path, found, reading, below)
        total = sum(candidate for _, candidate in counts["foot"])
        shares = "".join(f" {_share(counts[kind]):>24}" for kind in (*KINDS, "body"))
        print(f"{name:10} {len(counts['foot']):9} {total:10}{shares}")


def _show(kind: str | None, path: str, found: Iterable[Candidate], reading: Document, below: bool | None) -> None:
    if kind == "body" and below:
        print(f"--- {path}: {[clause.number for clause in reading.clauses][:12]}")
    for one in found if kind in KINDS else ():
        if kind in kinds_of(one, reading.text):
            print(f"--- {path} {one.start}: {one.text!r}")


def _share(rows: Sequence[tuple[int, int]]) -> str:
    def rate(sample: Sequence[tuple[int, int]]) -> float:
        return sum(part for part, _ in sample) / max(1, sum(whole for _, whole in sample))

    rng = random.Random(0)
    drawn = sorted(rate(rng.choices(rows, k=len(rows))) for _ in range(SAMPLES)) if rows else [0.0] * SAMPLES
    return f"{rate(rows):.4f} [{drawn[SAMPLES // 40]:.4f}, {drawn[-SAMPLES // 40]:.4f}]"


if __name__ == "__main__":
    main()
