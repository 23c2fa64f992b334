"""The product as an evaluation of answers sees it, and the instruments that a workspace has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pincite.errors import AccessError, ModelError, NotVisible, PinciteError, QuestionError
from pincite.session.asking import answer, given_out
from pincite.session.evaluating.against import Against
from pincite.session.evaluating.judging import Judging
from pincite.session.evaluating.kept import still_open
from pincite.session.refusals import record_refused
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.ask import Mode
    from pincite.catalogue.entry import Entry
    from pincite.evaluation.answer_scores import Instruments
    from pincite.evaluation.answered import Answered
    from pincite.evaluation.questions import GoldPlace, Question
    from pincite.evaluation.retrieval import FileRange
    from pincite.models.ports import Entailment
    from pincite.session.session import Session


class Answering:
    """A firm that is asked, in one mode."""

    def __init__(self, session: "Session", mode: "Mode", matter: str | None, what: str) -> None:
        """Ask in a session; `matter` is for questions that name none, `what` names the use where one is refused."""
        self._session = session
        self._what = what
        self._mode: Mode = mode
        self._matter = matter
        self._named = cache(self._found)

    async def reply(self, question: "Question") -> Mapping[str, object]:
        """The reply as `ask --batch` prints it, on the record as any is."""
        matter = self._matter_of(question)
        try:
            reply = await answer(self._session, question.text, as_user=question.as_user, matter=matter, mode=self._mode)
            view = await given_out(self._session, reply, question.as_user)
        except AccessError as error:
            await record_refused(self._session, self._what, error, question.as_user)
            raise
        return {**view.json(), "id": question.id}

    async def gold(self, question: "Question") -> "Sequence[FileRange]":
        """The gold places by document id.

        Raises:
            PinciteError: the asker may not see such a document, or its text is shorter.
        """
        from pincite.evaluation.retrieval import FileRange

        found = []
        for place in question.gold:
            try:
                entry = await on_thread(self._named, place, question.as_user, self._matter_of(question))
            except AccessError as error:
                await record_refused(self._session, self._what, error, question.as_user)
                raise
            if place.end > entry.characters:
                raise QuestionError(
                    f"the question {question.id} has its answer at characters {place.start} to {place.end} of "
                    f"{place.name!r}, whose text has {entry.characters:,}; correct it by what `pincite text` prints"
                )
            found.append(FileRange(entry.document, place.start, place.end))
        return found

    async def is_closed(self, question: "Question", documents: Collection[str]) -> bool:
        """Whether the question's asker may by now not see one of some documents; the rules are read anew."""
        return not await on_thread(self._session.is_open, documents, question.as_user, self._matter_of(question))

    def reportable(self, error: PinciteError) -> str:
        """A failure without the places of the workspace."""
        return reportable(error, self._session)

    def _matter_of(self, question: "Question") -> str | None:
        return question.matter if question.matter is not None else self._matter

    def _found(self, place: "GoldPlace", as_user: str | None, matter: str | None) -> "Entry":
        """The document that a gold place names."""
        scope, catalogue = self._session.scope(as_user, matter), self._session.firm.catalogue
        if not place.is_path:
            return catalogue.named(place.name, scope, in_full=True)
        end = f"/{place.name.removeprefix('./').removeprefix('/')}"
        fitting = [entry for entry in catalogue.entries(scope) if entry.path.endswith(end)]
        if not fitting:
            raise NotVisible(
                f"there is no document {place.name!r} that {scope.principal.user} may see; try: pincite list"
            )
        if len(fitting) > 1:
            ids = ", ".join(entry.document for entry in fitting[:3])
            raise QuestionError(
                f"{len(fitting)} documents have a path that ends in {place.name!r}; give one of their ids as the "
                f"document: {ids}"
            )
        return fitting[0]


def reportable(error: PinciteError, session: "Session") -> str:
    """A failure without the places of this machine."""
    from pincite.evaluation.failures import without_folders

    return without_folders(" ".join(str(error).split()), {str(session.firm.root): "the workspace"})


class Focused:
    """An entailment model that reads of a long premise what the claim speaks of, as the gate does."""

    def __init__(self, model: "Entailment") -> None:
        self._model = model

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One probability per (premise, claim), same order."""
        from pincite.verification.focus import focused

        return await self._model.support([(focused(premise, claim), claim) for premise, claim in pairs])


async def instruments(
    session: "Session", what: str, *, judged: bool, against: str | None = None, warn: Callable[[str], None]
) -> "Instruments":
    """What a firm has to measure answers with; `against` is the matter that is the reference collection.

    An entailment model that cannot be opened leaves its figures without a value; `warn` is told why. `what` names the
    use where somebody is refused.

    Raises:
        ModelError: a judge is asked for and no language model is configured.
    """
    from pincite.evaluation.answer_scores import Instruments
    from pincite.evaluation.ragas.by_judge import judges
    from pincite.verification.claims import claims

    entailment: Entailment | None = None
    why = "the workspace has no entailment model"
    try:
        entailment = Focused(await on_thread(lambda: session.firm.entailment))
        await entailment.support([("a", "a")])
    except ModelError as error:
        entailment, why = None, reportable(error, session)
        warn(f"figures that need the entailment model are left out: {error}")
    collection = Against(session, against, what) if against is not None else None
    embedder = await on_thread(lambda: session.firm.embedder)
    plain = Instruments(embedder, lambda text: claims_of(text, claims), entailment, why, collection=collection)
    if not judged:
        return plain
    judging = await on_thread(Judging, session, "eval run")

    def watch(
        question: "Question", answered: "Answered", gold: "Sequence[FileRange]"
    ) -> AbstractAsyncContextManager[None]:
        """Around what judges are sent: the reply, its passages, and the reference, which has words of the gold."""
        places = (*(passage.place for passage in answered.passages), *answered.cited_places, *gold)
        documents = {place.path for place in places}
        is_from_anywhere = question.reference is not None and not gold
        return judging.of(
            documents,
            (answered,),
            lambda: still_open(session, answered, also=documents),
            anything_in=(lambda: session.scope(answered.as_user, answered.matter)) if is_from_anywhere else None,
        )

    return replace(plain, judges=judges(judging.model), watch=watch)


def claims_of(text: str, split: Callable[[str], Sequence[str]]) -> list[str]:
    """The claims of a text of several sentences."""
    from pincite.structure.sentences import sentences

    found: list[str] = []
    for start, end in sentences(text, 0, len(text)):
        sentence = text[start:end]
        if any(sign.isalnum() for sign in sentence):
            found += split(sentence) or (sentence,)
    return found
