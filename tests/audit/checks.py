"""Both verifiers of the record, pincite's own and the one that shares no code with it, called in the same way."""

import importlib.util
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

from pincite.audit.checkpoint import open_note
from pincite.audit.heads import HeadKeeper
from pincite.audit.verification import verify

Found = list[tuple[set[int], str]]
"""What is wrong: each with the records that it is about (0: the record as a whole), and its sentence."""

Check = Callable[[Path, HeadKeeper, str | None], Found]
"""Checks the record at a path, against a checkpoint that was noted earlier where there is one."""


def _own(path: Path, heads: HeadKeeper, checkpoint: str | None) -> Found:
    """What `pincite audit verify` finds."""
    noted = [] if checkpoint is None else [open_note(checkpoint, heads.key)]
    return [({problem.seq}, problem.problem) for problem in verify(path, heads, noted).problems]


SCRIPT = Path(__file__).parents[2] / "verifier" / "verify_record.py"


@cache
def verifier() -> ModuleType:
    """The verifier that shares no code with pincite."""
    spec = importlib.util.spec_from_file_location("verify_record", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _independent(path: Path, heads: HeadKeeper, checkpoint: str | None) -> Found:
    """What the verifier finds that shares no code with pincite, given the public key and the checkpoint."""
    key = path.parent / "given.vkey"
    key.write_text(heads.key.text(), encoding="utf-8")
    note = path.parent / "noted.checkpoint"
    note.write_text(checkpoint or "", encoding="utf-8")
    return [(_places(said), said) for said in verifier().problems_of(key, path, *([note] if checkpoint else []))]


def _places(said: str) -> set[int]:
    """The records that a sentence names."""
    named = re.findall(r"\brecords? (\d+)(?: to (\d+))?", said)
    return {0}.union(*(range(int(first), min(int(last or first), int(first) + 99) + 1) for first, last in named))


CHECKS: dict[str, Check] = {"own": _own, "independent": _independent}
