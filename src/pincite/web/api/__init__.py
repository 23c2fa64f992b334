"""The interface for programs under `/api/v1`: the uses of a session, over HTTP with JSON."""
