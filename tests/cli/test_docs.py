"""The documentation says what the product does."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest

from pincite import __version__
from pincite.ask.reply import RefusalReason
from pincite.audit.event import EventKind
from pincite.cli import VERBS, main
from pincite.views.reply import Audit, Coverage, Looked, Reply

ROOT = Path(__file__).parents[2]
MAKE_DOCS = (sys.executable, "-m", "runs.making.make_docs")
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
WRITTEN = tuple(page for page in PAGES if page.name not in ("CHANGELOG.md", "cli.md"))
"""The pages that no program makes, without what many add lines to."""


def _commands(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        return [(path, command)]
    context = click.Context(command)
    found: list[tuple[str, click.Command]] = []
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        found += _commands(child, f"{path} {name}")
    return found


COMMANDS = _commands(main, "pincite")


def test_the_page_of_the_command_line_is_fresh() -> None:
    checked = subprocess.run([*MAKE_DOCS, "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.stderr == ""


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_says_what_it_does(path: str, command: click.Command) -> None:
    assert command.help
    assert command.help.split("\n")[0].rstrip().endswith((".", ":"))
    assert f"`{path}`" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{path} {option.name}"


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_is_a_sentence(verb: str) -> None:
    assert re.fullmatch(r"[A-Z].*\.", VERBS[verb])


def test_a_newcomer_is_given_two_commands_first() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert blocks[0].splitlines() == ["make demo", "make test"]


def test_every_verb_that_the_documentation_names_exists() -> None:
    for page in (page for page in PAGES if page.name != "CHANGELOG.md"):
        for verb in re.findall(r"^\s*pincite ([a-z]+)", page.read_text(encoding="utf-8"), re.M):
            assert verb in VERBS, f"{page.name}: pincite {verb}"


def _named_in_table(page: str, heading: str) -> set[str]:
    """Words in code marks in the first column of the first table below a heading."""
    below = (ROOT / "docs" / page).read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    rows = re.findall(r"^\| (`.*?) \|", below.split("\n## ")[0], re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_page_of_the_record_lists_each_kind_of_event() -> None:
    assert _named_in_table("access-and-record.md", "What is recorded?") == set(get_args(EventKind))


def _claimed_settings() -> set[tuple[str, str]]:
    """The table and the name of each setting that the code claims; of a name that a loop gives, each of its names."""
    tree = ast.parse((ROOT / "src" / "pincite" / "wiring" / "settings_claims.py").read_text(encoding="utf-8"))
    claimed = set()
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        looped = [
            str(first.value)
            for loop in ast.walk(function)
            if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Tuple)
            for entry in loop.iter.elts
            if isinstance(entry, ast.Tuple) and isinstance(first := entry.elts[0], ast.Constant)
        ]
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in ("Claim", "_model_file"):
                table, names = _setting(ast.unparse(call.args[0]))
                claimed |= {(table, name) for name in names or looped}
    return claimed - {("", "setting")}


def _setting(argument: str) -> tuple[str, list[str]]:
    """The table and the names in the source of a claim's first argument; no names where a variable has them."""
    written = argument.removeprefix("f").strip("'")
    table = re.match(r"\[(.*?)\]|\{table\}", written)
    names = re.findall(r"\w+", re.sub(r"\[.*?\]|\{.*?\}", "", written))
    return ("" if table is None else table[1] or "model"), names


def test_the_page_on_operating_lists_each_setting_that_needs_trust() -> None:
    below = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8").split("## When do I trust a workspace?\n")[1]
    listed = set()
    for where, names in re.findall(r"^\| (top level|`\[.*?) \| (`.*?) \|", below.split("\n## ")[0], re.M):
        table = re.search(r"\[(.*?)\]", where)
        listed |= {("" if table is None else table[1], name) for name in re.findall(r"`(\w+)`", names)}
    assert listed == _claimed_settings()


def test_the_page_on_asking_lists_each_reason_of_a_refusal() -> None:
    assert _named_in_table("asking.md", "Why is there no answer?") == set(get_args(RefusalReason))


def test_the_page_on_asking_lists_each_field_of_a_reply() -> None:
    nothing = Reply(
        id="",
        question="",
        understood=None,
        refusal=None,
        statements=(),
        coverage=Coverage(0, 0, ()),
        passages=(),
        warnings=(),
        looked=Looked(0, 0),
        listing=None,
        tier="quote",
        model=None,
        cost_usd=0.0,
        index_version="",
        context=None,
        audit=Audit(None, None, None),
        ms={},
    )
    assert _named_in_table("asking.md", "What is in the JSON?") == set(nothing.json())


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_prose_is_at_most_120_characters_wide(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    prose = [line for line in text.splitlines() if not line.startswith(("|", "`", "<", "!", "    "))]
    assert [line for line in prose if len(line) > 120] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_version_that_is_recorded_is_the_one_that_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert __version__ == project["version"]


def test_the_page_on_operating_says_what_each_extra_brings() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page.split("| Extra |")[1].split("\n\n")[0], re.M)) == set(
        project["optional-dependencies"]
    )


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _anchors(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_a_heading_lead_to_one(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
        assert anchor in _anchors(page.parent / target if target else page), f"{target}#{anchor}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The documentation and what makes it, to be changed."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(
        ROOT / "runs", tmp_path / "runs", ignore=shutil.ignore_patterns("__pycache__", "lawyers*", "samples")
    )
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def _made(copy: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MAKE_DOCS, *options], cwd=copy, capture_output=True, text=True, check=False)


def test_a_figure_that_was_measured_anew_makes_the_benchmarks_stale(copy: Path) -> None:
    results = copy / "docs" / "results.toml"
    measured = re.sub(r"= \[0\.\d+, ", "= [0.7777, ", results.read_text(encoding="utf-8"), count=1)
    results.write_text(measured, encoding="utf-8")
    assert "docs/benchmarks.md" in _made(copy, "--check").stderr
    assert _made(copy).returncode == 0
    assert "| .7777 (" in (copy / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_a_figure_that_nobody_measured_is_named(copy: Path) -> None:
    (copy / "README.md").write_text("<!-- table: lawyers | questions | guessed -->\n<!-- end -->\n", encoding="utf-8")
    assert "docs/results.toml has no 'guessed'" in _made(copy).stderr


NOTED = """
from runs.measuring.results import Notes, read
notes = Notes()
notes.note("ask", "p50, ms", 101.26, n=12)
notes.note("ask", "right", 0.43219, interval=(0.351, 0.52))
notes.note("ask", "bound", 0.99968, interval=(0.9966, 1.0))
notes.note("ask", "beside", "pypdf 92 pages/s")
notes.keep({measure!r})
row = read()["speed"].rows["ask"] if "speed" in read() else None
print(row.n, *map(str, row.figures.values())) if row else print("nothing")
"""


@pytest.mark.parametrize(
    ("measure", "kept"),
    [("speed", "12 101.3 .432 (.351–.52) .9997 (.9966–1.00) pypdf 92 pages/s\n"), (None, "nothing\n")],
)
def test_figures_are_kept_when_a_run_is_asked_to(copy: Path, measure: str | None, kept: str) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=copy, check=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *author, "commit", "-q", "--allow-empty", "-m", "a"], cwd=copy, check=True)
    before = (copy / "docs" / "results.toml").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", NOTED.format(measure=measure)],
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == kept
    after = (copy / "docs" / "results.toml").read_text(encoding="utf-8")
    assert set(before.splitlines()) <= set(after.splitlines())


REPEATED = "from runs.measuring.results import command; import sys; print(command(sys.argv[1:]))"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("--questions", "150", "--results"), "--questions 150"),
        (("--results", "gate-of-today", "--keep", "/home/olivia/work"), "--keep PATH"),
        (("--results", "--reader"), "--reader"),
    ],
    ids=["the default name", "another name, and a place", "another option after it"],
)
def test_a_command_is_kept_as_others_can_repeat_it(given: tuple[str, ...], kept: str) -> None:
    script = ROOT / "runs" / "measuring" / "gate.py"
    done = subprocess.run(
        [sys.executable, "-c", REPEATED, script, *given], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"python -m runs.measuring.gate {kept}\n"


def test_every_measure_says_where_it_comes_from() -> None:
    measures = tomllib.loads((ROOT / "docs" / "results.toml").read_text(encoding="utf-8"))
    for name, measure in measures.items():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", measure["date"]), name
        assert re.fullmatch(r"[0-9a-f]{7,}\+?", measure["commit"]), name
        assert measure["machine"], name
        for module in re.findall(r"-m (runs\S+)", measure["command"]):
            assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists(), f"{name}: {module}"


def test_every_script_that_a_measure_names_can_keep_its_figures() -> None:
    measures = tomllib.loads((ROOT / "docs" / "results.toml").read_text(encoding="utf-8"))
    named = {module for one in measures.values() for module in re.findall(r"-m (runs\S+)", one["command"])}
    deaf = [name for name in sorted(named) if not _takes_results((ROOT / name.replace(".", "/")).with_suffix(".py"))]
    assert deaf == []


def _takes_results(script: Path) -> bool:
    text = script.read_text(encoding="utf-8")
    return "results.add_option(" in text and re.search(r"\.keep\((given|chosen|options)\.results", text) is not None


def test_every_measure_stands_on_the_page_of_benchmarks_or_a_model_s_card() -> None:
    measures = tomllib.loads((ROOT / "docs" / "results.toml").read_text(encoding="utf-8"))
    pages = [ROOT / "docs" / "benchmarks.md", *(ROOT / "docs").glob("model-card-*.md")]
    asked = [names for page in pages for names in re.findall(r"<!-- table: ([^|]+?) \|", page.read_text("utf-8"))]
    assert {name for names in asked for name in names.split(", ")} == set(measures)


def test_no_page_shows_a_table_twice() -> None:
    asked = [table for page in PAGES for table in re.findall("^<!-- table: (.*?) -->", page.read_text("utf-8"), re.M)]
    assert len(asked) == len(set(asked))
