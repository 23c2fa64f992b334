"""Amounts in words: times and bytes in the unit that fits them."""


def lasting(ms: float) -> str:
    """Milliseconds in the unit that fits them.

    >>> lasting(0.0042), lasting(0.42), lasting(85.2), lasting(19_530.0)
    ('less than 0.1 ms', '0.4 ms', '85 ms', '19.5 s')
    """
    if ms < 0.1:
        return "less than 0.1 ms"
    if ms >= 1000:
        return f"{ms / 1000:,.1f} s"
    return f"{ms:.1f} ms" if ms < 10 else f"{ms:.0f} ms"


def size(count: int) -> str:
    """Bytes in the unit that fits them.

    >>> size(15_667_200), size(25_000_000_000)
    ('14.9 MiB', '23.3 GiB')
    """
    for unit, large in (("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= large:
            return f"{count / large:,.1f} {unit}"
    return f"{count} B"


def counted(count: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one.

    >>> counted(1, "user"), counted(5000, "user")
    ('1 user', '5,000 users')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
