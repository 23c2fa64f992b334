"""`pincite models`: lists the models that a workspace uses, and tries its language model."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called, settings_of
from pincite.cli.output import console, emit, visible
from pincite.views.models import LanguageModel, Models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pincite.session import Session
    from pincite.wiring import ModelSettings


@click.command("models", cls=Verb)
@click.option("--try", "tries", is_flag=True, help="Send each language model one line, none of it from a document.")
def command(tries: bool) -> None:
    """Say which models this workspace uses, as settings.toml has it, and where what they are asked goes."""
    with open_called() as session:
        used = _used(session)
        if tries:
            from pincite.session.trying import tried_all

            all_tried = zip(used.language_models, asyncio.run(tried_all(session)), strict=True)
            used = replace(used, language_models=tuple(replace(model, tried=tried) for model, tried in all_tried))
    if call().as_json:
        emit(used)
        return
    out = console()
    said = used.json()
    shown = {name: value for name, value in said.items() if name not in ("language_model", "tried")}
    for line in _lines(shown):
        out.print(line, soft_wrap=True)


def _lines(values: "Mapping[str, object]", depth: int = 0) -> "Iterator[str]":
    """One line for each value, after its name; the values of a nested object are indented under its name."""
    for name, value in values.items():
        label = f"{'  ' * depth}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            yield label
            yield from _lines(value, depth + 1)
        elif name == "language_models" and isinstance(value, list):
            for model in value:
                yield from _lines({"language_model": model}, depth)
            if not value:
                yield f"{'language model':<26}none"
        else:
            yield f"{label:<26}{visible(_in_words(value))}"


def _in_words(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return " and ".join(map(str, value))
    return str(value)


def _used(session: "Session") -> Models:
    """Each port, with the model behind it."""
    settings = settings_of(session)
    return Models(
        embedder=session.firm.embedder.name,
        reranker=None if settings.reranker is None else str(settings.reranker),
        entailment="shipped" if settings.entailment is None else str(settings.entailment),
        reader=None if session.firm.reader is None else session.firm.reader.name,
        scanner=session.firm.scanner.name,
        language_models=tuple(map(_written_by, settings.models)),
    )


def _written_by(model: "ModelSettings") -> LanguageModel:
    """A language model, without its key."""
    what = {
        "url": model.url,
        "name": model.name,
        "key_env": model.key_env,
        "key_keyring": "/".join(model.key_keyring) if model.key_keyring else None,
        "gguf": model.gguf,
        "replies": model.replies,
    }
    return LanguageModel(
        model.tier,
        model.provider,
        {key: str(value) for key, value in what.items() if value is not None},
        model.context_tokens,
        model.leaves_firm,
        model.accepts.word,
        model.prompt_usd_per_million,
        model.completion_usd_per_million,
    )
