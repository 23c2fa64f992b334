"""Changes of the rules from a program: each is on the record before it stands, whoever calls."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from pincite.errors import AccessError
from pincite.session import Session
from pincite.session.granting import To, add_role, add_wall, grant, revoke
from pincite.session.people import add_to_group, add_user, remove_from_group
from pincite.views.rules import Changed
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm


@pytest.fixture
def owner(firm: "Firm") -> Iterator[Session]:
    with open_session(firm.workspace) as session:
        yield session


def _newest(session: Session) -> tuple[object, object]:
    entry = session.firm.audit.find(str(session.firm.audit.head().seq))
    assert entry is not None
    return entry.facts.get("what"), {name: part for name, part in (entry.content or {}).items() if name != "sealed"}


USES: dict[str, tuple[Callable[[Session], Changed], dict[str, str]]] = {
    "user add": (lambda session: add_user(session, "dora"), {"user": "dora"}),
    "group add": (lambda session: add_to_group(session, "clerks", ["carol"]), {"group": "clerks", "members": "carol"}),
    "grant": (lambda session: grant(session, "carol", To(matter="lease")), {"who": "carol", "matter": "lease"}),
    "revoke": (lambda session: revoke(session, "alice", To(matter="lease")), {"who": "alice", "matter": "lease"}),
    "wall add": (lambda session: add_wall(session, "carol", To(matter="lease")), {"who": "carol", "matter": "lease"}),
    "role add": (lambda session: add_role(session, "carol", "auditor"), {"who": "carol", "role": "auditor"}),
}


@pytest.mark.parametrize("what", USES)
def test_a_change_of_the_rules_is_on_the_record_with_the_names_it_was_asked_for_by(owner: Session, what: str) -> None:
    use, names = USES[what]
    before = owner.rules.version
    changed = use(owner)
    assert (changed.what, changed.names, changed.version) == (what, names, before + 1)
    assert _newest(owner) == (what, names)


@pytest.mark.parametrize("what", USES)
def test_whoever_does_not_administer_changes_nothing(firm: "Firm", what: str) -> None:
    with open_session(firm.workspace, "alice") as session:
        before = session.rules
        with pytest.raises(AccessError):
            USES[what][0](session)
        assert session.rules == before


def test_a_change_that_is_refused_is_on_the_record_as_asked_for(owner: Session) -> None:
    with pytest.raises(AccessError, match="nobody"):
        grant(owner, "nobody", To(matter="lease"))
    assert _newest(owner) == ("grant", {"who": "nobody", "matter": "lease"})


def test_a_group_without_members_named_is_undone(owner: Session) -> None:
    add_to_group(owner, "clerks", ["carol"])
    remove_from_group(owner, "clerks", [])
    assert "clerks" not in owner.rules.groups


@pytest.mark.parametrize("named", [{}, {"matter": "lease", "document": "d"}, {"document": "d", "label": "precedent"}])
def test_a_rule_is_about_one_thing(named: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="name one of a matter, a document and a label"):
        To(**named)
