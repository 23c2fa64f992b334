"""The token by which the server's counts are read."""

from pincite.errors import WorkspaceError
from pincite.wiring.server_settings import ServerSettings

SHORTEST_TOKEN = 16
"""Characters: nobody guesses so many within the years that a token may last."""


def metrics_token(settings: ServerSettings) -> bytes | None:
    """The token by which the counts are read; None where none is set.

    Raises:
        WorkspaceError: its file cannot be read, or has none.
    """
    if settings.metrics_token is None:
        return None
    try:
        found = settings.metrics_token.read_bytes()[:1000].strip()
    except OSError as error:
        raise WorkspaceError(
            f"the token in {settings.metrics_token} cannot be read ({error.strerror}); correct metrics_token"
        ) from error
    if len(found) < SHORTEST_TOKEN or not found.isascii() or len(found.split()) != 1:
        raise WorkspaceError(
            f"{settings.metrics_token} has no token; put one of at least {SHORTEST_TOKEN} letters and digits there, "
            "for example from: openssl rand -hex 32"
        )
    return found
