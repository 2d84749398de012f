"""Liveness asks nobody; readiness asks what the process cannot work without. Never routed by the gateway."""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chassis import outbox
from chassis.context import Context

router = APIRouter(prefix="/health", include_in_schema=False)
OLDEST = timedelta(seconds=60)


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """200 when every check passes, else 503 with the names of those that fail."""
    context: Context = request.app.state.context
    failed = []
    for name, check in context.ready.items():
        try:
            await check()
        except Exception as error:
            failed.append(f"{name}: {type(error).__name__}")
    return JSONResponse({"status": "not ready" if failed else "ready", "failed": failed}, 503 if failed else 200)


class OutboxTooOldError(RuntimeError):
    """Events wait for longer than a minute: the relay or the broker is in trouble."""


async def outbox_age(context: Context) -> None:
    """Raises `OutboxTooOldError`."""
    if await outbox.age(context.db) > OLDEST:
        raise OutboxTooOldError
