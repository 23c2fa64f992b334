"""Reads the architecture of a model from its file: a GGUF, a config.json, or the folder that holds one."""

from pathlib import Path

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture
from pincite.models.architecture.config_json import architecture_beside
from pincite.models.architecture.contradictions import contradictions
from pincite.models.architecture.from_gguf import architecture_of
from pincite.models.architecture.gguf_header import read_header

REMEDY = "name a GGUF file, a config.json, or its folder"


def read_architecture(path: Path) -> Architecture:
    """What the model at `path` is; of its weights no byte is read.

    Raises:
        ModelError: there is nothing to read, it is of no known kind, it is damaged, or it contradicts itself.
    """
    file = _file_of(path) if path.is_dir() else path
    if not file.is_file():
        raise ModelError(f"there is no model at {path}; {REMEDY}")
    is_config = file.suffix == ".json"
    found = architecture_beside(file) if is_config else architecture_of(read_header(file))
    if wrong := next(contradictions(found.layers), None):
        what = "configuration" if is_config else "model"
        raise ModelError(f"the {what} {file} {wrong}; get it anew from where the model was published")
    return found


def _file_of(folder: Path) -> Path:
    """The one file of a folder that says what the model is."""
    config = folder / "config.json"
    if config.is_file():
        return config
    found = sorted(folder.glob("*.gguf"))
    if len(found) != 1:
        what = f"{len(found)} GGUF files" if found else "neither a config.json nor a GGUF file"
        raise ModelError(f"the folder {folder} has {what}; {REMEDY}")
    return found[0]
