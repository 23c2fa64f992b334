"""The style sheet, the scripts and the icon: the same for everybody, so a browser keeps them.

Their addresses have a digest of what they hold. A release that changes one has another address for it.
"""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

KEPT = "public, max-age=31536000, immutable"


@cache
def digests() -> dict[str, str]:
    """The digest of each file, by its name."""
    held = (files("pincite.web") / "static").iterdir()
    return {one.name: sha256(one.read_bytes()).hexdigest()[:16] for one in held if one.is_file()}


def address(name: str) -> str:
    """The address of a file, for as long as it holds what it holds now."""
    return f"/static/{name}?{digests()[name]}"


class Assets(StaticFiles):
    """The files; those that are asked for by their digest are kept by a browser, the others are not."""

    def __init__(self) -> None:
        super().__init__(packages=[("pincite.web", "static")])

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file."""
        response = await super().get_response(path, scope)
        if digests().get(path, "").encode() == scope["query_string"]:
            response.headers["cache-control"] = KEPT
        return response
