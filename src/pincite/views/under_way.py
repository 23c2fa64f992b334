"""Words how far a language model is, for whoever waits for it."""

from pincite.ask.under_way import Asking
from pincite.models.ports import Progress
from pincite.views.remaining import in_words
from pincite.views.wording import counted


def asking_said(asking: Asking) -> str:
    """Which model is asked, whether the words leave the firm, and how far it is; one line without an end.

    >>> asking_said(Asking("small", True, Progress(written=40, most=1000)))
    'small, outside the firm, has written 40 tokens'
    >>> asking_said(Asking("small", False, Progress(before=2)))
    '2 questions before yours at small, within the firm'
    >>> asking_said(Asking("small", False, Progress(read=600, of=1500, read_per_s=30.0)))
    'small, within the firm, has read 600 of 1,500 tokens at 30 a second, and begins to write in about 30 s'
    """
    progress = asking.progress
    who = f"{asking.model}, {'outside' if asking.leaves_firm else 'within'} the firm"
    if progress.before:
        return f"{counted(progress.before, 'question')} before yours at {who}"
    if progress.written:
        return f"{who}, has written {counted(progress.written, 'token')}{_speed(progress.write_per_s)}"
    if progress.of:
        read = f"{who}, has read {progress.read:,} of {counted(progress.of, 'token')}{_speed(progress.read_per_s)}"
        left = progress.of - progress.read
        if not progress.read_per_s or not left:
            return read
        return f"{read}, and begins to write in about {in_words(left / progress.read_per_s)}"
    if progress.is_here:
        return f"{who}, runs on this machine's own processors: an answer takes one to four minutes{_last(progress)}"
    return f"{who}, is asked"


def _speed(per_s: float | None) -> str:
    return f" at {per_s:.0f} a second" if per_s else ""


def _last(progress: Progress) -> str:
    """How fast it was last time."""
    if not progress.read_per_s or not progress.write_per_s:
        return ""
    return f" (last time it read {progress.read_per_s:.0f} and wrote {progress.write_per_s:.0f} tokens a second)"
