"""Reads the architecture of a model from its file: a GGUF, a config.json, or the folder that holds one."""

from pathlib import Path

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture


def read_architecture(path: Path) -> Architecture:
    """What the model at `path` is; of its weights no byte is read.

    Raises:
        ModelError: there is nothing to read, it is of no known kind, it is damaged, or it contradicts itself.
    """
    from pincite.models.architecture.from_gguf import architecture_of
    from pincite.models.architecture.gguf_header import read_header

    if not path.exists():
        raise ModelError(f"there is no model at {path}; name a GGUF file, a config.json, or its folder")
    return architecture_of(read_header(path))
