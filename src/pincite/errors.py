"""Everything that can go wrong in pincite, as one tree.

Each message is a sentence: what failed, on which thing, what would fix it. The command line prints it on one line.
Where a remedy is an option or a verb that only the terminal has, the error has it for programs too (`Remedy`).

    PinciteError
    ├── DocumentError          a file could not be read, or a span does not fit the text
    │   ├── UnreadableFile     damaged, encrypted, mislabelled, too large, of an unknown format
    │   └── ReaderStopped      the reading process passed its limit of time or memory, or died
    ├── ReadingRefused         no file is read: this system has no box for the reading process
    ├── AccessError            the principal may not do this
    │   ├── AwaitsSecond       it takes another person, who has been asked for
    │   ├── SignInError        somebody could not be signed in, or a password does not do
    │   ├── TokenRefused       an API token is unknown, has ended, or does not go as far as that
    │   ├── UnknownPrincipal   nobody of that name is known in the workspace
    │   └── NotVisible         the thing does not exist, or may not be seen: the same words for both
    ├── ClockError             the clock is behind what was written before
    ├── BusyError              too much is being done at the moment; the same will be possible soon
    ├── QuestionError          a question is empty or too long to be one
    ├── CitationError          an answer cites what the evidence does not hold
    ├── FeedbackError          feedback is on no reply, says nothing, or is too long
    ├── IndexingError          the search index refused, is damaged, or is of another version
    ├── ModelError             a model file is missing or damaged, or a model gave no usable reply
    │   ├── ModelFull          a language model is asked as much as it can take at the moment
    │   └── NotPermitted       a language model may not be sent these words
    │       └── OverBudget     asking it might cost more than a budget has left
    ├── LedgerError            what language models cost cannot be put down
    ├── KeyringError           the keyring of the operating system cannot be used
    ├── ProviderError          the firm's provider of accounts does not answer, or not as it should
    ├── RoutingError           a router cannot be learnt, or its file not be used
    ├── RecordError            the audit record could not be written or read
    └── WorkspaceError         the workspace is missing, locked, or its settings are wrong
        ├── AmbiguousName      several documents that may be seen have a name, or begin with it
        ├── UntrustedWorkspace it comes from elsewhere, or asks for what this account did not agree to
        ├── DocumentsBusy      somebody else is adding, moving or removing documents at the moment
        ├── Altered            rules, documents or originals are not as the record has them
        └── SignatureNeeded    it takes two people, and nothing can be kept until the second one has signed
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would fix an error, in the words of each door."""

    terminal: str
    python: str


class PinciteError(Exception):
    """Root of the tree; its message is one sentence for a person.

    With a `remedy`, `failed` is the sentence without it, and the message has that of the terminal.
    """

    def __init__(self, failed: str, *, remedy: Remedy | None = None) -> None:
        super().__init__(failed if remedy is None else f"{failed}; {remedy.terminal}")
        self.failed, self.remedy = failed, remedy

    def speak_python(self) -> None:
        """Have the message name what a program can do, not what is typed in a terminal."""
        if self.remedy is not None:
            self.args = (f"{self.failed}; {self.remedy.python}",)


class DocumentError(PinciteError):
    """A document could not be read, or a span does not fit it."""


class UnreadableFile(DocumentError):  # noqa: N818 - reads as a sentence where it is raised
    """A file is damaged, encrypted, mislabelled, too large or of an unknown format."""


class ReaderStopped(DocumentError):  # noqa: N818 - reads as a sentence where it is raised
    """The reading process passed its limit of time or memory, or died."""


class ReadingRefused(PinciteError):  # noqa: N818 - reads as a sentence where it is raised
    """No file is read, because a process that reads could do whatever the account may."""


class AccessError(PinciteError):
    """The principal may not do this.

    `documents` are those that the sentence names though whoever asked did not: who may read it hangs on them too.
    """

    def __init__(self, failed: str, documents: tuple[str, ...] = (), *, remedy: Remedy | None = None) -> None:
        super().__init__(failed, remedy=remedy)
        self.documents = documents


class AwaitsSecond(AccessError):  # noqa: N818 - reads as a sentence where it is raised
    """It takes two people: `request` waits for another one to confirm it."""

    def __init__(self, sentence: str, request: str) -> None:
        super().__init__(sentence)
        self.request = request


class SignInError(AccessError):
    """Somebody could not be signed in, or a password does not do; `wait` is how long nobody may try again."""

    def __init__(self, sentence: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(sentence)
        self.wait = wait


class TokenRefused(AccessError):  # noqa: N818 - reads as a sentence where it is raised
    """An API token does not count, or `lacks` the scope that was needed (None if it does not count at all)."""

    def __init__(self, sentence: str, lacks: str | None = None) -> None:
        super().__init__(sentence)
        self.lacks = lacks


class UnknownPrincipal(AccessError):  # noqa: N818 - reads as a sentence where it is raised
    """Nobody of that name is known in the workspace.

    `nearest` are the most similar names, if whoever is told may know all names.
    """

    def __init__(self, failed: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(failed)
        self.nearest = nearest


class NotVisible(AccessError):  # noqa: N818 - reads as a sentence where it is raised
    """The thing does not exist or may not be seen; the words never say which.

    `nearest` are the most similar names among what whoever asked may see, whatever the thing is: of `documents`, or of
    `matters`.
    """

    def __init__(
        self,
        failed: str,
        documents: tuple[str, ...] = (),
        matters: tuple[str, ...] = (),
        nearest: tuple[str, ...] = (),
        *,
        remedy: Remedy | None = None,
    ) -> None:
        super().__init__(failed, documents, remedy=remedy)
        self.matters = matters
        self.nearest = nearest


class ClockError(PinciteError):
    """The clock is behind what was written before; nothing is shown by it."""


class BusyError(PinciteError):
    """Too much is being done at the moment; the same will be possible soon."""


class QuestionError(PinciteError):
    """A question is empty or too long to be one."""


class CitationError(PinciteError):
    """An answer cites a label, or quotes words, that the evidence does not hold."""


class FeedbackError(PinciteError):
    """Feedback is on a record that is no reply, says nothing, or is too long."""


class IndexingError(PinciteError):
    """The search index refused, is damaged, or is of another version."""


class ModelError(PinciteError):
    """A model file is missing or damaged, or a model gave no usable reply."""


class ModelFull(ModelError):  # noqa: N818 - reads as a sentence where it is raised
    """A language model is asked as much as it can take at the moment; the same will be possible soon."""


class NotPermitted(ModelError):  # noqa: N818 - reads as a sentence where it is raised
    """A language model may not be sent these words, so they were not sent."""


class OverBudget(NotPermitted):
    """Asking a language model might cost more than a budget has left, so it was not asked."""


class LedgerError(PinciteError):
    """What language models cost cannot be put down or read, so none is asked."""


class LeaveLapsed(ModelError):  # noqa: N818 - reads as a sentence where it is raised
    """The rules changed after leave to send was given, so nothing more was sent under it; it may be asked for anew."""


class KeyringError(PinciteError):
    """The keyring of the operating system cannot be used."""


class ProviderError(PinciteError):
    """The firm's provider of accounts does not answer, or not as it should; `why` is for whoever runs the server."""

    def __init__(self, failed: str, why: str = "") -> None:
        super().__init__(failed)
        self.why = why


class RoutingError(PinciteError):
    """A router cannot be learnt from these labels, its file cannot be used, or it was asked what it cannot say."""


class RecordError(PinciteError):
    """The audit record could not be written or read."""


class WorkspaceError(PinciteError):
    """The workspace is missing, locked, or its settings are wrong."""


class AmbiguousName(WorkspaceError):  # noqa: N818 - reads as a sentence where it is raised
    """Several documents that may be seen have a name, or begin with it."""


class UntrustedWorkspace(WorkspaceError):  # noqa: N818 - reads as a sentence where it is raised
    """The workspace comes from elsewhere, or asks for what this account did not agree to.

    `is_only_unknown` is True where it asks for nothing: it was not made here, and that is all.
    """

    def __init__(self, sentence: str, *, is_only_unknown: bool = False) -> None:
        super().__init__(sentence)
        self.is_only_unknown = is_only_unknown


class DocumentsBusy(WorkspaceError):  # noqa: N818 - reads as a sentence where it is raised
    """Somebody else is adding, moving or removing documents at the moment; the same will be possible later.

    `is_brief` if it is a server, which lets others in after some seconds.
    """

    def __init__(self, sentence: str, *, is_brief: bool = False) -> None:
        super().__init__(sentence)
        self.is_brief = is_brief


class Altered(WorkspaceError):  # noqa: N818 - reads as a sentence where it is raised
    """Rules, documents or originals are not as the record has them."""


class SignatureNeeded(WorkspaceError):  # noqa: N818 - reads as a sentence where it is raised
    """A restore would undo `what` takes two people: the `actions`; `text` is what the second one signs."""

    def __init__(self, what: tuple[str, ...], actions: frozenset[str], text: str) -> None:
        super().__init__(
            f"not done: this restore would undo what takes two people ({'; '.join(what)}); have another "
            "person sign what was printed, and give the same command with --by USER --signature FILE, today or tomorrow"
        )
        self.actions, self.text = actions, text
