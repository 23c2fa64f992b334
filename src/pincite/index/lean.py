"""Imports LanceDB without the client of a catalogue service, which pincite never calls.

LanceDB imports that client for connections that go through such a service. It consists of hundreds of classes that
check JSON, and importing it takes 1.0 s of processor time, a third of a question from a cold start. Each of its names
becomes an empty class here. A table in a folder uses none of them.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

SERVICE = ("lance_namespace", "lance_namespace_urllib3_client")
"""The packages of the client."""


class _Unused(ModuleType):
    """A module in which every name is a class of its own."""

    def __getattr__(self, name: str) -> type[Exception]:
        """An empty class; an exception, because some of them are caught."""
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class _Finder(MetaPathFinder, Loader):
    """Finds the packages of the client, and all that is said to be in them."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - Python's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """A module of unused names for a module of the client; None for any other."""
        is_of_service = fullname.partition(".")[0] in SERVICE
        return ModuleSpec(fullname, self, is_package=True) if is_of_service else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module of unused names."""
        return _Unused(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is run."""


def leave_out_the_service() -> None:
    """From now on this process imports LanceDB without the client. For processes that are pincite's own.

    A program that imports pincite may use that client itself. Once it is imported, nothing is gained by leaving it out.
    """
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path) and SERVICE[0] not in sys.modules:
        sys.meta_path.insert(0, _Finder())
