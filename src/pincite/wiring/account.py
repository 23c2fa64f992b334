"""The account of the operating system that runs this process."""

import os
import pwd
from pathlib import Path


def operating_system_user() -> str:
    """The user whom the operating system runs this process for; not what an environment variable claims."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"


def home() -> Path:
    """The user's home; the root for a user without one, as in some containers, who must say where state goes."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")
