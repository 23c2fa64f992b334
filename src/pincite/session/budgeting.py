"""Budgets of names that nobody has: they limit nothing, and hardly anybody means that."""

from typing import TYPE_CHECKING

from pincite.ledger.budget import EACH, SAMPLES
from pincite.session.records import reader

if TYPE_CHECKING:
    from pincite.session.session import Session


def cautions(session: "Session") -> tuple[str, ...]:
    """A sentence for each budget of a user or matter that is not there, for whoever audits; none for everybody else.

    A matter that may not be seen is spoken of in the same words as one that does not exist.

    Raises:
        WorkspaceError, RecordError: the rules cannot be read.
    """
    if not reader(session).audits:
        return ()
    users, matters = session.rules.users, frozenset(map(str, session.scope().matters))
    found: list[str] = []
    for one in session.firm.accounts.budgets.entries:
        if one.name in (EACH, SAMPLES):
            continue
        if one.whose == "user" and one.name not in users:
            found.append(f"there is no user {one.name!r}, so a budget of that name limits nothing; correct it")
        if one.whose == "matter" and one.name not in matters:
            found.append(
                f"there is no matter {one.name!r} that you may see, and a budget of a name that no matter has limits "
                "nothing; see whether it is spelt right"
            )
    return tuple(found)
