"""What became of the files of watched folders, for the workspace's owner, as whom they are read."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from pincite.errors import NotVisible
from pincite.serving.watching import Watching
from pincite.web.pages import PAGES
from pincite.web.server import Running, Server, SignedIn, Visitor
from pincite.web.signing import Field, require_token

router = APIRouter(include_in_schema=False)


@router.get("/library/watched", name="watched")
def watched(server: Running, visitor: SignedIn) -> Response:
    """Each watched folder, when it was looked into, and what could not be read."""
    _require_owner(visitor)
    return PAGES.page("watched.html", visitor, folders=_looked_at(server))


@router.post("/library/watched")
def again(server: Running, visitor: SignedIn, folder: Field, form_token: Field) -> Response:
    """Have what could not be read of a folder read again."""
    require_token(visitor, form_token)
    _require_owner(visitor)
    Watching(server.file).again(folder)
    return RedirectResponse("/library/watched", HTTPStatus.SEE_OTHER)


def _looked_at(server: Server) -> list[tuple[object, object]]:
    watching = Watching(server.file)
    return [(each, watching.watched(each.folder)) for each in server.firm.settings.server.watch]


def _require_owner(visitor: Visitor) -> None:
    if not visitor.session.is_owner:
        raise NotVisible("only the workspace's owner sees watched folders")
