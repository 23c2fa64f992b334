"""Rules that two people change at once, each on a thread of one server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from tests.walk.conftest import Firm

from pincite.session.changing import event_of
from pincite.wiring import open_workspace

PATIENCE = 60
"""Seconds."""


def test_each_change_is_on_the_record_as_its_own(firm: Firm) -> None:
    """The second person has begun to say what they change, and not changed it, when the first one's change is made."""
    began, may_go_on = Event(), Event()
    with open_workspace(firm.workspace, create=False) as opened, ThreadPoolExecutor(1) as pool:
        owner = opened.session()

        def second() -> bool:
            with opened.recorder.telling(lambda: event_of(owner, "access", "of the second", {})) as announced:
                began.set()
                assert may_go_on.wait(PATIENCE)
                return announced.is_recorded()

        with opened.recorder.telling(lambda: event_of(owner, "access", "of the first", {})) as announced:
            other = pool.submit(second)
            assert began.wait(PATIENCE)
            announced.rules.add_user(owner.principal, "dora")
            may_go_on.set()
            assert not other.result(PATIENCE)
            assert announced.is_recorded()
        [newest, *_] = opened.audit.entries(backwards=True)
    assert newest.facts["what"] == "of the first"
