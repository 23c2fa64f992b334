"""The wheel that is built from here, in an environment with nothing but what the lock names, reads and answers.

On the version of Python that runs the tests it runs the demo; on the other that is tested it reads a file of each kind
and answers. One that this machine lacks is skipped. For the version that runs the tests, what the lock names is linked
from where the tests run, which pip made of the same lock, hash by hash. The other version links what is made for any
version and has the rest installed; it is skipped where no package index can be reached.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pincite.samples import folder, manifest

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
VERSION = ".".join(map(str, sys.version_info[:2]))
OTHER = "3.13" if VERSION == "3.11" else "3.11"
INSTALL = ("install", "--quiet", "--disable-pip-version-check", "--no-compile")
LOCKED = ("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    building = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(place), str(ROOT))
    subprocess.run([sys.executable, *building], check=True)
    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def clean(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what its lock names."""
    python = python_of(request.param)
    place = tmp_path_factory.mktemp("clean") / "environment"
    own = place / "bin" / "python"
    if python == sys.executable:
        subprocess.run([python, "-m", "venv", "--without-pip", place], check=True)
        pip: tuple[str | Path, ...] = (sys.executable, "-m", "pip", "--python", own)
    else:
        subprocess.run([python, "-m", "venv", place], check=True)
        pip = (own, "-m", "pip")
        probe = subprocess.run([*pip, *INSTALL, "--retries", "0", "idna"], capture_output=True, text=True, check=False)
        if probe.returncode:
            pytest.skip("no package index can be reached")
    rest = link_locked(next((place / "lib").glob("python*/site-packages")), request.param)
    if rest:
        lock = place / "rest.lock"
        lock.write_text("\n".join(rest), encoding="utf-8")
        subprocess.run([*pip, *INSTALL, *LOCKED, lock], check=True)
    subprocess.run([*pip, *INSTALL, "--no-deps", wheel], check=True)
    return own.parent


def link_locked(place: Path, version: str) -> list[str]:
    """Put into an environment what the lock names, from the one that runs the tests, where it is made for both.

    Gives back what the lock says of the rest.
    """
    here, rest = Path(sysconfig.get_path("purelib")), []
    made_for = {"python_version": version, "python_full_version": f"{version}.0"}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for named in re.findall(r"^\S+==.*?(?=^\S|\Z)", lock, re.M | re.S):
        wanted = Requirement(named.split("\n", 1)[0].removesuffix("\\"))
        if wanted.marker is not None and not wanted.marker.evaluate(made_for):
            continue
        found = distribution(wanted.name)
        is_the_same = found.version in wanted.specifier
        if version != VERSION and not (is_the_same and is_for_any_python(found)):
            rest.append(named)
            continue
        assert is_the_same, f"{wanted} is locked, and {found.version} is installed"
        for file in found.files or ():
            source = here / file
            if ".." not in file.parts and source.is_file() and not (place / file).exists():
                (place / file).parent.mkdir(parents=True, exist_ok=True)
                linked(source, place / file)
    return rest


def is_for_any_python(found: Distribution) -> bool:
    """True for a wheel that later versions of Python install too, by what it says of itself."""
    tags = re.findall(r"^Tag: (\S+)-(\S+)-\S+$", found.read_text("WHEEL") or "", re.M)
    return any(python == "py3" or abi == "abi3" for python, abi in tags)


def linked(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # on another disk
        shutil.copy(source, target)


def python_of(version: str) -> str:
    for name in (sys.executable, f"python{version}"):
        asked = ("-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])")
        found = shutil.which(name) and subprocess.run([name, *asked], capture_output=True, text=True, check=False)
        if found and found.stdout.strip() == version:
            return name
    pytest.skip(f"Python {version} is not installed")


def run(clean: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = {name: str(home / name.lower()) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PINCITE", "COVERAGE"))
    }
    return subprocess.run(
        [clean / "pincite", *arguments, "--workspace", str(home / "demo")],
        cwd=home, env=plain | places, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("clean", [VERSION], indirect=True)
def test_the_wheel_runs_the_demo_and_misses_only_extras(clean: Path, tmp_path: Path) -> None:
    shown = run(clean, tmp_path, "demo")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "66 documents in 5 matters" in shown.stdout
    assert "not to settle for less than $2,350,000" in " ".join(shown.stdout.split())
    assert "who is behind an ethical wall from it" in shown.stdout
    there = {path.name for path in (clean.parent / "lib").glob("python*/site-packages/*")}
    assert not there & {"lancedb", "pyarrow", "tree_sitter", "reportlab", "xllamacpp", "torch"}
    (tmp_path / "rent.py").write_text("def due():\n    return 1\n", encoding="utf-8")
    assert "pip install 'pincite[code]'" in run(clean, tmp_path, "ingest", "rent.py", "--matter", "Code").stdout
    exported = run(clean, tmp_path, "audit", "export", "--format", "pdf", "-o", "record.pdf")
    assert "pip install 'pincite[export]'" in exported.stderr
    (tmp_path / "demo" / "settings.toml").write_text('[index]\nbackend = "lance"\n', encoding="utf-8")
    assert "pip install 'pincite[lance]'" in run(clean, tmp_path, "search", "rent").stderr


FILES = (
    manifest().demonstration.document,
    "brightwater/SEC-0008 Security Agreement.docx",
    "brightwater/INS-0004 Insurance summary.txt",
)


@pytest.mark.parametrize("clean", [OTHER], indirect=True)
def test_on_the_other_version_of_python_files_are_read_and_answered_from(clean: Path, tmp_path: Path) -> None:
    read = run(clean, tmp_path, "ingest", *(str(folder() / name) for name in FILES), "--matter", "Sample")
    assert read.returncode == 0, read.stdout + read.stderr
    answered = run(clean, tmp_path, "ask", manifest().demonstration.question)
    assert answered.returncode == 0, answered.stdout + answered.stderr
    assert "not to settle for less than $2,350,000" in " ".join(answered.stdout.split())
