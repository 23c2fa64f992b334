"""View of the requests to language models in a period."""

from dataclasses import dataclass

from pincite.audit.requests import Requests
from pincite.sensitivity import WORDS


@dataclass(frozen=True, slots=True)
class RequestsSent:
    """Where requests went and how sensitive they were, and whether the record shows that each was allowed."""

    found: Requests

    def json(self) -> dict[str, object]:
        """The contract's requests."""
        found = self.found
        return {
            "ok": found.ok,
            "from": found.period.since.isoformat(),
            "to": found.end.isoformat(),
            "records": found.records,
            "first": found.first or None,
            "last": found.last or None,
            "requests": found.requests,
            "sent": [
                {
                    "place": went.place,
                    "tier": went.tier,
                    "model": went.model,
                    "accepts": went.accepts,
                    **{level: found.counts.get((went, level), 0) for level in WORDS},
                }
                for went in sorted({went for went, _ in found.counts}, key=lambda went: (went.place, went.tier))
            ],
            "not_allowed": [
                {
                    "record": one.seq,
                    "purpose": one.purpose,
                    "sensitivity": one.sensitivity,
                    "place": one.went.place,
                    "tier": one.went.tier,
                    "model": one.went.model,
                    "accepts": one.went.accepts,
                }
                for one in found.not_allowed
            ],
            "silent": list(found.silent),
            "unfinished": list(found.unfinished),
            "gaps": list(found.gaps),
        }
