"""The hash chain: how one record's hash covers all its columns and, through the record before, all of history.

Everything an independent verifier needs is said here; stored strings are hashed as they stand, never JSON anew.

- `netstring(b)` is the length of `b` in bytes, in decimal, then `:`, then `b`, then `,`.
- A text is its UTF-8 bytes after the letter `s`; an integer is its decimal digits after the letter `i`.
- The hash of a record is SHA-256, in lower-case hex, of `ROW_DOMAIN` followed, for each name in `COLUMNS` in that
  order, by `netstring(name)` and `netstring(value)`. These are all columns of the table `audit` but `hash`.
- `seq` counts from 1 without gaps. `prev` is the hash of the record before. For the first record, and as the head of an
  empty log, it is `genesis`: SHA-256 of `GENESIS_DOMAIN` followed by the workspace's id in UTF-8. So no record fits
  another workspace.
- `content_digest` is SHA-256 of `CONTENT_DOMAIN`, the salt (32 bytes) and the content's stored text in UTF-8: columns
  `salt` and `body` of the table `content`. Once both are erased nothing can be learnt from the digest, not even by
  guessing, and the chain still holds. A later record of kind `erase` has the seq of each erased record in its `facts`,
  which are JSON: `{"erased": 3}` or `{"erased": [3, 4]}`.
- The content's stored text is JSON. Where it has `texts`, that maps names to digests of long texts: SHA-256, in hex, of
  the column `body` of table `text`, which is UTF-8. `text_use` says which records have which text.
- The tree is that of RFC 9162, 2.1: `SHA-256(0x00 leaf)` for a leaf, `SHA-256(0x01 left right)` above. The leaf of a
  record is its hash, as 32 bytes; record `seq` is leaf `seq - 1`. Table `tree` keeps the complete subtrees: `level` 1
  is over two leaves, and `place` counts from 0 from the left.
- `signature` holds for each record what the workspace's key signed when it was written: Ed25519 over the text of its
  head, see `checkpoint`.
- `format` is 2. Records of format 1, made before there was a tree, stand before all of format 2; only their signature
  differs, which is over a head without the tree (see there). The tree holds them like all others.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from pincite.audit.event import Json
from pincite.errors import RecordError

FORMAT: Final = 2

WITHOUT_TREE: Final = 1
"""The format of records that were made before there was a tree."""

COLUMNS: Final = ("seq", "format", "id", "kind", "at", "user", "actor", "facts", "content_digest", "prev")

SALT_BYTES: Final = 32

ROW_DOMAIN: Final = b"pincite audit record\n"
CONTENT_DOMAIN: Final = b"pincite audit content\n"
GENESIS_DOMAIN: Final = b"pincite audit genesis\n"


def netstring(data: bytes) -> bytes:
    """Bytes with their length before them, so that what follows cannot run into them.

    >>> netstring(b"fee")
    b'3:fee,'
    """
    return b"%d:%b," % (len(data), data)


def serialise(row: Mapping[str, str | int]) -> bytes:
    """The bytes that a record's hash is taken of; two rows give the same bytes only if they are the same.

    Text that is not valid UTF-8 (only a damaged file has it) keeps its bytes as Python's surrogate escapes.
    """
    parts = [ROW_DOMAIN]
    for name in COLUMNS:
        value = row[name]
        typed = b"s" + value.encode("utf-8", "surrogateescape") if isinstance(value, str) else b"i%d" % value
        parts += (netstring(name.encode()), netstring(typed))
    return b"".join(parts)


def row_hash(row: Mapping[str, str | int]) -> str:
    """The hash of a record, in hex."""
    return hashlib.sha256(serialise(row)).hexdigest()


def genesis(workspace: str) -> str:
    """The hash that stands before the first record of a workspace, in hex."""
    return hashlib.sha256(GENESIS_DOMAIN + workspace.encode()).hexdigest()


def content_digest(salt: bytes, body: str) -> str:
    """The digest that stands in the chain for content that may be erased, in hex."""
    return hashlib.sha256(CONTENT_DOMAIN + salt + body.encode("utf-8", "surrogateescape")).hexdigest()


def canonical_json(value: Mapping[str, Json]) -> str:
    r"""One spelling for a value: sorted keys, no spaces, ASCII only.

    >>> canonical_json({"b": 1, "a": "§"})
    '{"a":"\\u00a7","b":1}'

    Raises:
        RecordError: the value holds something that JSON cannot express, such as an infinite number.
    """
    try:
        return json.dumps(dict(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise RecordError(f"an audit record cannot be written as JSON ({error}); give plain, finite values") from error
