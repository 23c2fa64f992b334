"""Numbers of files that people write, exactly as they are written there: no price passes through a float."""

from decimal import Decimal


class Written(float):
    """A number of a TOML file that remembers its digits. To be given to `tomllib` as `parse_float`."""

    __slots__ = ("exact",)

    def __new__(cls, digits: str) -> "Written":
        """The number that these digits write."""
        made = super().__new__(cls, digits)
        made.exact = Decimal(digits)
        return made

    exact: Decimal


def exact(value: object) -> Decimal:
    """A number as it is written in a file.

    Raises:
        ValueError: it is no number.

    >>> exact(Written("0.0375")), exact(3)
    (Decimal('0.0375'), Decimal('3'))
    """
    match value:
        case str():
            raise ValueError("a number, which stands without quotation marks")
        case bool():
            pass
        case Written():
            return value.exact
        case int():
            return Decimal(value)
        case float():
            return Decimal(repr(value))
    raise ValueError("a number")
