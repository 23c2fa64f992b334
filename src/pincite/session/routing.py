"""The router that a firm keeps: learnt from its labels, read when it is asked, taken away; each change on the record.

The record has the hash of the router that is in force. A file that was exchanged behind its back is not used. The file
holds no words, but vectors of questions, so it goes when one of these is erased, on whichever machine it lies.
"""

import os
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pincite.audit.event import Json
from pincite.drafts import flush_to_disk, written_whole
from pincite.errors import AccessError, RoutingError, WorkspaceError
from pincite.file_stamps import FileStamp, stamp_of
from pincite.routing import LARGEST, ROUTER
from pincite.session.records import seen_again
from pincite.threads import entered_on_thread, on_thread
from pincite.views.routing import ForgottenRouter, KeptRouter, TaughtRouter

if TYPE_CHECKING:
    from pincite.ask.sources import Expected
    from pincite.models.ports import Vectors
    from pincite.routing.labels import Labelled
    from pincite.routing.weights import RouterWeights
    from pincite.session.firm import Firm
    from pincite.session.session import Session

Made = TypeVar("Made")

TAUGHT_IT = "a question that it was learnt from was erased"

UNKNOWN_HERE = "a question was erased, and whether it taught the router cannot be told here: its file is elsewhere"

AT_ONCE = 64
"""Questions that are read between two words of progress."""


@dataclass(frozen=True, slots=True)
class Router:
    """The router that is in force, with its hash."""

    weights: "RouterWeights"
    sha256: str


def kept_router(session: "Session") -> Router | None:
    """The router that the firm keeps, None if it keeps none.

    Raises:
        RoutingError, WorkspaceError, RecordError: as `router_of`.
    """
    return router_of(session.firm)


class Expecting:
    """What is expected of each tier: by the router that a firm keeps, where it knows these tiers, else by the look.

    The router is read again once its file is another one.
    """

    def __init__(self, firm: "Firm") -> None:
        self._firm = firm
        self._kept: tuple[FileStamp, Router | None] | None = None

    async def __call__(self, question: str, tiers: "Sequence[str]") -> "Expected":
        """The chances of tiers, named cheapest first, and why the kept router is not used where there is one.

        Raises:
            WorkspaceError, RecordError: the router's file or the record cannot be read.
            ModelError: a file of the embedder is missing or damaged.
        """
        from pincite.ask.sources import Expected
        from pincite.routing.courtesies import without_courtesies
        from pincite.routing.heuristics import guessed

        try:
            router = await on_thread(self._router)
        except RoutingError:
            return Expected(guessed(question, tiers), "the kept router is damaged or not the recorded one: not used")
        if router is None:
            return Expected(guessed(question, tiers))
        if router.weights.card.tiers != tuple(tiers):
            known = ", ".join(router.weights.card.tiers)
            return Expected(guessed(question, tiers), f"the kept router knows other tiers ({known}): not used")
        [vector] = await self._firm.embedder.embed([without_courtesies(question)])
        return Expected(router.weights.outlook(question, vector))

    def _router(self) -> Router | None:
        try:
            stamp = stamp_of(self._firm.root / ROUTER)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError(f"{self._firm.root / ROUTER} cannot be read ({error.strerror})") from error
        kept = self._kept
        if kept is None or kept[0] != stamp:
            self._kept = kept = (stamp, router_of(self._firm))
        return kept[1]


def router_of(firm: "Firm") -> Router | None:
    """The router that a firm keeps, None if it keeps none.

    Raises:
        RoutingError: the file is damaged, is of another embedder, or is not the one that the record names.
        WorkspaceError: it cannot be read.
        RecordError: the record cannot be read.
    """
    from pincite.routing.weights import read_weights, stated_sha256

    file = _read(firm.root / ROUTER)
    if file is None:
        return None
    weights = read_weights(file, firm.embedder.name)
    digest = stated_sha256(file)
    newest = _newest(firm)
    if newest.get("erased") is True and digest != newest.get("router"):
        _unlink(firm.root / ROUTER)  # another machine took it away since a question was erased
        return None
    if digest != newest.get("router"):
        raise RoutingError(
            f"the router in {firm.root / ROUTER} is not the one that the record names, so it is not used; "
            "train it again, or take it away with: pincite route forget --reason WHY"
        )
    return Router(weights, digest)


async def train_router(
    session: "Session",
    labelled: "Labelled",
    watch: Callable[[int], None] = lambda _: None,
    records: Collection[int] = (),
) -> TaughtRouter:
    """Learn a router from labels and keep it, once it is on the record; `watch` hears how many questions were read.

    The router that was kept before stays in force until then, and if anything fails. `records` are the numbers of those
    that the labels were read from: if one of them was erased or closed meanwhile, the router is taken away again.

    Raises:
        AccessError: the session's user may not change the rules of the workspace; or what it was learnt from was closed
            to them meanwhile, or erased.
        RoutingError: the labels are too few, or leave nothing to decide.
        WorkspaceError, RecordError: the file or the record cannot be written.
    """
    import numpy as np

    from pincite.routing.courtesies import without_courtesies
    from pincite.routing.labels import require_teachable

    began = time.perf_counter()
    await on_thread(session.require, "administer")
    require_teachable(labelled.labels, labelled.tiers)
    embedder = await on_thread(lambda: session.firm.embedder)
    questions = [without_courtesies(label.question) for label in labelled.labels]
    vectors: list[Vectors] = []
    for start in range(0, len(questions), AT_ONCE):
        vectors.append(await embedder.embed(questions[start : start + AT_ONCE]))
        watch(min(start + AT_ONCE, len(questions)))
    weights = await on_thread(_learnt, session, labelled, np.concatenate(vectors), embedder.name)
    digest, seq = await on_thread(_keep, session, weights)
    await on_thread(_require_taught_by_what_stands, session, records)
    kept = KeptRouter(weights.card, digest)
    return TaughtRouter(kept, labelled.repeats, labelled.contradicted, seq, time.perf_counter() - began)


def _learnt(session: "Session", labelled: "Labelled", vectors: "Vectors", embedder: str) -> "RouterWeights":
    from pincite.routing.training import train
    from pincite.routing.weights import RouterWeights

    made = session.now().date().isoformat()
    learnt = train(labelled.labels, vectors, tiers=labelled.tiers, costs=labelled.costs, embedder=embedder, made=made)
    card = replace(learnt.card, salt=secrets.token_hex(16)).taught(label.question for label in labelled.labels)
    return RouterWeights(card, learnt.arrays)


def _keep(session: "Session", weights: "RouterWeights") -> tuple[str, int]:
    """Keep a router; gives its hash and the number of the record that says so.

    The file is on the disk before the record is written, and gets its name after it.
    """
    from pincite.routing.weights import stated_sha256

    firm, file = session.firm, weights.to_bytes()
    digest = stated_sha256(file)
    card = weights.card
    facts: dict[str, Json] = {
        "what": "route train",
        "router": digest,
        "labels": card.labels,
        "tiers": len(card.tiers),
        "calibration_error": [round(error, 4) for error in card.calibration_error],
    }
    content: dict[str, Json] = {"tiers": list(card.tiers), "embedder": card.embedder}
    try:
        with firm.alone(), written_whole(firm.root / ROUTER) as stream:
            stream.write(file)
            stream.flush()
            os.fsync(stream.fileno())
            record = firm.audit.append_and_wait(session.event("router", facts, content))
        flush_to_disk(firm.root)
    except OSError as error:
        raise WorkspaceError(
            f"the router cannot be kept at {firm.root / ROUTER} ({error.strerror}); make room or correct the "
            "permissions, then train it again"
        ) from error
    return digest, record.seq


def _require_taught_by_what_stands(session: "Session", records: Collection[int]) -> None:
    """Take a router away again that was learnt from what was closed to its teacher, or erased, while it was learnt.

    Whoever erases looks for a router before and after that. So whichever comes last sees the other.

    Raises:
        AccessError: it was.
    """
    standing = {seen.entry.seq for seen in seen_again(session, sorted(records), session.scope()) if not seen.without}
    if not standing.issuperset(records):
        _forget(session, TAUGHT_IT, is_erased=True)
        raise AccessError(
            "while the router was learnt, a question of the record that taught it was erased or closed to you, so it "
            "was taken away again; train it once more"
        )


async def forget_router(session: "Session", reason: str) -> ForgottenRouter:
    """Take the router away that the firm keeps, whatever state it is in, once that is on the record.

    Raises:
        AccessError: the session's user may not change the rules of the workspace.
        RoutingError: none is kept.
        WorkspaceError, RecordError: the file or the record cannot be changed.
    """

    def forgotten() -> ForgottenRouter:
        session.require("administer")
        with session.firm.alone():
            return _forget(session, reason)

    return await on_thread(forgotten)


def is_taught_by(session: "Session", records: Iterable[str]) -> bool:
    """True if the kept router was learnt from a question of these records, named by id or number.

    Also if there are any, and that cannot be told: the router's file is damaged, or lies on another machine.

    Raises:
        WorkspaceError, RecordError: the file or the record cannot be read.
    """
    return _is_taught(session, _asked_in(session, records))


def forget_if_taught_by(session: "Session", records: Iterable[str]) -> bool:
    """Take the router away if a question of these records taught it; to be done before their contents are erased.

    It is for whoever keeps others from changing the workspace meanwhile.

    Raises:
        WorkspaceError, RecordError: as `is_taught_by`; or the router cannot be taken away.
    """
    return _forget_if_taught(session, _asked_in(session, records))


async def erased_with_router(
    session: "Session", records: Sequence[str], erase: Callable[[], Awaitable[Made]]
) -> tuple[Made, bool]:
    """What erasing the contents of records gives, and whether the router went, which a question of them had taught.

    It goes before that, while nobody else changes the workspace; nobody is kept from that without need. One that was
    learnt from them meanwhile goes after it.

    Raises:
        WorkspaceError, RecordError: as `is_taught_by`; or another process is changing the workspace.
    """
    asked = await on_thread(_asked_in, session, records)
    is_gone = await on_thread(_is_taught, session, asked)
    if is_gone:
        async with entered_on_thread(session.firm.alone()):
            await on_thread(_forget_if_taught, session, asked)
    made = await erase()
    return made, await on_thread(_forget_if_taught, session, asked) or is_gone


def _is_taught(session: "Session", asked: Collection[str]) -> bool:
    from pincite.routing.weights import read_weights

    file = _read(session.firm.root / ROUTER)
    if file is None:
        return bool(asked) and _newest(session.firm).get("router") is not None
    try:
        return bool(asked) and read_weights(file, session.firm.embedder.name).card.was_taught_by(asked)
    except RoutingError:
        return True


def _forget_if_taught(session: "Session", asked: Collection[str]) -> bool:
    is_taught = _is_taught(session, asked)
    if is_taught:
        is_here = _read(session.firm.root / ROUTER) is not None
        _forget(session, TAUGHT_IT if is_here else UNKNOWN_HERE, is_erased=True)
    return is_taught


def _asked_in(session: "Session", records: Iterable[str]) -> tuple[str, ...]:
    return tuple(question for key in records for question in _questions_of(session, key))


def _questions_of(session: "Session", key: str) -> Iterator[str]:
    """The questions in the content of a record, as they were typed and as they were understood."""
    entry = session.firm.audit.find(key)
    content = entry.content if entry is not None else None
    for name, value in (content or {}).items():
        if name in ("question", "understood") and isinstance(value, str):
            yield value
        elif name == "questions" and isinstance(value, list):
            yield from (each for each in value if isinstance(each, str))


def _forget(session: "Session", reason: str, *, is_erased: bool = False) -> ForgottenRouter:
    """Take the router away; for whoever keeps others from changing the workspace meanwhile.

    If something is erased, one that lies on another machine is taken away by what finds it there.
    """
    from pincite.routing.weights import stated_sha256

    firm = session.firm
    file, recorded = _read(firm.root / ROUTER), _newest(firm).get("router")
    if file is None and not (is_erased and isinstance(recorded, str)):
        raise RoutingError(f"no router is kept in {firm.root}, so none can be taken away")
    digest = stated_sha256(file) if file is not None else str(recorded)
    facts: dict[str, Json] = {"what": "route forget", "router": None, **({"erased": True} if is_erased else {})}
    record = firm.audit.append_and_wait(session.event("router", facts, {"reason": reason}))
    _unlink(firm.root / ROUTER)
    return ForgottenRouter(digest, record.seq)


def _unlink(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
        flush_to_disk(file.parent)
    except OSError as error:
        raise WorkspaceError(
            f"the router {file} cannot be taken away ({error.strerror}); correct the permissions, then try again"
        ) from error


def _newest(firm: "Firm") -> Mapping[str, Json]:
    """What the newest record of a router says: the hash of the one that is in force, None if none is."""
    newest = next(firm.audit.entries(kinds=("router",), backwards=True), None)
    return {} if newest is None else newest.facts


def _read(file: Path) -> bytes | None:
    """The bytes of the router's file; None if there is none."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)  # one byte more is refused as too many
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorkspaceError(f"the router {file} cannot be read ({error.strerror}); correct its permissions") from error
