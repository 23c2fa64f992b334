"""The command line on the workspace of one test."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pincite.cli import main


def invoke(*arguments: str) -> Result:
    """What a command prints, and its exit status; it raises whatever the command did not expect."""
    result = CliRunner().invoke(main, list(arguments))
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on the workspace that lies in a folder of the test."""

    folder: Path

    @property
    def workspace(self) -> Path:
        """The workspace's folder."""
        return self.folder / "workspace"

    def run(self, *arguments: str, status: int | None = 0) -> Result:
        """What a command prints, and its exit status, which may be any where `status` is None."""
        result = invoke("--workspace", str(self.workspace), *arguments)
        assert status is None or result.exit_code == status, result.output
        return result

    def json(self, *arguments: str, status: int | None = 0) -> Any:  # noqa: ANN401 - JSON
        """What a command prints as JSON."""
        return json.loads(self.run(*arguments, "--json", status=status).stdout)
