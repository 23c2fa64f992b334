"""A matter as the reference collection that the claims of answers are looked up in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.errors import AccessError, NotVisible, QuestionError
from pincite.session.refusals import record_refused
from pincite.session.searching import find_passages
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.catalogue.entry import Entry
    from pincite.evaluation.answered import Answered
    from pincite.evaluation.factual import Search
    from pincite.evaluation.questions import Question
    from pincite.session.session import Session

PASSAGES = 5
"""Passages that a claim may rest on."""


class Against:
    """The documents of one matter, searched for a claim with the rights of whoever asked the question."""

    def __init__(self, session: "Session", matter: str, what: str) -> None:
        """Search a matter; `what` names the use in what is recorded of refusals."""
        self._session = session
        self._matter = matter
        self._what = what

    def __call__(self, question: "Question", answered: "Answered") -> "Search":
        """The search for the claims of one answer; each is on the record as any search is.

        It raises AccessError, which is on the record too, where the asker may not see the matter, or not any more what
        the answer was written from.
        """

        async def search(claim: str) -> Sequence[str]:
            try:
                words_of = await on_thread(self._sources, question, answered)
                found = await find_passages(
                    self._session, claim, PASSAGES, as_user=question.as_user, matter=self._matter, words_of=words_of
                )
            except AccessError as error:
                await record_refused(self._session, self._what, error, question.as_user)
                raise
            except QuestionError:  # no word, or pages of them: nothing is near such a claim
                return ()
            return [passage.text for passage in found.evidence.passages]

        return search

    def _sources(self, question: "Question", answered: "Answered") -> "Sequence[Entry]":
        """The documents whose words a claim may have."""
        from pincite.documents.span import DocumentId

        scope = self._session.scope(question.as_user)
        named = sorted({DocumentId(passage.place.path) for passage in answered.passages})
        found = self._session.firm.catalogue.permitted(named, scope)
        if len(found) < len(named):
            raise NotVisible(f"{scope.principal.user} may no longer see a document that the answer was written from")
        return [found[document] for document in named]


def require_visible(session: "Session", matter: str, questions: "Sequence[Question]") -> None:
    """Refuse a matter that nobody who asks may see, before anything is asked.

    Raises:
        NotVisible: it is none, or nobody may see it; the words are the same.
    """
    refused: NotVisible | None = None
    for as_user in dict.fromkeys(question.as_user for question in questions):
        try:
            session.scope(as_user, matter)
        except NotVisible as error:
            refused = refused or error
        except AccessError:  # nobody of that name, or not to be acted for: their questions fail by themselves
            continue
        else:
            return
    if refused is not None:
        raise refused


async def versions(session: "Session") -> tuple[str, int]:
    """The versions of the index and of the rules: what scores by a reference collection hang on."""
    return await session.firm.index.version(), await on_thread(lambda: session.rules.version)
