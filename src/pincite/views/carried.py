"""Answers to take along: as plain text or as Markdown, every quote with its citation, and the number of the record.

The citations follow the pattern of The Bluebook (document, section, page) and no edition of it to the letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pincite.answering.sureness import how_sure
from pincite.views.turn import Pin, Said, Turn, lacking_said
from pincite.views.wording import CLOSEST, FOUND, as_quoted, counted, found_in

SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|"})
"""What Markdown would take for markup."""

CLOSED = "A question of this conversation is closed to you by now."

CITED = "Citations are Bluebook-like: they follow its pattern, and no edition of it to the letter."

Turns = Sequence[Turn | None]
"""Turns of a conversation, in order; None for one of which its reader may see nothing."""


@dataclass(frozen=True, slots=True)
class CarriedSentence:
    """A sentence as it is printed, and the notes that belong to it: its citations, and what its reader must know."""

    words: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedTurn:
    """A question with what it got, ready to be printed.

    `preface` says how the question was understood and why there is no answer, `found` are the quotes before a refusal,
    `closest` the sentences that it shows, `clauses` names those of a document of which a summary was asked for, and
    `foot` says what was looked through and which record it is.
    """

    question: str
    preface: tuple[str, ...]
    sentences: tuple[CarriedSentence, ...]
    closest: tuple[CarriedSentence, ...]
    foot: str
    clauses: str = ""
    found: tuple[CarriedSentence, ...] = ()


def carried(turns: Turns, before: Turns = ()) -> list[CarriedTurn]:
    """Turns, ready to be printed; the first one goes on from those `before`, whose questions alone are printed.

    A follow-up by itself cannot be read without them: "And if they give notice late?"
    """
    found = [carried_of(turn) for turn in turns]
    if found and before:
        found[0] = replace(found[0], preface=(_going_on(before), *found[0].preface))
    return found


def _going_on(before: Turns) -> str:
    asked = [
        as_quoted(turn.question) if turn is not None else "a question that is closed to you by now" for turn in before
    ]
    last = before[-1]
    return f"Goes on from: {'; then '.join(asked)}{f' (record {last.seq})' if last is not None else ''}."


def carried_of(turn: Turn | None) -> CarriedTurn:
    """A turn, ready to be printed."""
    if turn is None:
        return CarriedTurn(CLOSED, (), (), (), "")
    return CarriedTurn(
        question=turn.question,
        preface=tuple(_preface(turn)),
        sentences=tuple(_sentence(said) for said in turn.said),
        closest=tuple(_closest(said) for said in turn.closest),
        foot=_foot(turn),
        found=tuple(map(_sentence, turn.found)) if turn.state != "answered" else (),
        clauses=f"{CLAUSES} {'; '.join(turn.clauses)}." if turn.clauses else "",
    )


CLAUSES = "Its clauses:"


def as_text(turns: Turns, before: Turns = ()) -> str:
    """Questions with what they got, as plain text with numbered notes."""
    notes: list[str] = []
    lines: list[str] = []
    for turn in carried(turns, before):
        lines += [turn.question, ""]
        for part in turn.preface:
            lines += [part, ""]
        for one in _all_of(turn):
            lines += [f"{one.words} {_marks(one, notes, '[{}]')}".strip(), ""]
        lines += [turn.foot, ""]
    lines += [f"[{number}] {note}" for number, note in enumerate(notes, start=1)]
    return "\n".join([*lines, *([""] if notes else []), CITED]) + "\n"


def as_markdown(turns: Turns, before: Turns = ()) -> str:
    """Questions with what they got, as Markdown with footnotes."""
    notes: list[str] = []
    lines: list[str] = []
    for turn in carried(turns, before):
        lines += [f"## {_plain(turn.question)}", ""]
        for part in turn.preface:
            lines += [_plain(part), ""]
        for one in _all_of(turn):
            lines += [f"{_plain(one.words)}{_marks(one, notes, '[^{}]')}", ""]
        lines += [f"*{_plain(turn.foot)}*", ""] if turn.foot else []
    lines += [f"[^{number}]: {_plain(note)}" for number, note in enumerate(notes, start=1)]
    return "\n".join([*lines, *([""] if notes else []), f"*{CITED}*"]) + "\n"


def _all_of(turn: CarriedTurn) -> Iterator[CarriedSentence]:
    yield from turn.sentences
    if turn.found:
        yield CarriedSentence(FOUND, ())
        yield from turn.found
    if turn.closest:
        yield CarriedSentence(CLOSEST, ())
        yield from turn.closest
    if turn.clauses:
        yield CarriedSentence(turn.clauses, ())


def _preface(turn: Turn) -> Iterator[str]:
    """How the question was understood, and why there is no answer or only a part of one."""
    if turn.understood:
        yield f"Understood: {turn.understood}"
    if turn.about:
        yield f"In: {', '.join(turn.about)}"
    if turn.is_partial:
        yield PARTIAL
    elif turn.reason == "stopped":
        yield "Stopped before it was answered; what had been released by then:" if turn.said else "Stopped."
    elif turn.state != "answered":
        yield f"{'Incomplete' if turn.reason == 'incomplete' else 'No answer'}: {turn.message}"
        if turn.meant:
            yield f"It could mean: {'; '.join(name for _, name in turn.meant)}"
    if turn.sure is not None:
        yield f"How sure: {how_sure(turn.sure)}."
    if in_how_many := counts_said(turn):
        yield in_how_many
    yield from _unfound(turn)
    for note in turn.notes_below:
        yield f"Note: {note}."
    yield from lacking_said(turn)


MOST_UNFOUND = 60
"""Documents without an answer that are named of a list: about a page."""


def _unfound(turn: Turn) -> Iterator[str]:
    """The documents of a list without an answer, by why, a sentence each."""
    rows = ((why, [document], 0) for document, why in turn.beside)
    for why, documents, gone in (*rows, *turn.unfound):
        names = [name for _, name in documents[:MOST_UNFOUND]]
        more = len(documents) - len(names) + gone
        yield f"{'; '.join(names)}{f'; and {more:,} more' if more else ''}: {why}."


GONE = "The document of this has been taken out of the library since."

PARTIAL = "Part of what this was read from has been closed to you since. What is left of it:"


def _sentence(said: Said) -> CarriedSentence:
    line = " ".join(said.text.split())
    words = as_quoted(line) if said.is_quote else line
    if said.document:
        words = f"{said.document}{f' – {said.sure}' if said.sure else ''}: {words}"
    earlier = tuple(_note(pin, said, is_earlier=True) for pin in said.replaces)
    cited = tuple(_note(pin, said, is_earlier=False) for pin in said.pins) or (GONE,)
    return CarriedSentence(words, (*cited, *earlier))


def _closest(said: Said) -> CarriedSentence:
    """A sentence that a refusal shows, named as a passage: among answers, nobody takes it for one of them."""
    one = _sentence(said)
    return CarriedSentence(f"Passage {said.number}: {one.words}", one.notes)


def _marks(one: CarriedSentence, notes: list[str], form: str) -> str:
    """The marks of a sentence's notes, which are put with the others."""
    notes += one.notes
    first = len(notes) - len(one.notes) + 1
    return "".join(form.format(number) for number in range(first, len(notes) + 1))


def _note(pin: Pin, said: Said, *, is_earlier: bool) -> str:
    """A citation, with the quoted words where the sentence is not the quote itself."""
    cite = f"in place of {pin.cite}" if is_earlier else pin.cite
    quote = "" if said.is_quote and not is_earlier else f": {as_quoted(pin.quote)}"
    note = f"{cite}{quote}{f' ({pin.note})' if pin.note else ''}"
    return note if note.endswith((".”", "?”", "!”")) else f"{note}."


def counts_said(turn: Turn) -> str:
    """Of a list, in how many documents something was found, as a sentence; empty for another reply."""
    counts = turn.counts
    if counts is None:
        return ""
    of = counts.found + counts.not_found + counts.not_read
    if turn.reason == "stopped":
        into = f"Found in {counts.found:,} of the {counted(of, 'document')} that had been looked into by then."
        return into if of else "No document had been looked into by then."
    rest = f"; not found in what was read of {counts.not_found:,}" if counts.not_found else ""
    unread = f"; {counts.not_read:,} could not be read" if counts.not_read else ""
    return f"{found_in(counts.found, of, counts.to_check)}{rest}{unread}."


def looked_through(turn: Turn) -> str:
    """What was looked through for a reply, in words; empty where it is not known.

    Where the question names documents, those were searched closely, and the others for their names.
    """
    through, of = turn.looked
    if not of:
        return ""
    if turn.counts is not None and through < of:  # a list leaves out documents of another kind
        return f"looked through {through:,} of {counted(of, 'document')}"
    closely = f", {through:,} of them closely" if turn.is_narrowed and 0 < through < of else ""
    return f"looked through {counted(of, 'document')}{closely}"


def _foot(turn: Turn) -> str:
    through = looked_through(turn)
    how = f"written by {turn.model}" if turn.model else "quoted, no language model"
    return f"pincite, {turn.asked[:10]}; {f'{through}; ' if through else ''}{how}; record {turn.seq}."


def _plain(words: str) -> str:
    """Words that Markdown shows as they are."""
    return words.translate(SPECIAL)
