"""Parties and their roles: who owes what to whom."""

from collections.abc import Iterator, Sequence

from pincite.verification.checks.actors import OF_PARTY, ROLES, PartyAction, party_actions
from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.reading import TokenizedText, same_action

LEAST_COVERED = 0.6
LEAST_ALIKE = 0.85
"""The least share of the claim's words that the passage must have if only the order of the parties differs: "shall be
paid by Customer" names them in another order too, and says "by"."""

_VAGUE = frozenset(("party", "company"))


def roles(comparison: Comparison) -> Iterator[str]:
    """The places at which a verb's actor and patient are exchanged, or another party than in the passage acts."""
    if comparison.coverage < LEAST_COVERED:
        return
    messages = [*_by_deeds(comparison)] or [*_by_places(comparison)]
    yield from messages or _by_sequence(comparison)


def _by_deeds(comparison: Comparison) -> Iterator[str]:
    """The differences between the actions in claim and passage that have the same verb."""
    claim, premise = comparison.claim, comparison.premise
    names = _names(claim) & _names(premise)
    claimed = party_actions(claim, 0, len(claim.words), names)
    given = party_actions(premise, comparison.first, comparison.last, names) if claimed else []
    for action in claimed:
        same = [other for other in given if same_action(claim, action.verb, premise, other.verb)]
        verb = claim.words[action.verb]
        if not same or any((other.actor, other.patient) == (action.actor, action.patient) for other in same):
            continue
        if action.actor and action.patient and all(_is_reverse(action, other) for other in same):
            yield f'the claim says "{verb}" of {action.actor} towards {action.patient}; the passage says the reverse'
        elif action.actor and action.has_modal and _is_by_another(action, same) and _is_named(action.actor, comparison):
            yield f'the claim says "{verb}" of {action.actor}; the passage says it of {same[0].actor}'


def _by_places(comparison: Comparison) -> Iterator[str]:
    """Two parties in each other's place, with the same words around them."""
    if comparison.ordered < LEAST_COVERED:
        return
    claim, premise = comparison.claim, comparison.premise
    swapped: set[tuple[str, str]] = set()
    for stretch in comparison.stretches:
        said = {claim.words[at] for at in stretch.claim_places if claim.words[at] in ROLES}
        given = {premise.words[at] for at in stretch.premise_places if premise.words[at] in ROLES}
        if stretch.is_short and len(said) == len(given) == 1 and said != given:
            swapped.add((min(said), min(given)))
    for one, other in sorted(swapped):
        if (other, one) in swapped and one < other:
            yield f"{one} and {other} stand in each other's place in the passage"


def _by_sequence(comparison: Comparison) -> Iterator[str]:
    """Two parties that have changed places everywhere, in a claim that otherwise has the passage's words."""
    if comparison.coverage < LEAST_ALIKE:
        return
    claim, premise = comparison.claim, comparison.premise
    said, given = _sequence(claim, 0, len(claim.words)), _sequence(premise, comparison.first, comparison.last)
    named = sorted({role for role, _ in given})
    if len(named) != 2 or sorted({role for role, _ in said}) != named:
        return
    one, other = named
    exchanged = [(other if role == one else one, is_agent) for role, is_agent in given]
    if said == exchanged and said != given:
        yield f"{one} and {other} stand in each other's place in the passage"


def _sequence(reading: TokenizedText, first: int, last: int) -> list[tuple[str, bool]]:
    """The parties by their roles, in order, each with whether "by" comes before it."""
    found = []
    for at in range(first, last):
        word = reading.words[at]
        if word in OF_PARTY and at + 1 < last and reading.words[at + 1] == "party":
            found.append((f"{word} party", _is_agent(reading, at)))
        elif word in ROLES:
            found.append((word, _is_agent(reading, at)))
    return found


def _is_agent(reading: TokenizedText, at: int) -> bool:
    return "by" in reading.words[max(0, at - 2) : at]


def _names(reading: TokenizedText) -> frozenset[str]:
    """Words of meaning with a capital, returned in lower case."""
    return frozenset(
        word for at, word in enumerate(reading.words) if reading.stems[at] and reading.is_capital(at) and len(word) > 1
    )


def _is_reverse(action: PartyAction, other: PartyAction) -> bool:
    return action.actor != action.patient and (action.actor, action.patient) == (other.patient, other.actor)


def _is_by_another(action: PartyAction, same: Sequence[PartyAction]) -> bool:
    return all(other.has_modal and other.actor and not _overlap(other.actor, action.actor) for other in same)


def _overlap(one: str, other: str) -> bool:
    """Whether two names share a word that is not vague: "Acme" and "Acme Corp"."""
    return one == other or bool((set(one.split()) & set(other.split())) - _VAGUE)


def _is_named(name: str, comparison: Comparison) -> bool:
    """Whether the passage has all words of a name in the claim."""
    return all(word in comparison.premise_words for word in name.split())
