"""Names of users, groups, matters and labels: one spelling, and nothing that cannot be read off a page."""

import unicodedata

from pincite.errors import AccessError

LONGEST_NAME = 200
"""Characters of a name of a user, group or matter: a full client-and-matter title fits, a pasted page does not."""


def clean_name(text: str, kind: str) -> str:
    """A name as it is kept: trimmed, and in Unicode normal form C so that one name has one spelling.

    `kind` says what is named ("user", "group", "matter"), for the message.

    Raises:
        AccessError: it is empty, longer than `LONGEST_NAME`, or holds a character that cannot be seen.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise AccessError(f"the name of a {kind} is empty; give one of 1 to {LONGEST_NAME} characters")
    if len(name) > LONGEST_NAME:
        raise AccessError(
            f"the name of a {kind} has {len(name)} characters ({name[:30]!r}…); give at most {LONGEST_NAME}"
        )
    unseen = next((character for character in name if not character.isprintable()), None)
    if unseen is not None:
        raise AccessError(
            f"the {kind} {name!r} has the invisible character U+{ord(unseen):04X}; give a name without it"
        )
    return name
