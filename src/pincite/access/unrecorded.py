"""Rules whose record is not opened beside them: they can be looked at unchecked, and nothing else."""

from pincite.access.scope import Principal
from pincite.errors import RecordError
from pincite.sealing import Recorded, Sealed


class NoRecord:
    """Stands for the record where it is not opened, so that the rules are neither changed nor decided by."""

    def recorded(self) -> Recorded | None:
        """Nothing can be said of it.

        Raises:
            RecordError: always.
        """
        raise RecordError("the access rules were opened without their record, so they cannot be compared with it")

    def record(self, what: str, by: Principal, said: Sealed) -> None:  # noqa: ARG002 - the protocol's
        """Refuse a change.

        Raises:
            RecordError: always.
        """
        raise RecordError("the access rules were opened without their record, so they cannot be changed")
