"""Views of the demo: one question, and the replies that two people got."""

from dataclasses import dataclass

from pincite.views.reply import Reply


@dataclass(frozen=True, slots=True)
class AskedAs:
    """The reply that somebody got, and whether they work on the matter (`permitted`)."""

    user: str
    permitted: bool
    reply: Reply

    def json(self) -> dict[str, object]:
        """The contract's reply of the demo."""
        return {"as": self.user, "permitted": self.permitted, "reply": self.reply.json()}


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The demo's question and its replies, and the workspace that was made for them."""

    workspace: str
    question: str
    replies: tuple[AskedAs, ...]

    def json(self) -> dict[str, object]:
        """The contract's demo."""
        return {
            "workspace": self.workspace,
            "question": self.question,
            "replies": [one.json() for one in self.replies],
        }
