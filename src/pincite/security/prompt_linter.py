"""A linter for prompts: anybody may read what every model is told, so a prompt must not contain a secret.

Anyone who may ask a model can sooner or later make it repeat its instructions. So the instructions contain only what is
in the published package: no keys, no addresses, no names of machines, matters or people, no signs of a running process.
`python -m pincite.security.prompt_linter [FILE…]` prints what it finds in the package's prompts, or in files, and exits
1 if it finds anything. `make check` and the tests run it.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.security.addresses import addresses
from pincite.security.secrets import secrets_in
from pincite.security.unseen import unseen

PACKAGE = Path(__file__).parents[1]

_BLANK = re.compile(r"\$\w+|\$\{\w+\}")
"""A placeholder in a prompt."""

_MACHINE = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\blocalhost\b|\b[\w-]{1,60}\.(?:internal|intranet|corp|local|lan|priv|svc|cluster)\b|"
    r"(?<![\w$])/(?:home|etc|root|var|Users|mnt|srv|opt|tmp|work)/\S{1,200}|\b[A-Z]:\\\S{1,200}|"
    r"\b(?:prod|staging|dev|db|sql|ldap|vault|jump|bastion)-?\d{1,4}\b",
    re.I,
)
_NUMBERED = re.compile(r"\b[A-Z]{2,5}-\d{3,6}(?:-\d{2,4})?\b|\b\d{3}-\d{2}-\d{4}\b|\b\d{1,2}:\d{2}-[a-z]{2}-\d{3,6}\b")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Judge|Justice)\.?\s+[A-Z][a-z]{2,20}\b")
_SIGN = re.compile(r"(?<![\w$])(?=[0-9a-f]{0,40}\d)(?=[0-9a-f]{0,40}[a-f])[0-9a-f]{12,64}(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a prompt must not contain, and its line, from 1. The text is not repeated: others read the log."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def prompt_files(package: Path = PACKAGE) -> tuple[Path, ...]:
    """Every prompt of a package: the Markdown files in folders named `prompts`, in order."""
    return tuple(sorted(file for file in package.rglob("*.md") if file.parent.name == "prompts"))


def names_of_samples(package: Path = PACKAGE) -> tuple[str, ...]:
    """The names of the sample matters and their people, as a stand-in for those of a firm."""
    manifest = json.loads((package / "samples" / "manifest.json").read_text(encoding="utf-8"))
    found: list[str] = [manifest["firm"], *manifest["users"], *manifest["groups"]]
    for matter in manifest["matters"]:
        found += [matter["name"], matter.get("folder", ""), *matter.get("members", ())]
    return tuple(dict.fromkeys(name for name in found if len(name) > 3 and name.casefold() != "firm"))


def lint(text: str, file: Path, names: Iterable[str] = ()) -> Iterator[Finding]:
    r"""What a prompt contains but must not, in order. `names` are those of the firm's matters and people.

    >>> [str(found) for found in lint("Answer." + chr(10) + "Key: AKIAIOSFODNN7EXAMPLE", Path("a.md"))]
    ['a.md:2: a key of a cloud']
    """
    for number, line in enumerate(text.splitlines(), start=1):
        for what in dict.fromkeys(_in_line(line, names)):
            yield Finding(file, number, what)


def _in_line(line: str, names: Iterable[str]) -> Iterator[str]:
    yield from (secret.called for secret in secrets_in(line))
    if any(True for _ in addresses(_BLANK.sub("", line))):
        yield "an address"
    if _MACHINE.search(line):
        yield "the name of a machine or a folder"
    if _NUMBERED.search(line):
        yield "the number of a matter, a document or a person"
    if _TITLED.search(line):
        yield "the name of a person"
    if _SIGN.search(line):
        yield "a sign that looks like a canary or a digest"
    if unseen(line):
        yield "characters that nobody can see"
    small = line.casefold()
    if any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", small) for name in names):
        yield "the name of a matter or a person of the firm"


def findings(files: Sequence[Path], names: Iterable[str]) -> list[Finding]:
    """All findings in files."""
    known = tuple(names)
    return [found for file in files for found in lint(file.read_text(encoding="utf-8"), file, known)]


def main(arguments: Sequence[str]) -> int:
    """Print what is found, and return the exit status."""
    found = findings([Path(name) for name in arguments] or prompt_files(), names_of_samples())
    for one in found:
        sys.stdout.write(f"{one}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
