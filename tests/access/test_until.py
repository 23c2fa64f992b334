from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.access.until import in_words, parse_until
from pincite.errors import AccessError


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        (" 2024-02-29 ", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2026-12-31T17:00", datetime(2026, 12, 31, 17, 0, tzinfo=UTC)),
        ("2026-12-31 17:00:30Z", datetime(2026, 12, 31, 17, 0, 30, tzinfo=UTC)),
        ("2026-12-31T17:00+02:00", datetime(2026, 12, 31, 15, 0, tzinfo=UTC)),
    ],
)
def test_a_day_lasts_to_its_end_and_a_time_is_in_utc(text: str, moment: datetime) -> None:
    assert parse_until(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31.12.2026",
        "2026-02-30",
        "9999-12-31",
        "0001-01-01T00:00+14:00",
        "２０２６-12-31",
        "\udcff",
        "9" * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_no_date_is_one_sentence(text: str) -> None:
    with pytest.raises(AccessError, match="is no date; give one like 2026-12-31"):
        parse_until(text)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_a_limit_is_read_back_as_it_was_written(moment: datetime) -> None:
    assert parse_until(moment.isoformat()) == moment
    assert in_words(moment)
    day = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    assert in_words(parse_until(f"{day:%Y-%m-%d}")) == f"the end of {day:%Y-%m-%d} (UTC)"
    assert parse_until(f"{day:%Y-%m-%d}") == day + timedelta(days=1)
