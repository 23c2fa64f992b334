"""Refuses a store that lets two conditional puts win.

Each commit of the index is an object that is put only if none has its name (`If-None-Match: *`). A store that takes the
condition and ignores it loses commits without a word: of two writers the second takes the first one's place.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from pincite.errors import WorkspaceError
from pincite.objects.bucket import Bucket

AT_ONCE: Final = 8
"""Puts of one name at the same time, of which one may win."""

BELOW: Final = "check/"


def require_conditional_puts(bucket: Bucket) -> None:
    """Try it with two names of our own, which are deleted again.

    Raises:
        WorkspaceError: the store lets two puts win, shows another content than the winner's, or does not answer.
    """
    one_by_one, at_once = (f"{BELOW}{secrets.token_hex(8)}" for _ in range(2))
    try:
        if not bucket.create(one_by_one, b"first") or bucket.create(one_by_one, b"second"):
            raise _lies(bucket, "it puts an object over another although it must not")
        if bucket.get(one_by_one) != b"first":
            raise _lies(bucket, "it shows another content than was put")
        contents = [str(number).encode() for number in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            won = list(threads.map(lambda content: bucket.create(at_once, content), contents))
        winners = [content for content, is_first in zip(contents, won, strict=True) if is_first]
        if len(winners) != 1:
            raise _lies(bucket, f"of {AT_ONCE} puts of one name at the same time it lets {len(winners)} win")
        if bucket.get(at_once) != winners[0]:
            raise _lies(bucket, "it shows another content than the winner's")
    finally:
        with suppress(WorkspaceError):  # why it did not answer is said already
            bucket.delete((one_by_one, at_once))


def _lies(bucket: Bucket, how: str) -> WorkspaceError:
    return WorkspaceError(
        f"the object store behind {bucket.name} does not keep conditional puts ({how}), so commits could be lost; use "
        "a store that keeps If-None-Match"
    )
