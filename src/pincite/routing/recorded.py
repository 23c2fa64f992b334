"""Labels from a firm's own record: what became of each model that was asked, and what people made of the answers.

An answer that stood, and that nobody called bad, counts for the dearer tiers as well: a cascade would not have asked
them. So the chance of a tier is that of a cascade that goes up to it. What a tier would have said that is cheaper than
all that were asked, nobody knows; such a question is no label.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pincite.errors import RoutingError
from pincite.routing.labels import FEWEST, Label


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question that was put to models once.

    `ok` says of tiers whether the answer was good enough; `by_people` are those of which people say it. `at` is the
    number of the record, and `matter` the only one that was searched, None where there were several.
    """

    question: str
    ok: Mapping[str, bool]
    by_people: frozenset[str]
    at: int
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class Partly:
    """A question without answers of the `missing` tiers, and what is known of the others.

    `at` is the number of its newest record, and `matter` the only one that was searched then.
    """

    question: str
    ok: Mapping[str, bool]
    missing: tuple[str, ...]
    matter: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """The labels of a record for `tiers`, named cheapest first, and the questions that make none.

    Of these, those come first that people called badly answered. `records` are the numbers of those that have the
    questions of labels.
    """

    tiers: tuple[str, ...]
    labels: tuple[Label, ...]
    partly: tuple[Partly, ...]
    records: tuple[int, ...] = ()

    def require_enough(self) -> None:
        """Refuse too few labels.

        Raises:
            RoutingError: there are fewer than training takes.
        """
        if len(self.labels) < FEWEST:
            rest = f"; of {len(self.partly)} more, some tier's answer is unknown" if self.partly else ""
            raise RoutingError(
                f"the record that you may read has {len(self.labels)} labelled questions{rest}: {FEWEST} are needed. "
                "Ask on, have the other tiers asked with: pincite route sample --count N, or train from a file"
            )


def outcome(
    question: str,
    attempts: Sequence[tuple[str, bool | None]],
    said: Sequence[bool],
    at: int,
    matter: str | None = None,
) -> Outcome:
    """What one record says: of each tier that was tried whether its answer stood, None where it gave none.

    `said` is what people made of the reply, which is that of the last tier. One who calls it bad is enough.

    >>> outcome("Who pays?", [("small", False), ("large", True)], [False], 7).ok
    {'small': False, 'large': False}
    """
    ok = {tier: stands for tier, stands in attempts if stands is not None}
    if not attempts or not said:
        return Outcome(question, ok, frozenset(), at, matter)
    last = attempts[-1][0]
    return Outcome(question, {**ok, last: all(said)}, frozenset({last}), at, matter)


def recorded(outcomes: Iterable[Outcome], tiers: Sequence[str]) -> Recorded:
    """The labels for tiers, named cheapest first: each question once, whatever its case and spaces.

    Of several outcomes, what people say counts before what checks found, and the newer before the older.
    """
    known: dict[str, dict[str, tuple[bool, int, bool]]] = {}
    newest: dict[str, Outcome] = {}
    places: dict[str, list[int]] = {}
    for one in sorted(outcomes, key=lambda each: each.at):
        key = " ".join(one.question.split()).casefold()
        newest[key] = one
        places.setdefault(key, []).append(one.at)
        row = known.setdefault(key, {})
        for tier, is_good in one.ok.items():
            found = (tier in one.by_people, one.at, is_good)
            row[tier] = max(row.get(tier, found), found)
    labels: list[Label] = []
    records: list[int] = []
    partly: list[tuple[bool, Partly]] = []
    for key, row in known.items():
        ok = _with_dearer({tier: row[tier][2] for tier in tiers if tier in row}, tiers)
        missing = tuple(tier for tier in tiers if tier not in ok)
        if ok and not missing:
            labels.append(Label(newest[key].question, ok))
            records += places[key]
        elif ok:
            is_called_bad = any(by_people and not is_good for by_people, _, is_good in row.values())
            last = newest[key]
            partly.append((is_called_bad, Partly(last.question, ok, missing, last.matter, last.at)))
    partly.sort(key=lambda each: not each[0])
    return Recorded(tuple(tiers), tuple(labels), tuple(one for _, one in partly), tuple(sorted(records)))


def _with_dearer(ok: Mapping[str, bool], tiers: Sequence[str]) -> dict[str, bool]:
    """The same, with unknown tiers counted as good if they are dearer than a good one."""
    whole: dict[str, bool] = {}
    is_good = False
    for tier in tiers:
        if tier in ok:
            is_good = is_good or ok[tier]
            whole[tier] = ok[tier]
        elif is_good:
            whole[tier] = True
    return whole
