"""Every test says what must come out: it asserts, expects an error, or calls a helper of the tests that does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

Function = ast.FunctionDef | ast.AsyncFunctionDef

EXPECTING = ("raises", "warns", "fail")
"""What of pytest expects something."""

HELPERS = ("assert_", "require_")
"""How helpers are called that other modules have and that assert."""


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def called(function: Function) -> set[str]:
    """Names of what a function calls, whatever they belong to."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(name) | ast.Attribute(attr=name):
                    found.add(name)
    return found


def asserting(tree: ast.AST) -> set[str]:
    """Names of the functions of a module that assert something, themselves or through another one of it."""
    calls = {function.name: called(function) for function in functions(tree)}
    found = {
        function.name
        for function in functions(tree)
        if any(isinstance(node, ast.Assert) for node in ast.walk(function))
        or any(name in EXPECTING or name.startswith(HELPERS) for name in calls[function.name])
    }
    while more := {name for name, names in calls.items() if name not in found and not names.isdisjoint(found)}:
        found |= more
    return found


def silent(source: str) -> list[str]:
    """The tests of a module that can fail by nothing but an error."""
    tree = ast.parse(source)
    known = asserting(tree)
    return [
        function.name for function in functions(tree) if function.name.startswith("test") and function.name not in known
    ]


def test_every_test_asserts_something() -> None:
    files = sorted(TESTS.rglob("test_*.py"))
    assert files
    found = {str(file.relative_to(TESTS)): silent(file.read_text(encoding="utf-8")) for file in files}
    assert {name: tests for name, tests in found.items() if tests} == {}


@pytest.mark.parametrize(
    ("source", "is_silent"),
    [
        ("def test_a():\n    read(1)\n", True),
        ("async def test_a():\n    await read(1)\n", True),
        ("def test_a():\n    assert read(1)\n", False),
        ("def test_a():\n    with pytest.raises(ValueError):\n        read(1)\n", False),
        ("def looks(x):\n    assert x\n\ndef shows(x):\n    looks(x)\n\ndef test_a():\n    shows(1)\n", False),
        ("def looks(x):\n    return x\n\ndef test_a():\n    looks(1)\n", True),
        ("def test_a():\n    assert_linear(read, 1)\n", False),
    ],
)
def test_a_test_that_asserts_nothing_is_found(source: str, is_silent: bool) -> None:
    assert silent(source) == ["test_a"] * is_silent
