"""Folders of the server that are watched, as the process that reads looks into them."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.kept import Kept
from tests.walk.conftest import Firm, firm_in

from pincite.errors import WorkspaceError
from pincite.serving.deliveries import Deliveries
from pincite.serving.file import ServerFile
from pincite.serving.jobs import Jobs
from pincite.serving.uploads import Uploads
from pincite.serving.watching import Watched, Watching
from pincite.serving.workers import WorkerFiles
from pincite.session.delivering import as_owner
from pincite.web.ingesting import Ingesting
from pincite.wiring import open_workspace, read_settings
from pincite.wiring.settings_claims import settings_claims

OLD = 1_700_000_000
"""When a file was written that is whole by now."""


@pytest.fixture
def firm(founded_to_serve: Kept, tmp_path: Path) -> Iterator[Firm]:
    with founded_to_serve.put_back(tmp_path / "firm") as place:
        yield firm_in(place)


@contextmanager
def reading(firm: Firm) -> Iterator[Ingesting]:
    """The process's own object, without the process."""
    with (
        open_workspace(firm.workspace, create=False) as workspace,
        closing(ServerFile(firm.workspace / "server.db")) as file,
    ):
        uploads = Uploads(firm.workspace / "uploads", Deliveries(file))
        jobs = Jobs(file, WorkerFiles(firm.workspace / "workers"), "w")
        yield Ingesting(workspace, jobs, uploads, Watching(file), partial(as_owner, workspace))


def put(folder: Path, name: str, content: bytes, at: int = OLD) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at, at))


def scanned(firm: Firm, folder: Path, matter: str = "lease") -> Watched:
    with reading(firm) as ingesting:
        asyncio.run(ingesting.scan(folder, matter))
        found = ingesting.watching.watched(folder)
    assert found is not None
    return found


def test_what_is_put_into_a_watched_folder_is_read_once_and_again_when_it_changes(firm: Firm, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    put(folder, "in/note.txt", b"NOTE\n\n1. The office closes at 6 p.m.\n")
    put(folder, "broken.pdf", b"%PDF-1.7 broken")
    put(folder, "coming.txt", b"NOTE\n\n1. Not whole yet.\n", at=int(folder.stat().st_mtime))
    seen = scanned(firm, folder)
    assert (seen.read, [Path(one.path).name for one in seen.failed], seen.error) == (1, ["broken.pdf"], "")
    [note] = [one for one in firm.documents("alice") if one["path"].endswith("note.txt")]
    assert note["path"] == str(folder / "in" / "note.txt")
    with reading(firm) as ingesting:
        assert ingesting.watching.fresh(folder, "lease", firm.workspace, ingesting.firm.now()) == []
        ingesting.watching.again(str(folder))
        [again] = ingesting.watching.fresh(folder, "lease", firm.workspace, ingesting.firm.now())
        assert again.path.endswith("broken.pdf")
    put(folder, "in/note.txt", b"NOTE\n\n1. The office closes at 8 p.m.\n", at=OLD + 60)
    scanned(firm, folder)
    assert "8 p.m." in firm.run("text", note["document"]).stdout
    (folder / "in" / "note.txt").unlink()
    scanned(firm, folder)
    assert note["document"] in {one["document"] for one in firm.documents("alice")}  # nothing is removed


def test_links_are_not_followed_and_the_workspace_is_not_watched(firm: Firm, tmp_path: Path) -> None:
    folder, secret = tmp_path / "scans", tmp_path / "secret"
    put(secret, "secret.txt", b"SECRET\n\n1. Nobody reads this.\n")
    put(folder, "note.txt", b"NOTE\n\n1. Hours.\n")
    (folder / "out").symlink_to(secret)
    (tmp_path / "link").symlink_to(folder)
    seen = scanned(firm, folder)
    assert [Path(one.path).name for one in seen.failed] == ["out"]
    assert "was not followed" in seen.failed[0].reason
    assert "secret" not in str(firm.documents())
    assert "is a link" in scanned(firm, tmp_path / "link").error
    assert "own files" in scanned(firm, firm.workspace / "originals").error
    assert "own files" in scanned(firm, firm.workspace.parent).error
    assert "no folder" in scanned(firm, tmp_path / "nothing").error


def test_a_matter_that_the_owner_does_not_see_is_said(firm: Firm, tmp_path: Path) -> None:
    put(tmp_path / "scans", "note.txt", b"NOTE\n\n1. Hours.\n")
    assert "no matter" in scanned(firm, tmp_path / "scans", "no-such").error


WRONG = (
    '"/srv"',
    '[{ folder = "scans", matter = "Firm" }]',
    '[{ folder = "/srv/../etc", matter = "Firm" }]',
    '[{ folder = "/srv/scans" }]',
    '[{ folder = "/a", matter = "" }]',
    '[{ folder = "/a", matter = "F", x = 1 }]',
)


def test_the_settings_name_folders_by_whole_paths_and_have_to_be_agreed_to(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[server]\nwatch = [{ folder = "/srv/scans", matter = "Firm" }]\n', encoding="utf-8")
    settings = read_settings(file)
    assert [(str(one.folder), one.matter) for one in settings.server.watch] == [("/srv/scans", "Firm")]
    [claim] = settings_claims(settings, tmp_path)
    assert (claim.setting, claim.value) == ("[server] watch", "/srv/scans")
    for wrong in WRONG:
        file.write_text(f"[server]\nwatch = {wrong}\n", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="with whole paths"):
            read_settings(file)
