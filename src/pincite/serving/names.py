"""Names of files that somebody sends: a path within the folder that they dropped, and nothing that leads out of it."""

import unicodedata

from pincite.documents.folder import is_system
from pincite.errors import DocumentError

SENT = "/sent"
"""Where the paths of files begin that were sent. They lie nowhere: a file is in the originals once it is read."""

LONGEST_PART = 255
"""Bytes of a folder's or a file's name, as most file systems have it."""

LONGEST_NAME = 1_000
"""Characters of a name with its folders."""

DEEPEST = 32
"""Folders that a file may lie in."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode whose characters nobody sees, or that turn the direction of writing."""


def sent_name(name: str) -> str:
    r"""The name under which a file that was sent is read: its folders and its own name, with "/" between them.

    Characters that cannot be seen are left out, and letters are composed (NFC), so that a name looks like what it is.

    Raises:
        DocumentError: it is empty or too long, or would lead out of its folder.

    >>> sent_name("Closing binder\\Note\u202efdp.exe")
    'Closing binder/Notefdp.exe'
    """
    parts = name.replace("\\", "/").split("/")
    if parts[0] == "" or parts[0].endswith(":"):
        raise DocumentError(
            f"the name {_shown(name)} begins at the root of a disk, so it was not taken; send the folder"
        )
    cleaned = [_seen(part) for part in parts]
    if any(part in ("", ".", "..") for part in cleaned):
        raise DocumentError(
            f"the name {_shown(name)} leads out of its folder or has an empty part, so it was not taken"
        )
    whole = "/".join(cleaned)
    if len(parts) > DEEPEST or len(whole) > LONGEST_NAME or any(len(part.encode()) > LONGEST_PART for part in cleaned):
        raise DocumentError(
            f"the name {_shown(name)} is too long, so it was not taken; it may have {LONGEST_PART} bytes, and lie in "
            f"{DEEPEST} folders"
        )
    return whole


def is_left_out(name: str) -> bool:
    """True for a file that only a computer made, in a folder that somebody sends.

    >>> is_left_out("Binder/.DS_Store"), is_left_out("Binder/~$note.docx"), is_left_out("Binder/note.docx")
    (True, True, False)
    """
    return any(is_system(part) for part in name.replace("\\", "/").split("/") if part not in (".", ".."))


def _seen(part: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFC", part) if unicodedata.category(letter) not in UNSEEN
    ).strip()


def _shown(name: str) -> str:
    return repr(name[:100] + ("…" if len(name) > 100 else ""))
