"""The original files as objects in a bucket that machines share."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from pincite.documents.span import VersionId
from pincite.objects.bucket import Bucket

BELOW: Final = "originals"


@dataclass(frozen=True, slots=True)
class BucketOriginals:
    """Files by version, each an object; implements `Originals`. The store shows an object whole or not at all."""

    bucket: Bucket

    def put(self, version: VersionId, content: bytes) -> None:
        """Keep a file's bytes; a version that is kept already stays as it is.

        Raises:
            WorkspaceError: the store refused them.
        """
        self.bucket.create(_key(version), content)

    def get(self, version: VersionId) -> bytes | None:
        """A file's bytes, None for a format that is not kept.

        Raises:
            WorkspaceError: the store refused them.
        """
        return self.bucket.get(_key(version))

    def keep_only(self, versions: Set[VersionId]) -> None:
        """Delete for good every file of any other version. Earlier versions of objects are the store's own matter.

        Raises:
            WorkspaceError: the store refused.
        """
        kept = {_key(version) for version in versions}
        self.bucket.delete([name for name, _ in self.bucket.listed(f"{BELOW}/") if name not in kept])


def _key(version: VersionId) -> str:
    return f"{BELOW}/{version[:2]}/{version}"
