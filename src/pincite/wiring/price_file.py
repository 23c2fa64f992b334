"""`prices.toml`: what each tier costs from which day on, for whoever keeps the firm's books to edit.

A table `[[TIER]]` has the day from which its prices hold, and the prices. Earlier ones stay: they say what a call of
last month cost.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from pincite.errors import WorkspaceError
from pincite.models.chat.prices import Prices, Rates, pico_dollars
from pincite.wiring.decimals import Written, exact
from pincite.wiring.model_settings import ModelSettings

LONGEST = 1_000_000
"""Bytes: a table of prices has some 150."""

NEEDED = ("prompt_usd_per_million", "completion_usd_per_million")
CACHED = ("cache_read_usd_per_million", "cache_write_usd_per_million")


def prices_of(models: Sequence[ModelSettings], file: Path) -> dict[str, Prices]:
    """The prices of each tier: those in the file, and where it says nothing of a tier, those in the settings.

    Raises:
        WorkspaceError: the file cannot be read, or says what cannot be; or a tier has prices in both places.
    """
    known = {model.tier: model for model in models}
    found = _read(file)
    for tier, tables in found.items():
        if tier not in known:
            names = ", ".join(known) or "none"
            raise WorkspaceError(f"{file} has prices of a tier {tier!r}, and no model has it; the tiers are: {names}")
        if known[tier].prices.entries:
            raise WorkspaceError(
                f"{file} has prices of the tier {tier}, and settings.toml has too; keep those with a day, and take "
                "those in settings.toml out"
            )
        if isinstance(tables, dict):
            raise WorkspaceError(f"{file} has a table [{tier}]; begin it with a line [[{tier}]], in double brackets")
        if not isinstance(tables, list) or not tables:
            raise WorkspaceError(f"{file} sets {tier} to {tables!r}; it is tables, each beginning with [[{tier}]]")
    dated = {tier: _dated(tables, tier, file) for tier, tables in found.items() if isinstance(tables, list)}
    return {tier: dated.get(tier, model.prices) for tier, model in known.items()}


def _read(file: Path) -> Mapping[str, object]:
    try:
        with file.open("rb") as opened:
            text = opened.read(LONGEST + 1)
        if len(text) > LONGEST:
            raise WorkspaceError(f"{file} is longer than {LONGEST:,} bytes, so it is not read; shorten it")
        return tomllib.loads(text.decode("utf-8"), parse_float=Written)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WorkspaceError(f"{file} cannot be read ({error.strerror}); correct its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WorkspaceError(f"{file} is not valid TOML ({error}); correct it or delete it") from error


def _dated(tables: Sequence[object], tier: str, file: Path) -> Prices:
    """The prices of one tier, in the order of their days."""
    entries = sorted((_entry(table, f"{file} has in [[{tier}]]", tier) for table in tables), key=lambda one: one[0])
    days = [day for day, _ in entries]
    if len(set(days)) < len(days):
        again = next(day for day in days if days.count(day) > 1)
        raise WorkspaceError(f"{file} has two prices of the tier {tier} from {again} on; leave one of them")
    return Prices(tuple(entries))


def _entry(table: object, where: str, tier: str) -> tuple[date, Rates]:
    known = ("from", *NEEDED, *CACHED)
    if not isinstance(table, dict):
        raise WorkspaceError(f"{where} something that is no table; begin each with a line [[{tier}]]")
    for key in table:
        if key not in known:
            raise WorkspaceError(f"{where} an unknown entry {key!r}; the entries there are: {', '.join(known)}")
    for key in ("from", *NEEDED):
        if key not in table:
            raise WorkspaceError(f"{where} a table without {key}; add it")
    since = table["from"]
    if isinstance(since, datetime):
        raise WorkspaceError(f"{where} from = {since.isoformat()}; it is a day without a time, as in 2026-11-01")
    if not isinstance(since, date):
        raise WorkspaceError(f"{where} from = {since!r}; it is a day, as in 2026-11-01, without quotation marks")
    prices = {}
    for key in (*NEEDED, *(key for key in CACHED if key in table)):
        try:
            prices[key] = exact(table[key])
            pico_dollars(prices[key])
        except ValueError as error:
            raise WorkspaceError(f"{where} {key} = {table[key]!r} from {since} on; it is {error}") from error
    return since, Rates.per_million(*(prices[key] for key in NEEDED), *(prices.get(key) for key in CACHED))
