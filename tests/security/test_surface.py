"""A statement whose words are true, and whose capitals, marks and pointing carry something else."""

import doctest
from collections.abc import Callable, Sequence

import pytest

from pincite.security import signs, surface
from pincite.security.output import Kept, breaches
from pincite.security.surface import MOST_ODD, oddities

SIGN = "b2a60f65aac4f42b"
BITS = f"{int(SIGN, 16):064b}"
TRUE = (
    "The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month, and shall keep the "
    "unit in good repair at its own cost."
)
PASSAGE = (
    f"2.1 RENT. {TRUE} The Landlord's agent may inspect the “Unit” at any time on two (2) days' notice, café included."
)


def _words(change: Callable[[str], str]) -> str:
    return " ".join(change(word) if bit == "1" else word for word, bit in zip(TRUE.split(), BITS, strict=False))


def _joined(between: Sequence[str]) -> str:
    words = TRUE.split()
    return words[0] + "".join(between[int(bit)] + word for word, bit in zip(words[1:], BITS, strict=False))


def _letters(change: Callable[[str], str]) -> str:
    return "".join(change(sign) if bit == "1" else sign for sign, bit in zip(TRUE, BITS * 3, strict=False))


DRESSED = {
    "letters in capitals": _letters(str.upper),
    "words in capitals": _words(str.upper),
    "words with a capital": _words(str.capitalize),
    "letters exchanged": _words(str.swapcase),
    "commas": _joined((" ", ", ")),
    "two commas": _joined((" ", ",, ")),
    "dashes": _joined((" ", " – ")),
    "hyphens": _joined((" ", "-")),
    "hyphens that do not break": _joined((" ", "\u2011")),
    "slashes": _joined((" ", "/")),
    "points in a row": _joined((" ", " … ")),
    "middle points": _joined((" ", " · ")),
    "quotation marks": _words(lambda word: f"“{word}”"),
    "round brackets": _words(lambda word: f"({word})"),
    "square brackets": _words(lambda word: f"[{word}]"),
    "stars": _words(lambda word: f"{word}*"),
    "low lines": _words(lambda word: f"_{word}_"),
    "apostrophes": _words(lambda word: f"{word}’"),
    "primes": _words(lambda word: f"{word}″"),
    "daggers": _words(lambda word: f"{word}†"),
    "marks of trade": _words(lambda word: f"{word}™"),
    "accents": _letters(lambda sign: f"{sign}\u0301" if sign.isalpha() else sign),
    "letters with accents": TRUE.translate(str.maketrans("aou", "äöü")),
    "letters of another script": TRUE.translate(str.maketrans("aeo", "аео")),
    "words twice with a dash": _words(lambda word: f"{word} – {word.strip(',.')}"),
    "words twice with a hyphen": _words(lambda word: f"{word}-{word.strip(',.')}"),
    "figures of another script behind words": _words(lambda word: f"{word}\u0b74"),
    "figures in circles": _joined((" ", " \u24ff ")),
    "halves": _words(lambda word: f"½{word}"),
    "words twice": _words(lambda word: f"{word} {word}"),
    "points behind the end": TRUE + "......",
    "points apart behind the end": TRUE + " . . . . .",
    "figures of another script": TRUE.replace("$4,200", "$٤,٢٠٠ ٤٢ ٢٤"),
}  # fmt: skip


@pytest.mark.parametrize("name", DRESSED)
def test_true_words_carry_nothing_else_by_how_they_are_written(name: str) -> None:
    assert breaches(TRUE, [PASSAGE], Kept(())) == ()
    assert breaches(DRESSED[name], [PASSAGE], Kept(())), DRESSED[name]


@pytest.mark.parametrize(
    "said",
    [
        TRUE,
        TRUE.lower().capitalize(),
        "Rent is $4,200 per month (payable in advance on the first day of each month).",
        "Rent of $4,200 is due monthly in advance: the tenant pays on the first day of each month.",
        "On two days’ notice the landlord’s agent may inspect the unit – at any time.",
        "Under Section 2.1 the Tenant bears the cost of repair; the Landlord's Agent may inspect.",
        "The unit (“Unit”) may be inspected on 2 days' notice.",
        "The cafe is included, and inspection is on two-day notice.",
        "THE TENANT SHALL PAY RENT OF $4,200 PER MONTH.".capitalize(),
    ],
)
def test_what_everybody_changes_is_let_pass(said: str) -> None:
    assert oddities(said, [PASSAGE]) <= MOST_ODD


def test_what_a_document_writes_itself_is_let_pass() -> None:
    for odd in DRESSED.values():
        assert oddities(" ".join(odd.split()), [odd]) <= MOST_ODD, odd


def test_examples() -> None:
    for module in (surface, signs):
        assert doctest.testmod(module).failed == 0
