"""What every test may use, and what holds of the quick ones."""

import atexit
import compileall
import gc
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from pincite.security.canary import CANARY_BYTES

if TYPE_CHECKING:
    from tests.object_server import ObjectServer
    from tests.postgres_server import Server

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "src" / "pincite"

SLOWEST = ("live", "leaks", "walk", "web", "wiring")
"""Rooms whose files take or wait longest. They come first: a file that one worker begins last keeps the others idle."""

# A busy machine is slow, and no test says how fast anything is. The examples are the same each time, so that what fails
# is what was changed; PINCITE_NEW_EXAMPLES=1 draws others.
settings.register_profile(
    "pincite",
    deadline=None,
    derandomize=not os.environ.get("PINCITE_NEW_EXAMPLES"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pincite")

# Where every core runs a test already, threads that share a small sum wait for each other: ten times the processor's
# time for the same numbers. Set before anything loads numpy, here and in all programs that tests start.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# A shell that starts a run in the background has it ignore Ctrl-C, and what tests start would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

STARTS = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"})
"""What Python tells of a process that is about to be started (`sys.addaudithook`)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option of `make quick`."""
    parser.addoption(
        "--quick",
        action="store_true",
        help="leave out tests marked live or long, and fail one that starts a process or loads a model",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package, unless this is a worker of a run that did.

    Reading processes never write what they compile. Hundreds of them are started, and each would compile all readers.
    """
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(PACKAGE, quiet=2)
    if config.getoption("--quick"):
        config.pluginmanager.register(Quick())


def pytest_collectstart() -> None:
    """Look for no garbage until all tests are collected: nothing that they are made of is any."""
    gc.disable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the slowest rooms, and of a quick run leave out what is marked as anything else."""
    items.sort(key=lambda item: item.path.relative_to(TESTS).parts[0] not in SLOWEST)
    if config.getoption("--quick"):
        left_out = [item for item in items if item.get_closest_marker("live") or item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in set(left_out)]
        config.hook.pytest_deselected(items=left_out)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Draw the secret signs of requests to models from a seed of each test.

    An honest reply is taken for one that tells its sign about once in a thousand times, by chance
    (`security/telling.py`): a test would fail once in so many runs.
    """
    from pincite.answering import writing

    drawn = random.Random(item.nodeid)  # noqa: S311 - nothing is kept secret in a test
    writing.canary = lambda: drawn.randbytes(CANARY_BYTES).hex()  # type: ignore[attr-defined]  # imported there


def pytest_collection_finish() -> None:
    """Leave all that was collected out of each later look for garbage: thousands of tests stay to the end.

    From here on Python looks as seldom as in a command of its own, which takes 6 to 9 % less of what commands take.
    """
    from pincite.cli import MOST_UNCOLLECTED

    gc.set_threshold(MOST_UNCOLLECTED)
    gc.enable()
    gc.collect()
    gc.freeze()
    atexit.register(gc.freeze)


@pytest.fixture(scope="session")
def postgres_server() -> "Server":
    """A PostgreSQL 17 that all tests of a process share; each makes a database or a schema of its own in it.

    A test that has it starts processes, so it is marked live where the room is quick.
    """
    from tests.postgres_server import shared

    return shared()


@pytest.fixture(scope="session")
def object_server() -> "ObjectServer":
    """moto's server of objects, that all tests of a process share; each makes a bucket of its own in it."""
    from tests.object_server import shared

    return shared()


def pytest_sessionfinish() -> None:
    """End the servers that tests shared, whatever became of them."""
    for name in ("tests.postgres_server", "tests.object_server"):
        if (loaded := sys.modules.get(name)) is not None:
            loaded.end_shared()


class Quick:
    """Fails a test that starts a process or loads a model, in its fixtures or itself, whoever catches what."""

    def __init__(self) -> None:
        self._heard: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in STARTS:
            self._heard.append(f"started a process ({event} {arguments[0]!r})")
        elif event == "open" and isinstance(arguments[0], str | os.PathLike) and str(arguments[0]).endswith(".onnx"):
            self._heard.append(f"loaded a model ({arguments[0]})")

    def _require_nothing_heard(self) -> None:
        heard = list(self._heard)
        self._heard.clear()
        if heard:
            pytest.fail(f"a quick test {heard[0]}: mark it live", pytrace=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        """Listen to the fixtures."""
        self._heard.clear()
        yield
        self._require_nothing_heard()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """Listen to the test."""
        yield
        self._require_nothing_heard()
