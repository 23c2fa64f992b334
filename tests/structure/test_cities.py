"""The state behind a city."""

import pytest

from pincite.structure.facts.cities import cities_of, states_of, states_of_cities
from pincite.structure.facts.places import US_STATES


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("May a salesman in Topeka join a rival?", ("Kansas",)),
        ("our Wichita office", ("Kansas",)),
        ("Which rules for overtime in Kansas City?", ("Kansas", "Missouri")),
        ("workers in Oakland and in Dallas", ("California", "Texas")),
        ("Is a reading in Latin needed?", ()),
        ("What does Madison owe Jackson?", ()),
    ],
)
def test_a_city_tells_its_state_where_something_happens_there(text: str, states: tuple[str, ...]) -> None:
    assert states_of_cities(text) == states


def test_each_state_has_its_cities() -> None:
    assert all(cities_of(state) for state in US_STATES if state not in ("Guam", "Puerto Rico"))
    assert states_of("Topeka") == ("Kansas",)
