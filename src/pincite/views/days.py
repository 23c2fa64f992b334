"""Days as every page writes them: 29 Nov 2026."""

from datetime import date


def day_of(value: str) -> str:
    """A date in words, as far as it is known; whatever is none stays as it is.

    >>> day_of("2024-03-01"), day_of("2024-03"), day_of("")
    ('1 Mar 2024', 'Mar 2024', '')
    """
    found = _date(value)
    if found is not None:
        return in_words(found)
    month = _date(f"{value}-01")
    return f"{month:%b %Y}" if month is not None else value


def in_words(day: date) -> str:
    """A day in words.

    >>> in_words(date(2026, 11, 29))
    '29 Nov 2026'
    """
    return f"{day.day} {day:%b %Y}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
