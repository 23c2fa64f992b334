"""What a claim adds to the words it repeats: a conjunct, a word that makes them stronger, another subject."""

import re
from collections.abc import Iterator, Sequence

from pincite.verification.checks.actors import ROLES, party_actions
from pincite.verification.checks.comparison import Comparison, Stretch
from pincite.verification.checks.reading import stem_of

LEAST_COVERED = 0.6
MOST_ADDED = 3
"""The most words of meaning of one addition; more make a statement of their own."""

_JOIN = frozenset("and or plus with including".split())  # noqa: SIM905 - read more easily as words
_STRONGER = (
    "whole entire full entirety fully entirely complete completely",
    "compound compounded",
    "immediate immediately instantly forthwith",
    "unlimited unrestricted uncapped",
    "unconditional unconditionally absolute absolutely",
    "irrevocable irrevocably",
    "exclusive exclusively sole solely",
    "perpetual perpetually forever permanent permanently indefinite indefinitely",
    "automatic automatically",
    "free freely",
    "personal personally",
    "criminal criminally",
    "double twice treble triple",
    "worldwide global globally",
    "sole solely alone",
    "always never",
    "unilateral unilaterally",
    "retroactive retroactively",
)
"""Words that make a right or a duty stronger; those of a line are equivalent."""

_ALIKE = (
    "rent rental", "fee charge payment amount sum price cost", "term period", "notice notification",
    "agreement contract lease deed licence license policy document clause section provision", "goods product item",
    "premises property unit building", "claim demand", "party", "deposit security", "invoice bill", "obligation duty",
    "law statute act regulation", "information data material", "loss damage", "employee staff personnel worker",
    "breach violation default", "interest", "service work",
)  # fmt: skip
"""Nouns that writers use for each other, by line."""

_WORDS_BETWEEN = frozenset("despite notwithstanding accordance according pursuant respect behalf".split())  # noqa: SIM905 - read more easily as words
"""Words that carry meaning elsewhere, and here only join others."""

_GENERIC = frozenset("agreement contract lease deed document clause section party parties".split())  # noqa: SIM905 - read more easily as words
"""Words that claims use for things, whatever the document calls them."""

_PREPOSITIONS = frozenset("for until to at on in by from through".split())  # noqa: SIM905 - read more easily as words
_BEFORE_NOUN = frozenset("a an the its his her their our any all each every also such other further".split())  # noqa: SIM905 - read more easily as words
_ARTICLES = frozenset("a an the any each every".split())  # noqa: SIM905 - read more easily as words
_NUMBERS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand day days week weeks month months year years hour hours business
    """.split()  # noqa: SIM905 - words read best as words
)
LONGEST_INSTEAD = 8
"""The most words of the passage that may be in the place of an addition."""

_NOT_SUBJECT = frozenset("it this that these those they there he she".split())  # noqa: SIM905 - read more easily as words
_THIRD = re.compile(r"\bthird (?:part(?:y|ies)|persons?)\b|\b(?:anyone|anybody|everyone|everybody)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:third|any (?:other )?(?:person|part)|other (?:persons?|part(?:y|ies))|persons?|any(?:one|body)|"
    r"every(?:one|body)|others|all|whomsoever|outside|public)\b",
    re.IGNORECASE,
)


def additions(comparison: Comparison, known: frozenset[str], named: frozenset[str]) -> Iterator[str]:
    """What the claim has beside words of the passage, and the passage nowhere.

    `known` are the stems of its pins, `named` those of the names of document and clause.
    """
    known = known | comparison.premise_stems
    yield from _stronger(comparison)
    yield from _third(comparison, named)
    yield from _another_actor(comparison, known | named)
    if comparison.coverage >= LEAST_COVERED:
        yield from _joined(comparison, known | named)
    if comparison.ordered < LEAST_COVERED:
        return
    yield from _another_noun(comparison, known)
    yield from _another_role(comparison)
    yield from _another_subject(comparison, known)


def _stronger(comparison: Comparison) -> Iterator[str]:
    """A word that makes a right or a duty stronger, if the passage has none of its line."""
    if comparison.coverage < LEAST_COVERED:
        return
    for line in _STRONGER:
        words = frozenset(line.split())
        said = [word for word in comparison.claim.words if word in words]
        if said and comparison.premise_words.isdisjoint(words):
            yield f'the passage does not say "{said[0]}"'


def _third(comparison: Comparison, named: frozenset[str]) -> Iterator[str]:
    """Third parties, if neither the passage nor its heading mentions any."""
    if comparison.coverage < LEAST_COVERED:
        return
    said = _THIRD.search(comparison.claim.text)
    is_named = said is not None and all(stem_of(word) in named for word in said[0].lower().split())
    if said and not is_named and not _OTHERS.search(comparison.premise.text):
        yield f'the passage says nothing of "{said[0]}"'


def _another_actor(comparison: Comparison, known: frozenset[str]) -> Iterator[str]:
    """A party that must or may do something and is not in the passage, in which another one must or may."""
    claim, premise = comparison.claim, comparison.premise
    nobody = frozenset[str]()
    given = {
        action.actor
        for action in party_actions(premise, comparison.first, comparison.last, nobody)
        if action.actor and action.has_modal
    }
    if not given:
        return
    for action in party_actions(claim, 0, len(claim.words), nobody):
        if action.actor and action.has_modal and action.actor in ROLES and stem_of(action.actor) not in known:
            yield f'the claim says "{claim.words[action.verb]}" of {action.actor}; the passage speaks of {min(given)}'


def _joined(comparison: Comparison, known: frozenset[str]) -> Iterator[str]:
    """Something joined by "and", "with" or the like to words of the passage, which does not mention it."""
    claim = comparison.claim
    for stretch in comparison.stretches:
        if stretch.is_inner and len(stretch.premise_places) > LONGEST_INSTEAD:
            continue
        for join in range(max(1, stretch.start), stretch.end):
            added = _phrase(comparison, join) if claim.words[join] in _JOIN else []
            before = claim.stems[join - 1] or claim.stems[join - 2]
            if not 1 <= len(added) <= MOST_ADDED or any(claim.stems[at] in known for at in added):
                continue
            if before in known and _stands_for_nothing(comparison, stretch, added):
                yield f'the passage says nothing of "{claim.shown(join, added[-1])}"'


def _phrase(comparison: Comparison, join: int) -> list[int]:
    """The words of meaning after a joining word, up to the next word that carries none."""
    claim = comparison.claim
    at = join + 1
    while at < len(claim.words) and claim.words[at] in _BEFORE_NOUN:
        at += 1
    found: list[int] = []
    while at < len(claim.words) and claim.stems[at] and not claim.between(at - 1, at).strip(" -"):
        found.append(at)
        at += 1
    return [] if any(claim.words[one] in _WORDS_BETWEEN | _GENERIC for one in found) else found


def _stands_for_nothing(comparison: Comparison, stretch: Stretch, added: Sequence[int]) -> bool:
    """Whether an addition replaces no words of the passage, or only one noun that is not like it."""
    claim, premise = comparison.claim, comparison.premise
    if not stretch.is_inner:
        return True
    instead = [
        at
        for at in stretch.premise_places
        if premise.stems[at] and premise.stems[at] not in claim.stems and not _is_of_number(premise.words[at])
    ]
    if not instead:
        return True
    return (
        len(instead) == len(added) == 1
        and any(premise.words[at] in ("and", "or") for at in range(stretch.premise_start, instead[0]))
        and not _are_verbs(comparison, added[0], instead[0])
        and not _are_alike(claim.stems[added[0]], premise.stems[instead[0]])
    )


def _another_noun(comparison: Comparison, known: frozenset[str]) -> Iterator[str]:
    """One noun after an article in the place of another, as the only word of meaning between two pairs."""
    claim, premise = comparison.claim, comparison.premise
    for stretch in comparison.stretches:
        said = [at for at in stretch.claim_places if claim.stems[at]]
        given = [at for at in stretch.premise_places if premise.stems[at]]
        if not stretch.is_inner or len(said) != 1 or len(given) != 1 or claim.stems[said[0]] in known:
            continue
        at, other = said[0], given[0]
        are_nouns = claim.words[at - 1] in _ARTICLES and premise.words[other - 1] in _ARTICLES
        if are_nouns and not _are_alike(claim.stems[at], premise.stems[other]):
            yield f'the claim says "{claim.words[at]}"; the passage says "{premise.words[other]}"'


def _another_role(comparison: Comparison) -> Iterator[str]:
    """One party in the place of another, with the same words around it: "if the Supplier is insolvent"."""
    claim, premise = comparison.claim, comparison.premise
    for stretch in comparison.stretches:
        said = [claim.words[at] for at in stretch.claim_places]
        given = [premise.words[at] for at in stretch.premise_places]
        if not stretch.is_inner or len(said) != len(given):
            continue
        changed = [(one, other) for one, other in zip(said, given, strict=True) if one != other]
        if len(changed) == 1 and changed[0][0] in ROLES and changed[0][1] in ROLES:
            yield f'the claim says "{changed[0][0]}"; the passage says "{changed[0][1]}"'


def _another_subject(comparison: Comparison, known: frozenset[str]) -> Iterator[str]:
    """One noun before the first paired word, if the passage's sentence begins with another."""
    claim, premise = comparison.claim, comparison.premise
    stretch = comparison.stretches[0]
    said = [at for at in stretch.claim_places if claim.stems[at]]
    given = [at for at in stretch.premise_places if premise.stems[at] and premise.words[at][0].isalpha()]
    missing = [at for at, stem in enumerate(claim.stems) if stem and comparison.pairs[at] < 0]
    if said != missing or len(said) != 1 or len(given) != 1 or not _is_subject(claim.words[: stretch.end], said[0]):
        return
    if premise.words[given[0] - 1] in ("of", "to", "for"):
        return
    if not _WORDS_BETWEEN.isdisjoint((claim.words[said[0]], premise.words[given[0]])):
        return
    if claim.stems[said[0]] in known or claim.words[said[0]] in ROLES or premise.words[given[0]] in ROLES:
        return
    if not _are_alike(claim.stems[said[0]], premise.stems[given[0]]):
        yield f'the claim speaks of "{claim.words[said[0]]}"; the passage of "{premise.words[given[0]]}"'


def _is_of_number(word: str) -> bool:
    return word[:1].isdigit() or word in _NUMBERS


def _are_verbs(comparison: Comparison, at: int, other: int) -> bool:
    """Whether two words look like verbs: "and runs for", "and continues for"."""
    words, others = comparison.claim.words, comparison.premise.words
    return all(
        one[place].endswith("s") and place + 1 < len(one) and one[place + 1] in _PREPOSITIONS
        for one, place in ((words, at), (others, other))
    )


def _is_subject(words: Sequence[str], at: int) -> bool:
    return at <= 1 and _NOT_SUBJECT.isdisjoint(words[: at + 1])


def _are_alike(one: str, other: str) -> bool:
    return any({one, other} <= {stem_of(word) for word in line.split()} for line in _ALIKE)
