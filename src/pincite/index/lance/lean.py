"""LanceDB without the client of catalogues on a network, which it imports and an index in a folder never asks.

Importing it all takes longer than everything else that a short command does. The types of that client stay, since
LanceDB names them; what speaks over a network is not loaded.
"""

import importlib.util
import os
import sys

CLIENT = "lance_namespace_urllib3_client"


def leave_out_client() -> None:
    """Have `lancedb`, when it is imported later, find the client's package without what its first file imports."""
    spec = None if CLIENT in sys.modules else importlib.util.find_spec(CLIENT)
    if spec is not None:
        sys.modules[CLIENT] = importlib.util.module_from_spec(spec)


leave_out_client()
os.environ.setdefault("LANCEDB_LOG", "error")  # its warnings are about its own partitions, and would go to stderr
