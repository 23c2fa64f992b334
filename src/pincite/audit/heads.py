"""The second place: where the newest signed head of a record is kept, apart from the workspace.

A hash chain alone does not show that its last records were cut off, or that somebody with the file rewrote all of it.
So before a record is given back, the head (how many records, their root, and the hash of the last) is signed and put
outside the workspace. The signing key is kept apart as well; the workspace holds only its own id and the public half.

One folder for each workspace id holds `public.vkey`, a second copy of the public half, and one `PLACE.head` for each
path at which the workspace's record was ever written. So a workspace that was copied or moved continues from the head
it had, and neither copy takes the other for one that was cut. Beside it is `PLACE.next`: the head of what is being
written, before it is written. A log that ends with neither of the two was cut, or is another one.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pincite.audit.checkpoint import Head, VerifierKey, note, open_note, parse_verifier_key
from pincite.audit.durable import as_record_error, put_whole, write_new, write_over
from pincite.audit.further import FurtherHeads, FurtherPlace
from pincite.audit.keys import KeyFile, KeyPlace
from pincite.audit.signing import Signer
from pincite.errors import RecordError


@dataclass(frozen=True, slots=True)
class Places:
    """Where signed heads and private keys are kept, outside every workspace.

    `heads` is the second place. `keys` is a folder for keys in files. `further` are more places for signed heads.
    """

    heads: Path
    keys: Path
    further: tuple[FurtherPlace, ...] = ()


def default_places(environment: Mapping[str, str], home: Path, further: tuple[FurtherPlace, ...] = ()) -> Places:
    """The places of the XDG Base Directory Specification for state and configuration, which ignores relative paths."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    configuration = Path(environment.get("XDG_CONFIG_HOME", ""))
    return Places(
        heads=(state if state.is_absolute() else home / ".local" / "state") / "pincite" / "heads",
        keys=(configuration if configuration.is_absolute() else home / ".config") / "pincite" / "keys",
        further=further,
    )


class HeadKeeper(Signer):
    """Signs heads with a workspace's key, and keeps them in the second place and in any further one."""

    def __init__(self, key: VerifierKey, places: Places, private: KeyPlace | None = None) -> None:
        super().__init__(key, private or KeyFile(places.keys / f"{key.workspace}.key"))
        self.folder = places.heads / key.workspace
        self.further = [FurtherHeads(place, key) for place in places.further]

    @classmethod
    def create(cls, identity: Path, places: Places, private: KeyPlace | None = None) -> Self:
        """Make a new workspace's id and key; last, write the public half to the file `identity` in the workspace.

        Raises:
            RecordError: one of the places cannot be written, or the file exists.
        """
        if identity.exists():
            raise RecordError(f"the key of a new workspace cannot be kept: {identity} exists already")
        workspace = secrets.token_hex(16)
        private = private or KeyFile(places.keys / f"{workspace}.key")
        keeper = cls(VerifierKey(workspace, private.create(workspace)), places, private)
        line = (keeper.key.text() + "\n").encode()
        with as_record_error("the key of a new workspace cannot be kept"):
            keeper.folder.mkdir(mode=0o700, parents=True)
            write_new(keeper.folder / "public.vkey", line, 0o644)
            write_new(identity, line, 0o644)
        return keeper

    @classmethod
    def open(cls, identity: Path, places: Places, private: KeyPlace | None = None) -> Self:
        """The keeper of an existing workspace.

        Raises:
            RecordError: the file with its id and public key is missing or damaged.
        """
        with as_record_error("the workspace's id and public key cannot be read"):
            return cls(parse_verifier_key(identity.read_bytes().decode("utf-8", "replace")), places, private)

    def require_made_here(self) -> None:
        """Refuse an id that this account did not make, before a workspace is made with it.

        Raises:
            RecordError: the second place has no copy of its public key, or a different one.
        """
        try:
            kept = parse_verifier_key((self.folder / "public.vkey").read_bytes().decode("utf-8", "replace"))
        except (OSError, RecordError):
            kept = None
        if kept != self.key:
            raise RecordError(
                f"no workspace is made with the id {self.key.workspace}, since it was not made here; take "
                "workspace.vkey out of the folder, or name another place"
            )

    def path(self, log: Path) -> Path:
        """The file in the second place that holds the head of a log at this path."""
        return self.folder / f"{place_name(log)}.head"

    def head(self, log: Path) -> Head | None:
        """The last head signed for a log at this path; None if there never was one.

        Raises:
            RecordError: there is one that cannot be read, or that the workspace's key did not sign.
        """
        return self.open_head(self.path(log))

    def published(self, log: Path) -> str:
        """The last head signed for a log at this path, as a note.

        Raises:
            RecordError: there is none, it cannot be read, or the workspace's key did not sign it.
        """
        if self.head(log) is None:
            raise RecordError(f"there is no signed head of the record {log}; run: pincite audit verify")
        with as_record_error(f"the signed head {self.path(log)} cannot be read"):
            return self.path(log).read_text(encoding="utf-8")

    def heads_elsewhere(self, log: Path) -> list[Head]:
        """The heads signed for the same workspace at other paths; those that cannot be read are left out."""
        return [head for path in self.paths_elsewhere(log) for head in self.whole(path)]

    def paths_elsewhere(self, log: Path) -> list[Path]:
        """The files with the heads signed, or staged, for the same workspace at other paths."""
        here = self.path(log)
        others = [path for path in sorted(self.folder.glob("*.head")) if path != here]
        return [file for path in others for file in (path, path.with_suffix(".next"))]

    def lost_paths(self, log: Path) -> list[Path]:
        """The files with heads of records that were lost before the log at this path was put back."""
        return sorted(self.folder.glob(f"{place_name(log)}-*.lost"))

    def all_paths(self, log: Path) -> list[Path]:
        """The files with all heads that were signed for a log at this path, in the second place and further ones."""
        here = self.path(log)
        return [here, here.with_suffix(".next"), *self.lost_paths(log), *self.further_paths(log)]

    def settle(self) -> None:
        """Make the workspace's folder in the second place, with its copy of the public key, if there is none.

        Raises:
            RecordError: it cannot be made.
        """
        with as_record_error(f"the signed head of the audit record cannot be kept in {self.folder}"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (self.folder / "public.vkey").exists():
                write_new(self.folder / "public.vkey", (self.key.text() + "\n").encode(), 0o644)

    def keep_lost(self, log: Path) -> None:
        """Keep the last head signed for a log at this path beside the one that will take its place.

        Raises:
            RecordError: the second place cannot be written.
        """
        for path in (self.path(log), self.path(log).with_suffix(".next")):
            for head in self.whole(path):
                kept = self.folder / f"{place_name(log)}-{head.seq:012}-{head.hash[:16]}.lost"
                with as_record_error(f"the signed head of lost records cannot be kept in {self.folder}"):
                    if not kept.exists():
                        put_whole(kept, path.read_bytes(), 0o600)

    def stage(self, log: Path, head: Head, signature: bytes) -> None:
        """Put a head durably beside its place, before the records that it counts are committed.

        Raises:
            RecordError: the second place cannot be written.
        """
        self._put(self.path(log).with_suffix(".next"), head, signature)

    def publish(self, log: Path, head: Head, signature: bytes) -> None:
        """Put a head durably in its place, after the records that it counts were committed.

        Raises:
            RecordError: the second place cannot be written.
        """
        self._put(self.path(log), head, signature)

    def spread(self, log: Path, head: Head, signature: bytes, now: float) -> None:
        """Put a head into the further places where one is due.

        Raises:
            RecordError: one of them cannot be written, or holds another head of as many records.
        """
        for place in self.further:
            place.keep(_branch(log, head), head, self.note(head, signature), now)

    def make_up(self, log: Path, head: Head, signature: bytes, now: float) -> None:
        """Put the head into the further places where it could not be put when it was due.

        Raises:
            RecordError: one of them still cannot be written.
        """
        for place in self.further:
            place.make_up(_branch(log, head), head, self.note(head, signature), now)

    def staged(self, log: Path) -> list[Head]:
        """The staged head of the last write to a log at this path; empty if there is none or only half of one."""
        return self.whole(self.path(log).with_suffix(".next"))

    def further_paths(self, log: Path) -> list[Path]:
        """The files with the heads of a log at this path in further places."""
        return [path for place in self.further for path in place.paths(place_name(log))]

    def key_folders(self) -> list[Path]:
        """The folders that should have a copy of the public key."""
        return [self.folder, *(place.folder for place in self.further if place.folder.exists())]

    def open_head(self, path: Path) -> Head | None:
        """The head in a file; None if there is no file.

        Raises:
            RecordError: it cannot be read, or the workspace's key did not sign it.
        """
        with as_record_error(f"the signed head {path} cannot be read"):
            try:
                text = path.read_bytes().decode("utf-8", "replace")
            except FileNotFoundError:
                return None
            try:
                return open_note(text, self.key)
            except RecordError as error:
                raise RecordError(f"the signed head {path} does not hold: {error}") from error

    def _put(self, path: Path, head: Head, signature: bytes) -> None:
        content = note(self.key, head, signature).encode()
        with as_record_error(f"the signed head of the audit record cannot be kept in {self.folder}"):
            if path.exists():
                write_over(path, content)
            else:
                put_whole(path, content, 0o600)

    def whole(self, path: Path) -> list[Head]:
        """The head in a file; empty if there is no file or no head in it, since its writer may have died in between."""
        try:
            head = self.open_head(path)
        except RecordError:
            return []
        return [] if head is None else [head]


def place_name(log: Path) -> str:
    """A short name for the path of a log, under which its heads are kept."""
    return hashlib.sha256(os.fsencode(log.resolve())).hexdigest()[:16]


def _branch(log: Path, head: Head) -> str:
    """The name for a head in further places; a restore starts a new name, since nothing there is overwritten."""
    return place_name(log) + ("" if head.restored is None else f"-{head.restored[1][:16]}")
