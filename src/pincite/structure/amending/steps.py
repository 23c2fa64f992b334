"""The steps of an amending sentence: what each one does, and to which of the clauses that the sentence names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.structure.amending.clauses import (
    NamedClause,
    Step,
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


def of_segment(step: Step, begin: int, stop: int, trigger: re.Match[str]) -> list[Instruction]:
    """What one verb orders: by itself, or in one or more steps after "by"."""
    by = _BY.match(step.seen, trigger.end(), stop)
    if by is None:
        return _made(step, begin, stop, trigger.start(), [], is_last=True)
    subject = listed(
        step, [one for one in step.within(begin, trigger.start()) if not _BESIDE.search(words_before(step, one, begin))]
    )
    found: list[Instruction] = []
    steps = list(_steps(step.seen, by.end(), stop))
    for at, (first, last) in enumerate(steps):
        found += _made(step, first, last, first, subject, is_last=at == len(steps) - 1)
    return found


def _steps(seen: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The steps of one part: "by (i) deleting ... and (ii) inserting ..." has two."""
    at = first
    for match in _STEPS.finditer(seen, first, last):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    yield at, last


def _made(
    step: Step, first: int, last: int, verb: int, subject: Sequence[NamedClause], *, is_last: bool
) -> list[Instruction]:
    """The instructions of one step, one for each clause that it changes.

    `subject` are the clauses that the sentence is about. They serve a step that names none of its own.
    """
    leads_in = step.leads_in and is_last and last == len(step.seen)
    words = step.words if leads_in else None
    order = order_in(step.head[first:last], leads_in=leads_in)
    usable = step.within(first, last)
    new = next((at for at, one in enumerate(usable) if _NEW.search(words_before(step, one, first))), None)
    beside = [
        one
        for at, one in enumerate(usable)
        if (new is None or at < new or at > new + 1) and _BESIDE.search(words_before(step, one, first))
    ]
    definition = _DEFINITION.search(step.head, first, last)
    change = order.change
    if RENUMBERS.search(step.seen, first, last):
        new, change = None, "unclear"
    if change == "deleted" and first < verb and not TAKES_OUT.search(step.seen, verb, min(verb + 60, last)):
        change = "unclear"  # "is amended to delete the references to it" does not say which words go
    if change == "deleted" and last == len(step.seen) and not _ENDS_ITEM.match(step.text, step.origin + last):
        change = "unclear"  # the sentence goes on: "Delete Section 2.0 Term. SECTION II in its entirety and replace"
    if change == "replaced" and new is not None and ADDS.search(step.seen, first, last):
        change = "inserted"
    if change == "inserted" and new is None:
        change = "appended"
    base = Instruction(
        step.origin,
        step.origin + len(step.head.rstrip()),
        "",
        "",
        change,
        side=order.side,
        is_throughout=order.is_throughout,
    )
    if order.old is not None:
        base = replace(base, old=_moved(order.old, step.origin + first))
    if order.new is not None:
        base = replace(base, new=_moved(order.new, step.origin + first))
    elif words is not None:
        base = replace(
            base, new=(words.start, words.end), why="" if words.is_certain else "where its new words end is not plain"
        )
    if change in ("inserted", "appended", "unclear") and new is not None:
        targets = listed(step, usable[new:])
        side = _BESIDE.search(words_before(step, beside[0], first)) if beside else None
        base = replace(
            base,
            change="inserted",
            anchor=beside[0].number if beside else "",
            side="" if side is None else "before" if side["side"].lower() in ("before", "preceding") else "after",
        )
    else:
        own = [one for one in usable if one not in beside] or (beside if order.side == "" else [])
        before = [one for one in own if one.start < verb]
        targets = listed(step, before or own) or list(subject)
    if not targets:
        if definition is not None:
            return [_settled(replace(base, part=_definition(definition)))]
        return _of_no_clause(base, step, first, last)
    made = []
    for one in targets:
        is_own_word = one not in subject
        part = part_of(step, one, first) if is_own_word else part_of_subject(step, first, last)
        why = ""
        if definition is not None and base.change != "inserted":
            part = _definition(definition)
        elif not part and base.change in ("replaced", "deleted"):
            lead = step.seen[first : targets[0].start] if is_own_word else step.seen[first:last]
            if not is_own_word or not is_whole(lead):
                why = "it changes a part of the clause that could not be told"
            if is_own_word and not why:
                why = elsewhere(step, one, last)
        number = one.number
        if is_own_word and subject and number.startswith("("):
            number = f"{subject[0].number}{number}"
        elif is_own_word:
            number = held_number(step, one, number)
        named = one.mention.document or (subject[0].mention.document if subject else "") or amendment_after(step, one)
        made.append(_settled(replace(base, target=number, document=named, part=part, why=why or base.why)))
    return _shared(step.text, made) if len(made) > 1 else made


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _definition(match: re.Match[str]) -> str:
    return f"definition of {match['term'].strip(' ,')}"


def _settled(one: Instruction) -> Instruction:
    """The instruction, made `unclear` where it lacks its new words or where what it does is not plain."""
    if one.change in ("replaced", "inserted", "appended") and one.new is None:
        return replace(one, change="unclear", why=one.why or "its new words were not found")
    if "paragraph" in one.part:
        return replace(one, why=one.why or f"which is its {one.part} is not plain")
    if one.change == "unclear":
        return replace(one, why=one.why or "what it does is not said in a way that can be carried out")
    return one


def _of_no_clause(base: Instruction, step: Step, first: int, last: int) -> list[Instruction]:
    """The instructions of a step that names no clause: a change throughout, or of something without a number."""
    words = step.seen[first:last]
    if base.change == "substituted" and base.is_throughout:
        return [base]
    takes_out = TAKES_OUT.search(words) is not None or MASK in words
    if base.new is not None and not takes_out and _ONLY_LEADS_IN.search(words):
        return []  # "the Agreement is hereby amended as follows:" introduces what orders something
    is_order = "hereby" in step.seen or base.change != "unclear" or takes_out
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
