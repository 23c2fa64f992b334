"""Register the firm's own models, and retire them; each change is a record, and the registry is read from these.

A model is registered once its record is written: whoever is killed before that has changed nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import ModelError
from pincite.models.registry import Registered, as_registered, hash_now, require_name, state_of
from pincite.models.standing import Registration, Standing, Verification, presumed
from pincite.threads import on_thread
from pincite.views.registered import RegisteredModel, RegisteredModels, RetiredModel, Retirement

if TYPE_CHECKING:
    from pincite.audit.event import Entry, Json
    from pincite.audit.port import AuditLog
    from pincite.session.firm import Firm
    from pincite.session.session import Session

ADD, RETIRE = "models add", "models retire"


async def add_model(session: "Session", path: Path, name: str) -> RegisteredModel:
    """Register the model at a path under a name, once that is on the record.

    Raises:
        AccessError: the session's user may not change the rules of the workspace.
        ModelError: it is no model that can be read, or the name is taken.
        WorkspaceError, RecordError: another process changes the workspace, or the record cannot be written.
    """

    def added() -> RegisteredModel:
        session.require("administer")
        require_name(name)
        _require_free(session.firm, name)
        model = as_registered(path, name)
        with session.firm.alone():
            _require_free(session.firm, name)
            record = session.firm.audit.append_and_wait(session.event("model", {"what": ADD, **model.facts()}, {}))
        return RegisteredModel(model, "registered", record.seq, session.principal.user)

    return await on_thread(added)


async def retire_model(session: "Session", name: str, reason: str) -> RetiredModel:
    """Retire a model, once that is on the record; its file is left alone.

    Raises:
        AccessError: the session's user may not change the rules of the workspace.
        ModelError: no model of that name is registered, or it was retired before.
        WorkspaceError, RecordError: as `add_model`.
    """

    def retired() -> RetiredModel:
        session.require("administer")
        if not reason.strip():
            raise ModelError(f"the record needs a reason why the model {name!r} is retired; give one with --reason")
        with session.firm.alone():
            found = _standing(session.firm, name)
            sha256 = found.model.sha256
            facts: dict[str, Json] = {"what": RETIRE, "model": name, "sha256": sha256, "added": found.record}
            record = session.firm.audit.append_and_wait(session.event("model", facts, {"reason": reason}))
        return RetiredModel(name, sha256, record.seq)

    return await on_thread(retired)


async def shown_model(session: "Session", name: str) -> RegisteredModel:
    """A registered model, with whether its files are still what was registered; they are read for that.

    Raises:
        ModelError: no model of that name is registered, or a file of it cannot be read.
        RecordError: the record cannot be read.
    """

    def shown() -> RegisteredModel:
        found = _registry(session.firm).get(name)
        if found is None:
            raise _unknown(name, session.firm)
        return found if found.state == "retired" else _looked_at(found)

    return await on_thread(shown)


async def listed_models(session: "Session") -> RegisteredModels:
    """All models that were ever registered, the last one of each name.

    Of those whose file has the size and time that it had, it is not read whether it is still the same.

    Raises:
        RecordError: the record cannot be read.
        ModelError: a file cannot be read.
    """

    def listed() -> RegisteredModels:
        return RegisteredModels(
            tuple(
                one if one.state == "retired" else one.with_state(state_of(one.model, looks_inside=False))
                for one in _registry(session.firm).values()
            )
        )

    return await on_thread(listed)


async def unchanged_model(session: "Session", name: str) -> Registered:
    """The model that is registered under a name and not retired, whose file is still the one that was registered.

    A file of the size and time that it had is not read for that.

    Raises:
        ModelError: there is none, or its file is another or not there any more.
        RecordError: the record cannot be read.
    """

    def unchanged() -> Registered:
        model = registered_model(session.firm, name)
        state = state_of(model, looks_inside=False)
        if state != "registered":
            what = "not there any more" if state == "missing" else "another than the one registered"
            raise ModelError(
                f"the file of the model {name!r} is {what} ({model.path}); put it back, or retire it and add anew"
            )
        return model

    return await on_thread(unchanged)


def registered_model(firm: "Firm", name: str) -> Registered:
    """The model that is registered under a name and not retired.

    Raises:
        ModelError: there is none.
        RecordError: the record cannot be read.
    """
    return _standing(firm, name).model


async def standing_files(session: "Session", files: Sequence[Path]) -> tuple[Standing, ...]:
    """What the registrations say of each of these files, of which only those are read that changed.

    Raises:
        ModelError: one cannot be read.
        RecordError: the record cannot be read.
    """

    def found() -> tuple[Standing, ...]:
        there = registrations(session.firm.audit)
        return tuple(presumed(file, there) for file in files)

    return await on_thread(found)


def registrations(audit: "AuditLog") -> tuple[Registration, ...]:
    """All registrations there ever were, the oldest first, each with what became of it.

    Raises:
        RecordError: the record cannot be read.
        ModelError: a record lacks what that of a registration has.
    """
    found: dict[int, Registration] = {}
    newest: dict[str, int] = {}
    for entry in audit.entries(kinds=("model",)):
        name = str(entry.facts.get("model"))
        match entry.facts.get("what"):
            case "models add":
                newest[name] = entry.seq
                found[entry.seq] = Registration(Registered.from_facts(entry.facts), entry.seq, entry.user)
            case "models retire" if name in newest:
                found[newest[name]] = replace(found[newest[name]], retired=entry.seq)
            case "models verify" if name in newest and entry.facts.get("adapter_sha256") is None:
                found[newest[name]] = replace(found[newest[name]], verified=_verified(entry))
    return tuple(found.values())


def _verified(entry: "Entry") -> Verification:
    faults = entry.facts.get("faults")
    named = tuple(map(str, faults)) if isinstance(faults, list | tuple) else ()
    return Verification(entry.at, entry.seq, named, str(entry.facts.get("kv", "f16")))


def _registry(firm: "Firm") -> Mapping[str, RegisteredModel]:
    """Each name with the model that was last registered under it, as the record has it."""
    gone = {entry.seq: _retirement(entry) for entry in firm.audit.entries(kinds=("model",))}
    return {
        one.model.name: RegisteredModel(
            one.model,
            "registered" if one.retired is None else "retired",
            one.record,
            one.by,
            one.verified,
            retired=None if one.retired is None else gone[one.retired],
        )
        for one in registrations(firm.audit)
    }


def _retirement(entry: "Entry") -> Retirement:
    reason = None if entry.content is None else entry.content.get("reason")
    return Retirement(entry.user, entry.at, None if reason is None else str(reason), entry.seq)


def _looked_at(found: RegisteredModel) -> RegisteredModel:
    """A model whose file was read, with the file's hash if that is another."""
    now = hash_now(found.model)
    if now == found.model.sha256:
        return found.with_state("registered")
    return found.with_state("changed" if found.model.path.exists() else "missing", now)


def _standing(firm: "Firm", name: str) -> Registration:
    found = [one for one in registrations(firm.audit) if one.model.name == name and one.retired is None]
    if not found:
        raise _unknown(name, firm)
    return found[-1]


def _require_free(firm: "Firm", name: str) -> None:
    found = _registry(firm).get(name)
    if found is not None and found.state != "retired":
        raise ModelError(
            f"a model {name!r} is registered already (record {found.record}); take another name, or retire that one "
            "first: pincite models retire NAME --reason WHY"
        )


def _unknown(name: str, firm: "Firm") -> ModelError:
    registry = _registry(firm)
    if name in registry and (gone := registry[name].retired) is not None:
        return ModelError(
            f"the model {name!r} is retired (record {gone.record}, by {gone.by}); register one anew: pincite models "
            f"add PATH {name}"
        )
    known = [one.model.name for one in registry.values() if one.state != "retired"]
    if not known:
        return ModelError(f"no model {name!r} is registered, and no other; register one: pincite models add PATH NAME")
    return ModelError(f"no model {name!r} is registered; registered are: {', '.join(sorted(known))}")
