"""The real documents that a made firm's are made from: only those whose licence allows it.

Contracts come from CUAD (CC BY 4.0), with the places of their clauses. Paragraphs of letters come from the library of
practice guides (CC BY 4.0) and from policies under CC0 or CC BY; what is share-alike or has no licence is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from runs.questions.loading import loader

SlotKind = Literal["party", "date", "sum", "law"]

KINDS: tuple[SlotKind, ...] = get_args(SlotKind)

SHORTEST, LONGEST = 4_000, 60_000
"""Characters of a contract that is used; longer ones would be most of a firm by their length alone."""

PARAGRAPH = 160, 900
"""Characters of a paragraph that a letter may have."""

OPEN = frozenset({"CC0-1.0", "CC-BY-4.0"})
"""Licences of policies that allow to change and show them; share-alike ones would bind whatever is made from them."""

STATES = str.split(
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois "
    "Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri "
    "Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Wisconsin Wyoming"
)
LAWS = (*STATES, "New York", "New Jersey", "New Hampshire", "New Mexico", "North Carolina", "South Carolina")

MONTHS = str.split("January February March April May June July August September October November December")
DATE = rf"(?:{'|'.join(MONTHS)})\s+\d{{1,2}}\s?,\s+(?:19|20)\d\d"

SUM = r"\$\s?\d[\d,]*\d(?:\.\d\d)?"

ORGANISATION = re.compile(
    r"^[A-Z][^()\"\n]{3,60}?(?:\bInc\b\.?|\bCorp\b\.?|Corporation|Company|\bLLC\b|L\.L\.C\.|Limited|\bLtd\b\.?|\bL\.?P\.?|\bCo\b\.)$",
    re.IGNORECASE,
)
"""A party's name, apart from what it is called in the contract."""

ASKED: Mapping[str, str] = {
    "Governing Law": "Which law governs {agreement}?",
    "Anti-Assignment": "May {agreement} be assigned without consent?",
    "Cap On Liability": "How is liability limited under {agreement}?",
    "Audit Rights": "Who may inspect books and records under {agreement}?",
    "Termination For Convenience": "Can {agreement} be terminated without cause?",
    "Insurance": "What insurance has to be kept under {agreement}?",
    "Notice Period To Terminate Renewal": "How much notice ends the renewal of {agreement}?",
    "Expiration Date": "When does {agreement} expire?",
    "Warranty Duration": "How long does the warranty last under {agreement}?",
    "Minimum Commitment": "What is the least that has to be bought under {agreement}?",
    "Exclusivity": "Is {agreement} exclusive?",
    "Non-Compete": "Who may not compete under {agreement}?",
    "Liquidated Damages": "Which damages were agreed in advance in {agreement}?",
    "No-Solicit Of Employees": "May employees be solicited under {agreement}?",
}
"""How a category of clauses is asked for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is filled anew; the same words of the source have the same number, and get the same words."""

    kind: SlotKind
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a contract by its category, with the ends of its words in the source."""

    category: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contract:
    """A real contract, cut at its slots: each part with its place in the source. `parties` says how many it names."""

    name: str
    title: str
    parts: tuple[tuple[int, str | Slot], ...]
    parties: int
    clauses: tuple[Clause, ...]

    def filled(self, values: Mapping[tuple[SlotKind, int], str]) -> tuple[str, tuple[Clause, ...]]:
        """The contract with other words in its slots, and where its clauses are in that."""
        made: list[str] = []
        places: list[tuple[int, int, int]] = []  # of each part: where it was, where it is, and how long it is now
        at = 0
        for place, part in self.parts:
            words = part if isinstance(part, str) else values[part.kind, part.number]
            places.append((place, at, len(words)))
            made.append(words)
            at += len(words)
        text = "".join(made)
        moved = [_moved(clause, places, self.parts) for clause in self.clauses]
        return text, tuple(moved)


def contracts(data: Path) -> list[Contract]:
    """The contracts of CUAD that name two parties, are neither short nor long, and have a clause to ask for."""
    load = loader(data)
    spans: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(dict)
    for row in load.cuad_spans():
        if load.may_train(row):
            spans[row["doc"]][row["category"]] = [(span["start"], span["end"]) for span in row["spans"]]
    texts: Mapping[str, str] = load.cuad_texts()
    made = (contract_of(name, text, spans[name]) for name, text in sorted(texts.items()) if name in spans)
    return [one for one in made if one is not None]


def paragraphs(data: Path) -> list[str]:
    """Paragraphs of guides and policies, each once."""
    load = loader(data)
    texts = [text for path, text in sorted(load.library().items()) if path.endswith(".md") and "/us/" in path]
    texts += [
        Path(row["path"]).read_text(encoding="utf-8")
        for row in load.documents("docs_policies_md")
        if row["licence"] in OPEN
    ]
    return list(dict.fromkeys(one for text in texts for one in _paragraphs(text)))


def contract_of(
    name: str, text: str, spans: Mapping[str, Sequence[tuple[int, int]]], shortest: int = SHORTEST
) -> Contract | None:
    """A contract by its text and the places of its clauses; None if it is not fit to be made anew."""
    titles = [" ".join(text[start:end].split()) for start, end in spans.get("Document Name", ())]
    parties = _parties(text[start:end] for start, end in spans.get("Parties", ()))
    clauses = tuple(
        Clause(category, start, end)
        for category, found in sorted(spans.items())
        for start, end in found
        if category in ASKED and len(found) == 1 and 60 <= end - start <= 1_200
    )
    if not shortest <= len(text) <= LONGEST or len(parties) < 2 or not clauses or not titles:
        return None
    return Contract(name, titles[0].title()[:60].strip(" (,.;:"), _cut(text, parties), len(parties), clauses)


def _parties(named: Iterable[str]) -> list[str]:
    """The names of organisations, the longest first so that none is taken for its beginning."""
    names = {" ".join(each.split()).strip(" ,;") for each in named}
    return sorted((name for name in names if ORGANISATION.match(name)), key=lambda name: (-len(name), name))


def _cut(text: str, parties: Sequence[str]) -> tuple[tuple[int, str | Slot], ...]:
    named = "|".join(r"\s+".join(map(re.escape, party.split())) for party in parties)
    pattern = re.compile(
        rf"(?P<party>{named})|(?P<date>{DATE})|(?P<sum>{SUM})|\b(?P<law>{'|'.join(LAWS)})\b", re.IGNORECASE
    )
    numbers: dict[tuple[str, str], int] = {}
    of_kind: dict[str, int] = defaultdict(int)
    parts: list[tuple[int, str | Slot]] = []
    at = 0
    for match in pattern.finditer(text):
        kind = next(kind for kind in KINDS if match[kind])
        words = " ".join(match[0].split())
        key = kind, words.casefold()
        if key not in numbers:
            numbers[key] = of_kind[kind]
            of_kind[kind] += 1
        parts += [(at, text[at : match.start()]), (match.start(), Slot(kind, numbers[key], words))]
        at = match.end()
    return (*parts, (at, text[at:]))


def _moved(clause: Clause, places: Sequence[tuple[int, int, int]], parts: Sequence[tuple[int, str | Slot]]) -> Clause:
    """A clause where it is once the slots are filled; an end within a slot takes all of it."""

    def to(place: int, *, is_end: bool) -> int:
        for (was, now, length), (_, part) in zip(reversed(places), reversed(parts), strict=True):
            if was < place or (was == place and not is_end):
                if isinstance(part, Slot):
                    return now + length if is_end else now
                return now + min(place - was, length)
        return 0

    return Clause(clause.category, to(clause.start, is_end=False), to(clause.end, is_end=True))


def _paragraphs(text: str) -> Iterator[str]:
    """The plain paragraphs of a Markdown text, without its notes and signs."""
    for block in re.split(r"\n\s*\n", text):
        plain = re.sub(r"\s*\[\^[^\]]*\]|\*+|`|\{#[^}]*\}", "", " ".join(block.split()))
        if (
            PARAGRAPH[0] <= len(plain) <= PARAGRAPH[1]
            and plain[0].isalpha()
            and "](" not in plain
            and "---" not in plain
        ):
            yield plain
