"""How many true statements leave that quote another sentence of their passage, and how many that quote the right one.

    python -m runs.measuring.pins [--data ../shared/data] [--statements 2000] [--side fresh] [--cases FILE]

Each statement is a sentence of a real contract, non-disclosure agreement or policy on which no weights were trained, in
other words, and true of its passage: one to four neighbouring pieces of the document, as they are indexed. It is bound
and verified exactly as in a written answer, with the entailment model that ships, twice: quoting its own sentence, and
quoting another one of the same passage (of each two, the one that shares most words with it, and the nearest one that
can be quoted). Kinds of statements:

- `sentence`: the sentence restated;
- `heading`: with the words of its clause's heading;
- `item`: an item of a list with the words that lead into the list, of which only the item is quoted;
- `defined`: with the name of a party for the term that stands for it, which the document's beginning, shown as well,
  defines;
- `end`: the end of the sentence is quoted, and its beginning is not;
- `two`: two sentences in one, each quoted; in the wrong pair only the first is;
- `people`: a hypothesis of ContractNLI with the sentences that people marked as its evidence.

Beside them `false`: the sentence changed in one way that makes it false, rightly quoted. Nothing but what is pinned
may bear a statement out; "without" is how many would leave if the passage as a whole might, on the same statements.

Documents are parted by a hash: thresholds were set on the side `fit`. What `report` missed was read while the check was
made, so it is not blind. `fresh` is merger agreements, Word files, court papers and statutes, none of which was looked
at before it was measured on, or trained on; one that repeats the sentences of another gives those only once. With
`--cases` statements are kept in a file, or taken from it: so two versions of pincite are measured on the same ones
(`PYTHONPATH=OLD/src python -m runs.measuring.pins --cases FILE`). Seeds are fixed; intervals are by bootstrap over
documents. Milliseconds of processor time per statement are those of verification as it is, and of what it cost to judge
by the passage alone, one after the other on the same statements.
"""

import argparse
import asyncio
import hashlib
import json
import lzma
import pickle
import random
import re
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path, PurePath

import numpy as np
from runs.measuring import results
from runs.questions.legal_questions import is_apart
from runs.training.entailment.mutations import LEGAL
from runs.training.entailment.pairs import legal_texts
from runs.training.entailment.pairs import part as apart
from runs.training.entailment.restating import LABEL, OPENINGS, restated

from pincite.access.scope import Principal, Scope
from pincite.answering.answer import Statement
from pincite.answering.binding import Bound
from pincite.answering.lead_ins import lead_ins
from pincite.answering.placing import citation
from pincite.answering.units import Unit, quotable
from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import PinciteError
from pincite.models.onnx_entailment import OnnxEntailment
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import visible_words
from pincite.retrieval.terms import content_words
from pincite.security.canary import canary
from pincite.structure.outline.definitions import defined_terms
from pincite.verification.verifier import Verifier
from pincite.verification.written import verify_written

SEED = 7
MATTER = MatterId("m")
SCOPE = Scope(Principal("a", "a"), frozenset({MATTER}), frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
LONGEST_PASSAGE = 3_000
TIMED = 100
"""Statements that are timed: the first ones. Of the others the model is asked each pair once."""

BY_WORDS = 0.99
"""The support of a statement that says word for word what it quotes."""

FEWEST_WORDS, MOST_WORDS = 9, 90
SAYS_THE_SAME = 0.8
"""Share of a sentence's words in another from which that other one may say it too."""

FALSE_FRIENDS = re.compile(
    r"\b(?:is|are) (?:not )?(?:permitted|required|entitled) to\b|\bhas (?:the right )?to\b|\bcannot\b|\bcan\b|"
    r"\bmust not\b|\bwill not\b|\bmay not\b",
    re.IGNORECASE,
)
"""What a rewriting puts for "shall" and "may", and what it does not always mean: "there may be cases", "nothing shall
prevent", "as may be necessary". Statements with these are not counted as true ones: another rewriting is drawn."""

MIXED = re.compile(r"\b[A-Z]{3,} [A-Z][a-z]+ [A-Z]{2,}\b")
"""A word in small letters among capitals, as a rewriting puts it there."""

MIDDLE_CAPITAL = re.compile(r"(?<=, )(?:Despite|Never|Save|Apart|Except|Should|After|Before)\b")

NUMBER_FIRST = re.compile(r"^\d+(?:\.\d+)*\s+(?=[A-Z])")
STATES = re.compile(r"\b(?:shall|will|may|must|is|are|has|have|means)\b")


@dataclass(frozen=True)
class Case:
    """A statement, true of its passage unless `kind` is false, with its own quotes and with those beside it.

    `beside` are other passages that were shown and are not cited.
    """

    document: str
    kind: str
    text: str
    passage: Passage
    content: Document
    right: tuple[tuple[int, int], ...]
    wrong: tuple[tuple[int, int], ...]
    beside: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a case: whether it left rightly quoted, wrongly quoted, and by its passage as a whole.

    Not `is_judged` are those that the gate at the way out keeps back whatever they quote ("Please contact …").
    """

    case: Case
    right: bool
    wrong: bool
    without: bool
    ms: float
    ms_without: float
    reasons: tuple[str, ...]
    is_judged: bool
    support: float = 0.0


def side_of(document: str) -> str:
    """The half of the documents in which one is."""
    return "fit" if hashlib.sha256(f"pins:{document}".encode()).digest()[-1] % 3 == 0 else "report"


def flat(text: str) -> str:
    return " ".join(text.split())


def own_words(content: Document, unit: Unit) -> str:
    return flat(content.text[unit.own_start : unit.end])


def is_statement(text: str) -> bool:
    """True for a sentence that states something: no heading, no question, no half of one, no drawing."""
    letters = sum(sign.isalpha() for sign in text)
    return (
        FEWEST_WORDS <= len(text.split()) <= MOST_WORDS
        and letters > 0.7 * len(text.replace(" ", ""))
        and text.endswith((".", ";", "; and", "; or"))
        and re.search(r"[#|<>{}\[\]_*]", text) is None
    )


def said_again(sentence: str, chooser: random.Random) -> str:
    """A sentence in other words that say the same, without an opening of its own."""
    for _ in range(12):
        text = MIDDLE_CAPITAL.sub(lambda match: match[0].lower(), restated(sentence, chooser, for_test=True))
        opened = any(opening and text.startswith(opening[:12]) for opening in OPENINGS)
        changed = FALSE_FRIENDS.findall(text) != FALSE_FRIENDS.findall(sentence)
        renamed = "Confidential material" in text and "Confidential Information" in sentence
        shouted = MIXED.search(text) is not None and MIXED.search(sentence) is None
        if not (opened or renamed or changed or shouted):
            return NUMBER_FIRST.sub("", text)
    return re.sub(r"^[a-z]", lambda match: match[0].upper(), NUMBER_FIRST.sub("", LABEL.sub("", flat(sentence))))


def passage_of(name: str, content: Document, chunks: Sequence[Chunk], first: int, last: int) -> Passage:
    one, other = chunks[first], chunks[last]
    chunk = replace(
        one,
        end=other.end,
        clause_start=min(one.clause_start, one.start),
        clause_end=max(one.clause_end, other.clause_end, other.end),
    )
    return Passage(
        1, chunk, MATTER, f"/{name}", content.title, None, "", None,
        content.text[chunk.start : chunk.end], 1.0, 1, 1, 0.5,
    )  # fmt: skip


def cases(name: str, content: Document, chooser: random.Random, most: int) -> Iterator[Case]:
    """Statements of a document, of every kind that it has."""
    chunks = by_clause(DocumentId(name), VersionId(name), content, "")
    made, seen = 0, set[int]()
    for _ in range(4 * most if chunks else 0):
        if made == most:
            return
        first = chooser.randrange(len(chunks))
        last = min(len(chunks) - 1, first + chooser.choice((0, 1, 2, 3)))
        passage = passage_of(name, content, chunks, first, last)
        start, end = passage.chunk.start, passage.chunk.end
        if end - start > LONGEST_PASSAGE:
            continue
        units = [
            unit
            for unit in quotable(content, start, end)
            if start <= unit.own_start and unit.end <= end and is_statement(own_words(content, unit))
        ]
        fresh = [unit for unit in units if unit.own_start not in seen]
        if len(units) < 2 or not fresh:
            continue
        unit = chooser.choice(fresh)
        case = case_of(name, content, chunks, passage, units, unit, chooser)
        if case is None:
            continue
        seen.add(unit.own_start)
        made += 1
        yield case
        kinds = list(LEGAL)
        chooser.shuffle(kinds)
        changes = (LEGAL[kind](said_again(own_words(content, unit), chooser), chooser) for kind in kinds)
        changed = next((one for one in changes if one is not None and flat(one) not in flat(passage.text)), None)
        if changed is not None and case.kind == "sentence" and made % 2:
            yield replace(case, kind="false", text=changed)


def case_of(
    name: str,
    content: Document,
    chunks: Sequence[Chunk],
    passage: Passage,
    units: Sequence[Unit],
    unit: Unit,
    chooser: random.Random,
) -> Case | None:
    """A statement of one unit, None where no other unit of the passage says something else."""
    own = own_words(content, unit)
    words = set(content_words(own))

    def shared(other: Unit) -> float:
        return len(words & set(content_words(own_words(content, other)))) / max(1, len(words))

    others = [
        other
        for other in units
        if (other.own_start >= unit.end or other.end <= unit.own_start) and shared(other) < SAYS_THE_SAME
    ]
    if not words or not others:
        return None
    nearest = min(others, key=lambda other: abs(other.own_start - unit.own_start))
    beside = max(others, key=shared) if chooser.random() < 0.5 else nearest
    right, wrong = (unit.own_start, unit.end), (beside.own_start, beside.end)
    leads = [flat(content.text[first:last]) for first, last in lead_ins(content, *right)]
    heading = citation(passage, content, *right).heading.strip(" .:")
    text, kind = said_again(own, chooser), "sentence"
    draw = chooser.random()
    if unit.start < unit.own_start and len(leads) == 1 and len(leads[0].split()) <= 40:
        kind = "item"
        item = own.removesuffix("; and").removesuffix("; or").rstrip(" ;,.")
        text = said_again(f"{' '.join(leads)} {LABEL.sub('', item)}.", chooser)
    elif draw < 0.15 and 3 <= len(heading) <= 60 and heading.lower() not in own.lower():
        began = text[0].lower() + text[1:] if text.split()[0] in LOWER else text
        kind, text = "heading", f"Under the clause on {heading.lower()}, {began}"
    elif draw < 0.30 and (end := own_end(content, unit)) is not None:
        kind, right = "end", end
    elif draw < 0.45 and (both := joined(own, own_words(content, beside), chooser)):
        return Case(name, "two", both, passage, content, (right, wrong), (right,))
    elif draw < 0.7 and (found := meant(content, chunks, own, text)) is not None:
        kind, text, place = "defined", *found
        first = replace(passage_of(name, content, chunks, place, place), label=2)
        company = () if passage.chunk.start <= first.chunk.start < passage.chunk.end else (first,)
        return Case(name, kind, text, passage, content, (right,), (wrong,), company)
    return Case(name, kind, text, passage, content, (right,), (wrong,))


def joined(one: str, other: str, chooser: random.Random) -> str:
    """Two sentences as one, empty where either is none by itself or their joint would read badly."""
    first, second = said_again(one, chooser), said_again(other, chooser)
    is_fit = all(text.endswith(".") and STATES.search(text) and len(text.split()) <= 45 for text in (first, second))
    if not is_fit or second.split()[0] not in LOWER:
        return ""
    return f"{first.rstrip('.')}, and {second[0].lower()}{second[1:]}"


EARLY = 40
"""Pieces at the beginning of a document in which parties are named; merger agreements begin with tables of contents."""

PARTY = re.compile(
    r"([A-Z][\w&.'’-]*(?: (?:[A-Z&][\w&.'’-]*|of|and))*,?"
    r" (?:Inc|Corporation(?! Law)|Corp|LLC|L\.L\.C|Ltd|Limited|Company|L\.P)\b\.?)"
    r"[^()“”]{0,200}\([^()“”\"]{0,30}[“\"]$"
)
"""The name of a company, behind which the brackets with its term begin."""

LOWER = frozenset("The This That These If Any Each No All For Upon Such Neither Either Both In On By".split())  # noqa: SIM905


def own_end(content: Document, unit: Unit) -> tuple[int, int] | None:
    """The second half of a sentence, at a comma or a verb; None for a short one."""
    text = content.text[unit.own_start : unit.end]
    breaks = [match.start() + 1 for match in re.finditer(r"\s(?=(?:shall|may|must|will|within|unless|if)\s)", text)]
    fit = [at for at in breaks if len(text[:at].split()) >= 3 and len(text[at:].split()) >= 6]
    return (unit.own_start + fit[0], unit.end) if fit else None


@lru_cache(maxsize=1)
def parties(content: Document, chunks: tuple[Chunk, ...]) -> tuple[tuple[str, str, int], ...]:
    """The terms that the beginning of a document has for companies, with the company's name and the piece it is in."""
    return tuple(
        (term.term, name[1], place)
        for place, chunk in enumerate(chunks[:EARLY])
        for term in defined_terms(content.text[chunk.start : chunk.end], ())
        if (name := PARTY.search(flat(content.text[chunk.start + term.definition_start : chunk.start + term.start])))
        and not name[1].startswith("State of")
    )


def meant(content: Document, chunks: Sequence[Chunk], own: str, text: str) -> tuple[str, int] | None:
    """A statement with the name of a party for the term that stands for it, and the piece that says so."""
    for term, name, place in parties(content, tuple(chunks)):
        # Not a term within another, as in "Company Action Level", or in "Improved Products".
        pattern = rf"(?:^|(?<=[a-z,;] ))(?:[Tt]he )?{re.escape(term)}\b(?!['’]|\s+[A-Z])"
        if re.search(pattern, own) and re.search(pattern, text):
            return re.sub(pattern, name.replace("\\", r"\\"), text, count=1), place
    return None


def of_people(data: Path) -> Iterator[Case]:
    """ContractNLI's entailed hypotheses, with the sentences that people marked, in documents not trained on."""
    for file in ("dev", "train_truncated"):
        found = json.loads(lzma.decompress((data / f"contractnli/{file}.json.xz").read_bytes()))
        claims = {key: value["hypothesis"] for key, value in found["labels"].items()}
        for one in found["documents"]:
            name = str(one["file_name"])
            if apart(name):
                continue
            content = read(one["text"].encode(), f"{Path(name).stem}.txt")
            spans = [tuple(span) for span in one["spans"]]
            for key, note in one["annotation_sets"][0]["annotations"].items():
                if note["choice"] != "Entailment" or content.text != one["text"]:
                    continue
                marked = [spans[at] for at in note["spans"] if len(one["text"][slice(*spans[at])].split()) > 4]
                near = sorted({n for at in note["spans"] for n in range(at - 3, at + 4) if 0 <= n < len(spans)})
                others = [spans[n] for n in near if n not in note["spans"]]
                others = [span for span in others if len(one["text"][slice(*span)].split()) >= FEWEST_WORDS]
                if not marked or not others or spans[near[-1]][1] - spans[near[0]][0] > 2 * LONGEST_PASSAGE:
                    continue
                wanted = set(content_words(claims[key]))
                wrong = max(others, key=lambda s: len(wanted & set(content_words(one["text"][slice(*s)]))))
                chunk = Chunk(
                    DocumentId(name), VersionId(name), 0, spans[near[0]][0], spans[near[-1]][1], "", "",
                    spans[near[0]][0], spans[near[-1]][1], "",
                )  # fmt: skip
                passage = Passage(
                    1, chunk, MATTER, f"/{name}", content.title, None, "", None,
                    content.text[chunk.start : chunk.end], 1.0, 1, 1, 0.5,
                )  # fmt: skip
                yield Case(name, "people", claims[key], passage, content, tuple(marked), (wrong,))


class Remembering:
    """The entailment model, asked once about each pair; while `is_timed` is true it is asked each time."""

    def __init__(self) -> None:
        self._model, self._known, self.is_timed = OnnxEntailment(), dict[tuple[str, str], float](), True

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        new = list(dict.fromkeys(pair for pair in pairs if self.is_timed or pair not in self._known))
        self._known.update(zip(new, await self._model.support(new), strict=True))
        return [self._known[pair] for pair in pairs]


class Certain:
    """An entailment model that finds everything borne out: what does not leave by it leaves by no model."""

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [1.0] * len(pairs)


async def leaves_beside(case: Case, verifier: Verifier) -> bool:
    """Whether a statement leaves that quotes from beside. The model is asked only where words and checks let it."""
    by_rules = await verified(case, case.wrong, Verifier(Certain()))
    return by_rules[0] and (await verified(case, case.wrong, verifier))[0]


async def beside_only(case: Case, verifier: Verifier) -> Outcome:
    """What comes of a case that quotes from beside, and of no other."""
    return Outcome(case, True, await leaves_beside(case, verifier), True, 0.0, 0.0, (), True)


async def outcome(case: Case, verifier: Verifier, *, is_timed: bool) -> Outcome:
    """What verification says of a case."""
    began = time.process_time()
    right = await verified(case, case.right, verifier)
    middle = time.process_time()
    without = await by_passage(case, verifier)
    ended = time.process_time()
    wrong = case.kind != "false" and await leaves_beside(case, verifier)
    return Outcome(
        case,
        right[0],
        wrong,
        without and right[2],
        (middle - began) * 1000,
        (ended - middle) * 1000 if is_timed else 0.0,
        right[1],
        right[2],
        right[3],
    )


async def verified(
    case: Case, quotes: Sequence[tuple[int, int]], verifier: Verifier
) -> tuple[bool, tuple[str, ...], bool, float]:
    """Whether it leaves, why not, whether its pins were judged at all, and how far they bear it out."""
    cited = tuple(citation(case.passage, case.content, *ends) for ends in quotes)
    said = [Bound(Statement(case.text, cited))]
    evidence = Evidence((case.passage, *case.beside), "1")
    [support] = [one async for one in verify_written(said, evidence, SCOPE, lambda _: case.content, verifier, canary())]
    return support.supported, support.reasons, support.by_passages is not None, support.score


async def by_passage(case: Case, verifier: Verifier) -> bool:
    """Whether a statement leaves that its passage as a whole may bear out."""
    chunk = case.passage.chunk
    names = (case.passage.title, PurePath(case.passage.path).stem, chunk.section, chunk.heading)
    premise = "\n".join(
        (" · ".join(name for name in names if name), visible_words(case.content, chunk.start, chunk.end))
    )
    parts = dict.fromkeys((case.text, *(await verifier.claims_of(case.text)).claims))
    return all(one.supported and not one.found for one in await verifier.judge([(premise, part) for part in parts]))


@dataclass(frozen=True)
class Share:
    """`k` of `n`, with its 95 % interval."""

    k: int
    n: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.k / self.n:.4f} [{self.low:.4f} {self.high:.4f}] {self.k:5d} of {self.n}"


def share(rows: Sequence[Outcome], of: Callable[[Outcome], bool]) -> Share:
    """A share with its 95 % interval by bootstrap over documents."""
    groups: Mapping[str, list[bool]] = defaultdict(list)
    for row in rows:
        groups[row.case.document].append(of(row))
    counts = np.array([(sum(found), len(found)) for found in groups.values()], dtype=float)
    generator = np.random.default_rng(SEED)
    draws = [np.divide(*counts[generator.integers(0, len(counts), len(counts))].sum(0)) for _ in range(1_000)]
    low, high = np.percentile(draws, [2.5, 97.5])
    k, n = counts.sum(0)
    return Share(int(k), int(n), float(low), float(high))


KINDS = {
    "all": "true statements",
    "sentence": "… a sentence",
    "defined": "… a party's name for its defined term",
    "heading": "… with the words of its heading",
    "end": "… the beginning of its sentence is not quoted",
    "item": "… an item with the opening of its list",
    "two": "… two sentences in one",
    "people": "… written by people",
    "false": "changed in one way that makes them false",
}
RIGHT, BESIDE, FALSE = "rightly quoted, leave", "quoted from beside, leave", "false, leave"
"""What the figures are called that are kept."""


def noted(notes: results.Notes, row: str, column: str, found: Share) -> Share:
    notes.note(row, column, found.k / found.n, found.n, (found.low, found.high))
    return found


def report(rows: Sequence[Outcome], examples: int) -> results.Notes:
    """What leaves, by kind of statement; where only those quoted from beside were measured, nothing else is said."""
    notes = results.Notes()
    true = [row for row in rows if row.case.kind != "false"]
    is_whole = any(row.ms for row in rows)
    print(f"{len(true)} true statements of {len({row.case.document for row in true})} documents")
    for kind in ("all", *sorted({row.case.kind for row in rows})):
        some = [row for row in (true if kind == "all" else rows) if kind in ("all", row.case.kind)]
        if kind != "false":
            beside = noted(notes, KINDS[kind], BESIDE, share(some, lambda row: row.wrong))
            print(f"{kind:10s} quoted beside, leave       {beside}")
        if is_whole:
            right = noted(notes, KINDS[kind], FALSE if kind == "false" else RIGHT, share(some, lambda row: row.right))
            print(f"{kind:10s} rightly quoted, leave      {right}")
            print(f"{kind:10s} without the check, leave   {share(some, lambda row: row.without)}")
    if is_whole:
        report_right(true, notes)
        for source in sorted({row.case.document.partition("/")[0] for row in true if "/" in row.case.document}):
            some = [row for row in true if row.case.document.startswith(f"{source}/")]
            print(f"{source:12s} quoted beside, leave     {share(some, lambda row: row.wrong)}")
            print(f"{source:12s} rightly quoted, leave    {share(some, lambda row: row.right)}")
    for title, some in (
        ("rightly quoted and kept back", [row for row in true if not row.right]),
        ("quoted beside and released", [row for row in true if row.wrong]),
    ):
        print(f"\n{title}:")
        for row in random.Random(SEED).sample(some, min(examples, len(some))):
            text = row.case.content.text
            quotes = row.case.wrong if row.wrong else row.case.right
            print(f"- {row.case.kind}: {row.case.text[:300]}\n    {'; '.join(row.reasons)[:200]}")
            print(f"    quoted: {' … '.join(flat(text[a:b])[:300] for a, b in quotes)}")
    return notes


def report_right(true: Sequence[Outcome], notes: results.Notes) -> None:
    """What the check costs true statements that are rightly quoted, and in time."""
    judged = [row for row in true if row.is_judged]
    print(f"\nkept back by the gate at the way out, whatever they quote: {len(true) - len(judged)}; of the others")
    right = noted(
        notes, "… without what the gate at the way out keeps back", RIGHT, share(judged, lambda row: row.right)
    )
    print(f"{'':10s} rightly quoted, leave      {right}")
    print(f"{'':10s} without the check, leave   {share(judged, lambda row: row.without)}")
    still = [row for row in judged if row.without]
    print(f"of those that leave without the check, leave rightly quoted {share(still, lambda row: row.right)}")
    others = [row for row in true if not (row.right and row.support == BY_WORDS)]
    right = noted(notes, "… not word for word what they quote", RIGHT, share(others, lambda row: row.right))
    print(f"{len(true) - len(others)} leave by their words alone; of the others {right}")
    timed = [row for row in true if row.ms_without]
    for name, times in (("with", [row.ms for row in timed]), ("without", [row.ms_without for row in timed])):
        middle, high = np.percentile(times, [50, 95])
        print(f"{name} the check: p50 {middle:.0f} ms, p95 {high:.0f} ms of processor time")


SOURCES = {"mergers": 0.5, "word": 0.2, "statutes": 0.2, "court": 0.1}
"""The fresh documents, and the share of the statements that each kind is asked for."""

LONGEST_MERGER = 120_000
"""Characters of a merger agreement that are read; the whole has some 350,000."""

NTH_SECTION = 18
"""Of the District of Columbia's Code every so manieth section is taken."""


def fresh_texts(data: Path) -> Iterator[tuple[str, bytes]]:
    """Merger agreements, Word files, court papers and statutes, by name."""
    with tarfile.open(data / "legalbench_rag/corpus_maud.tar.xz") as archive:
        for member in archive:
            if member.isfile() and (file := archive.extractfile(member)):
                yield f"mergers/{Path(member.name).name}", file.read().decode()[:LONGEST_MERGER].encode()
    for place in sorted((data / "docs_docx").glob("*.docx")):
        yield f"word/{place.name}", place.read_bytes()
    for place in sorted((data / "docs_opinions_pdf").glob("*.pdf")):
        yield f"court/{place.name}", place.read_bytes()
    for place in sorted((data / "docs_statutes_xml/uslm").glob("*.xml")):
        yield f"statutes/{place.name}", place.read_bytes()
    with tarfile.open(data / "docs_statutes_xml/dc_code_titles_1_28_32_42.tar.xz") as archive:
        sections = [member for member in archive if member.isfile() and "/sections/" in member.name]
        for member in sections[::NTH_SECTION]:
            if file := archive.extractfile(member):
                yield f"statutes/dc-{Path(member.name).name}", file.read()


def fresh_cases(data: Path, wanted: int) -> Iterator[Case]:
    """Statements of the fresh documents; no sentence twice, and no more of a document than its kind's share."""
    texts = list(fresh_texts(data))
    kinds = Counter(name.partition("/")[0] for name, _ in texts)
    said: set[str] = set()
    for name, data_of in texts:
        kind = name.partition("/")[0]
        try:
            content = read(data_of, Path(name).name)
        except PinciteError as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        most = max(2, round(1.35 * wanted * SOURCES[kind] / kinds[kind]))
        for case in cases(name, content, random.Random(f"{SEED}:{name}"), most):
            own = " ".join(flat(content.text[first:last]) for first, last in case.right)
            if case.kind == "false" or own not in said:
                said.add(own)
                yield case


def legal_cases(data: Path, wanted: int, side: str) -> Iterator[Case]:
    """Statements of contracts, non-disclosure agreements and policies, and those that people made."""
    texts = [(name, text) for name, text in legal_texts(data) if is_apart(name) and side in ("all", side_of(name))]
    each = max(4, -(-wanted * 5 // (4 * len(texts))))
    random.Random(SEED).shuffle(texts)
    for name, text in texts:
        yield from cases(name, read(text.encode(), Path(name).name), random.Random(f"{SEED}:{name}"), each)
    yield from (case for case in of_people(data) if side in ("all", side_of(case.document)))


def all_cases(options: argparse.Namespace) -> list[Case]:
    """The statements, from a file where they are kept in one."""
    if options.cases and options.cases.exists():
        return pickle.loads(options.cases.read_bytes())  # noqa: S301 - our own
    made = fresh_cases if options.side == "fresh" else partial(legal_cases, side=options.side)
    found = list(made(options.data, options.statements))
    if options.cases:
        options.cases.write_bytes(pickle.dumps(found))
    return found


async def run(found: Sequence[Case], part: int, parts: int, *, is_beside: bool) -> AsyncIterator[list[Outcome]]:
    """What became of all so far, now and then: of every `parts`-th document, from `part` on."""
    model = Remembering()
    verifier = Verifier(model)
    rows: list[Outcome] = []
    documents = list(dict.fromkeys(case.document for case in found))
    mine = set(documents[part::parts])
    for case in found:
        if case.document not in mine:
            continue
        model.is_timed = len(rows) < TIMED and not is_beside
        if not is_beside:
            rows.append(await outcome(case, verifier, is_timed=model.is_timed))
        elif case.kind != "false":
            rows.append(await beside_only(case, verifier))
        if len(rows) % 100 == 0:
            yield rows
    yield rows


async def finished(options: argparse.Namespace) -> list[Outcome]:
    rows: list[Outcome] = []
    part, parts = (int(number) for number in options.part.split("/"))
    async for found in run(all_cases(options), part - 1, parts, is_beside=options.beside):
        rows = found
        if options.keep:
            options.keep.write_bytes(pickle.dumps(rows))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--statements", type=int, default=2_000, help="true ones, about")
    parser.add_argument("--side", choices=("fit", "report", "all", "fresh"), default="fresh")
    parser.add_argument("--beside", action="store_true", help="only those that quote from beside: a tenth of the time")
    parser.add_argument("--part", default="1/1", help="1/2 and 2/2 are two halves of the documents, for two processes")
    parser.add_argument("--cases", type=Path, help="a file where statements are kept, or are taken from")
    parser.add_argument("--keep", type=Path, help="where outcomes are kept")
    parser.add_argument("--report", type=Path, nargs="+", help="outcomes that were kept, to be reported together")
    parser.add_argument("--examples", type=int, default=8, help="statements of each fault that are printed")
    results.add_option(parser, "pins")
    options = parser.parse_args()
    if options.report:
        rows = [row for file in options.report for row in pickle.loads(file.read_bytes())]  # noqa: S301 - our own
    else:
        rows = asyncio.run(finished(options))
    report(rows, options.examples).keep(options.results)


if __name__ == "__main__":
    main()
