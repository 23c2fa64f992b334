"""Number formats of spreadsheets, as far as they affect what a person reads: percent, currency, units, rounding.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (numFmt, numFmts). Dates, fractions, exponents and omitted thousands
("0.0,") are not formatted here; such a number is given in full.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0",
            39: "#,##0.00", 40: "#,##0.00"}  # fmt: skip
"""Formats that files refer to only by number and that are the same in all countries."""

MOST_DECIMALS = 15

MOST_DIGITS = 21
"""Digits before the point up to which a number is formatted."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|(?P<sign>.)'
)
_PLACES = "0#?"
_PLACES_AFTER = [Decimal(1).scaleb(-decimals) for decimals in range(MOST_DECIMALS + 1)]
_EXACT = Context(prec=MOST_DIGITS + MOST_DECIMALS + 2)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is shown: what precedes and follows it, its decimals, and whether thousands are separated."""

    before: str
    after: str
    decimals: int
    is_percent: bool
    is_grouped: bool

    def words(self, value: str) -> str | None:
        """A number as the format shows it; None for what is not a number, or too large for one.

        >>> number_format("0.00%").words("0.0525"), number_format('"$"#,##0.00').words("-106952.1")
        ('5.25%', '-$106,952.10')
        """
        if not _NUMBER.fullmatch(value):
            return None
        exact = Decimal(f"{float(value):.15g}") * (100 if self.is_percent else 1)
        if not exact.is_finite() or exact.adjusted() > MOST_DIGITS:
            return None
        rounded = abs(exact).quantize(_PLACES_AFTER[self.decimals], ROUND_HALF_UP, _EXACT)
        digits = f"{rounded:,f}" if self.is_grouped else f"{rounded:f}"
        sign = "-" if exact < 0 and rounded else ""
        return f"{sign}{self.before}{digits}{'%' if self.is_percent else ''}{self.after}"


_NUMBER = re.compile(r"[+-]?\d{1,330}(?:\.\d{0,330})?(?:[eE][+-]?\d{1,3})?")


def number_format(code: str) -> NumberFormat | None:
    """The meaning of a format code for positive numbers; None when it does not matter here."""
    literals = ["", ""]
    signs = ""
    for token in _TOKEN.finditer(code):
        sign = token["sign"] or ""
        if sign == ";":
            break
        literal = token["quoted"] or token["escaped"] or token["currency"] or (sign if sign in "$€£¥ ()-+" else "")
        if literal:
            literals[any(place in signs for place in _PLACES)] += literal
        elif sign:
            signs += sign
    plain = re.fullmatch(r"(%?)([0#?,]*[0#?])(?:\.([0#?]*))?(%?)", signs)
    if plain is None:
        return None
    return NumberFormat(
        before=literals[0].lstrip(),
        after=literals[1].rstrip(),
        decimals=min(len(plain[3] or ""), MOST_DECIMALS),
        is_percent=bool(plain[1] or plain[4]),
        is_grouped="," in plain[2],
    )
