"""A salted hash in the place of a secret sign, in what the record keeps of what a model was told and has said."""

from collections.abc import Sequence

from pincite.answering.prompting import secret_signs_in
from pincite.ask.model_calls import Call
from pincite.audit.event import Json
from pincite.security.canary import hashed


class HashedSigns:
    """Puts the hashes in the place of the signs that stand in these calls; one sign has one hash in a record."""

    def __init__(self, calls: Sequence[Call]) -> None:
        signs = {sign for call in calls for message in call.messages for sign in secret_signs_in(message.content)}
        self._hashes = {sign: hashed(sign) for sign in sorted(signs)}

    def text(self, text: str) -> str:
        """A text without the signs."""
        for sign, digest in self._hashes.items():
            text = text.replace(sign, digest)
        return text

    def content(self, part: Json) -> Json:
        """A content without the signs, wherever in it they stand."""
        if not self._hashes:
            return part
        match part:
            case str(text):
                return self.text(text)
            case list(parts):
                return [self.content(one) for one in parts]
            case dict(parts):
                return {name: self.content(one) for name, one in parts.items()}
        return part
