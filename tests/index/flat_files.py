"""What tests do to the files of a flat index behind its back."""

import json
import sqlite3
from pathlib import Path

import numpy as np

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
        stream.seek(position * vector.nbytes)
        stream.write(vector.astype("<f4").tobytes())


def changed(folder: Path, where: str, **values: object) -> None:
    """Change rows of the documents that a condition names, as any program with SQLite can, and nothing beside them."""
    file = database(folder)
    assert file is not None
    blocks = f"SELECT block.id, first, piece, count FROM block JOIN body ON body.id = block.body WHERE {where}"  # noqa: S608
    with sqlite3.connect(file) as db:
        [name] = db.execute("SELECT vectors FROM state").fetchone()
        for block, first, piece, count in db.execute(blocks).fetchall():
            pieces = (piece, piece + count)
            for column, value in values.items():
                if column == "vector":
                    for position in range(first, first + count):
                        overwritten(folder / f"vectors-{name}.f32", position, np.array(value, np.float32))
                elif column == "sentences":
                    db.execute("UPDATE said SET sentences = ? WHERE piece >= ? AND piece < ?", (value, *pieces))
                elif column in ("matter", "labels"):
                    written = json.dumps(value) if column == "labels" else value
                    db.execute(f"UPDATE block SET {column} = ? WHERE id = ?", (written, block))  # noqa: S608
                else:
                    db.execute(f"UPDATE piece SET {column} = ? WHERE id >= ? AND id < ?", (value, *pieces))  # noqa: S608
    db.close()
