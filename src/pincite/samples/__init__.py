"""The sample matters: documents of an invented firm, who may see them, and questions whose answers are known.

They are made by `runs/making/make_samples.py`. `pincite demo` builds a workspace from them, and the tests ask them
questions.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SampleMatter:
    """A matter: `folder` is its folder's name here, `members` are users and groups."""

    name: str
    description: str
    folder: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleWall:
    """An ethical wall between a user or group and a matter."""

    who: str
    matter: str


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """A question, who asks it (`asker`), in which matter (None: in all they may see), and what is known of the answer.

    When it is answerable, `quote` stands in `document` (a path within `folder()`). When it is walled off, the same two
    are what must not be shown. When none of the documents answers it, both are None. A quote stands word for word in a
    plain text or Markdown file; in other formats white space may differ.
    """

    question: str
    asker: str
    matter: str | None
    document: str | None
    quote: str | None
    is_answerable: bool
    is_walled_off: bool


@dataclass(frozen=True, slots=True)
class Demonstration:
    """One question asked twice: by a permitted and by a walled-off lawyer; `quote` stands in `document`."""

    question: str
    permitted: str
    walled_off: str
    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The invented firm: its people, matters and walls, the demonstration, and the questions."""

    firm: str
    users: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    matters: tuple[SampleMatter, ...]
    walls: tuple[SampleWall, ...]
    demonstration: Demonstration
    questions: tuple[SampleQuestion, ...]


def folder() -> Path:
    """Where the sample documents and their manifest are."""
    return Path(__file__).parent


def manifest() -> Manifest:
    """What is known of the sample matters."""
    kept = json.loads((folder() / "manifest.json").read_text(encoding="utf-8"))
    return Manifest(
        firm=kept["firm"],
        users=tuple(kept["users"]),
        groups={name: tuple(members) for name, members in kept["groups"].items()},
        matters=tuple(
            SampleMatter(matter["name"], matter["description"], matter["folder"], tuple(matter["members"]))
            for matter in kept["matters"]
        ),
        walls=tuple(SampleWall(wall["who"], wall["matter"]) for wall in kept["walls"]),
        demonstration=Demonstration(**kept["demo"]),
        questions=tuple(
            SampleQuestion(
                question=row["question"],
                asker=row["as"],
                matter=row["matter"],
                document=row["document"],
                quote=row["quote"],
                is_answerable=row["answerable"],
                is_walled_off=row["walled_off"],
            )
            for row in kept["questions"]
        ),
    )
