"""Scores the outline against documents that a person labelled by reading them.

    python -m runs.measuring.outlines [--part dev|held|all] [--kind contract] [--data ../shared/data]
        [--verbose FILE] [--results]

Labels lie in tests/data/outlines, one file per document: every clause with its number as a full path and the words it
starts with. Documents are read through the product and labels located in order in its text, letters and digits only,
furniture (running heads, page numbers) and words beside the text left out. A predicted clause is right when it begins
at a labelled place, give or take its number's own characters; its number is right when the path is the same too.
Entries marked `optional` are places where careful readers differ (a document's own title, "NOW, THEREFORE", words
quoted to amend another agreement): they neither help nor harm. `also` holds other paths that are as good, `otherwise`
the words in another order, where margin notes stand among them. A label that is nowhere in the text, and every label of
a file that is not read, counts as missed. Intervals are 95 %, bootstrapped over documents.
"""

import argparse
import json
import random
import re
import tarfile
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runs.measuring import results

from pincite.documents.document import Clause, Document
from pincite.errors import PinciteError
from pincite.readers.read import read

LABELS = Path(__file__).parents[2] / "tests" / "data" / "outlines"
SEED = 7
DRAWS = 1_000
KEYWORDS = ("§", "§§", "section", "sec", "article", "art", "clause", "paragraph", "part", "item", "chapter")
"""Words that may stand before a number and belong to it, as they remain when only letters and digits are kept."""

_KEPT = re.compile(r"[^\W_]|[()§]")
_PREFIX = re.compile(r"(?:sections?|sec\.?|§+|clause|paragraph)\s*(?=[\d(])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """One entry of a label file; `numbers` holds the path and others that are as good, empty for no number."""

    numbers: tuple[str, ...]
    starts: str
    is_optional: bool
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One label file."""

    name: str
    file: str
    kind: str
    format: str
    part: str
    first: str
    last: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Squashed:
    """A text reduced to its letters, digits and brackets in lower case, and where each stands in the text."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one document; `numbered_*` are of clauses with a number, `mistakes` are lines for a person."""

    document: Labelled
    is_read: bool
    labelled: int = 0
    predicted: int = 0
    placed: int = 0
    numbered_labels: int = 0
    numbered_predictions: int = 0
    right_numbers: int = 0
    mistakes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """A score while it is counted."""

    mistakes: list[str] = field(default_factory=list)
    placed: int = 0
    right_numbers: int = 0


def load(path: Path) -> Labelled:
    """The labels of one file."""
    stored = json.loads(path.read_text("utf-8"))
    labels = tuple(
        Label(
            numbers=tuple(number for number in (entry["number"], *entry.get("also", ())) if number),
            starts=entry["starts"],
            is_optional=entry.get("optional", False),
            otherwise=entry.get("otherwise", ""),
        )
        for entry in stored["clauses"]
    )
    return Labelled(
        name=path.stem,
        file=stored["file"],
        kind=stored["kind"],
        format=stored["format"],
        part=stored["part"],
        first=stored.get("from", ""),
        last=stored.get("to", ""),
        labels=labels,
    )


def content_of(data: Path, file: str, archives: dict[str, dict[str, bytes]]) -> bytes:
    """The bytes of a file or of a member of an archive (`ARCHIVE#MEMBER`); archives are unpacked once."""
    place, _, member = file.partition("#")
    if not member:
        return (data / place).read_bytes()
    if place not in archives:
        with tarfile.open(data / place) as archive:
            files = (entry for entry in archive if entry.isfile())
            archives[place] = {entry.name: opened.read() for entry in files if (opened := archive.extractfile(entry))}
    found = next((name for name in archives[place] if name == member or name.endswith(f"/{member}")), None)
    if found is None:
        raise SystemExit(f"{data / place} holds no {member}")
    return archives[place][found]


def squash(text: str, without: Sequence[tuple[int, int]] = ()) -> Squashed:
    """Only letters, digits, brackets and section signs, in lower case; ranges in `without` are left out."""
    kept: list[str] = []
    places: list[int] = []
    left_out = iter(sorted(without))
    start, end = next(left_out, (len(text), len(text)))
    for match in _KEPT.finditer(text):
        position = match.start()
        while position >= end and end < len(text):
            start, end = next(left_out, (len(text), len(text)))
        if start <= position < end:
            continue
        lowered = match[0].casefold()
        kept.append(lowered)
        places += [position] * len(lowered)
    return Squashed("".join(kept), tuple(places))


def locate(text: str, words: Sequence[Sequence[str]], start: int) -> list[int | None]:
    """Where each of the words (in any of their forms) stands, in order, as many of them as possible, else None.

    The longest chain of places that rises with the order of the words, and of those the earliest; so one label that
    is found too far ahead does not take all labels behind it with it.
    """
    occurrences = [sorted({place for form in forms for place in _occurrences(text, form, start)}) for forms in words]
    rank = {
        place: order + 1 for order, place in enumerate(sorted({place for places in occurrences for place in places}))
    }
    longest = [0] * (len(rank) + 2)
    chains: list[dict[int, int]] = [{} for _ in words]
    for index in range(len(words) - 1, -1, -1):
        for place in occurrences[index]:
            chains[index][place] = 1 + _longest_after(longest, len(rank) - rank[place])
        for place, length in chains[index].items():
            _record(longest, len(rank) - rank[place] + 1, length)
    remaining = max((length for chain in chains for length in chain.values()), default=0)
    found: list[int | None] = []
    cursor = start
    for chain in chains:
        nearest = min(
            (place for place, length in chain.items() if length == remaining and place >= cursor), default=None
        )
        found.append(nearest)
        if nearest is not None:
            cursor, remaining = nearest + 1, remaining - 1
    return found


def _occurrences(text: str, word: str, start: int) -> list[int]:
    places: list[int] = []
    place = text.find(word, start) if word else -1
    while place >= 0:
        places.append(place)
        place = text.find(word, place + 1)
    return places


def _longest_after(tree: list[int], index: int) -> int:
    """The largest value at or below an index of a Fenwick tree of maxima."""
    best = 0
    while index > 0:
        best = max(best, tree[index])
        index -= index & -index
    return best


def _record(tree: list[int], index: int, value: int) -> None:
    while index < len(tree):
        tree[index] = max(tree[index], value)
        index += index & -index


def normal(number: str) -> str:
    """A number in the form in which two are compared: no case, spaces, quotes, dots at the end, "Section" before it.

    >>> normal("Section 7.2 (B).") == normal("7.2(b)")
    True
    """
    plain = re.sub(r"[\s“”\"'‘’]", "", _PREFIX.sub("", number.strip())).casefold()
    plain = re.sub(r"[‐-―−]", "-", plain).rstrip(".:-")
    alone = re.fullmatch(r"\((\w+)\)", plain)
    return alone[1] if alone else plain


def number_length(label: Label) -> int:
    """How many letters, digits and brackets of a label are its number and the word before it; 0 for none there."""
    if not label.numbers:
        return 0
    own = re.search(r"[^\s()]+(?=\)*$)", label.numbers[0])
    if own is None:
        return 0
    pattern = rf"[^\w(§]*(?:(?:[A-Za-z]+\.?|§+)\s*)?\(?{re.escape(own[0])}\)?(?!\w)"
    match = re.match(pattern, label.starts, re.IGNORECASE)
    return len(squash(match[0]).text) if match is not None else 0


def score(labelled: Labelled, document: Document) -> Score:
    """What a document's clauses are worth beside its labels."""
    text = squash(document.text, document.ranges("furniture", "textbox"))
    start, end = _range(labelled, text)
    words = [tuple(squash(form).text for form in (label.starts, label.otherwise)) for label in labelled.labels]
    places = locate(text.text, words, start)
    inside = [
        (bisect_left(text.places, clause.start), clause)
        for clause in document.clauses
        if start <= bisect_left(text.places, clause.start) < end
    ]
    taken: set[int] = set()
    ignored: set[int] = set()
    tally = _Tally()
    for label, place in zip(labelled.labels, places, strict=True):
        match = _match(text.text, label, place, inside, taken) if place is not None else None
        if match is not None:
            (ignored if label.is_optional else taken).add(match)
        if not label.is_optional:
            _count(tally, label, place, inside[match][1] if match is not None else None)
    counted = [clause for at, (_, clause) in enumerate(inside) if at not in ignored]
    extra = [clause for at, (_, clause) in enumerate(inside) if at not in taken and at not in ignored]
    wanted = [label for label in labelled.labels if not label.is_optional]
    shown = (f"extra    {clause.number or '-':20} {_words(document.text, clause)}" for clause in extra)
    return Score(
        document=labelled,
        is_read=True,
        labelled=len(wanted),
        predicted=len(counted),
        placed=tally.placed,
        numbered_labels=sum(bool(label.numbers) for label in wanted),
        numbered_predictions=sum(bool(clause.number) for clause in counted),
        right_numbers=tally.right_numbers,
        mistakes=(*tally.mistakes, *shown),
    )


def _range(labelled: Labelled, text: Squashed) -> tuple[int, int]:
    """The labelled part of a document, all of it where the labels do not say."""
    start = text.text.find(squash(labelled.first).text) if labelled.first else 0
    last = squash(labelled.last).text
    end = text.text.find(last, max(start, 0)) + len(last) if last else len(text.text)
    return max(start, 0), end if end > max(start, 0) else len(text.text)


def _match(text: str, label: Label, place: int, inside: Sequence[tuple[int, Clause]], taken: set[int]) -> int | None:
    """The predicted clause at a label's place, one with its number first; None when there is none."""
    reach = max(1, number_length(label))
    accepted = {normal(number) for number in label.numbers} or {""}
    here = [
        (position != place, normal(clause.number) not in accepted, at)
        for at, (position, clause) in enumerate(inside)
        if at not in taken and (place <= position < place + reach or text[position:place] in KEYWORDS)
    ]
    return min(here)[2] if here else None


def _count(tally: _Tally, label: Label, place: int | None, clause: Clause | None) -> None:
    """Add one label and the clause found for it."""
    said = f"{(label.numbers or ('-',))[0]:20} {label.starts[:60]}"
    if clause is None:
        tally.mistakes.append(f"{'missed  ' if place is not None else 'no place'} {said}")
        return
    tally.placed += 1
    if normal(clause.number) in ({normal(number) for number in label.numbers} or {""}):
        tally.right_numbers += bool(label.numbers)
    else:
        tally.mistakes.append(f"number   {said} — read as {clause.number or '-'}")


def _words(text: str, clause: Clause) -> str:
    return " ".join(text[clause.start : clause.start + 80].split())[:60]


def unread(labelled: Labelled, why: str) -> Score:
    """The score of a file that was not read: every label is missed."""
    wanted = [label for label in labelled.labels if not label.is_optional]
    numbered = sum(bool(label.numbers) for label in wanted)
    return Score(labelled, False, labelled=len(wanted), numbered_labels=numbered, mistakes=(f"not read: {why}",))


MEASURES: tuple[tuple[str, Callable[[Score], tuple[int, int]]], ...] = (
    ("boundary P", lambda one: (one.placed, one.predicted)),
    ("boundary R", lambda one: (one.placed, one.labelled)),
    ("number P", lambda one: (one.right_numbers, one.numbered_predictions)),
    ("number R", lambda one: (one.right_numbers, one.numbered_labels)),
)
"""Each as hits and all, summed over documents before they are divided (micro)."""


def ratio(scores: Sequence[Score], measure: Callable[[Score], tuple[int, int]]) -> float:
    """A measure over documents, 1 where there is nothing to get wrong."""
    pairs = [measure(one) for one in scores]
    every = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs) / every if every else 1.0


def interval(scores: Sequence[Score], measure: Callable[[Score], tuple[int, int]]) -> tuple[float, float]:
    """The middle 95 % of a measure when documents are drawn again with replacement."""
    drawn = random.Random(SEED)
    values = sorted(ratio(drawn.choices(scores, k=len(scores)), measure) for _ in range(DRAWS))
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS) - 1]


def table(scores: Sequence[Score]) -> list[str]:
    """One line per group: all, each kind, each format, and contracts by format."""
    groups: list[tuple[str, list[Score]]] = [("all", list(scores))]
    for kind in sorted({one.document.kind for one in scores}):
        groups.append((kind, [one for one in scores if one.document.kind == kind]))
    for name in sorted({one.document.format for one in scores}):
        groups.append((name, [one for one in scores if one.document.format == name]))
    for kind, name in sorted({(one.document.kind, one.document.format) for one in scores}):
        inside = [one for one in scores if (one.document.kind, one.document.format) == (kind, name)]
        groups.append((f"{kind}, {name}", inside))
    lines = [f"{'':22}{'docs':>5}{'labels':>8}" + "".join(f"{name:>20}" for name, _ in MEASURES)]
    for name, members in groups:
        line = f"{name:22}{len(members):5}{sum(one.labelled for one in members):8}"
        for _, measure in MEASURES:
            low, high = interval(members, measure)
            line += f"{ratio(members, measure):8.3f} [{low:.2f}, {high:.2f}]"
        lines.append(line)
    return lines


SHOWN: tuple[tuple[str, str | None, str | None], ...] = (
    ("contracts", "contract", None),
    ("statutes in XML", "statute", "xml"),
    ("statutes in PDF", "statute", "pdf"),
    ("policies", "policy", None),
    ("opinions", "opinion", None),
    ("amendments", "amendment", None),
    ("all", None, None),
    ("… as PDF", None, "pdf"),
    ("… as DOCX", None, "docx"),
    ("… as text", None, "text"),
)
"""What the pages show of the documents that were held back: a title, a kind and a format."""

COLUMNS = {
    "boundary P": "boundary: precision",
    "boundary R": "boundary: recall",
    "number P": "number: precision",
    "number R": "number: recall",
}


def noted(scores: Sequence[Score]) -> results.Notes:
    """The figures for the pages: the documents held back by kind and format, and in one row those to learn from."""
    notes = results.Notes()
    held = [one for one in scores if one.document.part == "held"]
    for title, kind, form in SHOWN:
        members = [one for one in held if kind in (None, one.document.kind) and form in (None, one.document.format)]
        _note(notes, f"{title} ({len(members)})", members)
    _note(notes, "the documents to learn from", [one for one in scores if one.document.part == "dev"])
    return notes


def _note(notes: results.Notes, row: str, members: Sequence[Score]) -> None:
    if members:
        labels = sum(one.labelled for one in members)
        for name, measure in MEASURES:
            notes.note(row, COLUMNS[name], ratio(members, measure), labels, interval(members, measure))


def per_document(scores: Sequence[Score]) -> list[str]:
    """One line per document, worst first."""
    by_worst = sorted(scores, key=lambda one: min(ratio([one], measure) for _, measure in MEASURES))
    return [
        f"{one.document.name[:44]:44} {one.document.part:5}{one.labelled:5}"
        + "".join(f"{ratio([one], measure):8.3f}" for _, measure in MEASURES)
        + ("" if one.is_read else f"   {one.mistakes[0]}")
        for one in by_worst
    ]


def measure_all(documents: Sequence[Labelled], data: Path) -> list[Score]:
    """The score of every document."""
    archives: dict[str, dict[str, bytes]] = {}
    scores: list[Score] = []
    for labelled in documents:
        content = content_of(data, labelled.file, archives)
        name = Path(labelled.file.partition("#")[2] or labelled.file).name
        try:
            scores.append(score(labelled, read(content, name)))
        except (PinciteError, ImportError) as problem:
            scores.append(unread(labelled, str(problem)))
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the outline against labels made by hand.")
    parser.add_argument("--part", choices=("dev", "held", "all"), default="dev")
    parser.add_argument("--kind", help="only documents of this kind (contract, amendment, statute, opinion, policy)")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--documents", action="store_true", help="also show one line per document")
    parser.add_argument("--verbose", metavar="FILE", help="show the mistakes in one document (the label file's name)")
    parser.add_argument("--i-have-finished", action="store_true", help="allow --verbose for a held-out document")
    results.add_option(parser, "outlines")
    chosen = parser.parse_args()
    documents = [load(path) for path in sorted(LABELS.glob("*.json"))]
    if chosen.verbose:
        name = Path(chosen.verbose).stem
        documents = [one for one in documents if one.name == name]
        if not documents:
            raise SystemExit(f"{LABELS} has no labels named {name}")
        if documents[0].part == "held" and not chosen.i_have_finished:
            raise SystemExit(f"{name} is held out: its mistakes are shown only with --i-have-finished")
    else:
        documents = [one for one in documents if chosen.part in ("all", one.part)]
        documents = [one for one in documents if chosen.kind in (None, one.kind)]
        if not documents:
            raise SystemExit(f"{LABELS} has no labels of this part and kind")
    scores = measure_all(documents, chosen.data)
    if chosen.verbose:
        print("\n".join(scores[0].mistakes))
        print("\n".join(per_document(scores)))
        return
    print("\n".join(table(scores)))
    noted(scores).keep(chosen.results)
    if chosen.documents:
        print("\n" + "\n".join(per_document(scores)))
    missing = [one.document.name for one in scores if not one.is_read]
    print(f"\n{len(scores) - len(missing)} of {len(scores)} documents read and scored; 95 % intervals over documents")
    for name in missing:
        print(f"not read, all its labels count as missed: {name}")
    lost = [(one.document.name, line) for one in scores for line in one.mistakes if line.startswith("no place")]
    print(f"labels that are nowhere in the text as read: {len(lost)}")
    for name, line in lost:
        print(f"  {name}: {line.removeprefix('no place ')}")


if __name__ == "__main__":
    main()
