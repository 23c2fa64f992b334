"""Names and terms: words with a capital that are in a claim and nowhere in the passage."""

from collections.abc import Iterator

from pincite.verification.checks.actors import ROLES
from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.dates import DAYS, MONTHS
from pincite.verification.checks.reading import TokenizedText

MONTH_NAMES = frozenset(month.lower() for month in MONTHS)
_GENERIC = frozenset(
    """
    agreement agreements contract contracts party parties confidential information recipient receiving disclosing
    disclosure i section article clause schedule exhibit company i'm i'll i've i'd mr mrs ms dr ok yes nda
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that claims use for things in contracts, whatever the contract calls them."""

_TERM_HEADS = frozenset(
    """
    fees fee goods date term event events credits services service period products product property rent premises
    amount price commitment notice asset assets interest shares liabilities affiliate affiliates expenses law person
    territory purpose works deliverables material materials data rights software losses costs claims claim closing day
    days consideration representative representatives subsidiary subsidiaries threshold basket cap rate payment payments
    balance account accounts tax taxes breach default condition conditions approval user users records budget sales
    revenue profit income year quarter plan loan note stock customer supplier licensee licensor buyer seller tenant
    landlord lessee lessor borrower lender client contractor employer employee vendor purchaser guarantor agent
    distributor franchisee franchisor provider consultant
    """.split()  # noqa: SIM905 - words read best as words
)
LEAST_COVERED_TERMS = 0.6
LEAST_COVERED_NAMES = 0.45
LEAST_ORDERED = 0.7
"""The least share of the claim, in order, that the passage must have before two names are taken to correspond."""


def terms(comparison: Comparison) -> Iterator[str]:
    """Defined terms of the claim that the passage lacks, or has another in place of, if the rest is the passage's."""
    if comparison.coverage < LEAST_COVERED_TERMS:
        return
    for at, other in _replaced(comparison):
        if _is_in_term(comparison.claim, at):
            yield _instead(comparison, at, other)
    for words in _runs(comparison):
        if comparison.claim.words[words[-1]] in _TERM_HEADS and any(_is_missing(comparison, at) for at in words):
            yield f'the term "{comparison.claim.shown(words[0], words[-1])}" stands nowhere in the passage'


def names(comparison: Comparison) -> Iterator[str]:
    """Names of the claim that are nowhere in the passage, not even in part, or are in the place of another."""
    if comparison.coverage < LEAST_COVERED_NAMES:
        return
    for at, other in _replaced(comparison):
        if not _is_in_term(comparison.claim, at):
            yield _instead(comparison, at, other)
    for words in _runs(comparison):
        if comparison.claim.words[words[-1]] in _TERM_HEADS:
            continue
        if all(_is_missing(comparison, at) for at in words):
            yield f'"{comparison.claim.shown(words[0], words[-1])}" stands nowhere in the passage'


def _instead(comparison: Comparison, at: int, other: int) -> str:
    said, stands = comparison.claim.shown(at, at), comparison.premise.shown(other, other)
    return f'the claim says "{said}"; the passage says "{stands}"'


def _is_in_term(claim: TokenizedText, at: int) -> bool:
    return claim.words[at] in _TERM_HEADS or (at + 1 < len(claim.words) and claim.words[at + 1] in _TERM_HEADS)


def _replaced(comparison: Comparison) -> Iterator[tuple[int, int]]:
    """Pairs of single words with a capital, in each other's place, with the same words around them."""
    if comparison.ordered < LEAST_ORDERED:
        return
    claim, premise = comparison.claim, comparison.premise
    for stretch in comparison.stretches:
        said = [at for at in stretch.claim_places if claim.stems[at]]
        given = [at for at in stretch.premise_places if premise.stems[at]]
        if not (stretch.is_inner and stretch.is_short and len(said) == len(given) == 1):
            continue
        at, other = said[0], given[0]
        words = claim.words[at], premise.words[other]
        are_names = claim.is_capital(at) and premise.is_capital(other) and words[0] not in MONTH_NAMES
        if are_names and words[0][:4] != words[1][:4] and not ({*words} & (ROLES | _GENERIC)):
            yield at, other


def _runs(comparison: Comparison) -> Iterator[list[int]]:
    """Runs of words with a capital inside a sentence of the claim; none if most words have one."""
    claim = comparison.claim
    capitals = [at for at in range(len(claim.words)) if claim.is_capital(at)]
    if len(capitals) > 0.5 * len(claim.words):
        return
    run: list[int] = []
    for at in capitals:
        if run and (at != run[-1] + 1 or claim.between(run[-1], at).strip()):
            yield run
            run = []
        opens = (
            at == 0
            or (at == 1 and 0 in capitals)
            or claim.is_parted(at - 1, at)
            or claim.between(at - 1, at).rstrip().endswith('"')
        )
        word = claim.words[at]
        if not opens and claim.stems[at] and word not in MONTH_NAMES and word not in DAYS:
            run.append(at)
    if run:
        yield run


def _is_short_for(written: str, comparison: Comparison) -> bool:
    """Whether letters are the initials of words with a capital in the passage: "UK" of "United Kingdom"."""
    if not (written.isupper() and 2 <= len(written) <= 6):
        return False
    return written in comparison.premise_initials


def _is_missing(comparison: Comparison, at: int) -> bool:
    word, stem = comparison.claim.words[at], comparison.claim.stems[at]
    if word in _GENERIC or _is_short_for(comparison.claim.text[slice(*comparison.claim.spans[at])], comparison):
        return False
    if stem in comparison.premise_stems or word in comparison.premise_words:
        return False
    bare = word.removesuffix("'s").replace("'", "")
    return bare[: max(4, len(bare) - 3)] not in comparison.premise.text.lower()
