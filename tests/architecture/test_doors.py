"""A door parses, calls a session and prints: it touches no store of the firm, records nothing, shapes no JSON."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.access.port import Changing, OpenRules, Settling

PACKAGE = Path(__file__).parents[2] / "src" / "pincite"

DOORS = ("cli", "api", "mcp", "web")

OPEN = frozenset({"root", "now", "steady_now", "settings", "prices", "load_models", "session", "close"}) | {
    "embedder", "reader", "scanner", "entailment", "verifier", "encoder_cards",
    "signed_in", "bearer", "is_active", "require_readable", "require_writable", "records", "index_status", "uploads",
}  # fmt: skip
"""What a door may use of a firm: where it lies, its clock, its settings, its prices and its models, which keep nothing;
what says who may come in, numbers, and the files that are being sent to it."""

ADAPTERS = frozenset({"lance", "memory", "postgres", "postgres_log", "sqlite", "sqlite_log"})
"""Modules and packages that keep what a port says, in one way or another."""


def _files(*parts: str) -> Iterator[Path]:
    for part in parts:
        yield from sorted((PACKAGE / part).rglob("*.py")) if (PACKAGE / part).is_dir() else [PACKAGE / f"{part}.py"]


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _names_of_stores() -> frozenset[str]:
    """The types of all of a firm's stores and engines: those of the properties that no door may use."""
    [firm] = [
        node
        for node in _tree(PACKAGE / "session" / "firm.py").body
        if isinstance(node, ast.ClassDef) and node.name == "Firm"
    ]
    said = [
        ast.literal_eval(node.returns)
        for node in firm.body
        if isinstance(node, ast.FunctionDef) and node.name not in OPEN and isinstance(node.returns, ast.Constant)
    ]
    parsed = [node for text in said if text for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    return frozenset(node.id for node in parsed) - {"AbstractAsyncContextManager", "AbstractContextManager"}


def _is_firm(node: ast.expr) -> bool:
    """True for `session.firm`, `self._workspace` and the like."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in ("firm", "workspace", "_workspace")


def _asked_of_its_class(tree: ast.Module) -> Iterator[ast.expr]:
    """What is given to `isinstance`, which touches nothing of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            yield node.args[0]


def test_the_stores_of_a_firm_are_known_by_the_types_of_its_properties() -> None:
    assert {"OpenRules", "Originals", "Rules", "Places", "Library"} <= _names_of_stores()


@pytest.mark.parametrize("door", DOORS)
def test_no_door_touches_a_store_of_the_firm(door: str) -> None:
    found = []
    for file in _files(door):
        tree = _tree(file)
        used = {
            id(node.value): node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and _is_firm(node.value)
        } | {id(node): "root" for node in _asked_of_its_class(tree)}
        found += [
            f"{file.relative_to(PACKAGE)}:{node.lineno} {used.get(id(node), 'the firm itself')}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr == "firm"
            and not (isinstance(node.value, ast.Name) and node.value.id == "firm")  # the name of the sample firm
            and used.get(id(node)) not in OPEN
        ]
        found += [
            f"{file.relative_to(PACKAGE)}:{node.lineno} {node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "_workspace"
            and node.attr not in OPEN
        ]
    assert found == []


@pytest.mark.parametrize("door", DOORS)
def test_no_door_imports_a_store(door: str) -> None:
    stores = _names_of_stores() - {"Rules", "Scope", "Backup"} | {"AccessStore", "Changing", "Settling"}  # less values
    found = [
        f"{file.relative_to(PACKAGE)}:{node.lineno} {alias.name}"
        for file in _files(door)
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in stores or not ADAPTERS.isdisjoint((node.module or "").split("."))
    ]
    assert found == []


@pytest.mark.parametrize("part", [*DOORS, "wiring"])
def test_nothing_above_a_session_writes_the_record_itself(part: str) -> None:
    """What is shown or done is recorded by the use that shows or does it, so that no door can forget to."""
    found = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file in _files(part)
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and (_builds_event(node.func) or _records(node.func))
    ]
    assert found == []


def _builds_event(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id == "Event"


def _records(called: ast.expr) -> bool:
    """True for `session.record` and `session.event`, which are for uses."""
    if not isinstance(called, ast.Attribute) or called.attr not in ("record", "event"):
        return False
    return isinstance(called.value, ast.Name) and called.value.id == "session"


def test_a_use_gets_what_changes_the_rules_from_the_record_alone() -> None:
    """A firm gives rules to be read; what changes them comes from its recorder, which records first."""
    changes = {name for port in (Changing, Settling) for name in vars(port) if not name.startswith("_")}
    assert {"grant", "cover", "carry_out", "withdraw_all", "accept_clock"} <= changes
    assert changes.isdisjoint(dir(OpenRules))
    assert _given_by("Firm")["access"] == "OpenRules"
    assert {"Changing", "Settling", "AccessStore"}.isdisjoint(_given_by("Firm").values())


def test_only_what_wires_a_firm_knows_the_whole_store_of_rules() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.ImportFrom) and node.module == "pincite.access.port"
        if any(alias.name == "AccessStore" for alias in node.names)
    ]
    assert found == ["session/recording.py", "wiring/postgres_stores.py", "wiring/stores.py"]


def _given_by(name: str) -> dict[str, str]:
    """What each property and method of a port of `session/firm.py` is said to give."""
    [port] = [
        node
        for node in _tree(PACKAGE / "session" / "firm.py").body
        if isinstance(node, ast.ClassDef) and node.name == name
    ]
    return {node.name: _said(node.returns) for node in port.body if isinstance(node, ast.FunctionDef) and node.returns}


PRINTERS = frozenset({"emit", "json_line", "json_page"})
"""Functions of the command line that print JSON, or make lines and files of it."""


def test_the_command_line_prints_json_of_views_only() -> None:
    """What programs get is shaped in `views`, once for all doors: no verb gives a printer anything but a view."""
    found = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file in _files("cli")
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PRINTERS
        if any(_shapes_json(part) for argument in node.args for part in ast.walk(argument))
    ]
    assert found == []


def test_no_verb_has_a_function_that_gives_json() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{node.lineno} {node.name}"
        for file in _files("cli")
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None
        if "dict[str, object]" in _said(node.returns)
    ]
    assert found == []


def test_no_view_takes_its_json_from_below() -> None:
    """What a program gets is written out in one place: nothing below `views` gives it the dict of one of its values."""
    found = [
        f"{file.relative_to(PACKAGE)}:{node.lineno} {alias.name}"
        for file in _files("views")
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith("pincite.views")
        for alias in node.names
        if _gives_a_dict(node.module, alias.name)
    ]
    assert found == []


def _gives_a_dict(module: str, name: str) -> bool:
    """True for a function of a module that gives a dict of JSON."""
    file = PACKAGE.parent / f"{module.replace('.', '/')}.py"
    return file.exists() and any(
        isinstance(node, ast.FunctionDef)
        and node.name == name
        and node.returns is not None
        and _said(node.returns) in ("dict[str, Json]", "dict[str, object]", "dict[str, Any]")
        for node in _tree(file).body
    )


def _shapes_json(node: ast.AST) -> bool:
    """True for a dict that is written out, for `asdict(…)`, and for what a `json` or `…_json` gives."""
    if isinstance(node, ast.Dict | ast.DictComp):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in ("asdict", "dict", "json") or called.endswith("_json")


def _said(annotation: ast.expr) -> str:
    """An annotation as it would stand without quotation marks."""
    return str(annotation.value) if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
