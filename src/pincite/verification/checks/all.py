"""All checks of one claim against one passage."""

from collections.abc import Callable, Iterator, Mapping

from pincite.verification.checks.comparison import Comparison, compare
from pincite.verification.checks.comparisons import comparisons
from pincite.verification.checks.conjunctions import conjunctions
from pincite.verification.checks.dates import dates
from pincite.verification.checks.figures import figures
from pincite.verification.checks.finding import CHECKS, CheckName, Finding
from pincite.verification.checks.mentions import names, terms
from pincite.verification.checks.modals import modals
from pincite.verification.checks.negation import negation
from pincite.verification.checks.opposites import opposites
from pincite.verification.checks.periods import periods
from pincite.verification.checks.qualifiers import qualifiers
from pincite.verification.checks.quantifiers import quantifiers
from pincite.verification.checks.quotation import quotation
from pincite.verification.checks.reading import read
from pincite.verification.checks.roles import roles
from pincite.verification.checks.sections import sections

_CHECKS: Mapping[CheckName, Callable[[Comparison], Iterator[str]]] = {
    "figures": figures,
    "dates": dates,
    "periods": periods,
    "sections": sections,
    "roles": roles,
    "terms": terms,
    "names": names,
    "modals": modals,
    "negation": negation,
    "opposites": opposites,
    "qualifiers": qualifiers,
    "comparisons": comparisons,
    "conjunctions": conjunctions,
    "quantifiers": quantifiers,
    "quotation": quotation,
}


def findings(claim: str, premise: str) -> tuple[Finding, ...]:
    """What the checks find against a claim that rests on a passage, in the order of `CHECKS`; each message once.

    The time is linear in the length of both.
    """
    comparison = compare(read(claim), read(premise))
    return tuple(
        Finding(name, message)
        for name in CHECKS
        if name in _CHECKS
        for message in dict.fromkeys(_CHECKS[name](comparison))
    )
