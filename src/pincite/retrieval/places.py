"""Finds the clause that somebody names: by its number, in whatever way it is written, or by words of its heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pincite.chunking.ordinary import name_words
from pincite.documents.document import Clause
from pincite.structure.outline import numbering
from pincite.structure.references.targets import split_number

HEADING: Final = "heading"
"""The word of a step that is named by its heading."""

LAST: Final = "last"
"""The label of the last one there is."""

SCHEDULES: Final = frozenset(("schedule", "exhibit", "annex", "appendix", "attachment"))

_PART = re.compile(r"\(([^()]+)\)|[^()]+")
_LITTLE = frozenset("a an and for in of on or other the to".split())  # noqa: SIM905 - words read best as words


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a place: what it is called (`section`, `article`, `schedule`, `heading` …) and its label.

    A label is in small letters: `5`, `7.2(b)`, `iv`, `b`; words of a heading; or `LAST`.
    """

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Named:
    """A clause with its label taken apart, without what is written in several ways.

    `chapter` is the word of an article, part or chapter, `schedule` that of a schedule; `parts` are the labels of its
    path, the innermost last.
    """

    clause: Clause
    schedule: tuple[str, str]
    chapter: str
    parts: tuple[str, ...]


def named(clauses: Sequence[Clause]) -> list[Named]:
    """The clauses that have a number, in order."""
    return [one for clause in clauses if clause.number for one in (_named(clause),) if one.parts or one.schedule[0]]


def _named(clause: Clause) -> Named:
    split = split_number(clause.number)
    keyword, _, token = split.schedule.partition(" ")
    chapter, parts = "", []
    for at, part in enumerate(split.path):
        word, _, label = part.rpartition(" ")
        if at == 0 and word in ("article", "part", "chapter"):
            chapter = word
        parts.append(label.lower())
    return Named(clause, (keyword, token), chapter, tuple(parts))


def find(steps: Sequence[Step], clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that a place may mean, in order; several where a number is given more than once."""
    if steps[0].word == HEADING:
        return tuple(_headed(steps[0].label, clauses))
    among, within = named(clauses), None
    for at, step in enumerate(steps):
        found = _matching(step, among, within)
        if not found:
            return ()
        if len(found) > 1:
            return tuple(one.clause for one in found) if at == len(steps) - 1 else ()
        within = found[0]
    return (within.clause,) if within is not None else ()


def near(steps: Sequence[Step], clauses: Sequence[Clause], most: int) -> tuple[Clause, ...]:
    """The clauses that stand where a place would, if it were there: those beside it, in order, at most so many."""
    known = named(clauses)
    step = steps[-1]
    if step.word in SCHEDULES:
        return tuple(one.clause for one in known if one.schedule[0] and not one.parts)[:most]
    labels = _labels(step.label)
    holder = next((one for one in known if len(steps) == 1 and one.parts == labels[:-1] and not one.schedule[0]), None)
    above = f"{labels[0].rpartition('.')[0]}" if len(labels) == 1 else ""
    if holder is None and above:
        holder = next((one for one in known if one.parts == (above,) and not one.schedule[0]), None)
    if holder is not None and (len(labels) > 1 or above):
        inside = [one for one in known if _holds(holder, one) and one.clause.level == holder.clause.level + 1]
        if inside:
            return _around(inside, labels[-1], most)
    bodies = [one for one in known if not one.schedule[0]]
    least = min((one.clause.level for one in bodies), default=0)
    return _around([one for one in bodies if one.clause.level == least], labels[0], most)


def _around(beside: Sequence[Named], label: str, most: int) -> tuple[Clause, ...]:
    """Those that are nearest to a label by their number, in order."""
    wanted = _number(label)

    def distance(one: Named) -> float:
        value = _number(one.parts[-1])
        return abs(value - wanted) if value is not None and wanted is not None else 0.0

    ranked = sorted(range(len(beside)), key=lambda at: (distance(beside[at]), at))[:most]
    return tuple(beside[at].clause for at in sorted(ranked))


def _number(label: str) -> float | None:
    last = label.rpartition(".")[2]
    if last.isdecimal():
        return float(last)
    return numbering.roman(last) or numbering.letters(last)


def _matching(step: Step, among: Sequence[Named], within: Named | None) -> list[Named]:
    inside = [one for one in among if within is None or _holds(within, one)]
    if step.label == LAST:
        return _last(step, inside)
    if step.word in SCHEDULES:
        exact = [one for one in inside if not one.parts and one.schedule == (step.word, step.label)]
        return _one_of(exact or [one for one in inside if not one.parts and one.schedule[1] == step.label])
    if step.word == "recital":
        return [one for one in inside if one.parts[-1:] == (step.label,)][:1]
    labels = _labels(step.label)
    outer = within.parts if within is not None else ()
    for first, is_chapter in _spellings(step.word, labels[0]):
        wanted = ((first, *labels[1:]), (*outer, first, *labels[1:]))
        found = [
            one
            for one in inside
            if any(one.parts == path or (one.chapter and one.parts[1:] == path) for path in wanted)
            and is_chapter == bool(one.chapter and len(one.parts) == 1)
            and (within is not None or not one.schedule[0])
        ]
        if found:
            return _one_of(found)
    return []


def _one_of(found: list[Named]) -> list[Named]:
    """One where a title sheet or a heading that stands on each page gives a number twice in a row."""
    kept = [one for at, one in enumerate(found) if not _is_begun_again(one, found[at + 1 :])]
    return kept if len(kept) == 1 else found


def _is_begun_again(one: Named, after: Sequence[Named]) -> bool:
    return bool(after) and after[0].clause.start == one.clause.end


def _last(step: Step, inside: Sequence[Named]) -> list[Named]:
    if step.word in SCHEDULES:
        return [one for one in inside if one.schedule[0] == step.word and not one.parts][-1:]
    bodies = [one for one in inside if not one.schedule[0] and (step.word == "section" or one.chapter == step.word)]
    least = min((one.clause.level for one in bodies), default=0)
    return [one for one in bodies if one.clause.level == least][-1:]


def _holds(outer: Named, inner: Named) -> bool:
    return outer is not inner and outer.clause.start <= inner.clause.start < inner.clause.end <= outer.clause.end


def _labels(label: str) -> tuple[str, ...]:
    """The parts of a label: `7.2(b)(ii)` is ("7.2", "b", "ii")."""
    return tuple(match[1] or match[0] for match in _PART.finditer(label))


def _spellings(word: str, label: str) -> Iterator[tuple[str, bool]]:
    """The ways in which a label may be written, each with whether it must be an article, part or chapter."""
    value = int(label) if label.isdecimal() else numbering.roman(label)
    plain = dict.fromkeys([label, *([str(value), numbering.written("roman", value)] if value else [])])
    if word in ("article", "part", "chapter"):
        yield from ((one, True) for one in plain)
    for one in plain:
        yield one, False
        if one.isdecimal() and "." not in one:
            yield f"{one}.", False
    yield from ((one, True) for one in plain)


def _headed(words: str, clauses: Sequence[Clause]) -> list[Clause]:
    """The clause whose heading has these words and no others, or else the only one that has them among others."""
    wanted = _said(words)
    if not wanted:
        return []
    headed = [(clause, _said(clause.heading)) for clause in clauses if clause.heading]
    exact = [clause for clause, said in headed if said == wanted]
    if exact:
        least = min(clause.level for clause in exact)
        exact = [clause for clause in exact if clause.level == least]
        return exact if len(exact) == 1 else []
    among = [clause for clause, said in headed if wanted < said and clause.kind != "definition"]
    return among if len(among) == 1 else []


def _said(words: str) -> frozenset[str]:
    return frozenset(word for word in name_words(words) if word not in _LITTLE)
