"""What is asked of a route: a chance, or a share of the dearest tier's quality."""

from dataclasses import dataclass

import click

CHANCE = click.FloatRange(0, 1, min_open=True, max_open=True)
SHARE = click.FloatRange(0, 1, min_open=True)


@dataclass(frozen=True, slots=True)
class Goals:
    """The goal that the options name; both None for the usual chance."""

    target: float | None
    keep: float | None

    def else_of(self, target: float | None, keep: float | None) -> "Goals":
        """These goals, unless options after the file's name say otherwise.

        Raises:
            UsageError: both kinds of goal are named.
        """
        found = Goals(target if target is not None else self.target, keep if keep is not None else self.keep)
        if found.target is not None and found.keep is not None:
            raise click.UsageError("--target and --keep are two ways to say what is wanted; give one of them")
        return found
