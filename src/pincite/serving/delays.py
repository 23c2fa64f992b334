"""How long somebody has to wait before another password is looked at, after wrong ones.

The delay doubles with each wrong password up to a quarter of an hour, and holds for the right one too. So whoever can
reach the page can keep a colleague out as long as they go on typing; every fifth wrong password is on the record.
"""

from datetime import timedelta

FREE = 4
"""Wrong passwords that cost no delay: people mistype."""

LONGEST_WAIT = timedelta(minutes=15)
"""With it, somebody who tries without a pause has under 100 attempts a day."""

FORGOTTEN_AFTER = timedelta(days=1)
"""Older wrong passwords are ignored."""


def wait_after(failures: int) -> timedelta:
    """The delay after a number of wrong passwords in a row.

    >>> [wait_after(failures).total_seconds() for failures in (4, 5, 6, 10, 40)]
    [0.0, 1.0, 2.0, 32.0, 900.0]
    """
    if failures <= FREE:
        return timedelta(0)
    doublings = min(failures - FREE - 1, 20)
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)
