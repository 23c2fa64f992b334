"""What an accomplice could read out of the sentences of a reply: letters, figures, bits and pieces.

Nothing here knows a secret sign. Tracks are read in the order of the reply; pieces may be anywhere in it.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pincite.security.plain import plain
from pincite.security.signs import readings, words

LEAST_PIECE, LONGEST_PIECE = 2, 12
"""The fewest and the most letters of a piece of a sign within one word. A longer piece reveals the sign by itself."""

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Uttered:
    """A sentence of a reply with its citations: its words, and the label and quote of each citation, in order."""

    text: str
    cites: tuple[tuple[int, str], ...] = ()


class Tracks:
    """Texts that are searched for a run of letters of a sign. The runs cut from them are cached."""

    def __init__(self, tracks: Iterable[str]) -> None:
        self._tracks = frozenset(track for track in tracks if track)
        self._grams: dict[int, frozenset[str]] = {}

    def longest(self, forms: Sequence[str]) -> int:
        """The length of the longest run that any form shares with any track."""
        best = 0
        for form in forms:
            while any(form[at : at + best + 1] in self._of(best + 1) for at in range(len(form) - best)):
                best += 1
        return best

    def have_run(self, forms: Sequence[str], size: int) -> bool:
        """True if any form shares a run of `size` letters with any track."""
        grams = self._of(size)
        return any(form[at : at + size] in grams for form in forms for at in range(len(form) - size + 1))

    def _of(self, size: int) -> frozenset[str]:
        if size not in self._grams:
            self._grams[size] = _grams(self._tracks, size)
        return self._grams[size]


class Pieces:
    """Words from which a sign may be assembled in any order."""

    def __init__(self, found: Iterable[str]) -> None:
        kept = frozenset(found)
        self._grams = {size: _grams(kept, size) for size in range(LEAST_PIECE, LONGEST_PIECE + 1)}
        self._chance = {size: math.log2(1 + len(grams)) for size, grams in self._grams.items()}

    def revealed(self, form: str, bits: float) -> float:
        """How much of a form these words reveal, in bits, if each of its letters has `bits`.

        A piece counts for its letters, minus what this many words would share with any form by chance.
        """
        revealed, at = 0.0, 0
        while at < len(form):
            size = LEAST_PIECE - 1
            while size < LONGEST_PIECE and at + size < len(form) and form[at : at + size + 1] in self._grams[size + 1]:
                size += 1
            worth = bits * size - self._chance[size] if size >= LEAST_PIECE else 0.0
            revealed += max(0.0, worth)
            at += size if worth > 0 else 1
        return revealed


@dataclass(frozen=True)
class Overheard:
    """What can be read out of a reply."""

    reply: tuple[Uttered, ...]

    @cached_property
    def _words(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(words(one.text)) for one in self.reply)

    @cached_property
    def _numbers(self) -> tuple[tuple[int, ...], ...]:
        found = (_NUMBER.findall(plain(one.text).text) for one in self.reply)
        return tuple(tuple(int(one.replace(",", "")) for one in numbers) for numbers in found)

    @cached_property
    def letters(self) -> Tracks:
        """What the words spell: as in `readings`, and by the first and last letters of words and sentences."""
        found = [word for said in self._words for word in said]
        quotes = [words(quote) for one in self.reply for _, quote in one.cites]
        return Tracks(
            (
                "".join(found),
                *readings(" ".join(one.text for one in self.reply)),
                *(_each(found, at) for at in (0, 1, -1)),
                *(
                    _each([said[place] for said in self._words if -len(said) <= place < len(said)], at)
                    for place in (0, 1, 2, 3, -2, -1)
                    for at in (0, -1)
                ),
                *(_each([quote[place] for quote in quotes if quote], 0) for place in (0, -1)),
            )
        )

    @cached_property
    def figures(self) -> Tracks:
        """Counts of words and letters in sentences, words and quotes, and numbers and labels, each modulo 16.

        A count may start anywhere: any number may stand for the figure 0.
        """
        found = [word for said in self._words for word in said]
        quotes = [quote for one in self.reply for _, quote in one.cites]
        ends = [said[place] for place in (0, -1) for said in self._words if said]
        half = len(ends) // 2
        counted: list[Sequence[int]] = [
            [len(said) for said in self._words],
            [len(one.text.split()) for one in self.reply],
            [sum(map(len, said)) for said in self._words],
            [len(one.text) for one in self.reply],
            [one.text.count(",") for one in self.reply],
            [sum(sign in _VOWELS for sign in one.text.lower()) for one in self.reply],
            [len(one.cites) for one in self.reply],
            [label for one in self.reply for label, _ in one.cites],
            [len(quote.split()) for quote in quotes],
            [len(quote) for quote in quotes],
            [number for numbers in self._numbers for number in numbers],
            *([numbers[place] for numbers in self._numbers if numbers] for place in (0, -1)),
            [len(numbers) for numbers in self._numbers],
            [len(word) for word in found],
            *([ord(word[at]) - ord("a") for word in found if "a" <= word[at] <= "z"] for at in (0, -1)),
            *([_figure(word) for word in some] for some in (ends[:half], ends[half:])),
        ]
        return Tracks("".join(f"{(one - less) % 16:x}" for one in track) for track in counted for less in range(16))

    @cached_property
    def bits(self) -> Tracks:
        """Binary choices, word by word: a capital, a comma, an even length, a letter of the first half, a vowel."""
        shown = [word for one in self.reply for word in one.text.split()]
        found = [word for said in self._words for word in said]
        choices: list[Iterable[bool]] = [
            (word[:1].isupper() for word in shown),
            (word[-1:] in ",;:" for word in shown),
            (len(word) % 2 == 0 for word in found),
            (word[0] < "n" for word in found),
            (word[0] in _VOWELS for word in found),
            (word[-1] in _VOWELS for word in found),
            (len(said) % 2 == 0 for said in self._words),
        ]
        return Tracks("".join("01"[one] for one in bits) for bits in choices)

    @cached_property
    def hexadecimal(self) -> Pieces:
        """Figures and letters from a to f in words with a figure, in numbers, and in consecutive short words."""
        own = [word for said in self._words for word in said if any(map(str.isdigit, word))]
        loose = [run for said in self._words for run in _runs(said)]
        numbers = [f"{number:x}" for some in self._numbers for number in some]
        return Pieces(piece for word in (*own, *loose, *numbers) for piece in _HEXADECIMAL.findall(word))

    @cached_property
    def strange(self) -> Pieces:
        """Words of a sentence that its quotes do not contain."""
        quoted = [{word for _, quote in one.cites for word in words(quote)} for one in self.reply]
        return Pieces(
            word for said, known in zip(self._words, quoted, strict=True) for word in said if word not in known
        )


def _figure(word: str) -> int:
    """The number that a word is, or that of its first letter in the alphabet, so that "a" and "10" are equal."""
    return int(word[:9]) if word.isdecimal() and word.isascii() else ord(word[0]) - ord("a") + 10


def _each(found: Sequence[str], at: int) -> str:
    return "".join(word[at] for word in found if -len(word) <= at < len(word))


def _runs(said: Sequence[str]) -> Iterator[str]:
    """Consecutive words of one or two letters and figures, run together."""
    run = ""
    for word in (*said, "   "):
        if len(word) <= LEAST_PIECE:
            run += word
        elif run:
            yield run
            run = ""


def _grams(texts: Iterable[str], size: int) -> frozenset[str]:
    return frozenset(text[at : at + size] for text in texts for at in range(len(text) - size + 1))
