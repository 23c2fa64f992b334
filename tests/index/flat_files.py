"""What tests do to the files of a flat index behind its back."""

import sqlite3
from pathlib import Path

from pincite.index.flat.files import database
from pincite.index.port import Vector

DIMENSIONS = 32


def vectors_in(folder: Path) -> Path:
    [file] = folder.glob("vectors-*.f32")
    return file


def altered(folder: Path, *statements: str) -> None:
    file = database(folder)
    assert file is not None
    with sqlite3.connect(file) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def overwritten(file: Path, position: int, vector: Vector) -> None:
    with file.open("r+b") as stream:
        stream.seek(position * DIMENSIONS * 4)
        stream.write(vector.astype("<f4").tobytes())
