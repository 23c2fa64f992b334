"""Counts in how many legal documents each word stands: `src/pincite/chunking/ordinary_words.txt`.

    PYTHONPATH=src python -m runs.making.ordinary_words [--data ../shared/data]

Counted are the contracts of CUAD, the agreements of ContractNLI in LegalBench-RAG and the law library's guides (CC BY
4.0), less the documents that retrieval is measured on (`runs/questions/legal_questions.py`). A word in fewer than one
in two hundred documents is left out: it is a name, or as good as one.
"""

import argparse
from collections import Counter
from pathlib import Path

from runs.questions.legal_questions import collection, is_apart

from pincite.chunking.ordinary import name_words

FILE = Path(__file__).parents[2] / "src/pincite/chunking/ordinary_words.txt"
FEWEST = 1 / 200
SUITES = ("contractnli", "cuad", "guides")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    texts = collection(parser.parse_args().data).texts
    counted = [t for name, t in texts.items() if name.split("/")[0] in SUITES and not is_apart(name)]
    counts = Counter(word for text in counted for word in set(name_words(text)))
    kept = sorted((word, count) for word, count in counts.items() if count >= FEWEST * len(counted) and len(word) < 30)
    lines = ["# Word, and in how many of the counted documents it stands; made by runs/making/ordinary_words.py."]
    lines += [f"*\t{len(counted)}", *(f"{word}\t{count}" for word, count in kept)]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(counted)} documents, {len(kept)} of {len(counts)} words kept, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
