"""A workspace's `settings.toml`, read once, with every name and value checked."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pincite.access.second import ACTIONS
from pincite.errors import WorkspaceError
from pincite.ledger.budget import Budget
from pincite.wiring.audit_settings import AuditSettings, read_audit
from pincite.wiring.budget_settings import read_budgets
from pincite.wiring.decimals import Written
from pincite.wiring.index_settings import IndexSettings, read_index
from pincite.wiring.model_settings import ModelSettings, read_models
from pincite.wiring.prompting_settings import PromptingSettings, read_prompting
from pincite.wiring.provider_settings import ProviderSettings, read_provider
from pincite.wiring.routing_settings import RoutingSettings, read_routing
from pincite.wiring.server_settings import ServerSettings, read_server
from pincite.wiring.store_settings import StoreSettings, read_store

EmbedderName = Literal["minilm", "hashing"]
Chunking = Literal["auto", "clause", "recursive", "semantic", "code"]
"""The same as `chunking.strategy.Strategy`, whose import would take longer than `--help` may."""

LONGEST = 100_000
"""Bytes of a settings file: one with every setting has some 2,000."""

CARDS_END = ".json"
"""How the name of a model's card ends: any other word is a misspelt one, not a path."""

MOST_NETWORKS = 100

MOST_LOOKED_INTO, ALL_LOOKED_INTO = 2_000, 1_000_000
"""Documents of a question about many: looking into one takes a twentieth of a second, so 2,000 take some two minutes.
At most so many may be set."""

LANGUAGE = re.compile(r"[A-Za-z]{3}[A-Za-z_]{0,20}")
"""Names of tesseract's languages: `eng`, `chi_sim`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace (`settings.toml`).

    - `embedder`: `minilm` (shipped, the default) or `hashing` (no weights, for tests). An index is bound to one
      embedder.
    - `reader`: the model that says which sentences answer: `shipped` (the default, except with `hashing`), the card of
      another, or `none`; likeness and shared words then decide.
    - `second_reader`: the same for the reader that looks again at what the first one finds best. "none" by default
      unless the first one is the one inside the package.
    - `reranker`: the card of a cross-encoder that reads each passage found together with the question; None by default.
    - `chunking`: how documents are cut into chunks; `auto` cuts source code at functions and everything else at
      clauses.
    - `hyde`: after a weak search, search again with a clause that might answer; off by default.
    - `languages`: the languages of text recognition, by tesseract's codes.
    - `entailment`: the card of the model that says whether a passage supports a statement; None for the shipped one.
    - `models`: the language models that write answers, the cheapest first; none by default. `has_model_tables` is true
      where they stand in tables `[[models]]`, and not one alone in `[model]`.
    - `most_looked_into`: how many documents a question about many looks into at most, those nearest to it; 2,000.
    - `when_full`: what becomes of a question whose model is full, where all that are left would cost money or leave the
      firm and it does not: `refuse` (the default) refuses it, `next` asks the next one.
    - `budgets`: what language models may cost in a month, by user, by matter, and in all; without limit by default.
    - `prompting`: ways of asking them that cost more (the table `[prompting]`); none by default.
    - `routing`: the share of questions that are asked again, so that a router can learn (the table `[routing]`); none
      by default.
    - `on_prem`: the firm's own networks, beside this machine: there a model must be that is said not to leave it.
    - `audit`: who signs the record, and where else signed heads are kept.
    - `server`: where the page is served, and to whom.
    - `provider`: the firm's own provider of accounts (the table `[server.provider]`); none by default.
    - `store`: the PostgreSQL database (the table `[store]`) that holds what otherwise lies in files; none by default.
    - `index`: in how many shards the search index is made (the table `[index]`); one table by default.
    - `two_person`: what takes two people (`two_person` in the table `[access]`), besides what the rules require.
    """

    embedder: EmbedderName = "minilm"
    reader: Path | Literal["shipped", "none"] = "shipped"
    second_reader: Path | Literal["shipped", "none"] = "shipped"
    reranker: Path | None = None
    chunking: Chunking = "auto"
    hyde: bool = False
    languages: tuple[str, ...] = ("eng",)
    entailment: Path | None = None
    models: tuple[ModelSettings, ...] = ()
    has_model_tables: bool = False
    most_looked_into: int = MOST_LOOKED_INTO
    when_full: Literal["refuse", "next"] = "refuse"
    budgets: tuple[Budget, ...] = ()
    prompting: PromptingSettings = field(default_factory=PromptingSettings)
    routing: RoutingSettings = field(default_factory=RoutingSettings)
    on_prem: tuple[IPv4Network | IPv6Network, ...] = ()
    audit: AuditSettings = field(default_factory=AuditSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    provider: ProviderSettings | None = None
    two_person: frozenset[str] = frozenset()
    store: StoreSettings | None = None
    index: IndexSettings = field(default_factory=IndexSettings)


def read_settings(file: Path, stands: Path | None = None) -> Settings:
    """The settings in a file; the defaults when there is none.

    Paths in it are relative to its folder, or to the folder `stands` if the file is only a copy.

    Raises:
        WorkspaceError: the file is not TOML, has an unknown key, or an invalid value.
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(LONGEST + 1)
        if len(text) > LONGEST:
            raise WorkspaceError(f"{file} is longer than {LONGEST:,} bytes, so it is not read; shorten it")
        found = tomllib.loads(text.decode("utf-8"), parse_float=Written)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise WorkspaceError(f"{file} cannot be read ({error.strerror}); correct its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WorkspaceError(f"{file} is not valid TOML ({error}); correct it or delete it") from error
    file = file if stands is None else stands / file.name
    known = {field.name for field in fields(Settings)} - {"two_person", "provider", "has_model_tables"}
    known |= {"access", "model"}
    for key in found:
        if key not in known:
            raise WorkspaceError(f"{file} has an unknown setting {key!r}; the settings are: {', '.join(sorted(known))}")
    store = read_store(found.get("store"), file)
    return Settings(
        embedder=_embedder(found, file),
        reader=_reader(found, file),
        second_reader=_second_reader(found, file),
        reranker=_card(found, "reranker", "none", file),
        chunking=_chunking(found, file),
        hyde=_hyde(found, file),
        languages=_languages(found, file),
        entailment=_card(found, "entailment", "shipped", file),
        models=read_models(found, file),
        has_model_tables="models" in found,
        most_looked_into=_most_looked_into(found, file),
        when_full=_when_full(found, file),
        budgets=read_budgets(found.get("budgets", []), file),
        prompting=read_prompting(found.get("prompting", {}), file),
        routing=read_routing(found.get("routing", {}), file),
        on_prem=_networks(found, file),
        audit=read_audit(found.get("audit", {}), file),
        server=read_server(found.get("server", {}), file),
        provider=read_provider(found.get("server", {}), file),
        two_person=_two_person(found.get("access", {}), file),
        store=store,
        index=read_index(found.get("index"), file, has_objects=store is not None and store.objects is not None),
    )


def _two_person(table: object, file: Path) -> frozenset[str]:
    """The actions that take two people according to the table `[access]`."""
    match table:
        case {"two_person": [*actions], **others} if not others and all(each in ACTIONS for each in actions):
            return frozenset(map(str, actions))
        case dict() if not table:
            return frozenset()
    named = ", ".join(f'"{action}"' for action in ACTIONS)
    raise WorkspaceError(f"{file} sets access to {table!r}; under [access] it has two_person, a list of: {named}")


def _networks(found: Mapping[str, object], file: Path) -> tuple[IPv4Network | IPv6Network, ...]:
    match found.get("on_prem", []):
        case [*networks] if len(networks) <= MOST_NETWORKS and all(isinstance(one, str) for one in networks):
            try:
                return tuple(ip_network(str(one)) for one in networks)
            except ValueError as error:
                raise WorkspaceError(
                    f"{file} has something in on_prem that is no network ({error}); write networks, as in "
                    '["10.20.0.0/16", "192.168.7.9"]'
                ) from error
        case other:
            raise WorkspaceError(
                f'{file} sets on_prem to {other!r}; it is a list of networks, as in ["10.20.0.0/16", "192.168.7.9"]'
            )


def _embedder(found: Mapping[str, object], file: Path) -> EmbedderName:
    match found.get("embedder", "minilm"):
        case "minilm" | "hashing" as embedder:
            return embedder
        case other:
            raise WorkspaceError(f"{file} sets embedder to {other!r}; it may be 'minilm' or 'hashing'")


def _reader(found: Mapping[str, object], file: Path) -> Path | Literal["shipped", "none"]:
    match found.get("reader", "none" if found.get("embedder") == "hashing" else "shipped"):
        case "shipped" | "none" as word:
            return word
        case str() as card if card.endswith(CARDS_END):
            return file.parent / card
        case other:
            raise _no_card("reader", other, "'shipped', 'none'", file)


def _second_reader(found: Mapping[str, object], file: Path) -> Path | Literal["shipped", "none"]:
    first = _reader(found, file)
    match found.get("second_reader", "shipped" if first == "shipped" else "none"):
        case "none":
            return "none"
        case str() as card if first == "none" and card.endswith(CARDS_END):
            raise WorkspaceError(f"{file} sets second_reader, but no first one; set reader to 'shipped' or to a card")
        case "shipped" if first == "shipped":
            return "shipped"
        case "shipped":
            raise WorkspaceError(
                f"{file} sets second_reader to 'shipped' beside another first reader, whose numbers it was not fitted "
                "to; set it to 'none', or to a card with weights for both"
            )
        case str() as card if card.endswith(CARDS_END):
            return file.parent / card
        case other:
            raise _no_card("second_reader", other, "'shipped', 'none'", file)


def _card(found: Mapping[str, object], key: str, otherwise: str, file: Path) -> Path | None:
    match found.get(key, otherwise):
        case str() as word if word == otherwise:
            return None
        case str() as card if card.endswith(CARDS_END):
            return file.parent / card
        case other:
            raise _no_card(key, other, repr(otherwise), file)


def _no_card(key: str, value: object, words: str, file: Path) -> WorkspaceError:
    """A misspelt word is told as such, and not as a file that is missing."""
    return WorkspaceError(
        f"{file} sets {key} to {value!r}; it is {words}, or the path of a model's card (a {CARDS_END} file)"
    )


def _chunking(found: Mapping[str, object], file: Path) -> Chunking:
    match found.get("chunking", "auto"):
        case "auto" | "clause" | "recursive" | "semantic" | "code" as chunking:
            return chunking
        case other:
            ways = "'auto', 'clause', 'recursive', 'semantic' or 'code'"
            raise WorkspaceError(f"{file} sets chunking to {other!r}; it may be {ways}")


def _hyde(found: Mapping[str, object], file: Path) -> bool:
    match found.get("hyde", False):
        case bool() as hyde:
            return hyde
        case other:
            raise WorkspaceError(f"{file} sets hyde to {other!r}; it may be true or false")


def _most_looked_into(found: Mapping[str, object], file: Path) -> int:
    value = found.get("most_looked_into", MOST_LOOKED_INTO)
    if isinstance(value, bool) or not isinstance(value, int) or not 2 <= value <= ALL_LOOKED_INTO:
        raise WorkspaceError(
            f"{file} sets most_looked_into to {value!r}; use a number of documents from 2 to {ALL_LOOKED_INTO:,}"
        )
    return value


def _when_full(found: Mapping[str, object], file: Path) -> Literal["refuse", "next"]:
    match found.get("when_full", "refuse"):
        case "refuse" | "next" as done:
            return done
        case other:
            raise WorkspaceError(f"{file} sets when_full to {other!r}; it may be 'refuse' or 'next'")


def _languages(found: Mapping[str, object], file: Path) -> tuple[str, ...]:
    match found.get("languages", ["eng"]):
        case [_, *_] as languages if all(isinstance(name, str) and LANGUAGE.fullmatch(name) for name in languages):
            return tuple(map(str, languages))
        case other:
            raise WorkspaceError(f'{file} sets languages to {other!r}; it is a list of names as in ["eng", "deu"]')
