"""Makes the table of passwords that people use most, by which a new password is refused.

    python -m runs.making.common_passwords

Source: the list of `@zxcvbn-ts/language-common` (MIT; Wheeler, "zxcvbn: Low-Budget Password Strength Estimation",
USENIX Security 2016), from the npm registry, the release and the file pinned by their hashes. It has some 49,000
passwords of leaked lists, the most common first. Kept are the first 10,000, of which others are made by adding figures,
and all that are long enough to be taken as they are. The table has 8 bytes of the SHA-256 of each, in order: nothing of
it has to be read by people, and much of it should not be.
"""

import hashlib
import io
import json
import sys
import tarfile
import urllib.request

from pincite.serving.common_passwords import TABLE, digest
from pincite.serving.passwords import SHORTEST

RELEASE = "4.1.3"
ADDRESS = f"https://registry.npmjs.org/@zxcvbn-ts/language-common/-/language-common-{RELEASE}.tgz"
ARCHIVE = "bf3027c16c069d7877e25dc8751bc819e10e479afcc5ee1a323eb2ab73129ca9"
MEMBER = "package/src/passwords.json"
FILE = "f422773d94d630f27e08b26d7017e847bb1feb2a84809340e9c0b0c47b33e3f1"

MOST_COMMON = 10_000
"""Whoever guesses over a page has some hundred attempts a day: these are years of them."""


def main() -> None:
    """Fetch, check, write."""
    with urllib.request.urlopen(ADDRESS, timeout=60) as response:
        archive = _checked(response.read(), ARCHIVE, ADDRESS)
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        member = opened.extractfile(MEMBER)
        if member is None:
            sys.exit(f"{ADDRESS} has no {MEMBER}")
        listed: list[str] = json.loads(_checked(member.read(), FILE, MEMBER))
    kept = {word.casefold() for place, word in enumerate(listed) if place < MOST_COMMON or len(word) >= SHORTEST}
    TABLE.write_bytes(b"".join(sorted(map(digest, kept))))
    print(f"{TABLE}: {len(kept):,} passwords")


def _checked(content: bytes, digest_of_it: str, what: str) -> bytes:
    if (found := hashlib.sha256(content).hexdigest()) != digest_of_it:
        sys.exit(f"{what} has the SHA-256 {found}, and {digest_of_it} was expected")
    return content


if __name__ == "__main__":
    main()
