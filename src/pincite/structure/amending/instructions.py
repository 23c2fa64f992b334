"""The instructions of an amendment: which clause of which agreement, what happens to it, and the new words.

"Section 4.2 of the Agreement is hereby amended and restated to read as follows: “4.2 ...”" is one instruction. An
instruction about a clause that is not understood with certainty has the change `unclear`.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pincite.structure.amending.new_words import NewWords, lead_in, new_words_at
from pincite.structure.amending.wording import (
    ADDS,
    CAUTIONS,
    MASK,
    NOT_AN_ORDER,
    RENUMBERS,
    TAKES_OUT,
    TRIGGER,
    Change,
    masked,
    order_in,
)
from pincite.structure.facts.dates import dates_in
from pincite.structure.outline.headings import Span
from pincite.structure.outline.quoted import quoted_amendments
from pincite.structure.outline.regions import plain_spaces
from pincite.structure.references.mentions import Mention, mentions_in, target_of
from pincite.structure.references.names import CHANGES, is_own, own_names
from pincite.structure.sentences import sentences

LONGEST_SENTENCE = 3_000
"""Characters of a sentence that orders a change, without the new words."""

MOST = 400
"""Most instructions of one amendment; more are not read."""

LONGEST_FOOT = 80
"""Characters of a page foot, such as "FDD Exhibit H-8"."""

LEAST_REPEATED = 40
"""Characters from which a sentence that stands three times is taken for the head or foot of pages."""

FARTHEST_HOLDER = 120
"""Characters after a clause's number within which the sentence says what holds that clause."""

MOST_IN_RANGE = 40
"""Most clauses that one range of numbers names."""

_ORDINAL = re.compile(
    r"(?i)\b(?P<which>first|second|third|fourth|fifth|sixth|seventh|last|final|penultimate)\s+(?:full\s+|complete\s+)?"
    r"(?P<unit>sentence|paragraph)\s+(?:of|in|under|to|contained\s+in|set\s+forth\s+in)\s+(?:the\s+)?\Z"
)
_ORDINAL_AFTER = re.compile(
    r"(?i)\A,?\s*(?:the\s+)?(?P<which>first|second|third|fourth|fifth|last|final|penultimate)\s+(?:full\s+)?(?P<unit>sentence|paragraph)\b"
)
_ORDINAL_THEREOF = re.compile(
    r"(?i)\b(?P<which>first|second|third|fourth|fifth|last|final|penultimate)\s+(?:full\s+)?(?P<unit>sentence|paragraph)\s+"
    r"(?:thereof|therein|of\s+such)\b"
)
_DEFINITION = re.compile(
    r"(?i)\bdefin(?:ition|ed\s+term)s?\s+(?:of\s+)?(?:the\s+terms?\s+)?[“\"](?P<term>[^“”\"]{1,80})[”\"]"
)
_NEW = re.compile(r"(?i)\b(?:new|additional|following)\s+(?:sub-?)?\Z|\b(?:as|becoming)\s+(?:a\s+)?(?:new\s+)?\Z")
_BESIDE = re.compile(r"(?i)\b(?P<side>after|following|before|preceding)\s+(?:the\s+)?(?:existing\s+|current\s+)?\Z")
_BY = re.compile(r"[^.;:¤]{0,60}?\bby\s+(?=(?:\((?:i|a|1|A)\)\s+)?(?:hereby\s+)?\w+ing\b|the\s+addition\b)")
_STEPS = re.compile(
    r"[;,]?\s*(?:\band\s+)?(?=by\s+\w+ing\b)|[;,]?\s*(?:and\s+)?(?:\((?:i{1,3}|iv|vi{0,3}|[a-hA-H]|\d)\)\s+)(?=(?:by\s+)?\w+ing\b)"
)
_AND = re.compile(
    r"(?:\s*[\[(][^()\[\]]{1,80}[\])])?\s*,?\s*(?:\b(?:and|or|through|to|thru)\b|&|[–—-]|;)?\s*(?:a\s+)?(?:new\s+)?"
)
_ENDS_ITEM = re.compile(r"[ \t]*(?:[\r\n\f]|\Z|\(?\w{1,3}[.)]\s|[A-Z][a-z]+[ ,])")
APPLIES = "it says to which cases the new words apply"
"""The reason given where a sentence stands beside a clause but changes nothing in it."""

_APPLIES = re.compile(
    r"(?i)\b(?:appl(?:y|ies)\s+(?:only\s+)?(?:to|from|as\s+of)|takes?\s+effect|(?:is|are|be)\s+effective|"
    r"(?:remains?|continues?\s+to\s+be)\s+(?:subject\s+to|governed\s+by))\b"
)
_AMENDMENT_IN = re.compile(
    r"(?i)\b(?:amendments?|changes?|modifications?)\s+(?:\w+\s+){0,3}(?:in|by|under|of)\s+(?:the\s+)?\Z"
)
_NEW_OR_OLD = re.compile(r"(?i)\b(?:new|amended|revised|restated|replaced|former|original|previous)\s+\Z")
_AS_BEFORE = re.compile(r"(?i)\A[^.;:]{0,30}?\bas\s+(?:it\s+stood|in\s+effect|amended|restated)\b")
_FOOT = re.compile(r"(?<=[.;:”\"\])])[ \t]*(?:\n\s*|\s{2,})(?:[A-Z][\w.-]{0,20}[ ]){0,3}(?:[A-Z]{1,2}-)?\d{1,3}\s*\Z")
_LEFT_FREE = re.compile(
    r"(?i)\W*(?:this\s+\w+\s+)?(?:is\s+)?(?:intentionally\s+)?(?:omitted|deleted|reserved|left\s+blank)\W*"
)
_SINCE = re.compile(
    r"(?i)\b(?:effective(?:\s+as\s+of|\s+on)?|as\s+of|beginning(?:\s+on)?|commencing(?:\s+on)?|on\s+and\s+(?:from|after)|"
    r"from\s+and\s+after|with\s+effect\s+(?:from|on))\s+"
)
_WITHIN = re.compile(
    r"(?i:,|\b(?:in|of|to|under))\s+(?i:the\s+)?(?:Supplements?|SUPPLEMENT|Attachments?|Exhibits?|Schedules?|Append\w+|Annex\w*|SECTION|Statement\s+of\s+Work|SOW|Disclosure\s+Document|"
    r"Franchise\s+Disclosure)\b"
)
_TO = re.compile(r"\b(?:through|to|thru)\b|[–—-]")
_OF = re.compile(r"[^.;:]{0,60}?\b(?:of|in|to|under)\s+(?:the\s+)?")
_ONLY_LEADS_IN = re.compile(r"(?i)\bas\s+follows\W*\Z|\bfollowing(?:\s+\w+)?\W*\Z")
_LEADING = re.compile(
    r"(?is)\A\W*(?:(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]\s*)*(?:(?:effective|beginning|commencing|as\s+of|from\s+and\s+after|with\s+effect\s+from|"
    r"on\s+and\s+(?:from|after)|the\s+parties\s+(?:hereby\s+)?(?:hereto\s+)?(?:agree|acknowledge)|accordingly|in\s+addition|further(?:more)?|notwithstanding\s+the\s+foregoing)[^.;]{0,90}?[,:]?\s+)?"
)
_PLAIN = re.compile(
    r"(?i)(?:\b(?:the|entire|entirety|existing|current|provisions?|text|terms?|language|wording|contents?|of|whole|all|in|its|their|and|by|as|to|"
    r"that|hereby|delet\w+|amend\w*|replac\w+|restat\w+|modif\w+|strik\w+|remov\w+|supersed\w+|section|agree|so|also|further|parties|shall|is|are|be|"
    r"agreement|lease|contract|paragraph|subsection|clause|sub|heading|title|with|following|for|new)\b|\W|\d)*"
)
_OF_AMENDMENT = re.compile(r"(?i)\b(?:amendment|addendum|supplement)\b")
_AMENDED_BY_NAME = re.compile(
    r"(?i)\A\s*(?:\([^()]{1,60}\)\s*)?(?:of|in|to|from|under)\s+(?P<name>(?:the\s+)?(?:(?:first|second|third|fourth|fifth)\s+)?(?:amendment|addendum)(?:\s+(?:no\.?|number|#)?\s*#?\w{1,4})?)"
)
_TOWARD = re.compile(
    r"(?i)\b(?:accordance\s+with|pursuant\s+to|consistent\s+with|subject\s+to|under|defined\s+in|described\s+in|outlined\s+in|specified\s+in|forth\s+in|forth\s+on|such)\s+(?:the\s+)?\Z"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing that an amendment orders; all ranges are of the amendment's text.

    `[start, end)` is the sentence. `target` is the clause's number as the outline writes it, empty where none is named.
    `document` is the name of the agreement as written. `part` says which part of the clause is meant ("last sentence",
    "definition of Fee"), empty for all of it. `old` are words to remove, or beside which (`side`) the new ones go.
    `new` are the new words; both are without quotation marks. `anchor` is the clause beside which a new one goes.
    `effective` is the day from which it holds (`2024-03-01`), empty where the sentence names none. `why` says what is
    not certain.
    """

    start: int
    end: int
    target: str
    document: str
    change: Change
    part: str = ""
    old: Span | None = None
    new: Span | None = None
    side: str = ""
    is_throughout: bool = False
    anchor: str = ""
    effective: str = ""
    why: str = ""

    @property
    def is_of_amendment(self) -> bool:
        """True when it changes the words of another amendment, not the agreement's own."""
        return _OF_AMENDMENT.search(self.document) is not None


def instructions_of(text: str) -> tuple[Instruction, ...]:
    """The instructions of an amendment, in the order of its text. Takes linear time."""
    plain = plain_spaces(text)
    own = own_names(plain)
    mentions = [one for one in mentions_in(plain) if not one.is_law]
    mentions.sort(key=lambda one: one.start)
    quoted = quoted_amendments(plain)
    found: list[Instruction] = []
    units = sentences(plain, 0, len(plain))
    repeated = _repeated(plain, units)
    at = 0
    for start, end in units:
        if end <= at:
            continue
        start = max(start, at)
        if TRIGGER.search(plain, start, min(end, start + LONGEST_SENTENCE)) is None:
            found += _applying(plain, start, min(end, start + LONGEST_SENTENCE), mentions, found)
            continue
        given, at = _ordered(plain, start, end, mentions, quoted, own)
        given = [replace(one, new=_without_tail(plain, one.new, repeated)) for one in given]
        found += given
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _applying(
    text: str, start: int, end: int, mentions: Sequence[Mention], before: Sequence[Instruction]
) -> list[Instruction]:
    """What a sentence says about the cases to which earlier changes of this amendment apply.

    "The new Section 11.1 applies to events after May 1", "the amendment in Section 2.1 applies to ...".
    """
    if _APPLIES.search(text, start, end) is None:
        return []
    found = []
    for one in _between(mentions, start, end):
        lead = text[max(start, one.start - 60) : one.start]
        after = text[one.end : min(end, one.end + 60)]
        number = target_of(one)
        if _AMENDMENT_IN.search(lead):
            meant = {order.target for order in before if _opens_with(text[order.start : order.end], one.number)}
        else:
            is_new = _NEW_OR_OLD.search(lead) is not None or _AS_BEFORE.match(after) is not None
            meant = {order.target for order in before if is_new and order.target == number}
        found += [Instruction(start, end, target, "", "unclear", why=APPLIES) for target in sorted(meant) if target]
    return list(dict.fromkeys(found))


def _opens_with(sentence: str, number: str) -> bool:
    return re.match(rf"\s*{re.escape(number)}(?![\w.]*\d)", sentence) is not None


def _repeated(text: str, units: Sequence[Span]) -> dict[int, int]:
    """Long sentences that a text repeats, as heads and feet of pages do: a map from their ends to their starts."""
    said = [" ".join(text[start:end].split()) for start, end in units]
    often = {one for one, count in Counter(one for one in said if len(one) >= LEAST_REPEATED).items() if count > 2}
    return {end: start for (start, end), one in zip(units, said, strict=True) if one in often}


def _without_tail(text: str, new: Span | None, repeated: Mapping[int, int]) -> Span | None:
    """New words without the foot of a page, or the head of the next one, at their end."""
    if new is None:
        return None
    start, end = new
    while start < (before := repeated.get(end, -1)):
        end = len(text[:before].rstrip())
    foot = _FOOT.search(text, max(start, end - LONGEST_FOOT), end)
    return start, foot.start() if foot is not None else end


def _ordered(
    text: str, start: int, end: int, mentions: Sequence[Mention], quoted: Sequence[Span], own: frozenset[str]
) -> tuple[list[Instruction], int]:
    """The instructions of one sentence, and where the text after the sentence and its new words begins."""
    end = min(end, start + LONGEST_SENTENCE)
    first = next(TRIGGER.finditer(masked(text[start:end])), None)
    if first is None:
        return [], end
    opening = lead_in(text, start + first.start(), min(end + 2, len(text)))
    head = text[start:opening] if opening is not None else text[start:end]
    seen = masked(head)
    triggers = list(TRIGGER.finditer(seen))
    hopes = NOT_AN_ORDER.search(seen)
    if not triggers or (hopes is not None and hopes.start() <= triggers[0].end() + 40):
        return [], end
    words = new_words_at(text, opening, start, quoted) if opening is not None else None
    near = [
        _NamedClause(one.start - start, one.end - start, _number(seen, one, start), one)
        for one in _between(mentions, start, start + len(head))
        if one.number
        and MASK not in seen[one.start - start : one.end - start]
        and not one.points_here
        and not is_own(one.document, own & CHANGES)
    ]
    near = [one for one in near if not _TOWARD.search(seen[max(0, one.start - 60) : one.start])]
    effective = _effective(text, start, start + triggers[0].start())
    found: list[Instruction] = []
    segments = list(_segments(seen, triggers, near))
    for begin, stop, trigger in segments:
        caution = "it holds for some cases only" if CAUTIONS.search(seen, begin, stop) else ""
        leads_in = words if stop == len(seen) else None
        step = _Step(text, head, seen, start, near, leads_in, opening is not None and stop == len(seen))
        given = _of_segment(step, begin, stop, trigger)
        found += [replace(one, effective=effective, why=one.why or caution) for one in given]
    replaced = {one.target for one in found if one.change == "replaced" and not one.part}
    found = [one for one in found if one.change != "deleted" or one.target not in replaced]
    is_used = (
        words is not None
        and words.is_certain
        and any(one.change != "unclear" and one.new is not None and one.new[0] >= words.start for one in found)
    )
    return found, max(end, words.end) if words is not None and is_used else end


def _effective(text: str, start: int, end: int) -> str:
    """The day from which a sentence says that it holds; empty where it says none."""
    since = _SINCE.search(text, start, end)
    dated = next(dates_in(text, since.end(), end), None) if since is not None else None
    return dated.value if since is not None and dated is not None and dated.start - since.end() < 12 else ""


@dataclass(frozen=True, slots=True)
class _NamedClause:
    """A clause that a sentence names: its range within the sentence, and its number as outlines write it."""

    start: int
    end: int
    number: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class _Step:
    """A sentence as its steps see it: `seen` is its head with quotations masked, `words` the new words after it."""

    text: str
    head: str
    seen: str
    origin: int
    named: Sequence[_NamedClause]
    words: NewWords | None
    leads_in: bool

    def within(self, start: int, stop: int) -> list[_NamedClause]:
        """The clauses that a part of the sentence names."""
        return [one for one in self.named if start <= one.start < stop]


def _between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    first = bisect_left(mentions, start, key=lambda one: one.start)
    return mentions[first : bisect_left(mentions, end, key=lambda one: one.start)]


def _number(seen: str, one: Mention, start: int) -> str:
    """A clause's number, with a small letter after it if there is one: Section 3a."""
    following = seen[one.end - start : one.end - start + 8]
    if one.number[-1:].isdigit() and (letter := re.match(r"[a-z](?![\w’'-])", following)):
        return target_of(one) + letter[0]
    item = re.match(r"\s?([a-z]{1,3})\)", following)
    return target_of(one) + (f"({item[1]})" if item is not None else "")


def _segments(
    seen: str, triggers: Sequence[re.Match[str]], named: Sequence[_NamedClause]
) -> Iterator[tuple[int, int, re.Match[str]]]:
    """The parts of a sentence that each order something, each with its verb.

    A second verb begins another part if it has a clause of its own.
    """
    starts: list[tuple[int, re.Match[str]]] = [(0, triggers[0])]
    for one, other in pairwise(triggers):
        between = [place.start for place in named if one.end() <= place.start < other.start()]
        if between and re.search(r"[,;]|\band\b", seen[one.end() : between[0]]):
            starts.append((between[0], other))
    for at, (begin, trigger) in enumerate(starts):
        yield begin, starts[at + 1][0] if at + 1 < len(starts) else len(seen), trigger


def _of_segment(step: _Step, begin: int, stop: int, trigger: re.Match[str]) -> list[Instruction]:
    """What one verb orders: by itself, or in one or more steps after "by"."""
    by = _BY.match(step.seen, trigger.end(), stop)
    if by is None:
        return _made(step, begin, stop, trigger.start(), [], is_last=True)
    subject = _listed(
        step, [one for one in step.within(begin, trigger.start()) if not _BESIDE.search(_lead(step, one, begin))]
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


def _lead(step: _Step, one: _NamedClause, least: int) -> str:
    return step.seen[max(least, one.start - 120) : one.start]


def _made(
    step: _Step, first: int, last: int, verb: int, subject: Sequence[_NamedClause], *, is_last: bool
) -> list[Instruction]:
    """The instructions of one step, one for each clause that it changes.

    `subject` are the clauses that the sentence is about. They serve a step that names none of its own.
    """
    leads_in = step.leads_in and is_last and last == len(step.seen)
    words = step.words if leads_in else None
    order = order_in(step.head[first:last], leads_in=leads_in)
    usable = step.within(first, last)
    new = next((at for at, one in enumerate(usable) if _NEW.search(_lead(step, one, first))), None)
    beside = [
        one
        for at, one in enumerate(usable)
        if (new is None or at < new or at > new + 1) and _BESIDE.search(_lead(step, one, first))
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
        targets = _listed(step, usable[new:])
        side = _BESIDE.search(_lead(step, beside[0], first)) if beside else None
        base = replace(
            base,
            change="inserted",
            anchor=beside[0].number if beside else "",
            side="" if side is None else "before" if side["side"].lower() in ("before", "preceding") else "after",
        )
    else:
        own = [one for one in usable if one not in beside] or (beside if order.side == "" else [])
        before = [one for one in own if one.start < verb]
        targets = _listed(step, before or own) or list(subject)
    if not targets:
        if definition is not None:
            return [_settled(replace(base, part=_definition(definition)))]
        return _of_no_clause(base, step, first, last)
    made = []
    for one in targets:
        is_own_word = one not in subject
        part = _part(step, one, first) if is_own_word else _part_of_subject(step, first, last)
        why = ""
        if definition is not None and base.change != "inserted":
            part = _definition(definition)
        elif not part and base.change in ("replaced", "deleted"):
            lead = step.seen[first : targets[0].start] if is_own_word else step.seen[first:last]
            if not is_own_word or not _is_plain(lead):
                why = "it changes a part of the clause that could not be told"
            if is_own_word and not why:
                why = _elsewhere(step, one, last)
        number = one.number
        if is_own_word and subject and number.startswith("("):
            number = f"{subject[0].number}{number}"
        elif is_own_word:
            number = _held(step, one, number)
        named = one.mention.document or (subject[0].mention.document if subject else "") or _amendment_after(step, one)
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


def _of_no_clause(base: Instruction, step: _Step, first: int, last: int) -> list[Instruction]:
    """The instructions of a step that names no clause: a change throughout, or of something without a number."""
    words = step.seen[first:last]
    if base.change == "substituted" and base.is_throughout:
        return [base]
    takes_out = TAKES_OUT.search(words) is not None or MASK in words
    if base.new is not None and not takes_out and _ONLY_LEADS_IN.search(words):
        return []  # "the Agreement is hereby amended as follows:" introduces what orders something
    is_order = "hereby" in step.seen or base.change != "unclear" or takes_out
    return [replace(base, change="unclear", why="it names no clause")] if is_order else []


def _listed(step: _Step, found: Sequence[_NamedClause]) -> list[_NamedClause]:
    """The first of some clauses with those listed after it, including the ones between the ends of a range."""
    if not found:
        return []
    run = [found[0]]
    for other in found[1:]:
        between = step.seen[run[-1].end : other.start]
        if _AND.fullmatch(between) is None or other.mention.keyword != run[0].mention.keyword:
            break
        if _TO.search(between):
            run += [replace(other, number=number) for number in _numbers_between(run[-1].number, other.number)]
        run.append(other)
    return run


def _numbers_between(first: str, last: str) -> list[str]:
    """The numbers between the ends of a range; empty where they cannot be counted.

    >>> _numbers_between("11.1", "11.4"), _numbers_between("2(a)", "2(c)"), _numbers_between("3", "5")
    (['11.2', '11.3'], ['2(b)'], ['4'])
    """
    shared = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    while shared and first[shared - 1].isalnum():
        shared -= 1
    lead, one, other = first[:shared], first[shared:].rstrip(")"), last[shared:].rstrip(")")
    tail = first[len(lead) + len(one) :]
    if one.isdecimal() and other.isdecimal() and int(other) - int(one) < MOST_IN_RANGE:
        return [f"{lead}{number}{tail}" for number in range(int(one) + 1, int(other))]
    if len(one) == len(other) == 1 and one.isalpha() and other.isalpha():
        return [f"{lead}{chr(code)}{tail}" for code in range(ord(one) + 1, ord(other))]
    return []


def _held(step: _Step, one: _NamedClause, number: str) -> str:
    """The number of a clause within the clause or schedule that is said to hold it: "(b) of Section 4"."""
    for other in step.named:
        if 0 < other.start - one.end < 80 and _OF.fullmatch(step.seen, one.end, other.start):
            if number.startswith("("):
                return f"{other.number}{number}"
            if other.mention.word == "schedule" and one.mention.word != "schedule":
                return f"{other.number} {number}"
    return number


def _elsewhere(step: _Step, one: _NamedClause, last: int) -> str:
    """Why it is not clear where a clause stands: in a supplement, or as a paragraph of what is named after it."""
    following = step.seen[one.end : min(last, one.end + FARTHEST_HOLDER)]
    if _WITHIN.search(following) and (_held(step, one, one.number) == one.number or "upplement" in following):
        return "it stands in a part of the agreement that could not be told"
    others = [other for other in step.named if one.end <= other.start < min(last, one.end + 30)]
    if one.mention.word == "clause" and not one.number.startswith("(") and others:
        return "it changes a part of the clause that could not be told"
    return ""


def _part(step: _Step, one: _NamedClause, first: int) -> str:
    """Which sentence or paragraph of a clause is meant; empty for all of it."""
    match = _ORDINAL.search(_lead(step, one, first)) or _ORDINAL_AFTER.match(step.seen[one.end : one.end + 60])
    if match is None:
        return ""
    which = match["which"].lower()
    return f"{'last' if which == 'final' else which} {match['unit'].lower()}"


def _part_of_subject(step: _Step, first: int, last: int) -> str:
    """Which sentence of the sentence's own subject a step means: "the last sentence thereof"."""
    match = _ORDINAL_THEREOF.search(step.seen, first, last)
    if match is None:
        return ""
    which = match["which"].lower()
    return f"{'last' if which == 'final' else which} {match['unit'].lower()}"


def _is_plain(lead: str) -> bool:
    """True when only ordinary words stand before a clause's number, so that the whole clause is meant."""
    return _PLAIN.fullmatch(_LEADING.sub("", lead, count=1).rpartition(":")[2]) is not None


def _amendment_after(step: _Step, one: _NamedClause) -> str:
    """The amendment that the clause belongs to; empty for a clause of the agreement."""
    match = _AMENDED_BY_NAME.match(step.seen[one.end : one.end + 80])
    return " ".join(match["name"].split()) if match is not None else ""


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
