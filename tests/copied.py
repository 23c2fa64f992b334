"""Programs in processes of their own, each a copy of one that has loaded the package and its index already.

Loading takes two seconds of a processor, and a program that is killed at a step is over in a fraction of one. Nothing
else is different from a process that is started: it has its own arguments, environment and output, and dies alone.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache

TEMPLATE = """
import json, os, sys
import pincite.catalogue.sqlite.catalogue, pincite.cli, pincite.erasing, pincite.index.lance, pincite.ingest
import pincite.session.reviewing, pincite.wiring

for order in sys.stdin:
    program, arguments, environment, folder, out, err = json.loads(order)
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        for number, name in enumerate((os.devnull, out, err)):
            opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        sys.argv = ["-c", *arguments]
        exec(compile(program, "<copied>", "exec"), {"__name__": "__main__"})
        sys.exit()
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


@cache
def _template() -> "subprocess.Popen[str]":
    """The process that is copied, once for each process of a test run; it ends with it."""
    template = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", TEMPLATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def end() -> None:
        template.communicate()

    atexit.register(end)
    return template


def run_copy(
    program: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """What became of a program that ran in a copy: how it ended, and what it said."""
    template = _template()
    assert template.stdin is not None
    assert template.stdout is not None
    with tempfile.NamedTemporaryFile("r+") as out, tempfile.NamedTemporaryFile("r+") as err:
        told = dict(os.environ if environment is None else environment)
        template.stdin.write(json.dumps((program, arguments, told, os.getcwd(), out.name, err.name)) + "\n")  # noqa: PTH109
        template.stdin.flush()
        ended = template.stdout.readline()
        assert ended, "the process that is copied has died"
        return subprocess.CompletedProcess(["-c", *arguments], int(ended), out.read(), err.read())
