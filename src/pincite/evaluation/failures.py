"""Error messages fit for a report, which is handed on and must not reveal where files lie on this machine."""

import re
from collections.abc import Mapping

_FOLDERS = re.compile(r"(?<![\w/.…])/(?:[^\s/]+/)+")
"""The folders of an absolute path, up to its last part. A path with a space in it ends there."""


def without_folders(sentence: str, known: Mapping[str, str]) -> str:
    """A sentence in which absolute paths keep only their last part. `known` names some folders, longest first.

    >>> without_folders("/srv/w/index is damaged; see /var/log/x.log", {"/srv/w": "the workspace"})
    'the workspace/index is damaged; see …/x.log'
    """
    for place in sorted(known, key=len, reverse=True):
        sentence = sentence.replace(place, known[place])
    return _FOLDERS.sub("…/", sentence)
