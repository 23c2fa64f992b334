"""How much the random tests of access do: little by default, far more on wish.

`PINCITE_ACCESS_EXAMPLES=20000 pytest tests/access` looks at so many policies, or histories, in each test.
"""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("PINCITE_ACCESS_EXAMPLES", "0"))

UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

POLICIES = settings(max_examples=EXAMPLES or 150, deadline=None, suppress_health_check=UNHURRIED)
"""For tests of one random policy."""

HISTORIES = settings(
    max_examples=EXAMPLES or 20, stateful_step_count=25, deadline=None, suppress_health_check=UNHURRIED
)
"""For tests of random histories."""
