"""Labels for a router from the record, as far as whoever trains it may read that.

What is closed to them, or was erased, teaches nothing. A follow-up is left out, since its words alone are no question.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pincite.ask.classifying import About, Classify
from pincite.ask.earlier import earlier_of
from pincite.ask.stages import ABSTAINED, KEPT_BACK
from pincite.audit.event import QUESTION_KINDS, Entry, Json
from pincite.audit.feedback import FEEDBACK
from pincite.audit.parts import objects_in
from pincite.errors import AccessError, PinciteError, RecordError, RoutingError
from pincite.routing.permits import Classification
from pincite.routing.recorded import Outcome, Partly, Recorded, outcome, recorded
from pincite.session.monitoring import attempts_of, verdicts_of
from pincite.session.records import all_readable, readable, record_reading, require_same, seen_again, whole_contents
from pincite.session.refusals import record_failed
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.ask.sources import Sources
    from pincite.audit.reading import View
    from pincite.retrieval.following import EarlierQuestion
    from pincite.session.session import Session

NO_ANSWER = ("unsupported", "no_evidence")
"""The reasons of refusals that say that no model found an answer, and not that something failed or was closed."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """How many questions were taken, how often a tier was asked for them, and how many of these requests failed."""

    questions: int
    asked: int
    failed: int

    def json(self) -> dict[str, object]:
        """The three numbers."""
        return {"questions": self.questions, "asked": self.asked, "failed": self.failed}


async def recorded_labels(session: "Session", what: str) -> Recorded:
    """The labels that the record has for the models of the settings; `what` names the use, which is recorded first.

    Raises:
        AccessError: the session's user may not change the rules, or is limited to some matters, or may read less by
            now.
        RoutingError: the settings name fewer than two models.
        RecordError: the record cannot be read or written.
    """
    await on_thread(session.require, "administer")
    if session.principal.within is not None:
        raise AccessError("a session that is limited to some matters cannot teach a router of the whole workspace")
    tiers = [tier.name for tier in await on_thread(lambda: session.firm.tiers)]
    if len(tiers) < 2:
        raise RoutingError(
            "the settings name fewer than two models, so there is nothing to choose between; set them under [[models]] "
            f"in {session.firm.root / 'settings.toml'}, or train from a file of labels"
        )
    seen = await on_thread(_read, session)
    await record_reading(session, what, seen)
    require_same(seen, await on_thread(_again, session, [one.entry.seq for one in seen]))
    return recorded(_outcomes(seen), tiers)


async def sample(session: "Session", count: int, watch: Callable[[int], None] = lambda _: None) -> Sampled:
    """Put questions of which some tier's answer is unknown to these tiers, at most `count` of them.

    They are asked by the session's user, each under what that user may see, with leave, budgets and record as always.
    Each is as sensitive as a question that goes on from it: its words may say what its asker read. The checks, and the
    judge of a model that has one, say whether an answer stands. `watch` hears how many are done.

    Raises:
        AccessError, RoutingError, RecordError: as `recorded_labels`.
    """
    found = await recorded_labels(session, "route sample")
    writing = await on_thread(lambda: session.firm.writing)
    asked = failed = 0
    for number, one in enumerate(found.partly[:count], start=1):
        for writer in writing.writers:
            if writer.tier.name in one.missing:
                asked += 1
                failed += not await asked_again(session, one, replace(writing, writers=(writer,)))
        watch(number)
    return Sampled(min(count, len(found.partly)), asked, failed)


async def asked_again(session: "Session", one: Partly, sources: "Sources") -> bool:
    """Ask a recorded question of one tier, which has a record of its own; false where something failed, as that says.

    It is as sensitive as a question that goes on from it.

    Raises:
        RecordError: it cannot be recorded.
    """
    from pincite.ask import ask

    try:
        scope = await on_thread(session.scope, None, one.matter)
        before = await on_thread(_asked_before, session, one)
        careful = replace(sources, classify=_as_sensitive_as(before, sources.classify))
        await ask(one.question, scope, sources=careful, now=session.now, mode="write", again_of=one.at)
    except RecordError:
        raise
    except PinciteError as error:
        await record_failed(session, one.question, error, None)
        return False
    return True


def _asked_before(session: "Session", one: Partly) -> "EarlierQuestion":
    """What a recorded question rests on.

    Raises:
        NotVisible: it may not be read any more.
    """
    scope = session.scope()
    seen = readable(session, str(one.at), scope)
    return earlier_of(seen, scope, session.firm.catalogue, whole_contents(session.firm))


def _as_sensitive_as(before: "EarlierQuestion", classify: Classify) -> Classify:
    """The same classification, of words that go on from a question."""

    def classified(about: About, words: Sequence[str]) -> Classification:
        return classify(replace(about, after=before), words)

    return classified


def _read(session: "Session") -> "list[View]":
    return [one for one in all_readable(session, session.scope()) if _teaches(one)]


def _again(session: "Session", seqs: Sequence[int]) -> "list[View]":
    return list(seen_again(session, seqs, session.scope()))


def _teaches(seen: "View") -> bool:
    """Whether a record is that of a question of its own that may be read, or of feedback."""
    entry = seen.entry
    if entry.kind == FEEDBACK:
        return True  # also without its content: what the same person said before does not come back
    if entry.kind not in QUESTION_KINDS or seen.without or entry.content is None:
        return False
    return "routing" in entry.facts and "withholds" not in entry.facts and not entry.content.get("after")


def _outcomes(seen: "Sequence[View]") -> Iterator[Outcome]:
    entries = [one.entry for one in seen]
    verdicts = verdicts_of(one for one in entries if one.kind == FEEDBACK)
    for entry in entries:
        if entry.kind in QUESTION_KINDS and (found := outcome_of(entry, verdicts.get(entry.seq, ()))) is not None:
            yield found


def outcome_of(entry: Entry, said: Sequence[bool] = ()) -> Outcome | None:
    """What became of the question of a record, and what people `said` of the reply; None where its words are gone."""
    question = (entry.content or {}).get("question")
    if not isinstance(question, str):
        return None
    return outcome(question, _attempts(entry), said, entry.seq, _only_matter(entry.content))


def _attempts(entry: Entry) -> list[tuple[str, bool | None]]:
    """Each tier that was tried and whether its answer stood; None where it failed, or what it said is not known."""
    routing, content = entry.facts.get("routing"), entry.content or {}
    tried = attempts_of(routing.get("attempts") if isinstance(routing, dict) else None)
    problems = _problems(content.get("fell_short"))
    found: list[tuple[str, bool | None]] = [
        (tier, False if problems.get(tier) in (ABSTAINED, KEPT_BACK) else None) for tier, _ in tried[:-1]
    ]
    if tried:
        tier, stands = tried[-1]
        has_none = entry.kind == "refusal" and entry.facts.get("reason") in NO_ANSWER
        found.append((tier, True if stands else False if has_none else None))
    return found


def _only_matter(content: Mapping[str, Json] | None) -> str | None:
    """The matter that was searched, if it was only one."""
    match (content or {}).get("scope"):
        case {"matters": [str(matter)]}:
            return matter
    return None


def _problems(rows: Json) -> Mapping[str, str]:
    listed = objects_in(rows)
    return {str(row.get("tier")): str(row.get("problem")) for row in listed}
