"""The rules, which of them decide, their history, and undoing a change."""

from typing import TYPE_CHECKING

from pincite.access.changes import alike_in, unfit_in
from pincite.access.explaining import explain
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.errors import AccessError
from pincite.session.changing import change_rules
from pincite.session.records import record_read
from pincite.threads import on_thread
from pincite.views.rules import Changed, Explained, History, Made, RulesAt

if TYPE_CHECKING:
    from pincite.access.port import Changing
    from pincite.session.session import Session


async def list_rules(session: "Session") -> RulesAt:
    """All rules, once the record says that they were listed.

    Raises:
        AccessError: the session's user does not administer them.
        RecordError: the record cannot be written; then nothing is shown.
    """

    def listed() -> RulesAt:
        session.require("administer")
        rules, now, state = session.rules, session.now(), session.firm.access.state()
        return RulesAt(rules, now, alike_in(state), unfit_in(state))

    found = await on_thread(listed)
    await record_read(session, "access list", {})
    return found


async def explain_access(session: "Session", user: str, document: str) -> Explained:
    """Why a user may or may not see a document; recorded if they are not the session's user.

    Raises:
        AccessError: only whoever administers the rules may ask about others.
        NotVisible: there is no such document, or none that may be seen: the same words.
        UnknownPrincipal: nobody of that name is known.
        RecordError: the record cannot be written; then nothing is shown.
    """
    entry, explained = await on_thread(_explained, session, user, document)
    if user != session.principal.user:
        await record_read(session, "access explain", {}, f"{user} and {entry.document}", entry.matter)
    return explained


def _explained(session: "Session", user: str, document: str) -> tuple[Entry, Explained]:
    rules = session.rules
    if user != session.principal.user and not session.may("administer"):
        raise AccessError(
            f"only the workspace's owner ({rules.owner}) or an administrator may ask about other users; "
            f"ask about yourself"
        )
    entry = _entry(session, document)
    found = explain(user, entry.matter, entry.document, entry.labels, entry.holders, rules, session.now())
    return entry, Explained(found.allowed, found.rules)


def _entry(session: "Session", document: str) -> Entry:
    """The document that is asked about: any for whoever administers the rules, else one that the asker may see.

    Raises:
        NotVisible: it does not exist, or they may not see it: the words are the same.
    """
    if session.may("administer"):
        standing = session.firm.catalogue.standing(DocumentId(document))
        if standing is not None:
            return standing
    return session.firm.catalogue.named(document, session.scope(), in_full=True)


def rules_history(session: "Session", count: int) -> History:
    """The newest `count` changes of the rules, the newest last.

    Raises:
        AccessError: the session's user does not administer them.
    """
    session.require("administer")
    return History(tuple(map(Made.of, session.firm.access.history()[-count:])))


def undo_change(session: "Session", number: int) -> Changed:
    """Take back a change of the rules by its number, with a change that can itself be taken back.

    Raises:
        AccessError: there is none, later changes depend on it, or the session's user may not change the rules.
        RecordError: the record cannot be written; then nothing is changed.
    """
    catalogue = session.firm.catalogue

    def made(rules: "Changing") -> int:
        return rules.undo(session.principal, number, is_held=lambda matter: bool(catalogue.of_matter(matter)))

    return change_rules(session, "undo", {"change": str(number)}, made)
