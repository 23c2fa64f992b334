"""Words of questions whose senders had been signed out."""

from datetime import UTC, datetime, timedelta

import pytest

from pincite.serving.drafts import KEPT_FOR, MOST, Drafts
from pincite.serving.port import ServerTables

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


@pytest.fixture
def drafts(tables: ServerTables) -> Drafts:
    return Drafts(tables)


def test_words_are_kept_for_one_browser_and_not_for_long(drafts: Drafts) -> None:
    drafts.keep("mine", {"question": "When?"}, NOW)
    assert drafts.of("mine", NOW) == {"question": "When?"}
    assert drafts.of("theirs", NOW) is None
    assert drafts.of("mine", NOW + KEPT_FOR) is None


def test_words_go_over_to_the_browser_that_is_signed_in(drafts: Drafts) -> None:
    drafts.keep("before", {"question": "When?"}, NOW)
    drafts.keep("after", {"question": "Another?"}, NOW)
    assert drafts.give("before", "after")
    assert (drafts.of("before", NOW), drafts.of("after", NOW)) == (None, {"question": "When?"})
    assert not drafts.give("before", "after")
    drafts.forget("after")
    assert drafts.of("after", NOW) is None


def test_whoever_leaves_many_does_not_fill_the_file(drafts: Drafts) -> None:
    for number in range(MOST + 5):
        drafts.keep(str(number), {"question": "x"}, NOW + timedelta(milliseconds=number))
    kept = [number for number in range(MOST + 5) if drafts.of(str(number), NOW + timedelta(seconds=1))]
    assert kept == list(range(5, MOST + 5))
