"""What README and the pages show is what happens: every example is run, in order, on the sample matters.

A block of `sh` that begins with one of `RUN` is run line by line, in a folder that holds the demo's
workspace (`.pincite-demo`), `contracts` (three readable files) and `intake` (files that can and cannot be read). A line
that ends in `# exit status 1` must fail. A block of `text` right after it is its output: whole, or in pieces that come
in this order with `[…]` between them; times, hashes, dates and the ends of ids may differ. A block of another language
that begins with `# name` is a file of that name. Blocks of `python` are one program, run piece by piece.
"""

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.models.architecture.made_gguf import llama

from pincite import samples
from pincite.cli import main
from pincite.wiring import operating_system_user

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "pincite"
DOCS = ROOT / "docs"
PAGES = (
    ROOT / "README.md",
    *(
        DOCS / f"{name}.md"
        for name in (
            "asking",
            "verification",
            "documents",
            "access-and-record",
            "operating",
            "evaluating",
            "python",
            "routing",
            "serving",
            "own-model",
        )
    ),
)
OTHER_PAGES = tuple(sorted(set(DOCS.rglob("*.md")) - set(PAGES)))
PUBLISHED_CONFIGURATIONS = ROOT / "tests" / "data" / "architectures" / "published.json"
RUN = ("pincite ", "export ", "unset ", "source ", "cp ", "python3 ")
FAILS = "# exit status 1"
OWNER = "olivia"

FILES = {
    "contracts": (
        "brightwater/LEA-0053 Warehouse Lease Pell Harbor.pdf",
        "brightwater/SEC-0008 Security Agreement.docx",
        "brightwater/INS-0004 Insurance summary.txt",
    ),
    "intake": (
        "halvorsen/INC-0207 Excursion report with delivery receipt.pdf",
        "halvorsen/NDA-0112 Halvorsen - Brightwater.txt",
    ),
}

NOTHING_ELSE = {"PATH": str(Path(sys.executable).parent)}
"""The pages show what happens where no text recognition and no office suite is installed."""

FILES_OF_CODE = {
    file.name for folder in (PACKAGE, ROOT / "runs", ROOT / "tests", ROOT / "verifier") for file in folder.rglob("*.py")
}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
DOCUMENT_ID = re.compile(r"\b([a-z0-9]+(?:-[a-z0-9]+)+-)[a-z2-7]{10}\b")
VARYING = (
    (re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}…|\b[0-9a-f]{16}\b|\b[0-9a-f]{8}\.\d+\b"), "HASH"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:ms|s\b)|\b\d+\.\d documents/s"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+"), "WHEN"),
    (re.compile(r"\b(?:sure|likely|check it) \(\d\d%\)"), "HOW SURE"),
    (re.compile(r"─+"), "─"),
)


@dataclass
class Shell:
    """Runs lines of a page in one folder, with the variables that the page has set so far."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, line: str) -> str:
        command, _, comment = line.partition("  # ")
        name, *words = shlex.split(command)
        if name == "export":
            self.variables |= dict(word.split("=", 1) for word in words)
            return ""
        if name == "unset":
            self.variables |= dict.fromkeys(words, "")
            return ""
        if name == "source":  # the environment in which the tests run is active already
            return ""
        if name == "pincite" and (words == ["serve"] or "--serve" in words):
            return self.served(words)
        if name == "pincite":
            words = [str(self.folder) + word[1:] if word.startswith("~/") else word for word in words]
            done = CliRunner(env=self.variables | NOTHING_ELSE).invoke(main, [self.known(word) for word in words])
            if done.exception is not None and not isinstance(done.exception, SystemExit):
                raise done.exception
            status, output = done.exit_code, done.output
        else:
            bash = subprocess.run(["bash", "-c", command], env=self.variables, capture_output=True, text=True)
            status, output = bash.returncode, bash.stdout + bash.stderr
        assert status == (1 if f"# {comment}" == FAILS else 0), f"{line}\n{output}"
        return output

    def served(self, words: list[str]) -> str:
        """What a server prints until it is ready; then it is told to end. It takes a port that is free."""
        command = [sys.executable, "-m", "pincite", *words, "--port", "0"]
        with subprocess.Popen(command, env=self.variables, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            lines = []
            for line in process.stderr:
                lines.append(line)
                if line.startswith("Ctrl-C"):
                    process.terminate()
        assert process.returncode == 0, "".join(lines)
        return "".join(lines)

    def known(self, word: str) -> str:
        """The word with each document's id as this workspace has it: its end is a hash of the path at ingest."""
        return DOCUMENT_ID.sub(lambda found: self.ids().get(found[1], found[0]), word)

    def ids(self) -> Mapping[str, str]:
        listed = CliRunner(env=self.variables).invoke(main, ["list", "--json"]).output
        return {found[1]: found[0] for found in DOCUMENT_ID.finditer(listed)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with the demo's workspace, its keys and its heads, and what the demo printed."""
    home = tmp_path_factory.mktemp("demo")
    with chdir(home):
        done = CliRunner(env=environment(home) | NOTHING_ELSE).invoke(main, ["demo", "--workspace", ".pincite-demo"])
    assert done.exit_code == 0, done.output
    return home, done.stdout


@pytest.fixture
def shell(demo: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in a home as a page's reader has it."""
    shutil.copytree(demo[0], tmp_path, dirs_exist_ok=True)
    for target, names in FILES.items():
        (tmp_path / target).mkdir()
        for name in names:
            shutil.copy(samples.folder() / name, tmp_path / target)
    (tmp_path / "intake" / "Fee schedule.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "intake" / "Side letter.docx").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "intake" / "empty.txt").touch()
    (tmp_path / "llama-3.1-70b").mkdir()
    config = json.loads(PUBLISHED_CONFIGURATIONS.read_text(encoding="utf-8"))["Llama-3.1-70B"]
    (tmp_path / "llama-3.1-70b" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    llama().write(tmp_path / "firm.gguf")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, environment(tmp_path))


def environment(home: Path) -> dict[str, str]:
    """Variables that keep everything under one folder."""
    return {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "PINCITE_WORKSPACE": "",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }


def blocks(page: Path) -> Iterator[tuple[str, str, str, str]]:
    """Language and words of each block of a page, with those of the block right after it (nothing when prose is)."""
    text = page.read_text(encoding="utf-8")
    for here, after in pairwise((*BLOCK.finditer(text), None)):
        assert here is not None
        follows = after is not None and not text[here.end() : after.start()].strip()
        yield here[1], here[2], *((after[1], after[2]) if after is not None and follows else ("", ""))


def plain(text: str) -> list[str]:
    """Lines without what differs from run to run."""
    text = DOCUMENT_ID.sub(r"\1ID", re.sub(rf"\b{re.escape(operating_system_user())}\b", OWNER, text))
    for pattern, name in VARYING:
        text = pattern.sub(name, text)
    return [line.rstrip() for line in text.splitlines()]


def require_shown(shown: str, output: str) -> None:
    """The pieces of what a page shows stand in the output, in their order."""
    found, at = plain(output), 0
    for piece in re.split(r"^\[…\]$", shown, flags=re.M):
        lines = plain(piece.strip("\n"))
        places = (place for place in range(at, len(found)) if found[place : place + len(lines)] == lines)
        place = next(places, None)
        assert place is not None, "\n".join(("the page shows", *lines, "", "but the output is", *found))
        at = place + len(lines)


@pytest.mark.live
@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_every_example_does_what_the_page_shows(
    page: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples, program = 0, dict[str, object]()
    for language, words, after, shown in blocks(page):
        if language not in ("sh", "text") and words.startswith("# "):
            (shell.folder / words.split("\n", 1)[0].removeprefix("# ")).write_text(words, encoding="utf-8")
        if language == "jsonl":
            for name in ("questions.jsonl", "claims.jsonl"):
                (shell.folder / name).write_text(words, encoding="utf-8")
        if language == "python" and not words.startswith("# "):
            for name, value in (shell.variables | NOTHING_ELSE).items():
                monkeypatch.setenv(name, value)
            exec(compile(words, page.name, "exec"), program)  # noqa: S102 - the page's own examples
            output = capsys.readouterr().out
        elif language == "sh" and words.startswith(RUN):
            output = "".join(shell.run(line) for line in words.replace("\\\n", "").splitlines())
        else:
            continue
        examples += 1
        if after == "text":
            require_shown(shown, output)
    assert examples


@pytest.mark.live
def test_the_demo_prints_what_the_readme_says(demo: tuple[Path, str]) -> None:
    shown = next(words for language, words, _, _ in blocks(PAGES[0]) if language == "text")
    require_shown(shown, demo[1])


UNTESTED = [page for page in OTHER_PAGES if page.stem not in ("cli", "api")]
"""Pages whose blocks are not run; tests/web/test_api.py runs those of the interface, against a server."""


@pytest.mark.parametrize("page", UNTESTED, ids=[page.stem for page in UNTESTED])
def test_no_example_goes_untested(page: Path) -> None:
    assert not [words for language, words, _, _ in blocks(page) if language == "sh" and words.startswith(RUN)]


def test_the_readme_gives_the_first_sentence_to_what_it_is() -> None:
    title, _, first = (ROOT / "README.md").read_text(encoding="utf-8").split("\n", 3)[:3]
    assert title == "# pincite"
    assert first.startswith("**pincite** answers questions over a law firm's documents")


def test_the_table_of_layers_is_the_one_that_is_tested() -> None:
    layers = runpy.run_path(str(ROOT / "tests" / "architecture" / "test_layers.py"))["LAYERS"]
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", text, re.M)
    assert [frozenset(re.findall(r"`(\w+)`", row)) for row in reversed(rows)] == list(layers)


@pytest.mark.parametrize("part", ["access", "audit"])
def test_the_architecture_lists_the_modules_that_there_are(part: str) -> None:
    table = (DOCS / "architecture.md").read_text(encoding="utf-8").split(f"| In `{part}` |")[1].split("\n\n")[0]
    listed = re.findall(r"`([a-z_]+)(?:\.py)?`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:]))
    there = {path.stem for path in (PACKAGE / part).iterdir() if path.stem not in ("__init__", "__pycache__")}
    assert sorted(listed) == sorted(there)


@pytest.mark.parametrize("page", [*PAGES, *OTHER_PAGES], ids=lambda page: page.stem)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    for name in re.findall(r"(?<![\w/.-])(?:[\w-]+/)+[\w-]+\.(?:py|toml|lock)\b", page.read_text(encoding="utf-8")):
        if not re.search("[A-Z]{2}", name):
            assert (PACKAGE / name).exists() or (ROOT / name).exists(), name
    for name in re.findall(r"`(\w+\.py)`", page.read_text(encoding="utf-8")):
        assert name == "NAME.py" or name in FILES_OF_CODE, name


def test_pictures_are_small() -> None:
    pictures = list((DOCS / "pictures").iterdir())
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size <= 150_000, picture.name
