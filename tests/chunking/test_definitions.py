"""The functions and classes of source code: found in every language, and never at the price of the process."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.chunking.syntax.definitions import LONGEST_CODE, believed, definitions_of
from pincite.chunking.syntax.languages import ENDINGS, LANGUAGES, Language, language_named, language_of
from pincite.chunking.syntax.parser import DEEPEST
from pincite.errors import ReaderStopped
from pincite.readers.formats.kinds import is_source_code
from pincite.sandbox.landlock import landlock_version

SOURCES: dict[str, tuple[str, str]] = {
    "Python": (
        "import os\n\n@cached\ndef pay(n):\n    return n\n\n"
        "class Invoice:\n    total = 1\n\n    async def due(self):\n        return self.total\n",
        "pay Invoice Invoice.due",
    ),
    "JavaScript": (
        "export const pay = async (n) => n;\nclass Invoice {\n  due() { return 1; }\n  #sum = () => 2;\n}\n"
        "function* all() {}\n",
        "pay Invoice Invoice.due Invoice.#sum all",
    ),
    "TypeScript": (
        "interface Due { n: number }\ntype Sum = number;\n"
        "namespace Bills { export class Invoice { due(): number { return 1 } } }",
        "Due Sum Bills Bills.Invoice Bills.Invoice.due",
    ),
    "TSX": ("export function Page(): Node { return <p>due</p>; }\n", "Page"),
    "Java": (
        "package a;\npublic class Invoice {\n  Invoice() {}\n  @Override public int due() { return 1; }\n"
        "  enum Kind { A }\n}\n",
        "Invoice Invoice.Invoice Invoice.due Invoice.Kind",
    ),
    "C": (
        "struct p { int x; };\ntypedef enum k { A } q;\nstruct p one;\nstatic int *pay(struct p *of) { return 0; }\n",
        "p k pay",
    ),
    "C++": (
        "namespace bills {\ntemplate <class T> class Invoice { int due() { return 1; } };\n}\n"
        "int bills::Invoice::pay() { return 2; }",
        "bills bills.Invoice bills.Invoice.due bills::Invoice::pay",
    ),
    "C#": (
        "namespace A { public class Invoice { public int Due { get; set; } public void Pay() {} } }",
        "A A.Invoice A.Invoice.Due A.Invoice.Pay",
    ),
    "Go": (
        "package a\ntype Bill struct { n int }\nfunc (b *Bill) Pay() error { return nil }\nfunc main() {}\n",
        "Bill Pay main",
    ),
    "Rust": (
        "pub struct Bill { n: u8 }\nimpl Bill { fn pay(&self) -> u8 { self.n } }\nmod tests { fn it() {} }\n",
        "Bill Bill Bill.pay tests tests.it",
    ),
    "Ruby": (
        "module A\n  class Bill\n    def pay; end\n    def self.all; end\n  end\nend\n",
        "A A.Bill A.Bill.pay A.Bill.all",
    ),
    "PHP": (
        "<html><?php\nclass Bill { public function pay() { return 1; } }\nfunction all() {}\n?></html>",
        "Bill Bill.pay all",
    ),
    "Bash": ("set -e\npay() {\n  echo 1\n}\nfunction all { pay; }\n", "pay all"),
}
"""Code by language, and the names of what it defines, each after those around it."""


def found(text: str, language: str) -> list[tuple[str, str]]:
    """The definitions of a text: their names with those around them, and their words."""
    names: list[str] = []
    result = []
    for clause in asyncio.run(definitions_of(text, language_named(language))):
        names = [*names[: clause.level], clause.heading]
        result.append((".".join(names), text[clause.start : clause.end]))
    return result


@pytest.mark.live
@pytest.mark.parametrize("language", [language.name for language in LANGUAGES])
def test_functions_and_classes_are_found_with_their_names(language: str) -> None:
    text, expected = SOURCES[language]

    assert [name for name, _ in found(text, language)] == expected.split()


@pytest.mark.live
def test_a_definition_begins_with_the_comments_and_marks_right_above_it() -> None:
    last = "# Pays.\n# All.\n@cached\ndef pay(n):\n    return n"
    text = f"x = 1  # of the line before\ndef one(): ...\n\n# far away\n\n{last}\n"

    assert [words for _, words in found(text, "Python")] == [
        "def one(): ...",
        last,
    ]


@pytest.mark.live
def test_a_definition_ends_with_the_signs_that_close_what_is_around_it() -> None:
    text = "class A {\n  int a() { return 1; }\n  int b() { return 2; }\n};\nint c;\n"

    assert [words[-4:] for _, words in found(text, "C++")] == ["}\n};", "1; }", "}\n};"]


@pytest.mark.live
def test_places_are_counted_in_characters() -> None:
    text = "# 🏛️ § étage \ud800\n\ndef zähle(é):\n    return '𝒳'\n\n\nclass Ünit: pass\n"

    assert found(text, "Python") == [("zähle", "def zähle(é):\n    return '𝒳'"), ("Ünit", "class Ünit: pass")]


@pytest.mark.live
def test_two_names_in_one_declaration_are_one_definition() -> None:
    text = "const a = () => 1, b = () => 2;"

    assert found(text, "JavaScript") == [("a", text)]


@pytest.mark.live
def test_what_cannot_be_parsed_is_passed_over() -> None:
    assert [name for name, _ in found("def a(): ...\n\n)]}{ class ??? §\n\ndef b(): ...\n", "Python")] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.py", "Python"), ("A.PY", "Python"), ("dir.js/b.tsx", "TSX"), ("x.min.js", "JavaScript")],
)
def test_a_name_tells_the_language(name: str, language: str) -> None:
    found = language_of(name)
    assert found is not None
    assert found.name == language


@pytest.mark.parametrize("name", ["a.pdf", "a", "py", ".py", "a.py.txt", "", "a.sql"])
def test_other_names_tell_none(name: str) -> None:
    assert language_of(name) is None


def test_every_language_has_an_ending_that_is_read_as_text() -> None:
    assert set(ENDINGS.values()) == {language.name for language in LANGUAGES}
    assert all(is_source_code(f"a{ending}") for ending in ENDINGS)


HOSTILE = {
    "empty": "",
    "blank": " \n" * 50_000,
    "brackets": "(" * 100_000,
    "braces": "{" * 100_000,
    "nested-calls": "f(" * 30_000 + "1" + ")" * 30_000,
    "nested-classes": "class A { int x; " * 5_000,
    "generic": "a<" * 50_000,
    "quotes": "\"'`" * 30_000,
    "heredocs": "cat <<E\n" * 500,
    "prose": 'The Buyer (as defined above) pays; the Seller\'s "price" is due. ' * 1_500,
    "emoji": "🏛️" * 20_000,
    "nul": "def a(): pass\0\n" * 100,
}


@pytest.mark.live
@pytest.mark.parametrize("language", ["Python", "JavaScript", "C++", "C#", "Ruby", "Bash"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_code_is_parsed_or_given_up_and_never_takes_pincite_with_it(text: str, language: str) -> None:
    try:
        clauses = asyncio.run(definitions_of(text, language_named(language)))
    except ReaderStopped:  # some grammars die, or take too long: the process that they die in is not this one
        return
    assert all(clause.level < DEEPEST for clause in clauses)
    assert all(0 <= clause.start < clause.end <= len(text) for clause in clauses)


def test_code_that_is_too_long_is_not_parsed() -> None:
    with pytest.raises(ReaderStopped, match="more than 1 million characters"):
        asyncio.run(definitions_of("x" * (LONGEST_CODE + 1), language_named("Python")))


@pytest.mark.live
def test_a_parser_that_dies_is_told() -> None:
    with pytest.raises(ReaderStopped, match=r"its parser died \(exit status 1\)"):
        asyncio.run(definitions_of("x", Language("Klingon", "tree_sitter_python", frozenset())))


def test_a_grammar_that_is_not_installed_is_named() -> None:
    with pytest.raises(ReaderStopped, match=r"no grammar of Klingon is installed; run: pip install 'pincite\[code\]'"):
        asyncio.run(definitions_of("x", Language("Klingon", "no_such_package", frozenset())))


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"{}", b"null", b"[1]", b"[[0, 1]]", b"[[0, 11, 0, 0, 0]]", b"[[-1, 2, 0, 0, 0]]", b"[[3, 3, 3, 3, 0]]",
        b"[[0, 5, 2, 1, 0]]", b"[[0, 5, 0, 6, 0]]", b"[[0, 5, 0, 0, 1]]", b"[[5, 9, 5, 5, 0], [0, 3, 0, 0, 0]]",
        b"[[0, 5, 0, 0, 0], [2, 7, 2, 2, 1]]", b'[["0", 5, 0, 0, 0]]', b"[[0, 5.0, 0, 0, 0]]", b"[" * 100_000,
        b"[[0, 5, 0, 0, -1]]", b"\xff\xfe", b"[[0, 5, 0, 0, 0]",
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_the_text_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ReaderStopped, match="gave back something that is not an answer"):
        believed(answer, 10)


@given(st.lists(st.tuples(*[st.integers(-2, 12)] * 5), max_size=6))
@settings(max_examples=300, deadline=None)
def test_what_is_believed_is_in_order_and_within_what_is_around_it(rows: list[tuple[int, int, int, int, int]]) -> None:
    try:
        taken = believed(json.dumps(rows).encode(), 10)
    except ReaderStopped:
        return
    around: list[tuple[int, int]] = [(0, 10)]
    for start, end, name_start, name_end, level in taken:
        del around[level + 1 :]
        assert around[-1][0] <= start <= name_start <= name_end <= end <= around[-1][1]
        around.append((start, end))
    assert taken == rows


ATTACKS = {
    "call-the-network": "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "start-a-program": "import subprocess; subprocess.run(['/bin/true'], check=True)",
    "multiply": "import os; os.fork() or os._exit(0)",
    "write": "import os; os.write(os.open({folder!r} + '/x', os.O_CREAT | os.O_WRONLY), b'x')",
    "read-a-document": "open({secret!r}).read()",
}


@pytest.mark.live
@pytest.mark.skipif(not landlock_version(), reason="the kernel has no Landlock")
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_parser_that_code_has_taken_over_can_do_nothing(attack: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("privileged")
    attack = attack.format(folder=str(tmp_path), secret=str(tmp_path / "secret"))
    in_the_box = f"from pincite.chunking.syntax.parser import restrict; restrict()\n{attack}"

    done = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        for program in (attack, in_the_box)
    ]

    assert done[0].returncode == 0, done[0].stderr
    assert done[1].returncode != 0
    assert "PermissionError" in done[1].stderr
