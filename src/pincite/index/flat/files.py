"""The files of a flat index in its folder: which are the ones that count, and what was left over.

A small file names the generation of the database, which names the file of vectors. An erasure makes another generation,
so that no byte of what was erased is in any file; a fold makes another file of vectors.
"""

import re
import secrets
from pathlib import Path

from pincite.drafts import flush_to_disk, written_whole
from pincite.errors import IndexingError

GENERATION = "generation"
"""The file that names the generation. Without it there is no flat index in a folder."""

NAME = re.compile(r"[0-9a-f]{8}")


def new_name() -> str:
    """A name that no other generation or file of vectors has."""
    return secrets.token_hex(4)


def database(folder: Path) -> Path | None:
    """The database that counts; None if there is no flat index in the folder.

    Raises:
        IndexingError: the file that names it is damaged, or cannot be read.
    """
    try:
        name = (folder / GENERATION).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IndexingError(
            f"{folder / GENERATION} cannot be read ({error.strerror}); check its permissions"
        ) from error
    if NAME.fullmatch(name) is None:
        raise IndexingError(
            f"{folder / GENERATION} does not name a search index; make it anew with: pincite index rebuild"
        )
    return named_database(folder, name)


def named_database(folder: Path, name: str) -> Path:
    """The database of a generation."""
    return folder / f"rows-{name}.db"


def vectors(folder: Path, name: str) -> Path:
    """A file of vectors."""
    return folder / f"vectors-{name}.f32"


def count_from_now_on(folder: Path, name: str) -> None:
    """Have a generation count, in one step that outlives a loss of power.

    Raises:
        OSError: the disk refused; then the former one counts.
    """
    with written_whole(folder / GENERATION) as stream:
        stream.write(f"{name}\n".encode())
    flush_to_disk(folder / GENERATION)
    flush_to_disk(folder)


def sweep(folder: Path, kept: Path | None, kept_vectors: Path | None) -> None:
    """Remove the databases and files of vectors that do not count. Nobody else may write meanwhile."""
    own = kept.name if kept is not None else ""
    for file in folder.glob("rows-*.db*"):
        if not (own and file.name.startswith(own)):
            file.unlink(missing_ok=True)
    for file in folder.glob("vectors-*.f32"):
        if file != kept_vectors:
            file.unlink(missing_ok=True)


def sizes(folder: Path, counting: Path | None) -> dict[str, int]:
    """Bytes on the disk: of the database, with rows and words; of vectors; and of the rest."""
    found = {"rows": 0, "structures": 0, "words": 0, "rest": 0}
    for file in folder.iterdir() if folder.is_dir() else ():
        is_own = counting is not None and file.name.startswith(counting.name)
        part = "rows" if is_own else "structures" if file.name.startswith("vectors-") else "rest"
        try:
            found[part] += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:
            continue
    return found
