"""What the fixtures are that make a row, a scope or a vector: see `conftest.py`."""

from collections.abc import Callable

from pincite.access.scope import Scope
from pincite.index.port import Row, Vector

RowMaker = Callable[..., Row]
ScopeMaker = Callable[..., Scope]
VectorMaker = Callable[[int], Vector]
