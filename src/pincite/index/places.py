"""Where in its folder an index lies: the one that serves, one that is being made beside it, and what was left over.

An index lies in the folder itself until it is first made anew. From then on it lies in a folder below, which a file
names; that file is replaced in one step, so every reader has the former index or the new one.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from pincite.drafts import flush_to_disk, written_whole
from pincite.errors import IndexingError

Kind = Literal["flat", "lance"]
"""What keeps an index: files of our own, or LanceDB."""

SIGNS: Final[Mapping[Kind, str]] = {"flat": "generation", "lance": "chunks.lance"}
"""What an index of each kind has in its folder from the first write on."""

CURRENT, BESIDE = "current", "beside.json"
"""Files that name the folder of the index that serves, and of the one that is being made, with what it is made for."""

NAME = re.compile(r"made-[0-9a-f]{8}")

OWN = ("chunks.lance", "words.db*", "generation", "rows-*.db*", "vectors-*.f32")
"""The names of what an index of either kind has that lies in the folder itself."""

KEPT_SECONDS = 20.0
"""How long an index that was replaced stays, for searches that are reading it."""


def kind_in(folder: Path) -> Kind | None:
    """The kind of the index in a folder; None if there is none."""
    return next((kind for kind, sign in SIGNS.items() if (folder / sign).exists()), None)


def serving(folder: Path) -> Path:
    """Where the index lies that serves.

    Raises:
        IndexingError: the file that says so was damaged.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return folder
    except OSError as error:
        raise IndexingError(f"{folder / CURRENT} cannot be read ({error.strerror}); check its permissions") from error
    if NAME.fullmatch(name) is None:
        raise IndexingError(
            f"{folder / CURRENT} does not name an index; remove it and make the index anew with: pincite index rebuild"
        )
    return folder / name


def beside(folder: Path, purpose: str) -> Path:
    """Where the index for a purpose is being made: it goes on where one was interrupted, and drops one for another."""
    found = being_made(folder)
    if found is not None and found[1] == purpose:
        return found[0]
    if found is not None:
        drop_beside(folder)
    place = folder / f"made-{secrets.token_hex(4)}"
    place.mkdir(parents=True)
    _replace(folder / BESIDE, json.dumps({"folder": place.name, "purpose": purpose}))
    return place


def being_made(folder: Path) -> tuple[Path, str] | None:
    """Where an index is being made and what for; None if none is."""
    try:
        noted = json.loads((folder / BESIDE).read_text(encoding="utf-8"))
        name, purpose = noted["folder"], noted["purpose"]
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None
    return (folder / name, str(purpose)) if isinstance(name, str) and NAME.fullmatch(name) else None


def switch(folder: Path, place: Path) -> None:
    """Have the index at a place serve from now on, in one step that outlives a loss of power."""
    _replace(folder / CURRENT, place.name)
    with suppress(FileNotFoundError):
        (folder / BESIDE).unlink()
    flush_to_disk(folder)


def drop_beside(folder: Path) -> None:
    """Drop the index that is being made."""
    found = being_made(folder)
    with suppress(FileNotFoundError):
        (folder / BESIDE).unlink()
    if found is not None:
        shutil.rmtree(found[0], ignore_errors=True)


def left_over(folder: Path) -> Iterator[Path]:
    """What neither serves nor is being made: an index that was replaced, or one whose making was given up."""
    current, found = serving(folder), being_made(folder)
    kept = {current, *([found[0]] if found is not None else [])}
    if current != folder:
        yield from (each for name in OWN for each in sorted(folder.glob(name)))
    if folder.is_dir():
        yield from (each for each in sorted(folder.iterdir()) if NAME.fullmatch(each.name) and each not in kept)


def sweep(folder: Path, *, at_once: bool = False) -> None:
    """Remove what is left over; without `at_once` only when an index has been replaced for a while."""
    with suppress(FileNotFoundError):
        if not at_once and time.time() - (folder / CURRENT).stat().st_mtime < KEPT_SECONDS:
            return
    for each in left_over(folder):
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)


def _replace(file: Path, text: str) -> None:
    with written_whole(file) as stream:
        stream.write(f"{text}\n".encode())
    flush_to_disk(file)
    flush_to_disk(file.parent)
