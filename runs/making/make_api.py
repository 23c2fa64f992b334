"""Writes docs/openapi.json from the interface for programs, and the Python client from that document.

    python -m runs.making.make_api [--check]

`--check` writes nothing and names the files that are stale.
"""

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pincite.web.api.app import description_of, make_api

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "openapi.json"
CLIENT = ROOT / "src" / "pincite" / "client"

Shape = Mapping[str, Any]

SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

STREAMED = "events"
"""The operation whose response is a stream; the clients have a method of their own for it."""

MADE = '"""{}\n\nMade from docs/openapi.json by runs/making/make_api.py; a test fails when it is stale.\n"""\n'


def python_type(shape: Shape) -> str:
    """A JSON schema as an annotation."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " | ".join("None" if one.get("type") == "null" else python_type(one) for one in shape["anyOf"])
    if "enum" in shape:
        return f"Literal[{', '.join(json.dumps(one) for one in shape['enum'])}]"
    if shape.get("type") == "array":
        return f"list[{python_type(shape['items'])}]"
    if shape.get("type") == "object":
        values = shape.get("additionalProperties")
        return f"dict[str, {python_type(values) if isinstance(values, Mapping) and values else 'object'}]"
    return SIMPLE.get(str(shape.get("type")), "object")


def docstring(words: str, indent: str) -> str:
    """Words as a docstring."""
    first, *rest = words.strip().split("\n\n")
    filled = ["\n".join(textwrap.wrap(" ".join(one.split()), 117 - len(indent))) for one in (first, *rest)]
    if not rest and "\n" not in filled[0] and len(filled[0]) <= 114 - len(indent):
        return f'{indent}"""{filled[0]}"""'
    return textwrap.indent('"""' + "\n\n".join(filled) + '\n"""', indent)


def models(document: Shape) -> Iterator[str]:
    """The module of values: a dataclass for each object that is given out, with a line for each field."""
    shapes = {name: one for name, one in document["components"]["schemas"].items() if not name.endswith("Request")}
    yield MADE.format("The values of the interface.")
    yield "from dataclasses import dataclass\nfrom typing import Literal\n"
    yield "__all__ = [\n" + "".join(f'    "{name}",\n' for name in sorted(shapes)) + "]\n"
    for name, shape in _in_order(shapes):
        required = set(shape.get("required", ()))
        lines = ["", "", "@dataclass(frozen=True, slots=True, kw_only=True)", f"class {name}:"]
        lines += [docstring(shape["description"], "    "), ""]
        for field, kind in shape["properties"].items():
            annotation = python_type(kind)
            lines.append(f"    {field}: {annotation}" + ("" if field in required else " = None"))
            lines.append(docstring(kind["description"], "    "))
        yield "\n".join(lines) + "\n"


def _in_order(shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Shape]]:
    """The shapes, each after those that it has in it."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[tuple[str, Shape]]:
        if name in done:
            return
        done.add(name)
        for one in shapes:
            if f'/{one}"' in json.dumps(shapes[name]):
                yield from visit(one)
        yield name, shapes[name]

    for name in shapes:
        yield from visit(name)


class Operation:
    """An operation of the document as a method."""

    def __init__(self, path: str, method: str, shape: Shape, document: Shape) -> None:
        self.path, self.method, self.shape = path, method.upper(), shape
        self.name = str(shape["operationId"])
        self.parameters = shape.get("parameters", [])
        taken = shape.get("requestBody", {}).get("content", {})
        self.takes_bytes = "application/octet-stream" in taken
        named = None if self.takes_bytes or not taken else taken["application/json"]["schema"]["$ref"]
        self.body: Shape | None = document["components"]["schemas"][named.rpartition("/")[2]] if named else None
        given = next(one for status, one in shape["responses"].items() if status.startswith("2")).get("content")
        self.gives = "None"
        for kind, content in (given or {}).items():
            self.gives = "bytes" if kind == "image/png" else python_type(content["schema"])

    def arguments(self) -> list[tuple[str, str, str | None, str]]:
        """Name, annotation, default (None if it has none) and description of each argument, those without one first."""
        found = []
        for one in self.parameters:
            kind = python_type(one["schema"])
            is_required = one.get("required", False)
            default = None if is_required else repr(one["schema"].get("default"))
            annotation = kind if is_required or default != "None" else f"{kind} | None"
            found.append((_argument(one["name"]), annotation, default, one["description"]))
        if self.takes_bytes:
            found.append(("content", "bytes", None, "The bytes."))
        for name, shape in (self.body or {}).get("properties", {}).items():
            default = None if name in (self.body or {}).get("required", ()) else repr(shape.get("default"))
            found.append((name, python_type(shape), default, shape["description"]))
        return sorted(found, key=lambda one: one[2] is not None)

    def signature(self) -> str:
        """The arguments as they stand in a `def`, after `self`."""
        plain = [f"{name}: {kind}" for name, kind, default, _ in self.arguments() if default is None]
        named = [f"{name}: {kind} = {default}" for name, kind, default, _ in self.arguments() if default is not None]
        return ", ".join([*plain, *(["*", *named] if named else [])])

    def passed(self) -> str:
        """The arguments as they are handed on."""
        return ", ".join(name if default is None else f"{name}={name}" for name, _, default, _ in self.arguments())

    def doc(self, indent: str) -> str:
        """What it does, and what its arguments are."""
        lines = [self.shape["description"].strip()]
        told = [f"`{name}`: {said}" for name, _, _, said in self.arguments()]
        return docstring("\n\n".join([*lines, *told, "Raises ApiError if the server refuses, or fails."]), indent)

    def call(self) -> str:
        """The function that makes its call."""
        path = self.path
        for one in self.parameters:
            if one["in"] == "path":
                path = path.replace("{" + one["name"] + "}", "{part(" + _argument(one["name"]) + ")}")
        parts = [
            f'"{self.method}"',
            f'{"f" if "{" in path else ""}"{path}"',
            "type(None)" if self.gives == "None" else self.gives,
        ]
        for place, key in (("query", "query"), ("header", "headers")):
            named = [one for one in self.parameters if one["in"] == place]
            if named:
                parts.append(f"{key}={{" + ", ".join(f'"{one["name"]}": {_passed(one)}' for one in named) + "}")
        if self.takes_bytes:
            parts.append("content=content")
        if self.body is not None:
            parts.append("body={" + ", ".join(f'"{name}": {name}' for name in self.body["properties"]) + "}")
        return (
            f"def {self.name}({self.signature()}) -> Call[{self.gives}]:\n"
            f"{docstring(self.shape['description'].split(chr(10) * 2)[0], '    ')}\n"
            f"    return Call({', '.join(parts)})\n"
        )


def _passed(parameter: Shape) -> str:
    """A parameter's argument as a call has it: headers are texts."""
    name = _argument(parameter["name"])
    return f"str({name})" if parameter["in"] == "header" and parameter["schema"].get("type") == "integer" else name


def _models(found: "list[Operation]") -> list[str]:
    """The models that operations give, by name."""
    return sorted({one.gives for one in found} - {"bytes", "None"})


def _argument(name: str) -> str:
    """A parameter's name as an argument."""
    return name.lower().replace("-", "_")


def operations(document: Shape) -> list[Operation]:
    """All operations, but for the stream."""
    return [
        Operation(path, method, shape, document)
        for path, methods in document["paths"].items()
        for method, shape in methods.items()
        if shape["operationId"] != STREAMED
    ]


def calls(document: Shape) -> Iterator[str]:
    """The module of calls: what each method sends."""
    found = operations(document)
    yield MADE.format("The requests of the interface, as values.")
    yield "from typing import Literal\n"
    yield f"from pincite.client.models import {', '.join(_models(found))}\n"
    yield "from pincite.client.sending import Call, part\n"
    for one in found:
        yield "\n\n" + one.call()


def clients(document: Shape) -> Iterator[str]:
    """The module of clients: one that waits and one that is awaited, whose methods do nothing but send a call."""
    found = operations(document)
    yield MADE.format("The clients.")
    yield "from typing import Literal\n"
    yield "from pincite.client import calls\nfrom pincite.client.connecting import Connected, ConnectedAsync\n"
    yield f"from pincite.client.models import {', '.join(_models(found))}\n"
    for name, base, prefix, awaited in (
        ("Client", "Connected", "", ""),
        ("AsyncClient", "ConnectedAsync", "async ", "await "),
    ):
        how = "each method waits for its response" if not awaited else "each method is awaited"
        yield f'\n\nclass {name}({base}):\n    """The interface for programs: {how}."""\n'
        for one in found:
            signature = f"self, {one.signature()}" if one.signature() else "self"
            yield (
                f"\n    {prefix}def {one.name}({signature}) -> {one.gives}:\n{one.doc('        ')}\n"
                f"        return {awaited}self.send(calls.{one.name}({one.passed()}))\n"
            )


def formatted(source: str) -> str:
    """Python as ruff formats it."""
    command = (sys.executable, "-m", "ruff", "format", "--stdin-filename", "client.py", "-")
    sorted_ = (
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "I",
        "--fix",
        "-q",
        "--stdin-filename",
        "client.py",
        "-",
    )
    for one in (sorted_, command):
        source = subprocess.run(one, input=source, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return source


def files() -> dict[Path, str]:
    """Every file that is made, with its text."""
    document = description_of(make_api())
    return {
        DOCUMENT: json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        **{
            CLIENT / f"{name}.py": formatted("\n".join(made(document)))
            for name, made in (("models", models), ("calls", calls), ("clients", clients))
        },
    }


def run(*, is_check: bool) -> int:
    """Write the files, or name those that are stale; returns the exit status."""
    stale = [file for file, text in files().items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    for file in stale:
        if is_check:
            sys.stderr.write(f"{file.relative_to(ROOT)} is stale; run: python -m runs.making.make_api\n")
        else:
            file.write_text(files()[file], encoding="utf-8")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(run(is_check="--check" in sys.argv[1:]))
