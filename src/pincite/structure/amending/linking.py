"""Which agreement an amendment changes, by what it says of it: its title, its date, its parties.

A wrong guess would change the wrong contract. An amendment that fits two agreements, or fits one only by its title, is
therefore a possible link: it is shown, but changes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Fact

CERTAIN = 20
"""Fit from which an agreement is the one meant, if no other fits as well."""

MOST_COUNTED = 4
"""Most parties that count in the fit. An agreement with exactly the title counts as much as that many parties."""

_WORD = re.compile(r"[a-z0-9]+")
_DATED = re.compile(r"\s*\((?P<date>\d{4}(?:-\d\d){0,2})\)$")
_EMPTY = frozenset("the a an this that certain of by and between among for to in on".split())  # noqa: SIM905 - words read best as words
_KINDS = frozenset("agreement contract lease deed license licence plan note indenture charter addendum".split())  # noqa: SIM905 - words read best as words
_FORMS = frozenset(
    "inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag sa nv bv the".split()  # noqa: SIM905 - words read best as words
)
_CHANGES = frozenset("amendment addendum supplement waiver".split())  # noqa: SIM905 - words read best as words
_NUMBERS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905 - words read best as words
_NUMBER = re.compile(
    r"(?i)\b(?:amendment|addendum|supplement)\s*(?:no\.?|number|nr\.?|#)?\s*#?(?P<figure>\d{1,3})\b|"
    rf"\b(?P<word>{'|'.join(_NUMBERS)})\s+(?:amendment|addendum|supplement)\b|"
    rf"\b(?:amendment|addendum|supplement)\s+(?:no\.?\s*|number\s+)?(?P<after>one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_COUNTS = "one two three four five six seven eight nine ten".split()  # noqa: SIM905 - words read best as words


@dataclass(frozen=True, slots=True)
class Described:
    """What distinguishes a document from others: its title and its facts."""

    title: str
    facts: tuple[Fact, ...]

    def values(self, *kinds: str) -> tuple[str, ...]:
        """The values of the facts of some kinds, in the order of the text."""
        return tuple(fact.value for fact in self.facts if fact.kind in kinds)

    @property
    def is_change(self) -> bool:
        """True for an amendment or an addendum; False for an agreement, restated or not."""
        types = self.values("type")
        return any(kind in ("Amendment", "Addendum") for kind in types) or bool(_CHANGES & _words(self.title))


def number_of(title: str) -> int | None:
    """The number of an amendment; None when its title gives none.

    >>> number_of("AMENDMENT NO. 2 TO LEASE"), number_of("Third Amendment"), number_of("Amendment")
    (2, 3, None)
    """
    match = _NUMBER.search(title)
    if match is None:
        return None
    if match["figure"]:
        return int(match["figure"])
    word = (match["word"] or match["after"]).lower()
    return (_NUMBERS.index(word) if word in _NUMBERS else _COUNTS.index(word)) + 1


def name_of(title: str) -> str:
    """The name of an amendment for use beside the agreement that it changes.

    >>> name_of("AMENDMENT NO. 2 TO SUPPLY AGREEMENT"), name_of("Third Amendment to Lease"), name_of("Side Letter")
    ('Amendment No. 2', 'Amendment No. 3', 'Side Letter')
    """
    number = number_of(title)
    match = _NUMBER.search(title)
    if number is not None and match is not None:
        kind = next((one for one in ("addendum", "supplement") if one in match[0].lower()), "amendment")
        return f"{kind.capitalize()} No. {number}"
    return " ".join(title.split())


def fit(amendment: Described, agreement: Described) -> int:
    """How well an agreement fits what an amendment says about the agreement that it changes; 0 if not at all.

    From 30: title, date and a party agree. From 20: two of them do, and nothing contradicts. From 10: only the title
    agrees. Each further party raises the fit, and so does an identical title.
    """
    names = amendment.values("amends")
    if not names or agreement.is_change:
        return 0
    dated = _DATED.search(names[0])
    name = _words(names[0][: dated.start()] if dated is not None else names[0])
    is_named = _is_called(name, agreement)
    dates = agreement.values("date", "effective_date")
    same_day = dated is not None and any(_same_day(dated["date"], date) for date in dates)
    if dated is not None and dates and not same_day:
        return 0
    shared = shared_parties(amendment, agreement)
    more = min(shared, MOST_COUNTED) + (MOST_COUNTED if name == _words(agreement.title) else 0)
    knows_parties = bool(amendment.values("party")) and bool(agreement.values("party"))
    if knows_parties and not shared:
        return 10 + more if is_named and same_day else 0
    if is_named:
        return more + (30 if same_day and shared else 20 if same_day or shared >= 2 else 10)
    return 20 + more if same_day and shared >= 2 else 0


def likeliest(fits: Sequence[int]) -> tuple[tuple[int, ...], bool]:
    """The indices of the agreements that fit best, and whether that is enough to be certain if there is but one.

    >>> likeliest([36, 31, 0]), likeliest([22, 22]), likeliest([15]), likeliest([0])
    (((0,), True), ((0, 1), True), ((0,), False), ((), False))
    """
    best = max(fits, default=0)
    return tuple(at for at, one in enumerate(fits) if one == best > 0), best >= CERTAIN


def _is_called(name: frozenset[str], agreement: Described) -> bool:
    """True when a name is the agreement's title or kind, or differs from it only by words in front."""
    if not name - _KINDS:
        return False
    for title in (agreement.title, *agreement.values("title", "type")):
        words = _words(title)
        if words - _KINDS and (name <= words or (words <= name and len(words) > 1)):
            return True
    return False


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title.lower())) - _EMPTY


def _same_day(one: str, other: str) -> bool:
    """True when two dates agree in every part that both give."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter] and shorter >= 7


def _shared(some: Sequence[str], others: Sequence[str]) -> int:
    """How many parties of one document are parties of another."""
    known = [party for party in map(_party, others) if party]
    return sum(
        any(party == other or (party[:2] == other[:2] and len(party) > 1) for other in known)
        for party in map(_party, some)
        if party
    )


def shared_parties(one: Described, other: Described) -> int:
    """How many parties of one document are parties of another."""
    return _shared(one.values("party"), other.values("party"))


def _party(name: str) -> tuple[str, ...]:
    """A party's name without its form of company.

    >>> _party("Gannet Pump Works, Inc.")
    ('gannet', 'pump', 'works')
    """
    return tuple(word for word in _WORD.findall(name.lower()) if word not in _FORMS)
