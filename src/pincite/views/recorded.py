"""Views of a reply and of its statements, read back from the record: the fields of a reply that the record keeps."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pincite.retrieval.not_searched import NotSearched
from pincite.views.not_searched import not_searched_json
from pincite.views.reply import Audit, Looked, Refusal, Statement
from pincite.views.turn import Counts


@dataclass(frozen=True, slots=True)
class RecordedStatement:
    """A statement of a reply; `number` counts from 1, and `seq` is the record that it was released with."""

    number: int
    statement: Statement
    seq: int

    def json(self) -> dict[str, object]:
        """The contract's statement in a stream."""
        return {"number": self.number, "statement": self.statement.json(), "seq": self.seq}


@dataclass(frozen=True, slots=True)
class RecordedFound:
    """Quotes that were shown before a language model wrote; `seq` is their record."""

    statements: tuple[Statement, ...]
    seq: int

    def json(self) -> dict[str, object]:
        """The contract's quotes that were found."""
        return {"seq": self.seq, "statements": [statement.json() for statement in self.statements]}


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """A reply as its asker may see it now.

    `found` are quotes that were shown before a language model wrote, None where none were or they are closed by now.
    `asked` is the time of its record in ISO 8601, and `after` the number of the record that it goes on from;
    `kept_back` counts the statements that were not released. What the record does not keep as it was shown (passages,
    warnings, how much was read whole, reasons against statements) is not there.
    """

    id: str
    asked: str
    question: str
    understood: str | None
    refusal: Refusal | None
    chance: float | None
    found: RecordedFound | None
    statements: tuple[Statement, ...]
    kept_back: int
    looked: Looked
    listing: Counts | None
    after: int | None
    tier: str | None
    model: str | None
    cost_usd: float
    left_firm: bool
    index_version: str
    audit: Audit
    ms: Mapping[str, float]
    not_searched: NotSearched | None = None

    def json(self) -> dict[str, object]:
        """The contract's reply, without the fields that the record does not keep."""
        return {
            "id": self.id,
            "asked": self.asked,
            "after": self.after,
            "question": self.question,
            "answered": self.refusal is None,
            "understood": self.understood,
            "refusal": self.refusal.json() if self.refusal else None,
            "chance": self.chance,
            "found": self.found.json() if self.found else None,
            "statements": [statement.json() for statement in self.statements],
            "coverage": {
                "statements": len(self.statements) + self.kept_back,
                "released": len(self.statements),
            },
            "looked": asdict(self.looked),
            "listing": self.listing.json() if self.listing else None,
            "tier": self.tier,
            "model": self.model,
            "cost_usd": self.cost_usd,
            "left_firm": self.left_firm,
            "index_version": self.index_version,
            "audit": asdict(self.audit),
            "ms": dict(self.ms),
            **not_searched_json(self.not_searched),
        }
