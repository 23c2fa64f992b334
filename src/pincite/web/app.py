"""The app of one worker."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from pincite.ask.observing import Observer, Several
from pincite.errors import PinciteError
from pincite.serving.admission import SharedAdmission, shared_admission
from pincite.serving.questions import OwnQuestions
from pincite.serving.store import ServerStore
from pincite.session.killed import record_killed
from pincite.threads import on_thread
from pincite.web import (
    asking,
    comparing,
    documents,
    feedback,
    health,
    kept,
    library,
    matters,
    mcp,
    members,
    provider,
    record,
    signed_out,
    signing,
    sources,
    tokens,
    uploads,
    waiting,
    watched,
)
from pincite.web.answering import Answering
from pincite.web.api.app import AT, Under, make_api
from pincite.web.assets import Assets
from pincite.web.certificate import end_of
from pincite.web.chat_completions import routes as chat_completions
from pincite.web.connection import Bounded
from pincite.web.crowd import Counted, Crowd
from pincite.web.failing import fail_in_sentences
from pincite.web.headers import App, Guarded
from pincite.web.heading import Heading
from pincite.web.health import IndexGauges, Readiness
from pincite.web.lifeline import Ending
from pincite.web.limits import Timely
from pincite.web.metrics import Counting, Measured, log_of
from pincite.web.pages import PAGES
from pincite.web.reach import Reached
from pincite.web.server import Server
from pincite.web.token_file import metrics_token
from pincite.web.worded import Worded
from pincite.wiring import Workspace, agreed_settings, open_workspace, trust_store
from pincite.wiring.names import MODEL, WORKERS
from pincite.wiring.server_settings import ServerSettings, require_telemetry

DEFAULTS = ServerSettings()
"""What counts where a server is given no settings: it is for this machine alone."""


def make_app(root: Path, settings: ServerSettings, ending: Ending, crowd: Crowd | None = None) -> App:
    """The app over the workspace in a folder, opened when the app starts; `crowd` counts who is turned away."""
    return app_over(partial(opened, root, settings, ending), settings, crowd)


def app_over(
    opening: Callable[[], AbstractAsyncContextManager[Server]],
    settings: ServerSettings = DEFAULTS,
    crowd: Crowd | None = None,
) -> App:
    """The app over what a context opens, for as long as the app runs."""
    turned_away = crowd or Crowd()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening() as server, turned_away.recorded(server.firm.session):
            app.state.server = server
            yield

    app = FastAPI(
        title="pincite",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        max_body_size=settings.form_bytes,
    )
    for part in (
        health,
        signing,
        kept,
        provider,
        asking,
        feedback,
        sources,
        documents,
        comparing,
        uploads,
        waiting,
        record,
        watched,
        library,
        matters,
        members,
        tokens,
    ):
        app.include_router(part.router)
    app.include_router(chat_completions.router)
    app.include_router(mcp.router)
    app.router.routes.append(mcp.ROUTE)
    certificate = settings.tls_certificate
    app.state.index_gauges = IndexGauges()
    app.state.readiness = Readiness(end_of(certificate) if certificate is not None else None)
    app.state.metrics_token = metrics_token(settings)
    app.state.requests_per_minute = settings.requests_per_minute
    api = make_api()
    api.state = app.state
    app.router.routes.append(Under(AT, api))
    app.mount("/static", Assets(), name="static")
    fail_in_sentences(app, PAGES)
    signed_out.lead_to_the_form(app)
    inner = Timely(Heading(app), settings.form_seconds)
    guarded = Guarded(Bounded(Reached(inner, settings)), is_https=settings.base_url.startswith("https:"))
    return Measured(Counted(Worded(guarded), turned_away), log_of(is_wanted=settings.request_log))


@asynccontextmanager
async def opened(root: Path, settings: ServerSettings, ending: Ending) -> AsyncIterator[Server]:
    """The workspace in a folder, with what a worker keeps; questions under way end before it is closed.

    Those that are not answered when the time to end is over are given up, which the record says.
    """
    with (
        _observer(root, settings) as observer,
        _admission(root, settings) as admission,
        open_workspace(root, create=False, observer=observer, shared_model=root / MODEL, admission=admission) as firm,
        firm.workers.at_work() as worker,
        firm.server(create=False) as file,
    ):
        store = ServerStore(file)
        answering = Answering(store, OwnQuestions(file), firm.workers, worker)
        firm.load_models()
        settling = asyncio.create_task(_settled(firm, answering))
        try:
            yield Server(firm, file, store, answering, firm.workers, provider.provider_of(firm, file))
        finally:
            await answering.finish(ending.left())
            settling.cancel()
            await asyncio.gather(settling, return_exceptions=True)


async def _settled(firm: Workspace, answering: Answering) -> None:
    """Open what every question is answered from, so that the first one finds it open; whoever asks is told what fails.

    What a worker before this one had sent to language models when it was killed is put on the record.

    What was made by the end of that question stays, so Python looks for no garbage in it again: each look would take 70
    ms, in which nothing else of the worker goes on.
    """
    with suppress(PinciteError):
        await on_thread(lambda: firm.sources)
        if firm.settings.models:
            await record_killed(await on_thread(firm.session))
    await answering.has_answered.wait()
    await on_thread(gc.collect)
    gc.freeze()


@contextmanager
def _admission(root: Path, settings: ServerSettings) -> Iterator[SharedAdmission | None]:
    """What admits as many questions at once as the settings say, over all workers; None if they say nothing."""
    if settings.questions_at_once is None:
        yield None
        return
    with shared_admission(root / WORKERS, settings.questions_at_once) as admission:
        yield admission


@contextmanager
def _observer(root: Path, settings: ServerSettings) -> Iterator[Observer]:
    """What watches how questions go: what counts them, and what sends spans where the settings name a collector.

    Raises:
        WorkspaceError: they name one, and the packages for that are not installed.
    """
    if settings.telemetry_url is None:
        yield Counting()
        return
    require_telemetry()
    from pincite.wiring.telemetry import traced

    providers = {model.provider for model in agreed_settings(root, trust_store(os.environ)).models}
    with traced(settings.telemetry_url, " and ".join(sorted(providers)) or "none") as tracing:
        yield Several((Counting(), tracing))
