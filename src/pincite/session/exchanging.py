"""Rules from files, all of them or none, and the rules as such a file."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from pincite.access.changes import Diff, State
from pincite.access.facts import in_order
from pincite.access.importing import Plan, changes_in, planned
from pincite.errors import AccessError
from pincite.session.changing import recorded_change
from pincite.session.reaching import notes
from pincite.views.rules import Imported, worded
from pincite.views.rules_file import RulesFile

if TYPE_CHECKING:
    from pincite.session.session import Session


def import_rules(
    session: "Session", name: str, content: bytes, *, of: str | None = None, is_dry_run: bool = False
) -> Imported:
    """Make all changes that a file asks for (a table, the JSON of an export, or SCIM), or none where it has a fault.

    `name` is the file's, for the record. `of` is the user or group that a SCIM PatchOp is to change. A dry run says
    what would change, and changes nothing.

    Raises:
        AccessError: the session's user may not change the rules, or not so; or somebody else changed them meanwhile.
        AwaitsSecond: part of it takes two people.
        RecordError: the record cannot be written; then nothing is changed.
    """
    session.require("administer")
    labels = session.firm.catalogue.labels()
    plan = planned(changes_in(content, of), session.firm.access.state(), labels)
    version = session.rules.version
    if not plan.faults and plan.diff and not is_dry_run:
        version = _make(session, name, content, of, plan, labels)
    faults = tuple((fault.place, fault.reason) for fault in plan.faults)
    if faults:
        return Imported((), (), faults, version, (), is_dry_run)
    added, removed = worded(plan.diff.added), worded(plan.diff.removed)
    return Imported(added, removed, (), version, notes(session, in_order(plan.diff.added)), is_dry_run)


def _make(session: "Session", name: str, content: bytes, of: str | None, plan: Plan, labels: Collection[str]) -> int:
    def step(state: State) -> Diff:
        return _unchanged(planned(changes_in(content, of), state, labels), plan)

    changes = [
        *(("+", fact) for fact in in_order(plan.diff.added)),
        *(("-", fact) for fact in in_order(plan.diff.removed)),
    ]
    return recorded_change(
        session,
        "import",
        {"file": name},
        lambda rules: rules.change(session.principal, f"import {name}", step, labels=labels),
        changes,
    )


def _unchanged(now: Plan, shown: Plan) -> Diff:
    """What was planned, if it still is what the file comes to: what is on the record is what is done.

    Raises:
        AccessError: somebody else has changed the rules meanwhile.
    """
    if now != shown:
        raise AccessError("the rules were changed by somebody else meanwhile; import the file again")
    return now.diff


def export_rules(session: "Session") -> RulesFile:
    """The rules as the JSON that an import takes.

    Raises:
        AccessError: the session's user does not administer them.
    """
    session.require("administer")
    return RulesFile(session.firm.access.state().facts)
