"""What a question names: a party, a day, a sum, a clause."""

from dataclasses import dataclass
from typing import Literal

EntityKind = Literal[
    "party",
    "date",
    "amount",
    "percentage",
    "duration",
    "defined_term",
    "section",
    "case_citation",
    "statute_citation",
]


@dataclass(frozen=True, slots=True)
class Entity:
    """Words of a question that name one thing.

    `text` is at `[start, end)` of the question's text. `value` is the same in one form: a date as `2019-05-03`
    (`2019-05`, `2019`), a sum as `USD 2000000`, a share as `7.5%`, a duration as ISO 8601 (`P30D`, `PT48H`; business
    days are counted as days), a clause as the outline numbers it (`7.2(b)`, `SCHEDULE 4`), a statute as `11 U.S.C. §
    365` or `Housing Act 1988 § 21`; of names the words, on one line.
    """

    kind: EntityKind
    text: str
    start: int
    end: int
    value: str
