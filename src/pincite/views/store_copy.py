"""View of a copy of a workspace's stores into another place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreCopy:
    """Where the stores were copied to, how many rows that were, and how many records among them."""

    to: str
    rows: int
    records: int

    def json(self) -> dict[str, object]:
        """The contract's copy of stores."""
        return {"to": self.to, "rows": self.rows, "records": self.records}
