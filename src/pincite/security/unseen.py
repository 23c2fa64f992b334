"""Characters that a person does not see, or mistakes for others: which they are, where, and what they carry.

A text that a person and a model read differently can contain orders for the model. Nothing is removed from a document
here:
characters are found, named and read, so that a person can be warned. Characters with a proper purpose are not reported:
the joiner within an emoji or a Persian word, direction marks in Hebrew and Arabic, the chosen shape of a Chinese sign,
the place where a word may be hyphenated.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pincite.security.confusables import mixed_words

UnseenKind = Literal["zero-width", "direction", "tags", "selectors", "filler", "soft-hyphen", "control"]
"""`zero-width`: spaces and joiners without width. `direction`: marks that reverse the order of letters. `tags`: the
invisible copy of ASCII at U+E0000. `selectors`: variation selectors, each of which can stand for a byte. `filler`:
blank letters. `soft-hyphen`: a place to hyphenate a word. `control`: other characters that format or control."""

ZERO_WIDTH = "\u200b-\u200d\u2060-\u2064\ufeff\u180e\u034f"
DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"
TAGS = "\U000e0000-\U000e007f"
SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
FILLERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

INVISIBLE = re.compile(
    f"[\u00ad{ZERO_WIDTH}{DIRECTION}{TAGS}{SELECTORS}{FILLERS}\u2065\ufff9-\ufffb\U0001d173-\U0001d17a]"
)
"""A character without width on the page, or a blank one."""

FEWEST_BITS = 16
"""The fewest consecutive zero-width characters that can encode two letters; fewer carry no word."""

FEWEST_CARRIED = 4
"""The fewest tags or selectors in one run that can carry a word. An emoji of a flag has up to seven tags after a flag
sign."""

REASONS: dict[UnseenKind, str] = {
    "zero-width": "hides letters or parts words with characters without width",
    "direction": "turns the order of its letters round with invisible marks",
    "tags": "carries words in characters that nobody can see",
    "selectors": "carries bytes in selectors of variants that nobody can see",
    "filler": "has blank characters in the place of letters",
    "soft-hyphen": "parts most of its words with hyphens that nobody can see",
    "control": "has characters that control how it is shown",
}
"""Each the end of the sentence "this text …"."""

_RUN = re.compile(
    f"(?P<tags>[{TAGS}]+)|(?P<selectors>[{SELECTORS}]+)|(?P<direction>[{DIRECTION}]+)|(?P<zero>[{ZERO_WIDTH}]+)|"
    f"(?P<filler>[{FILLERS}]+)|(?P<soft>\u00ad+)|(?P<control>[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u2065\ufff9-\ufffb]+)"
)
_NAMES: dict[str, UnseenKind] = {
    "tags": "tags",
    "selectors": "selectors",
    "direction": "direction",
    "zero": "zero-width",
    "filler": "filler",
    "soft": "soft-hyphen",
    "control": "control",
}
_FLAG = "\U0001f3f4"
_MOST_SOFT = 0.5
"""Soft hyphens per letter, above which they separate letters and not syllables: German has one per three letters."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A run of invisible characters without a proper purpose. `carried` is what they spell."""

    kind: UnseenKind
    start: int
    end: int
    carried: str = ""

    @property
    def reason(self) -> str:
        """The end of the sentence "this text …"."""
        return REASONS[self.kind]


def unseen(text: str) -> tuple[Unseen, ...]:
    r"""The runs of invisible characters that no script or emoji needs, in order. Takes linear time.

    >>> unseen("Re\u200bnt is due")[0].kind, unseen("\u05d0\u200e 1")
    ('zero-width', ())
    >>> unseen("Rent" + "".join(chr(0xE0000 + ord(sign)) for sign in "waive it"))[0].carried
    'waive it'
    """
    if text.isascii() and text.isprintable():
        return ()
    return tuple(_found(text))


def _found(text: str) -> Iterator[Unseen]:
    softs: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        kind, start, end = _NAMES[match.lastgroup or ""], match.start(), match.end()
        if kind == "soft-hyphen":
            softs.append((start, end))
        elif kind == "tags":
            if not (start and text[start - 1] == _FLAG and end - start <= 7 and ord(text[end - 1]) == 0xE007F):
                yield Unseen(kind, start, end, _of_tags(match[0]))
        elif kind == "selectors":
            if end - start >= FEWEST_CARRIED or not _takes_selector(text, start):
                yield Unseen(kind, start, end, _of_selectors(match[0]))
        elif not _is_needed(text, start, end, kind):
            yield Unseen(kind, start, end, _of_bits(match[0]) if kind == "zero-width" else "")
    letters = sum(map(str.isalpha, text)) if softs else 0
    parting = sum(1 for start, end in softs if start > 0 and end < len(text) and text[start - 1].isalpha())
    if parting > 3 and parting > _MOST_SOFT * letters:
        yield from (Unseen("soft-hyphen", start, end) for start, end in softs)


def _is_needed(text: str, start: int, end: int, kind: UnseenKind) -> bool:
    """True for characters that a script or an emoji needs, and for a mark at the edge of a word."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if kind == "direction":
        around = text[max(0, start - 200) : end + 200]
        return any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in around)
    if kind == "zero-width":
        if start == 0 and text[start:end] == "\ufeff":
            return True
        if end - start >= FEWEST_BITS:
            return False
        if not (before.isalnum() and behind.isalnum()):
            return end - start <= 2
        return not (_is_latin(before) or _is_latin(behind) or before.isdigit() or behind.isdigit())
    if kind == "filler":
        return not (before.isalnum() and behind.isalnum() and (_is_latin(before) or _is_latin(behind)))
    return kind == "control" and text[start:end] in ("\x1f", "\x1e", "\x07", "\x00", "\x02", "\x03")


def _takes_selector(text: str, start: int) -> bool:
    """True after a sign that has variants: an emoji, the figure of a keycap, a Chinese sign, Mongolian, mathematics."""
    before = text[start - 1 : start]
    return bool(before) and (before in "0123456789#*©®™" or not (before.isascii() or _is_latin(before)))


def _is_latin(sign: str) -> bool:
    return bool(sign) and (sign.isascii() or "LATIN" in unicodedata.name(sign, ""))


def _of_tags(run: str) -> str:
    return "".join(chr(ord(sign) - 0xE0000) for sign in run if 0x20 <= ord(sign) - 0xE0000 < 0x7F)


def _of_selectors(run: str) -> str:
    """The bytes that selectors encode: the first sixteen with the old selectors, the others with those of plane 14.

    Source: the scheme published by Paul Butler, "Smuggling arbitrary data through an emoji", 2025.
    """
    numbers = bytes(
        ord(sign) - 0xFE00 if 0xFE00 <= ord(sign) <= 0xFE0F else (ord(sign) - 0xE0100 + 16) & 0xFF
        for sign in run
        if ord(sign) >= 0xFE00
    )
    return numbers.decode("utf-8", "ignore")


def _of_bits(run: str) -> str:
    """The bytes that two kinds of zero-width characters encode, whichever of them stands for 1."""
    sorts = list(dict.fromkeys(run))
    if len(run) < FEWEST_BITS or len(sorts) not in (2, 3):
        return ""
    for one in sorts[:2]:
        zero = next(sign for sign in sorts[:2] if sign != one)
        bits = "".join("1" if sign == one else "0" for sign in run if sign in (one, zero))
        for size in (8, 7):
            signs = [int(bits[at : at + size], 2) for at in range(0, len(bits) - size + 1, size)]
            if signs and all(0x20 <= number < 0x7F or number in (9, 10) for number in signs):
                return "".join(map(chr, signs))
    return ""


def warning(text: str) -> str:
    """A sentence about the invisible and imitating characters of a text; empty if there are none.

    >>> warning("Re\u200bnt is due.")
    'it holds characters that nobody can see (zero-width: 1), which are kept, and left out of what models read'
    """
    counts: dict[str, int] = {}
    for one in unseen(text):
        counts[one.kind] = counts.get(one.kind, 0) + one.end - one.start
    mixed = sum(1 for _ in mixed_words(text))
    said = []
    if counts:
        named = ", ".join(f"{kind}: {count}" for kind, count in sorted(counts.items()))
        said.append(
            f"it holds characters that nobody can see ({named}), which are kept, and left out of what models read"
        )
    if mixed:
        said.append(f"letters of other scripts imitate Latin ones in {mixed} of its words")
    return "; ".join(said)
