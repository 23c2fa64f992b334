"""Whether a model's file may be used: a registration binds it, and a file that was never registered is free.

A file is the one of a registration if it lies at the registered path, or has the registered hash.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os.path import realpath
from pathlib import Path
from typing import Final, Literal

from pincite.errors import ModelError, RecordError, WorkspaceError
from pincite.file_stamps import stamp_of
from pincite.models.chat.llama_child import UNSTRETCHED, Way
from pincite.models.registry import Registered, digest_of

ELSE: Final = "or set gguf in settings.toml to another"


@dataclass(frozen=True, slots=True)
class Verification:
    """How llama.cpp was found to run a model: when (ISO 8601), in which record, and with which faults, if any.

    `kv` is the type of the cache with which it ran.
    """

    at: str
    record: int
    faults: tuple[str, ...]
    kv: str = "f16"


@dataclass(frozen=True, slots=True)
class Registration:
    """A model that was registered, by whom and in which record.

    `retired` is the record by which it was retired, and `verified` its last verification; None without one.
    """

    model: Registered
    record: int
    by: str
    retired: int | None = None
    verified: Verification | None = None


Registrations = Callable[[], Sequence[Registration]]
"""Reads all registrations there ever were, the oldest first. RecordError where the record cannot be read."""


def none_registered() -> tuple[Registration, ...]:
    """No registrations, for an engine outside every workspace."""
    return ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registrations say of a file. `registration` is the one that says it; None for a file that has none."""

    path: Path
    state: Literal["registered", "changed", "retired", "missing", "unregistered"]
    registration: Registration | None = None

    @property
    def refusal(self) -> str:
        """Why the file is not used, and what would help; empty for one that may be used."""
        if self.registration is None:
            return ""
        name, sha256 = self.registration.model.name, self.registration.model.sha256
        match self.state:
            case "changed":
                return (
                    f"the model {name!r} is not used, since {self.path} is not the file that was registered "
                    f"({sha256[:8]}, record {self.registration.record}); put that file back, or retire {name!r}, "
                    f"register this file and verify it, {ELSE}"
                )
            case "retired":
                return (
                    f"the model {name!r} is not used, since it was retired (record {self.registration.retired}); "
                    f"register {self.path} anew and verify it, {ELSE}"
                )
        return ""

    @property
    def caution(self) -> str:
        """What whoever sets the file should know, as a sentence; empty where it is registered and found sound."""
        if self.state == "missing":
            return f"there is no file {self.path}; set gguf in settings.toml to the path of a GGUF file"
        if self.registration is None:
            return (
                f"{self.path} is not registered or verified, so it is used whatever is in it; register it with: "
                f"pincite models add {self.path} NAME"
            )
        name, verified = self.registration.model.name, self.registration.verified
        if self.refusal or (verified is not None and not verified.faults):
            return self.refusal
        if verified is None:
            return f"the model {name!r} was never verified; do that with: pincite models verify {name}"
        return f"llama.cpp did not compute what the weights of {name!r} say (record {verified.record})"


def of_another_way(standing: Standing, way: Way) -> str:
    """A sentence that a model was verified, but as it is not run by these settings; empty where there is none."""
    registration = standing.registration
    verified = registration.verified if registration is not None else None
    if registration is None or verified is None or verified.faults or standing.refusal:
        return ""
    name, is_stretched = registration.model.name, way.yarn_factor != UNSTRETCHED
    if verified.kv == way.kv and not is_stretched:
        return ""
    stretched = f" and YaRN ×{way.yarn_factor:g}" if is_stretched else ""
    help_ = "" if verified.kv == way.kv else f"; verify it so: pincite models verify {name} --kv {way.kv}"
    return (
        f"the model {name!r} was verified with a cache in {verified.kv} (record {verified.record}), and the settings "
        f"run it with {way.kv}{stretched}{help_}"
    )


def standing_of(path: Path, sha256: str, registrations: Sequence[Registration]) -> Standing:
    """What the registrations say of a file with this hash. One at its path counts before one elsewhere."""
    here = [one for one in registrations if realpath(one.model.path) == realpath(path)]
    same = [one for one in registrations if one.model.sha256 == sha256]
    valid = [one for one in here if one.retired is None]
    if sound := [one for one in valid if one in same]:
        return Standing(path, "registered", sound[-1])
    if valid:
        return Standing(path, "changed", valid[-1])
    if here:
        return Standing(path, "retired", here[-1])
    if sound := [one for one in same if one.retired is None]:
        return Standing(path, "registered", sound[-1])
    return Standing(path, "retired", same[-1]) if same else Standing(path, "unregistered")


def presumed(path: Path, registrations: Sequence[Registration]) -> Standing:
    """What the registrations say of a file, which is read only where its size and time do not say enough.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        found = path.stat()
    except OSError:
        return Standing(path, "missing")
    valid = [one.model for one in registrations if one.retired is None]
    for model in valid:
        is_here = realpath(model.path) == realpath(path)
        if is_here and (model.bytes, model.modified_ns) == (found.st_size, found.st_mtime_ns):
            return standing_of(path, model.sha256, registrations)
    may_be_one = any(one.model.bytes == found.st_size for one in registrations)
    return standing_of(path, digest_of([path]) if may_be_one else "", registrations)


class BoundFile:
    """A model's file, which is used only as the registrations allow; it is read anew only when it has changed."""

    def __init__(self, path: Path, registrations: Registrations) -> None:
        self._path, self._registrations = path, registrations
        self._known = ("", "")

    @property
    def stamp(self) -> str:
        """What is another after every change of the file (`FileStamp`), as text for another process.

        Raises:
            ModelError: it cannot be looked at.
        """
        try:
            return str(stamp_of(self._path))
        except OSError as error:
            raise ModelError(
                f"the model file {self._path} cannot be looked at ({error.strerror}); put it back, {ELSE}"
            ) from error

    @property
    def sha256(self) -> str:
        """The hash of the file as it is now.

        Raises:
            ModelError: it cannot be read, or changes meanwhile.
        """
        stamp, known = self.stamp, self._known
        if known[0] != stamp:
            known = stamp, digest_of([self._path])
            if self.stamp != stamp:
                raise ModelError(f"the model file {self._path} changed while it was read; ask again once it is whole")
            self._known = known
        return known[1]

    def know(self, stamp: str, sha256: str) -> None:
        """Believe the hash that another process has read of the file, if it has this stamp still.

        Raises:
            ModelError: it cannot be looked at.
        """
        if self.stamp == stamp:
            self._known = stamp, sha256

    def require(self) -> str:
        """The file's hash, if it may be used.

        Raises:
            ModelError: it was retired, is another than was registered, or cannot be read, or the record cannot.
        """
        try:
            registrations = self._registrations()
        except (RecordError, WorkspaceError) as error:
            raise ModelError(
                f"{self._path} is not used, since it cannot be read whether it is registered: {error}"
            ) from error
        sha256 = self.sha256
        if refusal := standing_of(self._path, sha256, registrations).refusal:
            raise ModelError(refusal)
        return sha256
