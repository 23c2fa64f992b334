"""Attacks the interface for programs with requests that schemathesis makes from its OpenAPI document.

    python -m runs.attacking.api_fuzz [--seed N] [--examples N]

It serves the small firm of the tests, and sends every operation requests that fit its description and requests that do
not, with a token that has every scope. Each response is held against the document: its status, its type, its headers
and its fields. A status of 500 or more, or one that the document does not name, is a failure.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.kept import keys_in
from tests.walk.conftest import firm_in, founded_in
from tests.web.conftest import Served, serving

from pincite.serving.tokens import SCOPES

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"

EXCLUDED = ("positive_data_acceptance", "missing_required_header", "use_after_free", "ensure_resource_availability")
"""Checks that do not fit: a text that could be a cursor or a document is refused if there is no such one; no header has
to be sent but the token's; and nothing is made that could be asked for afterwards."""

PHASES = ("examples", "coverage", "fuzzing")


@dataclass(frozen=True)
class Fuzzed:
    """What a run came to: requests, failures by their names, and the report for a person."""

    requests: int
    failures: tuple[str, ...]
    report: str


def fuzz(base: str, token: str, *, examples: int, seed: int | None, phases: tuple[str, ...] = PHASES) -> Fuzzed:
    """Send so many requests of each kind to each operation of a server that runs; without a seed always the same."""
    chosen = ("--generation-deterministic",) if seed is None else ("--seed", str(seed))
    with tempfile.TemporaryDirectory() as folder:  # where no settings lie, and examples are kept that are thrown away
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", str(DOCUMENT), "--url", f"{base}/api/v1"),
                *("--header", f"Authorization: Bearer {token}", "--phases", ",".join(phases)),
                *("--max-examples", str(examples), *chosen),
                *("--exclude-checks", ",".join(EXCLUDED), "--continue-on-failure", "--no-color", "--no-shrink"),
                *("--suppress-health-check", "all", "--request-timeout", "120", "--warnings", "off"),
            ],
            cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=False,
        )
    report = done.stdout + done.stderr
    failures = tuple(re.findall(r"^- (.+)$", report, re.MULTILINE))
    counted = re.search(r"([\d,]+) generated", report)
    if counted is None or (done.returncode and not failures):
        raise RuntimeError(f"schemathesis did not run:\n{report[-3000:]}")
    return Fuzzed(int(counted[1].replace(",", "")), failures, report)


def token_of(served: Served, user: str = "alice") -> str:
    """A new token of a user, with every scope."""
    scopes = [f"--scope={one}" for one in SCOPES]
    return served.firm.run("--as", user, "token", "make", "fuzz", *scopes).stdout.strip()


def main() -> None:
    """Fuzz a server over the small firm, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=100, help="of each operation and kind")
    asked = parser.parse_args()
    os.environ["PINCITE_SERVER_REQUESTS_PER_MINUTE"] = "1000000"
    with tempfile.TemporaryDirectory() as place, keys_in(Path(place)):
        founded_in(Path(place))
        with serving(firm_in(Path(place))) as served:
            found = fuzz(served.base, token_of(served), examples=asked.examples, seed=asked.seed)
    sys.stdout.write(f"{found.report}\n{found.requests:,} requests, {len(found.failures)} failures\n")
    sys.exit(1 if found.failures else 0)


if __name__ == "__main__":
    main()
