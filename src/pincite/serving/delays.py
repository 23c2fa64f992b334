"""How long somebody has to wait before another password is looked at, after wrong ones.

The delay doubles with each wrong password and never locks an account for good: whoever wanted to shut a colleague out
would only have to type wrong passwords.
"""

from datetime import timedelta

FREE = 4
"""Wrong passwords that cost no delay: people mistype."""

LONGEST_WAIT = timedelta(minutes=15)
"""With it, somebody who tries without a pause has under 100 attempts a day."""

FORGOTTEN_AFTER = timedelta(days=1)
"""Wrong passwords that are older count no more."""


def wait_after(failures: int) -> timedelta:
    """The delay after so many wrong passwords in a row.

    >>> [wait_after(failures).total_seconds() for failures in (4, 5, 6, 10, 40)]
    [0.0, 1.0, 2.0, 32.0, 900.0]
    """
    if failures <= FREE:
        return timedelta(0)
    doublings = min(failures - FREE - 1, 20)
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)
