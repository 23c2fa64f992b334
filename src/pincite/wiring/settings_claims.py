"""What the settings of a workspace claim: models, addresses, programs, secrets and places outside its folder."""

import hashlib
import math
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from pincite.wiring.audit_settings import AuditSettings
from pincite.wiring.claim import Claim, is_inside, real_path
from pincite.wiring.index_settings import IndexSettings
from pincite.wiring.model_settings import ModelSettings, accepted_unless_set
from pincite.wiring.provider_settings import ProviderSettings
from pincite.wiring.server_settings import ServerSettings
from pincite.wiring.settings import Settings
from pincite.wiring.store_settings import StoreSettings

SMALL = 1 << 20
"""Bytes of a model's card that are hashed. A larger file is identified by its inode and its last change."""


def settings_claims(settings: Settings, root: Path) -> tuple[Claim, ...]:
    """What `settings.toml` asks for beyond the workspace itself; empty for settings that only say how to search."""
    return (
        *_model_file(
            "reader",
            settings.reader if isinstance(settings.reader, Path) else None,
            root,
            "loads this model, which decides what is quoted",
        ),
        *_model_file(
            "second_reader",
            settings.second_reader if isinstance(settings.second_reader, Path) else None,
            root,
            "loads this model, which decides what is quoted",
        ),
        *_model_file("reranker", settings.reranker, root, "loads this model, which decides what is found first"),
        *_model_file("entailment", settings.entailment, root, "loads this model, which decides what may be stated"),
        *(claim for model in settings.models for claim in _model_claims(model, root, settings)),
        *(
            Claim("on_prem", str(network), "takes machines at these addresses for the firm's own")
            for network in settings.on_prem
        ),
        *_audit_claims(settings.audit),
        *_server_claims(settings.server),
        *_provider_claims(settings.provider),
        *_store_claims(settings.store),
        *_index_claims(settings.index),
    )


def _table(model: ModelSettings, settings: Settings) -> str:
    """The table of a model in the settings."""
    return f"[[models]] {model.tier}" if settings.has_model_tables else "[model]"


def _model_claims(model: ModelSettings, root: Path, settings: Settings) -> Iterator[Claim]:
    table = _table(model, settings)
    where = "out of the firm" if model.leaves_firm else "there"
    match model.provider:
        case "openai" | "anthropic":
            firm = "leaves the firm" if model.leaves_firm else "is taken to stay in the firm"
            yield Claim(f"{table} url", str(model.url), "sends questions and passages of documents to this address")
            yield Claim(f"{table} leaves_firm", str(model.leaves_firm).lower(), f"what is sent there {firm}")
            if model.accepts != accepted_unless_set(leaves_firm=model.leaves_firm):
                yield Claim(f"{table} accepts", model.accepts.word, f"sends what is this sensitive, and less, {where}")
            yield Claim(f"{table} name", str(model.name), "names which of the server's models or vendors gets them")
            if model.key_env is not None:
                yield Claim(
                    f"{table} key_env", model.key_env, "sends what this environment variable holds to that address"
                )
            if model.key_keyring is not None:
                yield Claim(
                    f"{table} key_keyring",
                    "/".join(model.key_keyring),
                    "sends this secret of your keyring to that address",
                )
            if model.trust_env:
                yield Claim(f"{table} trust_env", "true", "takes proxies and certificates from the environment")
        case "llama.cpp":
            yield from _model_file(f"{table} gguf", model.gguf, root, "loads this language model, on this machine")
        case "scripted" if model.replies is not None and not is_inside(model.replies, root):
            yield Claim(f"{table} replies", real_path(model.replies), "reads this file, and gives its lines as answers")


def _audit_claims(audit: AuditSettings) -> Iterator[Claim]:
    if audit.sign_command:
        yield Claim(
            "[audit] sign_command",
            shlex.join(audit.sign_command),
            "runs this program with every record, with your rights and your environment",
        )
        if audit.public_key is not None:
            yield Claim(
                "[audit] public_key", real_path(audit.public_key), "reads the public half of the key from there"
            )
    match audit.key:
        case Path() as key:
            yield Claim("[audit] key", real_path(key), "signs the record with the key in this file, or makes one there")
        case str() as keyring:
            yield Claim("[audit] key", keyring, "signs the record with a key in your keyring, or puts one there")
    for folder in audit.heads:
        yield Claim("[audit] heads", real_path(folder), "writes signed heads into this folder")
    for url, line in audit.witnesses:
        yield Claim("[audit] witnesses", f"{url} {line}", "sends signed heads of the record to this address")
    if audit.heads:
        seconds = "" if math.isinf(audit.every_seconds) else f" or {audit.every_seconds:g} seconds"
        yield Claim(
            "[audit] every_records, every_seconds",
            f"every {audit.every_records} records{seconds}",
            "how many of the last records may be missing from there",
        )


def _server_claims(server: ServerSettings) -> Iterator[Claim]:
    if not server.is_for_this_machine:
        yield Claim("[server] address", server.address, "lets other machines reach the page")
    if server.public_url is not None:
        yield Claim("[server] public_url", server.public_url, "leads people to this address to sign in")
    for name in server.hosts:
        yield Claim("[server] hosts", name, "answers under this name too")
    for network in server.trusted_proxies:
        yield Claim("[server] trusted_proxies", str(network), "believes these machines on who asks")
    # Files by the names that were set: what renews a certificate has its link lead to another file.
    if server.tls_certificate is not None:
        yield Claim("[server] tls_certificate", str(server.tls_certificate), "shows the certificate in this file")
    if server.tls_key is not None:
        yield Claim("[server] tls_key", str(server.tls_key), "reads the key in this file")
    for each in server.watch:
        said = f"reads what is put into this folder into matter {each.matter}, as the owner"
        yield Claim("[server] watch", str(each.folder), said)
    if server.telemetry_url is not None:
        yield Claim("[server] telemetry_url", server.telemetry_url, "sends how questions go, without words, there")
    if server.metrics_token is not None:
        yield Claim("[server] metrics_token", str(server.metrics_token), "shows its counts to whoever has this token")


def _provider_claims(provider: ProviderSettings | None) -> Iterator[Claim]:
    if provider is None:
        return
    yield Claim("[server.provider] issuer", provider.issuer, "lets this provider say who somebody is who signs in")
    yield Claim("[server.provider] client_id", provider.client_id, "is known there under this name")
    if provider.secret_env is not None:
        held = "sends what this environment variable holds to the provider"
        yield Claim("[server.provider] secret_env", provider.secret_env, held)
    if provider.secret_keyring is not None:
        place = "/".join(provider.secret_keyring)
        yield Claim("[server.provider] secret_keyring", place, "sends this secret of your keyring to the provider")
    if provider.username_claim is not None:
        named = "takes from this claim which user somebody is who was never linked"
        yield Claim("[server.provider] username_claim", provider.username_claim, named)
    if provider.groups_claim is not None:
        listed = ", ".join(f"{value} = {group}" for value, group in sorted((provider.groups or {}).items()))
        value = f"{provider.groups_claim} ({listed or 'every group'})"
        yield Claim("[server.provider] groups_claim", value, "puts people into groups, and out of them")

    if provider.access_scopes is not None:
        listed = ", ".join(f"{scope} = {ours}" for scope, ours in sorted(provider.access_scopes.items()))
        said = "lets programs that the provider admits search, ask and read as whoever is linked"
        yield Claim("[server.provider] access_scopes", listed, said)


def _store_claims(store: StoreSettings | None) -> Iterator[Claim]:
    if store is None:
        return
    yield Claim("[store] url", store.url, "reads and writes rules, record and documents in this database")
    if store.password_env is not None:
        held = "sends what this environment variable holds to that address"
        yield Claim("[store] password_env", store.password_env, held)
    if (objects := store.objects) is not None:
        yield Claim("[store] objects", objects.url, "keeps originals and the index in this bucket, as this account")
        for name, value, would in (
            ("objects_endpoint", objects.endpoint, "sends them, and what this account's key signs, to this server"),
            ("objects_region", objects.region, "looks for the bucket in this region"),
            ("objects_key", objects.kms_key, "has the store encrypt them by this key of its key service"),
        ):
            if value is not None:
                yield Claim(f"[store] {name}", value, would)


def _index_claims(index: IndexSettings) -> Iterator[Claim]:
    if index.cluster is not None:
        would = "sends questions and passages of documents to the nodes of this cluster, and runs what they send"
        yield Claim("[index] cluster", index.cluster, would)


def _model_file(setting: str, path: Path | None, root: Path, would: str) -> Iterator[Claim]:
    """A model's file; one in the workspace counts by its present state, since writers there could exchange it."""
    if path is not None:
        yield Claim(setting, real_path(path) + (f" {_state_of(path)}" if is_inside(path, root) else ""), would)


def _state_of(path: Path) -> str:
    """A text that differs for every other file, and for the same file after a change."""
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_size <= SMALL:
            return f"(SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()})"
    except OSError:
        return "(not there)"
    return f"(file {found.st_ino}, {found.st_size} bytes, as of {found.st_ctime_ns})"


def named_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The files that settings name, with the names of the settings."""
    audit, server, models = settings.audit, settings.server, settings.models
    for setting, path in (
        ("reader", settings.reader if isinstance(settings.reader, Path) else None),
        ("second_reader", settings.second_reader if isinstance(settings.second_reader, Path) else None),
        ("reranker", settings.reranker),
        ("entailment", settings.entailment),
        *((f"{_table(model, settings)} gguf", model.gguf) for model in models),
        *((f"{_table(model, settings)} replies", model.replies) for model in models),
        ("[audit] public_key", audit.public_key),
        ("[audit] key", audit.key if isinstance(audit.key, Path) else None),
        ("[server] tls_certificate", server.tls_certificate),
        ("[server] tls_key", server.tls_key),
        ("[server] metrics_token", server.metrics_token),
    ):
        if path is not None:
            yield setting, path
