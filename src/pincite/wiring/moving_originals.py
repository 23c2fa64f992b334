"""Copies the original files of documents from a folder into a bucket, and back; what is there already stays."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pincite.catalogue.originals.folder import OriginalFiles
from pincite.documents.span import VersionId
from pincite.errors import WorkspaceError
from pincite.wiring.folder_claims import refuse_links
from pincite.wiring.names import ORIGINALS

if TYPE_CHECKING:
    from pincite.objects.bucket import Bucket

NAME: Final = re.compile(rf"{ORIGINALS}/([0-9a-f]{{2}})/(\1[0-9a-f]{{1,126}})")
"""Names of originals in a folder and in a bucket: their versions, in hexadecimal."""


def into_bucket(root: Path, bucket: "Bucket") -> int:
    """Copy the originals of a workspace's folder into a bucket; how many there are. It can be interrupted and repeated.

    Raises:
        WorkspaceError: one cannot be read or kept, or the bucket has other bytes under its name.
    """
    refuse_links(root / ORIGINALS)
    found = sorted(path for path in (root / ORIGINALS).rglob("*") if path.is_file() and _name(root, path))
    for path in found:
        content = path.read_bytes()
        if not bucket.create(_name(root, path), content) and bucket.get(_name(root, path)) != content:
            raise WorkspaceError(
                f"{bucket.name} has other bytes under {_name(root, path)} than {path}; see which of them is right, and "
                "take the other away"
            )
    return len(found)


def into_folder(bucket: "Bucket", root: Path) -> int:
    """Copy the originals of a bucket into a workspace's folder; how many there are.

    Raises:
        WorkspaceError: one cannot be read or kept, or bears a name that pincite gives none.
    """
    kept, count = OriginalFiles(root / ORIGINALS), 0
    for name, _ in bucket.listed(f"{ORIGINALS}/"):
        named = NAME.fullmatch(name)
        if named is None:
            raise WorkspaceError(f"the object {name[:200]!r} in {bucket.name} is none of pincite's; take it away")
        content = bucket.get(name)
        if content is not None:
            kept.put(VersionId(named[2]), content)
            count += 1
    return count


def _name(root: Path, path: Path) -> str:
    """The name of an original, the same in a folder and in a bucket; empty for any other file."""
    name = path.relative_to(root).as_posix()
    return name if NAME.fullmatch(name) else ""
