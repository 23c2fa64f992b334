"""Asks the server of a tier what it makes of the firm's own text: each request with leave, paid for, on the record."""

import secrets
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Final

from pincite.errors import ModelError, NotPermitted
from pincite.models.chat.prices import usd
from pincite.models.comparing.serving import places
from pincite.session.paying import purse_of
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.ask.model_calls import Call
    from pincite.ask.recorded_model import RecordedModel
    from pincite.audit.event import Json
    from pincite.documents.span import DocumentId, MatterId
    from pincite.models.chat.tier import Tier
    from pincite.models.scoring import Answers
    from pincite.routing.permits import Classification
    from pincite.session.session import Session

WHAT: Final = "models verify --server"

SILENT: Final = 8
"""Requests after which a server that has said nothing is not asked any more."""


def tier_at_address(session: "Session", name: str) -> "Tier":
    """The language model of that tier, whose server can be asked what it makes of tokens.

    Raises:
        ModelError: there is none, or it is not at an address of the OpenAI protocol, or cannot be used as configured.
    """
    from pincite.models.scoring import ScoringProvider

    tiers = session.firm.tiers
    found = next((tier for tier in tiers if tier.name == name), None)
    if found is None:
        known = ", ".join(tier.name for tier in tiers) or "none"
        raise ModelError(f"no language model of the tier {name!r} is set; the tiers of settings.toml are: {known}")
    if not isinstance(found.provider, ScoringProvider):
        raise ModelError(
            f"the language model of the tier {name!r} is at no address of the OpenAI protocol; llama.cpp as "
            "pincite runs it is sampled without --server"
        )
    return found


async def asked_of_server(
    session: "Session",
    tier: "Tier",
    text: str,
    tokens: Sequence[int],
    documents: "Set[DocumentId]",
    matters: "Set[MatterId]",
) -> "Answers":
    """What the server of a tier makes of tokens, of a text of these documents that begins with them.

    It is asked for all positions at once, and where it gives none of those, after one beginning of the text after
    another. That it was sent the text is recorded also if it failed or was given up.

    Raises:
        ModelError: the server may not be sent it, cannot be reached, or says nothing of that kind.
        RecordError: the record cannot be written.
    """
    from pincite.ask.recorded_model import RecordedModel

    calls: list[Call] = []
    classifier, identity = _OfDocuments(session, documents), secrets.token_hex(8)
    model = RecordedModel(tier, classifier, "verify", calls, purse_of(session, identity))
    try:
        return await _answers(model, text, tuple(tokens))
    finally:
        if calls:
            await _record(session, tier, calls, documents, matters, identity)


async def _answers(model: "RecordedModel", text: str, tokens: tuple[int, ...]) -> "Answers":
    from pincite.models.scoring import ToScore

    found = await model.scores(ToScore(text, tokens, of_each=True))
    if len(found.answers) > 1:
        return found.answers
    answers = dict(found.answers)
    for number, at in enumerate(places(len(tokens)), start=1):
        if at not in answers:
            answers |= (await model.scores(ToScore(text, tokens[: at + 1]))).answers
        if number >= SILENT and not answers:
            break
    return answers


async def _record(
    session: "Session",
    tier: "Tier",
    calls: "list[Call]",
    documents: "Set[DocumentId]",
    matters: "Set[MatterId]",
    identity: str,
) -> None:
    from pincite.ask.trace import charges, requests_sent, sent

    facts: dict[str, Json] = {
        "what": WHAT,
        "model": tier.provider.name,
        "model_calls": len(calls),
        "sent": requests_sent(calls),
        "prompt_tokens": sum(call.used.prompt_tokens for call in calls),
        "completion_tokens": sum(call.used.completion_tokens for call in calls),
        "cost_usd": usd(sum(call.cost for call in calls)),
        "charges": charges(calls),
        "documents": len(documents),
    }
    content: dict[str, Json] = {"documents": [*sorted(documents)], "calls": sent(calls)}
    await session.record("try", facts, content, matters, identity=identity)


class _OfDocuments:
    """Words of these documents, or of nobody knows what where there are none. Implements `permits.Classifier`."""

    def __init__(self, session: "Session", documents: "Set[DocumentId]") -> None:
        from pincite.access.levels import Detections

        self._session, self._documents, self._known = session, frozenset(documents), Detections()

    async def classification(self, words: "Sequence[str]") -> "Classification":
        """How sensitive these words are, as the rules and documents stand now.

        Raises:
            NotPermitted: a document was closed to the session's user, or taken away.
            PinciteError: they cannot be read.
        """
        from pincite.ask.classifying import About, RequestClassifier

        firm = self._session.firm
        scope = await on_thread(self._session.scope)
        if await on_thread(firm.catalogue.closed, set(self._documents), scope):
            raise NotPermitted(
                "no more was sent, since part of it was closed to whoever asked, or taken away, in the meantime"
            )
        about = About(scope, self._documents, known=self._known)
        return await RequestClassifier(about, firm.sources.classify).classification(words)
