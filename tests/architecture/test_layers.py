"""Imports flow down, and the command line starts light."""

import ast
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "pincite"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"databases", "errors", "file_stamps", "niceness", "sensitivity", "strict_json", "threads"}),
    frozenset({"postgres", "routing"}),
    frozenset(
        {
            "documents",
            "drafts",
            "firm_thread",
            "keyrings",
            "models",
            "objects",
            "samples",
            "sealing",
        }
    ),
    frozenset({"structure"}),
    frozenset({"readers", "security"}),
    frozenset({"sandbox"}),
    frozenset({"access", "chunking"}),
    frozenset({"index", "audit", "catalogue", "serving"}),
    frozenset({"retrieval", "ingest", "holding", "covering", "ledger"}),
    frozenset({"answering", "erasing"}),
    frozenset({"verification"}),
    frozenset({"ask"}),
    frozenset({"evaluation", "review"}),
    frozenset({"views"}),
    frozenset({"session"}),
    frozenset({"wiring"}),
    frozenset({"mcp"}),
    frozenset({"web"}),
    frozenset({"api", "cli", "client"}),
    frozenset({"__main__"}),
)
"""From the lowest to the highest; a part imports only from lower layers."""

HEAVY = (
    "reportlab",
    "torch",
    "httpx2",
    "xllamacpp",
    "gguf",
    "llama_cpp_py_sync",
    "sacrebleu",
    "lancedb",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "pypdfium2",
    "docx",
    "lxml",
    "psycopg",
    "pyarrow",
    "rich",
)


Importing = ast.Import | ast.ImportFrom


@lru_cache(maxsize=1)
def _import_nodes() -> dict[Path, tuple[Importing, ...]]:
    """Every import of every module, those inside functions included."""
    return {
        file: tuple(
            node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, Importing)
        )
        for file in sorted(PACKAGE.rglob("*.py"))
    }


def _imported(node: Importing) -> list[str]:
    """The modules that a statement imports, or imports from."""
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def _imports() -> dict[str, set[str]]:
    """Part of the package -> parts that it imports, imports inside functions included.

    The package itself is left out: it loads `api`, once a program asks it for something.
    """
    edges: dict[str, set[str]] = {}
    for file, nodes in _import_nodes().items():
        part = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        for node in nodes:
            for name in _imported(node):
                if name.startswith("pincite."):
                    edges.setdefault(part, set()).add(name.split(".")[1])
    return {part: others - {part} for part, others in edges.items()}


def test_imports_flow_downward() -> None:
    height = {part: level for level, parts in enumerate(LAYERS) for part in parts}
    upward = [
        f"{part} imports {other}"
        for part, others in _imports().items()
        for other in others
        if height[other] >= height[part]
    ]
    assert upward == []


def test_every_part_of_the_package_has_its_layer() -> None:
    parts = {
        path.name.removesuffix(".py")
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    parts -= {"__init__"}
    assert parts == {part for layer in LAYERS for part in layer}


@pytest.mark.live
@pytest.mark.parametrize("module", ["pincite.cli", "pincite.cli.ask", "pincite.cli.ingest", "pincite.wiring"])
def test_the_command_line_starts_without_anything_heavy(module: str) -> None:
    program = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_only_its_adapter_imports_lancedb_and_arrow() -> None:
    found = {
        file.relative_to(PACKAGE).parent.as_posix()
        for file, nodes in _import_nodes().items()
        for node in nodes
        if {name.partition(".")[0] for name in _imported(node)} & {"lance", "lancedb", "pyarrow"}
    }
    assert found == {"index/lance"}


def test_xml_of_others_is_parsed_in_one_place() -> None:
    parsing = re.compile(r"\b(?:XMLParser|XMLPullParser|iterparse)\(|\betree\.XML\(")
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if parsing.search(file.read_text(encoding="utf-8"))
    }
    assert found == {"readers/untrusted_xml.py"}


@pytest.mark.live
def test_an_index_in_a_folder_loads_no_client_of_a_network() -> None:
    program = "import sys, pincite.index.lance; print('lancedb' in sys.modules, 'urllib3' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["True", "False"]


def test_no_relative_or_star_imports() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file, nodes in _import_nodes().items()
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names))
    ]
    assert found == []


def _importing(package: str) -> list[str]:
    """Modules of pincite that import a package, wherever in them."""
    return [
        ".".join(("pincite", *file.relative_to(PACKAGE).with_suffix("").parts))
        for file, nodes in _import_nodes().items()
        if any(name.partition(".")[0] == package for node in nodes for name in _imported(node))
    ]


ASKED_WHEN_LOADED = """
import importlib, os, sys

class Asked:
    def find_spec(self, name, *_):
        if name == "onnxruntime":
            print(os.environ.get("ORT_DISABLE_TELEMETRY"))

sys.meta_path.insert(0, Asked())
importlib.import_module(sys.argv[1])
"""
"""Prints what onnxruntime reads of its environment at the moment when it is first imported."""


@pytest.mark.live
def test_telemetry_is_off_before_onnxruntime_is_loaded() -> None:
    told = {"ORT_DISABLE_TELEMETRY": "0", "PATH": "/usr/bin:/bin"}
    modules = _importing("onnxruntime")
    said = {}
    for module in modules:
        ended = subprocess.run(
            [sys.executable, "-c", ASKED_WHEN_LOADED, module], env=told, capture_output=True, text=True, check=True
        )
        said[module] = ended.stdout
    assert said
    assert said == dict.fromkeys(modules, "1\n")
