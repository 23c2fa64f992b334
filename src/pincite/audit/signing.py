"""Signs the heads of one workspace's record, wherever its key is and wherever the heads are kept."""

import secrets
from typing import Self

from pincite.audit.chain import genesis
from pincite.audit.checkpoint import Head, VerifierKey, body, is_signed, note
from pincite.audit.keys import KeyPlace, MemoryKey


class Signer:
    """A workspace's id and key, with which each head of its record is signed."""

    def __init__(self, key: VerifierKey, private: KeyPlace) -> None:
        self.key = key
        self._private = private

    @classmethod
    def in_memory(cls) -> Self:
        """The signer of a new workspace, whose key ends with the process."""
        workspace, private = secrets.token_hex(16), MemoryKey()
        return cls(VerifierKey(workspace, private.create(workspace)), private)

    @property
    def genesis(self) -> str:
        """The hash that stands before the workspace's first record."""
        return genesis(self.key.workspace)

    def sign(self, head: Head) -> bytes:
        """A head's signature.

        Raises:
            RecordError: the private key is missing, damaged, or another workspace's.
        """
        return self._private.sign(self.key, body(self.key.name, head).encode())

    def is_signed(self, head: Head, signature: bytes) -> bool:
        """True when the workspace's key signed this head."""
        return is_signed(self.key, head, signature)

    def note(self, head: Head, signature: bytes) -> str:
        """A signed head as text."""
        return note(self.key, head, signature)
