"""Views of files that people send, and of how far they are read."""

from collections.abc import Iterable
from dataclasses import dataclass

from pincite.serving.delivery import Counted, Delivery, Upload


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A delivery of somebody's; `said` is where it stands, in a sentence. Times are ISO 8601 in UTC."""

    delivery: Delivery
    counted: Counted
    said: str

    def json(self) -> dict[str, object]:
        """The delivery, with its files counted by what became of them."""
        one = self.delivery
        return {
            "id": one.id,
            "matter": one.matter,
            "labels": list(one.labels),
            "begun": one.begun.isoformat(),
            "state": one.state,
            "said": self.said,
            "files": {name: self.counted.of(name) for name in ("coming", "whole", "read", "failed")},
            "bytes": self.counted.size,
            "noted": self.counted.noted,
            "again": self.counted.again,
            "share": round(one.share, 4),
            "seconds_left": round(one.left, 1) if one.left is not None and one.is_under_way else None,
        }


@dataclass(frozen=True, slots=True)
class ShownDeliveries:
    """Deliveries of somebody's, the newest first."""

    deliveries: tuple[ShownDelivery, ...]

    def json(self) -> dict[str, object]:
        """The list."""
        return {"deliveries": [one.json() for one in self.deliveries]}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a delivery."""

    upload: Upload

    def json(self) -> dict[str, object]:
        """The file, with how much of it has come and why it could not be read."""
        one = self.upload
        return {
            "id": one.id,
            "delivery": one.delivery,
            "name": one.name,
            "size": one.size,
            "received": one.received,
            "state": one.state,
            "note": one.note or None,
        }


@dataclass(frozen=True, slots=True)
class FilesPage:
    """Some files of a delivery, by name, and where to go on; None at the end."""

    files: tuple[ShownFile, ...]
    next: str | None

    @classmethod
    def of(cls, uploads: Iterable[Upload], following: str | None) -> "FilesPage":
        """Files as they are shown."""
        return cls(tuple(map(ShownFile, uploads)), following)

    def json(self) -> dict[str, object]:
        """The page."""
        return {"files": [one.json() for one in self.files], "next": self.next}
