"""Hold the encoders of a workspace against their weights, on texts of pincite's own."""

from typing import TYPE_CHECKING

from pincite.errors import ModelError
from pincite.threads import on_thread
from pincite.views.encoders_verified import EncodersVerified

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.models.comparing.encoders import EncoderFound
    from pincite.session.session import Session


async def verify_encoders(session: "Session") -> EncodersVerified:
    """Compare each encoder that the workspace uses with the reference, and put on the record what came of it.

    One whose files are damaged, or whose graph is of another form, is among the problems of what is given back.

    Raises:
        RecordError: the record cannot be written.
    """
    found, problems = await on_thread(_compared, session)
    facts: dict[str, Json] = {
        "what": "models verify --encoders",
        "encoders": [one.encoder for one in found],
        "nearest": [one.nearest for one in found],
        "faults": [one.encoder for one in found if not one.is_ok],
        "not_compared": len(problems),
    }
    record = await session.record("model", facts, {})
    return EncodersVerified(tuple(found), tuple(problems), record.seq)


def _compared(session: "Session") -> "tuple[list[EncoderFound], list[str]]":
    """What was found of each encoder, and why some could not be compared."""
    from pincite.models.comparing.encoders import compare_encoder

    found, problems = [], []
    for card in session.firm.encoder_cards:
        try:
            found.append(compare_encoder(card))
        except ModelError as error:
            problems.append(str(error))
    return found, problems
