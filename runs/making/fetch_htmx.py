"""Fetches the one library that the page's scripts use, and puts it beside them.

    python -m runs.making.fetch_htmx

htmx (0BSD, https://htmx.org) from the npm registry, the release and the file pinned by their hashes. The file is kept
with the package, so that a page takes nothing from anywhere else.
"""

import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path

RELEASE = "4.0.1"
ADDRESS = f"https://registry.npmjs.org/htmx.org/-/htmx.org-{RELEASE}.tgz"
ARCHIVE = "5fba65616ca148a86d377e9771bcada7f35faee3558651feb929eea425e13b3c"
MEMBER = "package/dist/htmx.min.js"
FILE = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"

TARGET = Path(__file__).parents[2] / "src" / "pincite" / "web" / "static" / "htmx.min.js"


def main() -> None:
    """Fetch, check, write."""
    with urllib.request.urlopen(ADDRESS, timeout=60) as response:
        archive = _checked(response.read(), ARCHIVE, ADDRESS)
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        member = opened.extractfile(MEMBER)
        if member is None:
            sys.exit(f"{ADDRESS} has no {MEMBER}")
        TARGET.write_bytes(_checked(member.read(), FILE, MEMBER))


def _checked(content: bytes, digest: str, what: str) -> bytes:
    if (found := hashlib.sha256(content).hexdigest()) != digest:
        sys.exit(f"{what} has the SHA-256 {found}, and {digest} was expected")
    return content


if __name__ == "__main__":
    main()
