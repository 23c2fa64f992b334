"""Make the table of things, `src/pincite/retrieval/understanding/things.txt`, from the nouns of WordNet.

    python -m runs.making.things DICT

DICT is the folder `dict` of WordNet 3.0 or 3.1 (Princeton University), with `data.noun`, `index.noun` and
`index.sense`. Kept are the sets of words that mean one thing that can be touched: artefacts, food, stuff, natural
objects, animals and plants, the last two only where they have an everyday name. A word is marked as telling where most
of what it means can be touched and it is seldom a verb: "helicopter" is, "cap" is not.
"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OUT = Path(__file__).parents[2] / "src/pincite/retrieval/understanding/things.txt"
TOUCHED = {"05", "06", "13", "17", "19", "20", "27"}
"""WordNet's files of nouns: animals, artefacts, food, objects, phenomena (storms and the like), plants, stuff."""

LIVING = {"05", "20"}
MOST_WORDS = 3
LONGEST = 24
"""Words and characters of a name."""

SPOKEN = frozenset(
    "mine stole breech bore rose wound shed lot stock plant facility works standby".split()  # noqa: SIM905 - read as prose
)
"""Words that are more often something else: the past of a verb, whose, or what every firm has."""

HEAD = """\
# Things that can be touched: names of one thing on a line, parted by "|", then the lines (counted from 1) of what it is
# a kind of. A name with a star tells what a question asks for. Made by runs/making/things.py from WordNet 3.0:
#
# This software and database is being provided to you, the LICENSEE, by Princeton University under the following
# license. By obtaining, using and/or copying this software and database, you agree that you have read, understood, and
# will comply with these terms and conditions: Permission to use, copy, modify and distribute this software and database
# and its documentation for any purpose and without fee or royalty is hereby granted, provided that you agree to comply
# with the following copyright notice and statements, including the disclaimer, and that the same appear on ALL copies
# of the software, database and documentation, including modifications that you make for internal use or for
# distribution. WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. THIS SOFTWARE AND DATABASE IS
# PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR IMPLIED. BY WAY OF
# EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANTABILITY OR FITNESS
# FOR ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY
# THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS. The name of Princeton University or Princeton may not be
# used in advertising or publicity pertaining to distribution of the software and/or database. Title to copyright in
# this software, database and any associated documentation shall at all times remain with Princeton University and
# LICENSEE agrees to preserve same.
"""


@dataclass(frozen=True)
class Meaning:
    """One meaning of some words: the file that it stands in, the words, and what it is a kind of, by offsets."""

    file: str
    words: tuple[str, ...]
    above: tuple[str, ...]


def rows(file: Path) -> Iterator[list[str]]:
    """The lines of a file of WordNet but for its licence, in fields, without the gloss."""
    for line in file.read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            yield line.partition("|")[0].split()


def meanings(folder: Path) -> dict[str, Meaning]:
    found = {}
    for fields in rows(folder / "data.noun"):
        count = int(fields[3], 16)
        at = 4 + 2 * count
        pointers = [fields[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(fields[at]))]
        above = tuple(offset for sign, offset, _, _ in pointers if sign in ("@", "@i"))
        found[fields[0]] = Meaning(fields[1], tuple(fields[4:at:2]), above)
    return found


def index(file: Path) -> dict[str, list[str]]:
    """The meanings of each word, by offset, the commonest first."""
    return {fields[0]: fields[6 + int(fields[3]) :] for fields in rows(file)}


def counted(file: Path, kind: str) -> dict[str, int]:
    """How often a word was met as a noun ("1") or a verb ("2") in the texts that WordNet counted."""
    found: dict[str, int] = {}
    for line in file.read_text(encoding="latin-1").splitlines():
        key, _, _, count = line.split()
        word, _, rest = key.partition("%")
        if rest.startswith(f"{kind}:"):
            found[word] = found.get(word, 0) + int(count)
    return found


def is_name(word: str) -> bool:
    return (
        word == word.lower()
        and word.replace("_", "").replace("-", "").isalpha()
        and word.count("_") < MOST_WORDS
        and 3 <= len(word) <= LONGEST
    )


def telling(
    known: dict[str, Meaning], nouns: dict[str, list[str]], verbs: dict[str, int], met: dict[str, int]
) -> set[str]:
    """Words most of whose meanings can be touched, the first among them."""
    found = set()
    for word, offsets in nouns.items():
        touched = [known[offset].file in TOUCHED for offset in offsets]
        is_verb = verbs.get(word, 0) > 0 and verbs[word] >= met.get(word, 0)
        if touched[0] and 2 * sum(touched) >= len(touched) and not is_verb and word not in SPOKEN:
            found.add(word)
    return found


def everyday(known: dict[str, Meaning], nouns: dict[str, list[str]], met: dict[str, int]) -> set[str]:
    """Animals and plants of which somebody wrote, and what they are kinds of."""
    found: set[str] = set()
    for word, offsets in nouns.items():
        if met.get(word, 0):
            found.update(offset for offset in offsets if known[offset].file in LIVING)
    return found


def kept(folder: Path) -> Iterable[str]:
    """The lines of the table."""
    known, nouns = meanings(folder), index(folder / "index.noun")
    met, verbs = (counted(folder / "index.sense", kind) for kind in ("1", "2"))
    tells, living = telling(known, nouns, verbs, met), everyday(known, nouns, met)
    chosen = {}
    for offset, one in known.items():
        names = [word for word in one.words if is_name(word)]
        if one.file in TOUCHED and names and (one.file not in LIVING or offset in living):
            chosen[offset] = names
    number = {offset: at for at, offset in enumerate(chosen, start=1)}
    for offset, names in chosen.items():
        above = sorted(number[other] for other in known[offset].above if other in number)
        written = "|".join(name.replace("_", " ") + "*" * (name in tells) for name in names)
        yield "\t".join([written, *map(str, above)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dict", type=Path)
    lines = list(kept(parser.parse_args().dict))
    OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} things in {OUT}")


if __name__ == "__main__":
    main()
