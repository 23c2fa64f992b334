"""A language model that the settings name and that cannot be asked as they are."""

from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.ports import Completion


@dataclass(frozen=True, slots=True)
class Unusable:
    """Says why a model cannot be asked, so that the others still are. Implements `Provider`; it sends nothing."""

    name: str
    problem: str

    async def complete(self, *_request: object, **_options: object) -> Completion:
        """Nothing.

        Raises:
            ModelError: always, with what would mend it.
        """
        raise ModelError(self.problem)
