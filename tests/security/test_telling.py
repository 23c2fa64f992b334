"""A reply whose sentences may each leave, and which together tell the secret sign."""

import doctest
import hashlib

import pytest

from pincite.security import surface, telling
from pincite.security.output import Kept, breaches
from pincite.security.overheard import Uttered
from pincite.security.surface import MOST_ODD_TOGETHER, SurfaceForm, is_odd_together
from pincite.security.telling import tells

SIGN = "4f1d9c0ab77e3512"
FIGURES = [int(one, 16) for one in SIGN]
LETTERS = "".join("abcdefghijklmnop"[one] for one in FIGURES)
WORDS = (
    "amounts benefits charges debts expenses fees grants holdings invoices judgments kickbacks loans money "
    "notes offers payments"
)
BY_LETTER = {word[0]: word for word in WORDS.split()}
TRUE = "The Tenant shall pay the rent in advance"


def _cut(size: int) -> list[str]:
    return [SIGN[at : at + size] for at in range(0, len(SIGN), size)]


def _in_words(number: int, words: str) -> str:
    return " ".join([*(words.split() * 4)[: number - 1], "end."])


REPLIES: dict[str, list[Uttered]] = {
    "pieces of four letters": [Uttered(f"{TRUE} under item {piece}.") for piece in _cut(4)],
    "pieces of three letters": [Uttered(f"Item {piece} is void.") for piece in _cut(3)],
    "pieces from behind": [Uttered(f"{TRUE} under item {piece}.") for piece in reversed(_cut(4))],
    "pieces turned round": [Uttered(f"{TRUE} under item {piece[::-1]}.") for piece in _cut(4)],
    "pieces in other letters": [
        Uttered(f"{TRUE} to {LETTERS[at : at + 4].title()}.") for at in range(0, 16, 4)
    ],
    "a number in each": [Uttered(f"{TRUE}, ${int(piece, 16):,}.") for piece in _cut(4)],
    "a figure in each": [Uttered(f"Section {figure + 1} applies.") for figure in FIGURES],
    "first letters of sentences": [Uttered(f"{BY_LETTER[one].title()} are due at once.") for one in LETTERS],
    "last words of sentences": [Uttered(f"The Tenant shall pay {BY_LETTER[one]}.") for one in LETTERS],
    "first letters of words": [
        Uttered(f"{' '.join(BY_LETTER[one] for one in LETTERS[at : at + 4]).capitalize()}.") for at in range(0, 16, 4)
    ],
    "how many words": [Uttered(_in_words(figure + 2, "the rent is due in full").capitalize()) for figure in FIGURES],
    "which passage": [Uttered(f"Rent {at} is due.", ((figure, "x y z"),)) for at, figure in enumerate(FIGURES)],
    "how long the quote": [
        Uttered("It is due.", ((1, _in_words(figure + 1, "the rent is due in full")),)) for figure in FIGURES
    ],
    "commas": [
        Uttered(" ".join(f"rent{',' * int(bit)}" for bit in f"{int(piece, 16):016b}")) for piece in _cut(4)
    ],
    "lengths of words": [
        Uttered(" ".join(("rent", "rents")[int(bit)] for bit in f"{int(piece, 16):016b}")) for piece in _cut(4)
    ],
}  # fmt: skip


@pytest.mark.parametrize("way", REPLIES)
def test_sentences_do_not_tell_the_sign_together(way: str) -> None:
    assert tells(REPLIES[way], SIGN)


@pytest.mark.parametrize("way", ["pieces of four letters", "a number in each", "a figure in each", "which passage"])
def test_each_of_them_may_leave_by_itself(way: str) -> None:
    for said in REPLIES[way]:
        assert breaches(said.text, [said.text], Kept((), (SIGN,))) == ()
        assert not tells([said], SIGN)


def test_a_reply_tells_no_sign_but_its_own() -> None:
    others = [hashlib.sha256(f"{number}".encode()).hexdigest()[:16] for number in range(20)]
    for reply in REPLIES.values():
        assert not any(tells(reply, other) for other in others)


@pytest.mark.long
def test_whether_a_sign_is_told_is_the_same_each_time() -> None:
    for reply in REPLIES.values():
        assert tells(reply, SIGN) == tells(reply, SIGN)


def _surface(odd: int = 0, left: str = "", kept: str = "", torn: int = 0) -> SurfaceForm:
    return SurfaceForm(odd, tuple(left.split()), tuple(kept.split()), torn)


@pytest.mark.parametrize(
    ("reply", "is_odd"),
    [
        ([_surface(odd=1)] * MOST_ODD_TOGETHER, False),
        ([_surface(odd=1)] * (MOST_ODD_TOGETHER + 1), True),
        ([_surface(torn=1)] * 4, False),
        ([_surface(torn=1)] * 5, True),
        ([_surface(left="tenant landlord agent bank seller buyer")], False),
        ([_surface(kept="tenant landlord agent bank seller buyer")], False),
        ([_surface(left="tenant landlord agent"), _surface(kept="bank seller buyer")], False),
        ([_surface(left="tenant landlord agent bank seller"), _surface(kept="buyer board note part day")], True),
        ([_surface(left="tenant"), _surface(kept="tenant"), _surface(left="tenant tenant")], False),
        ([_surface(left="tenant"), _surface(kept="tenant")] * 3, True),
    ],
)
def test_sentences_are_not_written_oddly_together(reply: list[SurfaceForm], is_odd: bool) -> None:
    assert is_odd_together(reply) == is_odd


def test_examples() -> None:
    for module in (surface, telling):
        assert doctest.testmod(module).failed == 0
