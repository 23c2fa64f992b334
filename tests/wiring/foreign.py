"""Our workspace beside one of another account, and all that lies outside ours."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from pincite.cli import main

LEASE = "LEASE\n\n2. RENT\n\n2.1 The Tenant shall pay rent of $4,200 per month, in advance.\n"
WORDS = "the code of the safe is 4711"
PLAIN = 'embedder = "hashing"\n'


@contextmanager
def account_of(place: Path, name: str) -> Iterator[None]:
    """Keys and signed heads are those of one of the two."""
    places = {"XDG_STATE_HOME": str(place / f"state of {name}"), "XDG_CONFIG_HOME": str(place / f"keys of {name}")}
    before = {key: os.environ.get(key) for key in places}
    os.environ |= places
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})


def make(place: Path) -> None:
    """Make both, and files that are nobody's but ours in `outside`; a copy of all lies beside it."""
    (place / "outside").mkdir()
    (place / "outside" / "safe.jsonl").write_text(json.dumps(WORDS) + "\n", encoding="utf-8")
    (place / "outside" / "card.json").write_text(json.dumps(WORDS) + "\n", encoding="utf-8")
    (place / "files").mkdir()
    (place / "files" / "lease.txt").write_text(LEASE, encoding="utf-8")
    for name in ("theirs", "ours"):
        with account_of(place, name):
            (place / name).mkdir(mode=0o700)
            (place / name / "settings.toml").write_text(PLAIN, encoding="utf-8")
            assert run(place, "ingest", str(place / "files"), "--matter", "lease", workspace=name).exit_code == 0
            (place / name / "originals").mkdir(exist_ok=True)
    shutil.copytree(place, as_made(place), symlinks=True)


def as_made(place: Path) -> Path:
    """Where the copy lies."""
    return place.with_name(f"{place.name} as made")


def put_back(place: Path) -> None:
    """Have all be as it was made."""
    shutil.rmtree(place)
    shutil.copytree(as_made(place), place, symlinks=True)


def run(place: Path, *arguments: str, workspace: str = "ours", typed: str = "") -> Result:
    result = CliRunner().invoke(main, ["--workspace", str(place / workspace), *arguments], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def outside(place: Path) -> dict[str, bytes]:
    """Every file that does not lie in our workspace."""
    files = (path for path in place.rglob("*") if path.is_file() and not path.is_relative_to(place / "ours"))
    return {str(path): path.read_bytes() for path in files}
