"""pincite: answers over a law firm's documents, every sentence pinned to the clause that supports it."""

import os

__version__ = "0.1.0"

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Read by onnxruntime as it is loaded. Without it, it writes an identifier of the machine into the home folder, a file
into the temporary folder, and looks up the name of Microsoft's collector of events. Here, because Python runs this
module before any other of pincite, in every process that pincite starts, whatever their environment says."""
