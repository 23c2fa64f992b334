"""Views of how the tiers of a firm do over a period."""

from dataclasses import dataclass

from pincite.evaluation.monitoring import RouteReport, TierRow
from pincite.models.chat.prices import usd


@dataclass(frozen=True, slots=True)
class Monitored:
    """A report on a firm's tiers."""

    report: RouteReport

    def json(self) -> dict[str, object]:
        """The contract's report. Amounts are in US dollars, and in pico-dollars where they are exact."""
        found = self.report
        return {
            "since": found.since.isoformat(),
            "until": found.until.isoformat(),
            "questions": found.questions,
            "cost_usd": usd(found.amount),
            "pico_usd": found.amount,
            "tiers": [_tier(row) for row in found.rows],
            "days": [{"day": day.isoformat(), "questions": dict(counts)} for day, counts in found.by_day],
            "matters": [{"matter": matter, "pico_usd": amount} for matter, amount in found.matters],
            "budgets": [{"of": one.owner, "pico_usd": one.most, "spent_pico_usd": one.spent} for one in found.paces],
            "alarms": [{"kind": alarm.kind, "message": alarm.sentence} for alarm in found.alarms],
            "cautions": list(found.cautions),
        }


def _tier(row: TierRow) -> dict[str, object]:
    quality = row.quality
    return {
        "tier": row.tier,
        "questions": row.questions,
        "share": [round(row.share.low, 4), round(row.share.high, 4)],
        "answered": row.answered,
        "refused": row.refused,
        "fell_short": row.fell_short,
        "good": row.good,
        "judged": row.judged,
        "quality": None if quality is None else [round(quality.low, 4), round(quality.high, 4)],
        "calls": row.paid.calls,
        "pico_usd": row.paid.amount,
        "estimated_pico_usd": row.paid.estimated,
        "abandoned_pico_usd": row.paid.abandoned,
    }
