"""Models that a firm has registered: what their files were when they were, and whether they still are.

The registry is read from the facts of records; it has no file of its own.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture
from pincite.models.architecture.reading import read_architecture

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
"""Names of models: typed in a terminal, and unlike a path."""

CONFIG: Final = "config.json"

State = Literal["registered", "changed", "missing", "unreadable", "retired"]
"""Whether the files are still what was registered. Looking at them finds `changed`, `missing` and `unreadable`."""

Fact = None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Registered:
    """A model as it was registered.

    `sha256` is the hash of its file; of several files, that of the lines that `sha256sum` prints for them, by name.
    `modified_ns` is when a file last changed, in nanoseconds. `types` are the types of its numbers, by how many bytes.
    """

    name: str
    path: Path
    sha256: str
    bytes: int
    modified_ns: int
    family: str
    types: str
    parameters: int
    trained_context: int | None
    chat_template_sha256: str | None
    licence: str | None

    def facts(self) -> dict[str, Fact]:
        """What the record of its registration has."""
        return {
            "model": self.name,
            "path": str(self.path),
            "sha256": self.sha256,
            "bytes": self.bytes,
            "modified_ns": self.modified_ns,
            "architecture": self.family,
            "types": self.types,
            "parameters": self.parameters,
            "trained_context": self.trained_context,
            "chat_template_sha256": self.chat_template_sha256,
            "licence": self.licence,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, object]) -> "Registered":
        """The model of a record's facts.

        Raises:
            ModelError: they are not of a registration.
        """
        try:
            return cls(
                name=_text(facts["model"]),
                path=Path(_text(facts["path"])),
                sha256=_text(facts["sha256"]),
                bytes=_whole(facts["bytes"]),
                modified_ns=_whole(facts["modified_ns"]),
                family=_text(facts["architecture"]),
                types=_text(facts["types"]),
                parameters=_whole(facts["parameters"]),
                trained_context=None if facts["trained_context"] is None else _whole(facts["trained_context"]),
                chat_template_sha256=_optional(facts["chat_template_sha256"]),
                licence=_optional(facts["licence"]),
            )
        except (KeyError, TypeError) as error:
            raise ModelError(f"a record of a registered model lacks what it should have ({error})") from error


def require_name(name: str) -> None:
    """Refuse what is no name for a model.

    Raises:
        ModelError: it has other signs, or too many.
    """
    if not NAME.fullmatch(name):
        raise ModelError(
            f"{name!r} is no name for a model; take up to 60 letters, digits, points, hyphens and underscores, as in "
            "'firm-7b'"
        )


def as_registered(path: Path, name: str) -> Registered:
    """What the model at a path is now, under a name; its files are read once, for their hash.

    Raises:
        ModelError: it is no model, or changed while it was read.
    """
    require_name(name)
    place = path.absolute()
    architecture = read_architecture(place)
    if architecture.tensors_from == "config.json":
        raise ModelError(
            f"the model {place} has a config.json and no weights beside it (*.safetensors), so no hash would say which "
            "model it is; put them there (models plan needs none)"
        )
    files = files_of(place, architecture)
    before = _stamps(files)
    digest = digest_of(files)
    if _stamps(files) != before:
        raise ModelError(f"the model {place} changed while it was read; wait until it is whole, and add it again")
    return Registered(
        name=name,
        path=place,
        sha256=digest,
        bytes=sum(size for size, _ in before),
        modified_ns=max(modified for _, modified in before),
        family=architecture.family,
        types=_types(architecture),
        parameters=architecture.parameters,
        trained_context=architecture.trained_context,
        chat_template_sha256=architecture.chat_template_sha256,
        licence=architecture.licence,
    )


def state_of(model: Registered, *, looks_inside: bool) -> State:
    """Whether a model's files are what was registered.

    With `looks_inside` they are read for their hash in any case, else only where their size or time is another. Of a
    model that lacks one of its files, or that is no model any more, the files have changed.
    """
    try:
        if not model.path.exists():
            return "missing"
        files = files_of(model.path, read_architecture(model.path))
        stamps = _stamps(files)
        seen = sum(size for size, _ in stamps), max(modified for _, modified in stamps)
        if not looks_inside and seen == (model.bytes, model.modified_ns):
            return "registered"
        return "registered" if digest_of(files) == model.sha256 else "changed"
    except (ModelError, OSError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        return "unreadable" if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError) else "changed"


def hash_now(model: Registered) -> str | None:
    """The hash of the files that lie now where a model was registered; None where there are none.

    A file that is no model any more has a hash too.

    Raises:
        ModelError: one cannot be read.
    """
    try:
        return digest_of(files_of(model.path, read_architecture(model.path)))
    except ModelError:
        return digest_of((model.path,)) if model.path.is_file() else None


def files_of(path: Path, architecture: Architecture) -> tuple[Path, ...]:
    """The files that a model consists of, by name: those of its weights, and its config.json."""
    files = {tensor.file for tensor in architecture.tensors if tensor.file is not None}
    files |= {path} if path.is_file() else {path / CONFIG}
    return tuple(sorted(files))


def digest_of(files: Iterable[Path]) -> str:
    """The hash of one file, or of the lines that `sha256sum` prints for several.

    Raises:
        ModelError: one cannot be read.
    """
    digests = [(_digest(file), file.name) for file in files]
    if len(digests) == 1:
        return digests[0][0]
    return hashlib.sha256("".join(f"{digest}  {name}\n" for digest, name in digests).encode()).hexdigest()


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(file, error) from error


def _stamps(files: Iterable[Path]) -> list[tuple[int, int]]:
    """Size in bytes and time of change of each file."""
    stamps = []
    for file in files:
        try:
            found = file.stat()
        except OSError as error:
            raise _unreadable(file, error) from error
        stamps.append((found.st_size, found.st_mtime_ns))
    return stamps


def _unreadable(file: Path, error: OSError) -> ModelError:
    return ModelError(f"the model file {file} cannot be read ({error.strerror}); correct its path or permissions")


def _types(architecture: Architecture) -> str:
    """The types of the numbers, those with the most bytes first.

    A file is called after one type and has several: `q4_k` for most, `q6_k` for some.
    """
    sizes: dict[str, int] = {}
    for tensor in architecture.tensors:
        sizes[tensor.type] = sizes.get(tensor.type, 0) + tensor.bytes
    return ", ".join(sorted(sizes, key=lambda kind: -sizes[kind]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} for a text")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} for a whole number")
    return value
