"""The conditions under which answers were asked for and measured, which a second run must share to be compared."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pincite import __version__
from pincite.cli.options import settings_of
from pincite.drafts import write_whole
from pincite.errors import PinciteError

if TYPE_CHECKING:
    from pincite.ask import Mode
    from pincite.evaluation.answer_scores import Instruments
    from pincite.evaluation.answering_run import QuestionResult
    from pincite.evaluation.scorecard import Conditions
    from pincite.session import Session
    from pincite.wiring import ModelSettings


def _named(model: "ModelSettings") -> str:
    return model.name or str(model.gguf or "scripted")


def asked_under(session: "Session", mode: "Mode", matter: str | None) -> "Conditions":
    """The conditions that decide which replies a workspace gives, apart from its documents."""
    from pincite.evaluation.scorecard import Conditions

    settings = settings_of(session)
    models = {
        "answers": "quotes" if mode == "quote" else ", ".join(map(_named, settings.models)),
        "embedder": session.firm.embedder.name,
        "reranker": "none" if settings.reranker is None else settings.reranker.stem,
    }
    return Conditions(
        models,
        {},
        {
            "mode": mode,
            "matter": matter,
            "asker": session.principal.user,
            "chunking": settings.chunking,
            "pincite": __version__,
        },
    )


async def measured_by(session: "Session", instruments: "Instruments", against: str | None) -> "Conditions":
    """The conditions that decide a reply's scores; `against` is the matter used as the reference collection.

    Scores against a collection are measured again when its documents or the rules change: they depend on what it holds
    and on who may see it.
    """
    from pincite.evaluation.alce import THRESHOLD
    from pincite.evaluation.scorecard import Conditions
    from pincite.session.evaluating.against import versions

    models = {"entailment": getattr(session.firm.entailment, "name", "unnamed") if instruments.entailment else "none"}
    prompts: dict[str, str] = {}
    if instruments.judges is not None:
        models["judge"] = instruments.judges.claims.name
        prompts = instruments.judges.digests
    settings: dict[str, str | float | None] = {"threshold": THRESHOLD, "against": against}
    if against is not None:
        settings["against_index"], settings["against_rules"] = await versions(session)
    return Conditions(models, prompts, settings)


def together(
    asked: "Conditions", measured: "Conditions", rows: "Sequence[QuestionResult]", questions: str
) -> "Conditions":
    """All conditions of a run, with the version of the index that was searched and the digest of the question file."""
    from pincite.evaluation.bootstrap import DRAWS, SEED
    from pincite.evaluation.scorecard import Conditions

    searched = sorted({row.answered.index_version for row in rows if row.answered and row.answered.index_version})
    wrote = sorted({row.answered.model for row in rows if row.answered and row.answered.model})
    models = {**asked.models, **({"answers": ", ".join(wrote)} if wrote else {}), **measured.models}
    settings = {
        **asked.settings,
        **measured.settings,
        "index": ", ".join(searched) or None,
        "questions": questions[:16],
        "draws": DRAWS,
        "seed": SEED,
    }
    return Conditions(models, measured.prompts, settings)


def require_same(folder: Path, asked: "Conditions") -> None:
    """Make the folder of a run, or accept one whose replies were given under the same conditions.

    Raises:
        PinciteError: the folder holds the replies of another run, or cannot be made.
    """
    from pincite.evaluation.answering_report import CONDITIONS, REPLIES

    file = folder / CONDITIONS
    now = asdict(asked)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            if (folder / REPLIES).exists():
                raise PinciteError(
                    f"{folder} holds replies, but not the conditions they were given under; name another with --out"
                )
            write_whole(file, json.dumps(now, indent=1))
            return
        before = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PinciteError(f"{folder} cannot be used ({error.strerror}); name another folder with --out") from error
    except ValueError as error:
        raise PinciteError(f"{file} is damaged; name another folder with --out") from error
    if before != now:
        other = "; ".join(_changes(before, now)) or "they cannot be read"
        raise PinciteError(
            f"{folder} holds the replies of another run ({other}); name another folder with --out, or remove that one"
        )


def _changes(before: object, now: dict[str, dict[str, object]]) -> list[str]:
    """The differences between two sets of conditions, in words."""
    if not isinstance(before, dict):
        return []
    return [
        f"{name}: {ours.get(name)} there, {value} now"
        for part, values in now.items()
        for ours in [before.get(part)]
        if isinstance(ours, dict)
        for name, value in values.items()
        if ours.get(name) != value
    ]
