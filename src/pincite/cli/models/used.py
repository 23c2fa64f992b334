"""Prints the models that a workspace uses, and tries its language models."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called, settings_of
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.models.chat.prices import per_million
from pincite.models.standing import of_another_way
from pincite.views.models import LanguageModel, Models
from pincite.views.registered import standing_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pincite.models.chat.prices import Prices
    from pincite.models.standing import Standing
    from pincite.session import Session
    from pincite.views.models import Tried
    from pincite.wiring import ModelSettings


LIMITS = (
    "max_answer_tokens",
    "timeout_s",
    "requests_per_minute",
    "tokens_per_minute",
    "judges",
    "understands",
    "trust_env",
)
"""Settings of a model beside where it is, what it may read and what it costs."""


def show_used(*, tries: bool) -> None:
    """Print the models; with `tries`, each language model is sent a line first.

    Raises:
        Exit: one that was tried did not answer.
    """
    with open_called() as session:
        used = _used(session)
        if tries:
            from pincite.session.trying import tried_all

            all_tried = zip(used.language_models, asyncio.run(tried_all(session)), strict=True)
            used = replace(used, language_models=tuple(_with_trial(model, tried) for model, tried in all_tried))
    if call().as_json:
        emit(used)
    else:
        _print(used)
    if failed := [model.tier for model in used.language_models if model.failed]:
        models = counted(len(failed), "language model")
        fail(f"{models} of {len(used.language_models)} did not answer: {', '.join(failed)}")
        raise click.exceptions.Exit(1)


def _with_trial(model: LanguageModel, tried: "Tried | str") -> LanguageModel:
    """A model with how it answered, or with why it did not."""
    return replace(model, failed=tried) if isinstance(tried, str) else replace(model, tried=tried)


def _print(used: Models) -> None:
    out = console()
    said = used.json()
    shown = {name: value for name, value in said.items() if name not in ("language_model", "tried")}
    shown["language_models"] = [_with_words(model) for model in used.language_models]
    for line in _lines(shown):
        out.print(line, soft_wrap=True)


def _with_words(model: LanguageModel) -> "Mapping[str, object]":
    """A model's values, with what is registered of its file in one line."""
    said = model.json()
    return said if model.standing is None else {**said, "registration": standing_in_words(model.standing)}


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
    """A value in words; a small number of dollars without an exponent.

    >>> _in_words(1.19e-05), _in_words([2.0, 8.0])
    ('0.0000119', '2.0 and 8.0')
    """
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return " and ".join(map(_in_words, value)) or "none"
        case float():
            return f"{Decimal(str(value)):f}"
    return str(value)


def _used(session: "Session") -> Models:
    """Each port, with the model behind it."""
    from pincite.session.budgeting import cautions
    from pincite.session.registering import standing_files

    settings, prices, today = settings_of(session), session.firm.prices, session.now().date()
    files = [model.gguf for model in settings.models if model.gguf is not None]
    standing = {one.path: one for one in asyncio.run(standing_files(session, files))} if files else {}
    return Models(
        embedder=session.firm.embedder.name,
        reranker=None if settings.reranker is None else str(settings.reranker),
        entailment="shipped" if settings.entailment is None else str(settings.entailment),
        reader=None if session.firm.reader is None else session.firm.reader.name,
        scanner=session.firm.scanner.name,
        language_models=tuple(
            _written_by(model, prices[model.tier], today, standing.get(model.gguf) if model.gguf else None)
            for model in settings.models
        ),
        cautions=cautions(session),
    )


def _written_by(model: "ModelSettings", prices: "Prices", today: "date", standing: "Standing | None") -> LanguageModel:
    """A language model, without its key, with what it costs today and what is registered of its file."""
    of_file = () if standing is None else (standing.caution, of_another_way(standing, model.way))
    cautions = (model.caution, *of_file)
    rates, since = prices.at(today), prices.since(today)
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
        (per_million(rates.prompt), per_million(rates.completion)) if prices.entries else None,
        None if since is None else since.isoformat(),
        prices.oddity(model.tier, today, is_remote=model.leaves_firm),
        limits={name: getattr(model, name) for name in LIMITS},
        cautions=tuple(one for one in cautions if one),
        standing=standing,
    )
