"""Views of how sensitive matters are, and what carries a label."""

from dataclasses import dataclass
from typing import Self

from pincite.access.facts import Target
from pincite.access.rules import Rules
from pincite.sensitivity import Sensitivity


@dataclass(frozen=True, slots=True)
class LevelOf:
    """What was said of one matter or label (None if nothing was), and what it counts as."""

    of_what: Target
    level: Sensitivity | None
    counts_as: Sensitivity

    @classmethod
    def of(cls, wanted: Target, rules: Rules) -> Self:
        """The view of a matter or a label."""
        if wanted.matter is not None:
            return cls(wanted, rules.matter_levels.get(wanted.matter), rules.sensitivity_of(wanted.matter))
        label = wanted.label or ""
        alike = [level for name, level in rules.label_levels.items() if name.casefold() == label.casefold()]
        return cls(wanted, max(alike, default=None), rules.label_sensitivity(label))

    @property
    def name(self) -> str:
        """The matter's or label's name."""
        return self.of_what.matter or self.of_what.label or ""

    def sentences(self) -> list[str]:
        """The same in words."""
        if self.of_what.matter is not None:
            said = "" if self.level is not None else ": nobody has set its sensitivity"
            return [f"{self.of_what} counts as {self.counts_as.word}{said}"]
        if self.level is None and self.counts_as is Sensitivity.PUBLIC:
            return [f"the label {self.name} raises nothing: nobody has set its sensitivity"]
        by = ", by its name" if self.level is None else ""
        return [f"{self.of_what} count as {self.counts_as.word} at least{by}"]

    def json(self) -> dict[str, object]:
        """The contract's sensitivity of one thing."""
        kind = "matter" if self.of_what.matter is not None else "label"
        return {
            kind: self.name,
            "level": self.level.word if self.level is not None else None,
            "counts_as": self.counts_as.word,
        }


@dataclass(frozen=True, slots=True)
class Classified:
    """Every matter, and every label with a level, each by name."""

    matters: tuple[LevelOf, ...]
    labels: tuple[LevelOf, ...]

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """The view of all that rules say."""
        return cls(
            tuple(LevelOf.of(Target(matter=matter), rules) for matter in sorted(rules.matters)),
            tuple(LevelOf.of(Target(label=label), rules) for label in sorted(rules.label_levels)),
        )

    def sentences(self) -> list[str]:
        """The same in words, a sentence each."""
        return [sentence for each in (*self.matters, *self.labels) for sentence in each.sentences()]

    def json(self) -> dict[str, object]:
        """The contract's sensitivities."""
        return {"matters": [each.json() for each in self.matters], "labels": [each.json() for each in self.labels]}
