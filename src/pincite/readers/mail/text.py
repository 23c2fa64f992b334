"""Builds the text of a message: its headers as shown, its words, and the names of attached files.

The ids of the message and of the one it answers stand at the very end, where threads are found by them. Nobody reads
them, so they are marked as furniture and never quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Attachment, Fact, FactKind, Region
from pincite.documents.limits import LONGEST_NOTE, MOST_WARNINGS
from pincite.readers.mail.body import Body, shifted
from pincite.readers.mail.headers import MOST_PEOPLE, Envelope, Person
from pincite.readers.mail.quotes import quotes
from pincite.readers.reading import Reading, tidy_title, without_surrogates

IDS_NOTE = "identifies the message"


@dataclass(slots=True)
class _Lines:
    """A growing text of lines, and the facts found on the way."""

    text: str
    facts: list[Fact]

    def stated(self, label: str, words: str, kind: FactKind | None = None, value: str = "") -> None:
        """Add `label: words` if there are words. With `kind` they are a fact of that kind."""
        if not words:
            return
        self.text += f"{label}: "
        self.fact(kind, value or words, words)
        self.text += f"{words}\n"

    def named(self, label: str, people: Sequence[Person], kind: FactKind) -> None:
        """Add `label: people`, each person as a fact."""
        if not people:
            return
        self.text += f"{label}: "
        written: list[str] = []
        at = len(self.text)
        for person in people:
            if len(self.facts) < MOST_PEOPLE:
                self.facts.append(Fact(kind, person.name[:LONGEST_NOTE], at, at + len(person.shown)))
            written.append(person.shown)
            at += len(person.shown) + 2
        self.text += f"{', '.join(written)}\n"

    def fact(self, kind: FactKind | None, value: str, words: str) -> None:
        """Note that the words added next state something."""
        if kind is not None:
            self.facts.append(Fact(kind, value[:LONGEST_NOTE], len(self.text), len(self.text) + len(words)))


def compose(
    envelope: Envelope, body: Body, attachments: Sequence[Attachment], names: Sequence[str], warnings: Sequence[str]
) -> Reading:
    """A message as a document. `names` are those of all attached files, even of those that are not documents."""
    lines = _Lines("", [])
    lines.named("From", envelope.sender, "sender")
    lines.named("Sent by", envelope.on_behalf, "sender")
    lines.named("To", envelope.to, "recipient")
    lines.named("Cc", envelope.cc, "recipient")
    lines.named("Bcc", envelope.bcc, "recipient")
    lines.stated("Date", envelope.dated, "date" if envelope.sent else None, str(envelope.sent or ""))
    lines.stated("Subject", envelope.subject, "subject")
    lines.text += "\n" if lines.text and body.text else ""
    at = len(lines.text)
    text = without_surrogates(body.text)
    lines.text += f"{text}\n" if text else ""
    if names:
        lines.text += "\n" if lines.text else ""
        for name in names:
            lines.stated("Attachment", name)
    regions: list[Region] = [*shifted(quotes(text, body.levels), at), *shifted(body.regions, at)]
    if envelope.message_id or envelope.in_reply_to:
        lines.text += "\n" if lines.text else ""
        start = len(lines.text)
        lines.stated("Message-ID", envelope.message_id, "message_id")
        lines.stated("In-Reply-To", envelope.in_reply_to, "in_reply_to")
        regions.append(Region("furniture", start, len(lines.text.rstrip()), IDS_NOTE))
    return Reading(
        format="email",
        title=_title(envelope),
        text=lines.text.rstrip(),
        headings=shifted(body.headings, at),
        warnings=_first([*body.warnings, *warnings]),
        hidden=tuple((start + at, end + at) for start, end in body.hidden),
        regions=tuple(regions),
        facts=tuple(lines.facts),
        attachments=tuple(attachments),
    )


def _first(warnings: Sequence[str]) -> tuple[str, ...]:
    """As many warnings as a document may have. The last one says how many more there are."""
    if len(warnings) <= MOST_WARNINGS:
        return tuple(warnings)
    more = len(warnings) - MOST_WARNINGS + 1
    return (*warnings[: MOST_WARNINGS - 1], f"{more:,} more warnings are left out")


def _title(envelope: Envelope) -> str:
    """The subject, or the sender of a message without one."""
    if envelope.subject:
        return tidy_title(envelope.subject)
    return tidy_title(f"E-mail from {envelope.sender[0].name}" if envelope.sender else "E-mail")
