"""Settings and adapters: the one place that knows which engine stands behind which port.

A workspace is a folder. `open_workspace` finds it, learns who asks, and opens what each verb needs when it needs it.
"""

import fcntl
import os
import pwd
import re
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pincite.access.rules import Rules, principal_for, scope_of, visible_matter
from pincite.access.scope import Principal, Scope
from pincite.access.store import AccessStore
from pincite.errors import WorkspaceError

if TYPE_CHECKING:
    from pincite.ask import Sources
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.sqlite_log import SqliteAuditLog
    from pincite.catalogue.catalogue import Catalogue
    from pincite.catalogue.originals import Originals
    from pincite.index.port import Index
    from pincite.ingest import Library
    from pincite.models.ports import CrossEncoder, Embedder
    from pincite.retrieval.search import Engines

ACCESS, AUDIT, IDENTITY, CATALOGUE, ORIGINALS, INDEX, SETTINGS, INGEST_LOCK = (
    "access.db",
    "audit.db",
    "workspace.vkey",
    "documents.db",
    "originals",
    "index",
    "settings.toml",
    "ingest.lock",
)

EmbedderName = Literal["minilm", "hashing"]
Chunking = Literal["auto", "clause", "recursive", "semantic", "code"]
"""As `chunking.strategy.Strategy`, which takes longer to import than `--help` may last."""

LANGUAGE = re.compile(r"[A-Za-z]{3}[A-Za-z_]{0,20}")
"""Names of tesseract's languages: `eng`, `chi_sim`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace's `settings.toml` may say.

    `embedder`: `minilm` (shipped, the default) or `hashing` (no weights, for tests). An index is bound to one.
    `reranker`: the card of a cross-encoder that reads what was found together with the question; None by default.
    `chunking`: how documents are cut into pieces; `auto` takes functions for source code, clauses for all else.
    `languages`: what text recognition reads, by tesseract's names.
    """

    embedder: EmbedderName = "minilm"
    reranker: Path | None = None
    chunking: Chunking = "auto"
    languages: tuple[str, ...] = ("eng",)


def read_settings(file: Path) -> Settings:
    """The settings in a file, the defaults when there is none.

    Raises:
        WorkspaceError: it is no TOML, has an unknown key, or a value that is not allowed.
    """
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise WorkspaceError(f"{file} cannot be read ({error.strerror}); correct its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{file} is not valid TOML ({error}); correct it or delete it") from error
    known = {field.name for field in fields(Settings)}
    for key in found:
        if key not in known:
            raise WorkspaceError(f"{file} has an unknown setting {key!r}; the settings are: {', '.join(sorted(known))}")
    match found.get("embedder", "minilm"):
        case "minilm" | "hashing" as embedder:
            pass
        case other:
            raise WorkspaceError(f"{file} sets embedder to {other!r}; it may be 'minilm' or 'hashing'")
    match found.get("reranker", "none"):
        case "none":
            reranker = None
        case str() as card if card:
            reranker = file.parent / card
        case other:
            raise WorkspaceError(f"{file} sets reranker to {other!r}; it is the path of a model's card, or 'none'")
    match found.get("chunking", "auto"):
        case "auto" | "clause" | "recursive" | "semantic" | "code" as chunking:
            pass
        case other:
            ways = "'auto', 'clause', 'recursive', 'semantic' or 'code'"
            raise WorkspaceError(f"{file} sets chunking to {other!r}; it may be {ways}")
    match found.get("languages", ["eng"]):
        case [_, *_] as languages if all(isinstance(name, str) and LANGUAGE.fullmatch(name) for name in languages):
            return Settings(embedder, reranker, chunking, tuple(languages))
        case other:
            raise WorkspaceError(f'{file} sets languages to {other!r}; it is a list of names as in ["eng", "deu"]')


def operating_system_user() -> str:
    """The user whom the operating system runs this process for; not what an environment variable claims."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Workspace:
    """A folder with everything a firm's documents became, opened by one principal."""

    def __init__(self, root: Path, settings: Settings, access: AccessStore, as_user: str | None) -> None:
        self.root = root
        self.settings = settings
        self.access = access
        self._as_user = as_user
        self.principal: Principal = principal_for(operating_system_user(), as_user, self.rules)
        self.now: Callable[[], datetime] = utc_now

    @property
    def rules(self) -> Rules:
        """The rules as they stand."""
        return self.access.rules()

    @property
    def is_owner(self) -> bool:
        """True when the rights of the workspace's owner are in use."""
        return self.principal.user == self.rules.owner

    def scope(self, as_user: str | None = None, matter: str | None = None) -> Scope:
        """What the principal, or the user that a line of a batch names, may see now, in one matter or in all.

        Raises:
            UnknownPrincipal, AccessError: the user is unknown, or may not be acted for.
            NotVisible: the matter is none that they may see.
        """
        rules = self.rules
        principal = self.principal
        if as_user is not None:
            principal = principal_for(self.principal.actor, as_user, rules)
        scope = scope_of(principal, rules, self.now())
        if matter is None:
            return scope
        only = frozenset({visible_matter(matter, scope)})
        return Scope(principal, only, scope.denied, scope.rules_version, scope.expires)

    @cached_property
    def heads(self) -> "HeadKeeper":
        """Signs the heads of the record, and keeps them elsewhere."""
        from pincite.audit.heads import HeadKeeper, default_places

        return HeadKeeper.open(self.root / IDENTITY, default_places(os.environ, _home()))

    @cached_property
    def audit(self) -> "SqliteAuditLog":
        """The record."""
        from pincite.audit.sqlite_log import SqliteAuditLog

        return SqliteAuditLog(self.root / AUDIT, self.heads)

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The documents and their texts."""
        from pincite.catalogue.catalogue import Catalogue

        return Catalogue(self.root / CATALOGUE)

    @cached_property
    def originals(self) -> "Originals":
        """The files behind pages."""
        from pincite.catalogue.originals import Originals

        return Originals(self.root / ORIGINALS)

    @cached_property
    def embedder(self) -> "Embedder":
        """The model that the index is bound to."""
        return open_embedder(self.settings)

    @cached_property
    def index(self) -> "Index":
        """The search index."""
        from pincite.index.lance import LanceIndex

        return LanceIndex(self.root / INDEX, self.embedder.name, self.embedder.dimensions)

    @property
    def sources(self) -> "Sources":
        """What a question is answered from."""
        from pincite.ask import Sources

        return Sources(self.engines, self.audit)

    @cached_property
    def reranker(self) -> "CrossEncoder | None":
        """The model that reads what was found together with the question, None when the settings leave it out."""
        return open_reranker(self.settings)

    @property
    def engines(self) -> "Engines":
        """What a search runs on."""
        from pincite.retrieval.search import Engines

        return Engines(self.index, self.embedder, self.catalogue, self.reranker)

    @asynccontextmanager
    async def library(self) -> "AsyncIterator[Library]":
        """Where ingest puts things, with a reader that ends with the block; for one process at a time.

        Raises:
            WorkspaceError: another process is reading documents into this workspace.
        """
        from pincite.documents.sandbox.programs import installed
        from pincite.documents.sandbox.reader import Reader
        from pincite.ingest import Library

        with self.alone():
            async with Reader(programs=installed(languages=self.settings.languages)) as reader:
                yield Library(
                    reader,
                    self.embedder,
                    self.index,
                    self.catalogue,
                    self.originals,
                    self.audit,
                    self.settings.chunking,
                )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that adds, moves or removes documents: each of them changes catalogue and index in turn.

        Raises:
            WorkspaceError: another process is at it.
        """
        with _alone(self.root / INGEST_LOCK):
            yield

    def close(self) -> None:
        """Let go of the files that were opened."""
        self.access.close()
        for name in ("audit", "catalogue"):
            if name in self.__dict__:
                self.__dict__[name].close()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def private_files() -> Iterator[None]:
    """While this lasts, whatever the process creates can be read by its own user only."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock file, which the kernel lets go of however the process ends.

    Raises:
        WorkspaceError: another process holds it, or it cannot be made.
    """
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WorkspaceError(
            f"nothing can be read into {lock.parent} ({error.strerror}); check that you own the folder"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkspaceError(
                f"another process ({os.read(descriptor, 20).decode() or 'just begun'}) is reading documents into "
                f"{lock.parent}; wait until it has finished, or end it"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _home() -> Path:
    """The user's home; the root for a user without any, as containers have them, who must say where state goes."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


def _is_there(file: Path) -> bool:
    """True for a file of a workspace that is there.

    Raises:
        WorkspaceError: the file system does not say.
    """
    try:
        return file.exists()
    except OSError as error:
        raise WorkspaceError(
            f"the workspace {file.parent} cannot be opened ({error.strerror}); name another with --workspace"
        ) from error


def _is_made(access: Path) -> bool:
    """True for access rules that were finished: one whose making was killed is made again.

    Source: the number that `AccessStore` sets last stands at byte 60 of the file (SQLite file format, 1.3).

    Raises:
        WorkspaceError: the file system does not say.
    """
    if not _is_there(access):
        return False
    with access.open("rb") as file:
        return int.from_bytes(file.read(64)[60:]) != 0


@contextmanager
def _folder_lock(folder: Path, how: int) -> Iterator[None]:
    """Hold a folder's lock, shared or alone: nobody opens a workspace while another process makes it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def open_embedder(settings: Settings) -> "Embedder":
    """The embedder that the settings name."""
    match settings.embedder:
        case "minilm":
            from pincite.models.onnx_embedder import OnnxEmbedder

            return OnnxEmbedder()
        case "hashing":
            from pincite.models.fakes import HashingEmbedder

            return HashingEmbedder()


def open_reranker(settings: Settings) -> "CrossEncoder | None":
    """The reranker that the settings name, None when they name none."""
    if settings.reranker is None:
        return None
    from pincite.models.onnx_cross_encoder import OnnxCrossEncoder

    return OnnxCrossEncoder(settings.reranker)


def open_workspace(root: Path, as_user: str | None, *, create: bool) -> Workspace:
    """The workspace in a folder, made when missing and `create` allows it; its maker owns it.

    Raises:
        WorkspaceError: there is none, or it cannot be made.
        UnknownPrincipal, AccessError: whoever asks may not use it.
    """
    root = root.absolute()
    if not create and not _is_there(root / ACCESS):
        raise WorkspaceError(
            f"there is no workspace at {root}; make one with: pincite ingest FOLDER --matter NAME, "
            "or name another with --workspace"
        )
    if create and not _is_made(root / ACCESS):
        if _is_there(root / AUDIT):
            # Made anew, they would be without any wall.
            raise WorkspaceError(
                f"the access rules {root / ACCESS} are gone or empty although the workspace has a record; "
                "restore them from a backup"
            )
        _create(root)
    with _folder_lock(root, fcntl.LOCK_SH):
        access = AccessStore(root / ACCESS)
    return Workspace(root, read_settings(root / SETTINGS), access, as_user)


def _create(root: Path) -> None:
    from pincite.audit.heads import HeadKeeper, default_places

    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"no workspace can be made at {root} ({error.strerror}); name another place") from error
    with _folder_lock(root, fcntl.LOCK_EX):
        if not (root / IDENTITY).exists():
            HeadKeeper.create(root / IDENTITY, default_places(os.environ, _home()))
        if not _is_made(root / ACCESS):
            AccessStore.create(root / ACCESS, operating_system_user()).close()
