"""An answer to take along: as plain text or as Markdown, every quote with its citation, and the record's number.

The citations follow the pattern of The Bluebook (document, section, page) and no edition of it to the letter.
"""

from collections.abc import Iterator

from pincite.views.turn import Pin, Said, Turn
from pincite.views.wording import counted

SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|"})
"""What Markdown would take for markup."""


def as_text(turn: Turn) -> str:
    """A question with what it got, as plain text with numbered notes."""
    notes: list[str] = []
    lines = [turn.question, "", *_preface(turn)]
    for said in turn.said:
        lines += [f"{_sentence(said)} {_numbers(said, notes, '[{}]')}".strip(), ""]
    lines += [f"[{number}] {note}" for number, note in enumerate(notes, start=1)]
    return "\n".join([*lines, *([""] if notes else []), _foot(turn)]) + "\n"


def as_markdown(turn: Turn) -> str:
    """A question with what it got, as Markdown with footnotes."""
    notes: list[str] = []
    lines = [f"## {_plain(turn.question)}", "", *map(_plain, _preface(turn))]
    for said in turn.said:
        lines += [f"{_plain(_sentence(said))}{_numbers(said, notes, '[^{}]')}", ""]
    lines += [f"[^{number}]: {_plain(note)}" for number, note in enumerate(notes, start=1)]
    return "\n".join([*lines, *([""] if notes else []), f"*{_plain(_foot(turn))}*"]) + "\n"


def _preface(turn: Turn) -> Iterator[str]:
    """How the question was understood, and why there is no answer."""
    if turn.understood:
        yield f"Understood: {turn.understood}"
        yield ""
    if turn.about:
        yield f"In: {', '.join(turn.about)}"
        yield ""
    if turn.state != "answered":
        yield f"No answer: {turn.message}"
        yield ""


def _sentence(said: Said) -> str:
    return f"“{said.text}”" if said.is_quote else said.text


def _numbers(said: Said, notes: list[str], form: str) -> str:
    """The marks of a sentence's notes, which are put with the others."""
    found = []
    for pin in (*said.pins, *said.replaces):
        notes.append(_note(pin, said, is_earlier=pin in said.replaces))
        found.append(form.format(len(notes)))
    return "".join(found)


def _note(pin: Pin, said: Said, *, is_earlier: bool) -> str:
    """A citation, with the quoted words where the sentence is not the quote itself."""
    cite = f"in place of {pin.cite}" if is_earlier else pin.cite
    quote = "" if said.is_quote and not is_earlier else f": “{pin.quote}”"
    return f"{cite}{quote}{f' ({pin.note})' if pin.note else ''}."


def _foot(turn: Turn) -> str:
    through = f"looked through {counted(turn.looked[1], 'document')}; " if turn.looked[1] else ""
    how = f"written by {turn.model}" if turn.model else "quoted, no language model"
    return f"pincite, {turn.asked[:10]}; {through}{how}; record {turn.seq}. Citations are Bluebook-like."


def _plain(words: str) -> str:
    """Words that Markdown shows as they are."""
    return words.translate(SPECIAL)
