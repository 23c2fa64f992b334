"""How the tiers of a firm do over a period: shares, costs, refusals, verdicts, and what calls for a look.

All of it is counted from what the record and the ledger show to one reader.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.proportion import wilson

ALPHA: Final = 0.05
"""The chance that a confidence sequence ever misses the truth, however often it is looked at."""

BEST_AT: Final = 100
"""Verdicts at which a confidence sequence is about as narrow as it can be: what a firm has of a tier in a month."""

TARGET: Final = 0.85
"""The share of good answers that is promised, as in `ask`."""

MOVED: Final = 0.10
"""The change of a tier's share that matters; a smaller one is not told, however certain it is."""

FEWEST: Final = 20
"""Questions of a period from which its mix is compared with another's."""

HALF_USED: Final = 0.5
"""The part of a budget that is used before its pace is spoken of."""

AlarmKind = Literal["mix", "quality", "cost", "model"]


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question on the record: the tier it ended at, which ones before it fell short, and what was made of it.

    `verdicts` say whether each person who judged it called it good. `model` is the name under which a model replied,
    empty where none wrote.
    """

    at: datetime
    tier: str
    is_answered: bool
    fell_short: tuple[str, ...] = ()
    verdicts: tuple[bool, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """What was charged for a tier, in pico-dollars: all of it, and how much of it was estimated, or abandoned."""

    calls: int = 0
    amount: int = 0
    estimated: int = 0
    abandoned: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """A budget that bears on this month: whose it is, what it allows for and what was spent, in pico-dollars."""

    owner: str
    most: int
    spent: int


@dataclass(frozen=True, slots=True)
class TierRow:
    """A tier over the period.

    `share` is that of the questions that ended there; `fell_short` are those that went on to a dearer tier.
    `good` and `judged` count verdicts, and `quality` bounds the share of good ones, at every moment at once.
    """

    tier: str
    questions: int
    share: Interval
    answered: int
    refused: int
    fell_short: int
    good: int
    judged: int
    quality: Interval | None
    paid: Paid


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that calls for a look, in a sentence."""

    kind: AlarmKind
    sentence: str


@dataclass(frozen=True, slots=True)
class RouteReport:
    """The tiers of a period that ends before `until`, with the costs of each visible matter, in pico-dollars.

    `cautions` are sentences about budgets that limit nothing.
    """

    since: datetime
    until: datetime
    rows: tuple[TierRow, ...]
    by_day: tuple[tuple[date, Mapping[str, int]], ...]
    matters: tuple[tuple[str, int], ...]
    paces: tuple[Pace, ...]
    alarms: tuple[Alarm, ...]
    cautions: tuple[str, ...] = ()

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return sum(row.questions for row in self.rows)

    @property
    def amount(self) -> int:
        """What all of it cost, in pico-dollars."""
        return sum(row.paid.amount for row in self.rows)


def confidence_sequence(outcomes: Sequence[bool], alpha: float = ALPHA) -> Interval | None:
    """Bounds on the mean of what is drawn one by one; they hold at every moment at once, so one may look daily.

    The bounds of all moments so far are intersected. None without outcomes, and where the bounds exclude each other:
    then the mean has changed.

    Source: Howard, Ramdas, McAuliffe, Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences",
    Annals of Statistics 49(2), 2021, eq. 14 (Robbins' normal mixture, two-sided), for values in [0, 1], which are
    sub-Gaussian with variance 1/4: after n of them |mean - truth| <= sqrt((v + r) log((v + r) / (r a^2))) / n with
    v = n / 4. Any r > 0 holds; here that by which the bound is about narrowest after `BEST_AT` outcomes.

    >>> bounds = confidence_sequence([True, True, False, True, True] * 20)
    >>> bounds is not None and (round(bounds.low, 2), round(bounds.high, 2))
    (0.65, 0.95)
    """
    mixed = BEST_AT / 4 / (2 * math.log(1 / alpha) + math.log(1 + 2 * math.log(1 / alpha)))
    low, high, total = 0.0, 1.0, 0
    for count, outcome in enumerate(outcomes, start=1):
        total += outcome
        variance = count / 4 + mixed
        radius = math.sqrt(variance * math.log(variance / (mixed * alpha**2))) / count
        low, high = max(low, total / count - radius), min(high, total / count + radius)
    return Interval(low, high) if outcomes and low <= high else None


def difference(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """The 95 % interval of how much larger the second share is, each given as successes and trials.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17, 1998, method 10.
    """
    one, other = wilson(*first), wilson(*second)
    before, after = first[0] / first[1], second[0] / second[1]
    down = math.hypot(after - other.low, one.high - before)
    up = math.hypot(other.high - after, before - one.low)
    return Interval(after - before - down, after - before + up)


def report(
    asked: Sequence[AskedOf],
    before: Sequence[AskedOf],
    paid: Mapping[str, Paid],
    matters: Iterable[tuple[str, int]],
    paces: Sequence[Pace],
    period: tuple[datetime, datetime],
    now: datetime,
) -> RouteReport:
    """The report on a period; `before` are the questions of the time of the same length before it."""
    since, until = period
    tiers = dict.fromkeys([*(one.tier for one in asked), *(tier for one in asked for tier in one.fell_short), *paid])
    rows = tuple(_row(tier, asked, paid.get(tier, Paid())) for tier in sorted(tiers))
    days: dict[date, Counter[str]] = {}
    for one in asked:
        days.setdefault(one.at.date(), Counter())[one.tier] += 1
    alarms = (*_mix(asked, before), *_models(asked, before), *_quality(rows), *_cost(paces, now))
    return RouteReport(since, until, rows, tuple(sorted(days.items())), tuple(sorted(matters)), tuple(paces), alarms)


def _row(tier: str, asked: Sequence[AskedOf], paid: Paid) -> TierRow:
    here = [one for one in asked if one.tier == tier]
    verdicts = [verdict for one in here for verdict in one.verdicts]
    return TierRow(
        tier,
        len(here),
        wilson(len(here), len(asked)) if asked else Interval(0.0, 1.0),
        sum(one.is_answered for one in here),
        sum(not one.is_answered for one in here),
        sum(tier in one.fell_short for one in asked),
        sum(verdicts),
        len(verdicts),
        confidence_sequence(verdicts),
        paid,
    )


def _mix(asked: Sequence[AskedOf], before: Sequence[AskedOf]) -> list[Alarm]:
    """Tiers whose share of the questions moved."""
    if min(len(asked), len(before)) < FEWEST:
        return []
    then, now = Counter(one.tier for one in before), Counter(one.tier for one in asked)
    alarms: list[Alarm] = []
    for tier in sorted(then | now):
        moved = difference((then[tier], len(before)), (now[tier], len(asked)))
        change = now[tier] / len(asked) - then[tier] / len(before)
        if abs(change) >= MOVED and not moved.low <= 0 <= moved.high:
            alarms.append(
                Alarm(
                    "mix",
                    f"tier {tier} ended {now[tier] / len(asked):.0%} of the questions, after "
                    f"{then[tier] / len(before):.0%} in the time before of the same length (difference "
                    f"{moved.low:+.0%} to {moved.high:+.0%}); look whether the questions, the router or a provider "
                    "changed",
                )
            )
    return alarms


def _models(asked: Sequence[AskedOf], before: Sequence[AskedOf]) -> list[Alarm]:
    """Tiers that replied under another name than in the time before, or under several within the period.

    Prices, verdicts and the router were learnt of the model of then.
    """
    alarms: list[Alarm] = []
    for tier in sorted({one.tier for one in asked if one.model}):
        replied = sorted((one for one in (*before, *asked) if one.tier == tier and one.model), key=lambda one: one.at)
        newest = replied[-1].model
        others = Counter(one.model for one in replied if one.model != newest)
        if others:
            names = ", ".join(f"{name} ({count:,})" for name, count in others.most_common())
            last_other = max(place for place, one in enumerate(replied) if one.model != newest)
            first = replied[last_other + 1].at
            alarms.append(
                Alarm(
                    "model",
                    f"tier {tier} replies as {newest} since {first.date()}, and replied as {names}; look whether the "
                    "settings or the provider changed, then at its price, and train the router again",
                )
            )
    return alarms


def _quality(rows: Sequence[TierRow]) -> list[Alarm]:
    """Tiers that certainly have fewer good answers than promised, or that certainly changed."""
    alarms: list[Alarm] = []
    for row in rows:
        if row.judged and row.quality is None:
            said = f"verdicts on tier {row.tier} changed within the period: no one share of good answers fits all of it"
            alarms.append(Alarm("quality", f"{said}; look whether its model was exchanged"))
        elif row.quality is not None and row.quality.high < TARGET:
            alarms.append(
                Alarm(
                    "quality",
                    f"at most {row.quality.high:.0%} of the answers of tier {row.tier} are good ({row.good} of "
                    f"{row.judged} verdicts), below the {TARGET:.0%} that is promised; label some of its questions and "
                    "train the router again",
                )
            )
    return alarms


def _cost(paces: Sequence[Pace], now: datetime) -> list[Alarm]:
    """Budgets that end before their month does, if it goes on like this."""
    gone = elapsed(now)
    alarms: list[Alarm] = []
    for pace in paces:
        used = pace.spent / pace.most if pace.most else 1.0
        if used >= HALF_USED and used > gone:
            outlook = "at this pace it ends before the month does" if used < 1 else "nothing is left of it this month"
            alarms.append(
                Alarm(
                    "cost", f"{used:.0%} of the budget of {pace.owner} is used after {gone:.0%} of the month; {outlook}"
                )
            )
    return alarms


def elapsed(now: datetime) -> float:
    """The part of its month, in the time zone that it is given in, that is over at a moment.

    >>> from datetime import UTC
    >>> elapsed(datetime(2026, 11, 16, tzinfo=UTC))
    0.5
    """
    begins = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ends = begins.replace(year=begins.year + begins.month // 12, month=begins.month % 12 + 1)
    return (now - begins) / (ends - begins)
