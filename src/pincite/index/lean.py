"""Imports LanceDB without what only takes time: the client of a catalogue service, and checks of LanceDB's own classes.

LanceDB imports that client for connections that go through such a service. It consists of hundreds of classes that
check JSON, and importing it takes 1.0 s of processor time, a third of a question from a cold start. Each of its names
becomes an empty class here. A table in a folder uses none of them.

Before Python 3.12 LanceDB also has each method that overrides another compared with it, by the bytecode of its class,
which takes 0.1 s. Here none is: LanceDB's makers have compared them.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TypeVar

Method = TypeVar("Method")

CHECKS = "overrides"
"""The package that compares methods."""

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


class _Unchecked(ModuleType):
    """The package that compares methods, without comparing."""

    class EnforceOverrides:
        """A class whose methods are left as they are."""

    @staticmethod
    def override(method: Method) -> Method:
        """The method as it is."""
        return method


class _Finder(MetaPathFinder, Loader):
    """Finds the packages of the client, all that is said to be in them, and the package that compares methods."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - Python's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """A module that takes the place of a package that is left out; None for any other."""
        is_left_out = fullname.partition(".")[0] in (*SERVICE, CHECKS)
        return ModuleSpec(fullname, self, is_package=True) if is_left_out else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module of unused names, or of methods as they are."""
        return _Unchecked(spec.name) if spec.name == CHECKS else _Unused(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is run."""


def leave_out_the_service() -> None:
    """From now on this process imports LanceDB without all that. For processes that are pincite's own.

    A program that imports pincite may use that client itself. Once it is imported, nothing is gained by leaving it out.
    """
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path) and SERVICE[0] not in sys.modules:
        sys.meta_path.insert(0, _Finder())
