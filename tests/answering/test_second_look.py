"""A second reader looks again at what the first one finds best, and both decide."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.answering.test_reading import MANY, asked, of

from pincite.answering.second_look import CERTAIN, LOOKED_AT, FoundTwice, best_places, chance_by_two, counted
from pincite.models.fakes import OverlapReader
from pincite.models.ports import FollowedChances, NamelessChances, Reader, SecondChances, SecondReader, ToRead

CHANCES = SecondChances(bias=-2.0, best=0.3, odds=0.1, second=0.4, ahead=0.2, second_ahead=0.2, first=0.5)
RENT = "When is rent due in each month?"
DAY = "Rent is due on the first day of each month."
SUM = "The Tenant shall pay rent of $4,200 per month."


class Preferring:
    """A reader that takes sentences with some words for the answer, and keeps what it was given."""

    second: SecondReader | None = None

    def __init__(self, words: str, likes: float = 9.0, name: str = "preferring") -> None:
        self.name = name
        self.seen: list[str] = []
        self._words, self._likes = words, likes

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        assert question
        read = [[passage.text[start:end] for start, end in passage.sentences] for passage in passages]
        self.seen += [one for sentences in read for one in sentences]
        return [[self._likes if self._words in one else -2.0 for one in sentences] for sentences in read]


class Paired:
    """A reader, the one that counts words unless told, with a second one."""

    def __init__(
        self,
        second: Reader,
        first: Reader | None = None,
        nameless: NamelessChances | None = None,
        followed: FollowedChances | None = None,
    ) -> None:
        self._first = first or OverlapReader()
        self.name = self._first.name
        self.second: SecondReader | None = SecondReader(second, CHANCES, nameless, followed)

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        return await self._first.read(question, passages)


UNDECIDED = Preferring("", likes=2.0)


def test_the_second_reader_decides_between_those_that_the_first_finds_alike() -> None:
    found = [asked(RENT, Paired(Preferring(words), UNDECIDED), meant="dv0") for words in ("first day", "$4,200")]
    assert [each.answer.statements[0].text for each in found] == [DAY, SUM]


def test_the_second_reader_gets_the_best_few_only() -> None:
    second = Preferring("first day")
    asked(RENT, Paired(second, UNDECIDED), MANY, meant="dv0")
    assert len(second.seen) == LOOKED_AT
    assert all("Rent" in one or "rent" in one for one in second.seen)


def test_a_second_reader_that_finds_no_answer_makes_one_less_sure() -> None:
    sure, unsure = (
        asked(RENT, Paired(second, UNDECIDED), meant="dv0").strength
        for second in (Preferring("first day"), Preferring("", -6.0))
    )
    assert unsure < sure


def test_nobody_looks_again_where_nothing_answers() -> None:
    second = Preferring("Tenant")
    assert (
        asked("Which court hears disputes about trademarks in Delaware?", Paired(second), meant="dv0").answer.statements
        == ()
    )
    assert second.seen == []


FOLLOWED = FollowedChances(bias=-2.0, best=0.3, newest=0.4, whole=0.0, ahead=0.4)
BEFORE = "Shall the Landlord insure the Premises?"


def test_a_follow_up_is_looked_at_again_only_with_weights_for_it_and_twice() -> None:
    second = Preferring("first day")
    asked(f"{BEFORE} {RENT}", Paired(second, UNDECIDED), meant="dv0", newest=RENT)
    assert second.seen == []
    found = asked(f"{BEFORE} {RENT}", Paired(second, UNDECIDED, followed=FOLLOWED), meant="dv0", newest=RENT)
    assert found.answer.statements[0].text == DAY
    assert second.seen.count(DAY) == 2


def test_both_readers_tell_how_likely_a_follow_up_is_answered() -> None:
    liking, disliking = (
        asked(f"{BEFORE} {RENT}", Paired(second, UNDECIDED, followed=FOLLOWED), meant="dv0", newest=RENT).strength
        for second in (Preferring("first day"), Preferring("", -6.0))
    )
    assert disliking < liking


def test_what_the_first_reader_rules_out_the_second_does_not_bring_back() -> None:
    assert counted(-2.5, 6.0) == -2.5
    assert counted(-2.5, -4.0) == -4.0
    assert counted(-1.5, 6.0) == 6.0
    ruling_out = Preferring("", likes=-2.5)
    bringing_back, agreeing = (
        asked(RENT, Paired(second, ruling_out), meant="dv0").strength
        for second in (Preferring("first day"), Preferring("", likes=-2.5))
    )
    assert bringing_back == agreeing


def test_nobody_looks_again_where_the_first_reader_is_certain() -> None:
    second = Preferring("Tenant")
    found = asked(RENT, Paired(second, Preferring("first day", likes=30.0)), meant="dv0")
    assert found.strength >= CERTAIN
    assert second.seen == []


NAMELESS = NamelessChances(bias=-1.0, best=0.4, ahead=0.4, first=0.5, lacking=-1.5, crowd=-1.0)


def test_a_question_that_names_no_document_is_looked_at_again_only_with_weights_for_it() -> None:
    second = Preferring("first day")
    doubtful = Preferring("", likes=-4.0)
    asked(RENT, Paired(second, doubtful))
    assert second.seen == []
    asked(RENT, Paired(second, doubtful, NAMELESS))
    assert DAY in second.seen


def test_both_readers_tell_how_likely_an_answer_is_that_names_no_document() -> None:
    alone = replace(of(odds=(1.0, 0.5)), is_named=False)
    liked, disliked = (replace(alone, again={0: one, 1: 0.0}, chances=NAMELESS).strength() for one in (4.0, -4.0))
    assert disliked < liked
    lacking = replace(alone, again={0: 4.0, 1: 0.0}, chances=NAMELESS, lacking={0: 1.0})
    assert lacking.strength() < liked


def test_those_that_were_looked_at_again_come_first_then_those_that_were_read() -> None:
    read = replace(of(odds=(1.0, 5.0, None)), again={0: -9.0}, chances=CHANCES)
    assert read.scores[0] > read.scores[1] > read.scores[2]


def test_without_those_that_were_looked_at_again_the_first_reader_tells() -> None:
    alone = of(odds=(1.0, 5.0, -3.0))
    both = replace(alone, again={0: 2.0}, chances=CHANCES)
    assert both.strength({0}) == alone.strength({0})
    assert both.strength() != alone.strength()


def test_the_best_places_are_of_those_that_were_read() -> None:
    assert best_places((1.0, 9.0, 3.0, 5.0), (0.1, None, 0.1, 0.1)) == [3, 2, 0]


FOUND = FoundTwice(best=1.0, odds=1.0, second=1.0, ahead=0.5, others=(0.0,), label=3)


@pytest.mark.parametrize(
    "surer",
    [
        replace(FOUND, best=3.0),
        replace(FOUND, odds=3.0),
        replace(FOUND, second=3.0),
        replace(FOUND, ahead=2.0),
        replace(FOUND, others=(-4.0,)),
        replace(FOUND, label=1),
    ],
)
def test_each_sign_tells(surer: FoundTwice) -> None:
    assert chance_by_two(CHANCES, surer) > chance_by_two(CHANCES, FOUND)


def test_a_lead_counts_up_to_a_point() -> None:
    far = replace(FOUND, ahead=6.0, others=(-5.0,))
    assert chance_by_two(CHANCES, replace(far, ahead=60.0, others=(-50.0,))) == chance_by_two(CHANCES, far)
