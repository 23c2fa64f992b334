"""The app of one worker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.workers import at_work
from pincite.web import asking, health, library, signing, sources
from pincite.web.answering import Answering
from pincite.web.failing import fail_in_sentences
from pincite.web.headers import Guarded
from pincite.web.pages import PAGES
from pincite.web.server import Server
from pincite.wiring import open_workspace
from pincite.wiring.names import SERVER, WORKERS

LAST_SECONDS = 60.0
"""How long questions under way may take once the server is told to end."""


def make_app(root: Path) -> Guarded:
    """The app over the workspace in a folder, which is opened when the app starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_workspace(root, create=False) as firm, at_work(root / WORKERS) as worker:
            file = ServerFile(root / SERVER)
            store = ServerStore(file)
            answering = Answering(store, root / WORKERS, worker)
            firm.load_models()
            app.state.server = Server(firm, file, store, answering, root / WORKERS)
            try:
                yield
            finally:
                await answering.finish(LAST_SECONDS)
                file.close()

    app = FastAPI(title="pincite", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    for part in (health, signing, asking, sources, library):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(packages=[("pincite.web", "static")]), name="static")
    fail_in_sentences(app, PAGES)
    return Guarded(app)
