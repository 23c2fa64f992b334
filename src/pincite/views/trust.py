"""What a workspace asks an account to agree to, as it is given out."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a workspace asks for: where it stands, what it says and would do, and whether it is `new`."""

    setting: str
    value: str
    would: str
    new: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """What was agreed to, or is to be; `gone` are settings of claims that are made no more.

    `record` is the place of the record of it, None where nothing was recorded.
    """

    workspace: str
    trusted: bool
    claims: tuple[Claim, ...]
    gone: tuple[str, ...]
    notes: tuple[str, ...]
    record: int | None = None

    def json(self) -> dict[str, object]:
        """The contract's agreement."""
        return {
            "workspace": self.workspace,
            "trusted": self.trusted,
            "claims": [asdict(claim) for claim in self.claims],
            "gone": list(self.gone),
            "notes": list(self.notes),
            "record": self.record,
        }
