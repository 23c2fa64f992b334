"""What SQLite is asked for a use of a firm, and whether that is on a thread whose event loop waits for it."""

import asyncio
import importlib
import inspect
import pkgutil
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import CodeType, ModuleType

from tests.released import unheard
from tests.traced import Statement, statements
from tests.walk.conftest import Firm

import pincite.session
from pincite.ask import Reply
from pincite.session import Session
from pincite.session.asking import answer
from pincite.wiring import open_session

Use = Callable[[Session], Awaitable[object]]


def heard(firm: Firm, use: Use, user: str | None = "alice") -> tuple[object, list[Statement]]:
    """What a use gives somebody, the owner if none is named, and what SQLite was asked for it."""
    with statements() as said, open_session(firm.workspace, user) as session:
        said.clear()
        return asyncio.run(use(session)), list(said)  # type: ignore[arg-type]


def on_the_loop(said: list[Statement]) -> Counter[str]:
    """The lines of pincite from which SQLite was asked on an event loop, each with how often."""
    assert said, "nothing was heard"
    return Counter(" < ".join(each.lines[::-1]) for each in said if each.on_loop)


def asked(question: str, after: str | None = None) -> Use:
    async def use(session: Session) -> Reply:
        return await answer(session, question, release=unheard, after=after)

    return use


def async_uses() -> dict[str, CodeType]:
    """All that `session/` lets others await, by module and name, with the code of each."""
    found: dict[str, CodeType] = {}
    for module in pkgutil.walk_packages(pincite.session.__path__, f"{pincite.session.__name__}."):
        for name, code in _async_in(importlib.import_module(module.name)):
            found[f"{module.name.removeprefix(f'{pincite.session.__name__}.')}.{name}"] = code
    return found


def _async_in(module: ModuleType) -> Iterator[tuple[str, CodeType]]:
    for name, one in vars(module).items():
        if name.startswith("_") or getattr(one, "__module__", None) != module.__name__:
            continue
        named = [(name, one)]
        if inspect.isclass(one):
            named = [(f"{name}.{method}", each) for method, each in vars(one).items() if method[0] != "_"]
        for called, each in named:
            made = inspect.unwrap(each) if callable(each) else each
            if inspect.iscoroutinefunction(made) or inspect.isasyncgenfunction(made):
                yield called, made.__code__


@contextmanager
def what_ran() -> Iterator[set[CodeType]]:
    """The code of each function that is called on this thread while this lasts."""
    ran: set[CodeType] = set()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: ran.add(frame.f_code) if event == "call" else None)
    try:
        yield ran
    finally:
        sys.setprofile(before)
