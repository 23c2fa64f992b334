"""The `[prompting]` table of a workspace's settings: ways of asking a model that cost more and may help."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path

from pincite.errors import WorkspaceError

MOST_EXAMPLES, MOST_REPLIES = 5, 9
"""The same as in `answering.examples` and `answering.agreeing`, whose import would take longer than `--help` may."""

TOKENS, MOST_TOKENS = 20_000, 10_000_000
DOLLARS, MOST_DOLLARS = 0.1, 1_000.0


@dataclass(frozen=True, slots=True)
class PromptingSettings:
    """How a model is asked. All is off by default.

    - `examples`: how many approved answers of the asker's own it is shown.
    - `replies`: how often it may be asked the same; what most of the replies cite is said. 1 asks once.
    - `replies_tokens`, `replies_usd`: the most tokens, read and written, and the most US$ that all replies to one
      question may take; no further one is asked for that could go beyond.
    - `reasoning`: it says why before it says what; that is neither shown nor kept.
    - `step_back`: it is asked for a more general question first, and what that finds is read as well.
    """

    examples: int = 0
    replies: int = 1
    replies_tokens: int = TOKENS
    replies_usd: float = DOLLARS
    reasoning: bool = False
    step_back: bool = False

    @property
    def replies_pico_dollars(self) -> int:
        """The most that all replies to one question may cost, in pico-dollars."""
        return int(Decimal(str(self.replies_usd)) * 10**12)


def read_prompting(table: object, file: Path) -> PromptingSettings:
    """The settings in the table `[prompting]`.

    Raises:
        WorkspaceError: it is no table, has an unknown key or an invalid value.
    """
    if not isinstance(table, dict):
        raise WorkspaceError(f"{file} sets prompting to {table!r}; it is a table that begins with a line [prompting]")
    known = {field.name for field in fields(PromptingSettings)}
    for key in table:
        if key not in known:
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in [prompting]; the settings there are: "
                f"{', '.join(sorted(known))}"
            )
    return PromptingSettings(
        examples=_whole(table, file, "examples", 0, 0, MOST_EXAMPLES),
        replies=_whole(table, file, "replies", 1, 1, MOST_REPLIES),
        replies_tokens=_whole(table, file, "replies_tokens", TOKENS, 1, MOST_TOKENS),
        replies_usd=_dollars(table, file),
        reasoning=_switch(table, file, "reasoning"),
        step_back=_switch(table, file, "step_back"),
    )


def _whole(table: Mapping[str, object], file: Path, key: str, otherwise: int, least: int, most: int) -> int:
    match table.get(key, otherwise):
        case bool():
            pass
        case int() as number if least <= number <= most:
            return number
    raise WorkspaceError(
        f"{file} sets {key} in [prompting] to {table.get(key)!r}; it is a whole number from {least} to {most:,}"
    )


def _switch(table: Mapping[str, object], file: Path, key: str) -> bool:
    match table.get(key, False):
        case bool() as switch:
            return switch
        case other:
            raise WorkspaceError(f"{file} sets {key} in [prompting] to {other!r}; it is true or false")


def _dollars(table: Mapping[str, object], file: Path) -> float:
    match table.get("replies_usd", DOLLARS):
        case bool():
            pass
        case (int() | float()) as number if math.isfinite(number) and 0 <= number <= MOST_DOLLARS:
            return float(number)
    raise WorkspaceError(
        f"{file} sets replies_usd in [prompting] to {table.get('replies_usd')!r}; it is a number of US$ from 0 to "
        f"{MOST_DOLLARS:,.0f}"
    )
