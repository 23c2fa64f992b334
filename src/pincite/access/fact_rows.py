"""Facts as rows of the tables of `schema`, and back: the same statements in a file and in PostgreSQL."""

from collections.abc import Collection
from datetime import datetime

from pincite.access.facts import (
    Appointment,
    Classification,
    Fact,
    Grant,
    Group,
    Matter,
    Membership,
    Signer,
    Target,
    TwoPerson,
    User,
    Wall,
    in_order,
)
from pincite.databases import Database
from pincite.documents.span import DocumentId, MatterId
from pincite.sensitivity import WORDS, Sensitivity


def read_facts(database: Database) -> frozenset[Fact]:
    """Every fact in force."""
    facts: list[Fact] = [
        User(name, bool(active)) if kind == "user" else Group(name)
        for name, kind, active in database.execute("SELECT name, kind, active FROM who")
    ]
    provided = set(database.execute("SELECT team, member FROM provided"))
    memberships = database.execute("SELECT team, member FROM membership")
    facts += [Membership(team, member, (team, member) in provided) for team, member in memberships]
    facts += [Matter(MatterId(name)) for (name,) in database.execute("SELECT name FROM matter")]
    facts += [
        Grant(who, _target(matter, document, label), datetime.fromisoformat(until) if until else None)
        for who, matter, document, label, until in database.execute(
            "SELECT who, matter, document, label, until FROM permission"
        )
    ]
    facts += [
        Wall(who, _target(matter, document, None))
        for who, matter, document in database.execute("SELECT who, matter, document FROM wall")
    ]
    facts += [TwoPerson(action) for (action,) in database.execute("SELECT action FROM two_person")]
    facts += [Signer(user, public) for user, public in database.execute('SELECT "user", public FROM signer')]
    facts += [
        Classification(_target(matter, None, label), Sensitivity(WORDS.index(level)))
        for matter, label, level in database.execute("SELECT matter, label, level FROM classification")
    ]
    facts += [Appointment(who, role) for who, role in database.execute("SELECT who, role FROM role")]
    return frozenset(facts)


def _target(matter: str | None, document: str | None, label: str | None) -> Target:
    return Target(
        MatterId(matter) if matter is not None else None, DocumentId(document) if document is not None else None, label
    )


_MATTER_IS = "coalesce(matter, '') = coalesce(?, '')"
_DOCUMENT_IS = "coalesce(document, '') = coalesce(?, '')"
_LABEL_IS = "coalesce(label, '') = coalesce(?, '')"
"""That a column has a value, or has none where the value is NULL; no name is empty."""


def write_facts(database: Database, added: Collection[Fact], removed: Collection[Fact]) -> None:
    """Remove facts and add others, within the caller's transaction."""
    staying = {fact.name for fact in added if isinstance(fact, User | Group)}
    for fact in reversed(in_order(removed)):
        match fact:
            case User(name) | Group(name):
                # A name whose user is only disabled or enabled stays, since others point to it.
                if name not in staying:
                    database.execute("DELETE FROM who WHERE name = ?", (name,))
            case Membership(group, member):
                database.execute("DELETE FROM provided WHERE team = ? AND member = ?", (group, member))
                database.execute("DELETE FROM membership WHERE team = ? AND member = ?", (group, member))
            case Matter(name):
                database.execute("DELETE FROM matter WHERE name = ?", (name,))
            case Grant(who, target):
                database.execute(
                    f"DELETE FROM permission WHERE who = ? AND {_MATTER_IS} AND {_DOCUMENT_IS} AND {_LABEL_IS}",  # noqa: S608 - our own words
                    (who, target.matter, target.document, target.label),
                )
            case Wall(who, target):
                database.execute(
                    f"DELETE FROM wall WHERE who = ? AND {_MATTER_IS} AND {_DOCUMENT_IS}",  # noqa: S608 - our own words
                    (who, target.matter, target.document),
                )
            case Appointment(who, role):
                database.execute("DELETE FROM role WHERE who = ? AND role = ?", (who, role))
            case TwoPerson(action):
                database.execute("DELETE FROM two_person WHERE action = ?", (action,))
            case Signer(user):
                database.execute('DELETE FROM signer WHERE "user" = ?', (user,))
            case Classification(target):
                database.execute(
                    f"DELETE FROM classification WHERE {_MATTER_IS} AND {_LABEL_IS}",  # noqa: S608 - our own words
                    (target.matter, target.label),
                )
    for fact in in_order(added):
        _insert(database, fact)


def _insert(database: Database, fact: Fact) -> None:
    match fact:
        case User(name, active):
            database.execute(
                """INSERT INTO who VALUES (?, 'user', ?)
                   ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, active = excluded.active""",
                (name, int(active)),
            )
        case Group(name):
            database.execute(
                "INSERT INTO who VALUES (?, 'group', 1) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind", (name,)
            )
        case Membership(group, member, provided):
            database.execute("INSERT INTO membership VALUES (?, ?)", (group, member))
            if provided:
                database.execute("INSERT INTO provided VALUES (?, ?)", (group, member))
        case Matter(name):
            database.execute("INSERT INTO matter VALUES (?)", (name,))
        case Grant(who, target, until):
            database.execute(
                "INSERT INTO permission VALUES (?, ?, ?, ?, ?)",
                (who, target.matter, target.document, target.label, until.isoformat() if until else None),
            )
        case Wall(who, target):
            database.execute("INSERT INTO wall VALUES (?, ?, ?)", (who, target.matter, target.document))
        case Appointment(who, role):
            database.execute("INSERT INTO role VALUES (?, ?)", (who, role))
        case TwoPerson(action):
            database.execute("INSERT INTO two_person VALUES (?)", (action,))
        case Signer(user, public):
            database.execute("INSERT INTO signer VALUES (?, ?)", (user, public))
        case Classification(target, level):
            database.execute("INSERT INTO classification VALUES (?, ?, ?)", (target.matter, target.label, level.word))
