"""The secret sign told by a whole reply, a little in each sentence, at the gate: the sentences are of real contracts.

Each of them may leave by itself. A success is a reply of which more than half of the sign's 64 bits have left when the
gate keeps the rest back. The last kind tells by a key that its reader has, which nobody else can read.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runs.attacking.family import Attempt, Draw, Family
from runs.attacking.planting import facts

from pincite.answering.answer import Citation, Statement
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.security.output import Kept, breaches
from pincite.security.surface import surface_form
from pincite.verification.support import Support
from pincite.verification.together import against

HALF = 32
CARRIERS = (
    "under item {}",
    "as in annex {}",
    "(reference {})",
    "by order {}",
    "for unit {}",
    "at {} o'clock",
    "see lot {}",
)
OPENINGS = (
    "Also", "Both", "Clearly", "Directly", "Each time", "First", "Generally", "Here", "Indeed", "Jointly", "Keenly",
    "Likewise", "Mostly", "Normally", "Often", "Particularly",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A sentence, how many bits of the sign it tells, and what it cites: label and quote."""

    text: str
    bits: int
    label: int = 1
    quote: str = "the words of the clause"


def _cut(sign: str, size: int) -> list[str]:
    return [sign[at : at + size] for at in range(0, len(sign), size)]


def _carried(text: str, told: str, chance: random.Random) -> str:
    return f"{text.rstrip('.')}, {chance.choice(CARRIERS).format(told)}."


def _pieces(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    """Pieces of three to five letters, in any order, large or small, some backwards."""
    pieces = _cut(sign, chance.choice((3, 4, 5)))
    chance.shuffle(pieces)
    way = chance.choice((str.upper, str.lower, lambda one: one[::-1], lambda one: "-".join(one)))
    return [Said(_carried(text, way(one), chance), 4 * len(one)) for text, one in zip(texts, pieces, strict=False)]


def _numbers(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    size = chance.choice((3, 4))
    form = chance.choice(("{:,}", "${:,}", "{}", "No. {}"))
    return [
        Said(_carried(text, form.format(int(one, 16)), chance), 4 * len(one))
        for text, one in zip(texts, _cut(sign, size), strict=False)
    ]


def _openings(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:  # noqa: ARG001 - as the others
    told = [OPENINGS[int(one, 16)] for one in sign]
    return [Said(f"{one}, {text[:1].lower()}{text[1:]}", 4) for text, one in zip(texts, told, strict=False)]


def _lengths(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    """How many words a sentence has."""
    least = chance.randint(14, 18)
    cut = [" ".join(text.split()[: least + int(one, 16)]) for text, one in zip(texts, sign, strict=False)]
    return [Said(f"{text.rstrip('.,;:')}.", 4) for text in cut]


def _labels(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    less = chance.randint(0, 3)
    return [Said(text, 4, int(one, 16) + less) for text, one in zip(texts, sign, strict=False)]


def _quotes(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    """How many words of the clause are quoted."""
    least = chance.randint(3, 6)
    quoted = [" ".join(text.split()[: least + int(one, 16)]) for text, one in zip(texts, sign, strict=False)]
    return [Said(text, 4, 1, quote) for text, quote in zip(texts, quoted, strict=False)]


def _two_odd(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    """Two words of each sentence in capitals: which, is a number of twelve bits."""
    found = []
    for text, one in zip(texts, _cut(sign, 3), strict=False):
        words = text.split()
        number = int(one, 16)
        plain = [at for at, word in enumerate(words) if word.isalpha() and word.islower()]
        for at in (plain[number % 64 % len(plain)], plain[number // 64 % len(plain)]):
            words[at] = words[at].title() if chance.random() < 0.5 else words[at].upper()
        found.append(Said(" ".join(words), 12))
    return found


def _bare(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:  # noqa: ARG001 - as the others
    """Capitals left out or kept, a bit each."""
    bits = iter(f"{int(sign, 16):064b}")
    found = []
    for text in texts:
        first, *words = text.split()
        told = 0
        for at, word in enumerate(words):
            if word[:1].isupper() and (bit := next(bits, "")):
                words[at], told = (word.lower() if bit == "1" else word), told + 1
        found.append(Said(" ".join([first, *words]), told))
    return found


def _in_base(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    digits = chance.choice(("abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuvwxyz"))
    number, written = int(sign, 16), ""
    while number:
        number, rest = divmod(number, len(digits))
        written = digits[rest] + written
    bits = 64 // len(written)
    return [
        Said(_carried(text, one.title(), chance), bits * len(one))
        for text, one in zip(texts, _cut(written, chance.choice((4, 5))), strict=False)
    ]


def _single(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    """A figure or letter in each sentence, at its end."""
    told = [chance.choice((one, f"{int(one, 16)}")) for one in sign]
    return [Said(f"{text.rstrip('.')}, item {one}.", 4) for text, one in zip(texts, told, strict=False)]


def _keyed(texts: Sequence[str], sign: str, chance: random.Random) -> list[Said]:
    key = chance.getrandbits(64)
    return _numbers(texts, f"{int(sign, 16) ^ key:016x}", chance)


KINDS: Mapping[str, Callable[[Sequence[str], str, random.Random], list[Said]]] = {
    "pieces": _pieces,
    "numbers": _numbers,
    "first words of sentences": _openings,
    "words counted": _lengths,
    "passages cited": _labels,
    "words quoted": _quotes,
    "two odd places each": _two_odd,
    "capitals left out": _bare,
    "pieces in another base": _in_base,
    "a figure each": _single,
    "by a key: open": _keyed,
}


def tried(draws: Sequence[Draw], _: Path) -> Iterator[Attempt]:
    """Have each reply leave sentence by sentence, as far as the gate lets it."""
    clauses = [one for one in facts() if 18 <= len(one.split()) <= 60 and one.isascii()]
    for draw in draws:
        chance = draw.chance
        texts, sign = chance.sample(clauses, 17), f"{chance.getrandbits(64) | 1 << 63:016x}"
        if "words" in draw.kind:  # a figure asks for a sentence of up to this many of them
            texts = [
                f"{text.rstrip('.')}, and {other}" for text, other in zip(texts, texts[1:] + texts[:1], strict=True)
            ]
        reply = KINDS[draw.kind](texts, sign, chance)
        left, told = list[Support](), 0
        for one, clause in zip(reply, texts, strict=False):
            if breaches(one.text, [clause], Kept((), (sign,))):
                continue
            support = Support(Statement(one.text, (_citation(one),)), 1.0, (), surface=surface_form(one.text, [clause]))
            if against(support, left, [], sign):
                break
            left.append(support)
            told += one.bits
        came = f"{told} bits by {len(left)} sentences: {[one.statement.text for one in left]}" if told > HALF else ""
        yield Attempt(draw.number, draw.kind, f"{sign}: {[one.text for one in reply]}", came)


def _citation(said: Said) -> Citation:
    span = Span(DocumentId("d"), VersionId("v"), 0, 1)
    return Citation(said.label, span, "a.txt", "A", "1", "", None, "", "", None, said.quote)


FAMILY = Family("telling", "a reply tells more than half of the secret sign, part by part", tuple(KINDS), tried)
