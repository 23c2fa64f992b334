"""Failures in words that a report may hold: it is handed on, and where things lie on this machine is no part of it."""

import re
from collections.abc import Mapping

_FOLDERS = re.compile(r"(?<![\w/.…])/(?:[^\s/]+/)+")
"""The folders of an absolute path, up to its last part; one with a space in it ends there."""


def without_folders(sentence: str, known: Mapping[str, str]) -> str:
    """A sentence whose absolute paths keep their last part only; `known` gives names for some, the longest first.

    >>> without_folders("/srv/w/index is damaged; see /var/log/x.log", {"/srv/w": "the workspace"})
    'the workspace/index is damaged; see …/x.log'
    """
    for place in sorted(known, key=len, reverse=True):
        sentence = sentence.replace(place, known[place])
    return _FOLDERS.sub("…/", sentence)
