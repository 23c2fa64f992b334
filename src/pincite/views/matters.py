"""Views of matters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matters:
    """The matters that the reader may ask in, by name."""

    names: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of matters."""
        return {"matters": [{"matter": name} for name in self.names]}
