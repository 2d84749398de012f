"""The register simulator: both registers, their control API and its pages. Reading this tells what it is made of."""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from chassis.clock import Clock
from chassis.telemetry import instrument, setup_logs, setup_traces
from stack.console.app import HOSTS
from stack.console.pages import HERE as CONSOLE
from stack.console.security import SecurityHeaders
from stack.errors import StackError
from stack.registre import departemental, national, pages, pilotage
from stack.registre.fil import Fil
from stack.registre.refus import SameSite, traduire
from stack.registre.registres import Registres
from stack.settings import HOST, StackSettings

SERVICE = "registre"
HERE = Path(__file__).parent


def create_app(settings: StackSettings) -> FastAPI:
    """Raise StackError when what is on disk cannot be read."""
    clock = Clock(file=settings.clock_file)
    fil = Fil(Registres(settings.data_dir / "registre", clock.today))
    app = FastAPI(title="Registres simulés", docs_url=None, redoc_url=None)
    app.state.fil = fil
    for router in (national.routes(fil), departemental.routes(fil), pilotage.routes(fil), pages.routes(fil)):
        app.include_router(router)
    for path, folder in (("/static", CONSOLE / "static"), ("/style", HERE / "static")):
        app.router.routes.append(Mount(path, StaticFiles(directory=folder)))
    traduire(app)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(SameSite)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    return app


def serve(settings: StackSettings) -> None:
    """Runs until SIGTERM or SIGINT."""
    setup_logs(SERVICE, "INFO")
    setup_traces(SERVICE, settings.otlp_url)
    try:
        app = create_app(settings)
    except StackError as error:
        sys.exit(str(error))
    instrument(app)
    uvicorn.run(app, host=HOST, port=settings.registre_port, log_config=None, access_log=False, server_header=False)
