"""pincite from a program: a firm that is opened once, and sessions of those who ask in it.

    with pincite.open("firm") as firm:
        reply = firm.session("ines.varga").ask("Who may end the agreement?")

Everything runs in one thread of the firm's own, with its event loop: an application's threads and loops may share a
firm, whatever they are, and none of them waits for a database. `Session` waits for what it asks; `AsyncSession` is
awaited, and gives the same. What somebody is shown, or is refused, is on the record as it is from the command line.
"""

from pincite.api.firm import Firm, open
from pincite.api.sessions import AsyncSession, Session

__all__ = ["AsyncSession", "Firm", "Session", "open"]
