"""The steps of an amending sentence: what each one does, and to which of the clauses that the sentence names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pincite.structure.amending.clauses import (
    PART_NOT_TOLD,
    NamedClause,
    Sentence,
    amendment_after,
    elsewhere,
    held_number,
    is_whole,
    listed,
    part_of,
    part_of_subject,
    words_before,
)
from pincite.structure.amending.instruction import Instruction
from pincite.structure.amending.wording import (
    ADDS,
    MASK,
    RENUMBERS,
    TAKES_OUT,
    AmendmentOrder,
    Change,
    order_in,
)
from pincite.structure.outline.headings import Span

_DEFINITION = re.compile(
    r"(?i)\bdefin(?:ition|ed\s+term)s?\s+(?:of\s+)?(?:the\s+terms?\s+)?[“\"](?P<term>[^“”\"]{1,80})[”\"]"
)

_NEW = re.compile(r"(?i)\b(?:new|additional|following)\s+(?:sub-?)?\Z|\b(?:as|becoming)\s+(?:a\s+)?(?:new\s+)?\Z")

_BESIDE = re.compile(r"(?i)\b(?P<side>after|following|before|preceding)\s+(?:the\s+)?(?:existing\s+|current\s+)?\Z")

_BY = re.compile(r"[^.;:¤]{0,60}?\bby\s+(?=(?:\((?:i|a|1|A)\)\s+)?(?:hereby\s+)?\w+ing\b|the\s+addition\b)")

_STEPS = re.compile(
    r"[;,]?\s*(?:\band\s+)?(?=by\s+\w+ing\b)|[;,]?\s*(?:and\s+)?(?:\((?:i{1,3}|iv|vi{0,3}|[a-hA-H]|\d)\)\s+)(?=(?:by\s+)?\w+ing\b)"
)

_ENDS_ITEM = re.compile(r"[ \t]*(?:[\r\n\f]|\Z|\(?\w{1,3}[.)]\s|[A-Z][a-z]+[ ,])")

_LEFT_FREE = re.compile(
    r"(?i)\W*(?:this\s+\w+\s+)?(?:is\s+)?(?:intentionally\s+)?(?:omitted|deleted|reserved|left\s+blank)\W*"
)

_ONLY_LEADS_IN = re.compile(r"(?i)\bas\s+follows\W*\Z|\bfollowing(?:\s+\w+)?\W*\Z")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a sentence: its range, and where its verb stands.

    `subject` are the clauses that the sentence is about. They serve a step that names none of its own.
    """

    sentence: Sentence
    start: int
    end: int
    verb: int
    subject: Sequence[NamedClause] = ()
    is_last: bool = True

    @property
    def ends_sentence(self) -> bool:
        """True if nothing of the sentence follows the step."""
        return self.end == len(self.sentence.seen)

    @property
    def leads_in(self) -> bool:
        """True if the new words that follow the sentence are this step's."""
        return self.sentence.leads_in and self.is_last and self.ends_sentence


@dataclass(frozen=True, slots=True)
class _Named:
    """The clauses that a step names.

    `new` are those from the first on that the step calls new; `beside` are those after or before which something goes.
    """

    clauses: Sequence[NamedClause]
    new: Sequence[NamedClause]
    beside: Sequence[NamedClause]


def of_segment(sentence: Sentence, begin: int, stop: int, trigger: re.Match[str]) -> list[Instruction]:
    """What one verb orders: by itself, or in one or more steps after "by"."""
    by = _BY.match(sentence.seen, trigger.end(), stop)
    if by is None:
        return _made(_Step(sentence, begin, stop, trigger.start()))
    named = sentence.within(begin, trigger.start())
    subject = listed(sentence, [one for one in named if not _BESIDE.search(words_before(sentence, one, begin))])
    ranges = list(_steps(sentence.seen, by.end(), stop))
    found: list[Instruction] = []
    for at, (start, end) in enumerate(ranges, start=1):
        found += _made(_Step(sentence, start, end, start, subject, is_last=at == len(ranges)))
    return found


def _steps(seen: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The steps of one part: "by (i) deleting ... and (ii) inserting ..." has two."""
    at = first
    for match in _STEPS.finditer(seen, first, last):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    yield at, last


def _made(step: _Step) -> list[Instruction]:
    """The instructions of one step, one for each clause that it changes."""
    sentence = step.sentence
    order = order_in(sentence.head[step.start : step.end], leads_in=step.leads_in)
    named = _named(step)
    base = _without_target(step, order, _change(step, order.change, names_new=bool(named.new)))
    if named.new and base.change in ("inserted", "appended", "unclear"):
        base = _inserted(step, base, named.beside)
        targets = listed(sentence, named.new)
    else:
        own = [one for one in named.clauses if one not in named.beside] or ([] if order.side else named.beside)
        before = [one for one in own if one.start < step.verb]
        targets = listed(sentence, before or own) or list(step.subject)
    defined = _DEFINITION.search(sentence.head, step.start, step.end)
    definition = f"definition of {defined['term'].strip(' ,')}" if defined is not None else ""
    if not targets:
        return [_settled(replace(base, part=definition))] if definition else _of_no_clause(step, base)
    made = [_of_clause(step, base, one, targets[0].start, definition) for one in targets]
    return _shared(sentence.text, made) if len(made) > 1 else made


def _named(step: _Step) -> _Named:
    sentence = step.sentence
    clauses = sentence.within(step.start, step.end)
    leads = [words_before(sentence, one, step.start) for one in clauses]
    new = next((at for at, lead in enumerate(leads) if _NEW.search(lead)), None)
    beside = [
        one
        for at, (one, lead) in enumerate(zip(clauses, leads, strict=True))
        if (new is None or at < new or at > new + 1) and _BESIDE.search(lead)
    ]
    is_renumbered = RENUMBERS.search(sentence.seen, step.start, step.end) is not None
    return _Named(clauses, () if new is None or is_renumbered else clauses[new:], beside)


def _change(step: _Step, said: Change, *, names_new: bool) -> Change:
    """What a step does to its clauses, where that is not what its words say at first sight."""
    sentence = step.sentence
    if RENUMBERS.search(sentence.seen, step.start, step.end):
        return "unclear"
    if said == "deleted" and step.start < step.verb:
        takes_out = TAKES_OUT.search(sentence.seen, step.verb, min(step.verb + 60, step.end))
        if takes_out is None:
            return "unclear"  # "is amended to delete the references to it" does not say which words go
    if said == "deleted" and step.ends_sentence and not _ENDS_ITEM.match(sentence.text, sentence.origin + step.end):
        return "unclear"  # the sentence goes on: "Delete Section 2.0 Term. SECTION II in its entirety and replace"
    if said == "replaced" and names_new and ADDS.search(sentence.seen, step.start, step.end):
        return "inserted"
    return "appended" if said == "inserted" and not names_new else said


def _without_target(step: _Step, order: AmendmentOrder, change: Change) -> Instruction:
    """What a step does, whichever clause it does it to."""
    sentence = step.sentence
    new, why = _moved(order.new, sentence.origin + step.start), ""
    if new is None and step.leads_in and (words := sentence.words) is not None:
        new, why = (words.start, words.end), "" if words.is_certain else "where its new words end is not plain"
    return Instruction(
        sentence.origin,
        sentence.origin + len(sentence.head.rstrip()),
        target="",
        document="",
        change=change,
        old=_moved(order.old, sentence.origin + step.start),
        new=new,
        side=order.side,
        is_throughout=order.is_throughout,
        why=why,
    )


def _inserted(step: _Step, base: Instruction, beside: Sequence[NamedClause]) -> Instruction:
    """The insertion of a new clause after or before one that exists; without one, it is not said where it goes."""
    if not beside:
        return replace(base, change="inserted", anchor="", side="")
    said = _BESIDE.search(words_before(step.sentence, beside[0], step.start))
    is_before = said is not None and said["side"].lower() in ("before", "preceding")
    return replace(base, change="inserted", anchor=beside[0].number, side="before" if is_before else "after")


def _of_clause(step: _Step, base: Instruction, one: NamedClause, opening: int, definition: str) -> Instruction:
    """What a step orders of one clause.

    `opening` is where the first of the clauses that it changes stands; `definition` names the definition that it
    changes, and is empty for anything else.
    """
    sentence, subject = step.sentence, step.subject
    is_own = one not in subject
    number = one.number
    if is_own and subject and number.startswith("("):
        number = f"{subject[0].number}{number}"
    elif is_own:
        number = held_number(sentence, one, number)
    part, why = "", ""
    if definition and base.change != "inserted":
        part = definition
    else:
        part = part_of(sentence, one, step.start) if is_own else part_of_subject(sentence, step.start, step.end)
        if not part and base.change in ("replaced", "deleted"):
            is_told = is_own and is_whole(sentence.seen[step.start : opening])
            why = elsewhere(sentence, one, step.end) if is_told else PART_NOT_TOLD
    document = (
        one.mention.document or (subject[0].mention.document if subject else "") or amendment_after(sentence, one)
    )
    return _settled(replace(base, target=number, document=document, part=part, why=why or base.why))


def _moved(span: Span | None, by: int) -> Span | None:
    return (span[0] + by, span[1] + by) if span is not None else None


def _settled(one: Instruction) -> Instruction:
    """The instruction, made `unclear` where it lacks its new words or where what it does is not plain."""
    if one.change in ("replaced", "inserted", "appended") and one.new is None:
        return replace(one, change="unclear", why=one.why or "its new words were not found")
    if "paragraph" in one.part:
        return replace(one, why=one.why or f"which is its {one.part} is not plain")
    if one.change == "unclear":
        return replace(one, why=one.why or "what it does is not said in a way that can be carried out")
    return one


def _of_no_clause(step: _Step, base: Instruction) -> list[Instruction]:
    """The instructions of a step that names no clause: a change throughout, or of something without a number."""
    words = step.sentence.seen[step.start : step.end]
    if base.change == "substituted" and base.is_throughout:
        return [base]
    takes_out = TAKES_OUT.search(words) is not None or MASK in words
    if base.new is not None and not takes_out and _ONLY_LEADS_IN.search(words):
        return []  # "the Agreement is hereby amended as follows:" introduces what orders something
    is_order = "hereby" in step.sentence.seen or base.change != "unclear" or takes_out
    return [replace(base, change="unclear", why="it names no clause")] if is_order else []


def _shared(text: str, made: list[Instruction]) -> list[Instruction]:
    """Instructions for several clauses that share new words. Each clause gets its own part where all are labelled."""
    if made[0].change not in ("replaced", "inserted") or made[0].new is None:
        return made
    start, end = made[0].new
    if _LEFT_FREE.fullmatch(text, start, end):
        return made
    places: list[int] = []
    for one in made:
        label = re.escape(one.target).replace(r"\(", r"\s?\(")
        pattern = re.compile(rf"(?:Section\s+|SECTION\s+|§\s*)?{label}(?![\w(])")
        place = next(
            (
                match.start()
                for match in pattern.finditer(text, places[-1] + 1 if places else start, end)
                if _opens(text, match.start(), start)
            ),
            None,
        )
        if place is None or (not places and place - start > 3):
            why = "which of its new words are for which clause is not plain"
            return [replace(other, change="unclear", new=None, why=why) for other in made]
        places.append(place)
    ends = [*places[1:], end]
    return [replace(one, new=(at, len(text[:stop].rstrip()))) for one, at, stop in zip(made, places, ends, strict=True)]


def _opens(text: str, place: int, start: int) -> bool:
    """True where a label may open a clause: at the start of the new words, or after the end of a sentence."""
    before = text[max(start, place - 40) : place].rstrip(' \t\r\n\f“"')
    return not before or before[-1] in '.;:”")]'
