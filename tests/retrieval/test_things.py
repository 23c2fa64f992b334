"""Things that can be touched, by their names and the names of their kinds."""

import pytest

from pincite.retrieval.understanding.things import Thing, things_in, words_of


def only(question: str) -> Thing:
    (thing,) = things_in(question)
    return thing


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Does anyone have to keep a helicopter on standby?", ["helicopter"]),
        ("Which contracts require fire engines or vaccines?", ["fire engine", "vaccine"]),
        ("Which NDAs protect recipes for beer, beer and beer?", ["beer"]),
    ],
)
def test_a_rare_thing_is_found_also_in_the_plural_and_of_several_words(question: str, names: list[str]) -> None:
    assert [thing.name for thing in things_in(question)] == names


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts can be walked away from without a reason?",
        "Which agreements raise the ceiling or put a cap on what has to be paid?",
        "Which deals forbid poaching staff or headhunting?",
        "Which policies set cookies?",
        "Which leases let the landlord enter the premises with a vehicle?",
        "Is there an umbrella policy, a basket or a floor?",
    ],
)
def test_everyday_words_and_what_every_contract_speaks_of_are_no_things(question: str) -> None:
    assert things_in(question) == ()


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Who pays for petrol?", "A fuel surcharge of $0.04 per mile applies."),
        ("Who pays for petrol?", "The price of gasoline is the pump price."),
        ("Which contracts cover aircraft?", "The Operator keeps two helicopters."),
        ("Which contracts mention fire trucks?", "One fire engine stands at the gate."),
    ],
)
def test_a_thing_is_known_by_another_name_by_a_kind_of_it_and_by_what_it_is_a_kind_of(asked: str, text: str) -> None:
    assert words_of(text).has(only(asked).near)


def test_another_thing_in_a_like_clause_is_not_the_one_asked_for() -> None:
    text = words_of("Brightwater shall have a standby generator able to run for seventy-two hours without refueling.")
    helicopter = only("Does anyone have to keep a helicopter on standby?")
    assert not text.has(helicopter.near | helicopter.wide)


def test_a_broad_kind_is_told_from_a_near_one() -> None:
    laptop = only("Does anyone have to hand in laptops on leaving?")
    assert "computer" in laptop.near
    assert "device" in laptop.wide
    assert "device" not in laptop.near
