"""What the folder of a workspace claims: files of other accounts, files that others may write, links that lead out."""

import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pincite.errors import Remedy, WorkspaceError
from pincite.wiring.claim import Claim, is_inside, real_path
from pincite.wiring.settings import Settings
from pincite.wiring.settings_claims import named_files
from pincite.wiring.writers import FOLDER, FOLDERS, OWN, Writers, look_below

FOREIGN, SHARED, LINK = "files of another account", "files that others may write", " is a link"
"""Names of claims about the folder itself; the last one follows a file's name."""

ANOTHER_FOLDER = Remedy("name another with --workspace", "name another folder")


def folder_claims(root: Path) -> tuple[Claim, ...]:
    """What the folder itself asks for: files of other accounts, files that others may write, links to other places.

    All of `index` and `originals` is examined, in one walk. No file is read for this, and no link followed.

    Raises:
        WorkspaceError: the folder cannot be examined, or a file is of an impossible kind.
    """
    writers, links = Writers(), []
    with _looked_at(root):
        for name, path in ((FOLDER, root.resolve()), *_own_entries(root)):
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            if stat.S_ISLNK(found.st_mode):
                links.append(_link(name, path))
            elif stat.S_ISDIR(found.st_mode) is not (name in (FOLDER, *FOLDERS)) or not (
                stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
            ):
                raise WorkspaceError(
                    f"{path} is not what stands there in a workspace; take it away, or name another workspace"
                )
            writers.look(name, path, found)
            if stat.S_ISDIR(found.st_mode) and name != FOLDER:
                look_below(writers, root, name)
    return (*_writers_claims(writers, root), *links)


def further_claims(root: Path, settings: Settings) -> tuple[Claim, ...]:
    """What a workspace asks for through its links, and through files in it that only the settings name.

    Raises:
        WorkspaceError: something cannot be examined, or a file is of an impossible kind.
    """
    writers = Writers()
    with _looked_at(root):
        for name, path in _own_entries(root):
            if path.is_symlink() and path.exists():
                writers.look(name, path, path.stat())
                if path.is_dir():
                    look_below(writers, root, name)
        for setting, path in named_files(settings):
            if path.exists() and not path.is_file():
                raise WorkspaceError(f"{setting} leads to {path}, which is not a file; name a file, or leave it out")
            if path.is_relative_to(root) or is_inside(path, root):
                for name, part in _parts_inside(path, root):
                    writers.look(name, part, part.lstat())
    return tuple(_writers_claims(writers, root))


def is_of_folder(setting: str) -> bool:
    """True for what the folder itself asks for, as opposed to its settings."""
    return setting in (FOREIGN, SHARED) or setting.endswith(LINK)


def refuse_links(folder: Path) -> None:
    """Refuse a folder of a workspace with links in it: code that reads and writes there would follow them.

    Raises:
        WorkspaceError: there is a link, or something that is neither file nor folder; or the folder cannot be examined.
    """
    try:
        look_below(Writers(), folder.parent, folder.name)
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be looked at ({error.strerror}); check its permissions") from error


def _own_entries(root: Path) -> list[tuple[str, Path]]:
    """The files and folders that pincite has in a workspace, with their names."""
    with os.scandir(root) as entries:
        names = sorted(entry.name for entry in entries if OWN.fullmatch(entry.name))
    return [(name, root / name) for name in names]


def _link(name: str, path: Path) -> Claim:
    return Claim(name + LINK, real_path(path), "reads and writes there, outside of the workspace's own folder")


def _writers_claims(writers: Writers, root: Path) -> Iterator[Claim]:
    """Claims about whole parts of a workspace (`index`), with the names of the files concerned."""
    place = shlex.quote(str(root))
    for uid, names in sorted(writers.owned.items()):
        yield _writers_claim(
            FOREIGN,
            f"{_account(uid)}: {_parts(names)}",
            "that account can change at any time what you are shown here, and what is asked for below",
            names,
            f"chown -R {os.geteuid()} {place}",
        )
    if writers.writable:
        yield _writers_claim(
            SHARED,
            _parts(writers.writable),
            "they can change what you are shown here",
            writers.writable,
            (f"setfacl -R -b {place}; " if writers.listed else "") + f"chmod -R go-w {place}",
        )


def _writers_claim(setting: str, value: str, would: str, names: list[str], remedy: str) -> Claim:
    files = names[0] + (f" and {len(names) - 1:,} more" if len(names) > 1 else "")
    return Claim(setting, value, f"{would} ({files}); better than to trust it is: {remedy}", files, remedy)


def _parts(names: list[str]) -> str:
    return ", ".join(sorted({name.split("/")[0] if name.split("/")[0] in FOLDERS else name for name in names}))


def _parts_inside(path: Path, root: Path) -> Iterator[tuple[str, Path]]:
    """A file in a workspace, its target, and the folders around both, each with its name in the workspace."""
    inner, real = Path(os.path.normpath(path)), root.resolve()
    seen = set[str]()
    for whole, top in ((inner, root), (path.resolve(), real)):
        if not whole.is_relative_to(top):
            continue
        for part in (*reversed(whole.parents), whole):
            name = str(part.relative_to(top)) if part != top and part.is_relative_to(top) else ""
            if name and name not in seen and os.path.lexists(part):
                seen.add(name)
                yield name, part


@contextmanager
def _looked_at(root: Path) -> Iterator[None]:
    """Report what cannot be examined within the block as a fault of the workspace.

    Raises:
        WorkspaceError: the system refused, or links form a circle.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise WorkspaceError(f"the workspace {root} cannot be opened ({reason})", remedy=ANOTHER_FOLDER) from error


def _account(uid: int) -> str:
    try:
        return f"{pwd.getpwuid(uid).pw_name} ({uid})"
    except KeyError:
        return f"uid {uid}"
