"""Whether this account has agreed to what a workspace asks for. Agreements are kept outside every workspace.

An agreement is bound to the workspace's real path, its public key, and the hash of each claim. A workspace made here by
pincite is agreed to from the start, as long as it asks for nothing. So is a workspace at whose path this account signed
before agreements existed, and a copy of a workspace that this account made: its record ends with its key's signature.
"""

import json
import os
import shlex
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pincite.drafts import written_whole
from pincite.errors import RecordError, UntrustedWorkspace, WorkspaceError
from pincite.wiring.account import home
from pincite.wiring.claim import Claim
from pincite.wiring.folder_claims import LINK, folder_claims, further_claims, is_of_folder
from pincite.wiring.names import ACCESS, AUDIT, IDENTITY, SETTINGS
from pincite.wiring.settings import Settings, read_settings
from pincite.wiring.settings_claims import settings_claims
from pincite.wiring.writers import others_may_write

LONGEST = 100_000
"""Bytes of an agreement, which has a few hundred."""

LONGEST_KEY = 1000
"""Bytes of the line with a workspace's id and public key, which has 120."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What this account agreed to: the folder, its key (None before there is one), and each claim by its hash."""

    workspace: str
    key: str | None
    claims: Mapping[str, str]


class TrustStore:
    """The agreements of one account, one file per workspace path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, root: Path) -> Agreement | None:
        """The agreement for a workspace; None when there is none.

        Raises:
            WorkspaceError: the agreement may have been written by others, or is damaged.
        """
        path = self._path(root)
        try:
            self._check_folder()
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(path, error.strerror or "no reason given") from error
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or not _is_ours(descriptor, found):
                raise self._unusable(path, "others own it or may write it")
            text = file.read(LONGEST)
        try:
            kept = json.loads(text)
            agreed = Agreement(
                str(kept["workspace"]), kept["key"] and str(kept["key"]), {str(k): str(v) for k, v in kept["claims"]}
            )
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise self._unusable(path, "it is damaged") from error
        return agreed if agreed.workspace == _real(root) else None

    def keep(self, root: Path, key: str | None, claims: Sequence[Claim]) -> None:
        """Agree to exactly these claims of a workspace, and to no earlier ones.

        Raises:
            WorkspaceError: the agreement cannot be saved.
        """
        path = self._path(root)
        kept = {
            "workspace": _real(root),
            "key": key,
            "claims": sorted((claim.digest, claim.setting) for claim in claims),
        }
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_folder()
            with written_whole(path) as file:
                file.write(json.dumps(kept).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unusable(path, error.strerror or "no reason given") from error

    def _check_folder(self) -> None:
        """Raises FileNotFoundError where the folder is missing, WorkspaceError where it is not only this account's."""
        for folder in (self.folder.parent, self.folder):
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or not _is_ours(folder, found):
                raise self._unusable(folder, "it is a link, or others own it or may write there")

    def _path(self, root: Path) -> Path:
        return self.folder / f"{sha256(os.fsencode(_real(root))).hexdigest()[:32]}.json"

    def _unusable(self, path: Path, reason: str) -> WorkspaceError:
        return WorkspaceError(
            f"what you agreed to for workspaces cannot be kept or read at {path} ({reason}); correct that first"
        )


def identity_line(root: Path) -> str | None:
    """The line with a workspace's id and public key, unchecked; None when there is none.

    Raises:
        WorkspaceError: the file cannot be read.
    """
    try:
        with (root / IDENTITY).open("rb") as file:
            return file.read(LONGEST_KEY).decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorkspaceError(
            f"the workspace's id and public key cannot be read ({error}); correct the file's permissions"
        ) from error


def trust_store(environment: Mapping[str, str]) -> TrustStore:
    """The agreements of the account that runs this process, beside its signed heads."""
    from pincite.audit.heads import default_places

    return TrustStore(default_places(environment, home()).heads.parent / "trust")


def claims_of(root: Path, settings: Settings) -> tuple[Claim, ...]:
    """Everything that a workspace asks for, by its folder and by its settings."""
    return _all_claims(folder_claims(root), root, settings)


def _all_claims(own: tuple[Claim, ...], root: Path, settings: Settings) -> tuple[Claim, ...]:
    return (*own, *further_claims(root, settings), *settings_claims(settings, root))


def agreed_settings(root: Path, store: TrustStore) -> Settings:
    """The settings of a workspace, or of a folder that may become one, if this account agreed to them.

    The folder is examined before its settings are read.

    Raises:
        WorkspaceError: the folder cannot be examined, or the settings are invalid.
        UntrustedWorkspace: it asks for something that was not agreed to.
    """
    if not os.path.lexists(root):
        return Settings()
    agreed, own = store.of(root), folder_claims(root)
    _require(root, agreed, own)
    _require_key(root, agreed, identity_line(root) if _is_plain(root / IDENTITY) else None)
    settings = read_settings(root / SETTINGS)
    claims = _all_claims(own, root, settings)
    _require(root, agreed, claims)
    _require_none_gone(root, agreed, claims)
    return settings


def require_known(root: Path, store: TrustStore, environment: Mapping[str, str]) -> None:
    """Refuse a workspace that this account neither made nor agreed to, whatever it asks for.

    Raises:
        UntrustedWorkspace: the workspace is one of these.
    """
    agreed = store.of(root)
    if (agreed is None or agreed.key is None) and not _signed_here(root, environment):
        raise UntrustedWorkspace(
            f"the workspace at {root} was not made here by this account, so it is not opened; {_how(root)}",
            is_only_unknown=True,
        )


def require_agreed(root: Path, copy: Path, store: TrustStore, environment: Mapping[str, str]) -> None:
    """Refuse a copy of a workspace that would not be opened if it were at `root`.

    Raises:
        WorkspaceError: its settings are invalid.
        UntrustedWorkspace: it asks for something not agreed to there, or this account neither made nor agreed to it.
    """
    agreed, claims = store.of(root), settings_claims(read_settings(copy / SETTINGS, root), root)
    _require_key(root, agreed, identity_line(copy))
    _require(root, agreed, claims)
    _require_none_gone(root, agreed, claims)
    if (agreed is None or agreed.key is None) and not _signed_here(copy, environment, root):
        raise UntrustedWorkspace("it was not made here by this account", is_only_unknown=True)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a workspace asks an account to agree to.

    `key` is its line with id and public key; None before there is one. `before` are the hashes of the claims agreed to
    earlier, `gone` the settings of those no longer made. `notes` say what else to know before agreeing.
    """

    root: Path
    key: str | None
    claims: tuple[Claim, ...]
    before: frozenset[str]
    gone: tuple[str, ...]
    notes: tuple[str, ...]
    is_agreed: bool


def propose(root: Path, store: TrustStore, environment: Mapping[str, str]) -> Proposal:
    """What a workspace, or a folder with settings that may become one, asks this account to agree to.

    Raises:
        WorkspaceError: there is neither, it cannot be examined, or its settings are invalid.
    """
    is_made = os.path.lexists(root / ACCESS)
    if not is_made and not os.path.lexists(root / SETTINGS):
        raise WorkspaceError(
            f"there is neither a workspace nor a {SETTINGS} at {root}; name the folder with --workspace"
        )
    own = folder_claims(root)
    if any(claim.setting in (f"{SETTINGS}{LINK}", f"{IDENTITY}{LINK}") for claim in own):
        raise WorkspaceError(
            f"{SETTINGS} or {IDENTITY} in {root} is a link to elsewhere, which cannot be agreed to, since what it "
            "leads to may be another tomorrow; put the file itself there"
        )
    agreed, key = store.of(root), identity_line(root)
    settings = read_settings(root / SETTINGS)
    is_made = is_made or (settings.store is not None and key is not None)
    claims = _all_claims(own, root, settings)
    before = {} if agreed is None else agreed.claims
    gone = _gone(before, claims)
    notes = []
    if agreed is not None and None not in (agreed.key, key) and agreed.key != key:
        notes.append("it is not the workspace that you trusted here: its public key is another")
    is_known = agreed is not None and agreed.key == key
    if is_made and not is_known:
        is_known = (agreed is None or agreed.key is None) and _signed_here(root, environment)
        if not is_known:
            notes.append("this account did not make it here; its documents and its rules are whatever others made them")
    elif not is_made:
        is_known = True
        notes.append("it is made, with these settings, by the next command that needs it")
    is_agreed = is_known and not gone and all(claim.digest in before for claim in claims)
    return Proposal(root, key, claims, frozenset(before), gone, tuple(notes), is_agreed)


def _require_key(root: Path, agreed: Agreement | None, key: str | None) -> None:
    """Refuse a workspace with another public key than the one agreed to.

    Raises:
        UntrustedWorkspace: its key is another one.
    """
    if agreed is not None and agreed.key is not None and key is not None and key != agreed.key:
        raise UntrustedWorkspace(
            f"the workspace at {root} is not the one that stood there when it was trusted: its public key is another; "
            + _how(root)
        )


def _require(root: Path, agreed: Agreement | None, claims: Sequence[Claim]) -> None:
    """Refuse a workspace that asks for more than was agreed to, with one sentence that says how to go on.

    Raises:
        UntrustedWorkspace: it asks for more.
    """
    before = {} if agreed is None else agreed.claims
    new = [claim for claim in claims if claim.digest not in before]
    if new:
        named = _listed([f"{claim.setting}: {claim.files}" if claim.files else claim.setting for claim in new])
        remedies = _listed([claim.remedy for claim in new if claim.remedy])
        raise UntrustedWorkspace(
            f"the workspace at {root} asks for what counts only once you trust it ({named}); "
            + (f"take that away with: {remedies}; or " if remedies else "")
            + _how(root)
        )


def _require_none_gone(root: Path, agreed: Agreement | None, claims: Sequence[Claim]) -> None:
    """Refuse a workspace that lacks something that was agreed to.

    Raises:
        UntrustedWorkspace: something is missing.
    """
    gone = _gone({} if agreed is None else agreed.claims, claims)
    if gone:
        raise UntrustedWorkspace(f"the workspace at {root} lacks what you agreed to ({_listed(gone)}); {_how(root)}")


def _gone(before: Mapping[str, str], claims: Sequence[Claim]) -> tuple[str, ...]:
    """Settings agreed to but no longer made. A folder that asks for less than before is fine."""
    settings = {setting for setting in before.values() if not is_of_folder(setting)}
    return tuple(sorted(settings - {claim.setting for claim in claims}))


def _signed_here(root: Path, environment: Mapping[str, str], stood: Path | None = None) -> bool:
    """True for a workspace in which this account signed at this path (or where it `stood`), and for its own copy.

    A copy is recognised by its record: it ends with a signature of the workspace's key, which this account has.
    Somebody who knows only the public half cannot forge such a copy.
    """
    from pincite.audit.heads import HeadKeeper, default_places
    from pincite.audit.keys import KeyFile
    from pincite.audit.verification import is_signed_at_its_end

    places = default_places(environment, home())
    try:
        keeper = HeadKeeper.open(root / IDENTITY, places)
        if keeper.head((stood or root) / AUDIT) is not None:
            return True
        own = KeyFile(places.keys / f"{keeper.key.workspace}.key")
        return own.is_there(keeper.key) and is_signed_at_its_end(root / AUDIT, keeper)
    except RecordError:
        return False


def _how(root: Path) -> str:
    return f"look at it, and agree, with: pincite workspace trust --workspace {shlex.quote(str(root))}"


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_ours(path: Path | int, found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not others_may_write(path, found)


def _real(root: Path) -> str:
    return str(root.resolve())


def _listed(settings: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(settings))
