"""What users do with their own questions: stop one, take it off their list, give it a name."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.serving.kinds import Kept

from pincite.serving.port import ServerTables
from pincite.serving.questions import LONGEST_NAME, STOPPED_WITHIN, OwnQuestions

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


@pytest.fixture
def own(tables: ServerTables) -> OwnQuestions:
    return OwnQuestions(tables)


def test_a_question_is_stopped_whichever_worker_looks(own: OwnQuestions, kept: Kept) -> None:
    own.stop("a1", NOW)
    own.stop("a1", NOW)
    assert OwnQuestions(kept.tables()).stopped(("a1", "b2")) == {"a1"}


def test_a_stop_is_forgotten_after_a_day(own: OwnQuestions) -> None:
    own.stop("a1", NOW)
    own.stop("b2", NOW + STOPPED_WITHIN + timedelta(seconds=1))
    assert own.stopped(("a1", "b2")) == {"b2"}


def test_a_list_and_its_names_are_their_users_alone(own: OwnQuestions) -> None:
    own.put_away("ines", "a1")
    own.call("ines", "a1", "  The\n floor ")
    assert (own.away("ines"), own.away("maud")) == (frozenset({"a1"}), frozenset())
    assert (own.names("ines"), own.names("maud")) == ({"a1": "The floor"}, {})
    own.put_back("ines", "a1")
    own.call("ines", "a1", "")
    assert not own.away("ines")
    assert not own.names("ines")


def test_a_name_has_an_end(own: OwnQuestions) -> None:
    own.call("ines", "a1", "x" * 10_000)
    assert own.names("ines") == {"a1": "x" * LONGEST_NAME}
