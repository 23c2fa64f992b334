"""The table `[index]` of the settings: in how many shards the search index is made, and who searches them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from pincite.errors import WorkspaceError

Backend = Literal["lance", "shards", "ray"]

KEYS: Final = ("backend", "cluster", "deadline_seconds", "partial_answers", "shards")

SHARDS, MOST_SHARDS = 4, 256
"""Of four shards each has a quarter of the rows; each shard costs a search some milliseconds, and a write some tenths
of a second."""

DEADLINE_SECONDS, SHORTEST, LONGEST = 10.0, 0.5, 120.0
"""A search of a shard takes tenths of a second."""

CLUSTER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}:[1-9]\d{0,4}|\[[0-9A-Fa-f:.]{2,45}\]:[1-9]\d{0,4}")
"""Host and port."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How the search index is made and searched.

    - `backend`: `lance`, one table (the default); `shards`, several tables, all of which each server searches itself;
      `ray`, several tables that the nodes of a cluster search.
    - `shards`: how many tables an index gets that is made from now on; 4.
    - `deadline_seconds`: how long a node may take for its part of a search before another one is asked; 10.
    - `cluster`: host and port of the cluster's first node, for `ray`.
    - `partial_answers`: whether a question is answered without shards that are lost, and the answer says so; false.
    """

    backend: Backend = "lance"
    shards: int = SHARDS
    deadline_seconds: float = DEADLINE_SECONDS
    cluster: str | None = None
    partial_answers: bool = False


def read_index(table: object, file: Path, *, has_objects: bool) -> IndexSettings:
    """The table `[index]`; the defaults where there is none.

    Raises:
        WorkspaceError: it has an unknown key, a value that cannot be used, or shards without a bucket.
    """
    if table is None:
        return IndexSettings()
    if not isinstance(table, Mapping):
        raise WorkspaceError(f'{file} sets index to something that is no table; write [index] and backend = "shards"')
    for key in table:
        if key not in KEYS:
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in [index]; the settings are: {', '.join(KEYS)}"
            )
    backend = table.get("backend", "lance")
    if backend not in get_args(Backend):
        raise WorkspaceError(f'{file} sets backend in [index] to {backend!r}; write "lance", "shards" or "ray"')
    if backend == "lance":
        if left := [name for name in KEYS[1:] if name in table]:
            raise WorkspaceError(f'{file} sets {left[0]} in [index], which is for shards; write backend = "shards"')
        return IndexSettings()
    if backend != "ray" and (left := [name for name in ("cluster", "deadline_seconds") if name in table]):
        raise WorkspaceError(f'{file} sets {left[0]} in [index], which is for a cluster; write backend = "ray"')
    if not has_objects:
        raise WorkspaceError(
            f"{file} sets backend in [index] to {backend!r} without objects in [store]; shards lie in a bucket that "
            "machines share: name one, or leave backend out"
        )
    chosen = cast(Backend, backend)
    return IndexSettings(
        chosen, _shards(table, file), _deadline(table, file), _cluster(table, chosen, file), _is_partial(table, file)
    )


def _shards(table: Mapping[str, object], file: Path) -> int:
    found = table.get("shards", SHARDS)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= MOST_SHARDS:
        raise WorkspaceError(f"{file} sets shards in [index] to {found!r}; write a number from 1 to {MOST_SHARDS}")
    return found


def _deadline(table: Mapping[str, object], file: Path) -> float:
    found = table.get("deadline_seconds", DEADLINE_SECONDS)
    seconds = float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0
    if not SHORTEST <= seconds <= LONGEST:
        raise WorkspaceError(
            f"{file} sets deadline_seconds in [index] to {found!r}; write seconds from {SHORTEST:g} to {LONGEST:g}"
        )
    return seconds


def _cluster(table: Mapping[str, object], backend: str, file: Path) -> str | None:
    found = table.get("cluster")
    if found is None and backend == "ray":
        raise WorkspaceError(
            f'{file} sets backend in [index] to "ray" without cluster; write the host and port of its first node'
        )
    if found is not None and not (isinstance(found, str) and CLUSTER.fullmatch(found)):
        raise WorkspaceError(f'{file} sets cluster in [index] to no host and port; write "HOST:PORT"')
    return found if isinstance(found, str) else None


def _is_partial(table: Mapping[str, object], file: Path) -> bool:
    found = table.get("partial_answers", False)
    if not isinstance(found, bool):
        raise WorkspaceError(f"{file} sets partial_answers in [index] to {found!r}; write true or false")
    return found
