"""Words planted in small real files of each format, and whether a person sees them there."""

from dataclasses import dataclass

SECRET = "The secret fee is ninety thousand dollars."  # noqa: S105 - no password: words that are planted
"""What is planted; it stands in each file as it is, so that it can be found there."""

BEFORE, AFTER = "Seen before it.", "Seen after it."


@dataclass(frozen=True, slots=True)
class Planted:
    """A file with `SECRET` in it; `unlike` says why what draws it is no judge of it, empty where it is."""

    name: str
    file: str
    content: bytes
    is_hidden: bool
    unlike: str = ""

    @property
    def id(self) -> str:
        """A name for a test."""
        return f"{self.file.rpartition('.')[2]} {'hides' if self.is_hidden else 'shows'}: {self.name}"
