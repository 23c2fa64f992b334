"""The table `[index]` of the settings: in how many shards the search index is made, and who searches them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from pincite.errors import WorkspaceError
from pincite.wiring.store_settings import VARIABLE

Backend = Literal["flat", "lance", "shards", "ray"]

OF_A_CLUSTER: Final = ("cluster", "deadline_seconds", "nodes_password_env", "nodes_user")

KEYS: Final = ("backend", *OF_A_CLUSTER, "partial_answers", "shards")

SHARDS, MOST_SHARDS = 4, 256
"""Of four shards each has a quarter of the rows; each shard costs a search some milliseconds, and a write some tenths
of a second."""

DEADLINE_SECONDS, SHORTEST, LONGEST = 10.0, 0.5, 120.0
"""A search of a shard takes tenths of a second."""

USER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
"""Names of users that need no escaping in an address."""

CLUSTER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}:[1-9]\d{0,4}|\[[0-9A-Fa-f:.]{2,45}\]:[1-9]\d{0,4}")
"""Host and port."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How the search index is made and searched.

    - `backend`: `flat`, files of this machine in which every vector is compared; `lance`, one table of LanceDB's;
      `shards`, several tables, all of which each server searches itself; `ray`, several tables that the nodes of a
      cluster search. Without it an index stays as it is, and a new one is flat, or one table where it is in a bucket.
    - `shards`: how many tables an index gets that is made from now on; 4.
    - `deadline_seconds`: how long a node may take for its part of a search before another one is asked; 10.
    - `cluster`: host and port of the cluster's first node, for `ray`.
    - `nodes_user`: as which user of the database nodes read what counts; that of `[store]` without it.
    - `nodes_password_env`: the environment variable on nodes that holds this user's password.
    - `partial_answers`: whether a question is answered without shards that are lost, and the answer says so; false.
    """

    backend: Backend | None = None
    shards: int = SHARDS
    deadline_seconds: float = DEADLINE_SECONDS
    cluster: str | None = None
    partial_answers: bool = False
    nodes_user: str | None = None
    nodes_password_env: str | None = None


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
    backend = table.get("backend")
    if backend is not None and backend not in get_args(Backend):
        raise WorkspaceError(f'{file} sets backend in [index] to {backend!r}; write "flat", "lance", "shards" or "ray"')
    if backend == "flat" and has_objects:
        raise WorkspaceError(
            f'{file} sets backend in [index] to "flat" and objects in [store]; a flat index lies in a folder of one '
            'machine: leave backend out, or write "lance"'
        )
    if backend not in ("shards", "ray"):
        if left := [name for name in KEYS if name != "backend" and name in table]:
            raise WorkspaceError(f'{file} sets {left[0]} in [index], which is for shards; write backend = "shards"')
        return IndexSettings(cast(Backend | None, backend))
    if backend != "ray" and (left := [name for name in OF_A_CLUSTER if name in table]):
        raise WorkspaceError(f'{file} sets {left[0]} in [index], which is for a cluster; write backend = "ray"')
    if not has_objects:
        raise WorkspaceError(
            f"{file} sets backend in [index] to {backend!r} without objects in [store]; shards lie in a bucket that "
            "machines share: name one, or leave backend out"
        )
    chosen = cast(Backend, backend)
    return IndexSettings(
        chosen,
        _shards(table, file),
        _deadline(table, file),
        _cluster(table, chosen, file),
        _is_partial(table, file),
        *_nodes_user(table, file),
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


def _nodes_user(table: Mapping[str, object], file: Path) -> tuple[str | None, str | None]:
    """The nodes' user of the database, and the variable with its password."""
    user, variable = table.get("nodes_user"), table.get("nodes_password_env")
    if user is None and variable is not None:
        raise WorkspaceError(f"{file} sets nodes_password_env in [index] without nodes_user; name whose password it is")
    if user is not None and not (isinstance(user, str) and USER.fullmatch(user)):
        raise WorkspaceError(f"{file} sets nodes_user in [index] to no name of a user of the database")
    if variable is not None and not (isinstance(variable, str) and VARIABLE.fullmatch(variable)):
        raise WorkspaceError(f"{file} sets nodes_password_env in [index] to no name of an environment variable")
    return user if isinstance(user, str) else None, variable if isinstance(variable, str) else None
