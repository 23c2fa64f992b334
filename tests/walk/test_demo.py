"""The demo names the sample files that it could not read."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

import pytest
from tests.kept import keys_in

from pincite.samples import Demonstration, Manifest, SampleMatter, SampleWall
from pincite.session.demonstrating import demonstrate
from pincite.wiring import open_session

pytestmark = pytest.mark.live

RENT = "How much rent does the Tenant pay per month?"


def test_a_sample_file_that_cannot_be_read_is_named_with_its_reason(tmp_path: Path) -> None:
    files = tmp_path / "files" / "lease"
    files.mkdir(parents=True)
    (files / "lease.txt").write_text("1. Rent. The Tenant shall pay rent of $2,000 per month.\n", encoding="utf-8")
    (files / "plan.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    matters = (SampleMatter("lease", "lease", "lease", ("alice",)),)
    shown = Demonstration(RENT, "alice", "bob", "lease/lease.txt", "The Tenant shall pay rent")
    sample = Manifest("Firm", ("alice", "bob"), {}, matters, (SampleWall("bob", "lease"),), shown, ())
    (tmp_path / "workspace").mkdir()
    plain = 'embedder = "hashing"\nreader = "none"\n'
    (tmp_path / "workspace" / "settings.toml").write_text(plain, encoding="utf-8")
    with keys_in(tmp_path), open_session(tmp_path / "workspace", create=True) as session:
        made = asyncio.run(demonstrate(session, sample, tmp_path / "files", lambda _: nullcontext()))
    assert made.documents == 1
    assert [Path(failure.path).name for failure in made.failures] == ["plan.pdf"]
    assert "PDF" in made.failures[0].reason
