"""What every test may use."""

import compileall
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PACKAGE = Path(__file__).parents[1] / "src" / "pincite"

# A busy machine is slow, and no test says how fast anything is.
settings.register_profile("pincite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pincite")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package, unless this is a worker of a run that did.

    Reading processes never write what they compile. Hundreds of them are started, and each would compile all readers.
    """
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(PACKAGE, quiet=2)
