"""Counts in how many pieces of legal documents each word stands: `src/pincite/index/word_counts.txt`.

    python -m runs.making.word_counts [--data ../shared/data]

Counted are the contracts of CUAD, the agreements of ContractNLI in LegalBench-RAG and the law library's guides (CC BY
4.0), less the documents that retrieval is measured on (`runs/questions/legal_questions.py`), cut as `pincite ingest`
cuts them, without the documents' names. A word in fewer than one in a hundred documents, or in fewer than `RAREST`
pieces, is left out and counts as the rarest do.
"""

import argparse
from collections import Counter
from pathlib import Path, PurePath

from runs.questions.legal_questions import collection, is_apart

from pincite.chunking.by_clause import by_clause
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.span import DocumentId, VersionId
from pincite.index.words import RAREST, terms
from pincite.readers.read import read

FILE = Path(__file__).parents[2] / "src/pincite/index/word_counts.txt"
FEWEST = 1 / 100
"""Share of the documents that have a word; of fewer, it is a name."""

SUITES = ("contractnli", "cuad", "guides")


def pieces_of(path: str, text: str) -> list[str]:
    """What the index would hold of each piece of a document, and its words without the document's name."""
    name = PurePath(path).name
    content = read(text.encode(), name if "." in name else f"{name}.txt")
    mark = fingerprint(content.title, name)
    chunks = by_clause(DocumentId(path), VersionId(path), content, mark)
    return [chunk.search_text.removeprefix(mark) for chunk in chunks]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    texts = collection(parser.parse_args().data).texts
    counted = {name: t for name, t in texts.items() if name.split("/")[0] in SUITES and not is_apart(name)}
    in_pieces, in_documents, pieces, length = Counter[str](), Counter[str](), 0, 0
    for name, text in counted.items():
        found = [list(terms(words)) for words in pieces_of(name, text)]
        pieces += len(found)
        length += sum(map(len, found))
        in_documents.update({term for piece in found for term in piece})
        for piece in found:
            in_pieces.update(set(piece))
    kept = sorted(t for t, c in in_documents.items() if c >= FEWEST * len(counted) and in_pieces[t] >= RAREST)
    lines = [
        "# Term, and in how many of the counted pieces it stands; first all pieces, and the terms of one on average."
    ]
    lines += [f"*\t{pieces}\t{length / pieces:.1f}", *(f"{term}\t{in_pieces[term]}" for term in kept)]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(counted)} documents, {pieces} pieces, {len(kept)} of {len(in_pieces)} terms kept")


if __name__ == "__main__":
    main()
