"""The account of the operating system that runs this process."""

import os
import pwd
from pathlib import Path


def operating_system_user() -> str:
    """The user for whom the operating system runs this process, whatever an environment variable claims."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"


def home() -> Path:
    """The user's home folder; the root folder for a user without one, as in some containers."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")
