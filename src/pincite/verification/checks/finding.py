"""The findings of deterministic checks against a claim."""

from dataclasses import dataclass
from typing import Literal, get_args

CheckName = Literal[
    "figures",
    "dates",
    "periods",
    "sections",
    "roles",
    "terms",
    "names",
    "modals",
    "negation",
    "opposites",
    "qualifiers",
    "comparisons",
    "conjunctions",
    "quantifiers",
    "quotation",
    "invention",
]

CHECKS: tuple[CheckName, ...] = tuple(name for name in get_args(CheckName) if name != "invention")
"""The names of all checks of a claim against one passage, in a fixed order. "invention" is not among them: it is what
`verification.inventions` finds, which reads all the evidence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding against a claim; `message` says what it is, as a sentence without a capital or full stop."""

    check: CheckName
    message: str
