"""Lists the words that everyday questions have in small letters: `src/pincite/chunking/everyday_words.txt`.

    PYTHONPATH=src python -m runs.making.everyday_words [--data ../shared/data]

A document is known by the words that only it has. A contract seldom says "stuff" or "sight"; whoever asks does, and
names no document by it. So words are counted in what people ask and tell: the questions that were written by reading
documents (`runs/training/reader/questions`), those of public pages (public domain, CC0, CC BY, CC BY-SA), and stories
for children with questions on them (FairytaleQA, Apache-2.0; the stories are of Project Gutenberg). A word counts once
for the questions about one document, or for one story, and only where it begins with a small letter. What fewer than
three have may be somebody's name.
"""

import argparse
import json
import lzma
import re
from collections import Counter, defaultdict
from pathlib import Path

from pincite.chunking.ordinary import name_words

FILE = Path(__file__).parents[2] / "src/pincite/chunking/everyday_words.txt"
WRITTEN = Path(__file__).parents[1] / "training/reader/questions"
FILES = "T?.jsonl", "T1?.jsonl"
FEWEST = 3
SHORTEST = 2
STORIES, PAGES = "fairytaleqa", "faq"
_SMALL = re.compile(r"(?<![\w'’.@/-])[a-z][^\W_]*(?![\w@/])")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    said: dict[str, list[str]] = defaultdict(list)
    for file in sorted(file for pattern in FILES for file in WRITTEN.glob(pattern)):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            said[row["documents"][0]].append(row["question"])
    for name in (STORIES, PAGES):
        with lzma.open(options.data / "reader" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["ships"]:
                    said[row["doc"]] += [row["question"], row["passage"]] if name == STORIES else [row["question"]]
    counts = Counter(word for told in said.values() for word in words_of(told))
    kept = sorted(word for word, count in counts.items() if count >= FEWEST and len(word) >= SHORTEST)
    head = "# Words that everyday questions have in small letters; made by runs/making/everyday_words.py."
    FILE.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    print(f"{len(said)} documents and stories, {len(kept)} of {len(counts)} words, {FILE.stat().st_size:,} bytes")


def words_of(told: list[str]) -> set[str]:
    """The words in small letters, as names are compared."""
    return {word for text in told for small in _SMALL.findall(text) for word in name_words(small)}


if __name__ == "__main__":
    main()
