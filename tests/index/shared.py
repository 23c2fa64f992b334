"""An index that machines share, as each of them opens it."""

from pathlib import Path

from pincite.index.lance.bucket import BucketHome
from pincite.index.shared_notes import SharedNotes
from pincite.objects.address import Address
from pincite.objects.bucket import Bucket
from pincite.postgres.place import PostgresSchema


def shared_home(address: Address, place: PostgresSchema, folder: Path, answer_seconds: float = 30.0) -> BucketHome:
    """One machine's view of it: the bucket, the notes of all, and a folder of its own."""
    return BucketHome(Bucket(address, answer_seconds), SharedNotes(place), folder)
