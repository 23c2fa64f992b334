"""Whether a server keeps what it says that it has committed: through a loss of power, and through a change of servers.

Two settings lose records that were given back: `fsync` off, after a loss of power; and a standby that nobody waits for,
when it takes the primary's place. The first is refused, since no session can set it. The second may be wanted, so it is
said.
"""

from dataclasses import dataclass
from typing import Final

SETTINGS: Final = """
    SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
        current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on', pg_is_in_recovery(),
        current_setting('synchronous_standby_names'), (SELECT count(*) FROM pg_stat_replication)
    """

OLDEST: Final = 14
"""The oldest release of PostgreSQL that its makers still kept up when this was written."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server says of itself; `standbys` are those that a commit waits for, `followers` how many copy from it."""

    version: int
    encoding: str
    fsync: bool
    full_page_writes: bool
    is_standby: bool
    standbys: str
    followers: int


def refusal(found: Settings) -> str:
    """Why no store is kept on a server, as a sentence; empty where it may be.

    >>> refusal(Settings(170012, "UTF8", False, True, False, "", 0))[:48]
    'the server runs with fsync off, so a loss of pow'
    """
    if found.version < OLDEST * 10_000:
        return f"the server is PostgreSQL {found.version // 10_000}; it takes {OLDEST} or later"
    if found.encoding != "UTF8":
        return (
            f"its encoding is {found.encoding}; make the database with: createdb --encoding UTF8 --template template0"
        )
    if found.is_standby:
        return "the server is a standby, which only reads; name the primary, or all hosts one after another with commas"
    if not found.fsync:
        return "the server runs with fsync off, so a loss of power would lose what it has confirmed; set fsync = on"
    if not found.full_page_writes:
        return (
            "the server runs with full_page_writes off, so a loss of power could damage its files; set it on in "
            "postgresql.conf"
        )
    return ""


def warning(found: Settings) -> str:
    """What could be lost when a standby takes over, as a sentence; empty where nothing could.

    >>> warning(Settings(170012, "UTF8", True, True, False, "", 1))[:38]
    '1 standby copies from the server, and '
    """
    if not found.followers or found.standbys:
        return ""
    copies = "1 standby copies" if found.followers == 1 else f"{found.followers} standbys copy"
    return (
        f"{copies} from the server, and no commit waits for one, so what was confirmed last is lost when a standby "
        "takes over; set synchronous_standby_names"
    )
