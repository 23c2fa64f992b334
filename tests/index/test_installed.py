"""Without the extra `lance`, whoever needs LanceDB is told what to install, by whichever part of its adapter."""

import subprocess
import sys

import pytest

IMPORT = """
import sys
from importlib import import_module
sys.modules["lancedb"] = sys.modules["pyarrow"] = None
from pincite.errors import WorkspaceError
for part in sys.argv[1:]:
    try:
        import_module(part)
    except WorkspaceError as error:
        print(error)
"""
"""Python imports nothing under a name that is taken by None."""

PARTS = ("pincite.index.lance", "pincite.index.lance.bucket", "pincite.index.shards.home", "pincite.wiring.sharding")


@pytest.mark.live
def test_each_part_of_the_adapter_says_what_to_install() -> None:
    said = subprocess.run([sys.executable, "-c", IMPORT, *PARTS], capture_output=True, text=True, check=True)
    told = "the search index needs LanceDB, which is not installed; run: pip install 'pincite[lance]'"
    assert said.stdout.splitlines() == [told] * len(PARTS)
