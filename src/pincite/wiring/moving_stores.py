"""Copies the stores of a workspace to the database that its settings name, or back to files; by its owner."""

import os
from contextlib import closing
from pathlib import Path

from pincite.access.scope import Principal
from pincite.access.unrecorded import NoRecord
from pincite.audit.durable import put_whole
from pincite.audit.heads import HeadKeeper, default_places
from pincite.errors import WorkspaceError
from pincite.session.copying_stores import record_copy
from pincite.views.store_copy import StoreCopy
from pincite.wiring.account import home, operating_system_user
from pincite.wiring.moving_originals import into_bucket, into_folder
from pincite.wiring.names import IDENTITY, MOVED
from pincite.wiring.stores import FileStores, Stores, stores_of
from pincite.wiring.trust import agreed_settings, trust_store


def copy_stores(root: Path, *, back: bool) -> StoreCopy:
    """Copy a workspace's files into the database that its settings name; `back` the other way.

    What is copied from stays as it is, except the record of the copy. Files are then refused, until they are copied
    back. Where the settings name a bucket, originals go there as well, or come back.

    Raises:
        AccessError: this account is not the workspace's owner.
        WorkspaceError: the settings name no database, there is nothing to copy, there is something already where it
            would be copied to, or it cannot be copied.
        RecordError: the record cannot be written, or does not hold.
        UntrustedWorkspace: this account did not agree to the settings.
    """
    root = root.absolute()
    settings = agreed_settings(root, trust_store(os.environ))
    if settings.store is None:
        raise WorkspaceError(
            f"the settings of the workspace at {root} name no database; write [store] with its url into settings.toml"
        )
    served = stores_of(root, settings)
    from pincite.wiring.store_copy import (
        into_files,
        into_postgres,
        is_interrupted,
        require_none_in_files,
        require_none_in_postgres,
    )
    from pincite.wiring.store_settings import address_of

    address, files = address_of(settings.store, os.environ), FileStores(root)
    heads = HeadKeeper.open(
        root / IDENTITY, default_places(os.environ, home(), settings.audit.further()), settings.audit.key_place()
    )
    source: Stores = served if back else files
    target = str(root) if back else served.name
    if not source.are_made():
        raise WorkspaceError(f"there are no stores in the {source.name}, so nothing is copied")
    with source.alone():
        if not (back and is_interrupted(root)):
            # Before anything is recorded: a record that a copy lacks would make it look cut off.
            require_none_in_files(root) if back else require_none_in_postgres(address)
            _note(source, heads, target)
        bucket = served.bucket()
        if bucket is not None:  # before the rows that speak of them: objects that no row speaks of do no harm
            into_folder(bucket, root) if back else into_bucket(root, bucket)
        made = into_files(root, heads, address) if back else into_postgres(root, heads, address)
        _mark(root, "" if back else served.name)
    return made


def _mark(root: Path, database: str) -> None:
    """Have the files refused from now on, since a database has what they have; or no longer, where none is named."""
    if database:
        put_whole(root / MOVED, f"{database}\n".encode(), 0o600)
    else:
        (root / MOVED).unlink(missing_ok=True)


def _note(source: Stores, heads: HeadKeeper, target: str) -> None:
    user = operating_system_user()
    with closing(source.access(NoRecord())) as access, closing(source.audit(heads)) as audit:
        record_copy(access, audit, Principal(user, user), access.now(), target)
