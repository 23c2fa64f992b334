"""The loader that lies beside the documents and questions of others."""

import importlib.util
from pathlib import Path
from typing import Any


def loader(data: Path) -> Any:  # noqa: ANN401 - a module beside the data
    """`load.py` of a folder of documents."""
    spec = importlib.util.spec_from_file_location("load", data / "load.py")
    if spec is None or spec.loader is None or not Path(spec.origin or "").is_file():
        raise SystemExit(f"{data} has no load.py; name the folder of the documents with --data")
    load = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(load)
    return load
