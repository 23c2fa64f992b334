"""The languages whose functions and classes are found: their file endings, grammars and node types."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import PurePath
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Language:
    """A programming language: its name for people, its grammar's package and entry, and its definitions.

    `definitions` are the node types of its grammar for functions, methods, classes and what contains them.
    """

    name: str
    package: str
    definitions: frozenset[str]
    entry: str = "language"


def _types(names: str) -> frozenset[str]:
    return frozenset(names.split())


_JAVASCRIPT = "function_declaration generator_function_declaration class_declaration method_definition"

_TYPESCRIPT = (
    f"{_JAVASCRIPT} abstract_class_declaration interface_declaration enum_declaration type_alias_declaration "
    "internal_module module function_signature"
)

_C = "function_definition struct_specifier union_specifier enum_specifier"

LANGUAGES: tuple[Language, ...] = (
    Language("Python", "tree_sitter_python", _types("function_definition class_definition")),
    Language("JavaScript", "tree_sitter_javascript", _types(_JAVASCRIPT)),
    Language("TypeScript", "tree_sitter_typescript", _types(_TYPESCRIPT), "language_typescript"),
    Language("TSX", "tree_sitter_typescript", _types(_TYPESCRIPT), "language_tsx"),
    Language(
        "Java",
        "tree_sitter_java",
        _types(
            "class_declaration interface_declaration enum_declaration record_declaration annotation_type_declaration "
            "method_declaration constructor_declaration compact_constructor_declaration"
        ),
    ),
    Language("C", "tree_sitter_c", _types(_C)),
    Language("C++", "tree_sitter_cpp", _types(f"{_C} class_specifier namespace_definition")),
    Language(
        "C#",
        "tree_sitter_c_sharp",
        _types(
            "namespace_declaration class_declaration struct_declaration interface_declaration enum_declaration "
            "record_declaration method_declaration constructor_declaration destructor_declaration operator_declaration "
            "property_declaration"
        ),
    ),
    Language("Go", "tree_sitter_go", _types("function_declaration method_declaration type_declaration")),
    Language(
        "Rust",
        "tree_sitter_rust",
        _types("function_item impl_item struct_item enum_item union_item trait_item mod_item macro_definition"),
    ),
    Language("Ruby", "tree_sitter_ruby", _types("method singleton_method class singleton_class module")),
    Language(
        "PHP",
        "tree_sitter_php",
        _types(
            "function_definition method_declaration class_declaration interface_declaration trait_declaration "
            "enum_declaration namespace_definition"
        ),
        "language_php",
    ),
    Language("Bash", "tree_sitter_bash", _types("function_definition")),
)

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        ".py": "Python",
        ".pyi": "Python",
        ".js": "JavaScript",
        ".mjs": "JavaScript",
        ".cjs": "JavaScript",
        ".jsx": "JavaScript",
        ".ts": "TypeScript",
        ".mts": "TypeScript",
        ".cts": "TypeScript",
        ".tsx": "TSX",
        ".java": "Java",
        ".c": "C",
        ".h": "C++",
        ".cc": "C++",
        ".cpp": "C++",
        ".cxx": "C++",
        ".hh": "C++",
        ".hpp": "C++",
        ".hxx": "C++",
        ".cs": "C#",
        ".go": "Go",
        ".rs": "Rust",
        ".rb": "Ruby",
        ".php": "PHP",
        ".sh": "Bash",
        ".bash": "Bash",
    }
)
"""A header may be of C or of C++; the grammar of C++ reads both."""

_BY_NAME = {language.name: language for language in LANGUAGES}


def is_installed(language: Language) -> bool:
    """True if the grammar of a language is installed: grammars come with the extra `code`."""
    return all(find_spec(package) is not None for package in ("tree_sitter", language.package))


def language_named(name: str) -> Language:
    """The language of this name."""
    return _BY_NAME[name]


def language_of(name: str) -> Language | None:
    """The language by a file's ending; None if it is none of these."""
    found = ENDINGS.get(PurePath(name).suffix.lower())
    return _BY_NAME[found] if found is not None else None
