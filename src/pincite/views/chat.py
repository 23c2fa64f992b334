"""An answer as a message of a chat, in Markdown: each sentence with links to its sources.

A chat shows what it is given. So what stands in a document is escaped: it can neither draw a picture from somewhere,
nor make a link, nor a heading that looks like ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.views.printed import visible
from pincite.views.turn import Pin, Said, Turn, found_said, lacking_said
from pincite.views.wording import CLOSEST, FOUND, counted

MARKUP = re.compile(r"[\\`*_\[\]<>#|~@]|(?<=:)/|(?<=/)/|(?<=www)\.", re.IGNORECASE)
"""What Markdown takes for markup wherever it stands, or its readers for an address."""

LISTED = re.compile(r"(?:(?<=^\d)[.)]|(?<=^\d\d)[.)]|^[-+])(?=\s)")
"""What begins a list where a line begins with it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a message to the source of a citation: `[start, end)` are its characters in the whole message."""

    start: int
    end: int
    title: str
    url: str

    def moved(self, by: int) -> "Link":
        """The same behind so many more characters."""
        return Link(self.start + by, self.end + by, self.title, self.url)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message, and the links in it, whose places count from its first character."""

    text: str
    links: tuple[Link, ...] = ()


def sentence(said: Said, page: str) -> Piece:
    """A sentence with links to its sources; `page` is the address of the firm's page."""
    words, links = plain(said.text), []
    text = f"“{words}”" if said.is_quote else LISTED.sub(r"\\\g<0>", words)
    if said.document:
        text = f"**{plain(said.document)}**{f' – {said.sure}' if said.sure else ''}: {text}"
    for place, pin in enumerate(said.pins):
        # The page opens a sentence at its first source, as it was cited; the others are opened by their places.
        cite = said.place if place == 0 else f"{pin.document}:{pin.start}-{pin.end}"
        url = f"{page}/sources/{cite}"
        link = f"[{plain(pin.cite)}]({url})"
        text += "; " if place else " ("
        links.append(Link(len(text), len(text) + len(link), visible(pin.cite), url))
        text += link + _noted(pin)
    text += ")" if said.pins else ""
    replaced = "".join(f"\n\nIn place of {plain(pin.cite)}: “{plain(pin.quote)}”" for pin in said.replaces)
    return Piece(f"{text}{replaced}\n\n", tuple(links))


def _noted(pin: Pin) -> str:
    return f" – {plain(pin.note)}" if pin.note else ""


def beginning(turn: Turn) -> Piece:
    """What stands above the sentences of a list that is after documents without something; nothing of any other."""
    return Piece("".join(f"{plain(line)}\n\n" for line in lacking_said(turn)))


def ending(turn: Turn, page: str) -> Piece:
    """What stands below the sentences: why there is no answer, how it was understood, and the record."""
    text = ""
    if turn.state != "answered":
        text += f"{_capital(plain(turn.message))}\n\n"
        if turn.meant:
            text += f"It could mean: {'; '.join(plain(name) for _, name in turn.meant)}\n\n"
        if turn.found:
            text += f"{FOUND}\n\n"
        text += "".join(f"> {sentence(said, page).text}" for said in turn.found)  # no part of the answer
        if turn.closest:
            text += f"{CLOSEST}\n\n"
        text += "".join(f"> {sentence(said, page).text}" for said in turn.closest)  # they support nothing: no citations
    text += "".join(f"{line}\n\n" for line in _understood(turn))
    return Piece(f"{text}*{_foot(turn, page)}*")


def _understood(turn: Turn) -> Iterator[str]:
    if turn.is_partial:
        yield "A part of what this was read from is closed to you by now; these sentences are the rest."
    yield from map(plain, found_said(turn))
    yield from map(plain, turn.notes_below)
    if turn.understood:
        yield f"Understood as: {plain(turn.understood)}"
    if turn.about:
        yield f"In: {', '.join(map(plain, turn.about))}"


def _foot(turn: Turn, page: str) -> str:
    told = [f"Looked through {counted(turn.looked[1], 'document')}"] if turn.looked[1] else []
    if turn.state == "answered":
        told.append(f"written by {plain(turn.model)}" if turn.model else "quoted, no language model")
    return " · ".join((*told, f"[record {turn.seq}]({page}/questions/{turn.id})"))


def plain(words: str) -> str:
    r"""Words that a reader of Markdown shows as they are.

    >>> plain("see ![x](http://example.org)")
    'see !\\[x\\](http:\\/\\/example.org)'
    """
    return MARKUP.sub(lambda found: f"\\{found[0]}", visible(words))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words[-1:] in ".?!" else ".")
