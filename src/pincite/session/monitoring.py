"""How the tiers of a firm do, as far as the record and the ledger may be shown to whoever asks.

Whoever audits sees the rows of all questions, and what all calls cost. Everybody else sees their own. What a matter
cost is shown to those alone to whom the matter is open, and verdicts as far as feedback may be read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from pincite.audit.event import QUESTION_KINDS, Entry, Json
from pincite.audit.export.selection import moment
from pincite.audit.feedback import FEEDBACK, standing
from pincite.audit.parts import list_in
from pincite.audit.reading import View
from pincite.errors import AccessError, RecordError
from pincite.evaluation.monitoring import AskedOf, Pace, Paid, RouteReport, report
from pincite.ledger import Account, Charge
from pincite.ledger.budget import EACH, FIRM
from pincite.ledger.charge import month_of, shares
from pincite.session.budgeting import cautions
from pincite.session.feedback_content import read_back
from pincite.session.records import all_readable, reader, record_reading
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.session import Session

NO_TIER: Final = "none"
"""What the report calls the end of a question for which no model was asked: none may read it, or nothing was found."""

USUAL = timedelta(days=30)
"""The period where none is named."""


@dataclass(frozen=True, slots=True)
class RecordedRoutes:
    """A report, and the records that it was made of."""

    report: RouteReport
    seen: tuple[View, ...]


async def route_report(session: "Session", since: str | None, until: str | None) -> RouteReport:
    """The report on a period, once it is on the record that records of others were read for it.

    `since` and `until` are days or times; the last 30 days by default.

    Raises:
        RecordError: they are none, or out of order; or the record cannot be read or written.
        AccessError: the session is limited to some matters, or the rules changed meanwhile.
        LedgerError: the ledger cannot be read.
    """
    if session.principal.within is not None:
        raise AccessError("a session that is limited to some matters gets no report on what models cost")
    now = session.now()
    begins, ends = _period(since, until, now)
    found = await on_thread(_found, session, begins, ends, now)
    await record_reading(session, "route report", found.seen)
    return found.report


def _period(since: str | None, until: str | None, now: datetime) -> tuple[datetime, datetime]:
    """From when to when, up to now at most.

    Raises:
        RecordError: a date is none or lies in the future, or the first is after the last.
    """
    ends = now if until is None else moment(until, ends=True)
    if until is not None and ends - now > timedelta(days=1):
        raise RecordError(f"--until {until} lies in the future; leave it out for all until now")
    begins = ends - USUAL if since is None else moment(since)
    if since is not None and begins > now:
        raise RecordError(f"--since {since} lies in the future, so there is nothing to report yet; name a day before")
    if begins >= ends:
        raise RecordError(f"--since {since} is not before --until {until}; exchange the two")
    return begins, min(ends, now)


def _found(session: "Session", begins: datetime, ends: datetime, now: datetime) -> RecordedRoutes:
    scope = session.scope()
    before = begins - (ends - begins)
    seen = [one for one in all_readable(session, scope) if one.entry.kind in (*QUESTION_KINDS, FEEDBACK)]
    verdicts = verdicts_of(one.entry for one in seen if one.entry.kind == FEEDBACK)
    questions = [one for one in seen if _is_question(one.entry) and before <= _at(one.entry) < ends]
    asked = [_asked(one.entry, verdicts.get(one.entry.seq, ())) for one in questions]
    charged = _charged(session, begins, ends)
    made = report(
        [one for one in asked if one.at >= begins],
        [one for one in asked if one.at < begins],
        _paid(charged),
        _of_matters(session, charged),
        tuple(_paces(session, charged, now)),
        (begins, ends),
        now,
    )
    return RecordedRoutes(replace(made, cautions=cautions(session)), tuple(questions))


def _is_question(entry: Entry) -> bool:
    is_asked = {"withholds", "again_of"}.isdisjoint(entry.facts)
    return entry.kind in QUESTION_KINDS and "tier" in entry.facts and is_asked


def _at(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.at)


def verdicts_of(entries: Iterable[Entry]) -> dict[int, tuple[bool, ...]]:
    """What people made of each reply, by the number of its record; the newest that each of them said."""
    found: dict[int, tuple[bool, ...]] = {}
    for (_, of), entry in standing(entries).items():
        is_good = read_back(entry.content).ok if entry.content is not None else None
        if is_good is not None:
            found[of] = (*found.get(of, ()), is_good)
    return found


def _asked(entry: Entry, verdicts: tuple[bool, ...]) -> AskedOf:
    routing = entry.facts.get("routing")
    attempts = attempts_of(routing.get("attempts") if isinstance(routing, dict) else None)
    return AskedOf(
        _at(entry),
        attempts[-1][0] if attempts else _unrouted(entry),
        entry.kind == "answer",
        tuple(name for name, _ in attempts[:-1]),
        verdicts,
        _replied_as(entry),
    )


def _replied_as(entry: Entry) -> str:
    """The name under which a model replied; empty where none wrote."""
    model = entry.facts.get("model")
    return model if isinstance(model, str) and entry.facts.get("model_calls") else ""


def _unrouted(entry: Entry) -> str:
    """The tier at which a question ended that no decision sent to one; `NO_TIER` if no model was asked."""
    from pincite.ask.routing import QUOTE

    tier = entry.facts.get("tier")
    if not isinstance(tier, str) or (tier != QUOTE and not entry.facts.get("model_calls")):
        return NO_TIER
    return tier


def attempts_of(rows: Json) -> list[tuple[str, bool]]:
    """The tiers that were tried, in order, each with whether its answer stood, from the record of a question."""
    found: list[tuple[str, bool]] = []
    for row in list_in(rows):
        match row:
            case {"tier": str(tier), "stands": bool(stands)}:
                found.append((tier, stands))
    return found


def _charged(session: "Session", begins: datetime, ends: datetime) -> tuple[Charge, ...]:
    """The charges of the period that the session's user may see; those of killed processes are found first."""
    ledger = session.firm.accounts.ledger
    ledger.recover()
    charges = ledger.charges(begins, ends)
    if reader(session).audits:
        return charges
    return tuple(one for one in charges if one.account.user == session.principal.user)


def _paid(charges: Sequence[Charge]) -> dict[str, Paid]:
    found: dict[str, Paid] = {}
    for one in charges:
        paid = found.get(one.tier, Paid())
        found[one.tier] = replace(
            paid,
            calls=paid.calls + 1,
            amount=paid.amount + one.amount,
            estimated=paid.estimated + one.amount * (one.state == "estimated"),
            abandoned=paid.abandoned + one.amount * (one.state == "abandoned"),
        )
    return found


def _of_matters(session: "Session", charges: Sequence[Charge]) -> list[tuple[str, int]]:
    """What each matter cost that is open to the session's user as a whole."""
    total: Counter[str] = Counter()
    for one in charges:
        total.update(shares(one.amount, one.account.matters))
    return [(matter, total[matter]) for matter in map(str, session.scope().matters) if matter in total]


def _paces(session: "Session", charges: Sequence[Charge], now: datetime) -> Iterator[Pace]:
    """The budgets of this month that the user may see: their own, those of open matters, and all users' if they audit.

    Those who audit see that of a user who asked nothing too, and so one whose name is misspelt.
    """
    accounts, month = session.firm.accounts, month_of(now)
    audits = reader(session).audits
    users = {session.principal.user}
    if audits:
        users |= {one.account.user for one in charges}
        users |= {one.name for one in accounts.budgets.entries if one.whose == "user" and one.name != EACH}
    matters = frozenset(map(str, session.scope().matters))
    limits = dict.fromkeys(limit for user in sorted(users) for limit in accounts.budgets.limits(Account(user, matters)))
    for limit in limits:
        name = FIRM if limit.whose == "firm" else limit.name
        if audits or limit.whose != "firm":
            yield Pace(limit.owner, limit.most, accounts.ledger.spent(limit.whose, name, month))
