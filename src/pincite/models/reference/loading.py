"""Opens a model's files as a reference."""

from pathlib import Path

from pincite.models.architecture.reading import read_architecture
from pincite.models.reference.building import reference_of
from pincite.models.reference.running import Reference


def load(path: Path) -> Reference:
    """The model of a GGUF file, or of a folder or configuration with its safetensors files; weights stay in them.

    Raises:
        ModelError: The files cannot be read or contradict themselves, or the family is not one that can be run here.
    """
    return reference_of(read_architecture(path))
