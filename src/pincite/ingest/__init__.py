"""The walk of a document, from a file to the index."""

from pincite.ingest.run import Library, Progress, Report
from pincite.ingest.walk import ingest, ingest_found

__all__ = ["Library", "Progress", "Report", "ingest", "ingest_found"]
