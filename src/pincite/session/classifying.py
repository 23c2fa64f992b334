"""How sensitive matters are, and what carries a label: set, taken back and shown by whoever administers the rules."""

from typing import TYPE_CHECKING

from pincite.access.changes import checked, level_named, target
from pincite.session.changing import change_rules
from pincite.session.records import record_read
from pincite.threads import on_thread
from pincite.views.classified import Classified, LevelOf
from pincite.views.rules import Changed

if TYPE_CHECKING:
    from pincite.access.port import Changing
    from pincite.session.session import Session


def classify(session: "Session", level: str, matter: str | None = None, *, label: str | None = None) -> Changed:
    """Say how sensitive a matter is, or what carries a label; just one of the two is named.

    Raises:
        AccessError: the session's user may not change the rules; there is no such matter or level. So below.
        AwaitsSecond: it lowers a sensitivity, and that takes two people. So below.
        RecordError: the record cannot be written; then nothing is changed. So below.
    """
    session.require("administer")
    named = level_named(level).word

    def made(rules: "Changing") -> int:
        labels = session.firm.catalogue.labels() if label is not None else ()
        return rules.classify(session.principal, named, matter, label=label, labels=labels)

    return change_rules(session, "sensitivity", {**_names(matter, label), "level": named}, made)


def declassify(session: "Session", matter: str | None = None, *, label: str | None = None) -> Changed:
    """Take back what was said of a matter, which then counts as the highest, or of a label, which raises nothing."""

    def made(rules: "Changing") -> int:
        return rules.declassify(session.principal, matter, label=label)

    return change_rules(session, "sensitivity unset", _names(matter, label), made)


async def sensitivity(session: "Session", matter: str | None = None, *, label: str | None = None) -> LevelOf:
    """What was said of one matter or label, and what it counts as, once the record says that it was looked up.

    Raises:
        AccessError: the session's user does not administer the rules, or there is no such matter. So below.
        RecordError: the record cannot be written; then nothing is shown. So below.
    """

    def found() -> LevelOf:
        session.require("administer")
        wanted = checked(session.firm.access.state(), target(matter, label=label))
        return LevelOf.of(wanted, session.rules)

    shown = await on_thread(found)
    await record_read(session, "access sensitivity", {})
    return shown


async def sensitivities(session: "Session") -> Classified:
    """What was said of every matter and label."""

    def found() -> Classified:
        session.require("administer")
        return Classified.of(session.rules)

    shown = await on_thread(found)
    await record_read(session, "access sensitivity", {})
    return shown


def _names(matter: str | None, label: str | None) -> dict[str, str]:
    return {name: value for name, value in (("matter", matter), ("label", label)) if value is not None}
