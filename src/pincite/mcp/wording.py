"""How what fails is worded for whoever called a tool."""

from pincite.errors import NotVisible, PinciteError


def whole_sentence(error: PinciteError) -> str:
    """A failure in the words of pincite, with the nearest names of what the user may see."""
    near = error.nearest if isinstance(error, NotVisible) else ()
    return f"{error.failed}; did you mean {', '.join(near)}?" if near else error.failed
