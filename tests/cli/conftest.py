"""A workspace that needs no model, with the files and the people of a test module."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main

Run = Callable[..., Result]
MakeFirm = Callable[[Mapping[str, bytes], str], Run]


@pytest.fixture(scope="module")
def make_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeFirm]:
    """Makes the command line on a workspace of these files.

    The folder in which a file lies is its matter; alice is granted the one that is named.
    """
    place = tmp_path_factory.mktemp("firm")
    workspace = place / "workspace"
    workspace.mkdir()
    (workspace / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")

    def run(*arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--workspace", str(workspace), *arguments])
        assert result.exit_code == status, result.output
        return result

    def make(files: Mapping[str, bytes], granted: str) -> Run:
        for name, content in files.items():
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_bytes(content)
        for matter in dict.fromkeys(name.partition("/")[0] for name in files):
            run("ingest", str(place / matter), "--matter", matter)
        run("access", "user", "add", "alice")
        run("access", "grant", "alice", "--matter", granted)
        return run

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        patch.setenv("PINCITE_WORKSPACE", str(workspace))
        yield make
