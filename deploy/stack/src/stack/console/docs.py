"""`/docs`: Swagger UI from a package, offline, on the merged document of the gateway."""

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from swagger_ui_bundle import swagger_ui_path

from stack.console.api import Problem
from stack.console.openapi30 import as_openapi_30
from stack.console.security import docs_csp
from stack.settings import StackSettings


def routes(settings: StackSettings, templates: Jinja2Templates) -> list[BaseRoute]:
    async def page(request: Request) -> Response:
        headers = {"Content-Security-Policy": docs_csp(settings.gateway_url)}
        return templates.TemplateResponse(request, "docs.html", headers=headers)

    async def document(request: Request) -> Response:
        try:
            async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
                answer = (await client.get(f"{settings.gateway_url}/openapi.json")).raise_for_status()
        except httpx.HTTPError:
            return Problem(503, "passerelle_injoignable", f"La passerelle ne répond pas sur {settings.gateway_url}.")
        return JSONResponse(as_openapi_30(answer.json()) | {"servers": [{"url": settings.gateway_url}]})

    return [
        Route("/docs", page),
        Route("/docs/openapi.json", document),
        Mount("/docs/swagger", StaticFiles(directory=swagger_ui_path)),
    ]
