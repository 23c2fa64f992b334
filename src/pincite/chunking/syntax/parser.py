"""The parsing process: it takes one file of source code, returns its functions and classes, and may do no more.

Grammars are other people's C, and code comes from outside. Of the grammars used, that of C# died on 100,000 characters
made for it, that of C++ took 300 MB for them, that of Bash six seconds. So each file is parsed in a process of its own,
which first gives up its rights for good: memory, processor time, every file, processes, the network.

`python -m pincite.chunking.syntax.parser LANGUAGE` reads UTF-8 from its standard input and writes a list of
`[start, end, name_start, name_end, level]` in JSON: characters of the text, levels from 0, in order of the text.
"""

import importlib
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.chunking.syntax.languages import Language, language_named
from pincite.sandbox.box import keep_to_itself, require, shut

if TYPE_CHECKING:
    from tree_sitter import Language as Grammar
    from tree_sitter import Node

MEMORY = 1_000_000_000
"""The most bytes of address space. One million characters of ordinary Python take 40 million."""

PROCESSOR_SECONDS = 10
"""After this time, the system ends the process: the error recovery of some grammars takes time that grows with the
square of the length, without a callback meanwhile. One million characters of ordinary Python take 0.3 s."""

OPEN_FILES = 64

DEEPEST = 8
"""The most levels of definitions in definitions; deeper ones belong to those around them."""

LONGEST_CHAIN = 20
"""The most steps from a C function to its name: `int (*(*f)(void))[3]`."""

NAMED_BY = ("name", "declarator", "property")
"""Fields of a node that are its name, or contain it."""

COMMENTS = frozenset(("comment", "line_comment", "block_comment", "attribute_item"))
"""Node types that belong to the definition right below them."""

WRAPPERS = frozenset(
    (
        "decorated_definition",
        "export_statement",
        "template_declaration",
        "lexical_declaration",
        "variable_declaration",
        "type_definition",
        "declaration",
        "field_declaration",
    )
)
"""Node types that belong to the definition in them: `export const f = () => 1;` is one."""

ASSIGNED = frozenset(("variable_declarator", "field_definition", "public_field_definition"))
"""Node types that define a function if their value is one."""

FUNCTIONS = frozenset(("arrow_function", "function_expression", "generator_function", "class"))

FURTHEST = 200
"""The most bytes between a comment and its definition, or the beginning of its line: a deep indent."""

SHORTEST = 10
"""The fewest bytes of a node that may contain a definition; shorter ones, which are most of a tree, are not
searched."""

WITH_BODY = frozenset(("struct_specifier", "union_specifier", "enum_specifier", "class_specifier"))
"""Node types that define something only if they have a body: `struct point p;` uses one."""


Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ParsedDefinition:
    """A definition and its name, an empty range if it has none; `level` counts the definitions around it."""

    start: int
    end: int
    name: Range
    level: int


@dataclass(slots=True)
class _Node:
    """A node on the way down: its type, its range in bytes, and what the walk has met on the way.

    `level` counts the definitions that it is in, or is; `comments` is the range of the last comments in it.
    """

    kind: str
    start: int
    end: int
    level: int
    comments: Range = (-1, -1)


def main() -> None:
    """Parse one file. Argument: the name of its language. Without a box it is not parsed."""
    language = language_named(sys.argv[1])
    grammar = grammar_of(language)
    restrict()
    content = sys.stdin.buffer.read()
    found = in_characters(content, list(definitions(content, language, grammar)))
    json.dump([[each.start, each.end, *each.name, each.level] for each in found], sys.stdout)


def restrict() -> None:
    """Lower this process's limits and rights for good, each as far as the system can, and tie its life to pincite's.

    Everything that it will need must have been loaded before.

    Raises:
        ReadingRefused: there is no box for it, and the account does not read without one.
    """
    keep_to_itself()
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for kind, most in (
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (most, most))
    require(shut())


def grammar_of(language: Language) -> "Grammar":
    """The grammar of a language, loaded."""
    from tree_sitter import Language as Grammar

    return Grammar(getattr(importlib.import_module(language.package), language.entry)())


def definitions(content: bytes, language: Language, grammar: "Grammar") -> Iterator[ParsedDefinition]:
    """The definitions in source code, in bytes, outer ones first, each with the comments right above it.

    The walk uses a cursor: nothing here is recursive, so deep nesting does no harm.
    """
    from tree_sitter import Parser

    cursor = Parser(grammar).parse(content).walk()
    above = [_Node("", 0, len(content), 0)]
    last: Range = (-1, -1)
    while (node := cursor.node) is not None:
        here = _Node(node.type, node.start_byte, node.end_byte, above[-1].level)
        if here.kind in COMMENTS:
            above[-1].comments = _comments(above[-1], here, content)
        elif here.level < DEEPEST and _defines(node, language):
            whole, around = _wrapped(here, above)
            if (whole.start, whole.end) != last:  # of two in one declaration the first stands for both
                last = (whole.start, whole.end)
                start = around.comments[0] if _is_right_above(around.comments, whole.start, content) else whole.start
                yield ParsedDefinition(start, whole.end, _name(node), here.level)
                here.level += 1
        if here.end - here.start >= SHORTEST and cursor.goto_first_child():
            above.append(here)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            above.pop()


def in_characters(content: bytes, found: Sequence[ParsedDefinition]) -> list[ParsedDefinition]:
    """Definitions whose ranges count characters, from ones that count bytes of the text's UTF-8."""
    places = sorted({place for each in found for place in (each.start, each.end, *each.name)})
    characters, at, count = {}, 0, 0
    for place in places:
        count += len(content[at:place].decode("utf-8", "ignore"))
        characters[place], at = count, place
    return [
        ParsedDefinition(
            characters[each.start],
            characters[each.end],
            (characters[each.name[0]], characters[each.name[1]]),
            each.level,
        )
        for each in found
    ]


def _defines(node: "Node", language: Language) -> bool:
    """True for a function, a class, or a name that one is assigned to."""
    if not node.is_named:
        return False
    if node.type in ASSIGNED:
        value = node.child_by_field_name("value")
        return value is not None and value.type in FUNCTIONS
    if node.type not in language.definitions:
        return False
    return node.type not in WITH_BODY or node.child_by_field_name("body") is not None


def _wrapped(here: _Node, above: Sequence[_Node]) -> tuple[_Node, _Node]:
    """The whole of a definition with what belongs to it alone, and the node around that."""
    whole, at = here, len(above) - 1
    while at > 0 and above[at].kind in WRAPPERS:
        whole, at = above[at], at - 1
    return whole, above[at]


def _comments(around: _Node, comment: _Node, content: bytes) -> Range:
    """The adjacent comments up to this one; one at the end of a line of code belongs to that line."""
    before = content[max(0, comment.start - FURTHEST) : comment.start]
    if before[before.rfind(b"\n") + 1 :].strip():
        return (-1, -1)
    first = around.comments[0] if _is_right_above(around.comments, comment.start, content) else comment.start
    return (first, comment.end)


def _is_right_above(comments: Range, start: int, content: bytes) -> bool:
    """True if there are comments, and only white space without an empty line between them and a place."""
    if comments[1] < 0 or not 0 <= start - comments[1] <= FURTHEST:
        return False
    between = content[comments[1] : start]
    return not between.strip() and between.count(b"\n") < 2


def _name(node: "Node") -> Range:
    """The range of a definition's name; for a function of C, it is at the end of a chain of declarators."""
    if node.type == "type_declaration" and node.named_child_count:
        node = node.named_child(0)
    named = node
    for _ in range(LONGEST_CHAIN):
        inner = next(filter(None, map(named.child_by_field_name, NAMED_BY)), None)
        if inner is None or named.type == "qualified_identifier":
            break
        named = inner
    if node.type == "impl_item":
        named = node.child_by_field_name("type") or node
    return (node.start_byte, node.start_byte) if named is node else (named.start_byte, named.end_byte)


if __name__ == "__main__":
    main()
