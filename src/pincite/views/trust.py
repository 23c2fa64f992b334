"""Views of what a workspace asks an account to trust."""

from dataclasses import asdict, dataclass

from pincite.models.standing import Standing
from pincite.views.registered import standing_json


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a workspace asks for: the setting, its value and effect, and whether it is `new`."""

    setting: str
    value: str
    would: str
    new: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """What was agreed to, or is to be; `gone` are the settings of claims that the workspace no longer makes.

    `record` is the number of its record, or None if nothing was recorded. `cautions` are sentences about settings that
    are allowed and hardly meant, as far as whoever agrees may know. `files` is what the registrations say of each
    language model's file, once the record may be read.
    """

    workspace: str
    trusted: bool
    claims: tuple[Claim, ...]
    gone: tuple[str, ...]
    notes: tuple[str, ...]
    record: int | None = None
    cautions: tuple[str, ...] = ()
    files: tuple[Standing, ...] = ()

    def json(self) -> dict[str, object]:
        """The contract's agreement."""
        return {
            "workspace": self.workspace,
            "trusted": self.trusted,
            "claims": [asdict(claim) for claim in self.claims],
            "gone": list(self.gone),
            "notes": list(self.notes),
            "record": self.record,
            "cautions": list(self.cautions),
            "models": [{"gguf": str(one.path), "registration": standing_json(one)} for one in self.files],
        }
