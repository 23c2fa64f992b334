"""The gate for a reply as a whole: its sentences must not reveal together what none of them reveals alone.

Sentences are released one by one, so each is judged with those released before it. A sentence that would reveal too
much with them is kept back, and so are all that follow: a writer who has begun to spell something out continues.
"""

from collections.abc import Sequence

from pincite.security.overheard import Uttered
from pincite.security.surface import is_odd_together
from pincite.security.telling import tells
from pincite.verification.support import Support

TELLS = "with the sentences before it, it would tell what the model was told and must not say"
ODD = (
    "with the sentences before it, it has capitals or marks that stand in no passage, as if they carried something else"
)
AFTER = "it follows a sentence that was kept back because the reply as a whole would carry something else"

_TOGETHER = frozenset((TELLS, ODD, AFTER))


def against(new: Support, said: Sequence[Support], removed: Sequence[Support], sign: str) -> str:
    """Why a sentence that may be released alone may not be released after those in `said`; empty if it may.

    `removed` are those that were kept back before it. `sign` is the secret sign of the request.
    """
    if any(reason in _TOGETHER for one in removed for reason in one.reasons):
        return AFTER
    reply = (*said, new)
    if is_odd_together([one.surface for one in reply if one.surface is not None]):
        return ODD
    return TELLS if tells([_uttered(one) for one in reply], sign) else ""


def _uttered(support: Support) -> Uttered:
    statement = support.statement
    return Uttered(statement.text, tuple((citation.label, citation.quote) for citation in statement.citations))
