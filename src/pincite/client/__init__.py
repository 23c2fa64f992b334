"""A client of the interface that `pincite serve` has for programs.

    with Client("https://pincite.example.com", token) as client:
        reply = client.ask("How much rent does the Tenant pay per month?")

`AsyncClient` has the same methods, to be awaited. Both, and the values that they give (`models`), are made from the
interface's OpenAPI document (`python -m runs.making.make_api`).
"""

from pincite.client import models
from pincite.client.clients import AsyncClient, Client
from pincite.client.sending import ApiError, ConnectionLost, Event

__all__ = ["ApiError", "AsyncClient", "Client", "ConnectionLost", "Event", "models"]
