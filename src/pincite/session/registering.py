"""Register the firm's own models, and retire them; each change is a record, and the registry is read from these.

A model is registered once its record is written: whoever is killed before that has changed nothing.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import ModelError
from pincite.models.registry import Registered, as_registered, require_name, state_of
from pincite.threads import on_thread
from pincite.views.registered import RegisteredModel, RegisteredModels, RetiredModel

if TYPE_CHECKING:
    from pincite.audit.event import Entry, Json
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
        with session.firm.alone():
            entry, model = _standing(session.firm, name)
            facts: dict[str, Json] = {"what": RETIRE, "model": name, "sha256": model.sha256, "added": entry.seq}
            record = session.firm.audit.append_and_wait(session.event("model", facts, {"reason": reason}))
        return RetiredModel(name, model.sha256, record.seq)

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
        return found if found.state == "retired" else found.with_state(state_of(found.model, looks_inside=True))

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


async def registered_path(session: "Session", name: str) -> Path:
    """Where the model lies that is registered under a name and not retired; its file is not looked at.

    Raises:
        ModelError: there is none.
        RecordError: the record cannot be read.
    """
    return await on_thread(lambda: registered_model(session.firm, name).path)


def registered_model(firm: "Firm", name: str) -> Registered:
    """The model that is registered under a name and not retired.

    Raises:
        ModelError: there is none.
        RecordError: the record cannot be read.
    """
    return _standing(firm, name)[1]


def _registry(firm: "Firm") -> Mapping[str, RegisteredModel]:
    """Each name with the model that was last registered under it, as the record has it."""
    found: dict[str, RegisteredModel] = {}
    for entry in firm.audit.entries(kinds=("model",)):
        name = str(entry.facts.get("model"))
        match entry.facts.get("what"):
            case "models add":
                found[name] = RegisteredModel(Registered.from_facts(entry.facts), "registered", entry.seq, entry.user)
            case "models retire" if name in found:
                found[name] = found[name].with_state("retired")
    return found


def _standing(firm: "Firm", name: str) -> "tuple[Entry, Registered]":
    found: tuple[Entry, Registered] | None = None
    for entry in firm.audit.entries(kinds=("model",)):
        if entry.facts.get("model") == name:
            match entry.facts.get("what"):
                case "models add":
                    found = entry, Registered.from_facts(entry.facts)
                case "models retire":
                    found = None
    if found is None:
        raise _unknown(name, firm)
    return found


def _require_free(firm: "Firm", name: str) -> None:
    found = _registry(firm).get(name)
    if found is not None and found.state != "retired":
        raise ModelError(
            f"a model {name!r} is registered already (record {found.record}); take another name, or retire that one "
            "first: pincite models retire NAME --reason WHY"
        )


def _unknown(name: str, firm: "Firm") -> ModelError:
    known = [one.model.name for one in _registry(firm).values() if one.state != "retired"]
    if not known:
        return ModelError(f"no model {name!r} is registered, and no other; register one: pincite models add PATH NAME")
    return ModelError(f"no model {name!r} is registered; registered are: {', '.join(sorted(known))}")
