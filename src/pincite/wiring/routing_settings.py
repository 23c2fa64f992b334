"""The table `[routing]` of a workspace's settings: questions that are asked again, so that the record has labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pincite.errors import WorkspaceError
from pincite.ledger.budget import SAMPLES, Budget
from pincite.models.chat.prices import PICO
from pincite.wiring.decimals import exact

DEAREST = 1_000_000
"""US$ a month, as of any budget."""


@dataclass(frozen=True, slots=True)
class RoutingSettings:
    """How a firm has labels for its router.

    - `sample_share`: the share of written answers after which the models that were passed over are asked as well; 0 by
      default.
    - `sample_usd_per_month`: what that may cost in a month; nothing by default, so that only models that cost nothing
      are asked.
    """

    sample_share: float = 0.0
    sample_usd_per_month: Decimal = Decimal(0)

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """The budget of samples, if there are any."""
        return (Budget("user", SAMPLES, int(self.sample_usd_per_month * PICO)),) if self.sample_share else ()


def read_routing(table: object, file: Path) -> RoutingSettings:
    """The settings in the table `[routing]`.

    Raises:
        WorkspaceError: it is no table, has an unknown key or an invalid value.
    """
    if not isinstance(table, dict):
        raise WorkspaceError(f"{file} sets routing to {table!r:.80}; it is a table that begins with a line [routing]")
    for key in table:
        if key not in ("sample_share", "sample_usd_per_month"):
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in [routing]; the settings there are: sample_share, "
                "sample_usd_per_month"
            )
    return RoutingSettings(
        sample_share=float(_number(table, "sample_share", 1, file)),
        sample_usd_per_month=_number(table, "sample_usd_per_month", DEAREST, file),
    )


def _number(table: Mapping[str, object], key: str, most: int, file: Path) -> Decimal:
    said = table.get(key, 0)
    try:
        number = exact(said)
        if not number.is_finite() or not 0 <= number <= most:
            raise ValueError
    except ValueError as error:
        raise WorkspaceError(
            f"{file} sets {key} in [routing] to {said!r:.80}; it is a number from 0 to {most:,}"
        ) from error
    return number
