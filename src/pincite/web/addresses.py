"""The address under which people open the page, for links that interfaces give out."""

import os

from fastapi import Request

from pincite.web.server import server_of
from pincite.wiring.server_settings import in_force


def page_address(request: Request) -> str:
    """What every link to the page begins with: as it is set, or as the request was addressed; no slash at its end."""
    settings = in_force(server_of(request).firm.settings.server, os.environ)
    return settings.public_url or str(request.base_url).rstrip("/")
