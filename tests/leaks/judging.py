"""What people make of replies, by whoever may: given, listed, read of others and exported."""

import json
from itertools import islice

from tests.leaks.channels import acting, refused
from tests.leaks.looking import Looking

from pincite.errors import AccessError, FeedbackError, NotVisible, PinciteError
from pincite.session import Session
from pincite.session.collecting import collect_feedback
from pincite.session.feedback import (
    Change,
    feedback_on,
    give_feedback,
    given_before,
    judgeable,
    own_feedback,
    withdraw_feedback,
)
from pincite.views.feedback import WHYS

REPLIES = ("answer", "refusal", "failure")

NEWEST = 15
"""Replies of one's own that one says something of, and records of others that one asks for."""

NOWHERE = "987654321"
"""The number of no record."""


async def feedback(looking: Looking, user: str) -> None:
    """Somebody says what they make of a reply of theirs; then they, and others, read what was said of it."""
    firm, rng = looking.firm, looking.firm.rng
    found = islice(firm.workspace.audit.entries(person=user, backwards=True), NEWEST)
    replies = [str(entry.seq) for entry in found if entry.kind in REPLIES and entry.user == user]
    if not replies:
        return
    record = rng.choice(replies)
    try:
        with acting(firm.workspace, user) as session:
            await _say(looking, session, record)
    except PinciteError as error:
        refused(looking, "feedback given", error, user)
    if rng.random() < 0.3:
        firm.some_change()
    for reader in {user, *rng.sample(sorted(firm.rules.users), 2)}:
        await _read(looking, reader, record)


async def _say(looking: Looking, session: Session, record: str) -> None:
    """Something of a reply: words of documents that are open to whoever says it, with their place."""
    firm, rng, user = looking.firm, looking.firm.rng, session.principal.user
    if rng.random() < 0.1 and await own_feedback(session, record) is not None:
        await withdraw_feedback(session, record)
        return
    said = judgeable(session, record, session.scope()).content or {}
    statements = said.get("statements")
    count = len(statements) if isinstance(statements, list) else 0
    document = rng.choice(sorted(firm.papers))
    text = firm.bodies[document][1]
    is_open = firm.rules.may_see(user, document, firm.papers[document], firm.at)
    firm.type(user, document)  # an error repeats it, where it was taken out
    given = await give_feedback(
        session,
        record,
        Change(
            useful=rng.choice((None, True, False)),
            wrong={(rng.randrange(1, count + 1), 1): rng.choice(WHYS)} if count and rng.random() < 0.6 else {},
            better=text[:400] if is_open else json.dumps(statements) if rng.random() < 0.5 else "No.",
            place=f"{document}:0-{max(1, len(text) // 2)}",
        ),
    )
    looking.counts["feedback given"] += 1
    looking.check("feedback given", json.dumps(given.json()), user, on_record=True)


async def _read(looking: Looking, user: str, record: str) -> None:
    """All that somebody reads of feedback, and that they are told the same of what is hidden and of nothing."""
    try:
        with acting(looking.firm.workspace, user) as session:
            own = [one.json() for one in await given_before(session, NEWEST)]
            looking.check("feedback listed", json.dumps(own), user, on_record=True)
            exported = await collect_feedback(session, "feedback")
            lines = [line for one in exported for use in ("feedback", "questions", "routes") if (line := one.line(use))]
            looking.counts["feedback exported"] += len(exported)
            looking.check("feedback exported", json.dumps(lines), user, on_record=True)
            await _read_of(looking, session, record)
    except PinciteError as error:
        refused(looking, "feedback read", error, user)


async def _read_of(looking: Looking, session: Session, record: str) -> None:
    user, told = session.principal.user, []
    for key in (record, NOWHERE):
        try:
            _, found = await feedback_on(session, key, "feedback")
        except (AccessError, FeedbackError) as error:
            looking.check("feedback on: error", str(error), user, on_record=True)
            told.append(str(error).replace(key, "RECORD") if isinstance(error, NotVisible) else "")
            continue
        looking.counts["feedback read"] += len(found)
        looking.check("feedback on", json.dumps([one.json() for one in found]), user, on_record=True)
        return
    if told[0] and told[0] != told[1]:
        looking.leaks.append(f"feedback tells {user} a hidden record from none: {told}")
